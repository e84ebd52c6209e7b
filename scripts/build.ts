// Builds dist/: the command line as one start file with chunks that load when needed, the GitHub
// Action as one file, and the library as plain modules with types.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleAction, bundleFile } from './build/action-bundle.ts';
import { common } from './build/options.ts';

rmSync('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: { bin: 'src/cli/bin.ts' },
  chunkNames: 'cli/[name]-[hash]',
  splitting: true,
  target: 'node22',
});
chmodSync('dist/bin.js', 0o755);
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['dist/bin.js', '--help']));
writeFileSync(bundleFile, await bundleAction());
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
// The compiler copies no JavaScript and no declarations.
for (const file of ['validators.js', 'validators.d.ts']) {
  cpSync(`src/document/generated/${file}`, `dist/lib/document/generated/${file}`);
}
