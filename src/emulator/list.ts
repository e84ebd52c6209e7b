import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { type Api, type Call, ownerOf, show } from './api.ts';
import { type FieldRules, isKnownPath } from './fields.ts';
import { compareValues, matches, valuesAt } from './filter/match.ts';
import { pathsOf } from './filter/parse.ts';
import { type ListQuery, readListQuery } from './list-query.ts';
import type { Shelf, Store } from './store.ts';

/** The endpoint that lists collections. It counts its pages, for the quirk that shortens some. */
export function createListing(api: Api): (call: Call) => Answer {
  const { dialect, store, conduct } = api;
  let pages = 0;
  return (call) => {
    const asked = readListQuery(new URL(call.request.url).searchParams, dialect.pageSize);
    if ('wrong' in asked) return dialect.refusal(400, asked.wrong.join(' '));
    if (asked.filter && conduct.refusesFilters) {
      return dialect.refusal(400, 'Filters are not supported here.');
    }
    const { filter, ...others } = asked;
    const kept = filter && !conduct.ignoresFilters ? { filter } : {};
    const query = { ...others, ...kept, limit: Math.min(asked.limit, conduct.pageCap) };
    const { name, rules } = call.collection;
    const shelf = { name, owner: ownerOf(call), withRetired: conduct.listsRetired };
    const unknown = unknownFields(query, rules, () => store.list(shelf));
    const refused = [...(conduct.refusesUnknownFilter ? unknown.filter : []), ...unknown.others];
    if (refused.length > 0) return dialect.refusal(400, `No ${name} has ${refused.join(', ')}.`);
    const { records, total } =
      unknown.filter.length > 0 ? { records: [], total: 0 } : select(query, shelf, store);
    pages += 1;
    const isShort = conduct.shortensPages && pages % 2 === 0 && records.length > 1;
    const shown = (isShort ? records.slice(0, -1) : records)
      .map((record) => show(record, call, api))
      .map((record) => pick(record, query.fields));
    return { status: 200, body: dialect.listBody(call.collection, shown, { ...query, total }) };
  };
}

/** What is asked for and no record here could have, by what asks for it. */
function unknownFields(
  { filter, sort, fields = [] }: ListQuery,
  rules: FieldRules,
  everything: () => readonly JsonObject[],
): { readonly filter: readonly string[]; readonly others: readonly string[] } {
  const isStored = (field: string) => everything().some((record) => Object.hasOwn(record, field));
  const isField = (field: string) => Object.hasOwn(rules, field) || isStored(field);
  const isValue = (path: readonly string[]) => {
    const [field = ''] = path;
    return Object.hasOwn(rules, field) ? isKnownPath(path, rules) : isStored(field);
  };
  const unknown = (paths: readonly (readonly string[])[]) =>
    paths.filter((path) => !isValue(path)).map((path) => `"${path.join('.')}"`);
  return {
    filter: unknown(filter ? pathsOf(filter) : []),
    others: [
      ...unknown(sort ? [sort] : []),
      ...fields.filter((field) => !isField(field)).map((field) => `"${field}"`),
    ],
  };
}

/** Without conditions the database pages by itself, so that long lists stay fast. */
function select(
  query: ListQuery,
  shelf: Shelf,
  store: Store,
): { readonly records: readonly JsonObject[]; readonly total: number } {
  const { filter, search, sort, descending, offset, limit } = query;
  if (!filter && search === undefined && !sort && !descending) {
    return { records: store.list(shelf, { offset, limit }), total: store.count(shelf) };
  }
  const found = store
    .list(shelf)
    .filter((record) => !filter || matches(filter, record))
    .filter((record) => search === undefined || hasInTitle(record, search));
  const ordered = sort ? found.toSorted(byPath(sort, descending)) : found;
  const turned = descending && !sort ? ordered.toReversed() : ordered;
  return { records: turned.slice(offset, offset + limit), total: found.length };
}

function hasInTitle({ title }: JsonObject, search: string): boolean {
  return typeof title === 'string' && title.toLowerCase().includes(search.toLowerCase());
}

/** Records without the value come last in either direction; equals keep their order. */
function byPath(path: readonly string[], descending: boolean) {
  return (a: JsonObject, b: JsonObject): number => {
    const [left] = valuesAt(a, path);
    const [right] = valuesAt(b, path);
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    return (descending ? -1 : 1) * (compareValues(left, right) || 0);
  };
}

function pick(record: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)));
}
