import { readManifests } from '../files/manifests.ts';
import { writeBelow } from '../files/write.ts';
import type { LedgerFact } from '../identity/ledger-line.ts';
import { type Formatted, format } from '../manifest/format.ts';
import { idsOf } from '../manifest/ids.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
} from '../model/problem.ts';
import { tidyLines, withChanges, writeLedger, writtenOf } from './ledger-lines.ts';
import { refuseMinting } from './minting.ts';
import { placementEntries } from './placement-entries.ts';
import { openWorkspace, readLedger, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

export interface FmtOptions {
  /** Only report; write nothing. */
  readonly check: boolean;
}

export interface FmtResult {
  /** Files whose text is, or would be, another; those of the ledger among them. */
  readonly changed: readonly string[];
  /** The one file of the ledger, where it goes into the folder; `to` is among `changed`. */
  readonly moved?: { readonly from: string; readonly to: string };
  readonly minted: readonly (Formatted['minted'][number] & { readonly file: string })[];
  readonly files: number;
}

/** Brings all manifests into the canonical layout and gives new nodes their ids. All or nothing. */
export function fmt(options: FmtOptions, world: Pick<World, 'cwd' | 'uuid'>): Checked<FmtResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { folder, config } = workspace.value;
  const { files, problems } = readManifests(folder, config.catalog);
  const results = files.map((source) => ({
    file: source.file,
    result: format(source, world.uuid),
  }));
  const all = [...problems, ...results.flatMap(({ result }) => result.problems)];
  if (hasErrors(all)) return { ok: false, problems: inReadingOrder(all) };
  const formatted = results.flatMap(({ file, result }) =>
    result.ok ? [{ file, ...result.value }] : [],
  );
  const isMinting = formatted.some(({ minted }) => minted.length > 0);
  const refused = isMinting ? notMinted(workspace.value, files) : [];
  if (refused.length > 0) return { ok: false, problems: inReadingOrder([...all, ...refused]) };
  const ledger = ledgerAfter(workspace.value, formatted);
  if (!ledger.ok) return { ok: false, problems: inReadingOrder([...all, ...ledger.problems]) };
  const changed = formatted.filter((one) => one.changed);
  const { changes, files: ledgerFiles } = ledger.value;
  if (!options.check) {
    for (const { file, text } of changed) writeBelow(folder, file, text);
    writeLedger(workspace.value, changes);
  }
  const from = [...changes].find(([, text]) => text === undefined)?.[0];
  const recorded = writtenOf(changes);
  const to = recorded.find((file) => from !== undefined && file.endsWith(`/${from}`));
  return checked(
    {
      changed: [...changed.map(({ file }) => file), ...recorded],
      ...(from !== undefined && to !== undefined && { moved: { from, to } }),
      minted: changed.flatMap(({ file, minted: ids }) => ids.map((id) => ({ ...id, file }))),
      files: formatted.length + Math.max(ledgerFiles, 1),
    },
    all,
  );
}

function notMinted(workspace: Workspace, files: readonly SourceFile[]): readonly Problem[] {
  const ledger = readLedger(workspace);
  return ledger.ok ? refuseMinting(workspace, { files, ledger: ledger.value?.ledger }) : [];
}

/** What becomes of the ledger with every id of the formatted manifests in it. */
function ledgerAfter(
  workspace: Workspace,
  formatted: readonly { readonly file: string; readonly text: string }[],
) {
  const ledger = readLedger(workspace);
  if (!ledger.ok) return ledger;
  const files = formatted.map((one) => ({ file: one.file, bytes: encoder.encode(one.text) }));
  const facts: LedgerFact[] = [
    ...idsOf(files).map((id) => ({ says: 'live', ...id }) as const),
    ...placementEntries(files, workspace, ledger.value?.ledger),
  ];
  const changes = tidyLines(workspace, ledger.value, facts, files);
  const after = withChanges(ledger.value?.texts ?? new Map(), changes);
  return checked({ changes, files: after.size }, []);
}

const encoder = new TextEncoder();
