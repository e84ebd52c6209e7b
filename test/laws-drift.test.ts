// What the platform does of its own accord is no drift; what somebody does on it is, under any quirk.
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import { absorbedQuirks } from '../src/features/emulator/server/quirks.ts';
import { refresh } from '../src/features/plan/refresh.ts';
import type { Drift } from '../src/model/drift.ts';
import { dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { isThorough } from './support/laws.ts';
import { worldWith } from './support/publish.ts';
import { type CatalogState, catalogFolders, publish } from './support/published-folder.ts';
import { groupsOf } from './support/quirk-sets.ts';
import { first, heldBefore, second } from './support/rich-catalog.ts';

/** `npm run laws` has each by itself. */
const groups = groupsOf(absorbedQuirks, isThorough ? 1 : 4);

async function driftOf(emulator: Emulator, folder: string): Promise<Drift> {
  const refreshed = await refresh({ env: 'test' }, worldWith(emulator, folder));
  if (!refreshed.ok) throw new Error(JSON.stringify(refreshed.problems));
  return refreshed.value.drift;
}

describe.each(dialectNames)('drift, %s', (dialect) => {
  const folderWith = catalogFolders();
  const folders = new Map<CatalogState, string>();
  function folderOf(state: CatalogState): string {
    const folder = folders.get(state) ?? folderWith(state);
    folders.set(state, folder);
    return folder;
  }

  test.each(groups.map((group) => [group.join(', '), group] as const))(
    'under %s',
    async (_, group) => {
      const emulator = emulatorFor(dialect, { quirks: group });
      try {
        emulator.seed(heldBefore(dialect));
        for (const state of [first, second]) {
          await publish(emulator, folderOf(state));
          expect((await driftOf(emulator, folderOf(state))).nodes).toEqual([]);
        }
        const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'lesson-1');
        emulator.seed([{ kind: 'lesson', record: { ...record, title: 'By somebody' } }]);
        const writes = writesIn(emulator).length;
        expect((await driftOf(emulator, folderOf(second))).nodes).toMatchObject([
          { cause: 'changed on the server', fields: [{ path: ['title'] }] },
        ]);
        expect(writesIn(emulator)).toHaveLength(writes);
      } finally {
        emulator.close();
      }
    },
  );
});
