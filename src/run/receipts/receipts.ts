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
import { shellWord } from '../../model/id-commands.ts';
import { canonicalJson, isObject, type JsonObject } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Address, kindIn } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { Platform } from '../../model/remote.ts';
import { isFullyWritten, mayHaveWritten, type Receipt } from '../../model/report.ts';
import { isAsMade } from '../../plan/digest.ts';
import { asApplied, type LastApplied } from '../../plan/last-applied.ts';
import type { BeforeImages } from '../../plan/progress.ts';
import { type Damage, receiptFromLines } from '../../text/json/receipt-lines.ts';
import { readCommit } from '../catalog/base.ts';
import { desiredFor } from '../catalog/target.ts';
import type { Origin } from '../publish.ts';
import type { Opened, Session } from '../session.ts';
import type { World } from '../world.ts';
import { receiptsIn } from './journal.ts';

/** A receipt that was read, and its place. */
export interface FoundReceipt {
  readonly path: string;
  /** The path relative to the catalog folder, for people. */
  readonly file: string;
  readonly receipt: Receipt;
}

/** Reads the receipt that the user named, or else the newest one of the environment. */
export function findReceipt(opened: Opened, named?: string): Checked<FoundReceipt> {
  const path = named === undefined ? newest(opened) : checked(resolve(opened.world.cwd, named), []);
  if (!path.ok) return path;
  return readAt(opened, path.value);
}

/** The path of the newest receipt, by the time in its name, which must not be in the future. */
function newest({ world, workspace, open }: Opened): Checked<string> {
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return listed;
  const [path] = listed.value;
  if (path === undefined) return fail(none(open.environment.name));
  if (!isToCome(path, world)) return checked(path, []);
  const earlier = listed.value.find((one) => !isToCome(one, world));
  return fail(toCome(path, earlier, { workspace, open }));
}

/** The receipts, newest first; none if one is in the future, since the last run is unknown then. */
function inOrder({ world, workspace, open }: Opened): Checked<readonly string[]> {
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  if (!listed.ok) return listed;
  const [path] = listed.value;
  return path !== undefined && isToCome(path, world) ? checked([], []) : listed;
}

function isToCome(path: string, { now }: Pick<World, 'now'>): boolean {
  return Date.parse(timeInName(basename(path))) > now().getTime() + tolerated;
}

/** The most milliseconds by which the clocks of machines that share a folder differ. */
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

/** Reads a receipt as strictly as a saved plan: its plan must be unchanged. Gives the damage otherwise. */
export function receiptOf(text: string, { sha256 }: Pick<World, 'sha256'>): Receipt | Damage {
  const receipt = receiptFromLines(text, sha256);
  if ('line' in receipt || isAsMade(receipt.head.plan, sha256)) return receipt;
  return { line: 1, what: 'not the original: checksum mismatch' };
}

/** The newest run, if it published a commit whole. Undefined otherwise. */
function lastWholeApply(opened: Opened): Checked<FoundReceipt | undefined> {
  const listed = inOrder(opened);
  if (!listed.ok) return listed;
  for (const path of listed.value) {
    const found = readAt(opened, path);
    if (!found.ok) {
      if (found.problems.every(({ code }) => code === 'receipt/other-platform')) continue;
      return checked(undefined, []);
    }
    // After an undo or a partial run, earlier runs say nothing about the platform.
    return checked(isWholeApply(found.value.receipt) ? found.value : undefined, []);
  }
  return checked(undefined, []);
}

/** Whether a run published a commit whole, so that the platform was made to hold what its manifests say. */
function isWholeApply(receipt: Receipt): boolean {
  const { head, end } = receipt;
  const isWhole = head.command === 'apply' && isFullyWritten(receipt) && end !== undefined;
  const isPart = head.plan.partial !== undefined || head.plan.held.length > 0;
  return isWhole && !isPart && head.commit?.dirty === false;
}

/**
 * The ledgers that runs of this machine published: those of commits that a run published whole, if the platform
 * kept everything. Their order is not known, since a clock may have been wrong. A ledger only grows, so each
 * of them says of its lines that they were published.
 */
export function publishedLedgers(session: Session): readonly Ledger[] {
  const { workspace, catalog, files, open } = session;
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  const commits = (listed.ok ? listed.value : []).flatMap((path) => {
    const found = readAt(session, path);
    if (!found.ok || !isWholeApply(found.value.receipt)) return [];
    const { head, end } = found.value.receipt;
    return end?.settled === 'converged' && head.commit ? [head.commit.id] : [];
  });
  return [...new Set(commits)].slice(0, mostRuns).flatMap((commit) => {
    const then = readCommit(workspace, commit, { catalog, files });
    return then.ok && then.value.ledger ? [then.value.ledger] : [];
  });
}

/** The state of each node before a run, from its receipt; undefined for nodes that the run created. */
export function befores({ objects }: Receipt, { open }: Opened): BeforeImages {
  const { dialect } = open.remote;
  return new Map(
    [...objects.values()].map(({ address, before }) => {
      return [address, before ? dialect.decode(kindIn(address), before) : undefined];
    }),
  );
}

/** The facts about a receipt that a person needs to approve a run from it. */
export function originOf({ file, receipt }: FoundReceipt): Origin {
  const { command, actor, host, started } = receipt.head;
  return { file, command, actor, host, started };
}

/** A run in words: "the apply of 2026-11-21T10:00:00.000Z by ada". */
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

/** The problem of a newest receipt that is in the future. Which run was the last one cannot be known then. */
function toCome(
  path: string,
  earlier: string | undefined,
  { workspace, open }: Pick<Opened, 'workspace' | 'open'>,
): Problem {
  const resume = (one: string) =>
    `\`timeback-catalog apply --env ${open.environment.name} --resume ${shellWord(relative(workspace.folder, one))}\``;
  return problem('receipt/damaged', {
    detail: `The name of ${relative(workspace.folder, path)} says ${timeInName(basename(path))}, which is in the future: another machine wrote it, or the clock of this one was ahead then.`,
    hint:
      earlier === undefined
        ? `To use it, name it: ${resume(path)}.`
        : `Name the receipt to use. The newest one before it: ${resume(earlier)}.`,
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
    hint:
      name === platform.name
        ? `The config has changed since that run. To publish there, run \`timeback-catalog apply --env ${name}\` without \`--resume\`. To use the receipt, write its address and dialect into the config again.`
        : 'Name the environment of the receipt with `--env`.',
  });
}

/** The most runs that are looked at, the newest first. */
const mostRuns = 20;

/**
 * Gives a test of a difference: whether the last run of this machine that wrote the node sent this value,
 * and the platform did not keep all that the run sent. Receipts are read when they are first needed.
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
 * Gives the fields that the last run of this machine sent to a node, if the platform kept everything;
 * undefined otherwise. Receipts are read when they are first needed.
 */
export function lastSent(opened: Opened): (address: Address) => JsonObject | undefined {
  const lastRunOf = lastRuns(opened);
  return (address) => {
    const last = lastRunOf(address);
    const fields = last?.objects.get(address)?.after['fields'];
    return last?.end?.settled === 'converged' && isObject(fields) ? fields : undefined;
  };
}

/**
 * Gives a test of an address: whether the last run of this machine that wrote it, or may have, published
 * manifests. An undo gave a node back to what it was before. Receipts are read when they are first needed.
 */
export function sentByApply(opened: Opened): (address: Address) => boolean {
  let runs: readonly Receipt[] | undefined;
  return (address) => {
    runs ??= runsOf(opened, Number.POSITIVE_INFINITY);
    return runs.find((run) => mayHaveWritten(run, address))?.head.command === 'apply';
  };
}

/** Gives the last run that wrote a node; undefined if there is none. Receipts are read when needed. */
function lastRuns(opened: Opened): (address: Address) => Receipt | undefined {
  let runs: readonly Receipt[] | undefined;
  return (address) => {
    runs ??= runsOf(opened, mostRuns);
    return runs.find(({ outcomes }) => outcomes.get(address)?.status === 'applied');
  };
}

/** The newest runs on this platform, newest first. Receipts that cannot be read are left out. */
function runsOf(opened: Opened, most: number): readonly Receipt[] {
  const { world, open } = opened;
  const { url, dialect } = open.remote.platform;
  const listed = inOrder(opened);
  if (!listed.ok) return [];
  return listed.value.slice(0, most).flatMap((path): Receipt[] => {
    const text = readKept(path);
    const receipt = text.ok ? receiptOf(text.value, world) : undefined;
    if (!receipt || 'line' in receipt) return [];
    const { platform } = receipt.head.plan;
    return platform.url === url && platform.dialect === dialect ? [receipt] : [];
  });
}

/** The state that counts as last applied, and its source. */
export interface KnownApplied {
  readonly since: Since;
  /** Absent if nothing is known: then the present manifests count as last applied. */
  readonly base?: LastApplied;
}

/**
 * The state that counts as last applied: the manifests of the commit `ref`, or else of the last whole
 * apply, as the environment of that time should hold them.
 */
export function appliedFrom(session: Session, ref: string | undefined): Checked<KnownApplied> {
  if (ref !== undefined) return appliedAt(session, ref);
  const found = lastWholeApply(session);
  if (!found.ok) return found;
  const last = found.value;
  const commit = last?.receipt.head.commit?.id;
  const known = commit === undefined ? undefined : appliedAt(session, commit);
  // A clone that lacks the commit knows no more than one without a receipt.
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
