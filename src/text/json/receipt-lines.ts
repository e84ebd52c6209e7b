import { noSources } from '../../document/place.ts';
import { type JsonObject, parseJson } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import type { Receipt, ReceiptHead, ReceiptObject, ReceiptOutcome } from '../../model/report.ts';
import { planFromJson } from './plan-from-json.ts';
import { actionForm, planToJson } from './plan-json.ts';
import { attempt, type Form, form, jsonLine, Unreadable } from './read-json.ts';

const { address, flag, list, map, number, object, oneOf, optional, orNull, text } = form;

/** The version of the receipt format. A major version breaks readers; version 1 had no checksums. */
const receiptVersion = '2.0';

/** SHA-256 of UTF-8 text as lower-case hexadecimal. */
type Sha256 = (text: string) => string;

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The form of a time: ISO 8601 as this tool writes it. */
const time: Form<string> = {
  read: (json) => {
    const written = text.read(json);
    if (!moment.test(written)) throw new Unreadable('no time');
    return written;
  },
  write: (value) => value,
};

/** The form of whether the files differ from the commit, which may be unknown. */
const dirty: Form<NonNullable<ReceiptHead['commit']>['dirty']> = {
  read: (json) => (json === 'unknown' ? json : flag.read(json)),
  write: (value) => value,
};

const headForm = object<Omit<ReceiptHead, 'plan'>>({
  run: text,
  command: oneOf(['apply', 'undo']),
  started: time,
  actor: text,
  host: text,
  pid: number,
  approvers: optional(list(text)),
  commit: optional(object({ id: text, dirty })),
  version: text,
});

const objectForm = object<ReceiptObject>({
  address,
  action: actionForm,
  before: orNull(map),
  after: map,
});

const outcomeForm = object<ReceiptOutcome>({
  address,
  status: oneOf(['applied', 'failed', 'not-tried']),
  at: time,
  why: optional(text),
  mayBeWritten: optional(flag),
});

const endForm = object<NonNullable<Receipt['end']>>({
  at: time,
  settled: text,
  notVisible: optional(list(address)),
});

/**
 * The first line of a receipt. A receipt is a file of JSON lines, so that a run can be killed between any two
 * of them: a head, one `object` for every change, `sending`, an `outcome` for each change as it comes, and an
 * `end`.
 */
export function headLine(head: ReceiptHead): JsonObject {
  // Problems of the saved plan bring their source lines along.
  const plan = planToJson(head.plan, noSources);
  return { type: 'run', format_version: receiptVersion, ...headForm.write(head), plan };
}

/** The line for one object of the run. */
export function objectLine(object: ReceiptObject): JsonObject {
  return { type: 'object', ...objectForm.write(object) };
}

/** The line after which something may have been sent. */
export function sendingLine(at: string): JsonObject {
  return { type: 'sending', at };
}

/** The line for a later run that resumes this one. */
export function resumedLine(by: {
  readonly at: string;
  readonly actor: string;
  readonly pid: number;
  readonly approvers?: readonly string[];
}): JsonObject {
  return { type: 'resumed', ...by };
}

/** The line for the outcome of one object. */
export function outcomeLine(outcome: ReceiptOutcome): JsonObject {
  return { type: 'outcome', ...outcomeForm.write(outcome) };
}

/** The line for the end of the run. */
export function endLine(end: NonNullable<Receipt['end']>): JsonObject {
  return { type: 'end', ...endForm.write(end) };
}

/** The checksum that the first line continues. */
export const noSum = '';

/** A line as written, and its checksum, which the next line continues. */
interface Summed {
  readonly line: string;
  readonly sum: string;
}

/**
 * Adds a checksum over a line and all lines before it, which shows edited, missing or moved lines. It is not
 * a signature: anybody could write a whole receipt.
 */
export function summed(before: string, fields: JsonObject, sha256: Sha256): Summed {
  const text = jsonLine(fields).slice(0, -1);
  const sum = sumOf(before, text, sha256);
  return { line: `${text.slice(0, -1)},"sum":"${sum}"}\n`, sum };
}

const tail = /,"sum":"([0-9a-f]{32})"\}$/;

/** The line without its checksum, and the checksum; undefined if it does not match. */
function withoutSum(before: string, line: string, sha256: Sha256): Summed | undefined {
  const [whole, sum] = tail.exec(line.slice(-46)) ?? [];
  if (whole === undefined || sum === undefined) return undefined;
  const text = `${line.slice(0, -whole.length)}}`;
  return sumOf(before, text, sha256) === sum ? { line: text, sum } : undefined;
}

function sumOf(before: string, text: string, sha256: Sha256): string {
  return sha256(`${before}\n${text}`).slice(0, 32);
}

/** Why a receipt cannot be read: the number of the line, from one, and what is wrong with it. */
export interface Damage {
  readonly line: number;
  readonly what: string;
}

/**
 * Reads a receipt. A run that was killed may leave an incomplete last line, which is ignored. Everything else
 * is damage: a line of another form, one that does not continue the lines before it, or one about an object
 * that the plan does not change.
 */
export function receiptFromLines(text: string, sha256: Sha256): Receipt | Damage {
  const lines = text.split('\n');
  lines.pop();
  const [first, ...rest] = lines;
  const started = first === undefined ? undefined : withoutSum(noSum, first, sha256);
  const head = started && attempt(() => headFrom(map.read(parseJson(started.line))));
  if (!head) return { line: 1, what: 'no head of a receipt of this version, or was edited' };
  const story = storyOf(head);
  let { sum } = started;
  for (const [index, line] of rest.entries()) {
    const follows = withoutSum(sum, line, sha256);
    if (!follows) return { line: index + 2, what: 'not as it was written behind the lines above' };
    const isRead = attempt(() => {
      story.add(map.read(parseJson(follows.line)));
      return true;
    });
    if (!isRead) return { line: index + 2, what: 'no line of this receipt' };
    sum = follows.sum;
  }
  return { ...story.receipt(), lastSum: sum };
}

/** Builds a receipt line by line, and accepts a line only if a run could have written it there. */
function storyOf(head: ReceiptHead) {
  const planned = new Map(head.plan.changes.map((one) => [one.address, one.action]));
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
      const type = text.read(json['type']);
      switch (type) {
        case 'object': {
          const object = objectForm.read(json);
          const { address: of, action } = object;
          only(!isSending && !objects.has(of), 'an object too many');
          only(planned.get(of) === action, 'an object that the plan does not have');
          objects.set(of, object);
          break;
        }
        case 'sending':
          only(!isSending && objects.size === planned.size, 'not all objects');
          isSending = true;
          break;
        case 'outcome': {
          const outcome = outcomeForm.read(json);
          only(isSending && !end && planned.has(outcome.address), 'an outcome of nothing');
          outcomes.set(outcome.address, outcome);
          break;
        }
        case 'end':
          only(isSending && !end, 'an end of nothing');
          end = endForm.read(json);
          break;
        case 'resumed':
          only(isSending, 'nothing to resume');
          end = undefined;
          break;
        default:
          // A later minor version may add types of lines.
          only(type !== 'run', 'a second head');
          break;
      }
    },
  };
}

function headFrom(json: JsonObject): ReceiptHead {
  const plan = planFromJson(json['plan'] ?? null);
  const isOurs = json['type'] === 'run' && /^2\./.test(text.read(json['format_version']));
  if (!plan || !isOurs) throw new Unreadable('no head');
  return { ...headForm.read(json), plan };
}
