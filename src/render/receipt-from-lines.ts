import type { Address } from '../model/address.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import type { Receipt, ReceiptHead, ReceiptObject, ReceiptOutcome } from '../model/receipt.ts';
import { actions, planFromJson } from './plan-from-json.ts';
import {
  addressFrom,
  attempt,
  numberFrom,
  objectFrom,
  oneOf,
  optional,
  textFrom,
  Unreadable,
} from './read-json.ts';

/** A receipt that cannot be read: the line, from one, and what is wrong with it. */
export interface Damage {
  readonly line: number;
  readonly what: string;
}

/**
 * Reads a receipt. A run that was killed leaves a last line without its end, which counts as not
 * written; anything else that is no line of a receipt is damage.
 */
export function receiptFromLines(text: string): Receipt | Damage {
  const lines = text.split('\n');
  lines.pop();
  const [first, ...rest] = lines;
  const head = first === undefined ? undefined : attempt(() => headFrom(parse(first)));
  if (!head) return { line: 1, what: 'no head of a receipt of this version' };
  const objects = new Map<Address, ReceiptObject>();
  const outcomes = new Map<Address, ReceiptOutcome>();
  let isSending = false;
  let end: Receipt['end'];
  for (const [index, line] of rest.entries()) {
    const isRead = attempt(() => {
      const json = objectFrom(parse(line));
      switch (textFrom(json['type'])) {
        case 'object': {
          const object = objectOf(json);
          objects.set(object.address, object);
          break;
        }
        case 'sending':
          isSending = true;
          break;
        case 'outcome': {
          const outcome = outcomeOf(json);
          outcomes.set(outcome.address, outcome);
          break;
        }
        case 'end':
          end = { at: textFrom(json['at']), settled: textFrom(json['settled']) };
          break;
        case 'resumed':
          end = undefined;
          break;
        default:
          // A later minor version may add lines.
          break;
      }
      return true;
    });
    if (!isRead) return { line: index + 2, what: 'no line of a receipt' };
  }
  return { head, objects, outcomes, isSending, ...(end && { end }) };
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
  const isOurs = object['type'] === 'run' && /^1\./.test(textFrom(object['format_version']));
  if (!plan || !isOurs) throw new Unreadable('no head');
  return {
    run: textFrom(object['run']),
    command: oneOf(object['command'], ['apply', 'undo']),
    started: textFrom(object['started']),
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
    at: textFrom(json['at']),
    ...(why !== undefined && { why }),
  };
}
