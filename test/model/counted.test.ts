import { expect, test } from 'vitest';
import { countCauses, type FieldDrift, isDrifted, type NodeDrift } from '../../src/model/drift.ts';
import { groupDifferences } from '../../src/model/explanation.ts';
import type { Address } from '../../src/model/node.ts';
import { type Change, tallyOf } from '../../src/model/plan.ts';
import { isFullyWritten, type ReceiptOutcome } from '../../src/model/report.ts';

const field = (cause: FieldDrift['cause']): FieldDrift => ({
  ...{ of: 'field', path: ['title'], cause, before: 'a', after: 'b' },
});
const node = (cause: NodeDrift['cause'], fields: readonly FieldDrift[] = []): NodeDrift => ({
  ...{ address: 'lesson/a', title: 'A', action: 'update', cause, fields },
});

test.each([
  { name: 'nothing', nodes: [], counts: [0, 0, 0], drifted: false },
  {
    name: 'a node as a whole',
    nodes: [node('changed on the server')],
    counts: [0, 1, 0],
    drifted: true,
  },
  {
    name: 'its fields, each by its own cause',
    nodes: [node('both', [field('both'), field('edited in git'), field('edited in git')])],
    counts: [1, 0, 2],
    drifted: true,
  },
  {
    name: 'edits in git are no drift',
    nodes: [node('edited in git'), node('edited in git', [field('edited in git')])],
    counts: [0, 0, 2],
    drifted: false,
  },
  {
    name: 'one drifted node among edited ones',
    nodes: [node('edited in git'), node('both', [field('both')])],
    counts: [1, 0, 1],
    drifted: true,
  },
])('causes: $name', ({ nodes, counts: [both, server, git], drifted }) => {
  const counts = { both, 'changed on the server': server, 'edited in git': git };
  expect(countCauses(nodes)).toEqual(counts);
  expect(isDrifted({ nodes })).toBe(drifted);
});

test('differences are grouped by kind and path, in the order in which they come', () => {
  const difference = (
    address: `lesson/${string}` | `unit/${string}`,
    ...path: [string, ...string[]]
  ) => ({ address, title: '', path, wanted: 1, held: 2 }) as const;
  const given = [
    difference('lesson/a', 'title'),
    difference('unit/a', 'title'),
    difference('lesson/b', 'title'),
    difference('lesson/a', 'metadata', 'm'),
    difference('lesson/a', 'metadata.m'),
  ];
  expect(
    groupDifferences(given).map(({ kind, path, nodes }) => [
      kind,
      path,
      nodes.map((one) => one.address),
    ]),
  ).toEqual([
    ['lesson', ['title'], ['lesson/a', 'lesson/b']],
    ['unit', ['title'], ['unit/a']],
    ['lesson', ['metadata', 'm'], ['lesson/a']],
    ['lesson', ['metadata.m'], ['lesson/a']],
  ]);
  expect(groupDifferences([])).toEqual([]);
});

test('a difference at what is no address is a fault of ours', () => {
  const lost = { title: '', path: ['title'], wanted: 1, held: 2 } as const;
  const address = 'nowhere' as Address;
  expect(() => groupDifferences([{ ...lost, address }])).toThrow('nowhere');
});

test('changes are counted by what they do', () => {
  const actions = ['create', 'retire', 'create', 'move'] as const;
  expect(tallyOf(actions.map((action) => ({ action })))).toEqual({
    ...{ create: 2, update: 0, move: 1, reorder: 0, retire: 1 },
  });
  expect(Object.values(tallyOf([]))).toEqual([0, 0, 0, 0, 0]);
});

test.each<{ outcomes: readonly ReceiptOutcome['status'][]; complete: boolean }>([
  { outcomes: ['applied', 'applied'], complete: true },
  { outcomes: ['applied', 'failed'], complete: false },
  { outcomes: ['not-tried', 'applied'], complete: false },
  { outcomes: ['applied'], complete: false },
  { outcomes: [], complete: false },
])('a run of two changes with the outcomes $outcomes is complete: $complete', (given) => {
  const addresses = ['lesson/a', 'lesson/b'] as const;
  const changes = addresses.map((address): Change => {
    const source = { file: 'a.yaml', start: { line: 1, column: 1 } };
    return { address, title: '', source, action: 'retire', fields: [] };
  });
  const outcomes = new Map(
    given.outcomes.map((status, index) => {
      const address: Address = addresses[index] ?? 'lesson/none';
      return [address, { address, status, at: '' }];
    }),
  );
  expect(isFullyWritten(receiptOf(changes, outcomes))).toBe(given.complete);
});

function receiptOf(
  changes: readonly Change[],
  outcomes: Parameters<typeof isFullyWritten>[0]['outcomes'],
) {
  const plan = {
    ...{ platform: { name: '', url: '', dialect: '' }, changes, context: [], unchanged: 0 },
    ...{ unmanaged: [], held: [], restored: [], guards: [], warnings: [], digest: '' },
  };
  const head = {
    ...{ run: '', command: 'apply' as const, started: '', actor: '', host: '', pid: 1 },
    ...{ version: '', plan },
  };
  return { head, objects: new Map(), outcomes, isSending: true, lastSum: '' };
}
