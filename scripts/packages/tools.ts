/** A package that is not shipped: its purpose, and where it is used. */
export interface Tool {
  readonly home: string;
  readonly why: string;
}

/** Packages in package.json in addition to those of `packageHomes`, each with its reason. */
export const tools: Readonly<Record<string, Tool>> = {
  '@actions/workflow-parser': {
    home: 'test',
    why: 'GitHub’s own reader of workflows and of `action.yml`',
  },
  '@arethetypeswrong/cli': {
    home: 'npm run check',
    why: 'types of the package are found however it is imported',
  },
  '@biomejs/biome': { home: 'npm run check', why: 'format, lint, layers' },
  '@eslint-community/regexpp': {
    home: 'test/house',
    why: 'reads regular expressions, to find those that take long',
  },
  '@stoplight/prism-cli': {
    home: 'test/support',
    why: 'a mock and a proxy made from an OpenAPI document, by others',
  },
  '@stryker-mutator/core': {
    home: 'npm run mutate',
    why: 'breaks the code to see which tests notice',
  },
  '@stryker-mutator/vitest-runner': { home: 'npm run mutate', why: 'has it run our tests' },
  '@types/node': { home: 'types', why: 'types of Node' },
  '@types/picomatch': { home: 'types', why: 'types of picomatch' },
  '@types/sax': { home: 'types', why: 'types of sax' },
  'ajv-formats': {
    home: 'test',
    why: 'formats of the schemas, when tests hold outputs against them',
  },
  'axe-core': { home: 'test/support/browser.ts', why: 'finds what keeps people out of a page' },
  esbuild: { home: 'scripts/build', why: 'bundles' },
  'fast-check': {
    home: 'test/support/laws.ts',
    why: 'laws: cases drawn at random, and the smallest one that fails',
  },
  knip: { home: 'npm run check', why: 'finds files, exports and packages that nobody uses' },
  micromark: { home: 'test', why: 'Markdown as GitHub reads it, in tests of comments' },
  'micromark-extension-gfm': { home: 'test', why: 'its tables, links and task lists' },
  node: { home: 'npm scripts', why: 'the Node of development, on machines that have another' },
  'oxc-parser': { home: 'scripts/structure', why: 'reads our sources: names, imports, sizes' },
  picomatch: { home: 'test', why: 'another reader of globs, to compare ours with' },
  'playwright-core': {
    home: 'test/support, scripts/picture.ts',
    why: 'opens pages in the Chromium of the machine, wide and narrow, light and dark',
  },
  publint: { home: 'npm run check', why: 'what package.json promises is in the package' },
  'read-excel-file': {
    home: 'test/import',
    why: 'another reader of XLSX, which the one of imports is compared with',
  },
  scslre: { home: 'test/house', why: 'finds regular expressions that take long' },
  typescript: { home: 'npm run check', why: 'types, and the declarations of the library' },
  vitest: { home: 'npm test', why: 'runs the tests' },
  'yaml-language-server': { home: 'test', why: 'what an editor says of manifests by our schemas' },
};
