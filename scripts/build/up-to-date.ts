// Whether dist/ is what the sources of now make. `npm install`, `npm test`, `npm run check` and whatever packs
// the package each ask for a build: only the first of them has one to make.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** All that a build depends on: the versions of the packages are in the list that npm keeps of them. */
const inputs = [
  '{src,schemas,scripts/build}/**',
  'scripts/build.ts',
  'package.json',
  'tsconfig*.json',
  'node_modules/.package-lock.json',
];
const record = 'node_modules/.cache/timeback-catalog/build.txt';

function digestOf(patterns: readonly string[]): string {
  const hash = createHash('sha256').update(`${resolve('.')} ${process.version}`);
  const files = globSync([...patterns]).filter((path) => statSync(path).isFile());
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

const state = (): string => `${digestOf(inputs)} ${digestOf(['dist/**'])}\n`;

/** Whether neither the sources nor dist/ have changed since the last build of this folder. */
export function isUpToDate(): boolean {
  try {
    return readFileSync(record, 'utf8') === state();
  } catch {
    return false;
  }
}

/** Remembers that dist/ was made from the sources of now. */
export function rememberBuild(): void {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, state());
}
