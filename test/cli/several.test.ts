import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveEnvironments } from '../support/served-environments.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const all = 4;

describe('one that fails never stops the others', () => {
  test.each([
    { how: 'the client is refused', as: 'refusing', code: 3, problem: 'auth/refused' },
    { how: 'nothing listens', as: 'down', code: 1, problem: 'remote/unreachable' },
    {
      how: 'a write is refused, which leaves it half written',
      as: { faults: [{ fault: 'forbid', id: 'unit-1' }] },
      code: 4,
      problem: undefined,
    },
  ] as const)('$how', async ({ as, code, problem }) => {
    const { around, writes } = await serveEnvironments({ first: {}, broken: as, last: {} });
    const ended = await cli(['apply', '--env', 'first,broken,last', '--yes'], around);
    expect(ended.code).toBe(code);
    expect(writes('first')).toHaveLength(all);
    expect(writes('last')).toHaveLength(all);
    expect(ended.stdout).toContain('2 of 3 environments converged.');
    if (problem) expect(ended.stderr).toContain(`broken:\nError[${problem}]`);
    else expect(ended.stdout).toMatch(/lesson "Lesson 1" +\+ added +! not tried +\+ added/);
  });

  test('none works: no table, and its problem once', async () => {
    const { around } = await serveEnvironments({ a: 'refusing', b: 'refusing' });
    const { code, stdout, stderr } = await cli(['plan', '--env', 'a,b'], around);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr.match(/\[auth\/refused\]/g)).toHaveLength(1);
    expect(stderr).toContain('a, b:\n');
  });
});

test('--env given twice means both, as one list does', async () => {
  const { around } = await serveEnvironments({ a: {}, b: {} });
  const twice = await cli(['plan', '--env', 'a', '--env', 'b'], around);
  expect(twice).toMatchObject({ code: 0 });
  expect(twice.stdout).toBe((await cli(['plan', '--env', 'a,b'], around)).stdout);
  expect(twice.stdout).toContain('Plans for a and b:');
});

test('all: the platforms of the config, one row a node and one column a platform', async () => {
  const { around, folder, writes } = await serveEnvironments({ staging: {}, production: {} });
  expect((await cli(['apply', '--env', 'staging', '--yes'], around)).code).toBe(0);
  put(folder, 'catalog/course.yaml', courseManifest(3));
  const { code, stdout } = await cli(
    ['plan', '--env', 'all', '--detail', 'tree', '--detailed-exitcode'],
    around,
  );
  expect(code).toBe(2);
  expect(stdout.slice(0, stdout.indexOf('staging ('))).toBe(`Plans for staging and production:

                       staging  production
course "Reading"       ·        + add
  unit "Unit 1"        ·        + add
    lesson "Lesson 1"  ·        + add
    lesson "Lesson 2"  ·        + add
    lesson "Lesson 3"  + add    + add

`);
  expect((await cli(['apply', '--env', 'all', '--yes'], around)).code).toBe(0);
  expect([writes('staging').length, writes('production').length]).toEqual([5, 5]);
  const again = await cli(['plan', '--env', 'all', '--detailed-exitcode'], around);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('2 environments: 2 without changes.');
});

test('what is wrong with the manifests is told once, and nothing is sent', async () => {
  const { around, folder, at } = await serveEnvironments({ a: {}, b: {} });
  put(folder, 'catalog/course.yaml', 'kind: course\nsourcedId: c\ntitel: T\n');
  const { code, stderr } = await cli(['plan', '--env', 'a,b'], around);
  expect(code).toBe(1);
  expect(stderr.match(/\[schema\/unknown-field\]/g)).toHaveLength(1);
  expect([...at('a').requests, ...at('b').requests]).toEqual([]);
});

describe('wrong usage is 64, and nothing is sent', () => {
  test.each([
    { args: ['apply', '--env', 'a,b', '--plan-hash', '0123456789ab'] },
    { args: ['apply', '--env', 'a,b', '--resume'] },
    { args: ['apply', '--env', 'a,b'] },
    { args: ['undo', 'receipt.jsonl', '--env', 'a,b', '--yes'] },
    { args: ['plan', '--env', 'a,b', '--refresh-only'] },
    { args: ['doctor', '--env', 'a,b', '--explain-drift'] },
    { args: ['show', 'course-1', '--env', 'all'] },
    { args: ['plan', '--env', 'a,'] },
    { args: ['plan', '--env', 'all,a'] },
  ])('$args', async ({ args }) => {
    const { around, at } = await serveEnvironments({ a: {}, b: {} });
    const { code, stdout, stderr } = await cli(args, around);
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain('[usage/wrong]');
    expect([...at('a').requests, ...at('b').requests]).toEqual([]);
  });
});

describe('a file with several plans', () => {
  test.each([
    { how: 'as it is', args: [] },
    { how: 'as it is, said in words', args: ['--env', 'all'] },
  ])('is applied $how', async ({ args }) => {
    const { around, writes } = await serveEnvironments({ a: {}, b: {} });
    expect((await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around)).code).toBe(0);
    const { code, stdout } = await cli(['apply', 'plan.json', ...args], around);
    expect(code).toBe(0);
    expect(stdout).toContain('2 of 2 environments converged.');
    expect([writes('a').length, writes('b').length]).toEqual([all, all]);
  });

  test('is applied in part', async () => {
    const { around, writes } = await serveEnvironments({ a: {}, b: {} });
    await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around);
    const { code, stdout } = await cli(['apply', 'plan.json', '--env', 'b'], around);
    expect(code).toBe(0);
    expect(stdout).toContain('Apply complete!');
    expect([writes('a').length, writes('b').length]).toEqual([0, all]);
  });

  test('one platform moved: that one is stale, the other is published', async () => {
    const { around, at, writes } = await serveEnvironments({ a: {}, b: {} });
    await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around);
    const record = { sourcedId: 'course-1', status: 'active', title: 'Theirs' };
    at('a').seed([{ kind: 'course', record }]);
    const { code, stderr } = await cli(['apply', 'plan.json'], around);
    expect(code).toBe(6);
    expect(stderr).toContain('a:\nError[plan/stale]');
    expect([writes('a').length, writes('b').length]).toEqual([0, all]);
  });

  test.each([
    { name: 'without a plan for one', args: [], exit: 1, said: '--env a' },
    {
      name: 'asked for one that it has not',
      args: ['--env', 'c'],
      exit: 64,
      said: 'It has: a, b.',
    },
    { name: 'narrowed', args: ['--target', 'unit-1'], exit: 64, said: '--target' },
  ])('$name is refused', async ({ args, exit, said }) => {
    const { around, writes } = await serveEnvironments({ a: {}, b: 'refusing' });
    expect((await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around)).code).toBe(3);
    const { code, stderr } = await cli(['apply', 'plan.json', ...args], around);
    expect(code).toBe(exit);
    expect(stderr).toContain(said);
    expect(writes('a')).toEqual([]);
  });

  test.each([
    { name: 'an edited plan', edit: (text: string) => text.replace('"Lesson 1"', '"Lesson 9"') },
    {
      name: 'a plan under another name',
      edit: (text: string) => text.replace('"name": "b"', '"name": "c"'),
    },
    { name: 'a file that was cut off', edit: (text: string) => text.slice(0, -20) },
  ])('$name is refused', async ({ edit }) => {
    const { around, folder, writes } = await serveEnvironments({ a: {}, b: {} });
    await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around);
    const file = join(folder, 'plan.json');
    const text = readFileSync(file, 'utf8');
    // The rows are for readers; what is applied stands in the plans.
    const at = text.indexOf('"environments": [');
    writeFileSync(file, text.slice(0, at) + edit(text.slice(at)));
    const { code, stderr } = await cli(['apply', 'plan.json'], around);
    expect(code).toBe(1);
    expect(stderr).toContain('[plan/file]');
    expect([...writes('a'), ...writes('b')]).toEqual([]);
  });

  test('is shown as plan itself shows it', async () => {
    const { around } = await serveEnvironments({ a: {}, b: {} });
    const planned = await cli(['plan', '--env', 'a,b', '-o', 'plan.json'], around);
    const { code, stdout } = await cli(['show', 'plan.json'], around);
    expect(code).toBe(0);
    expect(stdout).toBe(planned.stdout);
  });
});

describe.skipIf(!hasTerminal())('on a terminal (needs `script` of util-linux)', () => {
  test('a person is asked once, with all plans in sight', async () => {
    const { around, writes } = await serveEnvironments({ a: {}, b: {}, c: 'refusing' });
    const running = startOnTerminal(['apply', '--env', 'a,b,c'], around);
    await running.until(({ stdout }) => stdout.includes("Type 'yes' to confirm: "));
    expect([...writes('a'), ...writes('b')]).toEqual([]);
    running.type('yes\n');
    const { code, stdout } = await running.ended;
    expect(code).toBe(3);
    expect(stdout.match(/Type 'yes' to confirm: /g)).toHaveLength(1);
    expect(stdout).toContain('c: no plan: ');
    expect(stdout).toMatch(/to a \(http.*\), b \(http.*\)\?/);
    expect([writes('a').length, writes('b').length]).toEqual([all, all]);
  });

  test('no is no for all', async () => {
    const { around, writes } = await serveEnvironments({ a: {}, b: {} });
    const running = startOnTerminal(['apply', '--env', 'a,b'], around);
    await running.until(({ stdout }) => stdout.includes("Type 'yes' to confirm: "));
    running.type('no\n');
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toContain('Apply cancelled.');
    expect([...writes('a'), ...writes('b')]).toEqual([]);
  });
});

describe('overrides', () => {
  const overrides = { staging: 'overrides: { course: { metadata: { goals: { dailyXp: 5 } } } }' };

  test('are published, converge, and are shown', async () => {
    const { around } = await serveEnvironments({ staging: {}, production: {} }, overrides);
    expect((await cli(['apply', '--env', 'all', '--yes'], around)).code).toBe(0);
    const args = ['plan', '--env', 'all', '--detailed-exitcode'];
    expect((await cli(args, around)).code).toBe(0);
    const drift = ['plan', '--env', 'staging', '--refresh-only', '--detailed-exitcode'];
    expect((await cli(drift, around)).code).toBe(0);
    const shown = async (env: string) =>
      JSON.parse((await cli(['show', 'course-1', '--env', env, '-f', 'json'], around)).stdout);
    expect(await shown('staging')).toMatchObject({
      fields: { metadata: { goals: { dailyXp: 5 } } },
      overrides: [{ name: 'environments.staging.overrides.course', line: 3 }],
    });
    expect(await shown('production')).toMatchObject({ overrides: [] });
  });

  test('of a node that is not there are refused, by check too', async () => {
    const { around } = await serveEnvironments(
      { staging: {}, production: {} },
      { staging: 'overrides: { lesson/lesson-11: { title: T } }' },
    );
    for (const args of [
      ['check'],
      ['plan', '--env', 'staging'],
      ['show', 'course-1', '--env', 'staging'],
    ]) {
      const { code, stderr } = await cli(args, around);
      expect(code, args.join(' ')).toBe(1);
      expect(stderr).toContain('[config/override-of-none]');
      expect(stderr).toContain('Did you mean "lesson/lesson-1"?');
    }
    expect((await cli(['plan', '--env', 'production'], around)).code).toBe(0);
  });
});
