import { isObject, type Json, type JsonObject } from '../model/json.ts';

/** Enough to recognise an answer by. */
const mostNames = 8;
const longestName = 60;

/** `"courses", "total"`: names from outside, for evidence. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => JSON.stringify(name.slice(0, longestName)));
  return names.length > mostNames ? `${shown.join(', ')} and more` : shown.join(', ');
}

/** Says which keys an answer has, in place of the one that was looked for. */
export function keysText(answer: Json): string {
  if (!isObject(answer)) return 'the answer is no object';
  const keys = Object.keys(answer);
  return keys.length > 0 ? `the answer has ${namesText(keys)}` : 'the answer is empty';
}

/** The value that a record itself has under a key. */
export function own(record: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The keys under which any record has a value that passes. */
export function keysWith(
  records: readonly JsonObject[],
  passes: (value: Json) => boolean,
): readonly string[] {
  const keys = records.flatMap((record) =>
    Object.entries(record).flatMap(([key, value]) => (passes(value) ? key : [])),
  );
  return [...new Set(keys)];
}
