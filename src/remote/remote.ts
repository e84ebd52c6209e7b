import type { StandardsAnswer } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { LinkAnswer } from '../model/links.ts';
import { type Address, addressOf, idIn, kindIn, kinds, parseAddress } from '../model/node.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import { repeatedKey } from '../plan/compare.ts';
import { type Counted, type Counts, counting, countTied } from './classroom/count.ts';
import { uncorrected } from './classroom/facts.ts';
import type { Connection } from './connection.ts';
import type { Dialect, Records, Write } from './dialects/dialect.ts';
import { none } from './dialects/facts.ts';
import { type AllowedRequests, anId } from './http/allowed-requests.ts';
import { oneOfEachKind } from './http/failures.ts';
import { type Requester, requester } from './http/request.ts';
import { absentOrgs, askForStandards } from './known-ids.ts';
import { askForLinks, type LinkAsking } from './links.ts';
import { judgeLists, lackingByTable, listCollection, openReadingBudget } from './list.ts';
import { type PartList, readPart } from './part.ts';
import { type Probe, probe } from './probe.ts';
import {
  forgetShown,
  type ListsSeen,
  readAgain,
  readWhole,
  type UnshownFields,
} from './read-again.ts';
import {
  nodeNames,
  type Own,
  type OwnPart,
  openSieve,
  readRecord,
  recordName,
  unexpectedRecord,
  writeRecord,
} from './records.ts';
import { strangeRecords } from './strange-records.ts';

/** One opened platform with everything that can be asked of it. Failures are returned as problems. */
export interface Remote {
  readonly platform: Platform;
  readonly dialect: Dialect;
  /** Gets a token and nothing else. */
  readonly authenticate: () => Promise<Checked<unknown>>;
  /**
   * Reads all collections, or the part of them that `own` names. Records that are not the run's own are kept
   * only by id, title and place; without `own` all are kept whole. Pages that arrive before `own` is known
   * wait.
   */
  readonly read: (own?: Own | Promise<Own | undefined>) => Promise<Checked<RemoteState>>;
  /** Reads one node by its id; undefined if the platform does not have it. */
  readonly readOne: (address: Address) => Promise<Checked<RemoteEntity | undefined>>;
  /** The state after these nodes were written over `before`, read with the fewest requests. */
  readonly readAgain: (
    before: RemoteState,
    written: readonly Address[],
  ) => Promise<Checked<RemoteState>>;
  /**
   * The state with these nodes as single reads show them, if lists show less of them; otherwise the same
   * state. Each node is read once.
   */
  readonly readWhole: (state: RemoteState, unshown: UnshownFields) => Promise<Checked<RemoteState>>;
  /** What a few requests show: access, clock, one page of each collection, rows of the table. */
  readonly probe: () => Promise<Probe>;
  /**
   * Numbers of the results and classes of lessons, courses and placements; numbers that the platform does not
   * tell are absent.
   */
  readonly count: (counted: Counted) => Promise<Counts>;
  /** Which standards the platform knows, as far as it says. */
  readonly standards: (identifiers: readonly string[]) => Promise<StandardsAnswer>;
  /** Which of these ids name no org of the platform, as far as it says. */
  readonly absentOrgs: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Whether these addresses can be reached; the token is sent only to the QTI service, if the environment
   * names it.
   */
  readonly links: (
    urls: readonly string[],
    asking: Omit<LinkAsking, 'qti' | 'signal'> & { readonly qtiUrl?: string },
  ) => Promise<ReadonlyMap<string, LinkAnswer>>;
  /** Syncs lesson plans; absent if the platform keeps no lesson plans of students. */
  readonly lessonPlans?: LessonPlanSync;
  /** Writes a node at once. The caller waits for a turn itself, so that it can stop until then. */
  readonly write: (write: Write) => Promise<Problem | undefined>;
  /** Runs a task when one of the platform's slots is free. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** Cancels everything that is waiting; every later request is interrupted. */
  readonly cancel: () => void;
  /** The number of requests answered so far. */
  readonly requests: () => number;
}

/** The problem of a record that failed after the platform had accepted another one of the same node. */
function writtenInPart(failed: Problem): Problem {
  if (failed.written) return failed;
  const detail = `${failed.detail} A part of it was written before.`;
  return { ...failed, detail, written: 'in part' };
}

/** Nodes by the record objects from which they were decoded. */
type Early = Map<JsonObject, RemoteEntity>;

export function openRemote(connection: Connection): Remote {
  const { platform, dialect } = connection;
  const cancelled = new AbortController();
  const signal = AbortSignal.any([connection.signal, cancelled.signal]);
  const requests = requester({ ...connection, signal });
  const names = nodeNames(dialect);
  const nest = openNesting(dialect);
  let lastOwn: Own | Promise<Own | undefined> | undefined;
  const seen: ListsSeen = new Map();

  return {
    platform,
    dialect,
    authenticate: requests.authenticate,
    requests: requests.count,
    turn: requests.turn,
    cancel: () => cancelled.abort(),
    read,
    readOne,
    readAgain: (before, written) =>
      readAgain(before, written, {
        read: () => read(lastOwn),
        nodesIn,
        names,
        dialect,
        requester: requests,
      }),
    readWhole: (state, unshown) =>
      readWhole(state, unshown, { nodesIn, dialect, requester: requests, seen }),
    count: (counted) => {
      const { classroom: facts = uncorrected(dialect.name) } = connection;
      const total = String(dialect.table.find(({ row }) => row === 'list.total')?.value);
      return countTied(counted, { requester: requests.apart(counting(facts)), facts, total });
    },
    ...lessonPlansOf(dialect, requests),
    standards: (identifiers) =>
      askForStandards(identifiers, dialect.standardsService, requests.apart()),
    absentOrgs: async (ids) => {
      const courses = dialect.collections.find(({ name }) => name === 'course')?.path;
      return courses === undefined ? new Set() : absentOrgs(ids, { courses, requester: requests });
    },
    links: (urls, { qtiUrl, ...asking }) =>
      askForLinks(urls, {
        ...asking,
        signal,
        ...(qtiUrl !== undefined && { qti: { baseUrl: qtiUrl, token: requests.authenticate } }),
      }),
    probe: () => probe(connection, requests),
    write: async (write) => {
      const { kind, sourcedId, title } = write.entity;
      const doing = `Writing the ${kind} ${JSON.stringify(title || sourcedId)}`;
      const address = addressOf(kind, sourcedId);
      const twice = write.base && repeatedKey(address, write.base);
      if (twice) return twice;
      const records = dialect.encode(write, connection.now());
      names.written(address, records.map(recordName));
      // A list may not show the fields that this write adds.
      forgetShown(seen);
      for (const [index, record] of records.entries()) {
        const writing = { address, dialect, requester: requests, doing };
        const failed = await writeRecord(record, writing);
        if (failed) return index === 0 ? failed : writtenInPart(failed);
      }
      return undefined;
    },
  };

  async function read(own?: Own | Promise<Own | undefined>): Promise<Checked<RemoteState>> {
    lastOwn = own;
    const token = await requests.authenticate();
    if (!token.ok) return token;
    const before = requests.count();
    // A part can only be asked for once the run's own nodes are known.
    const known = connection.readsPart ? await own : undefined;
    const early: Early = new Map();
    const lists = known?.part ? await readPartOf(known.part) : await readLists(own, early);
    const judged = judgeLists(lists.ends, connection);
    const records = new Map(lists.ends.map(({ collection, records: of }) => [collection.name, of]));
    const entities = new Map(nodesIn(records, early));
    for (const node of lists.others) {
      entities.set(addressOf(node.entity.kind, node.entity.sourcedId), node);
    }
    nest(entities);
    const nameless = lists.ends.flatMap((end) => end.nameless);
    const repeated = lists.ends.flatMap((end) => end.repeated ?? []);
    const { lessonNamesCourse } = dialect.rules;
    const strange = strangeRecords(entities, { nameless, repeated, lessonNamesCourse });
    const warnings = [...lists.warnings, ...strange];
    const lacking = [...lackingByTable(dialect), ...judged.lacking];
    const placed = dialect.placementsIn?.(records);
    const placements = placed && new Map(placed.map((one) => [one.sourcedId, one]));
    const state = {
      ...{ platform, entities, requests: requests.count() - before },
      ...(placements && { placements }),
      ...(lacking.length > 0 && { lacking }),
      ...(warnings.length > 0 && { warnings }),
    };
    return checked(state, oneOfEachKind(judged.problems));
  }

  async function readLists(own: Own | Promise<Own | undefined> | undefined, early: Early) {
    const sieve = Promise.resolve(own).then((known) => openSieve(dialect, known));
    const budget = openReadingBudget();
    const lists = await Promise.all(
      dialect.collections.map((collection) => {
        const kind = dialect.kindIn?.(collection.name);
        const keep = async (page: readonly JsonObject[], offset: number) => {
          const sifting = await sieve;
          const kept = sifting.keep(page, { collection, offset });
          budget.holds(sifting.size());
          // Decoded while other pages are on their way, so that less work is left when they arrive.
          for (const record of kind ? kept : []) {
            const entity = kind && dialect.decode(kind, record);
            if (entity) early.set(entity.record, entity);
          }
          return kept;
        };
        return listCollection(collection, connection, requests, { keep, budget });
      }),
    );
    const ends = dialect.collections.flatMap((collection, index): PartList[] => {
      const list = lists[index];
      if (!list) return [];
      const read = list.ok ? list.value : { records: [], nameless: [] };
      return [{ collection, ...read, problems: list.problems, refused: list.refused }];
    });
    return { ends, others: (await sieve).others(), warnings: [] };
  }

  async function readPartOf({ scope, nodes, placements }: OwnPart) {
    const budget = openReadingBudget();
    const own = new Map(dialect.collections.map(({ name }) => [name, new Set<string>()]));
    const ofKinds = new Set(kinds.map((kind) => dialect.collectionOf(kind).name));
    for (const address of nodes) {
      own.get(dialect.collectionOf(kindIn(address)).name)?.add(idIn(address));
    }
    for (const [name, ids] of own) {
      if (!ofKinds.has(name)) for (const sourcedId of placements) ids.add(sourcedId);
    }
    const read = await readPart({ scope, own }, { connection, requester: requests, budget });
    return { ends: read.lists, others: [], warnings: read.warnings };
  }

  /** The nodes in some records. All records that are read pass here, so the parts of every node are known. */
  function nodesIn(records: Records, early?: Early): ReadonlyMap<Address, RemoteEntity> {
    const nodes = new Map<Address, RemoteEntity>();
    for (const node of dialect.compose(records)) {
      const entity = early?.get(node.record) ?? dialect.decode(node.kind, node.record);
      if (!entity) continue;
      const address = addressOf(entity.entity.kind, entity.entity.sourcedId);
      names.read(address, node);
      nodes.set(address, entity);
    }
    nest(nodes);
    return nodes;
  }

  async function readOne(address: Address): Promise<Checked<RemoteEntity | undefined>> {
    const parsed = parseAddress(address);
    if (!parsed) return checked(undefined, []);
    const { kind, sourcedId } = parsed;
    const doing = `Reading the ${kind} ${sourcedId}`;
    const records = new Map<string, JsonObject[]>();
    for (const [index, name] of names.of(address).entries()) {
      const record = await readRecord(name, { dialect, requester: requests, doing });
      if (!record.ok) return record;
      // A node does not exist without a record of its own.
      if (record.value === undefined && index === 0) return checked(undefined, []);
      if (record.value === undefined) continue;
      records.set(name.collection, [...(records.get(name.collection) ?? []), record.value]);
    }
    const [found] = nodesIn(records).values();
    const { name, pathOf } = dialect.collectionOf(kind);
    return found
      ? checked(found, [])
      : { ok: false, problems: [unexpectedRecord(name, pathOf(sourcedId))] };
  }
}

/** Marks the lessons in a map of nodes that belong to another lesson. */
type Nesting = (nodes: Map<Address, RemoteEntity>) => void;

/**
 * A record names its parent by an id alone, and only the parent's record tells whether that is a unit or a
 * lesson. This remembers every lesson that was read, since a node may be read without its parent.
 */
function openNesting({ links }: Pick<Dialect, 'links'>): Nesting {
  const nests = links.some(({ collection, above }) => above?.some(({ to }) => to === collection));
  if (!nests) return () => {};
  const lessons = new Set<string>();
  return (nodes) => {
    for (const { entity } of nodes.values()) {
      if (entity.kind === 'lesson') lessons.add(entity.sourcedId);
    }
    for (const [address, node] of nodes) {
      const { entity } = node;
      const above = entity.kind === 'lesson' && entity.parent ? idIn(entity.parent) : undefined;
      if (above === undefined || !lessons.has(above)) continue;
      const parent = addressOf('lesson', above);
      if (parent !== entity.parent) nodes.set(address, { ...node, entity: { ...entity, parent } });
    }
  };
}

/** How the lesson plans of students are brought up to date. */
interface LessonPlanSync {
  /** The path of lesson plans, followed by a course and `/sync`. */
  readonly path: string;
  /** Brings the lesson plans of one course up to date; returns the problem if that failed. */
  readonly sync: (course: string) => Promise<Problem | undefined>;
}

/**
 * Syncs lesson plans, which belong to students: one request for each course and nothing else. Empty if the
 * platform has no lesson plans.
 */
function lessonPlansOf(
  { lessonPlanPath: path }: Pick<Dialect, 'lessonPlanPath'>,
  requests: Requester,
): { readonly lessonPlans?: LessonPlanSync } {
  if (path === '' || path === none) return {};
  const sync = { method: 'POST', path, below: [anId, 'sync'] } as const;
  const allowed: AllowedRequests = { requests: [sync], ofOthers: true };
  const own = requests.apart(allowed);
  return {
    lessonPlans: {
      path,
      sync: async (course) => {
        const doing = `Syncing the lesson plans of the course ${course}`;
        const call = `${path}/${encodeURIComponent(course)}/sync`;
        const answer = await own.turn(() =>
          own.send({ method: 'POST', path: call, body: {}, doing }),
        );
        return answer.problems[0];
      },
    },
  };
}
