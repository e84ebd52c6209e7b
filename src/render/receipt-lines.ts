import type { JsonObject } from '../model/json.ts';
import type { ReceiptHead, ReceiptObject, ReceiptOutcome } from '../model/receipt.ts';
import { jsonLine } from './json-text.ts';
import { formatVersion, planToJson } from './plan-json.ts';

/**
 * A receipt is a file of JSON lines, so that a run can be killed between any two of them: a head,
 * one `object` for every change, `sending`, then an `outcome` for each as it comes, and an `end`.
 */
export function headLine(head: ReceiptHead): string {
  const { run, command, started, actor, host, pid, commit, version, plan } = head;
  return line('run', {
    format_version: formatVersion,
    run,
    command,
    started,
    actor,
    host,
    pid,
    ...(commit && { commit: commitToJson(commit) }),
    version,
    plan: planToJson(plan),
  });
}

/** What is not known counts as dirty for readers of 1.0, who know the two alone. */
function commitToJson({ id, dirty }: NonNullable<ReceiptHead['commit']>): JsonObject {
  return dirty === 'unknown' ? { id, dirty: true, dirty_known: false } : { id, dirty };
}

/** One object of the run. */
export function objectLine({ address, action, before, after }: ReceiptObject): string {
  return line('object', { address, action, before, after });
}

/** From here on something may have been sent. */
export function sendingLine(at: string): string {
  return line('sending', { at });
}

/** A run that takes this one up again. */
export function resumedLine(by: {
  readonly at: string;
  readonly actor: string;
  readonly pid: number;
}) {
  return line('resumed', { at: by.at, actor: by.actor, pid: by.pid });
}

/** What became of one object. */
export function outcomeLine({ address, status, at, why }: ReceiptOutcome): string {
  return line('outcome', { address, status, at, ...(why !== undefined && { why }) });
}

/** The run came to its end. */
export function endLine(end: { readonly at: string; readonly settled: string }): string {
  return line('end', { at: end.at, settled: end.settled });
}

function line(type: string, fields: JsonObject): string {
  return jsonLine({ type, ...fields });
}
