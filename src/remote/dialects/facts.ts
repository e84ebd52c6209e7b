import { isPlainPath, plainPathForm } from '../../model/glob.ts';
import { inputLimits } from '../../model/input-limits.ts';
import type { Json } from '../../model/json.ts';
import { zeroKinds } from '../../plan/compare.ts';

/** A value that a row of a table may have. */
export type FactValue = string | number | boolean | readonly string[];

/**
 * One assumption of a dialect about the API. `source` names the document that states it, or is the word
 * `unverified` if no readable document does. The config can correct both kinds.
 */
export interface Fact<T extends FactValue = FactValue> {
  readonly value: T;
  readonly source: string;
  readonly note: string;
  /** All values that are allowed; absent: any value of the type. */
  readonly oneOf?: readonly T[];
  /** Whether a path may be `none`: the platform has no such collection. */
  readonly mayBeNone?: true;
  /** All entries that the list may have; absent: any text. */
  readonly eachOf?: readonly string[];
}

/** The value of a path row if the platform has no such collection. */
export const none = 'none';

/** Makes rows of a table that share one source. */
export function rowsFrom(source: string) {
  return {
    source,
    /** A row that takes any value of the type of its starting value. */
    fact: <const T extends FactValue>(value: T, note: string): Fact<T> => ({ value, source, note }),
    /** The path of a collection that a platform may lack. */
    addOn: (value: string, note: string): Fact<string> => ({
      ...{ value, source, mayBeNone: true },
      note: `${note} \`none\`: no such collection.`,
    }),
    /** A row that takes only the listed values; the first is the starting value. */
    choice: <const T extends FactValue>(
      oneOf: readonly [T, ...T[]],
      note: string,
    ): Fact<T> & { readonly oneOf: readonly T[] } => ({ value: oneOf[0], source, note, oneOf }),
    /**
     * A row of field names: a path such as `metadata.tags` names one entry of a map or, without the dot, all
     * of a map.
     */
    names: (value: readonly string[], note: string): Fact<readonly string[]> => {
      return { value, source, note };
    },
    /** A row that takes a list of the given words and starts empty. */
    words: <const W extends string>(
      eachOf: readonly W[],
      note: string,
    ): Fact<readonly W[]> & { readonly eachOf: readonly W[] } => ({
      ...{ value: [], source, note, eachOf },
    }),
  };
}

/** Makes rows that no readable document confirms. */
export const unverified = rowsFrom('unverified');

/** A table of assumptions by the names of their rows. */
export type FactTable = { readonly [row: string]: Fact };
/** The values of a table, each of the type of its row. */
export type FactValues<T extends FactTable> = { readonly [Row in keyof T]: Widened<T[Row]> };
type Widened<F> = F extends { readonly oneOf: readonly (infer V)[] }
  ? V
  : F extends Fact<infer V>
    ? V extends string
      ? string
      : V extends number
        ? number
        : V
    : never;

/** One row of a table with the value in force. */
export interface TableRow {
  readonly row: string;
  readonly value: FactValue;
  readonly source: string;
  readonly isCorrected: boolean;
}

/** The rows of a table with the values in force. */
export function rowsInForce(table: FactTable, values: object): readonly TableRow[] {
  return Object.entries(table).map(([row, { value: original, source }]) => {
    const value: FactValue = Reflect.get(values, row) ?? original;
    return { row, value, source, isCorrected: JSON.stringify(value) !== JSON.stringify(original) };
  });
}

/**
 * What a row requires, in words such as `a list of strings`, if a value does not fit; undefined if it fits.
 */
export function invalidValue(fact: Fact, value: Json): string | undefined {
  if (fact.oneOf) {
    const fits = fact.oneOf.some((allowed) => allowed === value);
    return fits ? undefined : `one of ${fact.oneOf.map((allowed) => `"${allowed}"`).join(', ')}`;
  }
  const { eachOf } = fact;
  if (eachOf) {
    const fits =
      Array.isArray(value) && value.every((item) => eachOf.some((word) => word === item));
    return fits ? undefined : `a list of ${eachOf.map((word) => `"${word}"`).join(', ')}`;
  }
  if (Array.isArray(fact.value)) {
    const fits = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return fits ? undefined : 'a list of strings';
  }
  // A path that does not begin like one could name another host, and the credentials would go there.
  const isPath = typeof fact.value === 'string' && fact.value.startsWith('/');
  if (isPath && fact.mayBeNone && value === none) return undefined;
  if (isPath && !(typeof value === 'string' && isPlainPath(value))) {
    return `${plainPathForm}${fact.mayBeNone ? `; or "${none}" for no such collection` : ''}`;
  }
  return typeof value === typeof fact.value ? undefined : `a ${typeof fact.value}`;
}

/** Rows that all dialects share, about ids and comparing records. No document states them. */
export const recordFacts = {
  'id.form': unverified.choice(
    ['any', 'uuid'],
    'What a sourcedId must be. Pages of the platforms speak of UUIDs in addresses and say nowhere that others are refused. uuid: a plan with another id is refused before anything is sent.',
  ),
  'id.most': unverified.fact(
    inputLimits.sourcedId.most,
    'The most characters of a sourcedId. No document names a length. A plan with a longer one is refused before anything is sent.',
  ),
  'list.records': unverified.choice(
    ['unknown', 'whole', 'part'],
    'Whether lists show as much of a record as reading it by itself. part: what is written over is read by itself first. unknown: one record of each kind that a run would write over is compared, and what it shows counts for the run.',
  ),
  'record.serverOwned': unverified.names(
    ['dateLastModified'],
    'Fields that only the server decides: never compared, never carried over into a PUT.',
  ),
  'values.dropped': unverified.words(
    zeroKinds,
    'Values that the platform drops if they are empty: numbers (0), booleans (false), strings (""). A missing value then counts as that value; any other value is compared.',
  ),
  'compare.sets': unverified.names(
    ['subjects', 'grades', 'subjectCodes', 'roles'],
    'Lists whose order means nothing.',
  ),
  'compare.texts': unverified.names(
    ['grades'],
    'Values that may come back as a number instead of a string, or as a string instead of a number: 5 equals "5".',
  ),
  'compare.blanks': unverified.names(
    [],
    'Strings in which spaces at the ends are ignored, and repeated spaces count as one.',
  ),
  'compare.letters': unverified.names([], 'Strings in which upper and lower case are the same.'),
  'compare.dates': unverified.names(
    [],
    'Dates that may come back in another notation: 2026-01-01 equals 2026-01-01T00:00:00.000Z.',
  ),
  'compare.ignored': unverified.names(
    [],
    'Fields that the platform decides although manifests write them: sent, never compared.',
  ),
} as const;
