import { removeBelow, writeBelow } from '../files/write.ts';
import type { LedgerChanges } from '../identity/ledger-home.ts';
import { buildCatalog } from '../manifest/build.ts';
import { removeNodes } from '../manifest/remove.ts';
import { withTexts } from '../manifest/source-file.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { removedOf, writeLedger, writtenOf } from './ledger-lines.ts';
import type { Chosen } from './retire-nodes.ts';
import type { ReadCatalog, Workspace } from './workspace.ts';

/** What is to become of manifests and ledger. */
export interface Departure {
  /** What it is about, for the report. */
  readonly chosen: readonly Chosen[];
  /** The nodes whose text goes. */
  readonly leaving: ReadonlySet<string>;
  readonly ledger: LedgerChanges;
  /** What was wrong with the manifests before and may stay so. */
  readonly known?: readonly Problem[];
  /** What is said if neither changes. */
  readonly nothing: string;
}

export interface TakenOut {
  readonly chosen: readonly Chosen[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/**
 * Takes nodes out of the manifests and writes the ledger. Everything is made and checked in memory
 * first; files are deleted last.
 */
export function takeOut(
  workspace: Workspace,
  read: ReadCatalog,
  { chosen, leaving, ledger, known = [], nothing }: Departure,
): Checked<TakenOut> {
  const { folder, config } = workspace;
  const removal = removeNodes(read.files, leaving);
  if (!removal.ok) return removal;
  const { changed, deleted } = removal.value;
  const files = [...changed.map(({ file }) => file), ...writtenOf(ledger)];
  const gone = [...deleted, ...removedOf(ledger)];
  if (files.length === 0 && gone.length === 0) {
    return { ok: false, problems: [problem('identity/other-state', { detail: nothing })] };
  }
  const left = withTexts(read.files, changed).filter(({ file }) => !deleted.includes(file));
  // With the last file the catalog ends, which is no error of what is left.
  const built = left.length > 0 && buildCatalog({ files: left, globs: config.catalog.join(', ') });
  const told = new Set(known.map(({ code, detail }) => `${code} ${detail}`));
  const wrong = built ? built.problems.filter(({ severity }) => severity === 'error') : [];
  if (wrong.some(({ code, detail }) => !told.has(`${code} ${detail}`))) {
    return { ok: false, problems: wrong };
  }
  for (const { file, text } of changed) writeBelow(folder, file, text);
  writeLedger(workspace, ledger);
  for (const file of deleted) removeBelow(folder, file);
  return checked({ chosen, changed: files, deleted: gone }, []);
}
