// Reads that show what was stored some time ago: publishing waits for them, and nothing is lost.

import { afterEach, describe, expect, test } from 'vitest';
import { resume } from '../src/features/apply/resume.ts';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import type { LagQuirk } from '../src/features/emulator/server/quirks.ts';
import { apply } from '../src/run/apply.ts';
import { plan } from '../src/run/planning.ts';
import type { World } from '../src/run/world.ts';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { dialectNames, emulatorFor } from './support/dialects.ts';
import { applyUntil, contentOf } from './support/interrupted.ts';
import { fc, runs } from './support/laws.ts';
import { worldWith } from './support/publish.ts';
import { catalogFolders } from './support/published-folder.ts';
import { anyQuirks } from './support/quirk-sets.ts';
import { type VirtualTime, virtualTime } from './support/virtual-time.ts';

const kindsOfLag = ['reads-lag', 'lists-lag', 'singles-lag'] as const;
const lag = fc
  .tuple(fc.constantFrom(...kindsOfLag), fc.integer({ min: 1, max: 20_000 }))
  .map(([name, ms]): LagQuirk => `${name}=${ms}`);

const auto = { env: 'test', approval: { type: 'auto' } } as const;
/** More than any pause may add up to, so that the last run is over for the reads. */
const afterwards = 60_000;

let emulator: Emulator | undefined;
afterEach(() => emulator?.close());

function worldAt(held: Emulator, folder: string, time: VirtualTime): World {
  return worldWith(held, folder, { now: time.now, wait: time.wait });
}

/** Approves what a guard names. */
async function applyAll(world: World, settle?: number) {
  const options = { ...auto, ...(settle !== undefined && { settle }) };
  const ran = await apply(options, world);
  const guardApprovals = ran.problems.flatMap(({ hint = '' }) => {
    const [, guards, count, digest = ''] =
      /--approve-(retire|update) (\d+)@([\da-f]{12})/.exec(hint) ?? [];
    return guards === 'retire' || guards === 'update'
      ? [{ guards, count: Number(count), digest } as const]
      : [];
  });
  return guardApprovals.length > 0 ? apply({ ...options, guardApprovals }, world) : ran;
}

describe.each(dialectNames)('under reads that lag, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);

  test('apply converges, then plan is empty, for any catalog, any later state and any quirks', async () => {
    await fc.assert(
      fc.asyncProperty(
        arrangement,
        arrangement,
        lag,
        anyQuirks,
        async (first, second, late, quirks) => {
          const time = virtualTime();
          const held = emulatorFor(dialect, { quirks: [...quirks, late], now: time.now });
          try {
            for (const state of [first, second]) {
              const world = worldAt(held, folderWith({ manifests: manifestsOf(state) }), time);
              const applied = await applyAll(world);
              if (!applied.ok) throw new Error(JSON.stringify(applied.problems, undefined, 1));
              expect(applied.value.report.settled).toEqual({ state: 'converged' });
              time.pass(afterwards);
              const again = await plan({ env: 'test' }, world);
              if (!again.ok) throw new Error(JSON.stringify(again.problems, undefined, 1));
              expect(again.value.plan.changes).toEqual([]);
            }
          } finally {
            held.close();
          }
        },
      ),
      runs(8),
    );
  });

  test('if lists lag, a plan at once after an apply is empty as well: single reads are ahead', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, async (first, second) => {
        const time = virtualTime();
        const held = emulatorFor(dialect, { quirks: ['lists-lag=9000'], now: time.now });
        try {
          const folder = folderWith({ manifests: manifestsOf(first) });
          await applyAll(worldAt(held, folder, time));
          time.pass(afterwards);
          const world = worldAt(held, folderWith({ manifests: manifestsOf(second) }), time);
          const applied = await applyAll(world);
          const again = await plan({ env: 'test' }, world);
          if (!applied.ok || !again.ok) throw new Error(JSON.stringify(again.problems));
          expect(again.value.plan.changes).toEqual([]);
        } finally {
          held.close();
        }
      }),
      runs(6),
    );
  });

  test('interrupted at any request and resumed is uninterrupted', async () => {
    const manifests = manifestsOf(
      fc
        .sample(arrangement, { numRuns: 8, seed: 7 })
        .reduce((most, one) =>
          JSON.stringify(manifestsOf(one)).length > JSON.stringify(manifestsOf(most)).length
            ? one
            : most,
        ),
    );
    const published = async (at: number, when: 'before' | 'after') => {
      const time = virtualTime();
      const held = emulatorFor(dialect, { quirks: ['reads-lag=2000'], now: time.now });
      const folder = folderWith({ manifests });
      const world = worldAt(held, folder, time);
      const { died } = await applyUntil(held, folder, { at, when }, {}, time);
      const finished = died ? await resume(auto, world) : undefined;
      if (finished?.ok) expect(finished.value.report.settled).toEqual({ state: 'converged' });
      // If nothing was sent there is nothing to resume.
      const ended = died && !finished?.ok ? await applyAll(world) : finished;
      if (ended && !ended.ok)
        throw new Error(JSON.stringify([at, when, finished?.problems, ended.problems]));
      const content = contentOf(held);
      held.close();
      return { died, content };
    };
    const { content: whole } = await published(Number.MAX_SAFE_INTEGER, 'after');
    expect(Object.keys(whole).length).toBeGreaterThan(5);
    for (let at = 1; ; at += 9) {
      const { died, content } = await published(at, at % 2 === 0 ? 'before' : 'after');
      expect(content).toEqual(whole);
      if (!died) break;
    }
  });
});
