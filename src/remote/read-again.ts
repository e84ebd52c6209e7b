import type { JsonObject } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { collectionNamed } from './dialects/common.ts';
import type { Dialect, ReadRecord, RecordName, Records } from './dialects/dialect.ts';
import { namesText } from './dialects/findings.ts';
import { type Batch, batchesOf, readBatch } from './filter.ts';
import { oneOfEachKind } from './http/failures.ts';
import type { Requester } from './http/request.ts';
import { keyOf, type NodeNames, readRecord, showsLess } from './records.ts';

/** What reading again needs. */
interface Rereading {
  readonly read: () => Promise<Checked<RemoteState>>;
  readonly dialect: Dialect;
  readonly requester: Requester;
  readonly names: NodeNames;
  readonly nodesIn: (records: Records) => ReadonlyMap<Address, RemoteEntity>;
}

/**
 * The state after some nodes were written. Reads whole lists, the records of these nodes by filter, or one
 * record after the other, whichever takes the fewest requests. A filter that gives a wrong answer is not
 * used.
 */
export async function readAgain(
  before: RemoteState,
  written: readonly Address[],
  { read, dialect, requester, names, nodesIn }: Rereading,
): Promise<Checked<RemoteState>> {
  // A placement that moved is a record of both nodes.
  const all = written.flatMap(names.of).map((name) => [keyOf(name), name] as const);
  const wanted = [...new Map(all).values()];
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
  // The first batch shows whether the platform filters at all.
  const [first, ...others] = batches;
  const tried = first && (await readBatch(first, dialect, requester));
  if (!tried) return new Map();
  const rest = await Promise.all(others.map((batch) => readBatch(batch, dialect, requester)));
  return new Map([tried, ...rest].flatMap((found) => found ?? []));
}

/** Reads some records one by one, by `keyOf`; records that do not exist are left out. */
async function readEach(
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
  return problems.length > 0
    ? { ok: false, problems: oneOfEachKind(problems) }
    : checked(found, []);
}

/** Groups records by collection, in the order in which they were asked for. */
function grouped(names: readonly RecordName[], found: ReadonlyMap<string, JsonObject>): Records {
  const byCollection = Map.groupBy(names, ({ collection }) => collection);
  const held = (name: RecordName): readonly JsonObject[] => [found.get(keyOf(name)) ?? []].flat();
  return new Map([...byCollection].map(([collection, some]) => [collection, some.flatMap(held)]));
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

/**
 * What comparing showed about one list: whether it shows less than single reads, and which fields it shows in
 * full.
 */
interface ListSeen {
  readonly isPart: boolean;
  readonly shown: ReadonlySet<string>;
}

/** The lists that were compared in a run, by the name of their collection. */
export type ListsSeen = Map<string, ListSeen>;

/** Nodes, each with fields that its list does not show although the record may have them. */
export type UnshownFields = ReadonlyMap<Address, readonly string[]>;

interface WholeReading extends Omit<Rereading, 'read' | 'names'> {
  readonly seen: ListsSeen;
}

/**
 * The state with some nodes as single reads show them, if lists show less; otherwise the very same state. If
 * the table does not say which is the case, the fullest of these records in each collection is read alone and
 * compared, and one more for each unshown field that it lacks. Each node is read once.
 *
 * Warnings: `remote/lists-show-less`, once for each collection. Problems: a node that the list shows and a
 * single read does not find, and every failure of a request.
 */
export async function readWhole(
  state: RemoteState,
  unshown: UnshownFields,
  reading: WholeReading,
): Promise<Checked<RemoteState>> {
  const { dialect, nodesIn } = reading;
  if (dialect.listsShow === 'whole') return checked(state, []);
  const nodes = [...unshown.keys()].flatMap((address) => {
    const pieces = piecesOf(address, state, dialect);
    return pieces.length > 0 ? [{ address, pieces, fields: unshown.get(address) ?? [] }] : [];
  });
  const compared = await compareLists(nodes, state, reading);
  if (!compared.ok) return compared;
  const isPart = ({ collection }: ReadRecord) => showsPart(collection, reading);
  const affected = nodes.filter(({ pieces }) => pieces.some(isPart));
  if (affected.length === 0) return checked(state, []);
  const pieces = affected.flatMap((node) => node.pieces);
  const singles = compared.value;
  const wanted = pieces.filter((piece) => isPart(piece) && !singles.has(keyOf(piece)));
  const more = await readEach(wanted, reading);
  if (!more.ok) return more;
  const records = new Map([
    ...pieces
      .filter((piece) => !isPart(piece))
      .map((piece) => [keyOf(piece), piece.record] as const),
    ...singles,
    ...more.value,
  ]);
  const found = nodesIn(grouped(pieces, records));
  const lost = affected.find(({ address }) => !found.has(address));
  if (lost) return { ok: false, problems: [missingAlone(lost.address, state)] };
  return checked(withWhole(state, found), compared.problems);
}

/** The state with some nodes replaced by nodes that were read alone. */
export function withWhole(
  state: RemoteState,
  found: ReadonlyMap<Address, RemoteEntity>,
): RemoteState {
  const entities = new Map([...state.entities, ...found]);
  return { ...state, entities, whole: new Set([...(state.whole ?? []), ...found.keys()]) };
}

/** All records of a node as the lists gave them; empty if the node was read alone. */
function piecesOf(
  address: Address,
  { entities, whole }: RemoteState,
  { collectionOf, partsOf }: Dialect,
): readonly ReadRecord[] {
  const node = entities.get(address);
  if (!node || whole?.has(address)) return [];
  const { kind, sourcedId } = node.entity;
  const { record } = node;
  return [{ collection: collectionOf(kind).name, sourcedId, record }, ...partsOf({ kind, record })];
}

function showsPart(collection: string, { dialect, seen }: WholeReading): boolean {
  return dialect.listsShow === 'unknown'
    ? seen.get(collection)?.isPart === true
    : dialect.listsShow === 'part';
}

/** Forgets the lists in which nothing was missing so far. */
export function forgetShown(seen: ListsSeen): void {
  for (const [collection, { isPart }] of seen) if (!isPart) seen.delete(collection);
}

/** A node that is to be read whole. */
interface Wanted {
  readonly pieces: readonly ReadRecord[];
  /** The fields that the list does not show. */
  readonly fields: readonly string[];
}

/**
 * Compares records of each collection that was not compared yet. The result are the records that show more
 * when read alone.
 */
async function compareLists(
  nodes: readonly Wanted[],
  { platform }: RemoteState,
  reading: WholeReading,
): Promise<Checked<ReadonlyMap<string, JsonObject>>> {
  const { dialect, requester, seen } = reading;
  const singles = new Map<string, JsonObject>();
  const problems: Problem[] = [];
  if (dialect.listsShow !== 'unknown') return checked(singles, []);
  const all = Map.groupBy(
    nodes.flatMap(({ pieces }) => pieces),
    ({ collection }) => collection,
  );
  await Promise.all(
    [...all].map(async ([collection, pieces]) => {
      if (!seen.has(collection)) await compare(fullestOf(pieces));
      for (const node of nodes) {
        const [own] = node.pieces;
        const { fields } = node;
        if (own?.collection !== collection || seen.get(collection)?.isPart) continue;
        if (fields.some((field) => !seen.get(collection)?.shown.has(field))) {
          await compare(own, fields);
        }
      }
    }),
  );
  return checked(singles, oneOfEachKind(problems));

  async function compare(piece: ReadRecord | undefined, tried: readonly string[] = []) {
    if (!piece || problems.some(({ severity }) => severity === 'error')) return;
    const { collection, sourcedId, record: listed } = piece;
    const doing = `Reading the ${collection} ${sourcedId}`;
    const single = await readRecord(piece, { dialect, requester, doing });
    // A platform that gives no single records says nothing about its lists.
    if (!single.ok) problems.push(...single.problems.filter(isFailure));
    const record = single.ok ? single.value : undefined;
    const less = record ? showsLess(listed, record, dialect.serverOwned) : [];
    const shown = [...(seen.get(collection)?.shown ?? []), ...tried, ...saidIn(record ?? {})];
    seen.set(collection, { isPart: less.length > 0, shown: new Set(shown) });
    if (!record || less.length === 0) return;
    singles.set(keyOf(piece), record);
    problems.push(warning(piece, less, { dialect, name: platform.name }));
  }
}

/** The fields of a record that are not null. */
function saidIn(record: JsonObject): readonly string[] {
  return Object.keys(record).filter((key) => record[key] !== null);
}

/** The record with the most content, as far as the list shows it: it proves the most. */
function fullestOf(pieces: readonly ReadRecord[]): ReadRecord | undefined {
  const sizeOf = ({ record }: ReadRecord) => saidIn(record).length;
  return pieces.reduce<ReadRecord | undefined>(
    (best, piece) => (best && sizeOf(best) >= sizeOf(piece) ? best : piece),
    undefined,
  );
}

function isFailure({ code }: Problem): boolean {
  return code !== 'auth/forbidden' && code !== 'remote/rejected';
}

function warning(
  { collection, sourcedId }: ReadRecord,
  less: readonly string[],
  { dialect, name }: { readonly dialect: Dialect; readonly name: string },
): Problem {
  const { plural } = collectionNamed(collection, dialect);
  return problem('remote/lists-show-less', {
    detail: `The list of ${plural} of ${name} shows less than a single read: for the ${collection} "${sourcedId}" it lacks ${namesText(less)} or has another value. The ${plural} that differ were read one by one.`,
    hint: 'Write under the environment in the config: facts: {list.records: part}. Then the comparison is not needed.',
  });
}

function missingAlone(address: Address, { platform }: RemoteState): Problem {
  return problem('remote/incomplete-read', {
    detail: `Reading ${platform.name}: "${address}" is in a list and not there, or another kind of node, when asked for by itself. Lists show less than single reads here (row list.records), so this record cannot be changed.`,
    hint: 'Run the command again when nobody else is publishing. If it stays so, correct the row list.records.',
    address,
  });
}
