import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { type Deferred, deferring } from './deferred.ts';
import { common, oldestNode } from './options.ts';

const folder = 'dist/lib';
const entry = 'index';

/**
 * What an import of the library shall not pay for. Node makes a module of all exports of `node:http`,
 * fetch among them, which is half of the time of an import, and of `node:fs` with its streams; an
 * emulator, tables and archives are for few of those who import it.
 */
const deferred: Deferred = {
  builtins: [
    'node:child_process',
    'node:crypto',
    'node:fs',
    'node:http',
    'node:https',
    'node:net',
    'node:timers/promises',
  ],
  files: {
    yaml: 'yaml',
    validators: './src/document/generated/validators.js',
    'plan-validators': './src/document/generated/plan-validators.js',
    hono: 'hono',
    'hono-accepts': 'hono/accepts',
    'hono-html': 'hono/html',
    'hono-server': '@hono/node-server',
    'hono-answered': '@hono/node-server/utils/response',
    'csv-parse': 'csv-parse/sync',
    fflate: 'fflate',
    sax: 'sax',
    diff: 'diff',
    'string-width': 'string-width',
    'wrap-ansi': 'wrap-ansi',
  },
};

/**
 * The library: modules with all that they need, so that who installs it installs no other package,
 * and its types. Says what is in it.
 */
export async function buildLibrary(): Promise<readonly Metafile[]> {
  const both = { ...common, outdir: folder, target: oldestNode, metafile: true } as const;
  const modules = await build({
    ...both,
    entryPoints: { [entry]: 'src/index.ts' },
    splitting: true,
    plugins: [deferring(deferred)],
  });
  const late = await build({
    ...both,
    entryPoints: deferred.files,
    format: 'cjs',
    banner: {},
    outExtension: { '.js': '.cjs' },
  });
  execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  removeOtherTypes();
  return [modules.metafile, late.metafile];
}

/** Of the types that the compiler writes for all files, those stay that the library leads to. */
function removeOtherTypes(): void {
  const wanted = typesFrom(join(folder, `${entry}.d.ts`));
  // Folders come before what is in them.
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).reverse()) {
    const path = join(folder, file);
    if (file.endsWith('.d.ts') && !wanted.has(resolve(path))) rmSync(path);
    else if (statSync(path).isDirectory() && readdirSync(path).length === 0) rmdirSync(path);
  }
}

/** Absolute paths of a file with types and of all that it leads to. */
export function typesFrom(first: string): ReadonlySet<string> {
  const found = new Set([resolve(first)]);
  for (const file of found) {
    for (const imported of importsOf(readFileSync(file, 'utf8'))) {
      if (!imported.startsWith('.')) continue;
      found.add(resolve(dirname(file), imported.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  return found;
}

/** What a file with types imports, as it is spelt. */
export function importsOf(types: string): readonly string[] {
  const code = types.replace(/\/\*.*?\*\//gs, '');
  return [...code.matchAll(/\b(?:from |import\()['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}
