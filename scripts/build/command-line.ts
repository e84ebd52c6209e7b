import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type BuildOptions,
  type BuildResult,
  build,
  type Metafile,
  type OutputFile,
  transform,
} from 'esbuild';
import { type Deferred, deferring } from './deferred.ts';
import { common, oldestNode } from './options.ts';
import { packed } from './packs.ts';

const target = oldestNode;

const deferred: Deferred = {
  builtins: ['node:child_process', 'node:crypto'],
  files: { yaml: 'yaml', 'string-width': 'string-width', listr2: 'listr2' },
};

/** What is loaded together: by every command that runs, by `check`, and by `plan` and `apply`. */
const packs = {
  start: ['src/cli/main.ts', 'src/cli/output.ts'],
  check: ['src/features/check/command.ts'],
  publish: [
    'src/features/plan/command.ts',
    'src/features/apply/command.ts',
    'src/text/renderer.ts',
  ],
};

/** Replaced by a hash of the code, so that no build uses the cache of another. */
const buildMark = '@build@';

/**
 * Builds the command line: a start file and, separately, the program in chunks, so that each command loads
 * only what it needs. All of it is CommonJS, which loads faster than modules. Returns what is in it.
 */
export async function buildCommandLine(): Promise<readonly Metafile[]> {
  const start = await modules({ bin: 'src/cli/bin.ts' }, { splitting: false });
  const program = await modules({ 'cli/main': 'src/cli/main.ts' }, { splitting: true });
  const packages = await bundled(
    Object.fromEntries(Object.entries(deferred.files).map(([name, what]) => [`cli/${name}`, what])),
    { format: 'cjs' },
  );
  const bundles = [start, program, packages];
  const digest = createHash('sha256');
  for (const { text } of bundles.flatMap(({ outputFiles }) => outputFiles)) digest.update(text);
  const id = digest.digest('hex');
  mkdirSync('dist/cli', { recursive: true });
  for (const { outputFiles } of [start, packages]) {
    for (const file of outputFiles) writeFileSync(file.path, await commonJs(file, id));
  }
  const files = new Map<string, string>();
  for (const file of program.outputFiles) files.set(basename(file.path), await commonJs(file, id));
  for (const [name, code] of packed(files, program.metafile, packs)) {
    writeFileSync(join('dist/cli', name), code);
  }
  return bundles.map(({ metafile }) => metafile);
}

/** The project's code and its imports, except packages that are files of their own. */
function modules(entries: Entries, { splitting }: { readonly splitting: boolean }) {
  return bundled(entries, {
    splitting,
    chunkNames: 'cli/[name]-[hash]',
    define: { 'import.meta.dirname': '__dirname', BUILD: JSON.stringify(buildMark) },
    plugins: [deferring(deferred)],
  });
}

type Entries = Readonly<Record<string, string>>;

type Bundled = BuildResult<{ write: false; metafile: true }>;

function bundled(entryPoints: Entries, options: BuildOptions): Promise<Bundled> {
  return build({
    ...common,
    entryPoints,
    outExtension: { '.js': '.cjs' },
    banner: {},
    target,
    ...options,
    write: false,
    metafile: true,
  });
}

/** Converts a module to CommonJS; only modules can be split. */
async function commonJs({ text }: OutputFile, id: string): Promise<string> {
  const { code } = await transform(text.replaceAll(buildMark, id), {
    format: 'cjs',
    platform: 'node',
    supported: { 'dynamic-import': false },
    target,
  });
  const small = await transform(withPlainExports(code), {
    format: 'cjs',
    minify: true,
    // Removes helpers that nothing uses any more.
    treeShaking: true,
    platform: 'node',
    target,
  });
  return small.code;
}

/** The exports that esbuild writes for a file that was a module, and the list of their names at its end. */
const copiedExports =
  /^__export\(stdin_exports, (\{[^{}]*\})\);\nmodule\.exports = __toCommonJS\(stdin_exports\);$/m;
const listedExports = /^0 && \(module\.exports = \{[^{}]*\}\);$/m;

/**
 * Writes exports as one object with a getter for each name, so that later changes are visible. esbuild makes
 * two objects and defines each name on both, in every file, which is a tenth of the code that a short command
 * runs.
 */
function withPlainExports(code: string): string {
  const getters = (names: string) =>
    names.replace(/([\w$]+): \(\) => ([\w$.]+)/g, 'get $1() { return $2; }');
  return code
    .replace(
      copiedExports,
      (_, names: string) =>
        `module.exports = ${getters(names).replace('{', '{ __esModule: true,')};`,
    )
    .replace(listedExports, '');
}
