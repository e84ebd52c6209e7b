import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesByFolder, importCircles, type SourceModule, sharedNames } from './sources.ts';

/** What may be: more lines or files than these cannot be read in one go. */
export const sizes = {
  lines: 400,
  files: 25,
  /** Files that are one table, however long. */
  tables: ['src/model/problem-codes.ts'],
} as const;

/** What is still otherwise than the rules say. Each list only becomes shorter. */
export interface Exceptions {
  /** Exported names that several files declare. */
  readonly names: readonly string[];
  /** Files that import one another, with a space between them. */
  readonly circles: readonly string[];
  /** Folders with more files than `sizes.files`, and how many. */
  readonly folders: Readonly<Record<string, number>>;
}

const file = 'test/house/structure-exceptions.json';

export function exceptions(root: string): Exceptions {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

/** Takes out of the lists what is mended; adds nothing. */
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

/** Whether all files of a circle are in one of the others. */
export function isPartOfAny(circle: string, others: readonly string[]): boolean {
  const files = circle.split(' ');
  return others.some((other) => files.every((file) => other.split(' ').includes(file)));
}
