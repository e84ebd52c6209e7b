import type { DialectName } from '../../model/destination.ts';
import type { MeasuredRow } from '../../model/drift.ts';
import { isSameJson, type Json, type JsonObject } from '../../model/json.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type Asking, isFailure, type Question, type RawAnswer } from '../../remote/asking.ts';
import { collectionNamed } from '../../remote/dialects/common.ts';
import type { RemoteCollection } from '../../remote/dialects/dialect.ts';
import type { TableRow } from '../../remote/dialects/facts.ts';
import { ownWords } from '../../remote/http/failures.ts';
import { datedAt } from '../../remote/records.ts';
import { listIn, recordIn } from './answers.ts';
import { type Name, type Specimen, textOf } from './records.ts';

/** The most requests of a probe, and the most writes among them; tokens and repetitions count. */
export const mostRequests = 150;
export const mostWrites = 40;
/** Requests that are kept back for removing records, since one may have to be repeated. */
const spare = 1;
/** The most tries of a measuring request. Requests that remove records are tried as often as in `apply`. */
const usualTries = 3;
/** Requests that removing one record needs: its write, the read after it, and one in between. */
const toTakeAway = 3;

/** A test record of a probe and its state. */
export interface Made extends Specimen {
  /** The last body that the platform accepted. */
  body: JsonObject;
  /** `unsure`: it was sent, and no answer confirmed it. `left`: it could not be removed. */
  state: 'planned' | 'unsure' | 'live' | 'retired' | 'left';
  /** Whether it was refused. A platform that answers so may have stored it all the same. */
  isRefused?: boolean;
}

/** An answer of the platform, or in words why there is no usable one. */
export type Reply = { readonly isTaken: true; readonly answer: RawAnswer } | Declined;
interface Declined {
  readonly isTaken: false;
  readonly status?: number;
  readonly words: string;
}

/** Records that a test record is about to be sent; a problem prevents that. */
export type Intend = (record: Specimen) => Problem | undefined;

interface Equipment {
  readonly dialect: DialectName;
  readonly table: readonly TableRow[];
  readonly collections: readonly RemoteCollection[];
  readonly asking: Asking;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly intend: Intend;
  /** Aborted: no further experiment begins. */
  readonly stop: AbortSignal;
  readonly foreign?: string;
  /** Whether tokens come from the path that the table names. */
  readonly isOwnTokenPath: boolean;
}

/** One page of a list. */
export type ShownPage = NonNullable<ReturnType<typeof listIn>>;

export interface Lab
  extends Pick<Equipment, 'dialect' | 'table' | 'collections' | 'wait' | 'now' | 'isOwnTokenPath'> {
  readonly asking: Asking;
  readonly made: Map<Name, Made>;
  /** Milliseconds until single reads and lists show a write, as far as measured. */
  readonly lag: { single: number; list: number };
  /** When the probe began, in milliseconds since 1970: no cache holds an older answer about its records. */
  readonly began: number;
  /** The first page of each collection, before anything was written. */
  readonly listings: Map<string, ShownPage>;
  /** The id of a course that another client owns, for a read. */
  readonly foreign?: string;
  /** Why no further experiment can begin; undefined if they can. */
  halted: string | undefined;
  /** Problems that kept the probe from its work. */
  readonly problems: Problem[];
  readonly rows: Map<string, MeasuredRow>;
  readonly measure: (row: string, value: Json, how: string) => void;
  readonly refuse: (rows: string | readonly string[], words: string) => void;
  readonly skip: (rows: string | readonly string[], why: string) => void;
  /** Records what a refused request shows about a row; nothing if there was no answer. */
  readonly declined: (row: string, reply: Declined, value?: string) => void;
  readonly ask: (question: Question) => Promise<Reply>;
  /**
   * Writes a record with a body, and remembers the body if it was accepted. A body with the date of the last
   * one gets the current time.
   */
  readonly write: (name: Name, body: JsonObject) => Promise<Reply>;
  /** Reads a record, once its last write can be visible. */
  readonly read: (name: Name) => Promise<JsonObject | undefined>;
  /** Reads a list with a query, once writes can be visible in lists. */
  readonly list: (
    collection: string,
    query: Readonly<Record<string, string>>,
  ) => Promise<Reply & { readonly listed?: ShownPage }>;
  /** The collection with a name. Throws for an unknown name, which is a mistake of an experiment. */
  readonly collection: (name: string) => RemoteCollection;
  /** A record that an experiment requires; it exists then. */
  readonly one: (name: Name) => Made;
  /** The id of a record; empty if the record does not exist. */
  readonly idOf: (name: Name) => string;
  readonly body: (name: Name) => JsonObject;
  readonly value: (row: string) => Json | undefined;
  readonly has: (name: Name) => boolean;
  readonly canSpend: (requests: number, writes: number) => boolean;
  /** The most tries of a request that removes a record, so that requests remain for every other record. */
  readonly triesToClean: (one: Made, isWrite: boolean) => number;
}

const gone = 'the platform no longer answers';

/** Why an experiment is skipped if the remaining requests are needed for removing records. */
export const usedUp = `the ${mostRequests} requests and ${mostWrites} writes of a probe are used up`;

const longestWords = 300;

/** The platform's words without parts that belong only to this run or platform: ids, addresses, mail. */
function wordsOf({ status, text, json }: RawAnswer): string {
  const plain = ownWords({ text, json })
    .split(/\s+/)
    .map((word) => (word.includes('@') ? 'MAIL' : word))
    .join(' ')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, 'ID')
    .replaceAll(/https?:\/\/[^\s"')]+/g, 'ADDRESS')
    .trim();
  return `${status}${plain === '' ? '' : `: ${plain.slice(0, longestWords)}`}`;
}

/** Whether a record may still be live and has to be removed. */
export function isPerhapsLive({ state, isRefused }: Made): boolean {
  return state === 'live' || state === 'unsure' || (state === 'planned' && isRefused === true);
}

export function openLab(equipment: Equipment): Lab {
  const { table, collections, wait, now, intend, stop, dialect } = equipment;
  const asking: Asking = { ...equipment.asking, ask: askWithin };
  const collection = (name: string) => collectionNamed(name, { collections });
  const made = new Map<Name, Made>();
  const rows = new Map<string, MeasuredRow>();
  let writtenAt = 0;
  /** The last request without a useful answer. */
  let failed: Problem | undefined;

  const lab: Lab = {
    ...{ dialect, table, collections, asking, wait, now, made, rows, listings: new Map() },
    isOwnTokenPath: equipment.isOwnTokenPath,
    ...(equipment.foreign !== undefined && { foreign: equipment.foreign }),
    lag: { single: 0, list: 0 },
    began: now().getTime(),
    halted: undefined,
    problems: [],
    measure,
    refuse: (about, words) => {
      for (const row of [about].flat()) {
        if ((rows.get(row)?.state ?? 'not tried') === 'not tried') {
          rows.set(row, { row, state: 'refused', how: words });
        }
      }
    },
    skip,
    declined: (row, { status, words }, value = 'refused') =>
      status === undefined ? skip(row, words) : measure(row, value, words),
    ask,
    write,
    read,
    list,
    collection,
    one,
    idOf: (name) => made.get(name)?.sourcedId ?? '',
    body: (name) => made.get(name)?.body ?? {},
    value: (row) => rows.get(row)?.value,
    has: (name) => made.get(name)?.state === 'live',
    canSpend,
    triesToClean: (one, isWrite) => {
      const most = leftFor(isWrite, liveCount() - (isPerhapsLive(one) ? 1 : 0));
      return lab.halted === gone ? Math.min(most, usualTries) : most;
    },
  };
  return lab;

  function one(name: Name): Made {
    const found = made.get(name);
    if (!found) throw new Error(`this probe does not make ${name}`);
    return found;
  }

  function skip(about: string | readonly string[], why: string): void {
    for (const row of [about].flat()) {
      if (!rows.has(row)) rows.set(row, { row, state: 'not tried', how: why });
    }
  }

  /** Sets the value of a row. If two experiments disagree, the row is contradicted, with both statements. */
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

  /** The requests and writes that remain while `records` records can still be removed. */
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

  /** Whether an experiment may send so many requests, so that everything can still be removed. */
  function canSpend(requests: number, writes: number): boolean {
    const rest = left(liveCount());
    return rest.requests >= requests && rest.writes - spare >= writes;
  }

  async function ask(question: Question): Promise<Reply> {
    if (stop.aborted) lab.halted ??= 'the run was interrupted';
    const isWrite = question.method !== undefined;
    if (lab.halted !== undefined) return { isTaken: false, words: lab.halted };
    if (!canSpend(1, isWrite ? 1 : 0)) return { isTaken: false, words: usedUp };
    const answer = await asking.ask(question);
    if (isFailure(answer)) {
      if (answer.code === 'run/interrupted') lab.halted = 'the run was interrupted';
      // Writes may fail because of their content; without reads nothing can be measured.
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

  /** Sends a request of an experiment; requests for removing records are kept back. */
  async function askWithin(question: Question): Promise<RawAnswer | Problem> {
    const most = leftFor(question.method !== undefined, liveCount());
    const tries = Math.min(question.tries ?? usualTries, most);
    if (tries > 0) return equipment.asking.ask({ ...question, tries });
    return problem('probe/used-up', { detail: `${question.doing}: ${usedUp}.` });
  }

  async function write(name: Name, body: JsonObject): Promise<Reply> {
    const about = one(name);
    const to = collections.find((each) => each.name === about.collection);
    if (!to) return { isTaken: false, words: `there is no ${name}` };
    if (lab.halted !== undefined) return { isTaken: false, words: lab.halted };
    const isNew = about.state === 'planned';
    const unwritten = isNew ? intend(about) : undefined;
    if (unwritten) {
      lab.halted = unwritten.detail;
      lab.problems.push(unwritten);
      return { isTaken: false, words: unwritten.detail };
    }
    const byPost = isNew && dialect === 'oneroster' && textOf(table, 'create.method') === 'POST';
    if (isNew && canSpend(1, 2)) about.state = 'unsure';
    const isSameDate = body['dateLastModified'] === about.body['dateLastModified'];
    const sent = isSameDate ? datedAt(now(), body) : body;
    const reply = await ask({
      ...(byPost
        ? { method: 'POST', path: to.path }
        : { method: 'PUT', path: to.pathOf(about.sourcedId) }),
      body: to.wrap(sent),
      doing: `Writing the probe's ${about.called}`,
    });
    if (reply.isTaken) {
      about.body = sent;
      if (about.state !== 'retired') about.state = 'live';
      writtenAt = now().getTime();
    } else if (isNew && reply.status !== undefined && reply.status < 500) {
      about.state = 'planned';
      about.isRefused = true;
    }
    return reply;
  }

  async function settled(ms: number): Promise<void> {
    const left = writtenAt + ms - now().getTime();
    if (ms > 0 && left > 0) await wait(left);
  }

  async function read(name: Name): Promise<JsonObject | undefined> {
    const { collection: kind, sourcedId, called } = one(name);
    await settled(lab.lag.single);
    const doing = `Reading the probe's ${called}`;
    const reply = await ask({ path: collection(kind).pathOf(sourcedId), doing });
    return reply.isTaken ? recordIn(reply.answer.json, sourcedId)?.record : undefined;
  }

  async function list(name: string, query: Readonly<Record<string, string>>) {
    const { path, plural } = collection(name);
    await settled(lab.lag.list);
    const params = new URLSearchParams(query).toString().replaceAll('+', '%20');
    const reply = await ask({ path: `${path}?${params}`, doing: `Reading ${plural}` });
    if (!reply.isTaken) return reply;
    const listed = listIn(reply.answer.json);
    return listed ? { ...reply, listed } : reply;
  }
}

/** Advice for authors, by row and by measured value. */
export type ForAuthors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One experiment: which rows it settles, and what it sends for that. */
export interface Experiment {
  readonly name: string;
  /**
   * Rows beside the dialect table, each with a question that a person can answer by looking. A comment says
   * what could mislead the experiment.
   */
  readonly questions: Readonly<Record<string, string>>;
  readonly authors?: ForAuthors;
  /** Rows of the dialect table that it settles too. */
  readonly tableRows?: readonly string[];
  /** Records that must exist before it. */
  readonly needs?: readonly Name[];
  /** The most writes; 0: it only reads. */
  readonly writes: number;
  /** The most requests in all. */
  readonly requests: number;
  /** The only dialect in which it makes sense; absent: both. */
  readonly only?: DialectName;
  /** Runs the experiment. `rows`: its own questions; `all`: with the rows of the dialect table. */
  readonly run: (lab: Lab, rows: readonly string[], all: readonly string[]) => Promise<void>;
}
