import { createHash } from 'node:crypto';
import type { LedgerPlace } from '../config/ledger-place.ts';
import { trackedAt } from '../files/tracked.ts';
import { removeBelow, writeBelow } from '../files/write.ts';
import { addFacts, factsIn } from '../identity/ledger-edit.ts';
import {
  isSmall,
  type LedgerChanges,
  type LedgerFolder,
  type LedgerTexts,
} from '../identity/ledger-home.ts';
import type { LedgerFact } from '../identity/ledger-line.ts';
import { moveLedger } from '../identity/ledger-move.ts';
import { sortLedger } from '../identity/ledger-sort.ts';
import { foldersOf } from '../manifest/glob.ts';
import { rootsOf } from '../manifest/roots.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { ReadLedger, Workspace } from './workspace.ts';

/**
 * The files of the ledger that get another text by adding these facts; undefined: the file goes. What
 * the ledger says already is not said again. `sources` are the manifests: lines of a course go to the
 * files of that course. Nothing is written yet: see `writeLedger`.
 *
 * A ledger that is no longer small is moved into its folder with this, and stays there.
 */
export function addLines(
  workspace: Pick<Workspace, 'folder' | 'config'>,
  ledger: Pick<ReadLedger, 'texts'> | undefined,
  facts: readonly LedgerFact[],
  sources: readonly SourceFile[],
): LedgerChanges {
  const texts: LedgerTexts = ledger?.texts ?? new Map();
  const place = workspace.config.ids;
  if (place.form === 'file' || staysInOneFile(texts, facts, place)) {
    return addFacts(texts, facts, { form: 'file', file: place.file });
  }
  const home = folderHome(place.folder, { workspace, texts, sources });
  const moved = moveLedger(texts, place.file, home);
  const added = addFacts(withChanges(texts, moved), facts, home);
  return new Map([...moved, ...added]);
}

/** The same by `fmt` and imports, which also sort what is in the one file. */
export function tidyLines(...args: Parameters<typeof addLines>): LedgerChanges {
  const [{ config }, ledger] = args;
  const changes = addLines(...args);
  const { file } = config.ids;
  const before = ledger?.texts.get(file);
  const text = changes.has(file) ? changes.get(file) : before;
  const sorted = text === undefined ? undefined : sortLedger(text);
  return sorted === text || sorted === before ? changes : new Map([...changes, [file, sorted]]);
}

function staysInOneFile(
  texts: LedgerTexts,
  facts: readonly LedgerFact[],
  { form, folder }: Extract<LedgerPlace, { folder: string }>,
): boolean {
  const isThere = [...texts.keys()].some((file) => file.startsWith(`${folder}/`));
  if (form === 'folder' || isThere) return false;
  return isSmall(all());

  function* all(): Generator<LedgerFact> {
    yield* facts;
    yield* factsIn(texts);
  }
}

interface Around {
  readonly workspace: Pick<Workspace, 'folder' | 'config'>;
  readonly texts: LedgerTexts;
  readonly sources: readonly SourceFile[];
}

function folderHome(folder: string, { workspace, texts, sources }: Around): LedgerFolder {
  const { catalog } = workspace.config;
  let roots: ReadonlyMap<string, string> | undefined;
  return {
    form: 'folder',
    folder,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    courseOf: (fact) => {
      roots ??= rootsOf(sources);
      const manifest = roots.get(fact.says === 'placement' ? fact.lesson : fact.sourcedId);
      return manifest === undefined ? undefined : courseFolder(manifest, catalog);
    },
    openFile: (files) => {
      const beside = [...texts.keys()].filter(files);
      return beside.length === 0 ? undefined : untracked(beside, folder, workspace);
    },
  };
}

/** A file that was not committed yet, so that no branch but this one can hold it. */
function untracked(
  files: readonly string[],
  folder: string,
  workspace: Pick<Workspace, 'folder'>,
): string | undefined {
  const tracked = trackedAt(workspace.folder, folder);
  if (!tracked.ok) return undefined;
  const known = new Set(tracked.value);
  return files.find((file) => !known.has(file));
}

/** The path of a manifest without what all globs begin with, and without its extension. */
function courseFolder(manifest: string, globs: readonly string[]): string {
  const [first = '', ...others] = foldersOf(globs);
  const base = others.length > 0 || first === '' ? '' : `${first}/`;
  const path = manifest.startsWith(base) ? manifest.slice(base.length) : manifest;
  // Hidden files and folders are not read.
  const steps = path.replace(/\.[^./]*$/, '').split('/');
  // Some disks part letters from their marks: one name is to have one folder.
  return steps
    .map((step) => step.replace(/^\.|^$/, '_'))
    .join('/')
    .normalize('NFC');
}

export function withChanges(texts: LedgerTexts, changes: LedgerChanges): LedgerTexts {
  const after = new Map(texts);
  for (const [file, text] of changes) {
    if (text === undefined) after.delete(file);
    else after.set(file, text);
  }
  return after;
}

/** The files that go. */
export function removedOf(changes: LedgerChanges): string[] {
  return [...changes].flatMap(([file, text]) => (text === undefined ? [file] : []));
}

/** The files that get another text, and do not go. */
export function writtenOf(changes: LedgerChanges): string[] {
  return [...changes].flatMap(([file, text]) => (text === undefined ? [] : [file]));
}

/** Writes what `addLines` and others made, files that go last: no line is missing in between. */
export function writeLedger({ folder }: Pick<Workspace, 'folder'>, changes: LedgerChanges): void {
  for (const [file, text] of changes) if (text !== undefined) writeBelow(folder, file, text);
  for (const [file, text] of changes) if (text === undefined) removeBelow(folder, file);
}
