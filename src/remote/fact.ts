import type { Json } from '../model/json.ts';
import { isPlainPath, plainPathForm } from '../model/plain-path.ts';

export type FactValue = string | number | boolean | readonly string[];

/**
 * One thing that a dialect takes to be so. `source` names the document that says it, or is the word
 * `unverified` where no readable document does; either can be corrected in the config.
 */
export interface Fact<T extends FactValue = FactValue> {
  readonly value: T;
  readonly source: string;
  readonly note: string;
  /** Where only some values make sense. */
  readonly oneOf?: readonly T[];
  /** Of a path: a platform may have nothing there, which the word `none` says. */
  readonly mayBeNone?: true;
  /** Where only some entries of a list do. */
  readonly eachOf?: readonly string[];
}

/** Whether a row is the path of what a platform may lack. */
export function isAddOn({ mayBeNone }: Fact): boolean {
  return mayBeNone === true;
}

/** In place of the path of a collection: this platform has no such collection. */
export const none = 'none';

export const unverified = 'unverified';

/** One row. */
export function fact<const T extends FactValue>(value: T, source: string, note: string): Fact<T> {
  return { value, source, note };
}

/** The path of what a platform may lack. */
export function addOn(value: string, source: string, note: string): Fact<string> {
  return { value, source, note: `${note} \`none\`: no such collection.`, mayBeNone: true };
}

/** A row of which only some values make sense; the first is the starting value. */
export function choice<const T extends FactValue>(
  oneOf: readonly T[],
  source: string,
  note: string,
): Fact<T> & { readonly oneOf: readonly T[] } {
  const [value] = oneOf;
  if (value === undefined) throw new Error('a choice needs a value');
  return { value, source, note, oneOf };
}

/** Names of fields: a path such as `metadata.tags` names one inside a map, or all of a map. */
export function names(
  value: readonly string[],
  source: string,
  note: string,
): Fact<readonly string[]> {
  return { value, source, note };
}

/** Some of a few words. */
export function words<const W extends string>(
  eachOf: readonly W[],
  source: string,
  note: string,
): Fact<readonly W[]> & { readonly eachOf: readonly W[] } {
  return { value: [], source, note, eachOf };
}

export type FactTable = { readonly [row: string]: Fact };
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

/** One row of a table as it is in force. */
export interface TableRow {
  readonly row: string;
  readonly value: FactValue;
  readonly source: string;
  readonly isCorrected: boolean;
}

export function rowsInForce<T extends FactTable>(
  table: T,
  values: FactValues<T>,
): readonly TableRow[] {
  return Object.entries(table).map(([row, { value: original, source }]) => {
    const value: FactValue = values[row] ?? original;
    return { row, value, source, isCorrected: JSON.stringify(value) !== JSON.stringify(original) };
  });
}

/** Why a correction does not fit its row, in words; undefined where it fits. */
export function misfit(fact: Fact, value: Json): string | undefined {
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
    return fits ? undefined : 'a list of texts';
  }
  // Whatever else follows an address could name another host, to which the credentials would go.
  const isPath = typeof fact.value === 'string' && fact.value.startsWith('/');
  if (isPath && fact.mayBeNone && value === none) return undefined;
  if (isPath && !(typeof value === 'string' && isPlainPath(value))) {
    return `${plainPathForm}${fact.mayBeNone ? `; or "${none}" for no such collection` : ''}`;
  }
  return typeof value === typeof fact.value ? undefined : `a ${typeof fact.value}`;
}
