// Access to the files that this package contains. The binary of a release has no package folder: its build
// replaces this module by another one with the same exports and with the files in it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of this package: the nearest one with a package.json, whether the package is built or not.
 * Throws an Error if there is none.
 */
export function ownPackageFolder(): string {
  return nearestPackage(import.meta.dirname);
}

function nearestPackage(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('this package has no package.json');
  return nearestPackage(above);
}

export function packageText(packageFolder: string, ...path: readonly string[]): string {
  return readFileSync(join(packageFolder, ...path), 'utf8');
}

/** The names of the files in a folder of this package, sorted. */
export function packageNames(packageFolder: string, ...path: readonly string[]): readonly string[] {
  return readdirSync(join(packageFolder, ...path)).sort();
}
