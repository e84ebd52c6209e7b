import { describe, expect, test } from 'vitest';
import { remintedOnPlatform } from '../../src/identity/remote-gate.ts';
import { snapshotOf } from '../../src/identity/snapshot-of.ts';
import type { Ledger, LedgerEntry } from '../../src/model/ledger.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';

const there: Parameters<typeof remoteOf>[0] = [
  ['course', 'c', undefined, { title: 'Reading' }],
  ['unit', 'u', 'c', { title: 'Main ideas' }, 10],
  ['lesson', 'l', 'u', { title: 'Finding the main idea' }, 10],
  ['lesson', 'm', 'u', { title: 'Supporting details' }, 20],
  ['course', 'other', undefined, { title: 'Writing' }],
  ['unit', 'v', 'other', { title: 'Sentences' }, 10],
  ['lesson', 'n', 'v', { title: 'Strong verbs' }, 10],
];
const above: readonly Short[] = [
  ['course', 'c', undefined, { title: 'Reading' }],
  ['unit', 'u', 'c', { title: 'Main ideas' }],
];

function refusals(...lessons: readonly Short[]) {
  const catalog = catalogOf([...above, ...lessons]);
  const remote = remoteOf(there);
  const plan = buildPlan({ catalog, remote, rules, sha256 });
  if (!plan.ok) throw new Error('no plan');
  return remintedOnPlatform({
    manifests: snapshotOf(catalog),
    changes: plan.value.changes,
    remote,
  });
}

describe('what would be created and is on the platform under another id', () => {
  test('is refused, with the id to restore and what matched', () => {
    const problems = refusals(
      ['lesson', 'l-new', 'u', { title: 'Finding the main idea' }],
      ['lesson', 'm', 'u', { title: 'Supporting details' }],
    );
    expect(problems.map(({ code, span }) => `${code}:${span?.start.line}`)).toEqual([
      'identity/re-minted:3',
    ]);
    expect(problems[0]?.detail).toContain('same title, same place in unit "Main ideas"');
    expect(problems[0]?.hint).toContain('l-new → l');
  });

  test('not refused: one that replaces what the ledger retires', () => {
    const catalog = catalogOf([
      ...above,
      ['lesson', 'm-new', 'u', { title: 'Supporting details' }],
    ]);
    const remote = remoteOf(there);
    const entry: LedgerEntry = { sourcedId: 'm', kind: 'lesson', state: 'retired', line: 1 };
    const ledger: Ledger = { file: 'catalog.ids', entries: new Map([['m', entry]]) };
    const plan = buildPlan({ catalog, remote, rules, sha256, ledger });
    if (!plan.ok) throw new Error('no plan');
    const { changes } = plan.value;
    expect(changes.map(({ action }) => action).sort()).toEqual(['create', 'retire']);
    expect(remintedOnPlatform({ manifests: snapshotOf(catalog), changes, remote })).toEqual([]);
  });

  test.each<{ name: string; lessons: readonly Short[] }>([
    {
      name: 'a new lesson beside the old ones',
      lessons: [
        ['lesson', 'l', 'u', { title: 'Finding the main idea' }],
        ['lesson', 'm', 'u', { title: 'Supporting details' }],
        ['lesson', 'x', 'u', { title: 'Finding the main idea again' }],
      ],
    },
    {
      name: 'another lesson in the place of one that is no longer managed',
      lessons: [['lesson', 'x', 'u', { title: 'Reading between the lines' }]],
    },
    {
      name: 'a lesson like one in a course that is not ours to manage',
      lessons: [['lesson', 'x', 'u', { title: 'Strong verbs' }]],
    },
  ])('not refused: $name', ({ lessons }) => {
    expect(refusals(...lessons)).toEqual([]);
  });
});
