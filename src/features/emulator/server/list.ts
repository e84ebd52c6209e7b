import type { JsonObject } from '../../../model/json.ts';
import { defined } from '../../../model/json-values.ts';
import {
  type Api,
  type Call,
  type EmulatorDialect,
  findEntry,
  findVisible,
  notThere,
  ownerOf,
  showListedRecord,
  showRecord,
} from './api.ts';
import { type Collection, shown, storedNames } from './collection.ts';
import { type FieldRules, isKnownPath, isReference } from './fields.ts';
import {
  compareValues,
  idsAllowedBy,
  matches,
  type ParsedFilter,
  parseFilter,
  pathsOf,
  valuesAt,
} from './filter.ts';
import type { EmulatorAnswer } from './http.ts';
import { placement } from './placements.ts';
import type { Entry, ListScope, ReferenceField, Store } from './store.ts';

/** The endpoint that lists collections. It counts pages, for the quirk that shortens some. */
export function createListing(api: Api): (call: Call) => EmulatorAnswer {
  const { dialect, lists: store, behaviour } = api;
  let pages = 0;
  return (call) => {
    const asked = readListQuery(new URL(call.request.url).searchParams, dialect.pageSize);
    if ('wrong' in asked) return dialect.refusal(400, asked.wrong.join(' '));
    if (asked.filter && behaviour.refusesFilters) {
      return dialect.refusal(400, 'Filters are not supported here.');
    }
    const { filter, ...others } = asked;
    const applied = filter && appliedFilter(filter, behaviour);
    const kept = applied ? { filter: applied } : {};
    const query = { ...others, ...kept, limit: Math.min(asked.limit, behaviour.pageCap) };
    const { collection } = call;
    const { name, rules, asFiltered, envelope } = collection;
    const owner = ownerOf(call);
    const scope = { names: storedNames(collection), owner, withRetired: behaviour.listsRetired };
    const isShown = shownOnly(call, api);
    const listed = { scope, store, collection, ...(isShown && { isShown }) };
    const all = () => store.list(scope).map((entry) => shown(entry, collection));
    const unknown = unknownFields(query, { rules, filtered: asFiltered?.rules ?? {} }, all);
    const refused = [
      ...(behaviour.refusesUnknownFilter ? unknown.filter : []),
      ...unknown.sort,
      ...(refusesFields(api) ? unknown.fields : []),
    ];
    if (refused.length > 0) return dialect.refusal(400, `No ${name} has ${refused.join(', ')}.`);
    const isEmpty =
      unknown.filter.length > 0 || (isNested(filter) && behaviour.nestedFilters === 'empty');
    const found = isEmpty ? { entries: [], total: 0 } : select(query, listed);
    const { entries, total } = applied ? cutAsFiltered(found, query, behaviour, listed) : found;
    pages += 1;
    const isShort = behaviour.shortensPages && pages % 2 === 0 && entries.length > 1;
    const records = (isShort ? entries.slice(0, -1) : entries)
      .map((entry) => showListedRecord(entry, call, api))
      .map((record) => pick(record, query.fields));
    const page = { ...query, total: behaviour.totalsAreZero ? 0 : total };
    const headers = dialect.listHeaders?.(new URL(call.request.url), page) ?? {};
    const sent = Object.entries(headers).filter(([header]) => !behaviour.lacksHeader(header));
    const keys = [call.listedAlsoAs, envelope.many].flatMap((key) => key ?? []);
    const lists = Object.fromEntries(behaviour.listKeys(keys).map((key) => [key, records]));
    const body = { ...lists, ...dialect.counts(page) };
    return { status: 200, body, headers: Object.fromEntries(sent) };
  };
}

/** Whether an unknown name in `fields` is refused, in lists and single reads. */
function refusesFields({ dialect, behaviour }: Api): boolean {
  return (behaviour.unknownFields ?? dialect.unknownFields) === 'refused';
}

/** The condition for a record to be in a list; undefined: all records of the collection are. */
function shownOnly(
  { collection: { name, holds }, isListed }: Call,
  { lists, behaviour }: Api,
): ((entry: Entry) => boolean) | undefined {
  const hides = name === placement && !behaviour.showsUnitPlacements;
  const tests = [
    ...(hides ? [isOutsideUnits(lists)] : []),
    ...(holds ? [({ record }: Entry) => holds(record)] : []),
    ...(isListed ? [isListed] : []),
  ];
  return tests.length === 0 ? undefined : (entry) => tests.every((test) => test(entry));
}

/** The part of a filter that the platform applies; undefined: none, so the whole list is the answer. */
function appliedFilter(
  filter: ParsedFilter,
  behaviour: Api['behaviour'],
): ParsedFilter | undefined {
  if (behaviour.ignoresFilters) return undefined;
  if (isNested(filter) && behaviour.nestedFilters === 'ignored') return undefined;
  const [first] = filter.type === 'or' && behaviour.takesFirstTermOnly ? filter.terms : [filter];
  return first;
}

function isNested(filter: ParsedFilter | undefined): boolean {
  return filter !== undefined && pathsOf(filter).some((path) => path.length > 1);
}

/** The page and total of a filtered list on a platform with faulty filters. */
function cutAsFiltered(
  { entries, total }: Selected,
  { offset }: Pick<ListQuery, 'offset'>,
  { filteredCap, countsAllFiltered }: Api['behaviour'],
  { store, scope }: ListedRecords,
): Selected {
  return {
    entries: entries.slice(0, Math.max(0, filteredCap - offset)),
    total: countsAllFiltered ? store.count(scope) : Math.min(total, filteredCap),
  };
}

/** Fields in the query that no record can have, by the parameter that names them. */
function unknownFields(
  { filter, sort, fields = [] }: Pick<ListQuery, 'filter' | 'sort' | 'fields'>,
  { rules, filtered }: { readonly rules: FieldRules; readonly filtered: FieldRules },
  everything: () => readonly JsonObject[],
): Readonly<Record<'filter' | 'sort' | 'fields', readonly string[]>> {
  const known = { ...filtered, ...rules };
  const isStored = (field: string) => everything().some((record) => Object.hasOwn(record, field));
  const isField = (field: string) => Object.hasOwn(rules, field) || isStored(field);
  const isValue = (path: readonly string[]) => {
    const [field = ''] = path;
    return Object.hasOwn(known, field) ? isKnownPath(path, known) : isStored(field);
  };
  const unknown = (paths: readonly (readonly string[])[]) =>
    paths.filter((path) => !isValue(path)).map((path) => `"${path.join('.')}"`);
  return {
    filter: unknown(filter ? pathsOf(filter) : []),
    sort: unknown(sort ? [sort] : []),
    fields: fields.filter((field) => !isField(field)).map((field) => `"${field}"`),
  };
}

/** Where the records of a list are stored. */
interface ListedRecords {
  readonly scope: ListScope;
  readonly store: Pick<Store, 'count' | 'list'>;
  readonly collection: Collection;
  /** The condition for a record to be in the list; absent: all are. */
  readonly isShown?: (entry: Entry) => boolean;
}

/** Whether a placement is in something other than a unit. */
function isOutsideUnits(store: Pick<Store, 'find'>): (entry: Entry) => boolean {
  return ({ record: { courseComponent: place } }) =>
    !isReference(place) || store.find('unit', place.sourcedId) === undefined;
}

interface Selected {
  readonly entries: readonly Entry[];
  /** The number of records on all pages. */
  readonly total: number;
}

/**
 * Selects a page. Without conditions the database itself pages and finds ids, so that long lists
 * stay fast.
 */
function select(query: ListQuery, { scope, store, collection, isShown }: ListedRecords): Selected {
  const { filter, search, sort, descending, offset, limit } = query;
  const { asFiltered } = collection;
  if (!filter && search === undefined && !sort && !descending && !isShown) {
    return { entries: store.list(scope, { offset, limit }), total: store.count(scope) };
  }
  const ids = filter && idsAllowedBy(filter);
  const indexed = indexedReferences[collection.name];
  const named = indexed && filter && idsAllowedBy(filter, [indexed, 'sourcedId']);
  const found = store
    .list({
      ...scope,
      ...(ids && { ids }),
      ...(named && { referring: { field: indexed, ids: named } }),
    })
    .filter((entry) => isShown?.(entry) ?? true)
    .map((entry) => {
      const record = shown(entry, collection);
      return { entry, record: asFiltered?.record(record) ?? record };
    })
    .filter(({ record }) => !filter || matches(filter, record))
    .filter(({ record }) => search === undefined || hasInTitle(record, search));
  const order = sort && byPath(sort, descending);
  const ordered = order ? found.toSorted((a, b) => order(a.record, b.record)) : found;
  const turned = descending && !sort ? ordered.toReversed() : ordered;
  const page = turned.slice(offset, offset + limit);
  return { entries: page.map(({ entry }) => entry), total: found.length };
}

/** References with an index, by collection. */
const indexedReferences: Readonly<Record<string, ReferenceField>> = {
  courseComponent: 'course',
  unit: 'course',
  lesson: 'course',
  componentResource: 'courseComponent',
};

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

/** The query of a list. Paths are keys into a record: `['course', 'sourcedId']`. */
interface ListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly filter?: ParsedFilter;
  readonly search?: string;
  readonly sort?: readonly string[];
  readonly descending: boolean;
  /** Fields to show; absent: all. */
  readonly fields?: readonly string[];
}

const parameters = ['limit', 'offset', 'filter', 'search', 'sort', 'orderBy', 'fields'];

/** Reads the query of a list, or describes every fault of it in full sentences. */
function readListQuery(
  given: URLSearchParams,
  { usual, most }: EmulatorDialect['pageSize'],
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
  const fields = given.get('fields')?.split(',');
  return defined({
    search: given.get('search') ?? undefined,
    sort: given.get('sort')?.split('.'),
    fields: fields?.map((field) => field.trim()),
  });
}

/** A record with these fields only. */
function pick(record: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)));
}

/**
 * `GET /:sourcedId`: the record in its envelope, also if retired; 404 for records of other owners.
 */
export function answerGet(call: Call, api: Api): EmulatorAnswer {
  const { dialect, behaviour } = api;
  const { sourcedId, collection } = call;
  const { name, envelope } = collection;
  const read = { store: api.singles };
  const entry = findVisible(read, call.client, { collection, sourcedId });
  if (entry) {
    const { fields } = textParameters(new URL(call.request.url).searchParams);
    const record = showRecord(entry, call, api);
    const scope = { names: storedNames(collection), owner: ownerOf(call), withRetired: true };
    const all = () => api.singles.list(scope).map((one) => shown(one, collection));
    const rules = { rules: collection.rules, filtered: {} };
    const unknown = fields ? unknownFields({ fields }, rules, all).fields : [];
    if (unknown.length > 0 && refusesFields(api)) {
      return dialect.refusal(400, `No ${name} has ${unknown.join(', ')}.`);
    }
    const shownAs = pick(record, fields);
    const isBare = collection.right === 'read standards' && behaviour.baresStandards;
    return { status: 200, body: isBare ? shownAs : { [envelope.one]: shownAs } };
  }
  const isForeign = findEntry(read, collection, sourcedId) !== undefined;
  return isForeign && behaviour.foreignGet === 403
    ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
    : notThere(name, sourcedId, api);
}
