// "Apply, then plan is empty" under every quirk and every pair of quirks that can hold together, in
// both dialects; of the pairs the second dialect takes a sample, since most of what quirks do it
// shares with the first.
import { beforeAll, describe, test } from 'vitest';
import type { SeedRecord } from '../src/features/emulator/server/emulator.ts';
import { absorbedQuirks, type QuirkName } from '../src/features/emulator/server/quirks.ts';
import { kinds } from '../src/model/node.ts';
import { type DialectName, dialectNames, emulatorFor } from './support/dialects.ts';
import { type CatalogState, catalogFolders, publish } from './support/published-folder.ts';
import { canHold } from './support/quirk-sets.ts';
import { first, heldBefore, second } from './support/rich-catalog.ts';

/** One pair of so many. */
const sample: Readonly<Record<DialectName, number>> = { partner: 1, oneroster: 6 };

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

  test.each(absorbedQuirks)('under %s', (quirk) =>
    converges([quirk], { held: heldBefore(dialect), states: [first, second] }),
  );

  // From a published state on, so that all pairs are done soon: the second state still creates,
  // edits, clears, moves, re-orders and retires.
  test.each(absorbedQuirks)('under %s and each of those after it', async (quirk) => {
    const at = absorbedQuirks.indexOf(quirk);
    const later = absorbedQuirks.slice(at + 1).filter((name) => canHold([quirk, name]));
    for (const other of later.filter((_, index) => (index + at) % sample[dialect] === 0)) {
      await converges([quirk, other], { held: published, states: [second] }).catch((error) => {
        throw new Error(`with ${other}: ${error}`, { cause: error });
      });
    }
  });
});
