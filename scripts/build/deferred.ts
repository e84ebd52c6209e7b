import type { Plugin } from 'esbuild';

/** Not of Node: each becomes a file beside the others. */
export const ownFiles = ['yaml'];

/** Loaded when something of them is first used, not when a file that imports them is. */
const packages = [...ownFiles, 'node:child_process', 'node:crypto'];

const namespace = 'deferred';

/**
 * Many a command reads manifests that need no YAML parser, hashes nothing and starts no process;
 * loading what could do it took a fifth of a short command's time. Each import of these packages
 * becomes an import of a module whose exports fetch the package when they are read.
 */
export const deferred: Plugin = {
  name: namespace,
  setup: (build) => {
    const anyOf = new RegExp(`^(${packages.join('|')})$`);
    build.onResolve({ filter: anyOf }, ({ path, namespace: from }) => {
      if (from !== namespace) return { path, namespace };
      return ownFiles.includes(path) ? { path: `./${path}.cjs`, external: true } : undefined;
    });
    build.onLoad({ filter: anyOf, namespace }, async ({ path }) => ({
      contents: sourceFor(path, Object.keys(await import(path))),
      resolveDir: build.initialOptions.absWorkingDir ?? process.cwd(),
    }));
  },
};

function sourceFor(path: string, names: readonly string[]): string {
  const getters = names.map(
    (name) =>
      `get ${JSON.stringify(name)}() { return require(${JSON.stringify(path)})${named(name)}; }`,
  );
  return `module.exports = { ${getters.join(', ')} };`;
}

/** The default export of what is CommonJS, as all of these are, is all of it. */
const named = (name: string) => (name === 'default' ? '' : `[${JSON.stringify(name)}]`);
