import { readManifests } from '../files/manifests.ts';
import { writeBelow } from '../files/write.ts';
import { addToLedger } from '../identity/ledger-edit.ts';
import { sortLedger } from '../identity/ledger-sort.ts';
import { type Formatted, format } from '../manifest/format.ts';
import { idsOf } from '../manifest/ids.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../model/problem.ts';
import { refusedIds } from './new-ids.ts';
import { placementEntries } from './placement-entries.ts';
import { framed, openWorkspace, readLedger, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

export interface FmtOptions {
  /** Only report; write nothing. */
  readonly check: boolean;
}

export interface FmtResult {
  /** Files whose text is, or would be, another; the ledger among them. */
  readonly changed: readonly string[];
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
  const ledger = ledgerAfter(workspace.value, formatted);
  if (!ledger.ok) return { ok: false, problems: inReadingOrder([...all, ...ledger.problems]) };
  const changed = [...formatted, ledger.value].filter((one) => one.changed);
  if (!options.check) for (const { file, text } of changed) writeBelow(folder, file, text);
  const minted = changed.flatMap(({ file, minted: ids }) => ids.map((id) => ({ ...id, file })));
  return checked(
    {
      changed: changed.map(({ file }) => file),
      minted,
      files: formatted.length + 1,
    },
    all,
  );
}

/** The ledger with every id of the formatted manifests in it. */
function ledgerAfter(
  workspace: Workspace,
  formatted: readonly { readonly file: string; readonly text: string }[],
) {
  const ledger = readLedger(workspace);
  if (!ledger.ok) return ledger;
  const file = workspace.config.ids;
  const before = ledger.value?.text;
  const files = formatted.map((one) => ({ file: one.file, bytes: encoder.encode(one.text) }));
  const ids = idsOf(files);
  const refused = framed(refusedIds(ids, files, workspace, ledger.value?.ledger), files);
  if (hasErrors(refused)) return checked({ file, text: '', changed: false, minted: [] }, refused);
  const placements = placementEntries(files, workspace, ledger.value?.ledger);
  const text = sortLedger(addToLedger(before, ids, placements));
  const changed = text !== before && (before !== undefined || ids.length > 0);
  return checked({ file, text, changed, minted: [] }, []);
}

const encoder = new TextEncoder();
