import type { LedgerChanges } from '../../identity/ledger/edit.ts';
import { type LedgerFact, liveFact } from '../../identity/ledger/line.ts';
import { buildCatalog } from '../../manifest/build.ts';
import { type Formatted, formatManifest, idsInFiles, writeMetrics } from '../../manifest/format.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../../model/problem.ts';
import { factsOf, totalsOf } from '../../rules/facts.ts';
import {
  checkGiven,
  type ReadLedger,
  readLedger,
  readManifestFiles,
} from '../../run/catalog/catalog-files.ts';
import {
  type LedgerMove,
  moveIn,
  refusedIds,
  refuseMinting,
  tidyLines,
  withChanges,
  writtenOf,
} from '../../run/catalog/minting.ts';
import { withDefaults } from '../../run/catalog/target.ts';
import {
  openWorkspace,
  placementsAreRecorded,
  type Workspace,
  writeCatalog,
} from '../../run/catalog/workspace.ts';
import { missingPlacements } from '../../run/plan-checks.ts';
import type { World } from '../../run/world.ts';

export interface FmtOptions {
  /** True: the run reports what it would change and writes no file. */
  readonly check: boolean;
}

/** What `fmt` did, or would do: changed files, and nodes with a new id. */
export interface FmtResult extends LedgerMove {
  /** Files whose text changes or would change, including those of the ledger. */
  readonly changed: readonly string[];
  readonly minted: readonly (Formatted['minted'][number] & { readonly file: string })[];
  readonly files: number;
}

/**
 * Brings all manifests into the canonical layout, and gives new nodes their ids. Writes all files, or none.
 */
export function fmt(
  options: FmtOptions,
  world: Pick<World, 'cwd' | 'uuid' | 'sources'>,
): Checked<FmtResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { files, problems } = readManifestFiles(workspace.value);
  const placements = placementsAreRecorded(workspace.value);
  const results = files.map((source) => ({
    file: source.file,
    result: formatManifest(source, world.uuid, { placements }),
  }));
  const all = [...problems, ...results.flatMap(({ result }) => result.problems)];
  if (hasErrors(all)) return { ok: false, problems: inReadingOrder(all) };
  const formatted = results.flatMap(({ file, result }) =>
    result.ok ? [{ file, ...result.value }] : [],
  );
  const before = readLedger(workspace.value);
  if (!before.ok) return { ok: false, problems: inReadingOrder([...all, ...before.problems]) };
  const isMinting = formatted.some(({ minted }) => minted.length > 0);
  const ledger = before.value?.ledger;
  const refused = isMinting ? refuseMinting(workspace.value, { files, ledger }) : [];
  if (refused.length > 0) return { ok: false, problems: inReadingOrder([...all, ...refused]) };
  const after = ledgerAfter(workspace.value, { files, formatted, before: before.value });
  if (!after.ok) return { ok: false, problems: inReadingOrder([...all, ...after.problems]) };
  const { changes, files: ledgerFiles } = after.value;
  const totalled = withTotals(formatted, workspace.value);
  const changed = totalled.filter((one) => one.changed);
  const texts = changed.map(({ file, text }) => [file, text] as const);
  if (!options.check) writeCatalog(workspace.value, [...texts, ...changes]);
  return checked(
    {
      changed: [...changed.map(({ file }) => file), ...writtenOf(changes)],
      ...moveIn(changes),
      minted: changed.flatMap(({ file, minted: ids }) => ids.map((id) => ({ ...id, file }))),
      files: formatted.length + Math.max(ledgerFiles, 1),
    },
    all,
  );
}

/**
 * The texts with the totals of each course, if the config asks for them. If the manifests do not form a
 * catalog, totals are unknown, and `check` says why.
 */
function withTotals<Text extends Written>(
  formatted: readonly Text[],
  workspace: Workspace,
): readonly Text[] {
  const { config } = workspace;
  if (!config.rules.some(({ name, writes }) => name === 'totals' && writes)) return formatted;
  const files = formatted.map(({ file, text }) => ({ file, bytes: encoder.encode(text) }));
  const built = buildCatalog({ files, globs: config.catalog.join(', ') });
  if (!built.ok || checkGiven(workspace, built.value).length > 0) return formatted;
  const facts = factsOf(withDefaults(workspace, built.value));
  const totals = new Map(
    [...totalsOf(facts)].map(([course, found]) => [
      built.value.nodes.get(course)?.source.file,
      found,
    ]),
  );
  return formatted.map((one) => {
    const found = totals.get(one.file);
    const text = found === undefined ? one.text : writeMetrics(one.text, { ...found });
    return text === one.text ? one : { ...one, text, changed: true };
  });
}

interface Written {
  readonly file: string;
  readonly text: string;
  readonly changed: boolean;
}

/** The ledger with every id of the formatted manifests in it. */
function ledgerAfter(
  workspace: Workspace,
  {
    files: written,
    formatted,
    before,
  }: {
    readonly files: readonly SourceFile[];
    readonly formatted: readonly { readonly file: string; readonly text: string }[];
    readonly before: ReadLedger | undefined;
  },
): Checked<{ readonly changes: LedgerChanges; readonly files: number }> {
  const files = formatted.map((one) => ({ file: one.file, bytes: encoder.encode(one.text) }));
  const ids = idsInFiles(files);
  // Problems name the present places: if an id is refused, no file is written.
  const refused = refusedIds(ids, written, workspace, before?.ledger);
  if (hasErrors(refused)) return { ok: false, problems: refused };
  const facts: LedgerFact[] = [
    ...ids.map(liveFact),
    ...missingPlacements(files, workspace, before?.ledger),
  ];
  const changes = tidyLines(workspace, before, facts, files);
  const after = withChanges(before?.texts ?? new Map(), changes);
  return checked({ changes, files: after.size }, []);
}

const encoder = new TextEncoder();
