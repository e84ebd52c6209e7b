import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { type Deferred, deferring } from './deferred.ts';
import { common, oldestNode } from './options.ts';
import { packageFilesInside } from './standalone.ts';

const folder = 'dist/lib';
const entry = 'index';
/** The file with all functions, which the first call of one of them loads. */
const later = 'library';
/**
 * The entry for bundlers, by the condition `module` of package.json: bundlers move code away from files that
 * the other entry loads later, so this entry loads none.
 */
const whole = 'bundled';

/**
 * Modules that the first call should not load either. Node makes a module from all exports of `node:http`,
 * fetch among them, which takes half of the time of an import, and of `node:fs` with its streams. Few users
 * need the emulator, tables and archives.
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
  },
};

/**
 * Builds the library: modules with all their dependencies, so that users install no other package, and its
 * types. Returns what is in it.
 */
export async function buildLibrary(): Promise<readonly Metafile[]> {
  const both = { ...common, outdir: folder, target: oldestNode, metafile: true } as const;
  const modules = await build({
    ...both,
    entryPoints: { [entry]: front, [later]: source },
    splitting: true,
    plugins: [await fronting(), deferring(deferred)],
  });
  const late = await build({
    ...both,
    entryPoints: deferred.files,
    format: 'cjs',
    banner: {},
    outExtension: { '.js': '.cjs' },
  });
  const bundled = await build({
    ...both,
    entryPoints: { [whole]: source },
    // A bundle may be CommonJS, which has no `import.meta` from which to make a `require`.
    banner: { js: 'const require = (name) => process.getBuiltinModule(name);' },
    plugins: [packageFilesInside],
  });
  execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  removeOtherTypes();
  return [modules.metafile, late.metafile, bundled.metafile];
}

const source = 'src/index.ts';
const front = 'front';

/**
 * The code that an import loads: classes and tables themselves, and for each function one that loads the
 * library when it is called. Reading a megabyte of code took three quarters of the time of an import, which a
 * program pays even if it calls nothing.
 */
async function fronting(): Promise<Plugin> {
  const exported = Object.entries(await import(resolve(source)));
  const contents = exported.map(([name, value]) =>
    typeof value === 'function' && !/^class\b/.test(`${value}`)
      ? `export function ${name}(...given) { return require('./${later}.js').${name}(...given); }`
      : `export { ${name} } from '${originOf(name)}';`,
  );
  return {
    name: front,
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^front$/ }, () => ({ path: front, namespace: front }));
      onResolve({ filter: /\.js$/, namespace: front }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /^/, namespace: front }, () => ({
        contents: contents.join('\n'),
        resolveDir: dirname(resolve(source)),
      }));
    },
  };
}

/**
 * The file that an export comes from: all other files that the library names would come along with the
 * library.
 */
function originOf(name: string): string {
  const statement = new RegExp(`^export \\{[^}]*\\b${name}\\b[^}]*\\} from '(.*)';$`, 'm');
  const [, origin] = statement.exec(readFileSync(source, 'utf8')) ?? [];
  if (origin === undefined) throw new Error(`${source} does not say where ${name} comes from`);
  return origin;
}

/** Removes the types that the library does not use from those that the compiler writes for all files. */
function removeOtherTypes(): void {
  const wanted = typesFrom(join(folder, `${entry}.d.ts`));
  // Folders come before their content.
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).reverse()) {
    const path = join(folder, file);
    if (file.endsWith('.d.ts') && !wanted.has(resolve(path))) rmSync(path);
    else if (statSync(path).isDirectory() && readdirSync(path).length === 0) rmdirSync(path);
  }
}

/** Absolute paths of a file with types, and of all files that it imports, directly or not. */
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

/** The imports of a file with types, as they are written. */
export function importsOf(types: string): readonly string[] {
  const code = types.replace(/\/\*.*?\*\//gs, '');
  return [...code.matchAll(/\b(?:from |import\()['"]([^'"]+)['"]/g)].map(([, name = '']) => name);
}
