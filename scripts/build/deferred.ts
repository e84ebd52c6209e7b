import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** Modules that a bundle loads at their first use, and not when a file that imports them is loaded. */
export interface Deferred {
  /** Modules of Node, such as `node:crypto`. */
  readonly builtins: readonly string[];
  /**
   * Modules that become files beside the bundle: the name of each file with its content, a package such as
   * `hono/html` or a file of the project such as `./src/x.js`.
   */
  readonly files: Readonly<Record<string, string>>;
}

const namespace = 'deferred';

/**
 * Replaces each import of a deferred module by a module whose exports load it when they are read. Many runs
 * read manifests that need no YAML parser, hash nothing and start no process; loading the code for it took a
 * fifth of a short command's time.
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
        contents: sourceFor(path, await import(path)),
        resolveDir: build.initialOptions.absWorkingDir ?? process.cwd(),
      }));
    },
  };
}

/** One text for a module, however an import spells it. */
function keyOf(what: string, from = '.'): string {
  return what.startsWith('.') ? pathToFileURL(resolve(from, what)).href : what;
}

/**
 * A module with a getter for each export. An import of a default export takes the whole module instead, so
 * the module is that function itself if the default export is one.
 */
function sourceFor(path: string, exported: Readonly<Record<string, unknown>>): string {
  const load = `const it = require(${JSON.stringify(path)});`;
  const getters = Object.keys(exported).map(
    (name) => `get ${JSON.stringify(name)}() { ${load} return ${named(name)}; }`,
  );
  const whole =
    typeof exported['default'] === 'function'
      ? `(...given) => { ${load} return (${named('default')})(...given); }`
      : '{}';
  return `module.exports = Object.defineProperties(${whole}, Object.getOwnPropertyDescriptors({ ${getters.join(', ')} }));`;
}

/** The default export of a CommonJS module is the whole module. */
const named = (name: string) =>
  name === 'default' ? 'it.__esModule ? it.default : it' : `it[${JSON.stringify(name)}]`;
