// A placement is what a student opens: each field of it is written, shown, kept, moved and taken back.
import { describe, expect, onTestFinished, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import { check } from '../../src/features/check/check.ts';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { explainNode } from '../../src/features/explain/explain.ts';
import { show } from '../../src/features/show/show.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { FieldChange } from '../../src/model/plan.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { renderers } from '../../src/text/renderers.ts';
import { emulatorFor } from '../support/dialects.ts';
import { filesIn, importFrom, inEmptyCatalog } from '../support/import-folder.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { applyFolder, planFolder, undoReceipt, worldWith } from '../support/publish.ts';
import { catalogFolders, publish } from '../support/published-folder.ts';

const folderWith = catalogFolders('oneroster');
const partnerFolder = catalogFolders('partner');

function start(...quirks: QuirkName[]): Emulator {
  const emulator = emulatorFor('oneroster', { quirks });
  onTestFinished(() => emulator.close());
  return emulator;
}

const resource = (sourcedId: string, title: string): JsonObject => ({
  sourcedId,
  title,
  vendorResourceId: sourcedId,
});

/** A course with a unit of two lessons, and what each of them places. */
function course(places: {
  readonly unit?: Json;
  readonly l1?: Json;
  readonly l2?: Json;
  readonly lesson?: string;
  readonly article?: string;
}): JsonObject {
  const placing = (resources: Json | undefined) => (resources === undefined ? {} : { resources });
  return {
    kind: 'course',
    sourcedId: 'c',
    title: 'Rivers',
    units: [
      {
        sourcedId: 'u',
        title: 'Springs',
        ...placing(places.unit),
        lessons: [
          { sourcedId: 'l1', title: places.lesson ?? 'Karst', ...placing(places.l1) },
          { sourcedId: 'l2', title: 'Glaciers', ...placing(places.l2) },
        ],
      },
    ],
    resources: [
      resource('article', places.article ?? 'Water under ground'),
      resource('bank', 'Practice'),
    ],
  };
}

const folderOf = (places: Parameters<typeof course>[0], facts: Record<string, Json> = {}) =>
  folderWith({ manifests: [course(places)], facts });

/** The live placements on the platform, in order. */
function placed(emulator: Emulator, place = 'l1'): readonly JsonObject[] {
  return emulator
    .records('componentResource')
    .filter(({ status, courseComponent }) => {
      const { sourcedId } = courseComponent as { sourcedId: string };
      return status === 'active' && sourcedId === place;
    })
    .sort((a, b) => Number(a['sortOrder']) - Number(b['sortOrder']));
}

/** The lines of a plan: what changes in which field. */
async function fieldsPlanned(emulator: Emulator, folder: string): Promise<readonly string[]> {
  const planned = await planFolder(emulator, folder);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 1));
  return planned.value.plan.changes.flatMap((change) =>
    change.action === 'create'
      ? [`create ${change.address}`]
      : (change.fields as readonly FieldChange[]).map(
          ({ path, after }) => `${change.address} ${path.join(' ')} = ${JSON.stringify(after)}`,
        ),
  );
}

async function undoLast(
  emulator: Emulator,
  folder: string,
  applied: Awaited<ReturnType<typeof applyFolder>>,
): Promise<void> {
  const receipt = applied.ok ? applied.value.report.receipt?.file : undefined;
  const undone = await undoReceipt(emulator, folder, receipt ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
}

const mastery = {
  resource: 'bank',
  sourcedId: 'cr-mastery',
  title: 'Master it',
  lessonType: 'powerpath-100',
  metadata: { xp: 10 },
};

describe('an entry of resources that is a map', () => {
  test('writes each field of the placement, the type where either reader looks', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: ['article', mastery] }));
    expect(placed(emulator)).toMatchObject([
      { title: 'Water under ground', resource: { sourcedId: 'article' } },
      {
        sourcedId: 'cr-mastery',
        title: 'Master it',
        lessonType: 'powerpath-100',
        metadata: { xp: 10, lessonType: 'powerpath-100' },
      },
    ]);
  });

  test.each([
    { row: 'top', has: { lessonType: 'quiz', metadata: undefined } },
    { row: 'metadata', has: { lessonType: undefined, metadata: { lessonType: 'quiz' } } },
  ])('has its type where the row says: $row', async ({ row, has }) => {
    const emulator = start();
    const facts = { 'componentResource.lessonType': row };
    await publish(emulator, folderOf({ l1: [{ resource: 'bank', lessonType: 'quiz' }] }, facts));
    const [only] = placed(emulator);
    expect({ lessonType: only?.['lessonType'], metadata: only?.['metadata'] }).toEqual(has);
  });

  test('each field that changes is a line of the plan, and the rest stays', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: [mastery] }));
    const { title: _, ...others } = mastery;
    const folder = folderOf({ l1: [{ ...others, lessonType: 'quiz', metadata: { xp: 20 } }] });
    expect(await fieldsPlanned(emulator, folder)).toEqual([
      'lesson/l1 placements bank title = "Practice"',
      'lesson/l1 placements bank lessonType = "quiz"',
      'lesson/l1 placements bank metadata lessonType = "quiz"',
      'lesson/l1 placements bank metadata xp = 20',
    ]);
    await publish(emulator, folder);
    expect(placed(emulator)).toMatchObject([{ sourcedId: 'cr-mastery', title: 'Practice' }]);
  });

  test('another id is another placement: the old one is retired, and undo brings it back', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: [mastery] }));
    const before = placed(emulator);
    const folder = folderOf({ l1: [{ ...mastery, sourcedId: 'cr-new' }] });
    const applied = await applyFolder(emulator, folder);
    expect(placed(emulator).map(({ sourcedId }) => sourcedId)).toEqual(['cr-new']);
    await undoLast(emulator, folder, applied);
    expect(placed(emulator)).toMatchObject(
      before.map(({ sourcedId, title }) => ({ sourcedId, title })),
    );
  });
});

describe('the title of a placement', () => {
  test.each([
    { row: 'resource', change: { article: 'Karst springs' }, title: 'Karst springs' },
    { row: 'lesson', change: { lesson: 'Limestone' }, title: 'Limestone' },
  ])('follows that of the $row', async ({ row, change, title }) => {
    const emulator = start();
    const facts = { 'componentResource.title': row };
    await publish(emulator, folderOf({ l1: ['article'] }, facts));
    await publish(emulator, folderOf({ l1: ['article'], ...change }, facts));
    expect(placed(emulator)).toMatchObject([{ title }]);
  });

  test('that is stale on the platform shows in the plan, and a row leaves it', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: ['article'] }));
    const [record] = placed(emulator);
    const stale = { ...record, title: 'ChoiceInteraction' };
    emulator.seed([{ kind: 'componentResource', record: stale }]);
    expect(await fieldsPlanned(emulator, folderOf({ l1: ['article'] }))).toEqual([
      'lesson/l1 placements article title = "Water under ground"',
    ]);
    const facts = { 'componentResource.titleLater': 'leave' };
    expect(await fieldsPlanned(emulator, folderOf({ l1: ['article'] }, facts))).toEqual([]);
    await publish(emulator, folderOf({ l1: ['article'] }));
    expect(placed(emulator)).toMatchObject([{ title: 'Water under ground' }]);
  });

  test.each(['placement-titles-stay', 'placements-untitled'] as const)(
    'that the platform does not keep is reported: %s',
    async (quirk) => {
      const emulator = start(quirk);
      await applyFolder(emulator, folderOf({ l1: ['article'] }));
      const applied = await applyFolder(emulator, folderOf({ l1: ['article'], article: 'Caves' }));
      const settled = applied.ok && applied.value.report.settled;
      expect(settled).not.toMatchObject({ state: 'converged' });
      const facts = { 'componentResource.titleLater': 'leave' };
      const left = folderOf({ l1: ['article'], article: 'Caves' }, facts);
      expect(await fieldsPlanned(emulator, left)).toEqual([]);
    },
  );
});

describe('a resource that stands twice in a lesson', () => {
  const again = { resource: 'bank', sourcedId: 'cr-again', title: 'Once more' };
  const twice = ['bank', 'article', again];

  test('has two placements, in order, which a write of the lesson leaves alone', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: twice }));
    const ids = placed(emulator).map(({ sourcedId }) => sourcedId);
    expect(ids).toHaveLength(3);
    await publish(emulator, folderOf({ l1: twice, lesson: 'Renamed' }));
    expect(placed(emulator).map(({ sourcedId }) => sourcedId)).toEqual(ids);
    await publish(emulator, folderOf({ l1: [again, 'article', 'bank'] }));
    expect(placed(emulator).map(({ sourcedId }) => sourcedId)).toEqual(ids.toReversed());
  });

  test('loses the one that is taken out, and undo brings back exactly that', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: twice }));
    const before = placed(emulator);
    const folder = folderOf({ l1: ['bank', 'article'] });
    expect(await fieldsPlanned(emulator, folder)).toEqual([
      'lesson/l1 resources = ["bank","article"]',
    ]);
    const applied = await applyFolder(emulator, folder);
    expect(placed(emulator)).toHaveLength(2);
    await undoLast(emulator, folder, applied);
    const dateLastModified = expect.any(String);
    expect(placed(emulator)).toEqual(before.map((one) => ({ ...one, dateLastModified })));
  });
});

describe('a resource that moves to another lesson', () => {
  const warningsOf = async (emulator: Emulator, folder: string) => {
    const planned = await planFolder(emulator, folder);
    const all = planned.ok ? planned.value.plan.warnings : planned.problems;
    return all.filter(({ code }) => code === 'placement/moves');
  };

  test('is placed anew there, which the plan says; what the message says to do keeps it', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: [mastery, 'article'] }));
    const { sourcedId: _, ...unnamed } = mastery;
    const [warning, ...others] = await warningsOf(
      emulator,
      folderOf({ l1: ['article'], l2: [unnamed] }),
    );
    expect(others).toEqual([]);
    expect(warning?.detail).toContain('with another id than cr-mastery');
    expect(warning?.hint).toContain('- { resource: "bank", sourcedId: "cr-mastery" }');

    const folder = folderOf({ l1: ['article'], l2: [{ ...unnamed, sourcedId: 'cr-mastery' }] });
    const [kept] = await warningsOf(emulator, folder);
    expect(kept?.detail).toContain('it keeps its results');
    const applied = await applyFolder(emulator, folder);
    expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
    expect(placed(emulator, 'l2')).toMatchObject([{ sourcedId: 'cr-mastery', title: 'Master it' }]);
    expect(placed(emulator).map(({ title }) => title)).toEqual(['Water under ground']);
    expect(await fieldsPlanned(emulator, folder)).toEqual([]);

    await undoLast(emulator, folder, applied);
    expect(placed(emulator)).toMatchObject([{ sourcedId: 'cr-mastery' }, {}]);
    expect(placed(emulator, 'l2')).toEqual([]);
  });

  test('an id that another catalog has is not taken from it', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: [mastery] }));
    const theirs = {
      kind: 'course',
      sourcedId: 'x',
      title: 'Algebra',
      units: [
        {
          sourcedId: 'xu',
          title: 'Sums',
          lessons: [
            {
              sourcedId: 'xl',
              title: 'Adding',
              resources: [{ resource: 'xr', sourcedId: 'cr-mastery' }],
            },
          ],
        },
      ],
      resources: [resource('xr', 'Ten tasks')],
    };
    const applied = await applyFolder(emulator, folderWith({ manifests: [theirs] }));
    const failed = applied.ok
      ? applied.value.report.outcomes.flatMap((one) =>
          one.status === 'failed' ? one.problem.code : [],
        )
      : applied.problems.map(({ code }) => code);
    expect(failed).toEqual(['remote/taken']);
    expect(placed(emulator)).toMatchObject([{ sourcedId: 'cr-mastery' }]);
  });
});

test('placements in a node whose manifest says nothing of them are counted, and not touched', async () => {
  const emulator = start();
  await publish(emulator, folderOf({ unit: [mastery], l1: ['article'] }));
  const planned = await planFolder(emulator, folderOf({ l1: ['article'] }));
  expect(planned.ok && planned.value.plan).toMatchObject({ changes: [], unmanagedPlacements: 1 });
  const look = {
    colour: false,
    width: 100,
    unicode: true,
    detail: 'fields',
    sources: noSources,
  } as const;
  const text = planned.ok ? renderers.human.plan(planned.value.plan, look) : '';
  expect(text).toContain('0 nodes and 1 placement unmanaged on the platform (left untouched)');
});

describe('what a unit places itself', () => {
  test('is published, with a warning that reports contradict each other', async () => {
    const emulator = start();
    const folder = folderOf({ unit: [mastery] });
    await publish(emulator, folder);
    expect(placed(emulator, 'u')).toMatchObject([{ sourcedId: 'cr-mastery' }]);
    const planned = await planFolder(emulator, folder);
    const codes = planned.ok ? planned.value.plan.warnings.map(({ code }) => code) : [];
    expect(codes).toContain('dialect/unit-places');
    await publish(emulator, folderOf({ unit: [] }));
    expect(placed(emulator, 'u')).toEqual([]);
  });

  test.each([
    { row: 'shown', ok: true },
    { row: 'hidden', ok: false },
  ])('by the row $row', async ({ row, ok }) => {
    const emulator = start();
    const facts = { 'componentResource.inUnit': row };
    const planned = await planFolder(emulator, folderOf({ unit: ['bank'] }, facts));
    expect(planned.ok).toBe(ok);
    const codes = planned.ok ? planned.value.plan.warnings : planned.problems;
    expect(codes.map(({ code }) => code)).toEqual(ok ? [] : ['dialect/unit-hides']);
  });

  test('and the platform hides shows as missing in the next plan', async () => {
    const emulator = start('hides-unit-placements');
    const folder = folderOf({ unit: ['bank'] });
    await applyFolder(emulator, folder);
    expect(await fieldsPlanned(emulator, folder)).toEqual(['unit/u resources = ["bank"]']);
  });
});

describe('import, then publish elsewhere', () => {
  const held: readonly JsonObject[] = [
    { sourcedId: 'cr-1', resource: { sourcedId: 'bank' }, title: 'Practice', lessonType: 'quiz' },
    {
      sourcedId: 'cr-2',
      resource: { sourcedId: 'bank' },
      title: 'Master it',
      lessonType: 'powerpath-100',
      metadata: { lessonType: 'powerpath-100', xp: 10 },
    },
    {
      sourcedId: 'cr-3',
      resource: { sourcedId: 'article' },
      title: 'Water under ground',
      metadata: { lessonType: 'alpha-read-article' },
    },
    { sourcedId: 'cr-u', resource: { sourcedId: 'article' }, title: 'All of it' },
  ];

  test('keeps every field of every placement, in units too', async () => {
    const theirs = start();
    await publish(theirs, folderOf({}));
    theirs.seed(
      held.map((record, index) => ({
        kind: 'componentResource',
        record: {
          ...record,
          status: 'active',
          sortOrder: index + 1,
          courseComponent: { sourcedId: record['sourcedId'] === 'cr-u' ? 'u' : 'l1' },
        },
      })),
    );
    await inEmptyCatalog(
      async (folder) => {
        const { leftOut, plan } = await importFrom(theirs, folder, { additional: true });
        expect(leftOut).toEqual([]);
        expect(plan.ok && plan.value.changes).toEqual([]);
        const elsewhere = start();
        const applied = await applyFolder(elsewhere, folder);
        expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
        for (const place of ['l1', 'u']) {
          expect(placed(elsewhere, place)).toEqual(
            placed(theirs, place).map((one, index) => ({
              ...one,
              sortOrder: (index + 1) * 10,
              dateLastModified: expect.any(String),
            })),
          );
        }
      },
      { dialect: 'oneroster' },
    );
  });

  test('names the fields that manifests do not know', async () => {
    const theirs = start();
    await publish(theirs, folderOf({ l1: ['bank'] }));
    const [record] = placed(theirs);
    theirs.seed([{ kind: 'componentResource', record: { ...record, weight: 3 } }]);
    await inEmptyCatalog(
      async (folder) => {
        const { leftOut } = await importFrom(theirs, folder);
        expect(leftOut.map(({ what }) => what)).toContain('weight of placements');
        await importFrom(theirs, folder, { additional: true });
      },
      { dialect: 'oneroster' },
    );
    await inEmptyCatalog(
      async (folder) => {
        await importFrom(theirs, folder, { additional: true });
        expect(filesIn(folder)['catalog/rivers.yaml']).toContain('additional:');
      },
      { dialect: 'oneroster' },
    );
  });
});

describe('a placement by its id', () => {
  const cwd = () => folderOf({ l1: ['article', mastery], unit: ['bank'] });

  test('is shown with its place and its own fields', async () => {
    for (const name of ['cr-mastery', 'placement/cr-mastery']) {
      const shown = show(name, {}, nodeWorld({ cwd: cwd() }));
      expect(shown.ok && shown.value).toMatchObject({
        address: 'lesson/l1',
        parent: 'lesson/l1',
        placement: { sourcedId: 'cr-mastery', resource: 'bank' },
        position: 2,
        siblings: 2,
        fields: { resource: 'bank', lessonType: 'powerpath-100' },
      });
    }
    const unknown = show('cr-nobody', {}, nodeWorld({ cwd: cwd() }));
    expect(unknown.problems.map(({ code }) => code)).toEqual(['reference/missing']);
  });

  test('is explained: what differs of it, and of nothing else in its lesson', async () => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: ['article', { ...mastery, title: 'Before' }] }));
    const folder = folderOf({ l1: ['article', mastery], lesson: 'Renamed' });
    const explained = await explainNode('cr-mastery', { env: 'test' }, worldWith(emulator, folder));
    expect(explained.ok && explained.value).toMatchObject({
      address: 'lesson/l1',
      placement: { sourcedId: 'cr-mastery', resource: 'bank' },
      environments: [{ state: 'update', what: ['placements.bank.title'] }],
    });
  });
});

describe('what stands where nobody looks', () => {
  const problemsOf = (lesson: JsonObject, unit: JsonObject = {}) => {
    const whole = JSON.parse(JSON.stringify(course({})));
    Object.assign(whole.units[0], unit);
    Object.assign(whole.units[0].lessons[0], lesson);
    const { problems } = check({}, nodeWorld({ cwd: folderWith({ manifests: [whole] }) }));
    return problems.filter(({ severity }) => severity === 'error');
  };

  test.each([{ lessonType: 'quiz' }, { componentResources: [{ lessonType: 'quiz' }] }])(
    'is refused under additional, with the entry that has it: %j',
    (additional) => {
      const [refused] = problemsOf({ additional });
      expect(refused?.code).toBe('schema/wrong-value');
      expect(refused?.hint).toContain('- { resource: ID, lessonType: quiz }');
      expect(problemsOf({ resources: [{ resource: 'bank', lessonType: 'quiz' }] })).toEqual([]);
    },
  );

  test('a list of nodes that lessons do not have is not said to go under additional', () => {
    const [unknown] = problemsOf({ units: [] });
    expect(unknown?.code).toBe('schema/unknown-field');
    expect(unknown?.hint).not.toContain('additional`.');
  });
});

test('check counts the lessons that place nothing, where apps look for placements', () => {
  const counted = (dialect: 'oneroster' | 'partner', places: Parameters<typeof course>[0]) => {
    const folder = (dialect === 'partner' ? partnerFolder : folderWith)({
      manifests: [course(places)],
    });
    const result = check({}, nodeWorld({ cwd: folder }));
    return result.ok && result.value.placingNothing;
  };
  expect(counted('oneroster', {})).toBe(2);
  expect(counted('oneroster', { l1: ['bank'] })).toBe(1);
  expect(counted('oneroster', { l1: ['bank'], l2: ['bank'] })).toBe(undefined);
  expect(counted('partner', {})).toBe(undefined);
});

test('a dialect without records of placements sends the resources, and says what it does not send', async () => {
  const emulator = emulatorFor('partner');
  onTestFinished(() => emulator.close());
  const folder = partnerFolder({ manifests: [course({ l1: [mastery], unit: ['article'] })] });
  const planned = await planFolder(emulator, folder);
  const warnings = planned.ok ? planned.value.plan.warnings : planned.problems;
  expect(warnings.map(({ code }) => code)).toEqual(['dialect/not-taken', 'dialect/not-taken']);
  await publish(emulator, folder);
  expect(emulator.records('lesson')).toMatchObject([{ resource: { sourcedId: 'bank' } }, {}]);
});

test('prerequisites of lessons are written, and compared', async () => {
  const emulator = start();
  const waiting = (prerequisites: Json) => {
    const whole = JSON.parse(JSON.stringify(course({})));
    whole.units[0].lessons[1].prerequisites = prerequisites;
    return folderWith({ manifests: [whole] });
  };
  await publish(emulator, waiting(['l1']));
  expect(emulator.records('lesson')).toMatchObject([{}, { prerequisites: ['l1'] }]);
  await publish(emulator, waiting([]));
});

const own: JsonObject = { resource: 'article', sourcedId: 'A', title: 'Own', metadata: { xp: 1 } };

test('a placement that others moved on the platform is taken back, also if its entry writes no id', async () => {
  const emulator = start();
  const folder = folderOf({ l1: ['article'], l2: ['bank'] });
  await publish(emulator, folder);
  const [was = {}] = placed(emulator);
  const record = { ...was, courseComponent: { sourcedId: 'l2' } };
  emulator.seed([{ kind: 'componentResource', record }]);
  expect(placed(emulator)).toEqual([]);
  await publish(emulator, folder);
  expect(await fieldsPlanned(emulator, folder)).toEqual([]);
  expect(placed(emulator).map(({ sourcedId }) => sourcedId)).toEqual([was['sourcedId']]);
});

test.each<{
  what: string;
  places: Parameters<typeof course>[0];
  moves: readonly (readonly [resource: string, from: string, to: string])[];
}>([
  {
    what: 'exchanged two placements of a resource, one with an id of its own',
    places: { l1: ['article'], l2: [own] },
    moves: [
      ['article', 'l1', 'l2'],
      ['article', 'l2', 'l1'],
    ],
  },
  {
    what: 'moved the first of two placements of a resource',
    places: { l1: ['article', own], l2: [] },
    moves: [['article', 'l1', 'l2']],
  },
  {
    what: 'moved a placement to a lesson that lost its own one of that resource',
    places: { l1: ['bank', 'article'], l2: [own, 'bank'] },
    moves: [
      ['bank', 'l1', 'u'],
      ['bank', 'l2', 'l1'],
    ],
  },
])('if others $what, one plan shows it, and brings each back', async ({ places, moves }) => {
  const emulator = start();
  const folder = folderOf(places);
  await publish(emulator, folder);
  const ids = () =>
    ['u', 'l1', 'l2'].map((place) => placed(emulator, place).map(({ sourcedId }) => sourcedId));
  const before = ids();
  const records = moves.map(([resource, from, to]) => {
    const all = placed(emulator, from);
    const record = all.find((one) => (one['resource'] as JsonObject)['sourcedId'] === resource);
    return { ...record, courseComponent: { sourcedId: to } };
  });
  emulator.seed(records.map((record) => ({ kind: 'componentResource', record })));
  const away = ids();
  const planned = await planFolder(emulator, folder);
  const warnings = planned.ok ? planned.value.plan.warnings : planned.problems;
  const kept = warnings.filter(({ detail }) => detail?.includes('moves with it'));
  for (const { sourcedId } of records as readonly JsonObject[]) {
    expect(kept.filter(({ detail }) => detail?.includes(String(sourcedId)))).toHaveLength(1);
  }
  // A second plan is empty.
  await publish(emulator, folder);
  expect(ids()).toEqual(before);
  const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
  expect(ids()).toEqual(away);
});

const units = (places: Parameters<typeof course>[0]) => course(places)['units'] as Json[];

test.each<{ what: string; after: Parameters<typeof course>[0]; more?: JsonObject }>([
  { what: 'as it is', after: { l2: [own] } },
  {
    what: 'with other fields',
    after: { l2: [{ ...own, title: 'Other', lessonType: 'quiz', metadata: { xp: 2, new: 1 } }] },
  },
  {
    what: 'to a unit that is new',
    after: {},
    more: { units: [...units({}), { sourcedId: 'u2', title: 'New', resources: [own] }] },
  },
])('undo brings back all of a placement that moved $what', async ({ after, more = {} }) => {
  const emulator = start();
  await publish(emulator, folderOf({ l1: [own] }));
  const [was = {}] = placed(emulator);
  const folder = folderWith({ manifests: [{ ...course(after), ...more }] });
  await publish(emulator, folder);
  expect(placed(emulator)).toEqual([]);
  const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
  const [now = {}] = placed(emulator);
  const { lessonType = null, metadata } = now;
  expect([now['title'], now['sortOrder'], lessonType]).toEqual(['Own', was['sortOrder'], null]);
  const held = Object.entries(metadata as JsonObject).filter(([, value]) => value !== null);
  expect(Object.fromEntries(held)).toEqual({ xp: 1 });
});

test('a null clears a field of a placement that moves in the same run', async () => {
  const emulator = start();
  await publish(emulator, folderOf({ l1: [{ ...own, lessonType: 'quiz' }] }));
  const folder = folderOf({ l2: [{ ...own, lessonType: null }] });
  await publish(emulator, folder);
  expect(await fieldsPlanned(emulator, folder)).toEqual([]);
  expect(placed(emulator, 'l2')[0]).not.toMatchObject({ lessonType: 'quiz' });
});

test('a placement without an id takes no record of one with an id beside it', async () => {
  const emulator = start();
  await publish(emulator, folderOf({ l1: [own] }));
  const folder = folderOf({ l1: [{ resource: 'article', title: 'Again' }, own] });
  await publish(emulator, folder);
  expect(await fieldsPlanned(emulator, folder)).toEqual([]);
  const [again, first] = placed(emulator);
  expect(again).toMatchObject({ title: 'Again' });
  expect(again?.['sourcedId']).not.toBe('A');
  expect(first).toMatchObject({ sourcedId: 'A', title: 'Own', metadata: { xp: 1 } });
});

const withoutDates = (emulator: Emulator) =>
  ['l1', 'l2'].map((place) =>
    placed(emulator, place).map(({ dateLastModified: _, ...record }) => record),
  );

test.each<{ what: string; a: JsonObject; b: JsonObject }>([
  { what: 'as they are', a: {}, b: {} },
  { what: 'with other values', a: { metadata: { a: 1, z: 1 } }, b: { metadata: { a: 5 } } },
])('undo of an exchange of placements, $what, leaves each as it was', async ({ a, b }) => {
  const first = { resource: 'article', sourcedId: 'A', title: 'First', metadata: { a: 2, z: 1 } };
  const second = { resource: 'article', sourcedId: 'B', title: 'Second', metadata: { a: 1 } };
  const emulator = start();
  await publish(emulator, folderOf({ l1: [first], l2: [second] }));
  const before = withoutDates(emulator);
  const folder = folderOf({ l1: [{ ...second, ...b }], l2: [{ ...first, ...a }] });
  await publish(emulator, folder);
  expect(placed(emulator)).toMatchObject([{ sourcedId: 'B' }]);
  const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
  expect(withoutDates(emulator)).toEqual(before);
});

test('a placement stays where an entry writes its id, though a short entry elsewhere would have that id', async () => {
  const emulator = start();
  await publish(emulator, folderOf({ l1: ['article'] }));
  const [{ sourcedId = null } = {}] = placed(emulator);
  const kept = { resource: 'article', sourcedId };
  await publish(emulator, folderOf({ l1: [], l2: [kept] }));
  await applyFolder(emulator, folderOf({ l1: ['article'], l2: [kept] }));
  expect(placed(emulator, 'l2')).toMatchObject([{ sourcedId }]);
});

test.each([{ target: ['lesson/l1'] }, { exclude: ['lesson/l2'] }])(
  'a placement stays if the lesson that takes it is left out of the run: %o',
  async (narrowed) => {
    const emulator = start();
    await publish(emulator, folderOf({ l1: [own, 'bank'] }));
    const before = placed(emulator);
    const result = await applyFolder(emulator, folderOf({ l2: [own] }), narrowed);
    expect(result.ok && result.value.report.settled).toEqual({ state: 'converged' });
    expect(placed(emulator)).toEqual(before);
  },
);
