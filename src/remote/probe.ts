import { type Address, addressOf } from '../model/address.ts';
import type {
  Access,
  ClockOffset,
  CollectionRead,
  Diagnosis,
  RowFinding,
} from '../model/diagnosis.ts';
import { isObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { LackingCollection, RemoteEntity } from '../model/remote.ts';
import { batchesOf, readBatch } from './by-filter.ts';
import { bestOffset, offsetOf } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Dialect, Finding, Records } from './dialect.ts';
import { none, type TableRow } from './fact.ts';
import type { Requester } from './http/request.ts';
import { namelessText } from './list.ts';
import { idsOf, type Prober, probeList, stopwatch } from './probe-list.ts';
import { capOf, type Listing, protocolFindings } from './protocol-findings.ts';
import { hasId, lacksId } from './record-at.ts';
import { judgeLists, type ListEnd, lackingByTable } from './refused-lists.ts';
import { strangeRecords } from './strange-records.ts';

/** What a little reading of a platform showed. */
export type Probe = Omit<Diagnosis, 'platform' | 'unused'> & {
  /** What the platform does not offer. */
  readonly lacking: readonly LackingCollection[];
};

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
    problems: [...judged.problems, ...strangeIn(lists, dialect)],
    lacking: [...lackingByTable(dialect), ...judged.lacking],
  };
}

/** What records say that cannot be so, where all of them were read. */
function strangeIn(lists: Lists, dialect: Dialect): Problem[] {
  const pages = [...lists.values()].flatMap((list) => ('page' in list ? (list.page ?? []) : []));
  if (pages.some(({ records, total }) => records.length !== total)) return [];
  const records = recordsIn(lists);
  const nameless = [...records].flatMap(([name, all]) =>
    all.flatMap((record, index) =>
      lacksId(record) ? [namelessText(record, { name, index })] : [],
    ),
  );
  const nodes = dialect.compose(
    new Map([...records].map(([name, all]) => [name, all.filter(hasId)])),
  );
  const entities = nodes.flatMap(({ kind, record }): [Address, RemoteEntity][] => {
    const entity = dialect.decode(kind, record);
    return entity ? [[addressOf(kind, entity.entity.sourcedId), entity]] : [];
  });
  const { lessonNamesCourse } = dialect.rules;
  return strangeRecords(new Map(entities), { nameless, lessonNamesCourse });
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
  const otherwise = row.value === none ? 'nothing is asked there' : notTold;
  const { verdict = 'unknown', evidence = otherwise } = finding ?? {};
  return { ...row, verdict, evidence };
}
