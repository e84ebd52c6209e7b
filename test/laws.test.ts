// Laws over random catalogs, published to an emulator that behaves in random reported ways.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../src/emulator/emulator.ts';
import { kinds } from '../src/model/kind.ts';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { anyQuirks } from './support/quirk-sets.ts';

const folderWith = catalogFolders();

const puts = (emulator: Emulator) =>
  emulator.requests.filter(({ method }) => method === 'PUT').length;

describe('laws of publishing', () => {
  test('apply then plan is empty, for any catalog and any later state of it, under any quirks', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, anyQuirks, async (first, second, quirks) => {
        const emulator = createEmulator({ quirks });
        try {
          await publish(emulator, folderWith({ manifests: manifestsOf(first) }));
          await publish(emulator, folderWith({ manifests: manifestsOf(second) }));
        } finally {
          emulator.close();
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the order of files and the split into files do not matter', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, async (state) => {
        const emulator = createEmulator();
        try {
          const manifests = manifestsOf(state);
          await publish(emulator, folderWith({ manifests }));
          const before = puts(emulator);
          await publish(emulator, folderWith({ manifests: manifests.toReversed() }));
          expect(puts(emulator)).toBe(before);
        } finally {
          emulator.close();
        }
      }),
      { numRuns: 15 },
    );
  });

  test('no identity ever changes and nothing that others hold is lost', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, async (first, second) => {
        const emulator = createEmulator();
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
      { numRuns: 20 },
    );
  });
});
