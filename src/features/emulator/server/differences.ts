import type { QuirkName } from './quirks.ts';

/** One side of a difference: what it says, who says so, and the quirk that plays it. */
interface Side {
  readonly says: string;
  readonly source: string;
  /** Absent: the emulator does so without a quirk. */
  readonly quirk?: QuirkName;
}

/** A point on which two sources contradict each other, and what the emulator does without a quirk. */
interface Difference {
  readonly question: string;
  readonly here: string;
  readonly sides: readonly [Side, Side, ...Side[]];
}

const document = 'OpenAPI document of the OneRoster API';
const sdk = 'official SDK 0.4.0';

/** Every point on which the documents of the platform, and its official clients, differ. */
export const differences: readonly Difference[] = [
  {
    question: 'whether lists of the OneRoster half have a slash at their end',
    here: 'both are found',
    sides: [
      { says: 'with it, but for two', source: document, quirk: 'slash-required' },
      { says: 'without it', source: `${sdk}; 1EdTech document`, quirk: 'slash-refused' },
    ],
  },
  {
    question: 'whether lists send `X-Total-Count`',
    here: 'the OneRoster half does',
    sides: [
      { says: 'totals are in the body', source: document, quirk: 'without-total-header' },
      { says: 'it counts by that header', source: `${sdk}; 1EdTech document` },
    ],
  },
  {
    question: 'whether lists send `Link`',
    here: 'the OneRoster half does',
    sides: [
      { says: 'no such header', source: document, quirk: 'without-link-header' },
      { says: 'it goes on by `rel="next"`', source: sdk },
    ],
  },
  {
    question: 'what becomes of a name in `fields` that no record has',
    here: 'it changes nothing in the OneRoster half, and answers 400 in the Partner API',
    sides: [
      {
        says: 'the example of every list is `sourcedId,name`, and courses have no name',
        source: document,
        quirk: 'fields-ignored',
      },
      {
        says: '400, `invalid_selection_field`',
        source: '1EdTech document',
        quirk: 'fields-refused',
      },
    ],
  },
  {
    question: 'under which key the people of a class are listed',
    here: 'under both',
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
        says: 'filters on nested relations are not supported',
        source: document,
        quirk: 'filter-nested-ignored',
      },
      { says: 'it filters components and placements so', source: sdk },
    ],
  },
  {
    question: 'whether grades may be numbers',
    here: 'they may',
    sides: [
      { says: 'texts', source: document, quirk: 'grades-refuse-numbers' },
      { says: 'it sends whole numbers', source: sdk },
    ],
  },
  {
    question: 'which grades and subjects there are',
    here: 'any',
    sides: [
      { says: 'any text', source: document },
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
      { says: 'six words', source: document },
      { says: 'more of them live', source: 'public clients', quirk: 'lesson-types-open' },
    ],
  },
  {
    question: 'where a placement has its `lessonType`',
    here: 'where it was sent',
    sides: [
      { says: 'at the top', source: document, quirk: 'lesson-type-at-top' },
      { says: 'it reads `metadata` alone', source: sdk, quirk: 'lesson-type-in-metadata' },
    ],
  },
  {
    question: 'whether a text may be empty',
    here: 'in the OneRoster half, if it is no id; not in the Partner API',
    sides: [
      { says: 'no least length, but for ids', source: document },
      { says: 'names and codes that are not empty', source: sdk, quirk: 'empty-texts-refused' },
    ],
  },
  {
    question: 'what becomes of fields that the document does not have',
    here: 'they are kept',
    sides: [
      { says: 'nothing', source: document },
      {
        says: '`url` of a resource is dropped',
        source: 'a public client',
        quirk: 'drops-unknown-fields',
      },
    ],
  },
  {
    question: 'whether courses and classes keep `resources`',
    here: 'they do',
    sides: [
      { says: 'a field of both', source: document },
      {
        says: 'dropped before the database, says a remark of its authors',
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
      { says: 'none', source: 'OpenAPI document of CASE', quirk: 'standards-bare' },
    ],
  },
  {
    question: 'where a standard has its id',
    here: '`sourcedId`',
    sides: [
      { says: '`sourcedId`', source: sdk },
      {
        says: '`identifier`',
        source: 'OpenAPI document of CASE',
        quirk: 'standards-by-identifier',
      },
    ],
  },
  {
    question: 'an event of the Partner API that names no lesson',
    here: 'credited to its course',
    sides: [
      { says: 'dropped', source: 'product overview', quirk: 'events-need-lesson' },
      {
        says: 'its example names none, and gives XP',
        source: 'developer guide',
        quirk: 'events-without-lesson',
      },
    ],
  },
  {
    question: '`extensions.lesson` in an event, and other keys there',
    here: 'taken',
    sides: [
      { says: 'wanted', source: 'product overview', quirk: 'events-take-keys' },
      { says: '400', source: 'a public client', quirk: 'events-refuse-lesson' },
    ],
  },
  {
    question: 'an actor or an object of an event that is a text',
    here: 'taken',
    sides: [
      { says: 'it sends texts', source: sdk, quirk: 'events-take-texts' },
      { says: 'always a full entity', source: 'events page', quirk: 'events-refuse-texts' },
    ],
  },
  {
    question: 'an ActivityEvent without `object.process`',
    here: 'makes a result',
    sides: [
      {
        says: 'its models allow that',
        source: sdk,
        quirk: 'events-without-process',
      },
      {
        says: 'results are made where it is true',
        source: `a remark in the server of the ${sdk}`,
        quirk: 'events-need-process',
      },
    ],
  },
];
