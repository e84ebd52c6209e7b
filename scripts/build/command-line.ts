import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type BuildOptions,
  build,
  type OutputFile,
  type TransformOptions,
  transform,
} from 'esbuild';
import { deferred, ownFiles } from './deferred.ts';
import { common } from './options.ts';

const target = 'node22';

/** What src/cli/compiled.ts calls: a module of CommonJS as Node would wrap it. */
const wrapped = { banner: '(function(exports,require,module,__dirname){', footer: '})' };

/** Becomes a digest of the code: what one build keeps no other may take for its own. */
const buildMark = '@build@';

/**
 * The command line: a start file, and apart from it the program in chunks, so that each command
 * loads what it needs. All of it is CommonJS, which loads in less time than modules.
 */
export async function buildCommandLine(): Promise<void> {
  const start = await bundled({ bin: 'src/cli/bin.ts' }, { splitting: false });
  const program = await bundled({ 'cli/main': 'src/cli/main.ts' }, { splitting: true });
  const digest = createHash('sha256');
  for (const { text } of [...start, ...program]) digest.update(text);
  const id = digest.digest('hex');
  await write(start, id, {});
  await write(program, id, wrapped);
  for (const name of ownFiles) {
    const { outputFiles } = await build({
      ...common,
      ...alone,
      entryPoints: { [`cli/${name}`]: name },
    });
    await write(outputFiles, id, wrapped);
  }
}

/** A package that is no module, and needs no splitting. */
const alone = {
  format: 'cjs',
  banner: {},
  outExtension: { '.js': '.cjs' },
  target,
  write: false,
} as const;

async function write(files: readonly OutputFile[], id: string, around: TransformOptions) {
  for (const { path, text } of files) {
    // Only modules can be split; each part of them can be turned into CommonJS by itself.
    const { code } = await transform(text.replaceAll(buildMark, id), {
      format: 'cjs',
      minify: true,
      platform: 'node',
      supported: { 'dynamic-import': false },
      target,
      ...around,
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

async function bundled(
  entryPoints: Readonly<Record<string, string>>,
  { splitting }: Pick<BuildOptions, 'splitting'>,
) {
  const { outputFiles } = await build({
    ...common,
    entryPoints,
    chunkNames: 'cli/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    splitting: splitting === true,
    define: { 'import.meta.dirname': '__dirname', BUILD: JSON.stringify(buildMark) },
    banner: {},
    plugins: [deferred],
    target,
    write: false,
  });
  return outputFiles;
}
