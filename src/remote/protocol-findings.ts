import { isObject, type Json, type JsonObject, plainNumber } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Dialect, Finding, ListPage } from './dialects/dialect.ts';
import { keysText, namesText } from './dialects/findings.ts';
import { showsLess } from './records.ts';

/** The result of asking for one page and for one record of it. */
export interface Listing {
  /** The number of records that was asked for and that the platform accepted. */
  readonly asked: number;
  /** Larger page sizes that the platform refused. */
  readonly refused: readonly number[];
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
  readonly answer: Json;
  /** The page in the answer; undefined if the answer has another form. */
  readonly page: ListPage | undefined;
  /** The answer to a GET of one record; absent if no record was asked for. */
  readonly one?: { readonly answer: Json; readonly record: JsonObject | undefined };
}

/** Everything that was observed of the protocol. */
interface ProtocolSeen {
  /** Whether the token came from the path that the table names. */
  readonly isOwnTokenPath: boolean;
  /** The page of each collection, or the problem of reading it, by the name of the collection. */
  readonly lists: ReadonlyMap<string, Listing | Problem>;
  /** Whether a list can be filtered by id; absent if that could not be tried. */
  readonly filters?: boolean;
}

/** What tokens, lists and envelopes say about rows of the table, for every dialect. */
export function protocolFindings(
  seen: ProtocolSeen,
  { table, serverOwned }: Pick<Dialect, 'table' | 'serverOwned'>,
): readonly Finding[] {
  const values = new Map(table.map(({ row, value }) => [row, value]));
  return [
    tokenPath(seen),
    holds('token.auth', 'the credentials were accepted'),
    holds('token.scope', 'a token was given'),
    ...[...seen.lists].flatMap(([name, list]) => listFindings(name, list, values)),
    total(seen, values),
    limit(seen),
    filter(seen, values),
    records(seen, values, serverOwned),
  ].flatMap((finding) => finding ?? []);
}

type Values = ReadonlyMap<string, Json>;

function holds(row: string, evidence: string): Finding {
  return { row, verdict: 'holds', evidence };
}

function tokenPath({ isOwnTokenPath }: ProtocolSeen): Finding {
  const row = 'token.path';
  return isOwnTokenPath
    ? holds(row, 'the token came from there')
    : { row, verdict: 'unknown', evidence: 'the config names another token address' };
}

function listFindings(kind: string, seen: Listing | Problem, values: Values): Finding[] {
  const path = `${kind}.path`;
  if ('code' in seen) {
    // Without permission, or with the platform down, nothing is known about the path.
    const isThere = seen.code !== 'remote/rejected' && seen.code !== 'remote/unexpected-answer';
    return [{ row: path, verdict: isThere ? 'unknown' : 'differs', evidence: seen.detail }];
  }
  return [
    holds(path, 'it answered'),
    keyOf(`${kind}.plural`, seen.answer, { values, fits: Array.isArray }),
    envelope(kind, seen),
  ].flatMap((finding) => finding ?? []);
}

interface Wanted {
  readonly values: Values;
  readonly fits: (value: Json) => boolean;
}

/** Whether an answer has a fitting value under the key that a row names. */
function keyOf(row: string, answer: Json, { values, fits }: Wanted): Finding | undefined {
  const key = values.get(row);
  if (typeof key !== 'string') return undefined;
  const held = isObject(answer) && Object.hasOwn(answer, key) ? answer[key] : undefined;
  return held !== undefined && fits(held)
    ? holds(row, 'the list has it')
    : { row, verdict: 'differs', evidence: keysText(answer) };
}

function envelope(kind: string, { one, page }: Listing): Finding | undefined {
  const row = `${kind}.envelope`;
  if (!one) {
    const none = page?.records.length === 0;
    return none ? { row, verdict: 'unknown', evidence: `there is no ${kind} to read` } : undefined;
  }
  return one.record
    ? holds(row, 'a record came in it')
    : { row, verdict: 'differs', evidence: keysText(one.answer) };
}

function listings({ lists }: ProtocolSeen): Listing[] {
  return [...lists.values()].flatMap((list) => ('code' in list ? [] : list));
}

/** All lists have their total under one key: the first list without it decides the finding. */
function total(seen: ProtocolSeen, values: Values): Finding | undefined {
  const fits = (value: Json) => plainNumber(value) !== undefined;
  const all = listings(seen).flatMap(
    ({ answer }) => keyOf('list.total', answer, { values, fits }) ?? [],
  );
  return all.find(({ verdict }) => verdict === 'differs') ?? all[0];
}

function limit(seen: ProtocolSeen): Finding | undefined {
  const row = 'list.limit';
  const [first, ...others] = listings(seen);
  if (!first) return undefined;
  const refusing = [first, ...others].find(({ refused }) => refused.length > 0);
  if (refusing) {
    const evidence = `limit=${refusing.refused.join(', limit=')} was refused, limit=${refusing.asked} was taken`;
    return { row, verdict: 'differs', evidence };
  }
  const caps = listings(seen).flatMap((list) => capOf(list) ?? []);
  const given = caps.length > 0 ? `, and at most ${Math.min(...caps)} come on a page` : '';
  return holds(row, `limit=${first.asked} was taken${given}`);
}

/** The page size limit of the server, if a page shows that it is smaller than asked; otherwise undefined. */
export function capOf({ asked, page }: Pick<Listing, 'asked' | 'page'>): number | undefined {
  if (!page) return undefined;
  const { records, total: all, limit: said } = page;
  if (said !== undefined && said < asked) return said;
  return records.length < Math.min(all, asked) ? records.length : undefined;
}

function filter({ filters }: ProtocolSeen, values: Values): Finding | undefined {
  const row = 'list.filter';
  if (filters === undefined) {
    return { row, verdict: 'unknown', evidence: 'the test needs a list of two records' };
  }
  const evidence = filters
    ? 'asked for one id, the list had that one alone'
    : 'asked for one id, the list had others, or was refused';
  return { row, verdict: filters === values.get(row) ? 'holds' : 'differs', evidence };
}

/** Whether lists show as much of a record as reading it alone does, judged by one record of each list. */
function records(
  { lists }: ProtocolSeen,
  values: Values,
  serverOwned: readonly string[],
): Finding | undefined {
  const row = 'list.records';
  const compared = [...lists].flatMap(([name, list]) => {
    const single = 'code' in list ? undefined : list.one?.record;
    const listed = 'page' in list && single && sameIn(list.page, single);
    return single && listed ? [{ name, less: showsLess(listed, single, serverOwned) }] : [];
  });
  if (compared.length === 0) {
    return { row, verdict: 'unknown', evidence: 'no record was read both in a list and by itself' };
  }
  const fewer = compared.filter(({ less }) => less.length > 0);
  const of = compared.map(({ name }) => name).join(', ');
  const value = values.get(row);
  if (fewer.length === 0) {
    const evidence = `one record compared of ${of}: its list shows as much`;
    return { row, verdict: value === 'whole' ? 'holds' : 'unknown', evidence };
  }
  const lacking = fewer.map(({ name, less }) => `the list of ${name} lacks ${namesText(less)}`);
  const cure = value === 'part' ? '' : '; it is "part"';
  return {
    row,
    verdict: value === 'part' ? 'holds' : 'differs',
    evidence: `${lacking.join(', ')} of a record read by itself${cure}`,
  };
}

function sameIn(page: ListPage | undefined, { sourcedId }: JsonObject): JsonObject | undefined {
  return page?.records.filter(isObject).find((record) => record['sourcedId'] === sourcedId);
}
