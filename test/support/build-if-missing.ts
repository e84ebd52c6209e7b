import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** What tests run of `dist/`, which git does not track. */
const built = ['dist/bin.cjs', 'dist/action.js', 'dist/lib/index.js'];

/** Vitest calls it before the first test: `npx vitest run` in a fresh clone builds what is not there. */
export function setup(): void {
  if (built.every((file) => existsSync(join(root, file)))) return;
  execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'inherit' });
}
