import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

const warning =
  'WARNING: the credentials of test are sent unencrypted (--insecure-http). Anyone who intercepts them can publish in your name.\n';

/** A published catalog whose platform has since come to be described by an address with http. */
async function start() {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor('https://x.test'),
  });
  const run = (...args: readonly string[]) =>
    commandLine(args, { cwd, env: credentials }, { fetch: emulator.fetch });
  await run('fmt');
  await run('apply', '--env', 'test', '--yes');
  put(cwd, 'timeback-catalog.yaml', configFor('http://x.test'));
  const folder = '.timeback-catalog/receipts/test';
  const receipt = join(folder, readdirSync(join(cwd, folder))[0] ?? '');
  return { emulator, run, receipt, receipts: join(cwd, folder) };
}

test.each([
  'plan',
  'plan --refresh-only',
  'apply --yes',
  'apply --resume --yes',
  'undo RECEIPT --yes',
  'doctor',
  'doctor --explain-drift',
  'retire lesson-1 --never-published',
])('%s sends nothing unencrypted but with --insecure-http, and then says so', async (line) => {
  const { emulator, run, receipt, receipts } = await start();
  // A receipt that names the node refuses this before the platform is asked.
  if (line.startsWith('retire')) rmSync(receipts, { recursive: true });
  const command = [...line.replace('RECEIPT', receipt).split(' '), '--env', 'test'];
  const before = emulator.requests.length;
  const refused = await run(...command);
  expect(refused.code).toBe(1);
  // What doctor finds is its result, and goes to stdout.
  expect(refused.stdout + refused.stderr).toContain('[config/insecure-url]');
  expect(refused.stderr).not.toContain('WARNING');
  expect(emulator.requests.length).toBe(before);

  const allowed = await run(...command, '--insecure-http');
  expect(allowed.stderr).toContain(warning);
  expect(allowed.stdout + allowed.stderr).not.toContain('[config/insecure-url]');
});

test('what sends nothing does not mind', async () => {
  const { run } = await start();
  expect((await run('check')).code).toBe(0);
  expect((await run('plan', '--env', 'local')).code).toBe(0);
  expect((await run('show', 'lesson-1')).code).toBe(0);
});

test('with an encrypted address the flag says nothing', async () => {
  const { run } = await start();
  const { stderr } = await run('plan', '--env', 'local', '--insecure-http');
  expect(stderr).not.toContain('WARNING');
});
