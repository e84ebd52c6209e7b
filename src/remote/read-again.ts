import type { Address } from '../model/address.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type Batch, batchesOf, readBatch } from './by-filter.ts';
import type { Dialect } from './dialect.ts';
import type { Remote } from './remote.ts';
import type { Requester } from './request.ts';

type Found = ReadonlyMap<Address, RemoteEntity | undefined>;

/**
 * The state after some nodes were written. Reads the lists, those nodes by filter, or one by one,
 * whichever takes the fewest requests; a filter that does not give what it should is not relied on.
 */
export async function readAgain(
  before: RemoteState,
  written: readonly Address[],
  {
    dialect,
    requester,
    ...by
  }: Pick<Remote, 'read' | 'readOne' | 'dialect'> & { readonly requester: Requester },
): Promise<Checked<RemoteState>> {
  const batches = dialect.filtersById ? batchesOf(written, dialect) : [];
  const isWorth = batches.length > 0 && batches.length < Math.min(written.length, before.requests);
  const found = isWorth ? await readBatches(batches, dialect, requester) : new Map();
  const missing = written.filter((address) => !found.has(address));
  if (missing.length > before.requests) return by.read();
  const singles = await readEach(missing, by.readOne);
  return singles.ok ? checked(merged(before, [...found, ...singles.value]), []) : singles;
}

async function readBatches(
  batches: readonly Batch[],
  dialect: Dialect,
  requester: Requester,
): Promise<ReadonlyMap<Address, RemoteEntity>> {
  // One alone shows whether the platform filters at all.
  const [first, ...others] = batches;
  const tried = first && (await readBatch(first, dialect, requester));
  if (!tried) return new Map();
  const rest = await Promise.all(others.map((batch) => readBatch(batch, dialect, requester)));
  return new Map([tried, ...rest].flatMap((found) => found ?? []));
}

async function readEach(
  addresses: readonly Address[],
  readOne: Remote['readOne'],
): Promise<Checked<Found>> {
  const problems: Problem[] = [];
  const found = new Map<Address, RemoteEntity | undefined>();
  await Promise.all(
    addresses.map(async (address) => {
      const read = await readOne(address);
      if (read.ok) found.set(address, read.value);
      else problems.push(...read.problems);
    }),
  );
  return problems.length > 0 ? { ok: false, problems } : checked(found, []);
}

function merged(
  before: RemoteState,
  found: Iterable<readonly [Address, RemoteEntity | undefined]>,
): RemoteState {
  const entities = new Map(before.entities);
  for (const [address, entity] of found) {
    if (entity) entities.set(address, entity);
    else entities.delete(address);
  }
  return { ...before, entities };
}
