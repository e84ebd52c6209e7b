// What a plan of one course asks of a platform that holds thousands of others: promises, unlike times.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { importRemote } from '../../src/features/import/import-remote.ts';
import { planFolder, worldWith } from '../support/publish.ts';
import { courseRecords, othersRecords, sharedResources } from '../support/shared-platform.ts';

const config = `org: partner-sandbox
environments:
  test: { baseUrl: https://timeback.test, dialect: oneroster }
scope: { courses: [bio] }
`;

/** Requests of a plan without changes, and of the import before it. */
async function requestsAmong(others: number) {
  const emulator = createEmulator();
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-scope-'));
  onTestFinished(() => {
    emulator.close();
    rmSync(folder, { recursive: true });
  });
  emulator.seed([
    ...sharedResources(2),
    ...othersRecords({ courses: others, lessons: 10, placements: 2 }),
    ...courseRecords('bio', { lessons: 100, placements: 2 }),
  ]);
  writeFileSync(join(folder, 'timeback-catalog.yaml'), config);
  const imported = await importRemote(
    { env: 'test', dryRun: false, additional: false },
    worldWith(emulator, folder),
  );
  expect(imported.ok && imported.value.nodes).toBe(113);
  const before = emulator.requests.length;
  const planned = await planFolder(emulator, folder);
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
  const sent = emulator.requests.slice(before);
  return { imported: before, sent: sent.length, queries: sent.map(({ query }) => query) };
}

test('a plan of 100 lessons and 200 placements takes 8 requests, however much others have', async () => {
  const [few, many] = [await requestsAmong(5), await requestsAmong(150)];
  expect(few.sent).toBe(8);
  expect(many.sent).toBe(8);
  expect(many.imported).toBeLessThanOrEqual(20);
  const wholeLists = many.queries.filter((query) => query !== '' && !query.includes('filter='));
  expect(wholeLists).toEqual([]);
});
