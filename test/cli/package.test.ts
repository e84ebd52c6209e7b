import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
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

const library = `
import { check, nodeWorld } from 'timeback-catalog';
const result = check({}, nodeWorld({ cwd: process.argv[1] }));
console.log(JSON.stringify(result));
`;

test('the packed package, installed elsewhere, works (slow)', {
  timeout: 150_000,
}, async (context) => {
  const cwd = folderWith({ 'package.json': '{ "private": true }' });
  const tarball = npm(['pack', '--pack-destination', cwd], project).trim();
  try {
    npm(['install', '--prefer-offline', '--prefix', cwd, join(cwd, tarball)], cwd);
  } catch (error) {
    if (!noNetwork.test(String(error))) throw error;
    return context.skip('the dependencies cannot be installed without a network');
  }

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

  const used = await run(process.execPath, ['--input-type=module', '--eval', library, catalog], {
    cwd,
  });
  expect(used.stderr).toBe('');
  expect(JSON.parse(used.stdout)).toMatchObject({ ok: true, value: { files: 1 } });
});
