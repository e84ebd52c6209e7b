import type {
  ClockOffset,
  CollectionRead,
  Diagnosis,
  RowFinding,
  TokenDiagnosis,
} from '../model/drift.ts';
import { isObject, type Json } from '../model/json.ts';
import { defined } from '../model/json-values.ts';
import { type Address, addressOf } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { LackingCollection, RemoteEntity } from '../model/remote.ts';
import type { Connection } from './connection.ts';
import type { Dialect, Finding, ListPage, Records, RemoteCollection } from './dialects/dialect.ts';
import { none, type TableRow } from './dialects/facts.ts';
import { batchesOf, readBatch } from './filter.ts';
import { firstOfEach } from './http/failures.ts';
import type { ApiRequest, ApiResult, Requester } from './http/request.ts';
import type { AnswerHeaders } from './http/transport.ts';
import { judgeLists, type ListEnd, lackingByTable, notWhole, unexpectedList } from './list.ts';
import { capOf, type Listing, protocolFindings } from './protocol-findings.ts';
import { hasId, idOfRecord, lacksId } from './records.ts';
import { namelessText, repetitionsIn, strangeRecords } from './strange-records.ts';

/** The result of probing a platform. */
export type Probe = Omit<Diagnosis, 'platform' | 'unused'> & {
  /** Collections that the platform does not offer. */
  readonly lacking: readonly LackingCollection[];
};

/**
 * Gets a token, then reads one page of each collection, one record of each and one by a filter. Sends only
 * GETs, one after the other, since a latency that is measured beside other requests says little.
 */
export async function probe(connection: Connection, requester: Requester): Promise<Probe> {
  const { dialect, now } = connection;
  const offsets: ClockOffset[] = [];
  const prober: Prober = {
    dialect,
    now,
    send: async (ask) => {
      const sent = now().getTime();
      const answer = await requester.ask(ask);
      if (!answer.ok) return answer;
      const offset = offsetOf(answer.value.headers, { sent, answered: now().getTime() });
      if (offset) offsets.push(offset);
      return answer;
    },
  };
  const access = await authenticate(requester, prober);
  const routes = connection.network && { routes: connection.network.routes };
  if ('problems' in access) {
    return { ...routes, collections: [], rows: [], problems: access.problems, lacking: [] };
  }
  const lists: Lists = new Map();
  const ends: ListEnd[] = [];
  for (const collection of dialect.collections) {
    const { list, problems: found, refused } = await probeList(collection, prober);
    lists.set(collection.name, list);
    ends.push({ collection, problems: found, refused });
  }
  const judged = judgeLists(ends, connection);
  const records = recordsIn(lists);
  const filters = await tryFilter(records, prober, requester);
  const isOwnTokenPath =
    connection.tokenUrl === new URL(dialect.token.path, connection.baseUrl).href;
  const seen = { isOwnTokenPath, lists, ...(filters !== undefined && { filters }) };
  const findings = [...protocolFindings(seen, dialect), ...dialect.findings(records)];
  const clock = bestOffset(offsets);
  return {
    access,
    ...(clock && { clock }),
    ...routes,
    collections: collectionsIn(lists, dialect),
    rows: dialect.table.map((row) => found(row, findings)),
    // An interruption ends all requests alike.
    problems: [...firstOfEach(judged.problems, ['run/interrupted']), ...strangeIn(lists, dialect)],
    lacking: [...lackingByTable(dialect), ...judged.lacking],
  };
}

/** Warnings about contradictory records, if all records were read. */
function strangeIn(lists: Lists, dialect: Dialect): Problem[] {
  const pages = [...lists.values()].flatMap((list) => ('page' in list ? (list.page ?? []) : []));
  if (pages.some(({ records, total }) => records.length !== total)) return [];
  const records = recordsIn(lists);
  const nameless = [...records].flatMap(([name, all]) =>
    all.flatMap((record, index) =>
      lacksId(record) ? [namelessText(record, { name, index })] : [],
    ),
  );
  const repeated = [...records].flatMap(([name, all]) =>
    [...repetitionsIn(all)].map((record) => `${name}/${idOfRecord(record)}`),
  );
  const nodes = dialect.compose(
    new Map([...records].map(([name, all]) => [name, all.filter(hasId)])),
  );
  const entities = nodes.flatMap(({ kind, record }): [Address, RemoteEntity][] => {
    const entity = dialect.decode(kind, record);
    return entity ? [[addressOf(kind, entity.entity.sourcedId), entity]] : [];
  });
  const { lessonNamesCourse } = dialect.rules;
  return strangeRecords(new Map(entities), { nameless, repeated, lessonNamesCourse });
}

async function authenticate(
  requester: Requester,
  prober: Prober,
): Promise<TokenDiagnosis | { readonly problems: readonly Problem[] }> {
  const ms = stopwatch(prober);
  const token = await requester.authenticate();
  if (!token.ok) return token;
  const { lifetime, scopes } = token.value;
  return { ms: ms(), ...defined({ lifetime, scopes }) };
}

/** Filters by the id of the last record of a page: a server that ignores filters would give the first. */
async function tryFilter(
  records: Records,
  prober: Prober,
  requester: Requester,
): Promise<boolean | undefined> {
  for (const { name } of prober.dialect.collections) {
    const ids = idsOf(records.get(name) ?? []);
    const last = ids.at(-1);
    if (last === undefined || ids.length < 2) continue;
    const [batch] = batchesOf([{ collection: name, sourcedId: last }], prober.dialect);
    const answer = batch && (await readBatch(batch, prober.dialect, requester));
    return answer?.length === 1;
  }
  return undefined;
}

type Lists = Map<string, Listing | Problem>;

function recordsIn(lists: Lists): Records {
  return new Map(
    [...lists].map(([name, list]) => [
      name,
      'page' in list ? (list.page?.records ?? []).filter(isObject) : [],
    ]),
  );
}

function collectionsIn(lists: Lists, { collections }: Dialect): CollectionRead[] {
  return collections.flatMap(({ name, plural: called }): CollectionRead[] => {
    const list = lists.get(name);
    if (!list || !('page' in list) || !list.page) return [];
    const { total, records } = list.page;
    const { ms, asked } = list;
    const cap = capOf(list);
    const read = { name, called, total, ms, asked, records: records.length };
    return [{ ...read, ...(cap !== undefined && { cap }) }];
  });
}

/** The finding of a row; the row is `unknown` if nothing was found. */
function found(row: TableRow, findings: readonly Finding[]): RowFinding {
  const finding = findings.find((one) => one.row === row.row);
  const isOfStandards = row.row.startsWith('standard.');
  const notNamed = isOfStandards
    ? 'not tried here: `check --standards-env` asks for standards'
    : 'it needs a write to test';
  const otherwise = row.value === none ? 'nothing is asked there' : notNamed;
  const { verdict = 'unknown', evidence = otherwise } = finding ?? {};
  return { ...row, verdict, evidence };
}

/** What probing needs. */
interface Prober {
  readonly dialect: Dialect;
  readonly now: () => Date;
  readonly send: (request: ApiRequest) => Promise<ApiResult>;
}

/** The page of one collection, or why there is none, and all problems of reading it. */
interface ProbedList {
  readonly list: Listing | Problem;
  readonly problems: readonly Problem[];
  /** The status, if the only answer was a refusal. */
  readonly refused?: 403 | 404;
}

/** Page sizes to try if the platform does not accept the size that the table names. */
const smallerLimits = [100, 1];

/** Asks for one page of a collection, as large as the platform accepts, and for one record of it. */
async function probeList(collection: RemoteCollection, prober: Prober): Promise<ProbedList> {
  const { dialect } = prober;
  const limits = [dialect.pageLimit, ...smallerLimits.filter((limit) => limit < dialect.pageLimit)];
  const refused: number[] = [];
  let first: Problem | undefined;
  for (const asked of limits) {
    const ms = stopwatch(prober);
    const path = `${collection.path}?limit=${asked}&offset=0`;
    const answer = await prober.send({ path, doing: `Reading ${collection.plural}` });
    if (answer.ok) {
      const { json = null } = answer.value;
      const list = { asked, refused, ms: ms(), answer: json, page: collection.page(json) };
      if (!list.page) return { list, problems: [unexpectedList(collection, path, json)] };
      const wrong = await contradiction(collection, { ...list, page: list.page }, prober);
      const one = await withOne(collection, list, prober);
      return { ...one, problems: [...wrong, ...one.problems] };
    }
    const [problem] = answer.problems;
    first ??= problem;
    const { status } = answer;
    if (status === 403 || status === 404) return { ...failed(first), refused: status };
    if (problem?.code !== 'remote/rejected') break;
    refused.push(asked);
  }
  return failed(first);
}

function failed(first: Problem | undefined): ProbedList {
  if (!first) throw new Error('a failure without a problem');
  return { list: first, problems: [first] };
}

/**
 * Whether the total contradicts the number of records, as far as one page shows. If fewer came than were
 * asked for, the server may have a smaller page size, and then there is a next page.
 */
async function contradiction(
  { plural, path, page: pageOf }: RemoteCollection,
  { page: { records, total }, asked }: Listing & { readonly page: ListPage },
  { send }: Prober,
): Promise<Problem[]> {
  const came = records.length;
  if (came >= Math.min(total, asked)) {
    return came > total ? [contradicts(plural, `${came} records came`, total)] : [];
  }
  const next = `${path}?limit=${asked}&offset=${came}`;
  const answer = await send({ path: next, doing: `Reading ${plural}` });
  if (!answer.ok) return [...answer.problems];
  const more = pageOf(answer.value.json ?? null)?.records.length ?? 0;
  return more === 0 ? [contradicts(plural, `${came} records came, and no next page`, total)] : [];
}

function contradicts(plural: string, came: string, total: number): Problem {
  return problem('remote/incomplete-read', {
    detail: `Reading ${plural}: ${came}, but the total is ${total}.`,
    hint: notWhole,
  });
}

async function withOne(
  { name, pathOf, unwrap }: RemoteCollection,
  list: Listing,
  prober: Prober,
): Promise<ProbedList> {
  const [id] = idsOf(list.page?.records ?? []);
  if (id === undefined) return { list, problems: [] };
  const ask = { path: pathOf(id), doing: `Reading the ${name} ${id}` };
  const answer = await prober.send({ ...ask, mayBeAbsent: true });
  if (!answer.ok || answer.value.isAbsent) return { list, problems: answer.problems };
  const { json = null } = answer.value;
  const one = { answer: json, record: unwrap(json) };
  return { list: { ...list, one }, problems: [] };
}

/** The ids of the values that are records with an id. */
function idsOf(records: readonly Json[]): readonly string[] {
  return records.flatMap((record) => idOfRecord(record) ?? []);
}

/** Starts a stopwatch; the result gives the milliseconds since then. */
function stopwatch({ now }: Pick<Prober, 'now'>): () => number {
  const started = now().getTime();
  return () => now().getTime() - started;
}

/** When a request was sent and its answer had arrived, by this machine's clock in milliseconds. */
interface SentAndAnswered {
  readonly sent: number;
  readonly answered: number;
}

/** The header `Date` has no fractions of a second, so its error is up to this many milliseconds. */
const second = 1000;

/**
 * How many milliseconds the platform's clock is ahead of this machine's, from the `Date` of one answer, which
 * was set between sending and answering. `Age` says how long a cache had kept the answer.
 */
export function offsetOf(
  headers: AnswerHeaders,
  { sent, answered }: SentAndAnswered,
): ClockOffset | undefined {
  const stamped = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(stamped)) return undefined;
  const age = Number(headers.get('age') ?? 0);
  const from = stamped + (age > 0 ? age * second : 0);
  const least = from - answered;
  const greatest = from + second - sent;
  return { ahead: (least + greatest) / 2, within: (greatest - least) / 2 };
}

/** The offset with the smallest error; undefined if there are none. */
export function bestOffset(offsets: readonly ClockOffset[]): ClockOffset | undefined {
  return offsets.toSorted((a, b) => a.within - b.within)[0];
}
