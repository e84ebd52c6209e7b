import { join } from 'node:path';
import { inputLimits, limitInWords } from '../model/input-limits.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { folderEntries } from './manifests.ts';
import { readOutside, whyNotRead } from './outside.ts';

/** The files of an export of a course system that are read, and the names of all its files. */
export interface ExportFiles {
  /** The contents of the wanted files, by path with slashes, in Unicode NFC. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The paths of all files, whether they are read or not. */
  readonly names: readonly string[];
}

/** What programs give in place of letters that are not UTF-8: no name with it leads to its file. */
const noLetter = '\ufffd';

/**
 * Reads the wanted files of a folder. Links are not followed, and hidden folders not entered. What has a name that is
 * not UTF-8 is named, but not read. Gives at most ten problems, for folders and files that cannot be read and for limits.
 */
export function readFolder(
  folder: string,
  wanted: (path: string) => boolean,
): Checked<ExportFiles> {
  const files = new Map<string, Uint8Array>();
  const names: string[] = [];
  const problems: Problem[] = [];
  let length = 0;
  visit('');
  return checked({ files, names }, problems.slice(0, 10));

  function visit(path: string): void {
    const { entries, refused } = folderEntries(join(folder, path));
    if (refused === 'ENOENT' && path.includes(noLetter)) names.push(path.normalize('NFC'));
    else if (refused !== undefined) {
      const detail = `${path === '' ? 'The folder' : path} cannot be opened (${refused}).`;
      problems.push(problem('import/archive', { detail }));
    }
    for (const entry of entries) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) visit(name);
        continue;
      }
      const known = name.normalize('NFC');
      names.push(known);
      if (wanted(known)) {
        const fault = take(name);
        if (fault !== undefined) problems.push(problem('import/archive', { detail: fault }));
      }
    }
  }

  function take(name: string): string | undefined {
    const { exportFiles, exportBytes, outline } = inputLimits;
    if (files.size >= exportFiles.most)
      return `The folder holds more than ${limitInWords(exportFiles)}.`;
    const found = readOutside(join(folder, name), { most: outline.most, links: 'refused' });
    if (found.type === 'absent' && name.includes(noLetter)) return undefined;
    if (found.type !== 'file') return whyNotRead(found, name, outline) ?? `${name} is gone.`;
    length += found.bytes.length;
    if (length > exportBytes.most)
      return `The files have more than ${limitInWords(exportBytes)} in all.`;
    files.set(name.normalize('NFC'), found.bytes);
    return undefined;
  }
}
