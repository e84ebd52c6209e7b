import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { baseOf, matcher } from '../manifest/glob.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type KnownFiles, readAgain } from './known-files.ts';

/** A manifest is text that people review; a larger file is an accident or hostile. Bytes. */
export const largest = 16 * 1024 * 1024;

export interface ManifestFiles {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}

/**
 * Reads every file that the globs match below a folder. Symbolic links are not followed, hidden
 * folders and node_modules are not entered. What is known already and did not change is not read.
 */
export function readManifests(
  folder: string,
  globs: readonly string[],
  known?: KnownFiles,
): ManifestFiles {
  const matches = matcher(globs);
  const files: SourceFile[] = [];
  const problems: Problem[] = [];
  known?.folders.clear();
  for (const base of foldersOf(globs)) {
    const linked = linkOnTheWay(folder, base);
    if (linked === undefined) visit(base);
    else problems.push(link(linked));
  }
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, problems };

  function visit(path: string): void {
    known?.folders.add(path);
    for (const entry of entriesOf(join(folder, path))) {
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isEntered(entry.name)) visit(file);
      } else if (entry.isSymbolicLink()) {
        if (matches(file) || isFolder(join(folder, file))) problems.push(link(file));
      } else if (matches(file)) read(file);
    }
  }

  function read(file: string): void {
    const path = join(folder, file);
    try {
      const { size } = statSync(path);
      if (size > largest) problems.push(tooLarge(file, size));
      else files.push({ file, bytes: known ? readAgain(path, known) : readFileSync(path) });
    } catch (error) {
      problems.push(unreadable(file, error));
    }
  }
}

/** Says of a path below a folder whether `readManifests` would read a file there. */
export function manifestFilter(globs: readonly string[]): (path: string) => boolean {
  const matches = matcher(globs);
  const folders = foldersOf(globs);
  return (path) => matches(path) && folders.some((folder) => isReached(path, folder));
}

function isReached(path: string, folder: string): boolean {
  if (folder !== '' && !path.startsWith(`${folder}/`)) return false;
  const way = path.slice(folder.length).split('/').slice(0, -1);
  return way.every((name) => isEntered(name));
}

function isEntered(folderName: string): boolean {
  return !folderName.startsWith('.') && folderName !== 'node_modules';
}

/** The folders in which reading starts; none of them lies in another. */
function foldersOf(globs: readonly string[]): string[] {
  const bases = new Set(globs.filter((glob) => !glob.startsWith('!')).map(baseOf));
  return [...bases].filter((base) => !hasBaseAbove(base, bases));
}

function hasBaseAbove(base: string, bases: ReadonlySet<string>): boolean {
  return [...bases].some(
    (other) => other !== base && (other === '' || base.startsWith(`${other}/`)),
  );
}

/** The part of a path below a folder that is a symbolic link, if one is. */
function linkOnTheWay(folder: string, path: string): string | undefined {
  const parts = path === '' ? [] : path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return prefixes.find((prefix) =>
    lstatSync(join(folder, prefix), { throwIfNoEntry: false })?.isSymbolicLink(),
  );
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // A glob whose folder does not exist matches nothing: catalog/no-files says so.
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function link(file: string): Problem {
  return problem('file/symbolic-link', {
    detail: `${file} is a symbolic link. Links are not followed: one in a pull request could point at any file of the machine that plans it, outside the catalog folder.`,
    hint: 'Put the file itself here, or move the link out of the reach of the `catalog` globs.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

function tooLarge(file: string, size: number): Problem {
  return problem('file/too-large', {
    detail: `${file} has ${Math.ceil(size / 1024 / 1024)} MB; at most ${largest / 1024 / 1024} MB are read.`,
    hint: 'Split it, one file a unit for example, and join the parts with `include`.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

function unreadable(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return problem('file/unreadable', {
    detail: `${file} cannot be opened (${code}).`,
    hint: 'Check its permissions.',
    span: { file, start: { line: 1, column: 1 } },
  });
}
