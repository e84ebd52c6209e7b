import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesByFolder, importCircles, type SourceModule, sharedNames } from './sources.ts';

/** The greatest sizes: more lines or files cannot be read in one go. */
export const sizes = {
  lines: 400,
  files: 25,
  /** Files that are one table and may be longer. */
  tables: ['src/model/problem-codes.ts'],
} as const;

/** Exceptions to the rules of structure. Each list may only become shorter. */
export interface Exceptions {
  /** Exported names that several files declare. */
  readonly names: readonly string[];
  /** Groups of files that import one another, separated by spaces. */
  readonly circles: readonly string[];
  /** Folders with more files than `sizes.files`, and their numbers of files. */
  readonly folders: Readonly<Record<string, number>>;
}

const file = 'test/house/structure-exceptions.json';

export function exceptions(root: string): Exceptions {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

/** Removes exceptions that no longer exist from the lists; adds none. */
export function shrinkExceptions(root: string, modules: readonly SourceModule[]): void {
  const before = exceptions(root);
  const names = sharedNames(modules);
  const circles = importCircles(modules).map((files) => files.join(' '));
  const counts = filesByFolder(modules.map((one) => one.file));
  const folders = Object.entries(before.folders)
    .map(([folder, most]) => [folder, Math.min(most, counts.get(folder) ?? 0)] as const)
    .filter(([, most]) => most > sizes.files);
  const after: Exceptions = {
    names: before.names.filter((name) => names.has(name)),
    circles: circles.filter((circle) => isPartOfAny(circle, before.circles)),
    folders: Object.fromEntries(folders),
  };
  writeFileSync(join(root, file), `${JSON.stringify(after, null, 2)}\n`);
}

/** Whether all files of a circle are in one of the other circles. */
export function isPartOfAny(circle: string, others: readonly string[]): boolean {
  const files = circle.split(' ');
  return others.some((other) => files.every((file) => other.split(' ').includes(file)));
}
