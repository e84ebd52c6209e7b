import { noSources } from '../../document/place.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import type { Receipt, ReceiptHead, ReceiptObject, ReceiptOutcome } from '../../model/report.ts';
import { actions, planFromJson } from './plan-from-json.ts';
import { planToJson } from './plan-json.ts';
import {
  addressFrom,
  attempt,
  jsonLine,
  listFrom,
  numberFrom,
  objectFrom,
  oneOf,
  optional,
  textFrom,
  Unreadable,
} from './read-json.ts';

/** Of receipts. Major: readers of the old form would be wrong. Those of 1 had no sums. */
const receiptVersion = '2.0';

/** SHA-256 of UTF-8 text as lower-case hexadecimal. */
type Sha256 = (text: string) => string;

/**
 * A receipt is a file of JSON lines, so that a run can be killed between any two of them: a head,
 * one `object` for every change, `sending`, then an `outcome` for each as it comes, and an `end`.
 */
export function headLine(head: ReceiptHead): JsonObject {
  const { run, command, started, actor, host, pid, approvers, commit, version, plan } = head;
  return {
    type: 'run',
    format_version: receiptVersion,
    run,
    command,
    started,
    actor,
    host,
    pid,
    ...(approvers && { approvers }),
    ...(commit && { commit: commitToJson(commit) }),
    version,
    // It is sealed: its problems bring their source lines along.
    plan: planToJson(plan, noSources),
  };
}

/** What is not known counts as dirty for readers of 1.0, who know the two alone. */
function commitToJson({ id, dirty }: NonNullable<ReceiptHead['commit']>): JsonObject {
  return dirty === 'unknown' ? { id, dirty: true, dirty_known: false } : { id, dirty };
}

/** One object of the run. */
export function objectLine({ address, action, before, after }: ReceiptObject): JsonObject {
  return { type: 'object', address, action, before, after };
}

/** From here on something may have been sent. */
export function sendingLine(at: string): JsonObject {
  return { type: 'sending', at };
}

/** A run that takes this one up again. */
export function resumedLine(by: {
  readonly at: string;
  readonly actor: string;
  readonly pid: number;
  readonly approvers?: readonly string[];
}): JsonObject {
  const { at, actor, pid, approvers } = by;
  return { type: 'resumed', at, actor, pid, ...(approvers && { approvers }) };
}

/** What became of one object. */
export function outcomeLine({ address, status, at, why }: ReceiptOutcome): JsonObject {
  return { type: 'outcome', address, status, at, ...(why !== undefined && { why }) };
}

/** The run came to its end. */
export function endLine({ at, settled, notVisible }: NonNullable<Receipt['end']>): JsonObject {
  return { type: 'end', at, settled, ...(notVisible && { not_visible: notVisible }) };
}

/** What the first line follows. */
export const noSum = '';

/** A line as it is written, and its sum, which the next line follows. */
interface Summed {
  readonly line: string;
  readonly sum: string;
}

/**
 * Writes a line with a sum over itself and all lines before it: what is edited, left out or put
 * elsewhere fits no more. That is no signature: anybody could write a whole receipt.
 */
export function summed(before: string, fields: JsonObject, sha256: Sha256): Summed {
  const text = jsonLine(fields).slice(0, -1);
  const sum = sumOf(before, text, sha256);
  return { line: `${text.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

const tail = /,"sum":"([0-9a-f]{32})"\}$/;

/** The line without its sum, and the sum; undefined where it does not fit. */
function withoutSum(before: string, line: string, sha256: Sha256): Summed | undefined {
  const [whole, sum] = tail.exec(line.slice(-46)) ?? [];
  if (whole === undefined || sum === undefined) return undefined;
  const text = `${line.slice(0, -whole.length)}}`;
  return sumOf(before, text, sha256) === sum ? { line: text, sum } : undefined;
}

function sumOf(before: string, text: string, sha256: Sha256): string {
  return sha256(`${before}\n${text}`).slice(0, 32);
}

/** A receipt that cannot be read: the line, from one, and what is wrong with it. */
export interface Damage {
  readonly line: number;
  readonly what: string;
}

/**
 * Reads a receipt. A run that was killed leaves a last line without its end, which counts as not
 * written. Anything else is damage: a line that is no line of a receipt, that does not follow the
 * lines before it, or that says something of an object which the plan does not change.
 */
export function receiptFromLines(text: string, sha256: Sha256): Receipt | Damage {
  const lines = text.split('\n');
  lines.pop();
  const [first, ...rest] = lines;
  const started = first === undefined ? undefined : withoutSum(noSum, first, sha256);
  const head = started && attempt(() => headFrom(parse(started.line)));
  if (!head) return { line: 1, what: 'no head of a receipt of this version, or was edited' };
  const story = storyOf(head);
  let { sum } = started;
  for (const [index, line] of rest.entries()) {
    const follows = withoutSum(sum, line, sha256);
    if (!follows) return { line: index + 2, what: 'not as it was written behind the lines above' };
    const isRead = attempt(() => {
      story.add(objectFrom(parse(follows.line)));
      return true;
    });
    if (!isRead) return { line: index + 2, what: 'no line of this receipt' };
    sum = follows.sum;
  }
  return { ...story.receipt(), lastSum: sum };
}

/** Puts a receipt together, line by line: each only where a run could have written it. */
function storyOf(head: ReceiptHead) {
  const planned = new Map(head.plan.changes.map(({ address, action }) => [address, action]));
  const objects = new Map<Address, ReceiptObject>();
  const outcomes = new Map<Address, ReceiptOutcome>();
  let isSending = false;
  let end: Receipt['end'];
  const only = (isSo: boolean, why: string): void => {
    if (!isSo) throw new Unreadable(why);
  };
  return {
    receipt: (): Omit<Receipt, 'lastSum'> => {
      return { head, objects, outcomes, isSending, ...(end && { end }) };
    },
    add: (json: JsonObject): void => {
      const type = textFrom(json['type']);
      switch (type) {
        case 'object': {
          const object = objectOf(json);
          const { address, action } = object;
          only(!isSending && !objects.has(address), 'an object too many');
          only(planned.get(address) === action, 'an object that the plan does not have');
          objects.set(address, object);
          break;
        }
        case 'sending':
          only(!isSending && objects.size === planned.size, 'not all objects');
          isSending = true;
          break;
        case 'outcome': {
          const outcome = outcomeOf(json);
          only(isSending && !end && planned.has(outcome.address), 'an outcome of nothing');
          outcomes.set(outcome.address, outcome);
          break;
        }
        case 'end':
          only(isSending && !end, 'an end of nothing');
          end = endOf(json);
          break;
        case 'resumed':
          only(isSending, 'nothing to resume');
          end = undefined;
          break;
        default:
          // A later minor version may add lines.
          only(type !== 'run', 'a second head');
          break;
      }
    },
  };
}

function endOf(json: JsonObject): NonNullable<Receipt['end']> {
  const notVisible = optional(json['not_visible'], (list) => listFrom(list, addressFrom));
  const [at, settled] = [timeFrom(json['at']), textFrom(json['settled'])];
  return { at, settled, ...(notVisible && { notVisible }) };
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** ISO 8601, as the tool writes it. */
function timeFrom(json: Json | undefined): string {
  const text = textFrom(json);
  if (!moment.test(text)) throw new Unreadable('no time');
  return text;
}

function parse(line: string): Json {
  const json = parseJson(line);
  if (json === undefined) throw new Unreadable('not JSON');
  return json;
}

function headFrom(json: Json): ReceiptHead {
  const object = objectFrom(json);
  const commit = optional(object['commit'], objectFrom);
  const approvers = optional(object['approvers'], (names) => listFrom(names, textFrom));
  const plan = planFromJson(object['plan'] ?? null);
  const isOurs = object['type'] === 'run' && /^2\./.test(textFrom(object['format_version']));
  if (!plan || !isOurs) throw new Unreadable('no head');
  return {
    run: textFrom(object['run']),
    command: oneOf(object['command'], ['apply', 'undo']),
    started: timeFrom(object['started']),
    actor: textFrom(object['actor']),
    host: textFrom(object['host']),
    pid: numberFrom(object['pid']),
    ...(approvers && { approvers }),
    ...(commit && { commit: { id: textFrom(commit['id']), dirty: dirtyOf(commit) } }),
    version: textFrom(object['version']),
    plan,
  };
}

function dirtyOf({ dirty, dirty_known: isKnown }: JsonObject): boolean | 'unknown' {
  return isKnown === false ? 'unknown' : dirty === true;
}

function objectOf(json: JsonObject): ReceiptObject {
  const before = json['before'];
  if (before !== null && !isObject(before)) throw new Unreadable('no before');
  return {
    address: addressFrom(json['address']),
    action: oneOf(json['action'], actions),
    before,
    after: objectFrom(json['after']),
  };
}

function outcomeOf(json: JsonObject): ReceiptOutcome {
  const why = optional(json['why'], textFrom);
  return {
    address: addressFrom(json['address']),
    status: oneOf(json['status'], ['applied', 'failed', 'not-tried']),
    at: timeFrom(json['at']),
    ...(why !== undefined && { why }),
  };
}
