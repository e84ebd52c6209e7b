import type { DialectName } from '../../model/destination.ts';
import type { MeasuredRow } from '../../model/drift.ts';
import { isObject, isSameJson, type Json, type JsonObject } from '../../model/json.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type Asking, isFailure, type Question, type RawAnswer } from '../../remote/asking.ts';
import type { RemoteCollection } from '../../remote/dialects/dialect.ts';
import type { TableRow } from '../../remote/dialects/facts.ts';
import { listIn, recordIn } from './answers.ts';
import type { Name, Specimen } from './records.ts';

/** The most requests of a probe, and the most of them that write; tokens and repetitions count. */
export const mostRequests = 150;
export const mostWrites = 40;
/** Kept for taking away what was made: a request may have to be made again. */
const spare = 1;
/** Tries of a request that measures. To take away what was made, a request is tried as often as by `apply`. */
const usualTries = 3;
/** Requests that take one record away: its write, the reading after it, and what may come between. */
const toTakeAway = 3;

/** A record as far as it is made. */
export interface Made extends Specimen {
  /** The body that the platform took last. */
  body: JsonObject;
  /** `unsure`: it was sent, and no answer said that it was taken. `left`: it could not be taken away. */
  state: 'planned' | 'unsure' | 'live' | 'retired' | 'left';
  /** It was sent and refused: what answers so may have kept it all the same. */
  isRefused?: boolean;
}

/** An answer of the platform, or in words why there is none to speak of. */
export type Reply =
  | { readonly isTaken: true; readonly answer: RawAnswer }
  | { readonly isTaken: false; readonly status?: number; readonly words: string };

/** How records are written down before they are sent; a problem stops them. */
export type Intend = (record: Specimen) => Problem | undefined;

interface Equipment {
  readonly dialect: DialectName;
  readonly table: readonly TableRow[];
  readonly collections: readonly RemoteCollection[];
  readonly asking: Asking;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly intend: Intend;
  /** Aborted: nothing more is tried. */
  readonly stop: AbortSignal;
  readonly foreign?: string;
  /** Whether tokens come from where the table says. */
  readonly isOwnTokenPath: boolean;
}

/** One page of a list. */
export type ShownPage = NonNullable<ReturnType<typeof listIn>>;

export interface Lab
  extends Pick<Equipment, 'dialect' | 'table' | 'collections' | 'wait' | 'now' | 'isOwnTokenPath'> {
  readonly asking: Asking;
  readonly made: Map<Name, Made>;
  /** Milliseconds until a write shows, as far as measured. */
  readonly lag: { single: number; list: number };
  /** The first page of each collection, before anything was written. */
  readonly listings: Map<string, ShownPage>;
  /** An id that another client owns, to be read. */
  readonly foreign?: string;
  /** Why nothing more can be tried; undefined: all goes on. */
  halted: string | undefined;
  /** What kept the probe from its work. */
  readonly problems: Problem[];
  readonly rows: Map<string, MeasuredRow>;
  readonly measure: (row: string, value: Json, how: string) => void;
  readonly refuse: (row: string, words: string) => void;
  readonly skip: (row: string, why: string) => void;
  readonly ask: (question: Question) => Promise<Reply>;
  /** Writes a record with a body; remembers what was taken. */
  readonly write: (name: Name, body: JsonObject) => Promise<Reply>;
  /** Reads a record once its last write can show. */
  readonly read: (name: Name) => Promise<JsonObject | undefined>;
  /** A list with some query, once writes can show in lists. */
  readonly list: (
    collection: string,
    query: Readonly<Record<string, string>>,
  ) => Promise<Reply & { readonly listed?: ShownPage }>;
  readonly collection: (name: string) => RemoteCollection | undefined;
  readonly body: (name: Name) => JsonObject;
  readonly has: (name: Name) => boolean;
  readonly canSpend: (requests: number, writes: number) => boolean;
  /** The most tries of a request while a record is taken away, so that each other one can be, too. */
  readonly triesToClean: (one: Made, isWrite: boolean) => number;
}

const gone = 'the platform no longer answers';

/** Said where what is left is needed for taking away what was made. */
export const usedUp = `the ${mostRequests} requests and ${mostWrites} writes of a probe are used up`;

const longestWords = 300;

/** The platform's words without what is only of this run or of this platform. */
function wordsOf({ status, text, json }: RawAnswer): string {
  const said = isObject(json)
    ? String(json['imsx_description'] ?? json['message'] ?? json['error'] ?? JSON.stringify(json))
    : text;
  const plain = said
    .split(/\s+/)
    .map((word) => (word.includes('@') ? 'MAIL' : word))
    .join(' ')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, 'ID')
    .replaceAll(/https?:\/\/[^\s"')]+/g, 'ADDRESS')

    .trim();
  return `${status}${plain === '' ? '' : `: ${plain.slice(0, longestWords)}`}`;
}

/** Whether a record has to be taken away, as far as is known. */
export function isPerhapsLive({ state, isRefused }: Made): boolean {
  return state === 'live' || state === 'unsure' || (state === 'planned' && isRefused === true);
}

export function openLab(equipment: Equipment): Lab {
  const { table, collections, wait, now, intend, stop, dialect } = equipment;
  const asking: Asking = { ...equipment.asking, ask: askWithin };
  const made = new Map<Name, Made>();
  const rows = new Map<string, MeasuredRow>();
  let writtenAt = 0;
  /** The last request that was answered by nothing of use. */
  let failed: Problem | undefined;

  const lab: Lab = {
    ...{ dialect, table, collections, asking, wait, now, made, rows, listings: new Map() },
    isOwnTokenPath: equipment.isOwnTokenPath,
    ...(equipment.foreign !== undefined && { foreign: equipment.foreign }),
    lag: { single: 0, list: 0 },
    halted: undefined,
    problems: [],
    measure,
    refuse: (row, words) => settle({ row, state: 'refused', how: words }),
    skip: (row, why) => {
      if (!rows.has(row)) rows.set(row, { row, state: 'not tried', how: why });
    },
    ask,
    write,
    read,
    list,
    collection: (name) => collections.find((one) => one.name === name),
    body: (name) => made.get(name)?.body ?? {},
    has: (name) => made.get(name)?.state === 'live',
    canSpend,
    triesToClean: (one, isWrite) => {
      const most = leftFor(isWrite, liveCount() - (isPerhapsLive(one) ? 1 : 0));
      return lab.halted === gone ? Math.min(most, usualTries) : most;
    },
  };
  return lab;

  function settle(found: MeasuredRow): void {
    const before = rows.get(found.row);
    if (before === undefined || before.state === 'not tried') rows.set(found.row, found);
  }

  /** Two experiments that disagree leave the row contradicted, with what both say. */
  function measure(row: string, value: Json, how: string): void {
    const before = rows.get(row);
    if (before?.state !== 'measured' || before.value === undefined) {
      if (before?.state !== 'contradicted') rows.set(row, { row, state: 'measured', value, how });
      return;
    }
    if (isSameJson(before.value, value)) return;
    const both = `${before.how}; but ${how}`;
    rows.set(row, { row, state: 'contradicted', value: [before.value, value], how: both });
  }

  function liveCount(): number {
    return [...made.values()].filter(isPerhapsLive).length;
  }

  /** What is left of both while so many records can still be taken away. */
  function left(records: number) {
    const spent = asking.spent();
    return {
      requests: mostRequests - spent.requests - toTakeAway * records - spare,
      writes: mostWrites - spent.writes - records,
    };
  }

  function leftFor(isWrite: boolean, records: number): number {
    const { requests, writes } = left(records);
    return Math.max(0, isWrite ? Math.min(requests, writes) : requests);
  }

  /** What was made has to be taken away, whatever else is tried. */
  function canSpend(requests: number, writes: number): boolean {
    const rest = left(liveCount());
    return rest.requests >= requests && rest.writes - spare >= writes;
  }

  async function ask(question: Question): Promise<Reply> {
    if (lab.halted !== undefined) return { isTaken: false, words: lab.halted };
    if (stop.aborted) lab.halted = 'the run was interrupted';
    const isWrite = question.method !== undefined;
    if (lab.halted !== undefined) return { isTaken: false, words: lab.halted };
    if (!canSpend(1, isWrite ? 1 : 0)) return { isTaken: false, words: usedUp };
    const answer = await asking.ask(question);
    if (isFailure(answer)) {
      if (answer.code === 'run/interrupted') lab.halted = 'the run was interrupted';
      // Writes may be given up because of what they say; without reads nothing can be measured.
      else if (answer.code !== 'remote/given-up') failed = answer;
      else if (!isWrite && lab.halted === undefined) {
        lab.halted = gone;
        lab.problems.push(failed ?? answer);
      }
      return { isTaken: false, words: `${answer.summary}. ${answer.detail}` };
    }
    return answer.isTaken
      ? { isTaken: true, answer }
      : { isTaken: false, status: answer.status, words: wordsOf(answer) };
  }

  /** All that a probe asks but what takes records away: their requests are kept back. */
  async function askWithin(question: Question): Promise<RawAnswer | Problem> {
    const most = leftFor(question.method !== undefined, liveCount());
    const tries = Math.min(question.tries ?? usualTries, most);
    if (tries > 0) return equipment.asking.ask({ ...question, tries });
    return problem('probe/used-up', { detail: `${question.doing}: ${usedUp}.` });
  }

  async function write(name: Name, body: JsonObject): Promise<Reply> {
    const one = made.get(name);
    const collection = one && lab.collection(one.collection);
    if (!one || !collection) return { isTaken: false, words: `there is no ${name}` };
    if (lab.halted !== undefined) return { isTaken: false, words: lab.halted };
    const isNew = one.state === 'planned';
    const unwritten = isNew ? intend(one) : undefined;
    if (unwritten) {
      lab.halted = unwritten.detail;
      lab.problems.push(unwritten);
      return { isTaken: false, words: unwritten.detail };
    }
    const byPost = isNew && dialect === 'oneroster' && rowValueOf('create.method') === 'POST';
    const doing = `Writing the probe's ${one.called}`;
    if (isNew && canSpend(1, 2)) one.state = 'unsure';
    const reply = await ask({
      ...(byPost
        ? { method: 'POST', path: collection.path }
        : { method: 'PUT', path: collection.pathOf(one.sourcedId) }),
      body: collection.wrap(body),
      doing,
    });
    if (reply.isTaken) {
      one.body = body;
      if (one.state !== 'retired') one.state = 'live';
      writtenAt = now().getTime();
    } else if (isNew && reply.status !== undefined && reply.status < 500) {
      one.state = 'planned';
      one.isRefused = true;
    }
    return reply;
  }

  function rowValueOf(row: string): Json | undefined {
    return table.find((one) => one.row === row)?.value;
  }

  async function settled(ms: number): Promise<void> {
    const left = writtenAt + ms - now().getTime();
    if (ms > 0 && left > 0) await wait(left);
  }

  async function read(name: Name): Promise<JsonObject | undefined> {
    const one = made.get(name);
    const collection = one && lab.collection(one.collection);
    if (!one || !collection) return undefined;
    await settled(lab.lag.single);
    const doing = `Reading the probe's ${one.called}`;
    const reply = await ask({ path: collection.pathOf(one.sourcedId), doing });
    if (!reply.isTaken) return undefined;
    return recordIn(reply.answer.json, one.sourcedId)?.record;
  }

  async function list(collection: string, query: Readonly<Record<string, string>>) {
    const found = lab.collection(collection);
    if (!found) return { isTaken: false, words: `there are no ${collection}s` } as const;
    await settled(lab.lag.list);
    const params = new URLSearchParams(query);
    const reply = await ask({
      path: `${found.path}?${params.toString().replaceAll('+', '%20')}`,
      doing: `Reading ${found.plural}`,
    });
    if (!reply.isTaken) return reply;
    const listed = listIn(reply.answer.json);
    return listed ? { ...reply, listed } : reply;
  }
}
