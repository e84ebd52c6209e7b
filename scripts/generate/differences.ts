import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';

/** One side of a difference: what it says, who says it, and the quirk that follows it. */
interface Side {
  readonly says: string;
  readonly source: string;
  /** The quirk; absent: the emulator follows this side without a quirk. */
  readonly quirk?: QuirkName;
}

/** A point on which two sources contradict each other, with both sides. */
interface Difference {
  readonly question: string;
  readonly here: string;
  readonly sides: readonly [Side, Side, ...Side[]];
}

const document = 'OpenAPI document of the OneRoster API';
const sdk = 'official SDK 0.4.0';
const oneEdTech = '1EdTech document';
const ofCase = 'OpenAPI document of CASE';
const [guide, overview] = ['developer guide', 'product overview'];
const aClient = 'a public client';

/** Every point on which the documents of the platform, and its official clients, differ. */
export const differences: readonly Difference[] = [
  {
    question: 'whether paths of lists in the OneRoster API end with a slash',
    here: 'both work',
    sides: [
      { says: 'yes, except for two', source: document, quirk: 'slash-required' },
      { says: 'no', source: `${sdk}; ${oneEdTech}`, quirk: 'slash-refused' },
    ],
  },
  {
    question: 'whether lists have the header `X-Total-Count`',
    here: 'in the OneRoster API',
    sides: [
      { says: 'totals are in the body', source: document, quirk: 'without-total-header' },
      { says: 'it uses that header', source: `${sdk}; ${oneEdTech}` },
    ],
  },
  {
    question: 'whether lists have the header `Link`',
    here: 'in the OneRoster API',
    sides: [
      { says: 'no such header', source: document, quirk: 'without-link-header' },
      { says: 'it follows `rel="next"`', source: sdk },
    ],
  },
  {
    question: 'what an unknown name in `fields` does',
    here: 'nothing in the OneRoster API; 400 in the Partner API',
    sides: [
      {
        says: 'nothing: the example of every list is `sourcedId,name`, and courses have no name',
        source: document,
        quirk: 'fields-ignored',
      },
      { says: '400, `invalid_selection_field`', source: oneEdTech, quirk: 'fields-refused' },
    ],
  },
  {
    question: 'the key of the people of a class',
    here: 'both',
    sides: [
      { says: '`students`, `teachers`', source: document, quirk: 'class-people-by-role' },
      { says: '`users`', source: sdk, quirk: 'class-people-as-users' },
    ],
  },
  {
    question: 'whether a list can be filtered by a reference, `course.sourcedId`',
    here: 'it can',
    sides: [
      {
        says: 'no: filters on nested relations are not supported',
        source: document,
        quirk: 'filter-nested-ignored',
      },
      { says: 'yes: it filters components and placements like this', source: sdk },
    ],
  },
  {
    question: 'whether grades may be numbers',
    here: 'yes',
    sides: [
      { says: 'no, only strings', source: document, quirk: 'grades-refuse-numbers' },
      { says: 'yes: it sends whole numbers', source: sdk },
    ],
  },
  {
    question: 'which grades and subjects there are',
    here: 'any',
    sides: [
      { says: 'any string', source: document },
      {
        says: '-1 to 13, and ten subjects',
        source: `docs.timeback.com, create a course; ${sdk}`,
        quirk: 'grades-and-subjects-listed',
      },
    ],
  },
  {
    question: 'which `lessonType` a placement may have',
    here: 'the six of the document',
    sides: [
      { says: 'six values', source: document },
      { says: 'more values are in use', source: 'public clients', quirk: 'lesson-types-open' },
    ],
  },
  {
    question: 'where a placement has its `lessonType`',
    here: 'where it was sent',
    sides: [
      { says: 'at the top', source: document, quirk: 'lesson-type-at-top' },
      { says: 'only in `metadata`', source: sdk, quirk: 'lesson-type-in-metadata' },
    ],
  },
  {
    question: 'whether a string may be empty',
    here: 'in the OneRoster API, except ids; not in the Partner API',
    sides: [
      { says: 'yes: only ids have a minimum length', source: document },
      { says: 'no: names and codes are not empty', source: sdk, quirk: 'empty-texts-refused' },
    ],
  },
  {
    question: 'whether undocumented fields are stored',
    here: 'yes',
    sides: [
      { says: 'it does not say', source: document },
      {
        says: 'no: `url` of a resource is dropped',
        source: aClient,
        quirk: 'drops-unknown-fields',
      },
    ],
  },
  {
    question: 'whether courses and classes keep `resources`',
    here: 'yes',
    sides: [
      { says: 'yes: both have the field', source: document },
      {
        says: 'no: it is dropped, according to a comment of its authors',
        source: sdk,
        quirk: 'course-resources-dropped',
      },
    ],
  },
  {
    question: 'how POST answers for an id that exists',
    here: '422',
    sides: [
      { says: '422 is listed, and 409 is not', source: document },
      { says: '409', source: 'two public clients', quirk: 'post-answers-409' },
    ],
  },
  {
    question: 'whether one standard has an envelope',
    here: '`CFItem`',
    sides: [
      { says: '`CFItem`, or none', source: sdk },
      { says: 'none', source: ofCase, quirk: 'standards-bare' },
    ],
  },
  {
    question: 'where a standard has its id',
    here: '`sourcedId`',
    sides: [
      { says: '`sourcedId`', source: sdk },
      { says: '`identifier`', source: ofCase, quirk: 'standards-by-identifier' },
    ],
  },
  {
    question: 'an event of the Partner API without a lesson',
    here: 'credited to its course',
    sides: [
      { says: 'dropped', source: overview, quirk: 'events-need-lesson' },
      {
        says: 'credited: its example has no lesson, and gives XP',
        source: guide,
        quirk: 'events-without-lesson',
      },
    ],
  },
  {
    question: '`extensions.lesson` in an event, and other keys there',
    here: 'accepted',
    sides: [
      { says: 'required', source: overview, quirk: 'events-take-keys' },
      { says: '400', source: aClient, quirk: 'events-refuse-lesson' },
    ],
  },
  {
    question: 'an actor or an object of an event that is a string',
    here: 'accepted',
    sides: [
      { says: 'it sends strings', source: sdk, quirk: 'events-take-texts' },
      { says: 'always a full entity', source: 'events page', quirk: 'events-refuse-texts' },
    ],
  },
  {
    question: 'an ActivityEvent without `object.process`',
    here: 'creates a result',
    sides: [
      { says: 'its models allow it', source: sdk, quirk: 'events-without-process' },
      {
        says: 'results are created only if it is true',
        source: `a comment in the server of the ${sdk}`,
        quirk: 'events-need-process',
      },
    ],
  },
];
