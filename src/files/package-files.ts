// The files that this package brings along. The binary of a release has no folder of its own: its build
// puts another module in place of this one, with the same exports and with the files in it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where this package is: the nearest folder with a package.json, built or not. */
export function ownPackageFolder(): string {
  return nearestPackage(import.meta.dirname);
}

function nearestPackage(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error('this package has no package.json');
  return nearestPackage(above);
}

/** The text of a file that this package brings along. */
export function packageText(packageFolder: string, ...path: readonly string[]): string {
  return readFileSync(join(packageFolder, ...path), 'utf8');
}

/** The names of the files in a folder of this package, sorted. */
export function packageNames(packageFolder: string, ...path: readonly string[]): readonly string[] {
  return readdirSync(join(packageFolder, ...path)).sort();
}
