import type {
  Access,
  ClockOffset,
  CollectionRead,
  Diagnosis,
  RowFinding,
} from '../model/diagnosis.ts';
import { isObject } from '../model/json.ts';
import { checked, type Problem } from '../model/problem.ts';
import { batchesOf, readBatch } from './by-filter.ts';
import { bestOffset, offsetOf } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Dialect, Finding, Records } from './dialect.ts';
import type { TableRow } from './fact.ts';
import { idsOf, type Prober, probeList, stopwatch } from './probe-list.ts';
import { capOf, type Listing, protocolFindings } from './protocol-findings.ts';
import type { Requester } from './request.ts';

/** What a little reading of a platform showed. */
export type Probe = Omit<Diagnosis, 'platform' | 'unused'>;

/**
 * Gets a token, reads one page of each collection, one record of each and one by a filter. Only GETs;
 * one after the other, since a latency measured beside other requests says little.
 */
export async function probe(connection: Connection, requester: Requester): Promise<Probe> {
  const { dialect, now } = connection;
  const offsets: ClockOffset[] = [];
  const prober: Prober = {
    dialect,
    now,
    send: async (ask) => {
      const sent = now().getTime();
      const answer = await requester.turn(() => requester.send(ask));
      if (!answer.ok) return answer;
      const offset = offsetOf(answer.value.headers, { sent, answered: now().getTime() });
      if (offset) offsets.push(offset);
      return checked(answer.value, []);
    },
  };
  const access = await authenticate(requester, prober);
  if ('problems' in access) return { collections: [], rows: [], problems: access.problems };
  const lists: Lists = new Map();
  const problems: Problem[] = [];
  for (const collection of dialect.collections) {
    const probed = await probeList(collection, prober);
    lists.set(collection.name, probed.list);
    problems.push(...probed.problems);
  }
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
    collections: collectionsIn(lists, dialect),
    rows: dialect.table.map((row) => found(row, findings)),
    problems,
  };
}

async function authenticate(
  requester: Requester,
  prober: Prober,
): Promise<Access | { readonly problems: readonly Problem[] }> {
  const ms = stopwatch(prober);
  const token = await requester.authenticate();
  if (!token.ok) return token;
  const { lifetime, scopes } = token.value;
  return {
    ms: ms(),
    ...(lifetime !== undefined && { lifetime }),
    ...(scopes && { scopes }),
  };
}

/** Asks for the last of a page: a server that heeds no filter would give the first. */
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

/** That nothing is known is a finding too. */
function found(row: TableRow, findings: readonly Finding[]): RowFinding {
  const finding = findings.find((one) => one.row === row.row);
  const isOfStandards = row.row.startsWith('standard.');
  const notTold = isOfStandards
    ? 'not tried here: `check --standards-env` asks for standards'
    : 'reading alone does not tell';
  const { verdict = 'unknown', evidence = notTold } = finding ?? {};
  return { ...row, verdict, evidence };
}
