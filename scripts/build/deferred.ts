import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** What a bundle loads when something of it is first used, not when a file that imports it is. */
export interface Deferred {
  /** Modules of Node, such as `node:crypto`. */
  readonly builtins: readonly string[];
  /**
   * What becomes files of its own, beside the bundle: the name of each file, and what is in it, a
   * package such as `hono/html` or a file of ours such as `./src/x.js`.
   */
  readonly files: Readonly<Record<string, string>>;
}

const namespace = 'deferred';

/**
 * Each import of what is deferred becomes an import of a module whose exports fetch it when they are
 * read. Many a run reads manifests that need no YAML parser, hashes nothing and starts no process;
 * loading what could do it took a fifth of a short command's time.
 */
export function deferring({ builtins, files }: Deferred): Plugin {
  const fileOf = new Map(
    Object.entries(files).map(([name, what]) => [keyOf(what), `./${name}.cjs`]),
  );
  const all = [...builtins, ...Object.values(files)];
  const ends = new RegExp(`(?:^|/)(?:${all.map((what) => what.split('/').at(-1)).join('|')})$`);
  return {
    name: namespace,
    setup: (build) => {
      build.onResolve({ filter: ends }, ({ path, namespace: from, resolveDir }) => {
        const key = keyOf(path, resolveDir);
        const file = fileOf.get(key);
        if (file === undefined && !builtins.includes(key)) return undefined;
        if (from !== namespace) return { path: key, namespace };
        return file === undefined ? undefined : { path: file, external: true };
      });
      build.onLoad({ filter: /^/, namespace }, async ({ path }) => ({
        contents: sourceFor(path, Object.keys(await import(path))),
        resolveDir: build.initialOptions.absWorkingDir ?? process.cwd(),
      }));
    },
  };
}

/** One text for a module, however an import spells it. */
function keyOf(what: string, from = '.'): string {
  return what.startsWith('.') ? pathToFileURL(resolve(from, what)).href : what;
}

function sourceFor(path: string, names: readonly string[]): string {
  const getters = names.map(
    (name) =>
      `get ${JSON.stringify(name)}() { const it = require(${JSON.stringify(path)}); return ${named(name)}; }`,
  );
  return `module.exports = { ${getters.join(', ')} };`;
}

/** The default export of what was no module is all of it. */
const named = (name: string) =>
  name === 'default' ? 'it.__esModule ? it.default : it' : `it[${JSON.stringify(name)}]`;
