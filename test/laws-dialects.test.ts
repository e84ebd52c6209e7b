// What is published by one dialect is there for the other: on one database, a plan by either is empty
// after an apply by the other, and the records are not touched again.

import { expect, test } from 'vitest';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { fc, runs } from './support/laws.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { first, heldBefore, second } from './support/rich-catalog.ts';

const folders = { partner: catalogFolders('partner'), oneroster: catalogFolders('oneroster') };
const other = { partner: 'oneroster', oneroster: 'partner' } as const;

test.each(dialectNames)('published by %s, the other has nothing to do', async (dialect) => {
  const emulator = emulatorFor('oneroster');
  emulator.seed(heldBefore('oneroster'));
  try {
    for (const state of [first, second]) {
      await publish(emulator, folders[dialect](state));
      const written = writesIn(emulator).length;
      await publish(emulator, folders[other[dialect]](state));
      expect(writesIn(emulator)).toHaveLength(written);
    }
  } finally {
    emulator.close();
  }
});

test('states published by turns converge, for any catalog', async () => {
  await fc.assert(
    fc.asyncProperty(arrangement, arrangement, async (one, two) => {
      const emulator = emulatorFor('oneroster');
      try {
        await publish(emulator, folders.partner({ manifests: manifestsOf(one) }));
        await publish(emulator, folders.oneroster({ manifests: manifestsOf(two) }));
        const written = writesIn(emulator).length;
        await publish(emulator, folders.partner({ manifests: manifestsOf(two) }));
        expect(writesIn(emulator)).toHaveLength(written);
      } finally {
        emulator.close();
      }
    }),
    runs(10),
  );
});
