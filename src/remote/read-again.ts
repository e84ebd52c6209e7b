import type { Address } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type Batch, batchesOf, readBatch } from './by-filter.ts';
import type { Dialect, RecordName, Records } from './dialect.ts';
import type { Requester } from './http/request.ts';
import { keyOf, type NodeNames } from './node-names.ts';
import { readRecord } from './record-at.ts';
import type { Remote } from './remote.ts';

/** What reading again is done with. */
export interface Rereading extends Pick<Remote, 'read' | 'dialect'> {
  readonly requester: Requester;
  readonly names: NodeNames;
  readonly nodesIn: (records: Records) => ReadonlyMap<Address, RemoteEntity>;
}

/**
 * The state after some nodes were written. Reads the lists, the records of those nodes by filter, or
 * one by one, whichever takes the fewest requests; a filter that does not give what it should is not
 * relied on.
 */
export async function readAgain(
  before: RemoteState,
  written: readonly Address[],
  { read, dialect, requester, names, nodesIn }: Rereading,
): Promise<Checked<RemoteState>> {
  const wanted = written.flatMap(names.of);
  const batches = dialect.filtersById ? batchesOf(wanted, dialect) : [];
  const isWorth = batches.length > 0 && batches.length < Math.min(wanted.length, before.requests);
  const found = isWorth ? await readBatches(batches, dialect, requester) : new Map();
  const missing = wanted.filter((name) => !found.has(keyOf(name)));
  if (missing.length > before.requests) return read();
  const singles = await readEach(missing, { dialect, requester });
  if (!singles.ok) return singles;
  const nodes = nodesIn(grouped(wanted, new Map([...found, ...singles.value])));
  const isSingle = (address: Address) => names.of(address).every((name) => !found.has(keyOf(name)));
  return checked(merged(before, written, { nodes, isSingle }), []);
}

async function readBatches(
  batches: readonly Batch[],
  dialect: Dialect,
  requester: Requester,
): Promise<ReadonlyMap<string, JsonObject>> {
  // One alone shows whether the platform filters at all.
  const [first, ...others] = batches;
  const tried = first && (await readBatch(first, dialect, requester));
  if (!tried) return new Map();
  const rest = await Promise.all(others.map((batch) => readBatch(batch, dialect, requester)));
  return new Map([tried, ...rest].flatMap((found) => found ?? []));
}

/** Some records by themselves, by `keyOf`, without those that are not there. */
export async function readEach(
  names: readonly RecordName[],
  { dialect, requester }: Pick<Rereading, 'dialect' | 'requester'>,
): Promise<Checked<ReadonlyMap<string, JsonObject>>> {
  const problems: Problem[] = [];
  const found = new Map<string, JsonObject>();
  await Promise.all(
    names.map(async (name) => {
      const doing = `Reading the ${name.collection} ${name.sourcedId}`;
      const read = await readRecord(name, { dialect, requester, doing });
      if (!read.ok) problems.push(...read.problems);
      else if (read.value) found.set(keyOf(name), read.value);
    }),
  );
  return problems.length > 0 ? { ok: false, problems } : checked(found, []);
}

/** In the order in which they were asked for. */
export function grouped(
  names: readonly RecordName[],
  found: ReadonlyMap<string, JsonObject>,
): Records {
  const records = new Map<string, JsonObject[]>();
  for (const name of names) {
    const record = found.get(keyOf(name));
    if (!record) continue;
    const list = records.get(name.collection);
    if (list) list.push(record);
    else records.set(name.collection, [record]);
  }
  return records;
}

function merged(
  before: RemoteState,
  written: readonly Address[],
  found: {
    readonly nodes: ReadonlyMap<Address, RemoteEntity>;
    readonly isSingle: (address: Address) => boolean;
  },
): RemoteState {
  const entities = new Map(before.entities);
  const whole = new Set(before.whole);
  for (const address of written) {
    const entity = found.nodes.get(address);
    if (entity) entities.set(address, entity);
    else entities.delete(address);
    if (entity && found.isSingle(address)) whole.add(address);
    else whole.delete(address);
  }
  return { ...before, entities, ...((before.whole || whole.size > 0) && { whole }) };
}
