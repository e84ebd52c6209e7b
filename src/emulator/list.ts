import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { type Api, type Call, ownerOf, showInList } from './api.ts';
import { type Collection, namesOf, shown } from './dialect.ts';
import { type FieldRules, isKnownPath } from './fields.ts';
import { idsIn } from './filter/ids.ts';
import { compareValues, matches, valuesAt } from './filter/match.ts';
import { pathsOf } from './filter/parse.ts';
import { type ListQuery, pick, readListQuery } from './list-query.ts';
import type { Entry, Shelf, Store } from './store.ts';

/** The endpoint that lists collections. It counts pages, for the quirk that shortens some. */
export function createListing(api: Api): (call: Call) => Answer {
  const { dialect, lists: store, conduct } = api;
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
    const { collection } = call;
    const { name, rules } = collection;
    const owner = ownerOf(call);
    const shelf = { names: namesOf(collection), owner, withRetired: conduct.listsRetired };
    const held = { shelf, store, collection };
    const all = () => store.list(shelf).map((entry) => shown(entry, collection));
    const unknown = unknownFields(query, rules, all);
    const refused = [...(conduct.refusesUnknownFilter ? unknown.filter : []), ...unknown.others];
    if (refused.length > 0) return dialect.refusal(400, `No ${name} has ${refused.join(', ')}.`);
    const { entries, total } =
      unknown.filter.length > 0 ? { entries: [], total: 0 } : select(query, held);
    pages += 1;
    const isShort = conduct.shortensPages && pages % 2 === 0 && entries.length > 1;
    const records = (isShort ? entries.slice(0, -1) : entries)
      .map((entry) => showInList(entry, call, api))
      .map((record) => pick(record, query.fields));
    const page = { ...query, total: conduct.totalsAreZero ? 0 : total };
    return { status: 200, body: dialect.listBody(collection, records, page) };
  };
}

/** Fields in the query that no record here could have, by the parameter that names them. */
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

/** Where the records of a list are stored. */
interface Held {
  readonly shelf: Shelf;
  readonly store: Pick<Store, 'count' | 'list'>;
  readonly collection: Collection;
}

/**
 * Selects a page. Without conditions the database itself pages and finds ids, so that long lists
 * stay fast.
 */
function select(
  query: ListQuery,
  { shelf, store, collection }: Held,
): { readonly entries: readonly Entry[]; readonly total: number } {
  const { filter, search, sort, descending, offset, limit } = query;
  if (!filter && search === undefined && !sort && !descending) {
    return { entries: store.list(shelf, { offset, limit }), total: store.count(shelf) };
  }
  const ids = filter && idsIn(filter);
  const found = store
    .list({ ...shelf, ...(ids && { ids }) })
    .map((entry) => ({ entry, record: shown(entry, collection) }))
    .filter(({ record }) => !filter || matches(filter, record))
    .filter(({ record }) => search === undefined || hasInTitle(record, search));
  const order = sort && byPath(sort, descending);
  const ordered = order ? found.toSorted((a, b) => order(a.record, b.record)) : found;
  const turned = descending && !sort ? ordered.toReversed() : ordered;
  const page = turned.slice(offset, offset + limit);
  return { entries: page.map(({ entry }) => entry), total: found.length };
}

function hasInTitle({ title }: JsonObject, search: string): boolean {
  return typeof title === 'string' && title.toLowerCase().includes(search.toLowerCase());
}

/**
 * Sorts by a path. Records without the value come last in both directions; equal records keep their
 * order.
 */
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
