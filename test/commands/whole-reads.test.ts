// Lists that show less of a record than reading it by itself: nothing that they leave out is lost,
// and nothing only seems to differ.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resume } from '../../src/features/apply/resume.ts';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { importRemote } from '../../src/features/import/import-remote.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { dialectNames, emulatorFor, writesIn } from '../support/dialects.ts';
import { applyUntil, receiptsOf } from '../support/interrupted.ts';
import { applyFolder, planFolder, undoReceipt, worldWith } from '../support/publish.ts';
import { catalogFolders } from '../support/published-folder.ts';

const to = (sourcedId: string) => ({ sourcedId });
const lessonIds = ['l0', 'l1', 'l2'];

/** A course of one unit with three lessons, of which the platform holds more than manifests write. */
function start(dialect: (typeof dialectNames)[number]): Emulator {
  const emulator = emulatorFor(dialect, { quirks: ['lists-show-less'] });
  onTestFinished(() => emulator.close());
  const own = { note: 'of others' };
  const place = { status: 'active', course: to('c'), dateLastModified: '2026-01-01T00:00:00Z' };
  emulator.seed([
    {
      kind: 'course',
      record: { sourcedId: 'c', status: 'active', title: 'Rivers', org: to('partner-sandbox') },
    },
    { kind: 'unit', record: { sourcedId: 'u', ...place, title: 'Springs', sortOrder: 1 } },
    ...lessonIds.map((sourcedId, index) => {
      const metadata = { xp: 10, ...own };
      const order = { unit: to('u'), sortOrder: index + 1 };
      const record = { sourcedId, ...place, ...order, title: `Lesson ${index}`, metadata, ...own };
      return { kind: 'lesson', record } as const;
    }),
  ]);
  return emulator;
}

const metadataOf = (emulator: Emulator) => emulator.records('lesson').map((one) => one['metadata']);
const held = (xp: unknown) => ({ xp, note: 'of others' });

function state(of: (index: number) => JsonObject, facts: JsonObject = {}) {
  const lessons = lessonIds.map((sourcedId, index) => {
    return { sourcedId, title: `Lesson ${index}`, ...of(index) };
  });
  const units = [{ sourcedId: 'u', title: 'Springs', lessons }];
  return {
    manifests: [{ kind: 'course', sourcedId: 'c', title: 'Rivers', units }],
    facts,
  };
}

describe.each(dialectNames)('%s', (dialect) => {
  const folderWithState = catalogFolders(dialect);

  test.each([
    { facts: {}, warns: ['remote/lists-show-less'] },
    { facts: { 'list.records': 'part' }, warns: [] },
  ])('what only the list lacks is no change: $facts', async ({ facts, warns }) => {
    const emulator = start(dialect);
    const folder = folderWithState(state(() => ({ metadata: { xp: 10 } }), facts));
    const planned = await planFolder(emulator, folder);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    const { changes, warnings } = planned.value.plan;
    expect(changes).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(warns);
  });

  test('what a manifest clears and the list does not show is cleared', async () => {
    const emulator = start(dialect);
    const applied = await applyFolder(
      emulator,
      folderWithState(state(() => ({ metadata: { xp: null } }))),
    );
    expect(applied).toMatchObject({ value: { report: { settled: { state: 'converged' } } } });
    expect(metadataOf(emulator)).toEqual(lessonIds.map(() => held(null)));
  });

  test('each node is read by itself once, and only those that differ', async () => {
    const emulator = start(dialect);
    const retitled = (index: number) => (index === 0 ? {} : { title: `Again ${index}` });
    const sent = emulator.requests.length;
    await planFolder(emulator, folderWithState(state(retitled)));
    const singles = emulator.requests.slice(sent).filter(({ path }) => /\/l\d$/.test(path));
    expect(singles.map(({ path }) => path.slice(-2)).sort()).toEqual(['l1', 'l2']);
  });

  test('a table that says that lists show all is believed', async () => {
    const emulator = start(dialect);
    const facts = { 'list.records': 'whole' };
    const planned = await planFolder(
      emulator,
      folderWithState(state(() => ({ metadata: { xp: 10 } }), facts)),
    );
    expect(planned).toMatchObject({ value: { plan: { changes: lessonIds.map(() => ({})) } } });
    expect(emulator.requests.filter(({ path }) => /\/l\d$/.test(path))).toEqual([]);
  });

  test('the receipt has what there was, and its undo brings it back', async () => {
    const emulator = start(dialect);
    const folder = folderWithState(state(() => ({ metadata: { xp: 20 } })));
    await applyFolder(emulator, folder);
    expect(metadataOf(emulator)).toEqual(lessonIds.map(() => held(20)));
    const [receipt = ''] = receiptsOf(folder);
    expect(
      readFileSync(receipt, 'utf8').match(/"before":\{[^\n]*"note":"of others"/g),
    ).toHaveLength(3);
    const undone = await undoReceipt(emulator, folder, receipt);
    expect(undone).toMatchObject({ ok: true });
    expect(metadataOf(emulator)).toEqual(lessonIds.map(() => held(10)));
  });

  test('a run that dies is resumed, and nobody is said to have been there', async () => {
    const emulator = start(dialect);
    const folder = folderWithState(state(() => ({ metadata: { xp: 20 } })));
    const writes = () => writesIn(emulator).length;
    let at = 1;
    while (writes() < 1)
      await applyUntil(emulator, folder, { at: at++, when: 'after' }, { parallelism: 1 });
    expect(writes()).toBeLessThan(3);
    const resumed = await resume(
      { env: 'test', approval: { type: 'auto' } },
      worldWith(emulator, folder),
    );
    expect(resumed).toMatchObject({ value: { report: { settled: { state: 'converged' } } } });
    expect(metadataOf(emulator)).toEqual(lessonIds.map(() => held(20)));
    expect(writes()).toBe(3);
  });

  test('an import takes over what only single reads show', async () => {
    const emulator = start(dialect);
    const test = `{ baseUrl: https://timeback.test, dialect: ${dialect} }`;
    const folder = folderWith({
      'timeback-catalog.yaml': `org: partner-sandbox\nenvironments:\n  test: ${test}\n`,
    });
    const imported = await importRemote(
      { env: 'test', additional: false, dryRun: false },
      worldWith(emulator, folder),
    );
    expect(imported).toMatchObject({ value: { plan: { value: { changes: [] } } } });
    expect(imported.problems.map(({ code }) => code)).toContain('remote/lists-show-less');
    const written = imported.ok ? imported.value.written : [];
    const texts = written.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
    expect(texts.match(/note: of others/g)).toHaveLength(3);
  });
});
