import { describe, expect, test } from 'vitest';
import { courseManifest, exchangeable, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { applyServed, expectConverged, unhurried } from '../support/faulty.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const hour = 3_600_000;
const shifted = (ms: number) => () => new Date(Date.now() + ms);

describe('a clock that is off by an hour', () => {
  test.each([
    { clock: 'ours is late', ms: -hour },
    { clock: 'ours is early', ms: hour },
  ])('$clock: tokens last, and a Retry-After date is no hour away', async ({ ms }) => {
    const faults = [{ fault: '503', 'retry-after-date': 1, at: 8 }] as const;
    const served = await serveCatalog({ lessons: 20, faults });
    // An hour's wait would be longer than any request is waited for, and fail.
    const result = await applyServed(served, {
      world: { now: shifted(ms), retryPolicy: unhurried },
    });
    expect(expectConverged(result, served.emulator).applied).toHaveLength(22);
    expect(served.emulator.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1);
  });

  test.each([-hour, hour])('and one that is set by %d ms in the middle of a run', async (ms) => {
    const served = await serveCatalog({ lessons: 20, tokenSeconds: 3600 });
    let calls = 0;
    const now = () => {
      calls += 1;
      return new Date(Date.now() + (calls > 20 ? ms : 0));
    };
    const result = await applyServed(served, { world: { now, retryPolicy: unhurried } });
    expectConverged(result, served.emulator);
    const tokens = served.emulator.requests.filter(({ path }) => path.endsWith('/token'));
    expect(tokens.length).toBeLessThanOrEqual(2);
  });
});

test('a clock that was ahead for one run: resuming names the receipt that is meant', async () => {
  const served = await serveCatalog({ lessons: 3 });
  const { folder, around } = served;
  await applyServed(served, { world: { now: shifted(2 * hour) } });
  put(folder, 'catalog/course.yaml', courseManifest(3).replaceAll('title: Lesson', 'title: The'));
  const down = async (request: Request) =>
    request.method === 'PUT' ? new Response('{}', { status: 503 }) : fetch(request);
  const failed = await applyServed(served, { world: { fetch: down } });
  const file = failed.ok ? failed.value.report.receipt?.file : undefined;
  const { code, stderr } = await cli(['apply', '--env', 'test', '--resume', '-y'], around);
  expect([code, stderr]).toEqual([1, expect.stringContaining('[receipt/damaged]')]);
  const [, cure = ''] = /`timeback-catalog (apply [^`]+)`/.exec(stderr.replace(/\s+/g, ' ')) ?? [];
  expect(cure).toBe(`apply --env test --resume ${file}`);
  expect((await cli([...cure.split(' '), '-y'], around)).code).toBe(0);
  expectConverged(await applyServed(served), served.emulator);
});

test('a clock that was ahead for one run: no value counts as edited on the platform', async () => {
  const served = await serveCatalog({ lessons: 1 });
  const { folder, around } = served;
  const titled = (title: string) =>
    put(
      folder,
      'catalog/course.yaml',
      courseManifest(1).replace('title: Lesson', `title: ${title}`),
    );
  await applyServed(served, { world: { now: shifted(2 * hour) } });
  titled('The');
  expectConverged(await applyServed(served), served.emulator);
  titled('A');
  const { stdout } = await cli(['plan', '--env', 'test', '--format', 'json', '-q'], around);
  expect(stdout).toContain('"A 1"');
  expect(stdout).not.toContain('edited_on_platform');
});

test.skipIf(!hasGit).each([
  { clock: 'ahead for the run that used it', first: 0, second: 2 * hour },
  { clock: 'ahead for the run before', first: 2 * hour, second: 0 },
  { clock: 'late for the run that used it', first: 0, second: -2 * hour },
])('a clock that was $clock: a confirmation still counts once', async ({ first, second }) => {
  const { folder, around } = await serveCatalog();
  const repository = repositoryAt(folder);
  repository.git('init', '-q', '-b', 'main');
  const publish = async (text: string, ms: number) => {
    repository.commit({ '.gitignore': '.timeback-catalog\n', 'catalog/course.yaml': text });
    return commandLine(['apply', '--env', 'test', '-y'], around, { now: shifted(ms) });
  };
  expect((await publish(exchangeable(1, 2), first)).code).toBe(0);
  put(folder, 'catalog/course.yaml', exchangeable(2, 1));
  await cli(['confirm', 'lesson-1', '--replaces', 'lesson-2', '--reason', 'mixed up'], around);
  expect((await publish(exchangeable(2, 1), second)).code).toBe(0);
  put(folder, 'catalog/course.yaml', exchangeable(1, 2));
  const { code, stderr } = await cli(['plan', '--env', 'test'], around);
  expect([code, stderr.match(/\[identity\/[^\]]+\]/g)]).toEqual([
    5,
    ['[identity/swapped]', '[identity/swapped]'],
  ]);
});

test('a clock that was ahead for one run: drift is not said to lack the receipt', async () => {
  const served = await serveCatalog({ lessons: 1 });
  await applyServed(served, { world: { now: shifted(2 * hour) } });
  const { stdout } = await cli(['plan', '--env', 'test', '--refresh-only'], served.around);
  const said = stdout.replaceAll(/\s+/g, ' ');
  expect(said).toContain('no receipt of this machine says what was last applied');
  expect(said).toContain('not in the future');
});

describe('tokens that do not live long', () => {
  test.each([1, 2])('%d s: renewed on the way, and not for every request', async (tokenSeconds) => {
    const served = await serveCatalog({ lessons: 60, tokenSeconds, latencyMs: 20 });
    const result = await applyServed(served, { parallelism: 2, world: { retryPolicy: unhurried } });
    expectConverged(result, served.emulator);
    const statuses = served.emulator.requests.map(({ status }) => status);
    const tokens = served.emulator.requests.filter(({ path }) => path.endsWith('/token'));
    expect(tokens.length).toBeGreaterThan(1 / tokenSeconds);
    expect(tokens.length).toBeLessThan(10);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(2);
  });
});
