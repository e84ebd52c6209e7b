// What is measured of an emulator makes another emulator that measures the same: probe, like, probe.
import { describe, expect, test } from 'vitest';
import { describedQuirks, quirksLike } from '../src/features/emulator/likeness.ts';
import type { QuirkName, QuirkSpec } from '../src/features/emulator/server/quirks.ts';
import { type DialectName, dialectNames } from '../src/model/destination.ts';
import { readFacts } from '../src/run/measured/measured-facts.ts';
import { atLeast, fc, runs } from './support/laws.ts';
import { probed, seedOf } from './support/probed.ts';
import { canHold } from './support/quirk-sets.ts';

/** Enough records of others for page limits and filters to show. */
const seed = seedOf(120);

/** Quirks that show in one dialect alone, or only when a record of another client is named. */
const shownIn: Partial<Readonly<Record<QuirkName, DialectName | 'neither'>>> = {
  'foreign-forbidden': 'neither',
  'lesson-type-at-top': 'oneroster',
  'lesson-type-in-metadata': 'oneroster',
  'placement-titles-stay': 'oneroster',
  'placements-untitled': 'oneroster',
  'hides-unit-placements': 'oneroster',
  'mirrors-parent': 'partner',
  'put-answers-200': 'partner',
  'unit-named-parent': 'partner',
  'resources-listed': 'partner',
};

/** The dialect oneroster shows grades as texts always. */
const always: Readonly<Record<DialectName, readonly QuirkSpec[]>> = {
  partner: [],
  oneroster: ['grades-as-texts'],
};

type Measured = Awaited<ReturnType<typeof measure>>;
const known = new Map<string, Promise<Measured>>();

/** An emulator is the same each time, in time of its own: what was measured of it is not measured again. */
function measured(dialect: DialectName, quirks: readonly QuirkSpec[]): Promise<Measured> {
  const name = JSON.stringify([dialect, ...[...quirks].sort()]);
  const found = known.get(name) ?? measure(dialect, quirks);
  known.set(name, found);
  return found;
}

async function measure(dialect: DialectName, quirks: readonly QuirkSpec[]) {
  const { code, stdout, stderr, rows, folder, emulator } = await probed(
    dialect,
    { quirks },
    { seed },
  );
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  const { summary } = JSON.parse(stdout);
  expect(summary.left).toBe(0);
  expect(summary.requests).toBeLessThanOrEqual(150);
  expect(summary.writes).toBeLessThanOrEqual(40);
  expect(emulator.requests.length).toBe(summary.requests);
  const facts = readFacts('platform.facts.yaml', { cwd: folder });
  if (!facts.ok || !facts.value) throw new Error(JSON.stringify(facts));
  return { rows: Object.fromEntries(rows()), like: quirksLike(facts.value) };
}

/** Probes an emulator, and one that behaves as was measured: both have to show the same. */
async function holds(dialect: DialectName, quirks: readonly QuirkSpec[]) {
  const first = await measured(dialect, quirks);
  const second = await measured(dialect, first.like);
  expect(second.rows).toEqual(first.rows);
  expect(second.like).toEqual(first.like);
  return first.like;
}

describe.each(dialectNames)('%s', (dialect) => {
  test.each(describedQuirks.map((quirk) => [quirk]))('%s is found, and kept', async (quirk) => {
    const like = await holds(dialect, [quirk]);
    const where = shownIn[quirk];
    const isShown = where === undefined || where === dialect;
    const others = always[dialect].filter(
      (usual) => usual !== quirk && quirk !== 'grades-as-numbers',
    );
    expect([...like].sort()).toEqual([...(isShown ? [quirk] : []), ...others].sort());
  });

  test.each([
    ['reads-lag=2000', ['singles-lag', 'lists-lag']],
    ['lists-lag=1200', ['lists-lag']],
    ['singles-lag=700', ['singles-lag']],
  ] as const)('%s is found, and kept', async (quirk, names) => {
    const like = await holds(dialect, [quirk]);
    const found = like.flatMap((spec) => (/lag/.test(spec) ? (spec.split('=')[0] ?? '') : []));
    expect(found).toEqual(names);
  });

  test('pairs of quirks', { timeout: 600_000 }, async () => {
    const pair = fc
      .tuple(fc.constantFrom(...describedQuirks), fc.constantFrom(...describedQuirks))
      .filter(([one, other]) => one !== other && canHold([one, other]));
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(pair, async (quirks) => {
        tried += 1;
        await holds(dialect, quirks);
      }),
      runs(60),
    );
    expect(tried).toBeGreaterThanOrEqual(atLeast(60));
  });
});
