import { describe, expect, test } from 'vitest';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
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

describe('--explain-drift', () => {
  const explain = ['doctor', '--explain-drift', '--env', 'test'];

  test('the lines that it prints, pasted into the config, make apply converge', async () => {
    const quirks = ['trims-blanks', 'unit-named-parent'] as const;
    const { around, folder, url, writes } = await serveCatalog({ lessons: 0, quirks });
    const manifest = courseManifest(3).replaceAll('title: Lesson', 'title: Lesson ');
    put(folder, 'catalog/course.yaml', manifest);
    put(folder, 'timeback-catalog.yaml', `${configFor(url)}    facts: { list.limit: 500 }\n`);

    const applied = await cli(['apply', '--env', 'test', '--yes'], around);
    expect(applied.code).toBe(4);
    expect(applied.stdout).toContain('lesson "Lesson  1" title: sent "Lesson  1", kept "Lesson 1"');
    expect(applied.stdout).toMatch(
      /\nTo see what remains: timeback-catalog doctor --explain-drift --env test\n/,
    );

    const before = writes().length;
    const { code, stdout } = await cli(explain, around);
    expect(code).toBe(0);
    expect(stdout).toContain('the dialect table can settle all of them');
    expect(stdout).toContain('parent of 3 lessons: held under the key "parent"');
    expect(writes()).toHaveLength(before);
    const [, facts = ''] = /\n( {8}facts:\n(?: {10}.*\n)+)/.exec(stdout) ?? [];
    expect(facts).toContain('list.limit: 500');
    expect(applied.stdout).toContain(facts);

    put(folder, 'timeback-catalog.yaml', `${configFor(url)}${facts.replaceAll(/^ {4}/gm, '')}`);
    const plan = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect(plan.code).toBe(0);
    put(folder, 'catalog/course.yaml', manifest.replace('Lesson  2', ' "Another  title "'));
    const again = await cli(['apply', '--env', 'test', '--yes'], around);
    expect(again.stdout).toContain('1 changed, 0 moved, 0 retired. Converged.');
    expect((await cli(explain, around)).stdout).toBe(
      'No field differs between the manifests and "test".\n',
    );
  });

  test('what somebody edited is settled by nothing', async () => {
    const { around, emulator } = await serveCatalog({ lessons: 3 });
    await cli(['apply', '--env', 'test', '--yes'], around);
    const [record] = emulator.records('lesson');
    emulator.seed([{ kind: 'lesson', record: { ...record, title: 'LESSON 1' } }]);
    const { code, stdout } = await cli([...explain, '--format', 'json'], around);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cures: [],
      facts: {},
      open: [{ type: 'lesson', path: ['title'], nodes: [{ held: 'LESSON 1' }] }],
    });
    expect((await cli(explain, around)).stdout).toContain('plan --refresh-only --env test');
  });

  test('a format without it is wrong usage', async () => {
    const { code } = await cli(['doctor', '--format', 'json'], { cwd: folderWith(catalogFiles()) });
    expect(code).toBe(64);
  });
});
