import { isObject, type JsonObject } from '../model/json.ts';
import { collectionNamed } from './dialects/common.ts';
import type { Dialect, RecordName } from './dialects/dialect.ts';
import type { Requester } from './http/request.ts';
import { idOfRecord, keyOf } from './records.ts';

/** A condition on the records of a list, in OneRoster's filter grammar as the Partner API documents it. */
export type Filter =
  | {
      readonly type: 'comparison';
      /** The keys that lead to the value in a record: `['student', 'sourcedId']`. */
      readonly path: readonly string[];
      readonly operator: FilterOperator;
      readonly value: FilterValue;
    }
  | { readonly type: 'and' | 'or'; readonly terms: readonly Filter[] };
export type FilterOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';

/** A value to compare with. Dates are texts. */
export type FilterValue = string | number | boolean;

export function compared(path: string, operator: FilterOperator, value: FilterValue): Filter {
  return { type: 'comparison', path: path.split('.'), operator, value };
}

export function equals(path: string, value: FilterValue): Filter {
  return compared(path, '=', value);
}

/**
 * A filter for any of some values. Uses `=` and OR: the documents contradict each other on whether `@` takes
 * a list or a pattern.
 */
export function anyOf(path: string, values: readonly FilterValue[]): Filter {
  return { type: 'or', terms: values.map((value) => equals(path, value)) };
}

/**
 * The text of the `filter` parameter, before it is percent-encoded. Texts stand in single quotes, and a quote
 * in them is doubled; numbers and booleans have no quotes. Throws for a filter without conditions.
 */
export function filterText(filter: Filter): string {
  if (filter.type === 'comparison') {
    return `${filter.path.join('.')}${filter.operator}${valueText(filter.value)}`;
  }
  // An empty filter would let every record pass.
  if (filter.terms.length === 0) throw new RangeError('A filter needs a condition.');
  const joint = filter.type === 'and' ? ' AND ' : ' OR ';
  return filter.terms.map((term) => termText(term, filter)).join(joint);
}

function termText(term: Filter, { type }: Filter): string {
  const text = filterText(term);
  return type === 'and' && term.type === 'or' && term.terms.length > 1 ? `(${text})` : text;
}

function valueText(value: FilterValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

/** One request to a list for the records with some ids. */
export interface Batch {
  readonly collection: string;
  readonly sourcedIds: readonly string[];
  /** The path with its query, percent-encoded. */
  readonly path: string;
}

/**
 * Characters of the longest filter: servers and proxies refuse long addresses, some from 4,096 characters on.
 */
const longestFilter = 3500;

/** The requests that read some records by filter: as few as the length of an address allows. */
export function batchesOf(
  names: readonly RecordName[],
  { collections, pageLimit }: Pick<Dialect, 'collections' | 'pageLimit'>,
): readonly Batch[] {
  return collections.flatMap(({ name: collection, path }) => {
    const ids = names.filter((name) => name.collection === collection);
    const parts = batchedValues(
      'sourcedId',
      ids.map(({ sourcedId }) => sourcedId),
      pageLimit,
    );
    return parts.map((sourcedIds) => {
      const filter = encodedFilter('sourcedId', sourcedIds);
      const query = `limit=${sourcedIds.length}&offset=0&filter=${filter}`;
      return { collection, sourcedIds, path: `${path}?${query}` };
    });
  });
}

/**
 * Splits values at a path into as few lists as the length of an address allows, at most `most` values in
 * each.
 */
export function batchedValues(
  path: string,
  values: readonly string[],
  most: number,
): readonly (readonly string[])[] {
  const none = encodedFilter(path, ['']).length;
  const parts: string[][] = [];
  let length = 0;
  for (const value of values) {
    const more = encodedFilter(path, [value, '']).length - none;
    const last = parts.at(-1);
    length = last ? length + more : more;
    if (last && length <= longestFilter && last.length < most) {
      last.push(value);
    } else {
      parts.push([value]);
      length = more;
    }
  }
  return parts;
}

function encodedFilter(path: string, values: readonly string[]): string {
  return encodeURIComponent(filterText(anyOf(path, values)));
}

/**
 * Reads the records of a batch, by `keyOf`; records that lists hide are missing. Undefined if the platform
 * filters differently from the documents, or not at all.
 */
export async function readBatch(
  { collection, sourcedIds, path }: Batch,
  dialect: Dialect,
  requester: Requester,
): Promise<readonly (readonly [string, JsonObject])[] | undefined> {
  const { plural, page: pageOf } = collectionNamed(collection, dialect);
  const ask = { path, doing: `Reading some ${plural}`, isDispensable: true };
  const answer = await requester.ask(ask);
  const page = answer.ok ? pageOf(answer.value.json ?? null) : undefined;
  const found = page?.records.flatMap((record) => {
    const sourcedId = idOfRecord(record);
    return isObject(record) && sourcedId !== undefined && sourcedIds.includes(sourcedId)
      ? [[keyOf({ collection, sourcedId }), record] as const]
      : [];
  });
  return found?.length === page?.records.length ? found : undefined;
}
