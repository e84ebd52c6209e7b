import { expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/program.ts';
import { configFor, credentials, deadUrl, serveCatalog } from '../support/served-catalog.ts';

test('the local environment is in order and counts what it holds', async () => {
  const cwd = folderWith(catalogFiles());
  await cli(['apply', '--yes'], { cwd });
  const { code, stdout } = await cli(['doctor', '--env', 'local'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^local .*: token in \d+ ms\n/);
  expect(stdout).toMatch(/^ +courses +1 in reach/m);
  expect(stdout).toMatch(/^ +lessons +2 in reach/m);
});

test('what cannot be used is told, and the other environments are shown all the same', async () => {
  const { url, folder, writes } = await serveCatalog();
  const platform = (name: string, variables: string) => `  ${name}:
    baseUrl: ${url}
    credentials: { clientId: ${variables}_ID, clientSecret: ${variables}_SECRET }
`;
  const environments = platform('broken', 'WRONG') + platform('sound', 'RIGHT');
  put(folder, 'timeback-catalog.yaml', `environments:\n${environments}`);
  const env = {
    WRONG_ID: 'emulator',
    WRONG_SECRET: 'wrong',
    RIGHT_ID: 'emulator',
    RIGHT_SECRET: 'emulator',
  };
  const { code, stdout, stderr } = await cli(['doctor'], { cwd: folder, env });
  expect(code).toBe(3);
  expect(stdout).toMatch(/^local .*: token in \d+ ms$/m);
  expect(stdout).toContain(`broken (${url}): no token\n`);
  expect(stdout).toMatch(/^sound .*: token in \d+ ms$/m);
  expect(stderr.match(/\[auth\/\S+\]/g)).toEqual(['[auth/refused]']);
  expect(writes()).toEqual([]);
});

test('an environment at which nothing listens', async () => {
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor(await deadUrl()),
  });
  const { code, stderr } = await cli(['doctor', '--env', 'test'], { cwd, env: credentials });
  expect(code).toBe(1);
  expect(stderr).toContain('[remote/unreachable]');
});

test('an unknown environment', async () => {
  const { code, stderr } = await cli(['doctor', '--env', 'lokal'], {
    cwd: folderWith(catalogFiles()),
  });
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean "local"?');
});
