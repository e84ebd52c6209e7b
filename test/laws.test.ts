// Laws over random catalogs, published to an emulator that behaves in random reported ways.

import { describe, expect, test } from 'vitest';
import { kinds } from '../src/model/kind.ts';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { fc, runs } from './support/laws.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { anyQuirks } from './support/quirk-sets.ts';

describe.each(dialectNames)('laws of publishing, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);

  test('apply then plan is empty, for any catalog and any later state of it, under any quirks', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, anyQuirks, async (first, second, quirks) => {
        const emulator = emulatorFor(dialect, { quirks });
        try {
          await publish(emulator, folderWith({ manifests: manifestsOf(first) }));
          await publish(emulator, folderWith({ manifests: manifestsOf(second) }));
        } finally {
          emulator.close();
        }
      }),
      runs(50),
    );
  });

  test('the order of files and the split into files do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async (state) => {
        const emulator = emulatorFor(dialect);
        try {
          const manifests = manifestsOf(state);
          await publish(emulator, folderWith({ manifests }));
          const before = writesIn(emulator).length;
          await publish(emulator, folderWith({ manifests: manifests.toReversed() }));
          expect(writesIn(emulator)).toHaveLength(before);
        } finally {
          emulator.close();
        }
      }),
      runs(15),
    );
  });

  test('no identity ever changes and nothing that others hold is lost', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, async (first, second) => {
        const emulator = emulatorFor(dialect);
        try {
          await publish(emulator, folderWith({ manifests: manifestsOf(first) }));
          const stored = new Map(
            kinds.flatMap((kind) =>
              emulator
                .records(kind)
                .map((record) => [`${kind}/${record['sourcedId']}`, kind] as const),
            ),
          );
          const extra = { ownNote: { kept: true } };
          emulator.seed(
            kinds.flatMap((kind) =>
              emulator.records(kind).map((record) => ({ kind, record: { ...record, ...extra } })),
            ),
          );
          await publish(emulator, folderWith({ manifests: manifestsOf(second) }));
          const after = kinds.flatMap((kind) =>
            emulator.records(kind).map((record) => ({ kind, record })),
          );
          for (const address of stored.keys()) {
            const found = after.find(
              ({ kind, record }) => `${kind}/${record['sourcedId']}` === address,
            );
            expect(found?.record).toMatchObject(extra);
          }
        } finally {
          emulator.close();
        }
      }),
      runs(20),
    );
  });
});
