import { describe, expect, test } from 'vitest';
import { remintedOnPlatform } from '../../src/identity/on-platform.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Address } from '../../src/model/node.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { type LedgerLine, ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';

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
    catalog,
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

  test.each([
    { name: 'one that is like what was released', id: 'm', state: 'released', to: 'maths' },
    { name: 'one that was taken, whatever it is like', id: 'm-new', state: 'live', from: 'maths' },
  ] as const)('not refused: $name', ({ id, name: _, ...says }) => {
    const catalog = catalogOf([
      ...above,
      ['lesson', 'm-new', 'u', { title: 'Supporting details' }],
    ]);
    const remote = remoteOf(there);
    const entry: LedgerLine = { sourcedId: id, kind: 'lesson', line: 1, ...says };
    const ledger: Ledger = ledgerFrom(new Map([[id, entry]]));
    const plan = buildPlan({ catalog, remote, rules, sha256, ledger });
    if (!plan.ok) throw new Error('no plan');
    const { changes } = plan.value;
    expect(changes.map(({ action }) => action)).toEqual(['create']);
    expect(remintedOnPlatform({ catalog, changes, remote })).toHaveLength(1);
    expect(remintedOnPlatform({ catalog, changes, remote, ledger })).toEqual([]);
  });

  test('not refused: one that a line of the ledger has replacing it, and no other', () => {
    const catalog = catalogOf([
      ...above,
      ['lesson', 'm-new', 'u', { title: 'Supporting details' }],
    ]);
    const remote = remoteOf(there);
    const plan = buildPlan({ catalog, remote, rules, sha256 });
    if (!plan.ok) throw new Error('no plan');
    const { changes } = plan.value;
    const saying = (sourcedId: string, replaced: string): Ledger => ({
      ...ledgerFrom(new Map()),
      replacements: [
        { sourcedId, kind: 'lesson', replaced, reason: 'anew', file: 'catalog.ids', line: 1 },
      ],
    });
    const refused = (ledger: Ledger) => remintedOnPlatform({ catalog, changes, remote, ledger });
    expect(refused(saying('m-new', 'm'))).toEqual([]);
    expect(refused(saying('m', 'm-new'))).toHaveLength(1);
    expect(refused(saying('m-new', 'l'))[0]?.hint).toContain('confirm m-new --replaces lesson/m ');
  });

  test('not refused: one that replaces what the ledger retires', () => {
    const catalog = catalogOf([
      ...above,
      ['lesson', 'm-new', 'u', { title: 'Supporting details' }],
    ]);
    const remote = remoteOf(there);
    const entry: LedgerLine = { sourcedId: 'm', kind: 'lesson', state: 'retired', line: 1 };
    const ledger: Ledger = ledgerFrom(new Map([['m', entry]]));
    const plan = buildPlan({ catalog, remote, rules, sha256, ledger });
    if (!plan.ok) throw new Error('no plan');
    const { changes } = plan.value;
    expect(changes.map(({ action }) => action).sort()).toEqual(['create', 'retire']);
    expect(remintedOnPlatform({ catalog, changes, remote })).toEqual([]);
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

  interface Story {
    readonly name: string;
    readonly there: Parameters<typeof remoteOf>[0];
    readonly here: readonly Short[];
    readonly retired?: readonly Address[];
    readonly matched: readonly string[];
  }
  const c: Short = ['course', 'c', undefined];
  const u: Short = ['unit', 'u', 'c'];
  const text = { description: 'How to tell what a text is mainly about.' };
  test.each<Story>([
    {
      name: 'not what is retired there',
      there: [c, u, ['lesson', 'l', 'u', { title: 'Gist' }, 10]],
      here: [c, u, ['lesson', 'new', 'u', { title: 'Gist' }]],
      retired: ['lesson/l'],
      matched: [],
    },
    {
      name: 'by its place there, which is that of its number',
      there: [
        c,
        ['unit', 'u', 'c', {}, 10],
        ['lesson', 'b', 'u', { title: 'Second' }, 20],
        ['lesson', 'a', 'u', { title: 'Gist' }, 10],
      ],
      here: [
        c,
        u,
        ['lesson', 'new', 'u', { title: 'Gist' }],
        ['lesson', 'b', 'u', { title: 'Second' }],
      ],
      matched: ['a: same title, same place in unit "u", certain'],
    },
    {
      name: 'not by its text under another title: nobody says that the old one was to stay',
      there: [c, u, ['lesson', 'l', 'u', { title: 'Gist', ...text }, 10]],
      here: [c, u, ['lesson', 'new', 'u', { title: 'Commas', ...text }]],
      matched: [],
    },
    {
      name: 'by its title in another unit, which is not certain',
      there: [c, u, ['unit', 'v', 'c'], ['lesson', 'l', 'v', { title: 'Gist' }, 10]],
      here: [c, u, ['unit', 'v', 'c'], ['lesson', 'new', 'u', { title: 'Gist' }]],
      matched: ['l: same title'],
    },
    {
      name: 'a resource, which hangs under nothing',
      there: [['resource', 'r', undefined, { title: 'Video', url: 'https://a.example/1' }]],
      here: [['resource', 'new', undefined, { title: 'Video', url: 'https://a.example/1' }]],
      matched: ['r: same title, same url, certain'],
    },
    {
      name: 'a course',
      there: [['course', 'old', undefined, { title: 'Reading', ...text }]],
      here: [['course', 'new', undefined, { title: 'Reading', ...text }]],
      matched: ['old: same title, same description, certain'],
    },
    {
      name: 'not a lesson of a unit that is not there',
      there: [c, u, ['lesson', 'l', 'lost', { title: 'Gist' }, 10]],
      here: [c, u, ['lesson', 'new', 'u', { title: 'Gist' }]],
      matched: [],
    },
    {
      name: 'not by a title that is no text',
      there: [['resource', 'r', undefined, { title: 7 }]],
      here: [['resource', 'new', undefined, { title: '7' }]],
      matched: [],
    },
    {
      name: 'nothing if nothing is new',
      there: [c, u, ['lesson', 'l', 'u', { title: 'Gist' }, 10]],
      here: [c, u],
      matched: [],
    },
  ])('is looked for: $name', ({ there: held, here, retired = [], matched }) => {
    const catalog = catalogOf(here);
    const remote = withRetired(remoteOf(held), retired);
    const plan = buildPlan({ catalog, remote, rules, sha256 });
    if (!plan.ok) throw new Error('no plan');
    const { changes } = plan.value;
    const problems = remintedOnPlatform({ catalog, changes, remote });
    const told = problems.map(({ detail, hint }) => {
      const [, old, why] = /holds it as (\S+) \((.*)\)\. /.exec(detail) ?? [];
      return `${old}: ${why}${hint?.endsWith('not certain.') ? '' : ', certain'}`;
    });
    expect(told).toEqual(matched);
  });
});
