import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The file names looked for, in this order. Data formats only: a pull request must not run code. */
export const configNames = [
  'timeback-catalog.yaml',
  'timeback-catalog.yml',
  'timeback-catalog.json',
] as const;

export interface FoundConfig {
  /** Absolute path of the config. */
  readonly path: string;
  /** Absolute path of its folder: the catalog folder. */
  readonly folder: string;
  readonly bytes: Uint8Array;
}

/**
 * Finds the config for a folder: there, or in the nearest folder above that has one. A library for
 * this is deliberately not used: see docs/decisions/0002-no-cosmiconfig.md.
 */
export function findConfig(from: string): FoundConfig | undefined {
  const folder = resolve(from);
  const found = configNames.map((name) => join(folder, name)).find(isFile);
  if (found) return { path: found, folder, bytes: readFileSync(found) };
  const above = dirname(folder);
  return above === folder ? undefined : findConfig(above);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
