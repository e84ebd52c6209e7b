import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import type { Collection } from './dialect.ts';
import { checkQuirks, type QuirkName, quirkNames } from './quirks.ts';
import {
  asText,
  bareReferences,
  decomposed,
  dropNulls,
  fillNulls,
  mapField,
  mergeMetadata,
  numbered,
  reversed,
  withDefaultMetadata,
  withHrefs,
  withoutZeros,
} from './reshape.ts';
import {
  inForm,
  inFull,
  listed,
  mapScalars,
  mapTexts,
  renamed,
  reversedWithin,
  trimmed,
} from './reshape-values.ts';

/** What a write may depend on. `existing` is the record as it was stored before. */
export interface WriteMoment {
  readonly collection: Collection;
  readonly existing: JsonObject | undefined;
  readonly now: Date;
}

/** What showing a record may depend on. */
export interface ReadMoment {
  readonly collection: Collection;
  /** The address of a record of some name. */
  readonly hrefOf: (name: string, sourcedId: string) => string;
}

/** Steps that follow one another, so that any number of quirks can take part. */
interface Steps {
  /** From the record in a body to the one that is checked against the rules of its fields. */
  readonly receive: (record: JsonObject, collection: Collection) => JsonObject;
  /** From the record that was sent to the one that is stored. */
  readonly write: (record: JsonObject, moment: WriteMoment) => JsonObject;
  /** What a list takes of a stored record, before it is shown. */
  readonly list: (record: JsonObject, collection: Collection) => JsonObject;
  /** From the record that is stored to the one that is shown. */
  readonly read: (record: JsonObject, moment: ReadMoment) => JsonObject;
  readonly putAnswer: (answer: Answer) => Answer;
}

interface Switches {
  /** At most this many records on a page, whatever was asked. */
  readonly pageCap: number;
  readonly shortensPages: boolean;
  readonly listsRetired: boolean;
  readonly retiredIsFinal: boolean;
  readonly refusesUnknownFilter: boolean;
  readonly ignoresFilters: boolean;
  readonly refusesFilters: boolean;
  /** What GET, and what PUT, answer of a record that another client owns. */
  readonly foreignGet: 403 | 404;
  readonly foreignPut: 403 | 404;
  /** What becomes of events that name a lesson in `extensions`, or nowhere. */
  readonly refusesLessonKey: boolean;
  readonly needsLesson: boolean;
  /** What everything of resources and placements is answered; absent: what they are. */
  readonly resources?: 403 | 404;
  readonly checksFields: boolean;
  readonly totalsAreZero: boolean;
}

/** How the platform behaves where the documents leave a choice. */
export type Conduct = Steps & Switches;

const usual: Switches = {
  pageCap: Number.POSITIVE_INFINITY,
  shortensPages: false,
  listsRetired: true,
  retiredIsFinal: false,
  refusesUnknownFilter: true,
  ignoresFilters: false,
  refusesFilters: false,
  foreignGet: 404,
  foreignPut: 403,
  refusesLessonKey: false,
  needsLesson: true,
  checksFields: true,
  totalsAreZero: false,
};

const setFields = ['subjects', 'grades', 'subjectCodes', 'roles'];
const readOnlyFields = { createdAt: '2026-01-01T00:00:00.000Z', tenantId: 'emulator' };

/** In the order of the table of quirks, which is the order in which steps follow one another. */
const behaviours: Readonly<Record<QuirkName, Partial<Conduct>>> = {
  'put-merges': {
    write: (sent, { existing }) => ({ ...existing, ...mergeMetadata(sent, existing) }),
  },
  'put-merges-metadata': { write: (sent, { existing }) => mergeMetadata(sent, existing) },
  'injects-defaults': {
    write: (sent, { collection }) =>
      collection.name === 'course' ? withDefaultMetadata(sent) : sent,
  },
  'mirrors-parent': {
    write: (sent, { collection: { name } }) => {
      const parent = name === 'unit' ? sent['parent'] : undefined;
      return parent ? { ...sent, courseComponent: parent } : sent;
    },
  },
  'date-overwritten': {
    write: (sent, { now }) => ({ ...sent, dateLastModified: now.toISOString() }),
  },
  'drops-nulls': { read: dropNulls },
  'fills-nulls': { read: (stored, { collection }) => fillNulls(stored, collection.rules) },
  'grades-as-numbers': { read: (stored) => mapField(stored, 'grades', numbered) },
  'grades-as-texts': { read: (stored) => mapField(stored, 'grades', asText) },
  'lists-reordered': {
    read: (stored) =>
      setFields.reduce((record, field) => mapField(record, field, reversed), stored),
  },
  'titles-decomposed': { read: (stored) => mapField(stored, 'title', decomposed) },
  'texts-decomposed': { read: (stored) => mapContent(stored, (value) => inForm(value, 'NFD')) },
  'texts-composed': { read: (stored) => mapContent(stored, (value) => inForm(value, 'NFC')) },
  'order-as-text': { read: (stored) => mapField(stored, 'sortOrder', asText) },
  'references-with-href': {
    read: (stored, { collection, hrefOf }) => withHrefs(stored, collection.rules, hrefOf),
  },
  'references-bare': {
    read: (stored, { collection }) => bareReferences(stored, collection.rules),
  },
  'adds-read-only': { read: (stored) => ({ ...stored, ...readOnlyFields }) },
  'put-answers-200': { putAnswer: (answer) => ({ ...answer, status: 200 }) },
  'put-answers-201': { putAnswer: (answer) => ({ ...answer, status: 201 }) },
  'put-answers-204': { putAnswer: () => ({ status: 204 }) },
  'put-answers-empty': { putAnswer: () => ({ status: 200 }) },
  'put-answers-201-empty': { putAnswer: () => ({ status: 201 }) },
  'put-answers-braces': { putAnswer: ({ status }) => ({ status, body: {} }) },
  'hides-retired': { listsRetired: false },
  'retired-is-final': { retiredIsFinal: true },
  'page-cap-100': { pageCap: 100 },
  'short-pages': { shortensPages: true },
  'lists-show-less': { list: (stored, { rules }) => knownFields(stored, rules) },
  'filter-ignored': { ignoresFilters: true },
  'filter-refused': { refusesFilters: true },
  'foreign-forbidden': { foreignGet: 403 },
  'foreign-not-found': { foreignPut: 404 },
  'events-refuse-lesson': { refusesLessonKey: true },
  'events-without-lesson': { needsLesson: false },
  'without-resources': { resources: 404 },
  'resources-forbidden': { resources: 403 },
  'takes-odd-records': { checksFields: false },
  'totals-of-zero': { totalsAreZero: true },
  'filter-unknown-empty': { refusesUnknownFilter: false },
  'trims-blanks': { write: (sent) => mapContent(sent, (value) => mapTexts(value, trimmed)) },
  'lower-cases-metadata': {
    write: (sent) => mapMetadata(sent, (value) => mapTexts(value, (text) => text.toLowerCase())),
  },
  'dates-in-full': { write: (sent) => mapMetadata(sent, (value) => mapTexts(value, inFull)) },
  'reorders-metadata': { read: (stored) => mapMetadata(stored, reversedWithin) },
  'metadata-as-texts': { read: (stored) => mapMetadata(stored, (map) => mapScalars(map, String)) },
  'drops-zeros': { write: (sent, { collection }) => withoutZeros(sent, collection.rules) },
  'decides-total-xp': {
    write: (sent, { collection }) => (collection.name === 'course' ? withOwnTotal(sent) : sent),
  },
  'unit-named-parent': {
    receive: (sent, { name }) => (name === 'lesson' ? renamed(sent, 'parent', 'unit') : sent),
    read: (stored, { collection: { name } }) =>
      name === 'lesson' ? renamed(stored, 'unit', 'parent') : stored,
  },
  'order-named-position': {
    receive: (sent) => renamed(sent, 'position', 'sortOrder'),
    read: (stored) => renamed(stored, 'sortOrder', 'position'),
  },
  'resources-listed': {
    read: (stored, { collection: { name } }) =>
      name === 'lesson'
        ? renamed(mapField(stored, 'resource', listed), 'resource', 'resources')
        : stored,
  },
};

/** What authors write: the title, and everything in the metadata. */
function mapContent(record: JsonObject, map: (value: Json) => Json): JsonObject {
  return mapMetadata(mapField(record, 'title', map), map);
}

function mapMetadata(record: JsonObject, map: (value: Json) => Json): JsonObject {
  return mapField(record, 'metadata', map);
}

/** The fields that the documents know, but for the metadata. */
function knownFields(record: JsonObject, rules: Collection['rules']): JsonObject {
  const isKnown = (field: string) => Object.hasOwn(rules, field) && field !== 'metadata';
  return Object.fromEntries(Object.entries(record).filter(([field]) => isKnown(field)));
}

/** A number that no author would write, in the place of the one that was sent. */
function withOwnTotal(course: JsonObject): JsonObject {
  return mapField(course, 'metadata', (metadata) =>
    isObject(metadata) && isObject(metadata['metrics'])
      ? { ...metadata, metrics: { ...metadata['metrics'], totalXp: 4321 } }
      : metadata,
  );
}

/** The usual conduct, changed by quirks. Throws an Error where two of them contradict each other. */
export function conductOf(names: readonly QuirkName[]): Conduct {
  checkQuirks(names);
  const chosen = quirkNames.filter((name) => names.includes(name)).map((name) => behaviours[name]);
  const switches: Switches = Object.assign({}, usual, ...chosen);
  return {
    ...switches,
    receive: (record, collection) =>
      chosen.reduce((before, { receive }) => receive?.(before, collection) ?? before, record),
    write: (record, moment) =>
      chosen.reduce((before, { write }) => write?.(before, moment) ?? before, record),
    list: (record, collection) =>
      chosen.reduce((before, { list }) => list?.(before, collection) ?? before, record),
    read: (record, moment) =>
      chosen.reduce((before, { read }) => read?.(before, moment) ?? before, record),
    putAnswer: (answer) =>
      chosen.reduce((before, { putAnswer }) => putAnswer?.(before) ?? before, answer),
  };
}
