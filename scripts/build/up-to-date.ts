// Whether dist/ is what the present sources give. `npm install`, `npm test`, `npm run check` and everything
// that packs the package ask for a build; only the first of them has to make one.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** All inputs of a build: npm's lock file has the versions of the packages. */
const inputs = [
  '{src,schemas,scripts/build}/**',
  'scripts/build.ts',
  'package.json',
  'tsconfig*.json',
  'node_modules/.package-lock.json',
];
const recordIn = (root: string) => join(root, 'node_modules/.cache/timeback-catalog/build.txt');

function digestOf(patterns: readonly string[], root: string): string {
  const hash = createHash('sha256').update(`${resolve(root)} ${process.version}`);
  for (const file of globSync([...patterns], { cwd: root }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

const state = (root: string): string =>
  `${digestOf(inputs, root)} ${digestOf(['dist/**'], root)}\n`;

/** Whether neither the sources nor dist/ of a folder have changed since its last build. */
export function isUpToDate(root = '.'): boolean {
  try {
    return readFileSync(recordIn(root), 'utf8') === state(root);
  } catch {
    return false;
  }
}

/** Records that dist/ of a folder was made from its present sources. */
export function rememberBuild(root = '.'): void {
  mkdirSync(dirname(recordIn(root)), { recursive: true });
  writeFileSync(recordIn(root), state(root));
}
