import { expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { builtCli, startCli } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

const lessons = 60;

/** The emulator as a process with its data on disk. */
async function startPlatform(cwd: string, port: string) {
  const args = ['emulator', '--port', port, '--client', 'emulator:emulator', '--latency', '15'];
  args.push('--data', 'platform.sqlite');
  const running = startCli(args, { cwd });
  let said = '';
  await running.until(({ stdout }) => {
    said = stdout;
    return stdout.endsWith('Ctrl-C.\n');
  });
  return { running, url: /http:\S+:\d+/.exec(said)?.[0] ?? '' };
}

test('a platform that is killed and started again in the middle of an apply', async () => {
  const cwd = folderWith(catalogFiles(lessons));
  const around = { cwd, env: credentials };
  const first = await startPlatform(cwd, '0');
  put(cwd, 'timeback-catalog.yaml', configFor(first.url));
  const applying = startCli(['apply', '--env', 'test', '--yes', '--debug'], around);
  await applying.until(({ stderr }) => stderr.split('debug: PUT ').length > 20);
  first.running.signal('SIGKILL');
  await first.running.ended;
  await applying.until(({ stderr }) => stderr.includes('Waiting: there was no answer'));
  await startPlatform(cwd, new URL(first.url).port);

  const { code, stdout, stderr } = await applying.ended;
  expect(stdout).toContain(`Apply complete! ${3 + lessons} added`);
  expect(stdout).toContain('Converged.');
  expect(code).toBe(0);
  // The new process knows no token of the old one.
  expect(stderr).toMatch(/ 401\n/);
  expect((await builtCli(['plan', '--env', 'test', '--detailed-exitcode'], around)).code).toBe(0);
});
