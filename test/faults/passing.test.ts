import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { dialectNames, writesIn } from '../support/dialects.ts';
import { applyServed, expectConverged } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const lessons = 20;

const at = {
  partner: {
    all: 2 + lessons,
    put: { method: 'PUT' },
    list: { method: 'GET', path: 'lessons' },
  },
  oneroster: {
    all: 4 + lessons,
    put: { method: 'POST', path: 'oneroster' },
    list: { method: 'GET', path: 'components' },
  },
} as const;

/** What passes by itself, on a real port: one apply writes everything, and its report says so. */
describe.each(dialectNames)(
  '%s: a trouble that passes is waited for, and nothing is lost',
  (dialect) => {
    const { all, put, list } = at[dialect];

    test.each<{ name: string; faults: readonly FaultSpec[] }>([
      { name: '429 without Retry-After', faults: [{ fault: '429', every: 5 }] },
      { name: '429 with seconds', faults: [{ fault: '429', 'retry-after': 0, every: 5 }] },
      { name: '429 with a date', faults: [{ fault: '429', 'retry-after-date': 0, every: 5 }] },
      { name: '429 from the token endpoint', faults: [{ fault: '429', path: 'token', times: 3 }] },
      { name: 'token endpoint down', faults: [{ fault: 'token-down', times: 3 }] },
      { name: '500', faults: [{ fault: '500', every: 5 }] },
      { name: '502', faults: [{ fault: '502', every: 5 }] },
      { name: '503 with seconds', faults: [{ fault: '503', 'retry-after': 0, every: 5 }] },
      { name: '503 with a date', faults: [{ fault: '503', 'retry-after-date': 0, every: 5 }] },
      { name: '504', faults: [{ fault: '504', every: 5 }] },
      { name: 'dropped before the write', faults: [{ fault: 'drop-before', every: 5 }] },
      { name: 'dropped after the write', faults: [{ fault: 'drop-after', every: 5 }] },
      { name: 'a slow body of a list', faults: [{ fault: 'slow-body', ms: 100, ...list }] },
      {
        name: 'a stalled body of a list',
        faults: [{ fault: 'slow-body', ms: 9e6, at: 1, ...list }],
      },
      {
        name: 'a stalled body of a write',
        faults: [{ fault: 'slow-body', ms: 9e6, at: 7, ...put }],
      },
      { name: 'a stalled answer', faults: [{ fault: 'latency', ms: 5000, at: 9 }] },
      {
        name: 'a list that breaks off with its connection',
        faults: [{ fault: 'cut-off', at: 1, ...list }],
      },
      { name: 'a write whose answer breaks off', faults: [{ fault: 'cut-off', every: 5, ...put }] },
      { name: 'a list that is no whole JSON', faults: [{ fault: 'truncated', times: 2, ...list }] },
      { name: 'writes answered by half a JSON', faults: [{ fault: 'truncated', ...put }] },
      { name: 'an empty list body', faults: [{ fault: 'empty', times: 2, ...list }] },
      { name: 'writes answered by nothing', faults: [{ fault: 'empty', ...put }] },
      { name: 'an HTML page with 502', faults: [{ fault: 'html', every: 6 }] },
      { name: 'an HTML page for a list', faults: [{ fault: 'html', status: 200, at: 1, ...list }] },
      { name: 'HTML pages for writes', faults: [{ fault: 'html', status: 200, times: 2, ...put }] },
      { name: 'tokens that expire', faults: [{ fault: 'token-expires', at: 12 }] },
      {
        name: 'all of it',
        faults: [
          { fault: '429', every: 7 },
          { fault: '503', every: 11, 'retry-after': 0 },
          { fault: 'drop-after', every: 13, ...put },
          { fault: 'token-expires', at: 20 },
        ],
      },
    ])('$name', async ({ faults }) => {
      const served = await serveCatalog({ lessons, faults, dialect });
      const { emulator } = served;
      expect(expectConverged(await applyServed(served), emulator).applied).toHaveLength(all);
      const sent = emulator.requests.length;
      expect(expectConverged(await applyServed(served), emulator).applied).toEqual([]);
      expect(writesIn({ requests: emulator.requests.slice(sent) })).toEqual([]);
      // However often a request was repeated, each placement is there once.
      expect(emulator.records('componentResource')).toHaveLength(dialect === 'partner' ? 0 : 6);
    });
  },
);
