import type { Address } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import type { Dialect, ReadRecord } from './dialect.ts';
import { namesText } from './evidence.ts';
import { keyOf } from './node-names.ts';
import { grouped, type Rereading, readEach } from './read-again.ts';
import { collectionNamed, readRecord } from './record-at.ts';
import { showsLess } from './shows-less.ts';

/** What comparing showed of one list: whether it shows less, and of which fields it is known that it does not. */
interface ListSeen {
  readonly isPart: boolean;
  readonly shown: ReadonlySet<string>;
}

/** The lists of a run that were compared, by the name of their collection. */
export type ListsSeen = Map<string, ListSeen>;

/** Nodes, each with the fields of which the list shows nothing and something may be there. */
export type Doubts = ReadonlyMap<Address, readonly string[]>;

export interface WholeReading extends Omit<Rereading, 'read' | 'names'> {
  readonly seen: ListsSeen;
}

/**
 * The state with some nodes as single reads show them, if lists show less; the very same state if
 * they show all. Where the table does not say which is so, the fullest of these records of each
 * collection is read by itself and compared; and one more for a field in doubt that it does not
 * have. Each node is read once.
 *
 * Warnings: `remote/lists-show-less`, once a collection. Problems: a node that the list shows and
 * that is not there by itself, and whatever a request can end with.
 */
export async function readWhole(
  state: RemoteState,
  doubts: Doubts,
  reading: WholeReading,
): Promise<Checked<RemoteState>> {
  const { dialect, nodesIn } = reading;
  if (dialect.listsShow === 'whole') return checked(state, []);
  const nodes = [...doubts.keys()].flatMap((address) => {
    const pieces = piecesOf(address, state, dialect);
    return pieces.length > 0 ? [{ address, pieces, fields: doubts.get(address) ?? [] }] : [];
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
  if (lost) return { ok: false, problems: [notThere(lost.address, state)] };
  return checked(withWhole(state, found), compared.problems);
}

/** The state with nodes that were read by themselves. */
export function withWhole(
  state: RemoteState,
  found: ReadonlyMap<Address, RemoteEntity>,
): RemoteState {
  const entities = new Map([...state.entities, ...found]);
  return { ...state, entities, whole: new Set([...(state.whole ?? []), ...found.keys()]) };
}

/** All records of a node as lists gave them; none if it was read by itself. */
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

/** Forgets of which lists nothing was missed. */
export function forgetShown(seen: ListsSeen): void {
  for (const [collection, { isPart }] of seen) if (!isPart) seen.delete(collection);
}

/** A node that is to be read whole. */
interface Wanted {
  readonly pieces: readonly ReadRecord[];
  /** In doubt. */
  readonly fields: readonly string[];
}

/** Compares records of each collection, as far as nothing is known of it. Gives those it read that show more. */
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
      for (const {
        pieces: [own],
        fields,
      } of nodes) {
        if (own?.collection !== collection || seen.get(collection)?.isPart) continue;
        if (fields.some((field) => !seen.get(collection)?.shown.has(field))) {
          await compare(own, fields);
        }
      }
    }),
  );
  return checked(singles, problems);

  async function compare(piece: ReadRecord | undefined, tried: readonly string[] = []) {
    if (!piece || problems.some(({ severity }) => severity === 'error')) return;
    const { collection, sourcedId, record: listed } = piece;
    const doing = `Reading the ${collection} ${sourcedId}`;
    const single = await readRecord(piece, { dialect, requester, doing });
    // A platform that gives no single records tells nothing about its lists.
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

/** The fields of which a record says something: null says nothing. */
function saidIn(record: JsonObject): readonly string[] {
  return Object.keys(record).filter((key) => record[key] !== null);
}

/** The record with the most to it, as far as the list shows it: it tells the most. */
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
    detail: `The list of ${plural} of ${name} shows less than a single read: of the ${collection} "${sourcedId}" it lacks ${namesText(less)}, or has it otherwise. The ${plural} that differ were read one by one.`,
    hint: 'Write under the environment in the config: facts: {list.records: part}. Then nothing has to be compared any more.',
  });
}

function notThere(address: Address, { platform }: RemoteState): Problem {
  return problem('remote/incomplete-read', {
    detail: `Reading ${platform.name}: "${address}" is in a list and not there, or another kind of node, when asked for by itself. The table says that lists show less than single reads, so nothing can be written over it.`,
    hint: 'Run the command again when nobody else is publishing. If it stays so, correct the row list.records.',
    address,
  });
}
