import type { BuildOptions } from 'esbuild';

/** Options of every bundle. */
export const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  minify: true,
  // Some dependencies are CommonJS and load Node's modules by `require`.
  banner: {
    js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** The oldest Node that runs the build, in esbuild's notation; package.json tells npm the same. */
export const oldestNode = 'node22.18';
