// An undo gives nodes the status that they had, also in words of the platform, and what they held in it.
import { describe, expect, onTestFinished, test } from 'vitest';
import { resume } from '../../src/features/apply/resume.ts';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { kinds } from '../../src/model/node.ts';
import { type DialectName, dialectNames, emulatorFor } from '../support/dialects.ts';
import { applyUntil, receiptsOf } from '../support/interrupted.ts';
import { applyFolder, undoReceipt, worldWith } from '../support/publish.ts';
import { catalogFolders, publish } from '../support/published-folder.ts';

const live = [
  'c course live',
  'u unit live',
  'v unit live',
  'film resource live',
  'map resource live',
];
const lesson = (more: JsonObject = {}): JsonObject => {
  return { sourcedId: 'l', title: 'Karst', resources: ['film'], ...more };
};
const manifests = (lessons: readonly Json[], others: readonly Json[] = []): readonly Json[] => [
  {
    ...{ kind: 'course', sourcedId: 'c', title: 'Rivers' },
    units: [
      { sourcedId: 'u', title: 'Springs', lessons },
      { sourcedId: 'v', title: 'Deltas', lessons: others },
    ],
  },
  ...['film', 'map'].map((sourcedId) => {
    return { kind: 'resource', sourcedId, title: `The ${sourcedId}`, vendorResourceId: sourcedId };
  }),
];
const retired = { manifests: manifests([]), ledger: [...live, 'l lesson retired old'] };

function start(dialect: DialectName, ...quirks: QuirkName[]): Emulator {
  const emulator = emulatorFor(dialect, { quirks });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** All records as they are stored, without dates, and without values of null. */
const records = (emulator: Emulator) =>
  ([...kinds, 'componentResource'] as const).flatMap((kind) =>
    emulator.records(kind).map(({ dateLastModified: _, ...record }) => {
      const { metadata, ...others } = JSON.parse(
        JSON.stringify(record, (_key, value) => value ?? undefined),
      );
      const { status, sourcedId } = record;
      const isEmpty = Object.keys(metadata ?? {}).length === 0;
      return { kind, sourcedId, status, ...others, ...(!isEmpty && { metadata }) };
    }),
  );
const statusOf = (emulator: Emulator) => emulator.records('lesson').map(({ status }) => status);

describe.each(dialectNames)('%s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  async function undoLast(emulator: Emulator, folder: string) {
    const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(undone.value.report.settled).toEqual({ state: 'converged' });
    return undone.value.plan.changes;
  }

  test.each([
    { what: 'nothing', after: manifests([lesson()]) },
    { what: 'fields', after: manifests([lesson({ title: 'New', metadata: { xp: 3 } })]) },
    { what: 'what it places', after: manifests([lesson({ resources: ['map'] })]) },
    { what: 'all that it places', after: manifests([lesson({ resources: [] })]) },
  ])('a lesson that was restored with $what changed is retired as it was', async ({ after }) => {
    const emulator = start(dialect);
    await publish(emulator, folderWith({ manifests: manifests([lesson()]) }));
    await publish(emulator, folderWith(retired));
    const was = records(emulator);
    const folder = folderWith({ manifests: after });
    const applied = await applyFolder(emulator, folder, { restore: ['lesson/l'] });
    expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
    expect(statusOf(emulator)).toEqual(['active']);
    const became = records(emulator);
    const changes = await undoLast(emulator, folder);
    expect(changes).toMatchObject([{ action: 'retire', title: 'Karst' }]);
    const now = records(emulator);
    // A placement that the run made has no state before it.
    const known = new Set(was.map(({ sourcedId }) => sourcedId));
    expect(now.filter(({ sourcedId }) => known.has(sourcedId))).toEqual(was);
    const made = now.filter(({ sourcedId }) => !known.has(sourcedId));
    expect(made.filter(({ status }) => status !== 'tobedeleted')).toEqual([]);
    await undoLast(emulator, folder);
    expect(records(emulator)).toEqual(became);
  });

  test('a retirement that the platform has in another word is taken back', async () => {
    const emulator = start(dialect, 'retired-named-inactive');
    await publish(emulator, folderWith({ manifests: manifests([lesson()]) }));
    const was = records(emulator);
    const folder = folderWith(retired);
    const applied = await applyFolder(emulator, folder);
    expect(applied.ok && applied.value.report.settled).toMatchObject({ state: 'differs' });
    expect(statusOf(emulator)).toEqual(['tobedeleted']);
    const changes = await undoLast(emulator, folder);
    expect(changes).toMatchObject([
      { fields: [{ path: ['status'], before: 'inactive', after: 'active' }] },
    ]);
    expect(records(emulator)).toEqual(was);
  });
});

describe('a retirement that was killed', () => {
  const folderWith = catalogFolders('partner');

  test('is resumed although the platform has it in another word', async () => {
    const emulator = start('partner', 'retired-named-inactive');
    await publish(
      emulator,
      folderWith({ manifests: manifests([lesson(), lesson({ sourcedId: 'm' })]) }),
    );
    const ledger = [...live, 'l lesson retired old', 'm lesson retired old'];
    const folder = folderWith({ ...retired, ledger });
    // A token, four lists and three counts come before the first write.
    await applyUntil(emulator, folder, { at: 9, when: 'after' }, { parallelism: 1 });
    expect(statusOf(emulator)).toEqual(['tobedeleted', 'active']);
    const resumed = await resume(
      { env: 'test', approval: { type: 'auto' } },
      worldWith(emulator, folder),
    );
    expect(resumed).toMatchObject({ value: { report: { settled: { state: 'differs' } } } });
    expect(statusOf(emulator)).toEqual(['tobedeleted', 'tobedeleted']);
  });
});

describe('a word that no row has', () => {
  const folderWith = catalogFolders('partner');

  test('is given back to a lesson that had it before it was retired', async () => {
    const emulator = start('partner', 'takes-odd-records');
    await publish(emulator, folderWith({ manifests: manifests([lesson({ resources: [] })]) }));
    const [record = {}] = emulator.records('lesson');
    emulator.seed([{ kind: 'lesson', record: { ...record, status: 'paused' } }]);
    const folder = folderWith(retired);
    await publish(emulator, folder);
    expect(statusOf(emulator)).toEqual(['tobedeleted']);
    const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
    expect(undone).toMatchObject({
      value: {
        plan: {
          changes: [{ fields: [{ path: ['status'], before: 'tobedeleted', after: 'paused' }] }],
        },
        report: { settled: { state: 'converged' } },
      },
    });
    expect(statusOf(emulator)).toEqual(['paused']);
  });
});
