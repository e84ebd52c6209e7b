import type { Address } from '../../model/address.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Receipt, ReceiptHead, ReceiptObject, ReceiptOutcome } from '../../model/receipt.ts';
import { actions, planFromJson } from './plan-from-json.ts';
import {
  addressFrom,
  attempt,
  listFrom,
  numberFrom,
  objectFrom,
  oneOf,
  optional,
  textFrom,
  Unreadable,
} from './read-json.ts';
import { noSum, type Sha256, withoutSum } from './receipt-lines.ts';

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
