import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isInLedger, type LedgerPlace } from '../config/config.ts';
import type { SourceFile } from '../manifest/manifest.ts';
import { inputLimits, limitInWords } from '../model/input-limits.ts';
import { type Checked, checked, type Problem, problem, systemCodeOf } from '../model/problem.ts';
import { misnamed, notRead, readOutside, readPlaced } from './outside.ts';
import { entryAt } from './write.ts';

const what = 'the ledger of ids';
const reading = { most: inputLimits.ledger.most, links: 'refused' } as const;

/**
 * Reads all files of a ledger, the one file first and then those of the folder by their paths; empty if
 * there is no ledger. A link, or a file that cannot be read, is a problem: a part of a ledger would look
 * like a ledger that lost the rest.
 */
export function readLedgerBytes(
  folder: string,
  place: LedgerPlace,
): Checked<readonly SourceFile[]> {
  const { file } = place;
  const bytes = readPlaced(join(folder, file), { file, what, limit: inputLimits.ledger });
  if (!bytes.ok) return bytes;
  const one = bytes.value ? [{ file, bytes: bytes.value }] : [];
  if (place.form === 'file') return checked(one, []);
  const { files, problems } = readFolder(folder, place.folder, (path) => isInLedger(path, place));
  const all = [...one, ...files];
  const most = tooMany(all);
  return checked(all, most ? [most] : problems);
}

/** The folders in which a ledger may have files, for watching them. */
export function ledgerFolders(folder: string, place: LedgerPlace): readonly string[] {
  return place.form === 'file' ? [] : readFolder(folder, place.folder, () => false).folders;
}

function readFolder(root: string, folder: string, belongs: (path: string) => boolean) {
  const files: SourceFile[] = [];
  const folders: string[] = [];
  const problems: Problem[] = [];
  visit(folder);
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, folders, problems };

  function visit(path: string): void {
    const entries = entriesOf(root, path);
    if (entries.ok && entries.value) folders.push(path);
    problems.push(...entries.problems);
    for (const entry of (entries.ok && entries.value) || []) {
      const file = `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) visit(file);
      } else if (entry.isSymbolicLink()) {
        problems.push(...faultOf(file, { type: 'link' }));
      } else if (belongs(file) && files.length <= inputLimits.ledgerFiles.most) {
        const found = readOutside(join(root, file), reading, entry);
        if (found.type === 'file') files.push({ file, bytes: found.bytes });
        problems.push(...faultOf(file, found));
      }
    }
  }
}

function entriesOf(root: string, path: string) {
  const folder = join(root, path);
  try {
    const found = entryAt(folder);
    if (found?.isSymbolicLink())
      return { ok: false, problems: faultOf(path, { type: 'link' }) } as const;
    // Without a folder of this name the ledger has no files in it.
    if (!found?.isDirectory()) return checked(undefined, misnamed(path));
    return checked(readdirSync(folder, { withFileTypes: true }), []);
  } catch (error) {
    const code = systemCodeOf(error) ?? 'unknown';
    return { ok: false, problems: faultOf(path, { type: 'refused', code }) } as const;
  }
}

function faultOf(file: string, found: Parameters<typeof notRead>[0]): Problem[] {
  const fault = notRead(found, { file, what, limit: inputLimits.ledger });
  if (fault) return [fault];
  return found.type === 'absent' ? misnamed(file) : [];
}

function tooMany(files: readonly SourceFile[]): Problem | undefined {
  const length = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const { ledgerFiles, ledger } = inputLimits;
  if (files.length <= ledgerFiles.most && length <= ledger.most) return undefined;
  const over = files.length > ledgerFiles.most ? ledgerFiles : ledger;
  return problem(over.code, {
    detail: `The ledger of ids has more than ${limitInWords(over)}.`,
    hint: 'Split the catalog into several.',
  });
}
