// "Apply, then plan is empty" under every quirk and every pair of quirks that can hold together, in
// both dialects. `npm test` has the pairs in sets of five, which come upon the same catalog at once: a
// fault of two shows there, beside three others. `npm run laws` has each quirk and each pair by itself.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SeedRecord } from '../src/features/emulator/server/emulator.ts';
import { absorbedQuirks, type QuirkName } from '../src/features/emulator/server/quirks.ts';
import { stateFolder } from '../src/files/state-folder.ts';
import { kinds } from '../src/model/node.ts';
import { dialectNames, emulatorFor } from './support/dialects.ts';
import { isThorough } from './support/laws.ts';
import { type CatalogState, catalogFolders, publish } from './support/published-folder.ts';
import { canHold, groupsOf, setsOfPairs } from './support/quirk-sets.ts';
import { first, heldBefore, second } from './support/rich-catalog.ts';

const groups = groupsOf(absorbedQuirks, isThorough ? 1 : 4);
const sets = setsOfPairs(absorbedQuirks, isThorough ? 2 : 5);

const named = (all: readonly QuirkName[][]) => all.map((one) => [one.join(', '), one] as const);

test('every pair that can hold is in a set, and each set holds', () => {
  expect(sets.filter((set) => !canHold(set))).toEqual([]);
  const pairs = absorbedQuirks.flatMap((one, at) =>
    absorbedQuirks.slice(at + 1).map((other) => [one, other]),
  );
  const able = pairs.filter(canHold);
  expect(able.length).toBeGreaterThan(500);
  const left = able.filter((pair) => !sets.some((set) => pair.every((name) => set.includes(name))));
  expect(left).toEqual([]);
});

describe.each(dialectNames)('apply, then plan is empty, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  const folders = new Map<CatalogState, string>();
  function folderOf(state: CatalogState): string {
    const folder = folders.get(state) ?? folderWith(state);
    folders.set(state, folder);
    return folder;
  }

  async function converges(
    quirks: readonly QuirkName[],
    {
      held,
      states,
    }: { readonly held: readonly SeedRecord[]; readonly states: readonly CatalogState[] },
  ): Promise<void> {
    const emulator = emulatorFor(dialect, { quirks });
    try {
      emulator.seed(held);
      for (const state of states) await publish(emulator, folderOf(state));
    } finally {
      // To read what runs against other platforms left would be much of the time.
      for (const folder of folders.values()) {
        rmSync(join(folder, stateFolder), { recursive: true, force: true });
      }
      emulator.close();
    }
  }

  /** What a platform without a quirk holds once the first state is published. */
  let published: readonly SeedRecord[];
  beforeAll(async () => {
    const emulator = emulatorFor(dialect);
    emulator.seed(heldBefore(dialect));
    await publish(emulator, folderOf(first));
    published = (['componentResource', ...kinds] as const).flatMap((kind) =>
      emulator.records(kind).map((record) => ({ kind, record })),
    );
    emulator.close();
  });

  test.each(named(groups))('from nothing, under %s', (_, group) =>
    converges(group, { held: heldBefore(dialect), states: [first, second] }),
  );

  // From a published state on, so that all pairs are done soon: the second state still creates,
  // edits, clears, moves, re-orders and retires.
  test.each(named(sets))('under %s', (_, set) =>
    converges(set, { held: published, states: [second] }),
  );
});
