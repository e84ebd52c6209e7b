import { noSources } from '../../document/frame.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Receipt, ReceiptHead, ReceiptObject, ReceiptOutcome } from '../../model/receipt.ts';
import { jsonLine } from './json-text.ts';
import { planToJson } from './plan-json.ts';

/** Of receipts. Major: readers of the old form would be wrong. Those of 1 had no sums. */
const receiptVersion = '2.0';

/** SHA-256 of UTF-8 text as lower-case hexadecimal. */
export type Sha256 = (text: string) => string;

/**
 * A receipt is a file of JSON lines, so that a run can be killed between any two of them: a head,
 * one `object` for every change, `sending`, then an `outcome` for each as it comes, and an `end`.
 */
export function headLine(head: ReceiptHead): JsonObject {
  const { run, command, started, actor, host, pid, commit, version, plan } = head;
  return {
    type: 'run',
    format_version: receiptVersion,
    run,
    command,
    started,
    actor,
    host,
    pid,
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
}): JsonObject {
  return { type: 'resumed', at: by.at, actor: by.actor, pid: by.pid };
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
export interface Summed {
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
export function withoutSum(before: string, line: string, sha256: Sha256): Summed | undefined {
  const [whole, sum] = tail.exec(line.slice(-46)) ?? [];
  if (whole === undefined || sum === undefined) return undefined;
  const text = `${line.slice(0, -whole.length)}}`;
  return sumOf(before, text, sha256) === sum ? { line: text, sum } : undefined;
}

function sumOf(before: string, text: string, sha256: Sha256): string {
  return sha256(`${before}\n${text}`).slice(0, 32);
}
