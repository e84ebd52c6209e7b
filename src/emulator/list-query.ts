import type { JsonObject } from '../model/json.ts';
import type { Dialect } from './dialect.ts';
import { type Filter, parseFilter } from './filter/parse.ts';

/** The query of a list. Paths are keys into a record: `['course', 'sourcedId']`. */
export interface ListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly filter?: Filter;
  readonly search?: string;
  readonly sort?: readonly string[];
  readonly descending: boolean;
  /** Fields to show; absent: all. */
  readonly fields?: readonly string[];
}

const parameters = ['limit', 'offset', 'filter', 'search', 'sort', 'orderBy', 'fields'];

/** Reads the query of a list, or describes every fault of it in full sentences. */
export function readListQuery(
  given: URLSearchParams,
  { usual, most }: Dialect['pageSize'],
): ListQuery | { readonly wrong: readonly string[] } {
  const wrong = parameterProblems(given);
  const offset = wholeNumber(given.get('offset') ?? '0');
  if (offset === undefined) wrong.push('"offset" must be a whole number from 0.');
  const limit = wholeNumber(given.get('limit') ?? String(usual));
  if (limit === undefined || limit < 1 || limit > most) {
    wrong.push(`"limit" must be a whole number from 1 to ${most}.`);
  }
  const order = given.get('orderBy') ?? 'asc';
  if (order !== 'asc' && order !== 'desc') wrong.push('"orderBy" must be asc or desc.');
  const filter = readFilter(given.get('filter'), wrong);
  if (offset === undefined || limit === undefined || wrong.length > 0) return { wrong };
  return { offset, limit, descending: order === 'desc', ...filter, ...textParameters(given) };
}

/**
 * Unknown parameters are refused: the documents say that custom query parameters are not supported.
 */
function parameterProblems(given: URLSearchParams): string[] {
  return [...new Set(given.keys())].flatMap((name) => {
    if (!parameters.includes(name)) return [`There is no query parameter "${name}".`];
    return given.getAll(name).length > 1 ? [`"${name}" is given more than once.`] : [];
  });
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function readFilter(text: string | null, wrong: string[]): Pick<ListQuery, 'filter'> {
  if (text === null) return {};
  const filter = parseFilter(text);
  if (!('message' in filter)) return { filter };
  wrong.push(`"filter" is wrong at position ${filter.position}: ${filter.message}.`);
  return {};
}

function textParameters(given: URLSearchParams): Pick<ListQuery, 'search' | 'sort' | 'fields'> {
  const [search, sort, fields] = [given.get('search'), given.get('sort'), given.get('fields')];
  return {
    ...(search !== null && { search }),
    ...(sort !== null && { sort: sort.split('.') }),
    ...(fields !== null && { fields: fields.split(',').map((field) => field.trim()) }),
  };
}

/** Fields that a GET of one record asks for; undefined: all. */
export function fieldsAsked(given: URLSearchParams): readonly string[] | undefined {
  return textParameters(given).fields;
}

/** A record with these fields only. */
export function pick(record: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)));
}
