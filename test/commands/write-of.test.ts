import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { WritablePlan } from '../../src/model/plan.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { isAsMade, sealPlan } from '../../src/plan/digest.ts';
import { writeOf } from '../../src/run/publish.ts';
import { planFromJson } from '../../src/text/json/plan-from-json.ts';
import { planToJson } from '../../src/text/json/plan-json.ts';
import { ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';

const outline: readonly Short[] = [
  ['course', 'c', undefined],
  ['unit', 'u', 'c'],
  ['lesson', 'l', 'u', { title: 'Nile', resources: ['r'] }],
  ['resource', 'r', undefined, { title: 'A map' }],
];

function planOf(remote: RemoteState, here: readonly Short[] = outline): WritablePlan {
  const ledger = ledgerFrom(
    new Map([['gone', { sourcedId: 'gone', kind: 'lesson', state: 'retired', line: 1 }]]),
  );
  const plan = buildPlan({
    catalog: catalogOf(here),
    remote,
    rules: { ...rules, lessonNamesCourse: true },
    sha256,
    ledger,
    restore: new Set(['lesson/l']),
  });
  if (!plan.ok) throw new Error(plan.problems.map(({ detail }) => detail).join());
  return plan.value;
}

const empty = remoteOf([]);

describe('what is written for a change is in the change', () => {
  test('of a new lesson: its fields, its course, its number, the titles of what it places', () => {
    const [lesson] = planOf(empty).changes.filter(({ address }) => address === 'lesson/l');
    if (!lesson) throw new Error('the lesson is not in the plan');
    expect(writeOf(lesson, empty)).toStrictEqual({
      entity: {
        kind: 'lesson',
        sourcedId: 'l',
        title: 'Nile',
        parent: 'unit/u',
        fields: { title: 'Nile', resources: ['r'], course: 'c' },
      },
      titles: new Map([['r', 'A map']]),
      sortOrder: 10,
    });
  });

  test('of an edited one: all its fields, over the record that was read', () => {
    const there = remoteOf([
      ['course', 'c', undefined],
      ['unit', 'u', 'c', {}, 10],
      ['lesson', 'l', 'u', { title: 'Nil', resources: ['r'], course: 'c' }, 7],
      ['resource', 'r', undefined, { title: 'A map' }],
    ]);
    const [lesson, ...others] = planOf(there).changes;
    if (!lesson) throw new Error('the plan is empty');
    expect(others).toEqual([]);
    expect(writeOf(lesson, there)).toMatchObject({
      entity: { fields: { title: 'Nile', resources: ['r'], course: 'c' } },
      base: {},
      sortOrder: 7,
    });
    const later = withRetired(there, ['lesson/l']);
    expect(writeOf(lesson, later)).toMatchObject({ status: 'active', sortOrder: 7 });
  });

  test('of a retired one: what the platform holds of it', () => {
    const there = remoteOf([
      ['course', 'c', undefined],
      ['unit', 'u', 'c', {}, 10],
      ['lesson', 'gone', 'u', { title: 'Old', theirs: 1 }, 7],
    ]);
    const [retire] = planOf(there).changes.filter(({ action }) => action === 'retire');
    if (!retire) throw new Error('nothing retires');
    expect(writeOf(retire, there)).toMatchObject({
      entity: { sourcedId: 'gone', fields: { title: 'Old', theirs: 1 } },
      status: 'retired',
      sortOrder: 7,
    });
  });
});

test('what is kept of a plan in a file is what people are shown of it', () => {
  const plan = planOf(empty);
  const kept = sealPlan(plan, { sources: noSources, sha256 });
  expect(kept.changes.filter((change) => 'content' in change)).toEqual([]);
  expect(planFromJson(planToJson(plan, noSources))).toEqual({ ...kept, seal: undefined });
  expect(planFromJson(planToJson(kept, noSources))).toEqual(kept);
  expect(isAsMade(kept, sha256)).toBe(true);
});
