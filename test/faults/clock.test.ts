import { describe, expect, test } from 'vitest';
import { applyServed, expectConverged, unhurried } from '../support/faulty.ts';
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
