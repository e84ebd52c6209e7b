// What the dialect table does not absorb as it starts out: the correction that is proposed, pasted
// into the config, makes publishing converge.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Emulator } from '../src/emulator/emulator.ts';
import { correctableQuirks, type QuirkName } from '../src/emulator/quirks.ts';
import type { Explanation } from '../src/model/explanation.ts';
import type { Json } from '../src/model/json.ts';
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
  'decides-total-xp': { 'compare.ignored': ['metadata.metrics.totalXp'] },
  'unit-named-parent': { 'lesson.unit': 'parent' },
  'order-named-position': { 'sortOrder.key': 'position' },
  'resources-listed': { 'lesson.resources': 'resources', 'lesson.resources.shape': 'list' },
};

/** Quirks of records that the other dialect does not have. */
const ofPartner = (quirk: QuirkName) =>
  quirk === 'unit-named-parent' || quirk === 'resources-listed';

describe.each(dialectNames)('a correction that apply proposes, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  const mine = correctableQuirks.filter((quirk) => !ofPartner(quirk) || dialect === 'partner');

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
  const mine = correctableQuirks.filter((quirk) => !ofPartner(quirk) || dialect === 'partner');

  test.each(mine.filter((quirk) => quirk !== 'decides-total-xp'))(
    '%s: the same, without a write',
    async (quirk) => {
      const emulator = start(dialect, [quirk]);
      await applyFolder(emulator, folderWith(first));
      const writes = writesIn(emulator).length;
      const explained = await explainFolder(emulator, folderWith(first));
      expect(explained.ok && explained.value.facts).toEqual(expected[quirk]);
      expect(writesIn(emulator)).toHaveLength(writes);
    },
  );
});
