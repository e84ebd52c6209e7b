import type { EventForms } from '../../../model/event-check.ts';
import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { Collection } from './collection.ts';
import type { FieldRules } from './fields.ts';
import type { EmulatorAnswer } from './http.ts';
import { placement } from './placements.ts';
import { checkQuirks, type QuirkName, quirkNames } from './quirks.ts';
import {
  asFullDate,
  asList,
  asListed,
  asText,
  bareReferences,
  dropNulls,
  dropZeros,
  filled,
  fillNulls,
  inUnicodeForm,
  mapField,
  mapRules,
  mapScalars,
  mapTexts,
  mergeMetadata,
  numbered,
  renamed,
  reversed,
  reversedWithin,
  trimmed,
  withDefaultMetadata,
  withHrefs,
} from './reshape.ts';

/** Context of a write. `existing` is the record as stored before. */
export interface WriteMoment {
  readonly collection: Collection;
  readonly existing: JsonObject | undefined;
  readonly now: Date;
}

/** Context of showing a record. */
export interface ReadMoment {
  readonly collection: Collection;
  /** The URL of a record of a collection. */
  readonly hrefOf: (name: string, sourcedId: string) => string;
}

/** Steps that run one after another, so that any number of quirks can be combined. */
interface Steps {
  /** Turns the record in a body into the one that is checked against the field rules. */
  readonly receive: (record: JsonObject, collection: Collection) => JsonObject;
  /** Turns the record that was sent into the one that is stored. */
  readonly write: (record: JsonObject, moment: WriteMoment) => JsonObject;
  /** Changes a stored record for a list, before it is shown. */
  readonly list: (record: JsonObject, collection: Collection) => JsonObject;
  /** Turns a stored record into the one that is shown. */
  readonly read: (record: JsonObject, moment: ReadMoment) => JsonObject;
  readonly putAnswer: (answer: EmulatorAnswer) => EmulatorAnswer;
  /** Changes the field rules that records of a collection are checked by. */
  readonly ruled: (rules: FieldRules, collection: Collection) => FieldRules;
}

interface Switches {
  /** The most records on a page, even if a request asks for more with `limit`. */
  readonly pageCap: number;
  readonly shortensPages: boolean;
  readonly listsRetired: boolean;
  readonly retiredIsFinal: boolean;
  readonly refusesUnknownFilter: boolean;
  readonly ignoresFilters: boolean;
  readonly refusesFilters: boolean;
  /** How a filter on a nested field is answered; absent: it is applied. */
  readonly nestedFilters?: 'ignored' | 'empty';
  readonly takesFirstTermOnly: boolean;
  /** The most records of a filtered list, however many pass. */
  readonly filteredCap: number;
  readonly countsAllFiltered: boolean;
  /** Status that GET and PUT answer for a record of another client. */
  readonly foreignGet: 403 | 404;
  readonly foreignPut: 403 | 404;
  /** Status of every request for resources and placements; absent: they are served. */
  readonly resources?: 403 | 404;
  /** Status that POST answers for an id that exists. */
  readonly existing: 409 | 422;
  /** Whether an unknown name in `fields` is refused or ignored; absent: as the dialect says. */
  readonly unknownFields?: 'refused' | 'ignored';
  /** Which forms of the path of a list are found; absent: both, if the collection takes both. */
  readonly slashes?: 'written' | 'unwritten';
  /** Whether one standard is answered without its envelope. */
  readonly baresStandards: boolean;
  /** Chooses the keys of a list that are sent; the document's own key comes first. */
  readonly listKeys: (keys: readonly string[]) => readonly string[];
  /** Headers of lists that are not sent, in lower case. */
  readonly lacksHeader: (header: string) => boolean;
  readonly totalsAreZero: boolean;
  readonly showsUnitPlacements: boolean;
}

/** Rows about events whose values a quirk settles. */
type SettledForms = Partial<Omit<EventForms, 'without'>> & {
  readonly without?: Partial<EventForms['without']>;
};

/** Behaviour of the platform on points that the documents leave open. */
export type Behaviour = Omit<Steps, 'ruled'> &
  Switches & {
    /** The field rules that records of a collection are checked by. */
    readonly rules: (collection: Collection) => FieldRules;
    /** The documented forms of events, with the values that quirks settle. */
    readonly events: (documented: EventForms) => EventForms;
  };

const documentedBehaviour: Switches = {
  pageCap: Number.POSITIVE_INFINITY,
  shortensPages: false,
  listsRetired: true,
  retiredIsFinal: false,
  refusesUnknownFilter: true,
  ignoresFilters: false,
  refusesFilters: false,
  takesFirstTermOnly: false,
  filteredCap: Number.POSITIVE_INFINITY,
  countsAllFiltered: false,
  foreignGet: 404,
  foreignPut: 403,
  existing: 422,
  baresStandards: false,
  listKeys: (keys) => keys,
  lacksHeader: () => false,
  totalsAreZero: false,
  showsUnitPlacements: true,
};

const setFields = ['subjects', 'grades', 'subjectCodes', 'roles'];
const readOnlyFields = { createdAt: '2026-01-01T00:00:00.000Z', tenantId: 'emulator' };

/**
 * The effect of a quirk. `events`: rows about events that it settles; `withoutHeader`: a header that lists
 * lack.
 */
type Effect = Partial<Steps & Switches> & {
  readonly events?: SettledForms;
  readonly withoutHeader?: string;
};

/** Behaviour of each quirk. Steps run in the order of the table of quirks. */
const behaviours: Readonly<Record<QuirkName, Effect>> = {
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
  'fills-nulls': {
    read: (stored, { collection }) => fillNulls(stored, collection.rules),
    // A field that is shown as null is also accepted as null.
    ruled: (rules) => mapRules(rules, ({ neverNull: _, ...rule }) => rule),
  },
  'grades-as-numbers': { read: (stored) => mapField(stored, 'grades', numbered) },
  'grades-as-texts': { read: (stored) => mapField(stored, 'grades', asText) },
  'lists-reordered': {
    read: (stored) =>
      setFields.reduce((record, field) => mapField(record, field, reversed), stored),
  },
  'titles-decomposed': {
    read: (stored) => mapField(stored, 'title', (title) => inUnicodeForm(title, 'NFD')),
  },
  'texts-decomposed': {
    read: (stored) => mapContent(stored, (value) => inUnicodeForm(value, 'NFD')),
  },
  'texts-composed': {
    read: (stored) => mapContent(stored, (value) => inUnicodeForm(value, 'NFC')),
  },
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
  'lists-show-less': {
    list: (stored, { rules }) => dropped(onlyKnown(stored, rules), 'metadata'),
  },
  'filter-ignored': { ignoresFilters: true },
  'filter-refused': { refusesFilters: true },
  'filter-nested-ignored': { nestedFilters: 'ignored' },
  'filter-nested-empty': { nestedFilters: 'empty' },
  'filter-first-term': { takesFirstTermOnly: true },
  'filter-cut': { filteredCap: 10 },
  'filter-whole-total': { countsAllFiltered: true },
  'foreign-forbidden': { foreignGet: 403 },
  'foreign-not-found': { foreignPut: 404 },
  'events-refuse-lesson': { events: { otherExtensions: 'rejected' } },
  'events-take-keys': { events: { otherExtensions: 'ignored' } },
  'events-without-lesson': { events: { without: { lesson: 'credited' } } },
  'events-need-lesson': { events: { without: { lesson: 'dropped' } } },
  'events-lesson-in-extensions': { events: { lessonAt: 'extensions.lesson.id' } },
  'events-lesson-in-assignable': { events: { lessonAt: 'object.assignable.id' } },
  'events-refuse-texts': { events: { entities: 'objects' } },
  'events-take-texts': { events: { entities: 'either' } },
  'events-without-process': { events: { unprocessed: 'credited' } },
  'events-need-process': { events: { unprocessed: 'recorded' } },
  'events-one-by-one': { events: { envelope: 'each' } },
  'without-resources': { resources: 404 },
  'resources-forbidden': { resources: 403 },
  'takes-odd-records': { ruled: () => ({}) },
  'slash-required': { slashes: 'written' },
  'slash-refused': { slashes: 'unwritten' },
  'without-total-header': { withoutHeader: 'x-total-count' },
  'without-link-header': { withoutHeader: 'link' },
  'standards-bare': { baresStandards: true },
  'standards-by-identifier': {
    read: (stored, { collection: { right } }) =>
      right === 'read standards' ? renamed(stored, 'sourcedId', 'identifier') : stored,
  },
  'class-people-by-role': { listKeys: (keys) => keys.slice(0, 1) },
  'class-people-as-users': { listKeys: (keys) => keys.slice(-1) },
  'fields-refused': { unknownFields: 'refused' },
  'fields-ignored': { unknownFields: 'ignored' },
  'empty-texts-refused': { ruled: (rules) => mapRules(rules, filled) },
  'grades-refuse-numbers': {
    ruled: (rules) =>
      mapRules(rules, (rule, field) => (field === 'grades' ? { ...rule, is: 'strings' } : rule)),
  },
  'grades-and-subjects-listed': { ruled: (rules) => mapRules(rules, asListed) },
  'lesson-types-open': {
    ruled: (rules) =>
      mapRules(rules, (rule, field) => (field === 'lessonType' ? { ...rule, is: 'text' } : rule)),
  },
  'post-answers-409': { existing: 409 },
  'drops-unknown-fields': { write: (sent, { collection: { rules } }) => onlyKnown(sent, rules) },
  'course-resources-dropped': {
    write: (sent, { collection: { name } }) =>
      name === 'course' || name === 'class' ? dropped(sent, 'resources') : sent,
  },
  'placement-titles-stay': {
    write: (sent, { collection: { name }, existing }) =>
      name === placement && existing?.['title'] !== undefined
        ? { ...sent, title: existing['title'] }
        : sent,
  },
  'placements-untitled': {
    read: (stored, { collection: { name } }) =>
      name === placement ? { ...stored, title: null } : stored,
  },
  'hides-unit-placements': { showsUnitPlacements: false },
  'totals-of-zero': { totalsAreZero: true },
  'filter-unknown-empty': { refusesUnknownFilter: false },
  'trims-blanks': { write: (sent) => mapContent(sent, (value) => mapTexts(value, trimmed)) },
  'lower-cases-metadata': {
    write: (sent) => mapMetadata(sent, (value) => mapTexts(value, (text) => text.toLowerCase())),
  },
  'dates-in-full': { write: (sent) => mapMetadata(sent, (value) => mapTexts(value, asFullDate)) },
  'reorders-metadata': { read: (stored) => mapMetadata(stored, reversedWithin) },
  'metadata-as-texts': { read: (stored) => mapMetadata(stored, (map) => mapScalars(map, String)) },
  'drops-zeros': { write: (sent, { collection }) => dropZeros(sent, collection.rules) },
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
        ? renamed(mapField(stored, 'resource', asList), 'resource', 'resources')
        : stored,
  },
  'retired-named-inactive': {
    receive: (sent) => mapField(sent, 'status', inWord('inactive', 'tobedeleted')),
    read: (stored) => mapField(stored, 'status', inWord('tobedeleted', 'inactive')),
  },
  'lesson-type-at-top': {
    write: (sent, { collection: { name } }) =>
      name === placement
        ? mapMetadata(sent, (metadata) =>
            isObject(metadata) ? dropped(metadata, 'lessonType') : metadata,
          )
        : sent,
  },
  'lesson-type-in-metadata': {
    write: (sent, { collection: { name } }) =>
      name === placement ? dropped(sent, 'lessonType') : sent,
  },
};

const inWord =
  (from: string, to: string) =>
  (word: Json): Json =>
    word === from ? to : word;

function dropped(record: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== field));
}

function onlyKnown(record: JsonObject, rules: FieldRules): JsonObject {
  return Object.fromEntries(
    Object.entries(record).filter(([field]) => Object.hasOwn(rules, field)),
  );
}

/** Maps what authors write: the title and all metadata. */
function mapContent(record: JsonObject, map: (value: Json) => Json): JsonObject {
  return mapMetadata(mapField(record, 'title', map), map);
}

function mapMetadata(record: JsonObject, map: (value: Json) => Json): JsonObject {
  return mapField(record, 'metadata', map);
}

/** Replaces the total that was sent by one that no author would write. */
function withOwnTotal(course: JsonObject): JsonObject {
  return mapField(course, 'metadata', (metadata) =>
    isObject(metadata) && isObject(metadata['metrics'])
      ? { ...metadata, metrics: { ...metadata['metrics'], totalXp: 4321 } }
      : metadata,
  );
}

/**
 * The documented behaviour, changed by quirks. Throws an Error if two quirks contradict each other.
 */
export function behaviourOf(names: readonly QuirkName[]): Behaviour {
  checkQuirks(names);
  const chosen = quirkNames.filter((name) => names.includes(name)).map((name) => behaviours[name]);
  const switches: Switches = Object.assign({}, documentedBehaviour, ...chosen);
  const withoutHeaders = chosen.map(({ withoutHeader }) => withoutHeader);
  return {
    ...switches,
    lacksHeader: (header) => withoutHeaders.includes(header.toLowerCase()),
    rules: (collection) =>
      chosen.reduce(
        (rules: FieldRules, { ruled }) => ruled?.(rules, collection) ?? rules,
        collection.rules,
      ),
    events: (documented) =>
      settled(
        documented,
        chosen.map(({ events }) => events ?? {}),
      ),
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

/** Forms of events with what quirks settle about them. */
function settled(documented: EventForms, rows: readonly SettledForms[]): EventForms {
  const without = rows.map((one) => one.without ?? {});
  return Object.assign({}, documented, ...rows, {
    without: Object.assign({}, documented.without, ...without),
  });
}
