import type { BuildOptions } from 'esbuild';

/** What every bundle has in common. */
export const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  minify: true,
  // Some dependencies are CommonJS and ask for Node's modules by `require`.
  banner: {
    js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** The oldest Node that runs what is built, as esbuild names it; package.json says the same to npm. */
export const oldestNode = 'node22.18';
