import { basename, relative, resolve } from 'node:path';
import { valueAt } from '../../document/place.ts';
import {
  listReceipts,
  readKept,
  readReceiptAt,
  receiptNameOf,
  timeInName,
} from '../../files/state-folder.ts';
import type { Since } from '../../model/drift.ts';
import type { Difference } from '../../model/explanation.ts';
import { canonicalJson, isObject, type JsonObject } from '../../model/json.ts';
import { type Address, kindIn } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { Platform } from '../../model/remote.ts';
import { isFullyWritten, type Receipt } from '../../model/report.ts';
import { isAsMade } from '../../plan/digest.ts';
import { asApplied, type LastApplied } from '../../plan/last-applied.ts';
import type { BeforeImages } from '../../plan/undo.ts';
import { type Damage, receiptFromLines } from '../../text/json/receipt-lines.ts';
import { readCommit } from '../catalog/base.ts';
import { desiredFor } from '../catalog/target.ts';
import type { Origin } from '../publish.ts';
import type { Opened, Session } from '../session.ts';
import type { World } from '../world.ts';
import { receiptsIn } from './journal.ts';

export interface FoundReceipt {
  readonly path: string;
  /** Relative to the catalog, for people. */
  readonly file: string;
  readonly receipt: Receipt;
}

/** Reads the receipt that is named, or the newest of the environment. */
export function findReceipt(opened: Opened, named?: string): Checked<FoundReceipt> {
  const path = named === undefined ? newest(opened) : checked(resolve(opened.world.cwd, named), []);
  if (!path.ok) return path;
  return readAt(opened, path.value);
}

/** What `apply` last wrote, by its name, which has to be of a time that was. */
function newest({ world, workspace, open }: Opened): Checked<string> {
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return listed;
  const [path] = listed.value;
  if (path === undefined) return fail(none(open.environment.name));
  const time = timeInName(basename(path));
  const isToCome = Date.parse(time) > world.now().getTime() + tolerated;
  return isToCome ? fail(toCome(relative(workspace.folder, path), time)) : checked(path, []);
}

/** Clocks of machines that share a folder differ, in milliseconds. */
const tolerated = 300_000;

function readAt({ world, workspace, open }: Opened, path: string): Checked<FoundReceipt> {
  const file = relative(workspace.folder, path);
  const read = readReceiptAt(path, workspace.folder);
  if (!read.ok) return read;
  const receipt = receiptOf(read.value.text, world);
  if ('line' in receipt) return fail(damaged(file, receipt));
  const { keptAs } = read.value;
  if (keptAs !== undefined && keptAs !== receiptNameOf(receipt.head)) {
    return fail(misnamed(file, receipt));
  }
  const other = otherPlatform(receipt.head.plan.platform, open.remote.platform);
  return other ? fail(other) : checked({ path, file, receipt }, []);
}

/** Reads a receipt as strictly as a plan file: its plan must be as it was made. */
export function receiptOf(text: string, { sha256 }: Pick<World, 'sha256'>): Receipt | Damage {
  const receipt = receiptFromLines(text, sha256);
  if ('line' in receipt || isAsMade(receipt.head.plan, sha256)) return receipt;
  return { line: 1, what: 'not the original: checksum mismatch' };
}

/**
 * The newest run that published a commit whole: what the platform was made to hold is what the
 * manifests said there.
 */
function lastWholeApply(opened: Opened): Checked<FoundReceipt | undefined> {
  const { workspace, open } = opened;
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return listed;
  for (const path of listed.value) {
    const found = readAt(opened, path);
    if (!found.ok) {
      if (found.problems.every(({ code }) => code === 'receipt/other-platform')) continue;
      return checked(undefined, []);
    }
    const { head, end } = found.value.receipt;
    // What came before a run that took something back, or was half done, says nothing any more.
    const isWhole = head.command === 'apply' && isFullyWritten(found.value.receipt) && end;
    const isPart = head.plan.partial !== undefined || head.plan.held.length > 0;
    const isKnown = isWhole && !isPart && head.commit?.dirty === false;
    return checked(isKnown ? found.value : undefined, []);
  }
  return checked(undefined, []);
}

/** What the platform held of each object of a run, as nodes. */
export function befores({ objects }: Receipt, { open }: Opened): BeforeImages {
  const { dialect } = open.remote;
  return new Map(
    [...objects.values()].map(({ address, before }) => {
      return [address, before ? dialect.decode(kindIn(address), before) : undefined];
    }),
  );
}

/** What a person who is to approve a run from a receipt has to know of it. */
export function originOf({ file, receipt }: FoundReceipt): Origin {
  const { command, actor, host, started } = receipt.head;
  return { file, command, actor, host, started };
}

/** "the apply of 2026-11-21T10:00:00.000Z by ada" */
export function runText({ head }: Receipt): string {
  return `the ${head.command} of ${head.started} by ${head.actor}`;
}

function fail(found: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [found] };
}

function none(environment: string): Problem {
  return problem('receipt/none', {
    detail: `On this machine there is no receipt of a run that published to ${environment}.`,
    hint: 'Run `timeback-catalog apply`, or name a receipt from another place.',
  });
}

function toCome(file: string, time: string): Problem {
  return problem('receipt/damaged', {
    detail: `The name of ${file} says ${time}, which is in the future: no run on this machine can have written it.`,
    hint: `If the clock of this machine is right, remove the file: \`rm ${file}\`. To use another receipt, name it.`,
  });
}

function misnamed(file: string, receipt: Receipt): Problem {
  return problem('receipt/damaged', {
    detail: `The name of ${file} does not match its content, the receipt of ${runText(receipt)}.`,
    hint: `Rename it to ${receiptNameOf(receipt.head)}, or remove it.`,
  });
}

function damaged(file: string, { line, what }: { readonly line: number; readonly what: string }) {
  return problem('receipt/damaged', { detail: `Line ${line} of ${file} is ${what}.` });
}

function otherPlatform({ url, dialect, name }: Platform, platform: Platform): Problem | undefined {
  if (url === platform.url && dialect === platform.dialect) return undefined;
  return problem('receipt/other-platform', {
    detail: `The receipt is of ${name} (${url}, dialect ${dialect}), but this is ${platform.name} (${platform.url}, dialect ${platform.dialect}). Nothing was read or sent.`,
    hint: 'Name the environment of the receipt with `--env`.',
  });
}

/** Runs that are looked at, the newest ones. */
const mostRuns = 20;

/**
 * Says of a value whether the last run of this machine that wrote its node sent it, and ended with
 * something that the platform did not keep. Receipts are read when first asked for.
 */
export function sentBefore(opened: Opened): (difference: Difference) => boolean {
  const lastRunOf = lastRuns(opened);
  return ({ address, path, wanted }) => {
    const last = lastRunOf(address);
    if (last?.end?.settled !== 'differs') return false;
    const sent = valueAt(last.objects.get(address)?.after['fields'] ?? null, path);
    return sent !== undefined && canonicalJson(sent) === canonicalJson(wanted);
  };
}

/**
 * The fields that the last run of this machine sent to a node, if it ended with the platform holding
 * them. Receipts are read when first asked for.
 */
export function lastSent(opened: Opened): (address: Address) => JsonObject | undefined {
  const lastRunOf = lastRuns(opened);
  return (address) => {
    const last = lastRunOf(address);
    const fields = last?.objects.get(address)?.after['fields'];
    return last?.end?.settled === 'converged' && isObject(fields) ? fields : undefined;
  };
}

/** The last run that wrote a node. Receipts are read when first asked for. */
function lastRuns(opened: Opened): (address: Address) => Receipt | undefined {
  let runs: readonly Receipt[] | undefined;
  return (address) => {
    runs ??= runsOf(opened);
    return runs.find(({ outcomes }) => outcomes.get(address)?.status === 'applied');
  };
}

/** Newest first. A receipt that cannot be read tells nothing. */
function runsOf({ workspace, world, open }: Opened): readonly Receipt[] {
  const { url, dialect } = open.remote.platform;
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return [];
  return listed.value.slice(0, mostRuns).flatMap((path): Receipt[] => {
    const text = readKept(path);
    const receipt = text.ok ? receiptOf(text.value, world) : undefined;
    if (!receipt || 'line' in receipt) return [];
    const { platform } = receipt.head.plan;
    return platform.url === url && platform.dialect === dialect ? [receipt] : [];
  });
}

/** What is taken for last applied, and where that is known from. */
export interface KnownApplied {
  readonly since: Since;
  /** Absent if nothing is known: then the manifests as they are count as it. */
  readonly base?: LastApplied;
}

/** The manifests of a commit as the environment of the run was to hold them then. */
export function appliedFrom(session: Session, ref: string | undefined): Checked<KnownApplied> {
  if (ref !== undefined) return appliedAt(session, ref);
  const found = lastWholeApply(session);
  if (!found.ok) return found;
  const last = found.value;
  const commit = last?.receipt.head.commit?.id;
  const known = commit === undefined ? undefined : appliedAt(session, commit);
  // A clone that lacks the commit knows as little as one without a receipt.
  if (!last || commit === undefined || !known?.ok) {
    return checked({ since: { from: 'manifests' } }, []);
  }
  const since = { from: 'receipt', file: last.file, commit } as const;
  return checked({ ...known.value, since }, known.problems);
}

function appliedAt(session: Session, ref: string): Checked<KnownApplied> {
  const { workspace, catalog, files, open } = session;
  const then = readCommit(workspace, ref, { catalog, files });
  if (!then.ok) return then;
  const { commit, ledger, environments } = then.value;
  const environment = environments?.get(open.environment.name) ?? open.environment;
  const { dialect } = open.remote;
  const { configFile } = workspace;
  const desired = desiredFor(then.value.catalog, { environment, dialect, configFile });
  const base = asApplied(desired.catalog, ledger, dialect.rules);
  return checked({ since: { from: 'commit', ref, commit }, base }, then.problems);
}
