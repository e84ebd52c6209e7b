import { describe, expect, test } from 'vitest';
import type { Short } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';
import { told, type UndoStory, undo } from '../support/undone.ts';

const c: Short = ['course', 'c', undefined];
const titled = (title: string, more = {}): Short => ['course', 'c', undefined, { title, ...more }];
const u: Short = ['unit', 'u', 'c'];
const v: Short = ['unit', 'v', 'c'];
const units: There[] = [
  ['unit', 'u', 'c', {}, 10],
  ['unit', 'v', 'c', {}, 20],
];
const l = (unit: string, number?: number, title = 'l'): There =>
  number === undefined
    ? ['lesson', 'l', unit, { title }]
    : ['lesson', 'l', unit, { title }, number];

describe('what a run made', () => {
  const made: UndoStory = {
    before: [c],
    wanted: [c, u, ['lesson', 'l', 'u']],
    now: [c, ['unit', 'u', 'c', {}, 10], l('u', 10)],
  };
  test.each<{ name: string; story: UndoStory; told: string[] }>([
    {
      name: 'is retired, children first',
      story: made,
      told: ['retire lesson/l "l"', 'retire unit/u "u"'],
    },
    {
      name: 'is retired by the title that it has now',
      story: { ...made, now: [c, ['unit', 'u', 'c', {}, 10], l('u', 10, 'New')] },
      told: ['retire lesson/l "New"', 'retire unit/u "u"'],
    },
    {
      name: 'and is retired already needs nothing',
      story: { ...made, gone: ['lesson/l'] },
      told: ['retire unit/u "u"'],
    },
    {
      name: 'and was handed over since is left to who has it',
      story: { ...made, released: ['unit/u', 'lesson/l'] },
      told: [],
    },
    {
      name: 'is not retired over the head of what was handed over',
      story: { ...made, released: ['lesson/l'] },
      told: ['remote/live-children'],
    },
    {
      name: 'and never came to be needs nothing',
      story: { ...made, now: [c] },
      told: [],
    },
    {
      name: 'is not retired over the head of what somebody hung under it',
      story: { ...made, now: [...made.now, ['lesson', 'theirs', 'u', {}, 20]] },
      told: ['remote/live-children'],
    },
    {
      name: 'made live again is retired again, as it was',
      story: {
        before: [titled('Old')],
        wasRetired: ['course/c'],
        wanted: [titled('New')],
        now: [titled('New')],
      },
      told: ['retire course/c "Old"; title: New → Old'],
    },
  ])('$name', ({ story, told: wanted }) => {
    expect(told(undo(story))).toEqual(wanted);
  });

  test('says why, where it hangs, and warns of nothing', () => {
    const result = undo(made);
    if (!result.ok) throw new Error('no plan');
    const { changes, warnings } = result.value.plan;
    expect(changes).toMatchObject([
      { parent: 'unit/u', reason: 'undo of the apply of Monday', source: { start: { line: 3 } } },
      { parent: 'course/c', reason: 'undo of the apply of Monday', source: { start: { line: 2 } } },
    ]);
    expect(warnings).toEqual([]);
    expect(undo({ ...made, now: [c] })).toMatchObject({ value: { plan: { warnings: [] } } });
  });
});

describe('what was changed again since a run', () => {
  const [old, fresh] = [
    { metadata: { a: 1, b: 1 }, title: 'Old' },
    { metadata: { a: 2, b: 2 }, title: 'New' },
  ];
  const at = (fields: object): There => ['course', 'c', undefined, { ...fields }];
  test.each([
    { name: 'nothing', now: fresh, named: undefined },
    { name: 'what goes back', now: { ...fresh, title: 'Newer' }, named: 'title' },
    {
      name: 'an entry of a map',
      now: { ...fresh, metadata: { a: 3, b: 2 } },
      named: 'metadata.a',
    },
    { name: 'what the run did not touch', now: { ...fresh, org: 'o' }, named: undefined },
    { name: 'set back already', now: old, named: undefined },
  ])('$name', ({ now, named }) => {
    const result = undo({ before: [at(old)], wanted: [at(fresh) as Short], now: [at(now)] });
    if (!result.ok) throw new Error('no plan');
    const found = result.value.plan.warnings.map(({ code, detail }) => `${code} ${detail}`);
    expect(found).toHaveLength(named === undefined ? 0 : 1);
    if (named !== undefined) expect(found[0]).toContain(`undo/changed-since`);
    if (named !== undefined) expect(found[0]).toContain(`after that run: ${named}.`);
  });

  test('its place', () => {
    const third: There = ['unit', 'w', 'c', {}, 30];
    const result = undo({
      before: [c, ...units, third, l('u', 40)],
      wanted: [c, u, v, ['unit', 'w', 'c'], ['lesson', 'l', 'v']],
      now: [c, ...units, third, l('w', 10)],
    });
    expect(result).toMatchObject({
      value: { plan: { warnings: [{ code: 'undo/changed-since', address: 'lesson/l' }] } },
    });
  });
});

describe('what a run changed', () => {
  const meta = (metadata: object, more = {}) => titled('T', { metadata, ...more });
  test.each<{ name: string; story: UndoStory; told: string[] }>([
    {
      name: 'goes back',
      story: { before: [titled('Old')], wanted: [titled('New')], now: [titled('New')] },
      told: ['update course/c "Old"; title: New → Old'],
    },
    {
      name: 'and was set back already needs nothing',
      story: { before: [titled('Old')], wanted: [titled('New')], now: [titled('Old')] },
      told: [],
    },
    {
      name: 'and was edited since goes back all the same',
      story: { before: [titled('Old')], wanted: [titled('New')], now: [titled('Newer')] },
      told: ['update course/c "Old"; title: Newer → Old'],
    },
    {
      name: 'beside an edit goes back alone',
      story: {
        before: [titled('Old')],
        wanted: [titled('New')],
        now: [titled('New', { org: 'o' })],
      },
      told: ['update course/c "Old"; title: New → Old'],
    },
    {
      name: 'and was not there before is cleared',
      story: { before: [c], wanted: [titled('c', { org: 'o' })], now: [titled('c', { org: 'o' })] },
      told: ['update course/c "c"; org: o → null'],
    },
    {
      name: 'inside a map leaves the rest of the map',
      story: {
        before: [meta({ a: 1, b: 1 })],
        wanted: [meta({ a: 2 })],
        now: [meta({ a: 2, b: 2 })],
      },
      told: ['update course/c "T"; metadata.a: 2 → 1'],
    },
    {
      name: 'moves back',
      story: {
        before: [c, ...units, l('u', 40)],
        wanted: [c, u, v, ['lesson', 'l', 'v', { title: 'L' }]],
        now: [c, ...units, l('v', 10, 'L')],
      },
      told: ['move lesson/l "l"; title: L → l; v 10 → u 40'],
    },
    {
      name: 'gets its number back',
      story: {
        before: [c, ...units],
        wanted: [c, v, u],
        now: [c, ['unit', 'u', 'c', {}, 10], ['unit', 'v', 'c', {}, 5]],
      },
      told: ['reorder unit/v "v"; course/c 5 → course/c 20'],
    },
    {
      name: 'keeps a number where it had none before: it cannot be taken away again',
      story: { before: [c, u], wanted: [c, u], now: [c, ['unit', 'u', 'c', {}, 10]] },
      told: [],
    },
    {
      name: 'goes back to a parent where it had no number',
      story: {
        before: [c, ...units, l('u')],
        wanted: [c, u, v, ['lesson', 'l', 'v']],
        now: [c, ...units, l('v', 10)],
      },
      told: ['move lesson/l "l"; v 10 → u null'],
    },
    {
      name: 'by being retired is live again',
      story: {
        before: [c, ...units, l('u', 10)],
        wanted: [c, u, v],
        retiring: ['l'],
        now: [c, ...units, l('u', 10)],
        gone: ['lesson/l'],
      },
      told: ['update lesson/l "l"; status: tobedeleted → active'],
    },
  ])('$name', ({ story, told: wanted }) => {
    expect(told(undo(story))).toEqual(wanted);
  });

  test('is never a change that makes room, so a guard counts it', () => {
    const result = undo({
      before: [c, ...units],
      wanted: [c, v, u],
      now: [c, ['unit', 'u', 'c', {}, 10], ['unit', 'v', 'c', {}, 5]],
    });
    expect(result).toMatchObject({ value: { plan: { changes: [{ makesRoom: false }] } } });
  });

  test('and is gone is named', () => {
    const result = undo({ before: [titled('Old')], wanted: [titled('New')], now: [] });
    expect(result).toMatchObject({
      value: { plan: { changes: [], warnings: [{ code: 'undo/gone', address: 'course/c' }] } },
    });
  });

  test('by being retired and is in no list any more cannot be told from retired', () => {
    const result = undo({ before: [l('u', 10)], wanted: [], retiring: ['l'], now: [] });
    expect(result).toMatchObject({ value: { plan: { changes: [], warnings: [] } } });
  });
});

describe('the plan of an undo', () => {
  const story: UndoStory = {
    before: [c, ...units, l('u', 40, 'Old')],
    wanted: [c, u, v, ['lesson', 'l', 'u', { title: 'New' }], ['lesson', 'm', 'v']],
    now: [c, ...units, l('u', 40, 'New'), ['lesson', 'm', 'v', {}, 10]],
  };

  test('writes first what goes back, and retires last', () => {
    expect(told(undo(story))).toEqual([
      'update lesson/l "Old"; title: New → Old',
      'retire lesson/m "m"',
    ]);
  });

  test('says where the changes stand', () => {
    const result = undo(story);
    const context = result.ok && result.value.plan.context.map(({ address }) => address);
    expect(context).toEqual(['unit/u', 'course/c', 'unit/v']);
  });

  test('claims nothing of what the run did not touch', () => {
    expect(undo(story)).toMatchObject({
      value: { plan: { unchanged: 0, unmanaged: [], held: [], restored: [], guards: [] } },
    });
  });

  test('comes with the nodes that go back, as they were and with no field but the changed', () => {
    const result = undo(story);
    const all = result.ok ? result.value.plan.changes : [];
    const changes = all.filter(({ action }) => action !== 'retire');
    expect(changes).toMatchObject([{ content: { entity: { sourcedId: 'l', parent: 'unit/u' } } }]);
    expect(changes.map(({ content }) => content.entity.fields)).toEqual([{ title: 'Old' }]);
  });

  test('is guarded as any plan, with the command that lets it through', () => {
    const courses = Array.from(
      { length: 10 },
      (_, index): Short => ['course', `c${index}`, undefined],
    );
    const guarded = undo({ before: [], wanted: courses, now: courses });
    expect(guarded).toMatchObject({
      value: {
        plan: {
          guards: [
            {
              guards: 'retire',
              count: 10,
              problem: {
                hint: expect.stringContaining('timeback-catalog undo RECEIPT --env test'),
              },
            },
          ],
        },
      },
    });
  });
});

test('what was handed over since is said to be left', () => {
  const story: UndoStory = {
    before: [titled('Old')],
    wanted: [titled('New')],
    now: [titled('New')],
    released: ['course/c'],
  };
  const undone = undo(story);
  expect(told(undone)).toEqual([]);
  expect(undone.ok && undone.value.plan.warnings).toMatchObject([
    { code: 'undo/released', address: 'course/c' },
  ]);
});
