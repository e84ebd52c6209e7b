// "Apply, then plan is empty" under every quirk and every pair of quirks that can hold together.
import { beforeAll, describe, test } from 'vitest';
import { createEmulator, type SeedRecord } from '../src/emulator/emulator.ts';
import { absorbedQuirks, type QuirkName } from '../src/emulator/quirks.ts';
import { kinds } from '../src/model/kind.ts';
import { type CatalogState, catalogFolders, publish } from './support/published-folder.ts';
import { canHold } from './support/quirk-sets.ts';
import { before, first, second } from './support/rich-catalog.ts';

const folderWith = catalogFolders();
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
  const emulator = createEmulator({ quirks });
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
  const emulator = createEmulator();
  emulator.seed(before);
  await publish(emulator, folderOf(first));
  published = kinds.flatMap((kind) => emulator.records(kind).map((record) => ({ kind, record })));
  emulator.close();
});

describe('apply, then plan is empty', () => {
  test.each(absorbedQuirks)('under %s', (quirk) =>
    converges([quirk], { held: before, states: [first, second] }),
  );

  // From a published state on, so that all pairs are done soon: the second state still creates,
  // edits, clears, moves, re-orders and retires.
  test.each(absorbedQuirks)('under %s and each of those after it', async (quirk) => {
    const later = absorbedQuirks.slice(absorbedQuirks.indexOf(quirk) + 1);
    for (const other of later.filter((name) => canHold([quirk, name]))) {
      await converges([quirk, other], { held: published, states: [second] }).catch((error) => {
        throw new Error(`with ${other}: ${error}`, { cause: error });
      });
    }
  });
});
