// What was published comes back: after an import the plan is empty, whatever the platform is like,
// and a second import changes nothing.

import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { absorbedQuirks, type QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { arrangement, manifestsOf } from '../support/arrangement.ts';
import { dialectNames, emulatorFor } from '../support/dialects.ts';
import {
  changesOf,
  filesIn,
  importFrom,
  inEmptyCatalog,
  isFormatted,
} from '../support/import-folder.ts';
import { fc, isThorough, runs } from '../support/laws.ts';
import { catalogFolders, publish } from '../support/published-folder.ts';
import { anyQuirks, groupsOf } from '../support/quirk-sets.ts';
import { first, heldBefore, second } from '../support/rich-catalog.ts';

/** `npm run laws` has each by itself. */
const groups = groupsOf(absorbedQuirks, isThorough ? 1 : 4);

describe.each(dialectNames)('import remote, then plan is empty, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);

  async function comesBack(emulator: Emulator, additional = false): Promise<void> {
    await inEmptyCatalog(
      async (folder) => {
        const imported = await importFrom(emulator, folder, { additional });
        expect(imported.plan.ok && imported.plan.value.changes).toEqual([]);
        expect(await changesOf(emulator, folder)).toEqual([]);
        expect(isFormatted(folder)).toBe(true);
        const files = filesIn(folder);
        const again = await importFrom(emulator, folder, { additional });
        expect([...again.written, ...again.changed]).toEqual([]);
        expect(filesIn(folder)).toEqual(files);
      },
      { dialect },
    );
  }

  async function withEmulator(
    quirks: readonly QuirkName[],
    run: (emulator: Emulator) => Promise<void>,
  ): Promise<void> {
    const emulator = emulatorFor(dialect, { quirks });
    try {
      await run(emulator);
    } finally {
      emulator.close();
    }
  }

  test('for any catalog under any quirks', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, anyQuirks, fc.boolean(), (state, quirks, additional) =>
        withEmulator(quirks, async (emulator) => {
          await publish(emulator, folderWith({ manifests: manifestsOf(state) }));
          await comesBack(emulator, additional);
        }),
      ),
      runs(40),
    );
  });

  test.each(groups.map((group) => [group.join(', '), group] as const))(
    'under %s, of a catalog that was edited and retired',
    (_, group) =>
      withEmulator(group, async (emulator) => {
        emulator.seed(heldBefore(dialect));
        await publish(emulator, folderWith(first));
        await publish(emulator, folderWith(second));
        await comesBack(emulator);
      }),
  );
});
