import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import type { Change } from '../../src/model/plan.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { CompareRules } from '../../src/plan/compare.ts';
import { nested, progressOf, stateBefore } from '../../src/plan/progress.ts';
import { ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

/** A run: the platform before it, what the manifests ask for, and the platform now. */
interface Story {
  readonly before: readonly There[];
  readonly wanted: readonly Short[];
  readonly now: readonly There[];
  /** In the ledger: to be retired by the run. */
  readonly retiring?: string;
  /** Retired on the platform now. */
  readonly gone?: readonly Address[];
}

function changesOf({ wanted, before, retiring }: Story): readonly Change[] {
  const entry = { sourcedId: retiring ?? '', kind: 'lesson', state: 'retired', line: 1 } as const;
  const ledger = ledgerFrom(new Map(retiring ? [[retiring, entry]] : []));
  const remote = remoteOf(before);
  const result = buildPlan({ catalog: catalogOf(wanted), remote, rules, sha256, ledger });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value.changes;
}

/** `update course/c: pending` */
function leftOf(
  story: Story,
  now: RemoteState = remoteOf(story.now),
  by: CompareRules = rules,
): string[] {
  const changes = changesOf(story);
  const before = remoteOf(story.before).entities;
  const befores = new Map(changes.map(({ address }) => [address, before.get(address)]));
  const left = progressOf(changes, { now: withRetired(now, story.gone ?? []), befores, rules: by });
  return Object.entries(left).flatMap(([state, some]: [string, readonly Change[]]) =>
    some.map(({ action, address }) => `${action} ${address}: ${state}`),
  );
}

const c: Short = ['course', 'c', undefined];
const titled = (title: string, more = {}): Short => ['course', 'c', undefined, { title, ...more }];
const units: There[] = [
  ['unit', 'u', 'c', {}, 10],
  ['unit', 'v', 'c', {}, 20],
];
const u: Short = ['unit', 'u', 'c'];
const v: Short = ['unit', 'v', 'c'];

describe('a node that the run makes', () => {
  const story = { before: [c], wanted: [c, u] };
  test.each<{ name: string; now: There[]; gone?: Address[]; left: string }>([
    { name: 'is not there', now: [c], left: 'pending' },
    { name: 'is there', now: [c, ['unit', 'u', 'c', {}, 10]], left: 'done' },
    {
      name: 'is there, with what the platform adds',
      now: [c, ['unit', 'u', 'c', { colour: 'red' }, 10]],
      left: 'done',
    },
    {
      name: 'is there by another title',
      now: [c, ['unit', 'u', 'c', { title: 'X' }, 10]],
      left: 'elsewhere',
    },
    {
      name: 'is there with another number',
      now: [c, ['unit', 'u', 'c', {}, 11]],
      left: 'elsewhere',
    },
    { name: 'is there without a number', now: [c, u], left: 'elsewhere' },
    { name: 'hangs elsewhere', now: [c, ['unit', 'u', 'd', {}, 10]], left: 'elsewhere' },
    {
      name: 'was retired again',
      now: [c, ['unit', 'u', 'c', {}, 10]],
      gone: ['unit/u'],
      left: 'elsewhere',
    },
  ])('$name: $left', ({ left, ...now }) => {
    expect(leftOf({ ...story, ...now })).toEqual([`create unit/u: ${left}`]);
  });

  test('needs no number where its kind has no order', () => {
    expect(leftOf({ before: [], wanted: [c], now: [c] })).toEqual(['create course/c: done']);
  });
});

describe('fields that the run writes', () => {
  const story = { before: [titled('Old')], wanted: [titled('New', { org: 'o' })] };
  test.each<{ name: string; now: There[]; gone?: Address[]; left: string }>([
    { name: 'are as before', now: [titled('Old')], left: 'pending' },
    { name: 'are as wanted', now: [titled('New', { org: 'o' })], left: 'done' },
    { name: 'are as wanted in part', now: [titled('New')], left: 'elsewhere' },
    { name: 'are of a third kind', now: [titled('Other')], left: 'elsewhere' },
    { name: 'stand beside an edit, unwritten', now: [titled('Old', { x: 1 })], left: 'elsewhere' },
    {
      name: 'stand beside an edit, written',
      now: [titled('New', { org: 'o', x: 1 })],
      left: 'done',
    },
    { name: 'went with their node', now: [], left: 'elsewhere' },
    {
      name: 'are of a node that was retired',
      now: [titled('Old')],
      gone: ['course/c'],
      left: 'elsewhere',
    },
    {
      name: 'were written and then retired',
      now: [titled('New', { org: 'o' })],
      gone: ['course/c'],
      left: 'elsewhere',
    },
  ])('$name: $left', ({ left, ...now }) => {
    expect(leftOf({ ...story, ...now })).toEqual([`update course/c: ${left}`]);
  });

  test('are as before if only the record differs: when it was asked for, for example', () => {
    const now = remoteOf(story.before);
    const entities = [...now.entities].map(
      ([address, entity]) => [address, { ...entity, record: { asked: 'later' } }] as const,
    );
    const later = { ...now, entities: new Map(entities) };
    expect(leftOf({ ...story, now: [] }, later)).toEqual(['update course/c: pending']);
  });
});

describe('a place that the run changes', () => {
  const lesson = (unit: string, number?: number, title = 'l'): There =>
    number === undefined
      ? ['lesson', 'l', unit, { title }]
      : ['lesson', 'l', unit, { title }, number];
  const story = {
    before: [c, ...units, lesson('u', 40)],
    wanted: [c, u, v, ['lesson', 'l', 'v', { title: 'L' }]] as const,
  };
  test.each<{ name: string; now: There; left: string }>([
    { name: 'is the old one', now: lesson('u', 40), left: 'pending' },
    { name: 'is the new one', now: lesson('v', 10, 'L'), left: 'done' },
    { name: 'is the new one, the title is not', now: lesson('v', 10), left: 'elsewhere' },
    { name: 'is the old one with another number', now: lesson('u', 41), left: 'elsewhere' },
    { name: 'is the old one without a number', now: lesson('u'), left: 'elsewhere' },
    { name: 'has the new parent and another number', now: lesson('v', 11, 'L'), left: 'elsewhere' },
    { name: 'has the new number and another parent', now: lesson('w', 10, 'L'), left: 'elsewhere' },
  ])('$name: $left', ({ now, left }) => {
    const all = { ...story, now: [c, ...units, now] };
    expect(leftOf(all)).toEqual([`move lesson/l: ${left}`]);
  });

  test.each([
    { number: 20, left: 'pending' },
    { number: 5, left: 'done' },
    { number: 7, left: 'elsewhere' },
  ])('is the number $number among the same siblings: $left', ({ number, left }) => {
    const before: There[] = [c, ...units];
    const now: There[] = [c, ['unit', 'u', 'c', {}, 10], ['unit', 'v', 'c', {}, number]];
    expect(leftOf({ before, wanted: [c, v, u], now })).toEqual([`reorder unit/v: ${left}`]);
  });
});

describe('a node that the run retires', () => {
  const l: There = ['lesson', 'l', 'u', {}, 10];
  const story = { before: [l], wanted: [], retiring: 'l' };
  test.each<{ name: string; now: There[]; gone?: Address[]; left: string }>([
    { name: 'is live', now: [l], left: 'pending' },
    { name: 'is retired', now: [l], gone: ['lesson/l'], left: 'done' },
    { name: 'is in no list any more', now: [], left: 'done' },
    {
      name: 'is live and edited',
      now: [['lesson', 'l', 'u', { title: 'X' }, 10]],
      left: 'elsewhere',
    },
  ])('$name: $left', ({ left, ...now }) => {
    expect(leftOf({ ...story, ...now })).toEqual([`retire lesson/l: ${left}`]);
  });
});

test('the state before a run: what it touched as it was, all else as it is now', () => {
  const before = remoteOf([titled('Old')]).entities.get('course/c');
  const now = remoteOf([
    titled('New'),
    ['course', 'made', undefined],
    ['course', 'other', undefined],
  ]);
  const state = stateBefore(
    now,
    new Map<Address, typeof before>([
      ['course/c', before],
      ['course/made', undefined],
    ]),
  );
  const titles = [...state.entities].map(([at, { entity }]) => [at, entity.fields['title']]);
  expect(titles).toEqual([
    ['course/c', 'Old'],
    ['course/other', 'other'],
  ]);
});

describe('differences as the fields that they ask for', () => {
  const added = (path: readonly [string, ...string[]], after: string) =>
    ({ path, kind: 'added', after }) as const;
  test.each<{ name: string; paths: [string, ...string[]][]; fields: object }>([
    { name: 'none', paths: [], fields: {} },
    { name: 'a field', paths: [['title']], fields: { title: 'title' } },
    {
      name: 'entries of one map',
      paths: [
        ['metadata', 'a'],
        ['metadata', 'b', 'c'],
        ['metadata', 'b', 'd'],
      ],
      fields: { metadata: { a: 'metadata.a', b: { c: 'metadata.b.c', d: 'metadata.b.d' } } },
    },
    { name: 'the status is none', paths: [['status'], ['title']], fields: { title: 'title' } },
  ])('$name', ({ paths, fields }) => {
    expect(nested(paths.map((path) => added(path, path.join('.'))))).toEqual(fields);
  });

  test('by any value that a difference has', () => {
    const change = { path: ['title'], kind: 'changed', before: 'Old', after: 'New' } as const;
    expect(nested([change], () => 'Old')).toEqual({ title: 'Old' });
  });
});

describe('a list that is kept apart', () => {
  const lesson = (title: string, resources?: readonly string[]): There => [
    'lesson',
    'l',
    'u',
    { title, ...(resources && { resources }) },
    10,
  ];
  const above = [c, ...units];
  const made: Short = ['lesson', 'l', 'u', { title: 'New', resources: ['b', 'c'] }];
  const wanted = [c, u, v, made];
  const apart = { ...rules, apart: ['resources'] };

  test.each<{ name: string; before: There[]; now: There; left: string }>([
    { name: 'new, without any of it', before: [], now: lesson('New'), left: 'pending' },
    { name: 'new, with some of it', before: [], now: lesson('New', ['b']), left: 'pending' },
    { name: 'new, with all of it', before: [], now: lesson('New', ['b', 'c']), left: 'done' },
    { name: 'new, with another', before: [], now: lesson('New', ['x']), left: 'elsewhere' },
    {
      name: 'with what it had and should have',
      before: [lesson('Old', ['a', 'b'])],
      now: lesson('New', ['a', 'b', 'c']),
      left: 'pending',
    },
    {
      name: 'and the title is somebody else’s',
      before: [lesson('Old', ['a', 'b'])],
      now: lesson('Theirs', ['a', 'b']),
      left: 'elsewhere',
    },
  ])('$name: $left', ({ before, now, left }) => {
    const story = { before: [...above, ...before], wanted, now: [...above, now] };
    const said = leftOf(story, remoteOf(story.now), apart).filter((one) => one.includes('lesson'));
    expect(said.map((one) => one.split(': ')[1])).toEqual([left]);
    // If nothing is kept apart, what is written in part is not this run's.
    if (left === 'pending') expect(leftOf(story).join()).toContain('lesson/l: elsewhere');
  });
});
