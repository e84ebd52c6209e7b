import { relative, resolve } from 'node:path';
import { listReceiptFiles, readReceiptFile } from '../files/receipt-file.ts';
import { parseAddress } from '../model/address.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { isComplete, type Receipt } from '../model/receipt.ts';
import type { Platform } from '../model/remote.ts';
import type { BeforeImages } from '../plan/remaining.ts';
import { receiptFromLines } from '../render/receipt-from-lines.ts';
import { receiptFolder } from './journal.ts';
import type { Opened } from './session.ts';

export interface FoundReceipt {
  readonly path: string;
  /** Relative to the catalog, for people. */
  readonly file: string;
  readonly receipt: Receipt;
}

/** Reads the receipt that is named, or the newest of the environment. */
export function findReceipt(opened: Opened, named?: string): Checked<FoundReceipt> {
  const { world, workspace, open } = opened;
  const newest = () => listReceiptFiles(receiptFolder(workspace.folder, open.environment.name))[0];
  const path = named === undefined ? newest() : resolve(world.cwd, named);
  if (path === undefined) return fail(none(open.environment.name));
  const file = relative(workspace.folder, path);
  const text = readReceiptFile(path);
  if (text === undefined) return fail(noSuch(file));
  const receipt = receiptFromLines(text);
  if ('line' in receipt) return fail(damaged(file, receipt));
  const other = otherPlatform(receipt, open.remote.platform);
  return other ? fail(other) : checked({ path, file, receipt }, []);
}

/**
 * The newest run that published a commit whole: what the platform was made to hold is what the
 * manifests said there.
 */
export function lastWholeApply(opened: Opened): FoundReceipt | undefined {
  const { workspace, open } = opened;
  for (const path of listReceiptFiles(receiptFolder(workspace.folder, open.environment.name))) {
    const found = findReceipt(opened, path);
    if (!found.ok) continue;
    const { head, end } = found.value.receipt;
    // What came before a run that took something back, or was half done, says nothing any more.
    if (head.command === 'undo' || !isComplete(found.value.receipt) || !end) return undefined;
    const isPart = head.plan.partial !== undefined || head.plan.held.length > 0;
    return isPart || head.commit?.dirty !== false ? undefined : found.value;
  }
  return undefined;
}

/** What the platform held of each object of a run, as nodes. */
export function befores({ objects }: Receipt, { open }: Opened): BeforeImages {
  const { dialect } = open.remote;
  return new Map(
    [...objects.values()].map(({ address, before }) => {
      const kind = parseAddress(address)?.kind;
      return [address, kind && before ? dialect.decode(kind, before) : undefined];
    }),
  );
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
    hint: 'Run `timeback-catalog apply`, or name a receipt that was kept elsewhere.',
  });
}

function noSuch(file: string): Problem {
  return problem('receipt/none', { detail: `${file} cannot be read.` });
}

function damaged(file: string, { line, what }: { readonly line: number; readonly what: string }) {
  return problem('receipt/damaged', { detail: `Line ${line} of ${file} is ${what}.` });
}

function otherPlatform({ head }: Receipt, platform: Platform): Problem | undefined {
  const { url, dialect, name } = head.plan.platform;
  if (url === platform.url && dialect === platform.dialect) return undefined;
  return problem('receipt/other-platform', {
    detail: `The receipt is of ${name} (${url}, dialect ${dialect}), and this is ${platform.name} (${platform.url}, dialect ${platform.dialect}). Nothing was read or sent.`,
    hint: 'Name the environment of the receipt with `--env`.',
  });
}
