// Builds dist/: the command line as one start file with chunks that load when needed, and the
// library as plain modules with types.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { bin: 'src/cli/bin.ts' },
  outdir: 'dist',
  chunkNames: 'cli/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  // Some dependencies are CommonJS and ask for Node's modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
chmodSync('dist/bin.js', 0o755);
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['dist/bin.js', '--help']));
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
// The compiler copies no JavaScript and no declarations.
for (const file of ['validators.js', 'validators.d.ts']) {
  cpSync(`src/document/generated/${file}`, `dist/lib/document/generated/${file}`);
}
