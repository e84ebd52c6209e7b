import { expect, test } from 'vitest';
import { problemCodes } from '../../src/model/problem-codes.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';

test('a code is explained without a catalog: what it means, what to do, how a run ends', async () => {
  const { code, stdout, stderr } = await cli(['explain', 'identity/vanished'], {
    cwd: folderWith(),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { summary, help } = problemCodes['identity/vanished'];
  expect(stdout).toContain(`Error[identity/vanished]: ${summary}\n`);
  expect(stdout.replaceAll('\n', ' ')).toContain(help);
  expect(stdout).toContain('exit code 5.\n');
});

test.each(['Error[yaml/tab]:', '[yaml/tab]', 'YAML/tab'])('as it is copied: %s', async (what) => {
  const { code, stdout } = await commandLine(['explain', what], { cwd: folderWith() });
  expect(code).toBe(0);
  expect(stdout).toContain('Error[yaml/tab]: ');
});

test('every code there is, as JSON', async () => {
  for (const [code, { severity }] of Object.entries(problemCodes)) {
    const explained = await commandLine(['explain', code, '-f', 'json'], { cwd: folderWith() });
    expect(JSON.parse(explained.stdout)).toMatchObject({
      code,
      severity,
      exit: expect.any(Number),
    });
  }
});

test.each([
  { what: 'identity/vanishd', said: 'Did you mean "identity/vanished"?' },
  { what: 'yaml/nothing-like-it', said: 'yaml/tab' },
])('$what is none', async ({ what, said }) => {
  const { code, stdout, stderr } = await commandLine(['explain', what], { cwd: folderWith() });
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(said);
});
