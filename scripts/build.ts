// Builds dist/: the command line as a start file with chunks that load when needed, the GitHub
// Action as one file, and the library as plain modules with types.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { bundleAction } from './build/action-bundle.ts';
import { buildCommandLine } from './build/command-line.ts';

rmSync('dist', { recursive: true, force: true });
await buildCommandLine();
chmodSync('dist/bin.cjs', 0o755);
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['dist/bin.cjs', '--help']));
for (const [file, bytes] of await bundleAction()) writeFileSync(file, bytes);
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
// The compiler copies no JavaScript and no declarations.
const generated = 'document/generated';
for (const file of readdirSync(`src/${generated}`).filter((name) => /\.(js|d\.ts)$/.test(name))) {
  cpSync(`src/${generated}/${file}`, `dist/lib/${generated}/${file}`);
}
