// However a platform fails, a probe stays within its requests and writes, and ends in order.
import { expect, test } from 'vitest';
import { mostRequests, mostWrites } from '../src/features/probe/lab.ts';
import { dialectNames } from '../src/model/destination.ts';
import { fc } from './support/laws.ts';
import { liveOfProbes, probed, seedOf } from './support/probed.ts';

/** What comes in place of an answer, or instead of it although the request arrived. */
const faults = {
  503: () => new Response('later', { status: 503 }),
  500: () => Response.json({ error: 'fault' }, { status: 500 }),
  429: () => new Response('slow down', { status: 429 }),
  401: () => Response.json({ error: 'token' }, { status: 401 }),
  404: () => Response.json({ error: 'none' }, { status: 404 }),
  garbled: () => new Response('<html>', { status: 200 }),
  dead: () => {
    throw new TypeError('fetch failed');
  },
} as const;
const names = Object.keys(faults) as (keyof typeof faults)[];

/** A fault that comes with the given chance, of writes or of all requests, from some request on. */
const failing = fc.record({
  fault: fc.constantFrom(...names),
  chance: fc.constantFrom(0.1, 0.4, 1),
  of: fc.constantFrom('writes', 'all'),
  from: fc.integer({ min: 8, max: 120 }),
  arrives: fc.boolean(),
  seed: fc.nat(),
});

test.each(dialectNames)(
  '%s: a probe of a failing platform keeps to its budget',
  { timeout: 600_000 },
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(failing, async ({ fault, chance, of, from, arrives, seed }) => {
        const sent = { requests: 0, writes: 0 };
        let random = seed + 1;
        const next = () => {
          random = (random * 48_271) % 2_147_483_647;
          return random / 2_147_483_647;
        };
        const { code, stdout, emulator } = await probed(
          dialect,
          {},
          {
            seed: seedOf(3),
            fetch: (real) => async (request) => {
              const isToken = new URL(request.url).pathname.includes('token');
              const isWrite = request.method !== 'GET' && !isToken;
              sent.requests += 1;
              if (isWrite) sent.writes += 1;
              const isOf = of === 'all' ? !isToken : isWrite;
              if (!isOf || sent.requests < from || next() > chance) return real.fetch(request);
              if (arrives) await (await real.fetch(request)).text();
              return faults[fault]();
            },
          },
        );
        expect(sent.writes).toBeLessThanOrEqual(mostWrites);
        expect(sent.requests).toBeLessThanOrEqual(mostRequests);
        if (stdout === '') {
          expect(code).not.toBe(0);
          return;
        }
        const { summary, rows, records } = JSON.parse(stdout);
        // What comes for a token says no more than that it came.
        expect(summary).toMatchObject(sent);
        for (const { state, how } of rows) {
          expect(['measured', 'contradicted', 'refused', 'not tried']).toContain(state);
          expect(how).not.toBe('');
        }
        const left: readonly { sourced_id?: string; sourcedId?: string }[] = records.filter(
          ({ state }: { state: string }) => state === 'left',
        );
        const ids = left.map(({ sourced_id: id, sourcedId = id }) => String(sourcedId));
        // In the partner dialect a placement is a part of its lesson, and goes with it.
        const unnamed = liveOfProbes(emulator).filter(
          ({ sourcedId, courseComponent }) =>
            !ids.includes(String(sourcedId)) && !(dialect === 'partner' && courseComponent),
        );
        expect(unnamed).toEqual([]);
      }),
      { numRuns: 12 },
    );
  },
);
