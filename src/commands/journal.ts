import { hostname, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { packageText } from '../files/package-file.ts';
import { openReceiptFile, pruneReceiptFiles, type ReceiptFile } from '../files/receipt-file.ts';
import { stateFolder } from '../files/state-folder.ts';
import { UnwritableError } from '../files/write.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Receipt, ReceiptObject } from '../model/receipt.ts';
import type { Outcome, Settled } from '../model/report.ts';
import {
  endLine,
  headLine,
  objectLine,
  outcomeLine,
  resumedLine,
  sendingLine,
} from '../render/receipt-lines.ts';
import { checkedOut } from './checked-out.ts';
import type { Opened } from './session.ts';
import type { World } from './world.ts';

/** The receipt of a run while the run goes on. */
export interface Journal {
  /** Relative to the folder of the catalog. */
  readonly file: string;
  readonly record: (outcome: Outcome) => void;
  /** Aborted when nothing can be written any more: then nothing more may be sent. */
  readonly broken: AbortSignal;
  readonly problem: () => Problem | undefined;
  readonly end: (settled: Settled['state'] | 'nothing written') => void;
}

/** How many receipts of an environment are kept; older ones go when a run ends. */
const receiptsKept = 50;

/** The folder of the receipts of an environment. */
export function receiptFolder(catalogFolder: string, environment: string): string {
  return join(catalogFolder, stateFolder, 'receipts', environment);
}

/**
 * Begins the receipt of a run. When it returns, everything that a later run needs to resume or undo
 * this one is on the disk, so not before then may anything be sent.
 */
export function startJournal(
  { world, workspace, open, files }: Opened & { readonly files?: readonly SourceFile[] },
  run: {
    readonly command: 'apply' | 'undo';
    readonly plan: Plan;
    readonly objects: readonly ReceiptObject[];
  },
): Checked<Journal> {
  const started = world.now().toISOString();
  const id = world.uuid();
  return attempt(() => {
    const folder = receiptFolder(workspace.folder, open.environment.name);
    const name = `${started.replaceAll(/[-:.]/g, '')}-${id.slice(0, 8)}.jsonl`;
    const file = openReceiptFile(join(folder, name));
    const commit = checkedOut(workspace, files);
    const head = headLine({
      run: id,
      command: run.command,
      started,
      ...runnerOf(world),
      ...(commit && { commit }),
      plan: run.plan,
    });
    file.commit(head, run.objects.map(objectLine).join(''), sendingLine(started));
    return journalOn(file, { world, folder, catalogFolder: workspace.folder });
  });
}

/** Goes on with the receipt of a run that was interrupted. */
export function resumeJournal(
  { world, workspace, open }: Opened,
  { path }: { readonly path: string; readonly receipt: Receipt },
): Checked<Journal> {
  return attempt(() => {
    const file = openReceiptFile(path);
    const at = world.now().toISOString();
    // A run that was killed may have left half a line: it ends here and is read as damage nowhere.
    file.commit(resumedLine({ at, actor: actorOf(world), pid: process.pid }));
    const folder = receiptFolder(workspace.folder, open.environment.name);
    return journalOn(file, { world, folder, catalogFolder: workspace.folder });
  });
}

function journalOn(
  file: ReceiptFile,
  at: { readonly world: World; readonly folder: string; readonly catalogFolder: string },
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
  const now = () => at.world.now().toISOString();
  return {
    file: relative(at.catalogFolder, file.path),
    broken: broken.signal,
    problem: () => found,
    record: (outcome) => {
      const { address, status } = outcome;
      const why = whyOf(outcome);
      const line = outcomeLine({ address, status, at: now(), ...(why !== undefined && { why }) });
      attemptTo(() => file.append(line));
    },
    end: (settled) => {
      attemptTo(() => file.commit(endLine({ at: now(), settled })));
      file.close();
      pruneReceiptFiles(at.folder, receiptsKept);
    },
  };
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

/** Who runs this, where, and with which version. */
export function runnerOf(world: World) {
  const actor = actorOf(world);
  return { actor, host: hostname(), pid: process.pid, version: versionOf(world) };
}

/** Who a pipeline works for, else whose account this is. */
function actorOf({ env }: Pick<World, 'env'>): string {
  const named = env['GITHUB_ACTOR'] ?? env['GITLAB_USER_LOGIN'] ?? env['USER'] ?? env['USERNAME'];
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    // An account without an entry, as in some containers.
    return 'unknown';
  }
}

function attempt<T>(open: () => T): Checked<T> {
  try {
    return checked(open(), []);
  } catch (error) {
    return { ok: false, problems: [unwritable(error)] };
  }
}

function unwritable(error: unknown): Problem {
  if (!(error instanceof UnwritableError)) throw error;
  return problem('receipt/unwritable', {
    detail: `${error.message} Without a receipt a run could be neither resumed nor undone.`,
    hint: 'Make room, or make the folder writable, and run the command again.',
  });
}

function versionOf({ packageFolder }: Pick<World, 'packageFolder'>): string {
  return JSON.parse(packageText(packageFolder, 'package.json')).version;
}
