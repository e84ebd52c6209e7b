// What the dialect table does not absorb as it starts out: the correction that is proposed, pasted
// into the config, makes publishing converge.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import { correctableQuirks, type QuirkName } from '../src/features/emulator/server/quirks.ts';
import type { Explanation } from '../src/model/explanation.ts';
import type { Json, JsonObject } from '../src/model/json.ts';
import { type DialectName, dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { applyFolder, explainFolder, planFolder } from './support/publish.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { first, second } from './support/rich-catalog.ts';

function start(dialect: DialectName, quirks: readonly QuirkName[]): Emulator {
  const emulator = emulatorFor(dialect, { quirks });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** What the report of an apply proposes. */
async function proposed(emulator: Emulator, folder: string): Promise<Explanation> {
  const applied = await applyFolder(emulator, folder);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems, undefined, 1));
  const { settled } = applied.value.report;
  if (settled.state !== 'differs' || !settled.explanation) throw new Error(settled.state);
  return settled.explanation;
}

const sets = ['subjects', 'grades', 'subjectCodes', 'roles'];
const inCafe = 'metadata.Caf\u00e9.Cafe\u0301';
const expected: Readonly<Partial<Record<QuirkName, Readonly<Record<string, Json>>>>> = {
  'trims-blanks': { 'compare.blanks': ['title'] },
  'lower-cases-metadata': { 'compare.letters': [inCafe] },
  'dates-in-full': { 'compare.dates': ['metadata.on'] },
  'reorders-metadata': { 'compare.sets': [...sets, 'metadata.tags'] },
  'metadata-as-texts': {
    'compare.texts': [
      'grades',
      'metadata.metrics.totalXp',
      'metadata.metrics.ratio',
      'metadata.xp',
      'metadata.goals.x',
      'metadata.own.more',
    ],
  },
  'drops-zeros': { 'values.dropped': ['texts'] },
  'unit-named-parent': { 'lesson.unit': 'parent' },
  'order-named-position': { 'sortOrder.key': 'position' },
  'resources-listed': { 'lesson.resources': 'resources', 'lesson.resources.shape': 'list' },
};

/**
 * A value of its own is not settled by a row: every edit of the field would be hidden. The word for retired
 * shows only in a later state.
 */
const settled = correctableQuirks.filter(
  (quirk) => quirk !== 'decides-total-xp' && quirk !== 'retired-named-inactive',
);

/** Quirks of records that the other dialect does not have. */
const ofPartner = (quirk: QuirkName) =>
  quirk === 'unit-named-parent' || quirk === 'resources-listed';

describe.each(dialectNames)('a correction that apply proposes, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  const mine = settled.filter((quirk) => !ofPartner(quirk) || dialect === 'partner');

  test.each(mine)('%s', async (quirk) => {
    const emulator = start(dialect, [quirk]);
    const { facts, open } = await proposed(emulator, folderWith(first));
    expect(open).toEqual([]);
    expect(facts).toEqual(expected[quirk]);
    const again = await planFolder(emulator, folderWith({ ...first, facts }));
    expect(again.ok && again.value.plan.changes).toEqual([]);
    const { facts: later } = await proposedOr(emulator, { ...second, facts }, facts);
    await publish(emulator, folderWith({ ...second, facts: later }));
  });

  /** A later state may hold a new field that the platform changes. */
  async function proposedOr(
    emulator: Emulator,
    state: Parameters<typeof folderWith>[0],
    facts: Explanation['facts'],
  ): Promise<Pick<Explanation, 'facts'>> {
    const applied = await applyFolder(emulator, folderWith(state));
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems, undefined, 1));
    const { settled } = applied.value.report;
    return settled.state === 'differs' && settled.explanation ? settled.explanation : { facts };
  }

  test('keeps the corrections that are there, and adds to their lists', async () => {
    const given = { 'compare.sets': ['subjects', 'metadata.other'], 'list.limit': 500 };
    const emulator = start(dialect, ['reorders-metadata']);
    const { facts } = await proposed(emulator, folderWith({ ...first, facts: given }));
    const names = ['subjects', 'metadata.other', 'metadata.tags'];
    expect(facts).toEqual({ ...given, 'compare.sets': names });
  });

  test('names another word for retired, by apply and by doctor', async () => {
    const emulator = start(dialect, ['retired-named-inactive']);
    await publish(emulator, folderWith(first));
    const { facts, open } = await proposed(emulator, folderWith(second));
    expect([facts, open]).toEqual([{ 'status.retired': 'inactive' }, []]);
    const explained = await explainFolder(emulator, folderWith(second));
    expect(explained).toMatchObject({ value: { facts, open: [] } });
    await publish(emulator, folderWith({ ...second, facts }));
  });

  test('is none for a value that the platform decides; leaving the field to it settles that', async () => {
    const emulator = start(dialect, ['decides-total-xp']);
    const { cures, facts, open } = await proposed(emulator, folderWith(first));
    expect([cures, facts]).toEqual([[], {}]);
    expect(open).toMatchObject([{ path: ['metadata', 'metrics', 'totalXp'] }]);
    const left = JSON.parse(JSON.stringify(first), (key, value) =>
      key === 'totalXp' ? undefined : value,
    );
    await publish(emulator, folderWith(left));
  });

  test('is none for a title: what it should be is for people to say', async () => {
    const emulator = start(dialect, []);
    await publish(emulator, folderWith(first));
    const [record] = emulator.records('unit');
    emulator.seed([{ kind: 'unit', record: { ...record, title: 'Edited by hand' } }]);
    const explained = await explainFolder(emulator, folderWith(first));
    expect(explained).toMatchObject({
      value: { cures: [], facts: {}, open: [{ path: ['title'] }] },
    });
  });

  test('of all these at once', async () => {
    const emulator = start(dialect, mine);
    const { facts, open } = await proposed(emulator, folderWith(first));
    expect(open).toEqual([]);
    await publish(emulator, folderWith({ ...first, facts }));
  });
});

describe.each(dialectNames)('doctor --explain-drift, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  const mine = settled.filter((quirk) => !ofPartner(quirk) || dialect === 'partner');

  test.each(mine)('%s: the same, without a write', async (quirk) => {
    const emulator = start(dialect, [quirk]);
    const folder = folderWith(first);
    await applyFolder(emulator, folder);
    const writes = writesIn(emulator).length;
    const explained = await explainFolder(emulator, folder);
    expect(explained.ok && explained.value.facts).toEqual(expected[quirk]);
    expect(writesIn(emulator)).toHaveLength(writes);
  });

  const zeros = { xp: 0, optional: false, note: '', deep: { least: 0 }, kept: 5 };
  const withZeros = (metadata: JsonObject) => ({
    manifests: [{ kind: 'course', sourcedId: 'course-0', title: 'Rivers', metadata, units: [] }],
  });

  test('zeros of which nothing is kept: the row is named once they were sent, and no edit is hidden', async () => {
    const emulator = start(dialect, ['drops-zeros']);
    const folder = folderWith(withZeros(zeros));
    const { facts } = await proposed(emulator, folder);
    expect(facts).toEqual({ 'values.dropped': ['numbers', 'truths', 'texts'] });
    const explained = await explainFolder(emulator, folder);
    expect(explained).toMatchObject({ value: { facts, open: [] } });
    await publish(emulator, folderWith({ ...withZeros(zeros), facts }));
    const edits = [
      { xp: 1 },
      { optional: true },
      { note: 'a' },
      { deep: { least: 2 } },
      { kept: 0 },
    ];
    for (const edit of edits) {
      const edited = folderWith({ ...withZeros({ ...zeros, ...edit }), facts });
      const planned = await planFolder(emulator, edited);
      expect([edit, planned.ok && planned.value.plan.changes.length]).toEqual([edit, 1]);
    }
  });

  test('zeros that were not sent yet are not said to be dropped', async () => {
    const emulator = start(dialect, []);
    await publish(emulator, folderWith(withZeros({ kept: 5 })));
    const explained = await explainFolder(emulator, folderWith(withZeros(zeros)));
    expect(explained).toMatchObject({ value: { cures: [], facts: {} } });
  });

  test('a platform that keeps a zero elsewhere does not drop them', async () => {
    const emulator = start(dialect, []);
    const folder = folderWith(withZeros({ xp: 0, other: 0 }));
    await publish(emulator, folder);
    const [record] = emulator.records('course');
    emulator.seed([{ kind: 'course', record: { ...record, metadata: { other: 0 } } }]);
    const explained = await explainFolder(emulator, folder);
    expect(explained).toMatchObject({ value: { cures: [], open: [{ path: ['metadata', 'xp'] }] } });
  });
});
