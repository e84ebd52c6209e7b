import type { Fact, FactValue } from '../fact.ts';

/** A row that takes any value of its type. */
export function fact<const T extends FactValue>(value: T, source: string, note: string): Fact<T> {
  return { value, source, note };
}

/** A row of which only some values make sense; the first is in force. */
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
