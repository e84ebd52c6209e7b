import { canonicalJson, heldIn, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Address, parseAddress } from '../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity } from '../model/remote.ts';
import type { CourseScope } from '../model/scope.ts';
import { repeatedKey } from '../plan/compare.ts';
import { collectionNamed } from './dialects/common.ts';
import type {
  Dialect,
  NodeRecord,
  RecordName,
  RemoteCollection,
  WrittenRecord,
} from './dialects/dialect.ts';
import { linkedId, overlay } from './dialects/record.ts';
import type { Requester } from './http/request.ts';
import { countText, limits } from './limits.ts';

/** A body with the time of its write, if it is dated: a platform may refuse one that is not newer. */
export function datedAt(now: Date, body: JsonObject): JsonObject {
  const isDated = body['dateLastModified'] !== undefined;
  return isDated ? { ...body, dateLastModified: now.toISOString() } : body;
}

/** What reading one record needs. */
interface RecordReading {
  readonly dialect: Dialect;
  readonly requester: Requester;
  /** What is being done, for messages: "Reading the lesson l". */
  readonly doing: string;
}

/** Reads one record by its name; undefined if the platform does not have it. */
export async function readRecord(
  { collection, sourcedId }: RecordName,
  { dialect, requester, doing }: RecordReading,
): Promise<Checked<JsonObject | undefined>> {
  const { name, pathOf, unwrap } = collectionNamed(collection, dialect);
  const path = pathOf(sourcedId);
  const answer = await requester.ask({ path, doing, mayBeAbsent: true });
  if (!answer.ok) return answer;
  if (answer.value.isAbsent) return checked(undefined, []);
  const record = unwrap(answer.value.json ?? null);
  if (!hasId(record)) return { ok: false, problems: [unexpectedRecord(name, path)] };
  const given = String(record['sourcedId']);
  // An answer with another record proves nothing about the asked one, and must not become the base of a
  // write.
  if (given.normalize() === sourcedId.normalize()) return checked(record, []);
  return { ok: false, problems: [otherRecord(path, given)] };
}

/**
 * Whether a value is a record with a usable sourcedId, of 1 to 1,024 characters, as it becomes part of
 * addresses.
 */
export function hasId(value: Json | undefined): value is JsonObject {
  const id = isObject(value) ? value['sourcedId'] : undefined;
  return typeof id === 'string' && id !== '' && id.length <= limits.id;
}

/** The id of a record; undefined if the value is not a record or has no usable id. */
export function idOfRecord(record: Json): string | undefined {
  return hasId(record) ? String(record['sourcedId']) : undefined;
}

/** Whether a value is a record whose sourcedId is absent, null or empty. */
export function lacksId(value: Json): value is JsonObject {
  if (!isObject(value)) return false;
  const { sourcedId } = value;
  return sourcedId === undefined || sourcedId === null || sourcedId === '';
}

/** The problem of an answer whose records have another form than the table says. */
export function unexpectedRecord(name: string, path: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} has an entry that is not a ${name} with a sourcedId of 1 to ${countText(limits.id)} characters.`,
    hint: `If this platform wraps records in another key, correct the row ${name}.envelope under \`facts\` in the config.`,
  });
}

/** The problem of an answer that holds another record than the asked one. */
function otherRecord(path: string, sourcedId: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} is the record of another sourcedId, ${JSON.stringify(sourcedId)}.`,
    hint: 'Check `baseUrl` in the config: a mock or a cache in front of the platform gives such answers.',
  });
}

/** The names of the records that make up each node, as far as they were read or written in this run. */
export interface NodeNames {
  /** The names of the records of a node, that of its own record first. */
  readonly of: (address: Address) => readonly RecordName[];
  readonly read: (address: Address, node: NodeRecord) => void;
  readonly written: (address: Address, records: readonly RecordName[]) => void;
}

/** Opens a store of the names, so that a node can be read again without reading whole lists. */
export function nodeNames(dialect: Pick<Dialect, 'collectionOf' | 'partsOf'>): NodeNames {
  const parts = new Map<Address, ReadonlyMap<string, RecordName>>();
  const main = (address: Address): RecordName[] => {
    const { kind, sourcedId } = parseAddress(address) ?? {};
    if (kind === undefined || sourcedId === undefined) return [];
    return [{ collection: dialect.collectionOf(kind).name, sourcedId }];
  };
  const add = (address: Address, more: readonly RecordName[]) => {
    if (more.length === 0) return;
    const named = new Map(parts.get(address));
    for (const name of more) named.set(keyOf(name), name);
    parts.set(address, named);
  };
  return {
    of: (address) => {
      const own = main(address);
      const others = [...(parts.get(address)?.values() ?? [])];
      return [...own, ...others.filter((name) => own.every((one) => keyOf(one) !== keyOf(name)))];
    },
    read: (address, node) => add(address, dialect.partsOf(node).map(recordName)),
    written: add,
  };
}

/** The name of a record, without its content. */
export function recordName({ collection, sourcedId }: RecordName): RecordName {
  return { collection, sourcedId };
}

/** A key of a record that is unique among all collections: `course/c1`. */
export function keyOf({ collection, sourcedId }: RecordName): string {
  return `${collection}/${sourcedId}`;
}

interface Writing {
  /** The node that the record belongs to. */
  readonly address: Address;
  readonly dialect: Dialect;
  readonly requester: Requester;
  /** What is being done, for messages: "Writing the lesson l". */
  readonly doing: string;
}

/** Writes one record; returns the problem if it was not accepted, otherwise undefined. */
export async function writeRecord(
  written: WrittenRecord,
  { address, dialect, requester, doing }: Writing,
): Promise<Problem | undefined> {
  const { method, sourcedId, record, belongsBy } = written;
  const { path, pathOf, wrap } = collectionNamed(written.collection, dialect);
  const doingSo = { dialect, requester: inTurn(requester), doing };
  if (method === 'PUT') return belongsBy ? overWhatIsThere(undefined) : put(record);
  const posted = await requester.send({ method, path, body: wrap(record), doing });
  const [refused] = posted.problems;
  const isThere =
    belongsBy && ['remote/rejected', 'remote/server-error'].includes(refused?.code ?? '');
  // A list may hide retired records, and a write whose answer was lost may have succeeded.
  return refused && (isThere || refused.written) ? overWhatIsThere(refused) : refused;

  /** Writes over the existing record with this id, unless that one belongs to something else. */
  async function overWhatIsThere(refused: Problem | undefined): Promise<Problem | undefined> {
    const there = await readRecord(written, doingSo);
    if (!there.ok) return refused ?? there.problems[0];
    if (there.value === undefined) return refused ?? put(record);
    const other = belongingOf(there.value, written);
    if (other !== undefined) return taken(other);
    return repeatedKey(address, there.value) ?? put(overlay(there.value, record));
  }

  async function put(body: JsonObject): Promise<Problem | undefined> {
    const ask = { method: 'PUT', path: pathOf(sourcedId), body: wrap(body), doing } as const;
    return (await requester.send(ask)).problems[0];
  }

  function taken(other: string): Problem {
    return problem('remote/taken', {
      detail: `${doing}: the platform already has the ${written.collection} ${sourcedId}, which belongs to ${other}. It was not changed.`,
      hint: 'If the ledger gives a placement that id, restore the ledger to before that line was added, and run `timeback-catalog fmt`.',
    });
  }
}

/**
 * What an existing record belongs to, if the written record names something else: `course "c1"`; otherwise
 * undefined.
 */
function belongingOf(
  there: JsonObject,
  { record, belongsBy = [] }: WrittenRecord,
): string | undefined {
  const isSame = belongsBy.every((key) => linkedId(there[key]) === linkedId(record[key]));
  if (isSame) return undefined;
  return belongsBy.map((key) => `${key} ${JSON.stringify(linkedId(there[key]) ?? '')}`).join(', ');
}

/**
 * A requester that sends without waiting: the caller already has its turn, and waiting for another might
 * never end.
 */
function inTurn(requester: Requester): Requester {
  return { ...requester, turn: (task) => task(), ask: requester.send };
}

/**
 * The fields that a listed record lacks, or has differently, compared with the same record read alone:
 * `metadata.xp`. Fields that only the list shows do not count.
 */
export function showsLess(
  listed: JsonObject,
  single: JsonObject,
  serverOwned: readonly string[],
): readonly string[] {
  const own = Object.entries(single).filter(([key]) => !serverOwned.includes(key));
  return own.flatMap(([key, value]) => lackingIn(heldIn(listed, key), value, key));
}

function lackingIn(listed: Json | undefined, single: Json, path: string): readonly string[] {
  // Null and absence mean the same.
  if (single === null || listed === single) return [];
  if (isObject(single) && isObject(listed)) {
    return Object.entries(single).flatMap(([key, value]) =>
      lackingIn(heldIn(listed, key), value, `${path}.${key}`),
    );
  }
  return listed !== undefined && canonicalJson(listed) === canonicalJson(single) ? [] : [path];
}

/** The nodes that a run is about. Of all other nodes of a platform only id, title and place are kept. */
export interface Own {
  /** Whether the id is that of one of the run's nodes or placements. */
  readonly has: (sourcedId: string) => boolean;
  /** Whether a node with this title may be one of the run's nodes under another id. */
  readonly isLike: (title: string) => boolean;
  /** The part of the platform that the run is about: nothing else is read. Absent: the whole platform. */
  readonly part?: OwnPart;
}

/** The courses of a scope, and the run's own nodes wherever they are. */
export interface OwnPart {
  readonly scope: CourseScope;
  readonly nodes: readonly Address[];
  readonly placements: readonly string[];
}

/** Decides which records of each page are kept, by list and offset. */
interface Sieve {
  readonly keep: (
    page: readonly JsonObject[],
    from: { readonly collection: RemoteCollection; readonly offset: number },
  ) => readonly JsonObject[];
  /** The number of records kept so far, whole or by id, title and place. */
  readonly size: () => number;
  /** The nodes of others, list by list and in the order of each list. */
  readonly others: () => readonly RemoteEntity[];
}

/**
 * Opens a sieve. A platform may hold two hundred thousand records of others. They are counted and named, and
 * their places matter, but nothing is ever written over them, so the rest of their content is dropped page by
 * page. Without `own` every record is kept whole.
 */
export function openSieve(dialect: Dialect, own: Own | undefined): Sieve {
  const pages: { list: number; offset: number; nodes: readonly RemoteEntity[] }[] = [];
  let alike = 0;
  let size = 0;
  return {
    size: () => size,
    keep: (page, { collection, offset }) => {
      if (!own) {
        size += page.length;
        return page;
      }
      const { name } = collection;
      const whole = page.filter((record) => isWhole(record, name, own));
      const kept = new Set(whole);
      const nodes = page.flatMap((one) => (kept.has(one) ? [] : (dialect.gist(name, one) ?? [])));
      const list = dialect.collections.findIndex((other) => other.name === name);
      pages.push({ list, offset, nodes });
      size += whole.length + nodes.length;
      return whole;
    },
    others: () =>
      pages.sort((a, b) => a.list - b.list || a.offset - b.offset).flatMap(({ nodes }) => nodes),
  };

  function isWhole(record: JsonObject, collection: string, { has, isLike }: Own): boolean {
    const { sourcedId, title } = record;
    if (typeof sourcedId === 'string' && has(sourcedId)) return true;
    const node = dialect.partOf?.(collection, record);
    if (node !== undefined && has(node)) return true;
    if (alike >= limits.alike || typeof title !== 'string') return false;
    if (title.length > limits.id || !isLike(title)) return false;
    alike += 1;
    return true;
  }
}
