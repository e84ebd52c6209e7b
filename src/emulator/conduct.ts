import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import type { Collection } from './dialect.ts';
import { checkQuirks, type QuirkName, quirkNames } from './quirks.ts';
import {
  decomposed,
  dropNulls,
  mapField,
  mergeMetadata,
  numbered,
  reversed,
  withDefaultMetadata,
  withHrefs,
} from './reshape.ts';

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
  /** From the record that was sent to the one that is stored. */
  readonly write: (record: JsonObject, moment: WriteMoment) => JsonObject;
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
}

/** How the platform behaves where the documents leave a choice. */
export type Conduct = Steps & Switches;

const usual: Switches = {
  pageCap: Number.POSITIVE_INFINITY,
  shortensPages: false,
  listsRetired: true,
  retiredIsFinal: false,
  refusesUnknownFilter: true,
};

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
      return parent === undefined ? sent : { ...sent, courseComponent: parent };
    },
  },
  'date-overwritten': {
    write: (sent, { now }) => ({ ...sent, dateLastModified: now.toISOString() }),
  },
  'drops-nulls': { read: dropNulls },
  'grades-as-numbers': { read: (stored) => mapField(stored, 'grades', numbered) },
  'lists-reordered': {
    read: (stored) =>
      ['subjects', 'grades', 'subjectCodes'].reduce(
        (record, field) => mapField(record, field, reversed),
        stored,
      ),
  },
  'titles-decomposed': { read: (stored) => mapField(stored, 'title', decomposed) },
  'references-with-href': {
    read: (stored, { collection, hrefOf }) => withHrefs(stored, collection.rules, hrefOf),
  },
  'adds-read-only': { read: (stored) => ({ ...stored, ...readOnlyFields }) },
  'put-answers-200': { putAnswer: (answer) => ({ ...answer, status: 200 }) },
  'put-answers-201': { putAnswer: (answer) => ({ ...answer, status: 201 }) },
  'put-answers-204': { putAnswer: () => ({ status: 204 }) },
  'put-answers-empty': { putAnswer: () => ({ status: 200 }) },
  'hides-retired': { listsRetired: false },
  'retired-is-final': { retiredIsFinal: true },
  'page-cap-100': { pageCap: 100 },
  'short-pages': { shortensPages: true },
  'filter-unknown-empty': { refusesUnknownFilter: false },
};

/** The usual conduct, changed by quirks. Throws an Error where two of them contradict each other. */
export function conductOf(names: readonly QuirkName[]): Conduct {
  checkQuirks(names);
  const chosen = quirkNames.filter((name) => names.includes(name)).map((name) => behaviours[name]);
  const switches: Switches = Object.assign({}, usual, ...chosen);
  return {
    ...switches,
    write: (record, moment) =>
      chosen.reduce((before, { write }) => write?.(before, moment) ?? before, record),
    read: (record, moment) =>
      chosen.reduce((before, { read }) => read?.(before, moment) ?? before, record),
    putAnswer: (answer) =>
      chosen.reduce((before, { putAnswer }) => putAnswer?.(before) ?? before, answer),
  };
}
