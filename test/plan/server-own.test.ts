import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import { foldDefaults, unknownNodesIn } from '../../src/plan/drift.ts';
import { asApplied } from '../../src/plan/last-applied.ts';
import {
  catalogOf,
  releasedInLedger,
  remoteOf,
  retiredInLedger,
  rules,
  type Short,
  withRetired,
} from '../support/nodes.ts';
import type { There } from '../support/three-sides.ts';

const c: Short = ['course', 'c', undefined];
const u: Short = ['unit', 'u', 'c'];
const theirs: There[] = [
  ['course', 'x', undefined],
  ['unit', 'y', 'x'],
];

describe('strangers are what is live under our nodes and known to nobody here', () => {
  test.each<{
    name: string;
    there: There[];
    retired?: Address[];
    released?: Address[];
    gone?: Address[];
    strangers: string[];
    elsewhere: number;
  }>([
    { name: 'none', there: [c, u], strangers: [], elsewhere: 0 },
    {
      name: 'right under ours',
      there: [c, u, ['lesson', 's', 'u', { title: 'Theirs' }]],
      strangers: ['lesson/s "Theirs" in unit/u'],
      elsewhere: 0,
    },
    {
      name: 'under another stranger under ours',
      there: [c, ['lesson', 's', 'v'], ['unit', 'v', 'c']],
      strangers: ['lesson/s "s" in unit/v', 'unit/v "v" in course/c'],
      elsewhere: 0,
    },
    {
      name: 'not what hangs elsewhere: it is counted',
      there: [c, ...theirs],
      strangers: [],
      elsewhere: 2,
    },
    {
      name: 'not what hangs under nothing that is there',
      there: [c, ['lesson', 's', 'v']],
      strangers: [],
      elsewhere: 1,
    },
    {
      name: 'not what is retired on the platform',
      there: [c, u, ['lesson', 's', 'u'], ...theirs],
      gone: ['lesson/s', 'unit/y'],
      strangers: [],
      elsewhere: 1,
    },
    {
      name: 'not what the ledger has retired',
      there: [c, u, ['lesson', 's', 'u']],
      retired: ['lesson/s'],
      strangers: [],
      elsewhere: 0,
    },
    {
      name: 'not what was released to another catalog',
      there: [c, u, ['lesson', 's', 'u']],
      released: ['lesson/s'],
      strangers: [],
      elsewhere: 0,
    },
    {
      name: 'both kinds',
      there: [c, u, ['lesson', 's', 'u'], ...theirs],
      strangers: ['lesson/s "s" in unit/u'],
      elsewhere: 2,
    },
  ])('$name', ({ there, retired = [], released = [], gone = [], strangers, elsewhere }) => {
    const ledger = retired.length > 0 ? retiredInLedger(retired) : releasedInLedger(released);
    const head = asApplied(catalogOf([c, u]), ledger, rules);
    const found = unknownNodesIn(head, withRetired(remoteOf(there), gone));
    const told = found.strangers.map(
      ({ address, title, parent }) => `${address} "${title}" in ${parent}`,
    );
    expect(told).toEqual(strangers);
    expect(found.elsewhere).toBe(elsewhere);
  });

  test('and nodes that hang under each other in a circle are none', () => {
    const there = remoteOf([
      ['unit', 'a', 'c'],
      ['unit', 'b', 'c'],
    ]);
    const [a, b] = [...there.entities.values()];
    if (!a || !b) throw new Error('no units');
    const entities = new Map([
      ['unit/a' as const, { ...a, entity: { ...a.entity, parent: 'unit/b' as const } }],
      ['unit/b' as const, { ...b, entity: { ...b.entity, parent: 'unit/a' as const } }],
    ]);
    const head = asApplied(catalogOf([c]), undefined, rules);
    expect(unknownNodesIn(head, { ...there, entities })).toEqual({ strangers: [], elsewhere: 2 });
  });
});

test('what the server holds of its own accord is folded by kind and path', () => {
  expect(
    foldDefaults([
      ['course/a', [['x'], ['m', 'y']]],
      ['unit/u', [['x']]],
      ['course/b', [['m', 'y'], ['m.y']]],
    ]),
  ).toEqual([
    { kind: 'course', path: ['x'], addresses: ['course/a'] },
    { kind: 'course', path: ['m', 'y'], addresses: ['course/a', 'course/b'] },
    { kind: 'unit', path: ['x'], addresses: ['unit/u'] },
    { kind: 'course', path: ['m.y'], addresses: ['course/b'] },
  ]);
});

describe('what was last applied', () => {
  test('is all of the manifests and what their ledger has retired', () => {
    const ledger = retiredInLedger(['lesson/gone']);
    const live = {
      sourcedId: 'c',
      kind: 'course',
      state: 'live',
      file: 'catalog.ids',
      line: 2,
    } as const;
    const entries = new Map(ledger.entries).set('course/c', live);
    const applied = asApplied(catalogOf([c, u]), { ...ledger, entries }, rules);
    expect([...applied.nodes]).toStrictEqual([
      ['course/c', { fields: { title: 'c' } }],
      ['unit/u', { parent: 'course/c', fields: { title: 'u' } }],
    ]);
    expect([...applied.retired]).toEqual(['lesson/gone']);
  });

  test('retired nothing without a ledger', () => {
    expect(asApplied(catalogOf([c]), undefined, rules).retired.size).toBe(0);
  });

  test('names the course of a lesson where the platform wants it', () => {
    const catalog = catalogOf([c, u, ['lesson', 'l', 'u']]);
    const applied = asApplied(catalog, undefined, { ...rules, lessonNamesCourse: true });
    expect([...applied.nodes.values()].map(({ fields }) => fields['course'])).toEqual([
      undefined,
      undefined,
      'c',
    ]);
  });
});
