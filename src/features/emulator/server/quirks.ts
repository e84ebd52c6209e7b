import type { Lag } from './store.ts';

/**
 * Differences from the documents that were reported of a TimeBack API or that the documents leave
 * open. Any set without contradiction can be active. Publishing converges under each with the
 * dialect table as it is.
 */
const absorbedTable = {
  'put-merges': 'PUT lays the record over the stored one; metadata is merged leaf by leaf',
  'put-merges-metadata': 'PUT replaces the record but merges its metadata leaf by leaf',
  'injects-defaults': 'a course gets metadata.AlphaLearn and metadata.goals if it has none',
  'mirrors-parent': "a unit's parent is copied to courseComponent",
  'date-overwritten': 'the server sets dateLastModified itself',
  'drops-nulls': 'fields that are null vanish',
  'fills-nulls': 'known fields that a record lacks come back as null',
  'grades-as-numbers': 'grades come back as numbers',
  'grades-as-texts': 'grades come back as strings, whatever was sent',
  'lists-reordered': 'subjects, grades, subjectCodes and roles come back in reverse order',
  'titles-decomposed': 'titles come back in decomposed Unicode form (NFD)',
  'texts-decomposed': 'titles, and keys and texts in metadata, come back decomposed (NFD)',
  'texts-composed': 'titles, and keys and texts in metadata, come back composed (NFC)',
  'order-as-text': 'sortOrder comes back as a string',
  'references-with-href': 'references come back with href and type',
  'references-bare': 'references come back with their sourcedId and nothing else',
  'adds-read-only': 'records come back with createdAt and tenantId',
  'put-answers-200': 'PUT answers 200, also when it creates',
  'put-answers-201': 'PUT answers 201, also when it updates',
  'put-answers-204': 'PUT answers 204 without a body',
  'put-answers-empty': 'PUT answers 200 without a body',
  'put-answers-201-empty': 'PUT answers 201 without a body',
  'put-answers-braces': 'PUT answers with a body that is {}',
  'hides-retired': 'records with status tobedeleted are not in lists; GET still shows them',
  'retired-is-final': 'PUT on a record with status tobedeleted answers 404 "already exists"',
  'page-cap-100': 'a page holds at most 100 records, whatever limit was asked',
  'short-pages': 'every second page lacks its last record; the total is right',
  'lists-show-less':
    'lists show the fields that the documents know, without metadata; GET shows all',
  'filter-ignored': 'a filter is taken and has no effect: the whole list comes',
  'filter-refused': 'a list with a filter answers 400',
  'filter-unknown-empty': 'a filter on a field that does not exist gives an empty list, not 400',
  'filter-nested-ignored': 'a filter on a nested field, course.sourcedId, has no effect',
  'filter-nested-empty': 'a filter on a nested field, course.sourcedId, gives an empty list',
  'filter-first-term': 'of conditions joined by OR only the first one counts',
  'filter-cut': 'a filtered list ends after its tenth record, and its total says so',
  'filter-whole-total': 'the total of a filtered list is that of the whole list',
} as const satisfies Record<string, string>;

/**
 * Differences that nobody reported but a platform may have: it stores a value in another form, or another
 * value. Publishing converges after a row of the dialect table is corrected; `doctor --explain-drift` names
 * the row.
 */
const correctableTable = {
  'trims-blanks': 'titles and strings in metadata lose spaces at their ends and repeated spaces',
  'lower-cases-metadata': 'texts in metadata come back in lower case',
  'dates-in-full': 'a date without a time, in metadata, comes back as midnight in UTC',
  'reorders-metadata': 'lists in metadata come back in reverse order',
  'drops-zeros': '0, false and "" vanish, and what they were alone in',
  'metadata-as-texts': 'numbers and booleans in metadata come back as strings',
  'decides-total-xp': 'metadata.metrics.totalXp of a course is what the server makes of it',
  'unit-named-parent': 'a lesson names its unit `parent`, in bodies and in answers',
  'order-named-position': 'sortOrder is named `position`, in bodies and in answers',
  'resources-listed': 'a lesson names its resources in a list, `resources`',
  'retired-named-inactive': 'a retired record has the status inactive, in bodies and in answers',
} as const satisfies Record<string, string>;

/** Points about records of other clients that the documents leave open. */
const ownershipQuirks = {
  'foreign-forbidden': 'GET of a record that another client owns answers 403, not 404',
  'foreign-not-found': 'PUT on a record that another client owns answers 404, not 403',
} as const satisfies Record<string, string>;

/** Points about events on which the documents contradict each other. */
const eventQuirks = {
  'events-refuse-lesson':
    'an event with extensions.lesson, or another key there, answers 400, as a client reported',
  'events-take-keys': 'an event may have any key in extensions, as Caliper has it',
  'events-without-lesson': 'an event that names no lesson is credited to its course, not dropped',
  'events-need-lesson': 'an event that names no lesson is dropped, as the overview says',
  'events-lesson-in-extensions': 'only extensions.lesson.id names the lesson of an event',
  'events-lesson-in-assignable': 'only object.assignable.id names the lesson of an event',
  'events-refuse-texts': 'an event whose actor or object is a string answers 400',
  'events-take-texts': 'the actor and the object of an event may be a string, their id',
  'events-without-process':
    'an ActivityEvent without object.process makes a line item and a result',
  'events-need-process': 'an ActivityEvent without object.process makes no result',
  'events-one-by-one':
    'of an envelope the events that are not valid are left out, and it answers 202',
} as const satisfies Record<string, string>;

/** Unexpected content that no document mentions: publishing reports it, and continues or stops. */
const ofUnexpectedRecords = {
  'without-resources': 'resources, and what places them, answer 404: the add-on is not there',
  'resources-forbidden': 'resources, and what places them, answer 403: the client lacks the add-on',
  'takes-odd-records':
    'every record is accepted: without a parent, with any status, with broken references',
  'lesson-type-at-top': 'a placement keeps its lessonType at the top alone, not in metadata',
  'lesson-type-in-metadata': 'a placement keeps its lessonType in metadata alone, not at the top',
  'placement-titles-stay': 'a placement keeps the title that it was made with, whatever a PUT says',
  'placements-untitled': 'a placement comes back without its title',
  'hides-unit-placements': 'what is placed in a unit itself is not in lists',
  'totals-of-zero': 'a list says that its total is 0, whatever is in it',
} as const satisfies Record<string, string>;

/**
 * Points on which two documents, or the document and the official clients, contradict each other. Without a
 * quirk, the emulator follows one side; docs/emulator.md says which one, and the sources of both.
 */
const betweenDocuments = {
  'slash-required': 'a list is found only with a slash at its end, if its document has one',
  'slash-refused': 'a list is found without a slash at the end alone',
  'without-total-header': 'lists send no X-Total-Count',
  'without-link-header': 'lists send no Link',
  'standards-bare': 'one standard is answered without an envelope',
  'standards-by-identifier': 'standards have their id in `identifier`, not in `sourcedId`',
  'class-people-by-role': 'the people of a class are listed as `students` or `teachers` alone',
  'class-people-as-users': 'the people of a class are listed as `users` alone',
  'fields-refused': 'a name in `fields` that no record has answers 400',
  'fields-ignored': 'a name in `fields` that no record has changes nothing',
  'empty-texts-refused': 'an empty string is refused',
  'grades-refuse-numbers': 'grades that are numbers are refused',
  'grades-and-subjects-listed':
    'grades are -1 to 13, and subjects the ten that the official SDK has; others are refused',
  'lesson-types-open': 'a placement takes any lessonType, not the six of the document alone',
  'post-answers-409': 'POST of an id that exists answers 409, not 422',
  'drops-unknown-fields': 'fields that the document does not have vanish',
  'course-resources-dropped': 'a course or a class takes `resources` and does not keep them',
} as const satisfies Record<string, string>;

export const quirks = {
  ...absorbedTable,
  ...correctableTable,
  ...ownershipQuirks,
  ...eventQuirks,
  ...ofUnexpectedRecords,
  ...betweenDocuments,
} as const;

export type QuirkName = keyof typeof quirks;

export function isQuirk(name: string): name is QuirkName {
  return Object.hasOwn(quirks, name);
}

export const quirkNames: readonly QuirkName[] = Object.keys(quirks).filter(isQuirk);

/** Quirks under which publishing converges without a correction. */
export const absorbedQuirks: readonly QuirkName[] = Object.keys(absorbedTable).filter(isQuirk);

/** Quirks that need a correction in the config. */
export const correctableQuirks: readonly QuirkName[] =
  Object.keys(correctableTable).filter(isQuirk);

/** Quirks with a number of milliseconds: `reads-lag=2000`. Publishing converges under them too. */
export const lagQuirks = {
  'reads-lag': 'every read shows what was stored MS milliseconds ago',
  'lists-lag': 'lists show what was stored MS milliseconds ago; a single GET is up to date',
  'singles-lag': 'a single GET shows what was stored MS milliseconds ago; lists are up to date',
} as const satisfies Record<string, string>;

export type LagQuirk = `${keyof typeof lagQuirks}=${number}`;

/** A quirk as options name it. */
export type QuirkSpec = QuirkName | LagQuirk;

export function isLagQuirk(text: string): text is LagQuirk {
  const [, name = ''] = /^([a-z-]+)=\d{1,9}$/.exec(text) ?? [];
  return Object.hasOwn(lagQuirks, name);
}

/** Delays of lists and of single reads. */
export function lagOf(specs: readonly QuirkSpec[]): Lag {
  const most = (...names: string[]) =>
    specs.filter(isLagQuirk).reduce((longest, spec) => {
      const [name = '', ms] = spec.split('=');
      return names.includes(name) ? Math.max(longest, Number(ms)) : longest;
    }, 0);
  return { lists: most('reads-lag', 'lists-lag'), singles: most('reads-lag', 'singles-lag') };
}

/** Description of a quirk. */
export function quirkText(spec: QuirkSpec): string {
  if (!isLagQuirk(spec)) return quirks[spec];
  const [name = '', ms = ''] = spec.split('=');
  const text = Object.entries(lagQuirks).find(([one]) => one === name)?.[1] ?? '';
  return text.replace('MS', ms);
}

/** Groups of quirks that exclude each other. */
const rivals: readonly (readonly QuirkName[])[] = [
  ['put-merges', 'put-merges-metadata'],
  ['drops-nulls', 'fills-nulls'],
  ['grades-as-numbers', 'grades-as-texts'],
  ['titles-decomposed', 'texts-composed'],
  ['texts-decomposed', 'texts-composed'],
  ['references-with-href', 'references-bare'],
  ['without-resources', 'resources-forbidden'],
  ['slash-required', 'slash-refused'],
  ['fields-refused', 'fields-ignored'],
  ['class-people-by-role', 'class-people-as-users'],
  ['events-refuse-lesson', 'events-take-keys'],
  ['events-without-lesson', 'events-need-lesson'],
  ['events-lesson-in-extensions', 'events-lesson-in-assignable'],
  ['events-refuse-texts', 'events-take-texts'],
  ['events-without-process', 'events-need-process'],
  ['filter-ignored', 'filter-refused', 'filter-unknown-empty'],
  ['filter-ignored', 'filter-refused', 'filter-nested-ignored', 'filter-nested-empty'],
  ['filter-ignored', 'filter-refused', 'filter-first-term'],
  ['filter-ignored', 'filter-refused', 'filter-cut', 'filter-whole-total'],
  [
    'put-answers-200',
    'put-answers-201',
    'put-answers-204',
    'put-answers-empty',
    'put-answers-201-empty',
    'put-answers-braces',
  ],
];

/** Throws an Error that names the quirks which contradict each other. */
export function checkQuirks(names: readonly QuirkName[]): void {
  for (const group of rivals) {
    const [first, second] = group.filter((name) => names.includes(name));
    if (first !== undefined && second !== undefined) {
      throw new Error(`The quirks ${first} and ${second} contradict each other.`);
    }
  }
}
