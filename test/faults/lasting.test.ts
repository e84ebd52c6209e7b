import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { applyServed, expectConverged, quick, sumOf } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const lessons = 60;
const all = 3 + lessons;
const writes = { method: 'PUT', path: 'lessons' } as const;
const tries = 1 + quick.repetitions;

/** Puts of lessons that the platform got, however it answered. */
const lessonPuts = (requests: readonly { readonly method: string; readonly path: string }[]) =>
  requests.filter(({ method, path }) => method === 'PUT' && path.includes('lessons')).length;

describe('a platform that fails for good is not waited for by every change', () => {
  test.each<{ fault: FaultSpec; code: string }>([
    { fault: { fault: '429', ...writes }, code: 'remote/busy' },
    { fault: { fault: '502', ...writes }, code: 'remote/server-error' },
    { fault: { fault: '503', ...writes }, code: 'remote/server-error' },
    { fault: { fault: 'drop-before', ...writes }, code: 'remote/unreachable' },
    { fault: { fault: 'latency', ms: 5000, ...writes }, code: 'remote/unreachable' },
    { fault: { fault: 'html', status: 200, ...writes }, code: 'remote/unexpected-answer' },
  ])('$fault.fault', async ({ fault, code }) => {
    const served = await serveCatalog({ lessons, faults: [fault] });
    const { emulator } = served;
    const result = await applyServed(served, { parallelism: 4 });
    const { applied, failed, notTried } = sumOf(result, emulator);
    expect(applied).toHaveLength(3);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(12);
    expect(applied.length + failed.length + notTried.length).toBe(all);
    const outcomes = result.ok ? result.value.report.outcomes : [];
    const problems = outcomes.flatMap((one) => (one.status === 'failed' ? [one.problem] : []));
    expect(new Set(problems.map((problem) => problem.code))).toEqual(new Set([code]));
    const reasons = outcomes.flatMap((one) => (one.status === 'not-tried' ? [one.because] : []));
    expect(new Set(reasons)).toEqual(new Set(['platform failing']));
    expect(lessonPuts(emulator.requests)).toBeLessThanOrEqual(failed.length * tries);
    expect(result.ok && result.value.report.settled.state).toBe('converged');
  });

  test('afterwards apply goes on where it stopped', async () => {
    const served = await serveCatalog({ lessons });
    const down = async (request: Request): Promise<Response> =>
      request.method === 'PUT' && request.url.includes('lessons')
        ? new Response('', { status: 503 })
        : fetch(request);
    const first = sumOf(await applyServed(served, { world: { fetch: down } }), served.emulator);
    expect(first.notTried.length).toBeGreaterThan(0);
    const second = expectConverged(await applyServed(served), served.emulator);
    expect(second.applied.toSorted()).toEqual([...first.failed, ...first.notTried].toSorted());
  });

  test('nothing can be read: one problem, and the wait is that of a few requests', async () => {
    const served = await serveCatalog({ faults: [{ fault: '503', method: 'GET' }] });
    const result = await applyServed(served);
    expect(result.problems.map(({ code }) => code)).toEqual(['remote/server-error']);
    expect(served.emulator.requests.length).toBeLessThanOrEqual(1 + 4 * tries);
  });

  test('no token is to be had any more', async () => {
    const served = await serveCatalog({ lessons, faults: [{ fault: 'token-expires', at: 20 }] });
    let tokens = 0;
    const onlyOne = async (request: Request): Promise<Response> => {
      if (!request.url.endsWith('/token')) return fetch(request);
      tokens += 1;
      return tokens === 1 ? fetch(request) : new Response('{}', { status: 429 });
    };
    const result = await applyServed(served, { world: { fetch: onlyOne } });
    const { applied, failed, notTried } = sumOf(result, served.emulator);
    expect(applied.length).toBeGreaterThan(0);
    expect(applied.length + failed.length + notTried.length).toBe(all);
    expect(notTried.length).toBeGreaterThan(failed.length);
    expect(tokens).toBeLessThanOrEqual(1 + tries);
    expectConverged(await applyServed(served), served.emulator);
  });
});

describe('a failure that is about some records only is not taken for the platform’s', () => {
  test.each([1, 4])('with %s at once', async (parallelism) => {
    const faults = ['lesson-1', 'lesson-2', 'lesson-3', 'lesson-4', 'lesson-9'].map(
      (id) => ({ fault: '500', method: 'PUT', path: id }) as const,
    );
    const served = await serveCatalog({ lessons: 9, faults });
    const result = await applyServed(served, { parallelism });
    const { applied, failed, notTried } = sumOf(result, served.emulator);
    expect(notTried).toEqual([]);
    expect(failed.toSorted()).toEqual(faults.map(({ path }) => `lesson/${path}`));
    expect(applied).toHaveLength(2 + 9 - faults.length);
  });

  test('403 on one object only', async () => {
    const served = await serveCatalog({ lessons, faults: [{ fault: 'forbid', id: 'lesson-7' }] });
    const { failed, notTried } = sumOf(await applyServed(served), served.emulator);
    expect([failed, notTried]).toEqual([['lesson/lesson-7'], []]);
  });
});

describe('a wait that would be too long is not begun', () => {
  test.each<FaultSpec>([
    { fault: '429', 'retry-after': 3600, ...writes },
    { fault: '503', 'retry-after': 3600, ...writes },
    { fault: '503', 'retry-after-date': 3600, ...writes },
  ])('$fault %j', async (fault) => {
    const served = await serveCatalog({ lessons, faults: [fault] });
    const started = performance.now();
    const result = await applyServed(served, { parallelism: 4 });
    expect(performance.now() - started).toBeLessThan(3000);
    const { failed, notTried } = sumOf(result, served.emulator);
    expect(failed.length + notTried.length).toBe(lessons);
    expect(notTried.length).toBeGreaterThan(0);
    expect(lessonPuts(served.emulator.requests)).toBe(failed.length);
    expect(JSON.stringify(result)).toContain('it asks to wait 60 minutes');
  });
});
