import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, transform } from 'esbuild';
import { deferred } from './deferred.ts';
import { common } from './options.ts';

const target = 'node22';

/** Becomes a digest of the code: what one build keeps no other may take for its own. */
const buildMark = '@build@';

/**
 * The command line: a start file, and chunks with what some commands need, each loaded when it is
 * first asked for. All of it is CommonJS, which Node loads in less time than modules.
 */
export async function buildCommandLine(): Promise<void> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { bin: 'src/cli/bin.ts' },
    chunkNames: 'cli/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    splitting: true,
    define: { 'import.meta.dirname': '__dirname', BUILD: JSON.stringify(buildMark) },
    banner: {},
    plugins: [deferred],
    target,
    write: false,
  });
  const digest = createHash('sha256');
  for (const { text } of outputFiles) digest.update(text);
  const id = digest.digest('hex');
  for (const { path, text } of outputFiles) {
    // Only modules can be split; each part of them can be turned into CommonJS by itself.
    const { code } = await transform(text.replaceAll(buildMark, id), {
      format: 'cjs',
      minify: true,
      platform: 'node',
      supported: { 'dynamic-import': false },
      target,
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}
