import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { smoke } from '../../scripts/smoke/run.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { run } from '../support/program.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** npm as this machine has it set up: where it may install from is not the test's business. */
function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    timeout: 100_000,
  });
}

const noNetwork = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED/;

/** The programs that the documentation shows. */
const shown = ['docs/how-to/use-the-library.md'].flatMap((file) => {
  const text = readFileSync(join(project, file), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
});

/** Compiles TypeScript as strictly as a careful user would. */
function compile(files: readonly string[], cwd: string): void {
  const types = join(project, 'node_modules/@types');
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--skipLibCheck',
    'false',
  ];
  const modules = [
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--typeRoots',
    types,
    '--types',
    'node',
  ];
  const tsc = join(project, 'node_modules/.bin/tsc');
  execFileSync(tsc, [...options, ...modules, ...files], { cwd, encoding: 'utf8' });
}

test('the packed package, installed elsewhere, works (slow)', {
  timeout: 600_000,
}, async (context) => {
  const cwd = folderWith({ 'package.json': '{ "private": true }' });
  // Without scripts, which would build `dist` anew under the tests beside this one.
  const tarball = npm(['pack', '--ignore-scripts', '--pack-destination', cwd], project).trim();
  // As a stranger does it: npm warns of whatever it finds odd.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=warn', '--prefer-offline'];
  const words = ['install', ...quiet, join(cwd, tarball)];
  const { status, stderr } = spawnSync('npm', words, { cwd, encoding: 'utf8', timeout: 100_000 });
  if (noNetwork.test(stderr))
    return context.skip('the dependencies cannot be installed without a network');
  // Of `prepare`, which is for git addresses, npm 11 warns in an archive, and not in a package of a registry.
  const said = stderr.replace(/^npm warn (?:allow-scripts|install-scripts).*\n/gm, '');
  expect({ status, said }).toEqual({ status: 0, said: '' });

  const catalog = folderWith();
  const installed = (args: readonly string[]) =>
    run(join(cwd, 'node_modules/.bin/timeback-catalog'), args, { cwd: catalog });
  expect(await installed(['--version'])).toMatchObject({
    code: 0,
    stdout: `${packageJson.version}\n`,
  });
  expect((await installed(['init', '--title', 'Reading'])).code).toBe(0);
  expect(existsSync(join(catalog, 'schemas/course.schema.json'))).toBe(true);
  expect((await installed(['plan'])).stdout).toContain('Plan: 3 to add');

  const startFile = join(cwd, 'node_modules/timeback-catalog/dist/bin.cjs');
  // docs/how-to/write-in-an-editor.md copies it from there.
  const hook = join(cwd, 'node_modules/timeback-catalog/examples/hooks/pre-commit');
  expect(existsSync(hook)).toBe(true);
  expect(await smoke({ name: 'this', words: [process.execPath, startFile] })).toEqual([]);

  const programs = shown.map((_, at) => `shown-${at}.ts`);
  for (const [at, name] of programs.entries()) writeFileSync(join(cwd, name), shown[at] ?? '');
  writeFileSync(join(cwd, 'package.json'), '{ "private": true, "type": "module" }');
  compile(programs, cwd);
  const outputs = [];
  for (const name of programs) {
    const { code, stdout, stderr } = await run(process.execPath, [name, catalog], { cwd });
    expect([name, code, stderr]).toEqual([name, 0, '']);
    outputs.push(stdout);
  }
  expect(outputs).toEqual([
    expect.stringContaining('Plan: 3 to add'),
    expect.stringMatching(/^create course.*\ncreate unit.*\ncreate lesson.*\nconverged\n$/),
    '1\n',
    '0\n',
  ]);
});
