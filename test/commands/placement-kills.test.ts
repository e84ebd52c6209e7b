// A run that dies between two records of placements is finished by --resume and taken back by undo.
import { expect, onTestFinished, test } from 'vitest';
import { resume } from '../../src/features/apply/resume.ts';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { kinds } from '../../src/model/node.ts';
import { emulatorFor } from '../support/dialects.ts';
import { applyUntil, receiptsOf } from '../support/interrupted.ts';
import { undoReceipt, worldWith } from '../support/publish.ts';
import { catalogFolders, publish } from '../support/published-folder.ts';

const folderWith = catalogFolders('oneroster');

type Placing = readonly [l1: Json, l2: Json];

const folderOf = ([l1, l2]: Placing) =>
  folderWith({
    manifests: [
      {
        ...{ kind: 'course', sourcedId: 'c', title: 'Rivers' },
        units: [
          {
            ...{ sourcedId: 'u', title: 'Springs' },
            lessons: [
              { sourcedId: 'l1', title: 'Karst', resources: l1 },
              { sourcedId: 'l2', title: 'Glaciers', resources: l2 },
            ],
          },
        ],
        resources: ['film', 'bank'].map((sourcedId) => ({
          ...{ sourcedId, title: `The ${sourcedId}`, vendorResourceId: sourcedId },
        })),
      },
    ],
  });

const film = (sourcedId: string, more: JsonObject = {}): Json => ({
  ...{ resource: 'film', sourcedId, metadata: { xp: 1 } },
  ...more,
});

function start(): Emulator {
  const emulator = emulatorFor('oneroster');
  onTestFinished(() => emulator.close());
  return emulator;
}

const recordsOf = (emulator: Emulator) =>
  ([...kinds, 'componentResource'] as const).flatMap((kind) =>
    // A lesson that names its resources would place them once more.
    emulator.records(kind).map(({ resource, resources: _, ...record }) => {
      const isPlacement = kind === 'componentResource' && resource !== undefined;
      return { kind, record: isPlacement ? { ...record, resource } : record };
    }),
  );

/** The live placements: `A in l1 at 10: The film {"xp":1}`. */
const placements = (emulator: Emulator) =>
  emulator
    .records('componentResource')
    .filter(({ status }) => status === 'active')
    .map(({ sourcedId, courseComponent, title, sortOrder, metadata = {} }) => {
      const place = (courseComponent as JsonObject)['sourcedId'];
      return `${sourcedId} in ${place} at ${sortOrder}: ${title} ${JSON.stringify(metadata)}`;
    })
    .sort();

test.each<{ what: string; before: Placing; after: Placing }>([
  {
    what: 'another id, and values',
    before: [[film('A')], []],
    after: [[film('B', { metadata: { xp: 2 } })], []],
  },
  { what: 'an id in place of none', before: [['film'], []], after: [[film('B')], []] },
  {
    what: 'another id beside a second one',
    before: [['bank', film('A'), film('C')], []],
    after: [['bank', film('B'), film('C')], []],
  },
  {
    what: 'two ids exchanged for two',
    before: [[film('A'), film('B')], []],
    after: [[film('D'), film('C')], []],
  },
  {
    what: 'another lesson',
    before: [[film('A'), 'bank'], []],
    after: [['bank'], [film('A', { title: 'Moved' })]],
  },
  {
    what: 'lessons exchanged',
    before: [[film('A')], [film('B')]],
    after: [[film('B')], [film('A')]],
  },
  {
    what: 'another lesson, and another id where it was',
    before: [[film('A')], []],
    after: [[film('B')], [film('A')]],
  },
])('law: dead at any request, $what is finished and taken back', async ({ before, after }) => {
  const whole = start();
  await publish(whole, folderOf(before));
  const stored = recordsOf(whole);
  const was = placements(whole);
  await publish(whole, folderOf(after));
  const wanted = placements(whole);
  expect(wanted).not.toEqual(was);
  const dead = async (at: number) => {
    const emulator = start();
    emulator.seed(stored);
    const folder = folderOf(after);
    await applyUntil(emulator, folder, { at, when: 'after' });
    return { emulator, folder, receipt: receiptsOf(folder).at(-1) };
  };
  let tried = 0;
  for (let at = 1, left = 1; left > 0; at += 1) {
    const { emulator, folder, receipt } = await dead(at);
    if (receipt === undefined) continue;
    tried += 1;
    const where = `${at}: ${placements(emulator)}`;
    const world = worldWith(emulator, folder);
    const finished = await resume({ env: 'test', approval: { type: 'auto' } }, world);
    expect(finished.problems, where).toEqual([]);
    expect(placements(emulator), where).toEqual(wanted);
    const other = await dead(at);
    const undone = await undoReceipt(other.emulator, other.folder, other.receipt ?? '');
    expect(undone.ok && undone.value.report.settled, where).toEqual({ state: 'converged' });
    expect(placements(other.emulator), where).toEqual(was);
    left = finished.ok ? finished.value.report.outcomes.length : 0;
  }
  expect(tried).toBeGreaterThan(1);
});
