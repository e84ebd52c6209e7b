// What is measured of an emulator makes another emulator that measures the same: probe, like, probe.
import { expect } from 'vitest';
import { quirksLike } from '../../src/features/emulator/likeness.ts';
import type { QuirkName, QuirkSpec } from '../../src/features/emulator/server/quirks.ts';
import type { DialectName } from '../../src/model/destination.ts';
import { readFacts } from '../../src/run/measured/measured-facts.ts';
import { probed, seedOf } from './probed.ts';

/** What an emulator of a dialect does without a quirk, and a quirk says. */
export const usualQuirks: Readonly<Record<DialectName, readonly QuirkName[]>> = {
  partner: ['fields-refused'],
  oneroster: ['grades-as-texts', 'fields-ignored'],
};

/** Enough records of others for page limits and filters to show. */
const seed = seedOf(120);

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

/** Probes an emulator, and one that behaves as was measured: both have to show the same. Gives its quirks. */
export async function holdsAsFixedPoint(
  dialect: DialectName,
  quirks: readonly QuirkSpec[],
): Promise<readonly QuirkSpec[]> {
  const first = await measured(dialect, quirks);
  const second = await measured(dialect, first.like);
  expect(second.rows).toEqual(first.rows);
  expect(second.like).toEqual(first.like);
  return first.like;
}
