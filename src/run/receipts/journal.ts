import { hostname, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { packageText } from '../../files/package-files.ts';
import {
  createReceiptFile,
  type ReceiptFile,
  reopenReceiptFile,
} from '../../files/receipt-file.ts';
import {
  makeReceiptFolder,
  pruneReceipts,
  type ReceiptsOf,
  receiptNameOf,
  removeReceipt,
} from '../../files/state-folder.ts';
import { UnwritableError } from '../../files/write.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-codes.ts';
import type {
  Outcome,
  Receipt,
  ReceiptObject,
  ReceiptOutcome,
  Settled,
} from '../../model/report.ts';
import { sealPlan } from '../../plan/digest.ts';
import {
  endLine,
  headLine,
  noSum,
  objectLine,
  outcomeLine,
  resumedLine,
  sendingLine,
  summed,
} from '../../text/json/receipt-lines.ts';
import { checkedOut } from '../catalog/redirections.ts';
import type { Opened } from '../session.ts';
import type { World } from '../world.ts';

/** The receipt of a run, while the run goes on. */
export interface Journal {
  /** The path of the receipt, relative to the folder of the catalog. */
  readonly file: string;
  readonly record: (outcome: Outcome) => void;
  /** Aborted if the receipt cannot be written any more: then nothing more may be sent. */
  readonly broken: AbortSignal;
  readonly problem: () => Problem | undefined;
  readonly end: (settled: Settled) => void;
  /**
   * Ends a run that sent nothing. A receipt that this run began is removed, since there is nothing to
   * resume or undo. True if it was removed.
   */
  readonly discard: () => boolean;
}

/** The number of receipts of an environment that are kept. Older ones are removed when a run ends. */
export const receiptsKept = 50;

/** Names the receipts of the runs of an environment. */
export function receiptsIn(catalog: string, environment: string): ReceiptsOf {
  return { catalog, kind: 'receipts', environment };
}

/**
 * Begins the receipt of a run. When it returns, everything that a later run needs to resume or undo this
 * one is on the disk, so nothing may be sent earlier.
 */
export function startJournal(
  { world, workspace, open, files }: Opened & { readonly files?: readonly SourceFile[] },
  run: {
    readonly command: 'apply' | 'undo';
    readonly plan: Plan;
    readonly objects: readonly ReceiptObject[];
    /** The accounts that approved the run; empty if nobody was asked outside of this machine. */
    readonly approvers?: readonly string[];
  },
): Checked<Journal> {
  const started = world.now().toISOString();
  const id = world.uuid();
  const of = receiptsIn(workspace.folder, open.environment.name);
  return attempt(() => {
    const folder = makeReceiptFolder(of);
    if (!folder.ok) return folder;
    const name = receiptNameOf({ started, run: id });
    const commit = checkedOut(workspace, files);
    // A platform may hold 200,000 records of others, which nobody needs in a receipt.
    const plan: Plan = { ...run.plan, unmanaged: [] };
    const head = headLine({
      run: id,
      command: run.command,
      started,
      ...runnerOf(world),
      ...namedOf(run.approvers),
      ...(commit && { commit }),
      plan: sealPlan(plan, world),
    });
    const file = createReceiptFile(join(folder.value, name));
    const sums = chain(noSum, world);
    try {
      file.commit(sums(head));
      const objects = run.objects.map((object) => sums(objectLine(object)));
      file.commit(objects.join(''), sums(sendingLine(started)));
    } catch (error) {
      // Otherwise half of a receipt would be the newest one, which `--resume` uses.
      file.close();
      removeReceipt(file.path);
      throw error;
    }
    return checked(journalOn(file, { world, of, sums, isNew: true }), []);
  });
}

/** Continues the receipt of an interrupted run. */
export function resumeJournal(
  { world, workspace, open }: Opened,
  { path, receipt }: { readonly path: string; readonly receipt: Receipt },
  approvers: readonly string[] = [],
): Checked<Journal> {
  return attempt(() => {
    const file = reopenReceiptFile(path);
    const at = world.now().toISOString();
    const sums = chain(receipt.lastSum, world);
    // This line records who continues the run.
    file.commit(
      sums(resumedLine({ at, actor: actorOf(world), pid: process.pid, ...namedOf(approvers) })),
    );
    const of = receiptsIn(workspace.folder, open.environment.name);
    return checked(journalOn(file, { world, of, sums, isNew: false }), []);
  });
}

/** Makes lines from fields. Each line has a checksum that the next one continues. */
type Sums = (fields: JsonObject) => string;

function chain(before: string, { sha256 }: Pick<World, 'sha256'>): Sums {
  let last = before;
  return (fields) => {
    const { line, sum } = summed(last, fields, sha256);
    last = sum;
    return line;
  };
}

function journalOn(
  file: ReceiptFile,
  {
    world,
    of,
    sums,
    isNew,
  }: {
    readonly world: World;
    readonly of: ReceiptsOf;
    readonly sums: Sums;
    readonly isNew: boolean;
  },
): Journal {
  const broken = new AbortController();
  let found: Problem | undefined;
  const attemptTo = (add: () => void): void => {
    if (found) return;
    try {
      add();
    } catch (error) {
      found = unwritable(error);
      broken.abort();
    }
  };
  const now = () => world.now().toISOString();
  return {
    file: relative(of.catalog, file.path),
    broken: broken.signal,
    problem: () => found,
    record: (outcome) => {
      const { address, status } = outcome;
      const why = whyOf(outcome);
      const line = outcomeLine({
        ...{ address, status, at: now() },
        ...(why !== undefined && { why }),
        ...(outcome.status === 'failed' && outcome.problem.written && { mayBeWritten: true }),
      });
      attemptTo(() => file.append(sums(line)));
    },
    end: (settled) => {
      const invisible = 'invisible' in settled ? settled.invisible : undefined;
      const notVisible = invisible?.nodes.map(({ address }) => address);
      const end = { at: now(), settled: settled.state, ...(notVisible && { notVisible }) };
      attemptTo(() => file.commit(sums(endLine(end))));
      file.close();
      pruneReceipts(of, receiptsKept);
    },
    discard: () => {
      if (!isNew || found) return false;
      file.close();
      return removeReceipt(file.path);
    },
  };
}

/** Whether a receipt has a change as failed with this code: as `whyOf` writes it. */
export function hasFailedWith({ why }: ReceiptOutcome, code: ProblemCode): boolean {
  return why?.startsWith(`${code}: `) === true;
}

function whyOf(outcome: Outcome): string | undefined {
  switch (outcome.status) {
    case 'applied':
      return undefined;
    case 'failed':
      return `${outcome.problem.code}: ${outcome.problem.detail}`;
    case 'not-tried':
      return outcome.because;
  }
}

function namedOf(approvers: readonly string[] = []) {
  return approvers.length > 0 ? { approvers } : {};
}

/** The account, host, process and version that run this. */
export function runnerOf(world: World) {
  const actor = actorOf(world);
  return { actor, host: hostname(), pid: process.pid, version: versionOf(world) };
}

/** The account that a pipeline works for, or else the account of this process. */
function actorOf({ env }: Pick<World, 'env'>): string {
  const named = env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? env['USER'] ?? env['USERNAME'];
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    // Some containers have accounts without an entry.
    return 'unknown';
  }
}

function attempt<T>(open: () => Checked<T>): Checked<T> {
  try {
    return open();
  } catch (error) {
    const { detail, ...rest } = unwritable(error);
    return { ok: false, problems: [{ ...rest, detail: `${detail} Nothing was sent.` }] };
  }
}

function unwritable(error: unknown): Problem {
  if (!(error instanceof UnwritableError)) throw error;
  return problem('receipt/unwritable', {
    detail: `${error.message} Without a receipt, a run could not be resumed or undone.`,
    hint: 'Free some space or make the folder writable, and run the command again.',
  });
}

function versionOf({ packageFolder }: Pick<World, 'packageFolder'>): string {
  return JSON.parse(packageText(packageFolder, 'package.json')).version;
}
