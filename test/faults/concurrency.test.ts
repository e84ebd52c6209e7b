import { describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../src/features/emulator/server/emulator.ts';
import { applyServed, expectConverged, unhurried } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const lessons = 300;
const world = { retryPolicy: unhurried };
const most = (requests: readonly LoggedRequest[]) =>
  Math.max(...requests.map(({ inFlight }) => inFlight));

describe('how many requests are in flight', () => {
  test.each([1, 3, 8])('never more than --parallelism %d', async (parallelism) => {
    const served = await serveCatalog({ lessons: 40, latencyMs: 2 });
    expectConverged(await applyServed(served, { parallelism, world }), served.emulator);
    expect(most(served.emulator.requests)).toBeLessThanOrEqual(parallelism);
  });

  test('never more than --parallelism, with repetitions either', async () => {
    const faults = [{ fault: '503', every: 3, 'retry-after': 0 }] as const;
    const served = await serveCatalog({ lessons: 40, latencyMs: 2, faults });
    expectConverged(await applyServed(served, { parallelism: 3, world }), served.emulator);
    expect(most(served.emulator.requests)).toBeLessThanOrEqual(3);
  });

  test('a platform that bears ten is soon sent about ten at once', async () => {
    const faults = [{ fault: 'burst', limit: 10 }] as const;
    const served = await serveCatalog({ lessons, latencyMs: 10, faults });
    const result = await applyServed(served, { parallelism: 64, world });
    expect(expectConverged(result, served.emulator).applied).toHaveLength(11 + lessons);
    const puts = served.emulator.requests.filter(({ method }) => method === 'PUT');
    const refused = puts.filter(({ status }) => status === 429);
    // Of a first burst of 64 are refused 54, of its repetitions 22 and 6, and then a few that probe.
    expect(refused.length).toBeLessThan(puts.length / 2);
    const later = puts.slice((puts.length * 3) / 4);
    expect(later.filter(({ status }) => status === 429).length).toBeLessThan(later.length / 10);
    const used = later.reduce((sum, { inFlight }) => sum + inFlight, 0) / later.length;
    expect(used).toBeGreaterThan(2.5);
    expect(used).toBeLessThan(11);
  });

  test('the usual eight are not slowed by a platform that bears ten', async () => {
    const faults = [{ fault: 'burst', limit: 10 }] as const;
    const served = await serveCatalog({ lessons: 100, latencyMs: 5, faults });
    expectConverged(await applyServed(served, { world }), served.emulator);
    expect(served.emulator.requests.map(({ status }) => status)).not.toContain(429);
  });
});
