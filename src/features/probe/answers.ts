import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';

/**
 * The record with an id in the answer to a GET of one record, and the key that wraps it; `''` if it is not
 * wrapped.
 */
export function recordIn(
  answer: Json | undefined,
  sourcedId: string,
): { readonly record: JsonObject; readonly envelope: string } | undefined {
  if (!isObject(answer)) return undefined;
  if (answer['sourcedId'] === sourcedId) return { record: answer, envelope: '' };
  for (const [envelope, record] of Object.entries(answer)) {
    if (isObject(record) && record['sourcedId'] === sourcedId) return { record, envelope };
  }
  return undefined;
}

/** The keys of a list answer that hold its records and its total. */
export interface ListKeys {
  readonly plural: string;
  readonly total: string | undefined;
}

/** The records of a list answer under any key: its only list of objects. Undefined if there is none. */
export function listIn(answer: Json | undefined):
  | {
      readonly records: readonly JsonObject[];
      readonly total: number | undefined;
      readonly isWhole: boolean;
      readonly keys: ListKeys;
      readonly limit: number | undefined;
    }
  | undefined {
  const wrapped: Json | undefined = Array.isArray(answer) ? { '': answer } : answer;
  if (!isObject(wrapped)) return undefined;
  const lists = Object.entries(wrapped).filter(
    ([, value]) => Array.isArray(value) && value.every((one: Json) => isObject(one)),
  );
  const [first, ...others] = lists;
  if (!first || others.length > 0) return undefined;
  const [plural, value] = first;
  const records = Array.isArray(value) ? value.filter(isObject) : [];
  const totals = ['total', 'totalCount', 'totalItems', 'totalElements', 'count', '@odata.count'];
  const total = totals.find((key) => plainNumber(wrapped[key]) !== undefined);
  const number = total === undefined ? undefined : plainNumber(wrapped[total]);
  return {
    records,
    total: number,
    isWhole: number !== undefined && records.length >= number,
    keys: { plural, total },
    limit: plainNumber(wrapped['limit']),
  };
}

/** The key under which a record refers to another one, and the form of the reference. */
export function linkTo(
  record: JsonObject,
  sourcedId: string,
): { readonly key: string; readonly isList: boolean; readonly link: Json } | undefined {
  for (const [key, value] of Object.entries(record)) {
    if (key === 'sourcedId' || key === 'metadata') continue;
    const isList = Array.isArray(value);
    const links: readonly Json[] = isList ? value : [value];
    const link = links.find(
      (one) => one === sourcedId || (isObject(one) && one['sourcedId'] === sourcedId),
    );
    if (link !== undefined) return { key, isList, link };
  }
  return undefined;
}

/** The form of an error body, named by its keys as the sibling APIs document them. */
export function errorForm(answer: Json | undefined): string {
  if (answer === undefined) return 'no JSON';
  if (!isObject(answer)) return 'other JSON';
  if ('imsx_codeMajor' in answer || 'imsx_description' in answer) return 'imsx';
  const key = ['error', 'message', 'errors', 'detail', 'code'].find((one) => one in answer);
  return key ?? 'other JSON';
}

/** The words of a text that may be names of fields. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^A-Za-z]/));
}
