// What the scripts write, they write whole or not at all: what they ran failed, so they fail.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { runTests } from '../../scripts/reliability/run.ts';
import { folderWith, put } from '../support/catalog-folder.ts';

const root = join(import.meta.dirname, '../..');
const copied = /^(?:docs|schemas|scripts|src|\.github|.*\.(?:md|json|yml))$/;

/** What `npm run generate` reads and writes, in a folder of its own, where files can be damaged. */
function projectCopy(): string {
  const folder = folderWith();
  for (const name of readdirSync(root).filter((name) => copied.test(name)))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** Every file and its text. */
const textsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    globSync('{docs,src,schemas}/**/*.*', { cwd: folder }).map((file) => [
      file.split(sep).join('/'),
      readFileSync(join(folder, file), 'utf8'),
    ]),
  );

const runScript = (folder: string, script: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(folder, script), ...args], { cwd: folder, encoding: 'utf8' });

test.each([
  {
    fault: 'a module of a command does not parse',
    file: 'src/features/tree/command.ts',
    change: (text: string) => `${text}\nexport const = ;\n`,
    says: /SyntaxError|Expected/,
  },
  {
    fault: 'a module of a command throws while it loads',
    file: 'src/features/tree/command.ts',
    change: (text: string) => `${text}\nthrow new Error('not today');\n`,
    says: 'not today',
  },
  {
    fault: 'a file that is made last cannot be made',
    file: 'docs/architecture.md',
    change: (text: string) => text.replace('<!-- end of folders -->', ''),
    says: 'docs/architecture.md has no place for the table of folders',
  },
])('npm run generate writes nothing if $fault', ({ file, change, says }) => {
  const folder = projectCopy();
  // Something to write, made before what fails.
  put(folder, 'docs/problems.md', 'stale');
  put(folder, file, change(readFileSync(join(folder, file), 'utf8')));
  const before = textsOf(folder);
  const { status, stdout, stderr } = runScript(folder, 'scripts/generate.ts');
  expect(stderr).toMatch(says);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(textsOf(folder)).toEqual(before);
});

test('npm run generate writes what is stale', () => {
  const folder = projectCopy();
  const page = join(folder, 'docs/problems.md');
  const before = readFileSync(page, 'utf8');
  put(folder, 'docs/problems.md', 'stale');
  const { status, stdout } = runScript(folder, 'scripts/generate.ts');
  expect(stdout).toContain('docs/problems.md written\n');
  expect(status).toBe(0);
  expect(readFileSync(page, 'utf8')).toBe(before);
});

test('npm run mutate keeps its scores if the run made no report', () => {
  const score = { files: { 'a.ts': { mutants: [{ status: 'Killed' }] } } };
  const folder = folderWith({
    // Of an earlier run, over another folder.
    '.stryker/mutation.json': JSON.stringify(score),
    'node_modules/@stryker-mutator/core/bin/stryker.js': 'process.exit(1);',
    'package.json': '{ "type": "module" }',
  });
  for (const file of ['scripts/mutate.ts', 'scripts/mutation', 'docs/mutation.json'])
    cpSync(join(root, file), join(folder, file), { recursive: true });
  const before = textsOf(folder);
  const { status, stderr } = runScript(folder, 'scripts/mutate.ts', 'plan');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'Stryker made no report on src/plan: its scores stay as they were.\n',
  });
  expect(textsOf(folder)).toEqual(before);
});

test('npm run reliability counts a test file that does not load as failed', () => {
  const folder = folderWith({
    'passes.test.js': "import { test } from 'vitest';\ntest('one', () => {});\n",
    'fails.test.js': "import { test } from 'vitest';\ntest('one', () => { throw 1; });\n",
    'breaks.test.js': "import { test } from 'vitest';\ntest('one', () => { = });\n",
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const results = runTests(['passes.test.js', 'fails.test.js', 'breaks.test.js'], folder);
  expect(Object.fromEntries(results)).toEqual({
    'passes.test.js': { passed: 1, failed: 0, skipped: 0 },
    'fails.test.js': { passed: 0, failed: 1, skipped: 0 },
    'breaks.test.js': { passed: 0, failed: 1, skipped: 0 },
  });
});

test('no script takes the end of a child for granted', () => {
  const scripts = globSync('scripts/**/*.ts', { cwd: root });
  const careless = scripts.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return /\bspawnSync\(/.test(text) && !/\bstatus\b/.test(text);
  });
  const swallowing = scripts.filter((file) =>
    /catch\(\(\) => (?:\{\s*\}|undefined)\)|catch \{\s*\}/.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  );
  expect({ careless, swallowing }).toEqual({ careless: [], swallowing: [] });
});
