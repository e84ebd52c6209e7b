// What the platform does of its own accord is no drift; what somebody does on it is, under any quirk.
import { describe, expect, test } from 'vitest';
import { refresh } from '../src/commands/refresh.ts';
import { createEmulator, type Emulator } from '../src/emulator/emulator.ts';
import { absorbedQuirks } from '../src/emulator/quirks.ts';
import type { Drift } from '../src/model/drift.ts';
import { worldWith } from './support/publish.ts';
import { type CatalogState, catalogFolders, publish } from './support/published-folder.ts';
import { before, first, second } from './support/rich-catalog.ts';

const folderWith = catalogFolders();
const folders = new Map<CatalogState, string>();
function folderOf(state: CatalogState): string {
  const folder = folders.get(state) ?? folderWith(state);
  folders.set(state, folder);
  return folder;
}

async function driftOf(emulator: Emulator, state: CatalogState): Promise<Drift> {
  const refreshed = await refresh({ env: 'test' }, worldWith(emulator, folderOf(state)));
  if (!refreshed.ok) throw new Error(JSON.stringify(refreshed.problems));
  return refreshed.value.drift;
}

describe('drift', () => {
  test.each(absorbedQuirks)('under %s', async (quirk) => {
    const emulator = createEmulator({ quirks: [quirk] });
    try {
      emulator.seed(before);
      for (const state of [first, second]) {
        await publish(emulator, folderOf(state));
        expect((await driftOf(emulator, state)).nodes).toEqual([]);
      }
      const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'lesson-1');
      emulator.seed([{ kind: 'lesson', record: { ...record, title: 'By somebody' } }]);
      const puts = emulator.requests.filter(({ method }) => method === 'PUT').length;
      expect((await driftOf(emulator, second)).nodes).toMatchObject([
        { cause: 'changed on the server', fields: [{ path: ['title'] }] },
      ]);
      expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(puts);
    } finally {
      emulator.close();
    }
  });
});
