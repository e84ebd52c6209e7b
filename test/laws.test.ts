// Laws over random catalogs, published to an emulator that behaves in random reported ways; the first of
// them to a server that shares no code with the tool as well.

import { describe, expect, test } from 'vitest';
import { kinds } from '../src/model/node.ts';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { fc, runs } from './support/laws.ts';
import { openPlatform, serverNames, servers } from './support/platforms.ts';
import { catalogFolders, publish } from './support/published-folder.ts';

describe.each(dialectNames)('laws of publishing, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);

  test.each(serverNames)(
    'apply then plan is empty, for any catalog and any later state of it: %s, however it behaves',
    async (server) => {
      await fc.assert(
        fc.asyncProperty(arrangement, arrangement, servers[server], async (one, two, drawn) => {
          const platform = await openPlatform(dialect, drawn);
          const { environment } = platform;
          try {
            for (const state of [one, two]) {
              await publish(
                platform,
                folderWith({ manifests: manifestsOf(state), ...environment }),
              );
            }
          } finally {
            await platform.close();
          }
        }),
        runs(server === 'emulator' ? 50 : 12),
      );
    },
    120_000,
  );

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
