import { describe, expect, test } from 'vitest';
import type { Ledger, LedgerEntry } from '../../src/model/ledger.ts';
import type { Address } from '../../src/model/node.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Checked } from '../../src/model/problem.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { dependencies } from '../../src/plan/select-changes.ts';
import { ledgerFrom } from '../support/ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from '../support/nodes.ts';

const there: Parameters<typeof remoteOf>[0] = [
  ['course', 'c', undefined],
  ['unit', 'u', 'c', {}, 10],
  ['unit', 'v', 'c', {}, 20],
  ['lesson', 'l', 'u', {}, 10],
  ['lesson', 'm', 'u', {}, 20],
];

function ledgerOf(...entries: readonly Omit<LedgerEntry, 'file' | 'line'>[]): Ledger {
  const lines = entries.map(
    (entry, index) => [entry.sourcedId, { ...entry, line: index + 4 }] as const,
  );
  return ledgerFrom(new Map(lines));
}
const gone = (kind: LedgerEntry['kind'], sourcedId: string) =>
  ({ kind, sourcedId, state: 'retired', reason: 'merged' }) as const;

function planOf(here: readonly Short[], ledger: Ledger, remote = remoteOf(there)): Checked<Plan> {
  return buildPlan({ catalog: catalogOf(here), remote, rules, sha256, ledger });
}
const actions = (result: Checked<Plan>) =>
  result.ok ? result.value.changes.map(({ action, address }) => `${action} ${address}`) : [];

const kept: readonly Short[] = [
  ['course', 'c', undefined],
  ['unit', 'v', 'c'],
];

describe('a node that the ledger has retired', () => {
  test('is retired, children first, and each change names its line of the ledger', () => {
    const ledger = ledgerOf(gone('unit', 'u'), gone('lesson', 'l'), gone('lesson', 'm'));
    const result = planOf(kept, ledger);
    expect(actions(result)).toEqual(['retire lesson/l', 'retire lesson/m', 'retire unit/u']);
    expect(result.ok && result.value.changes.map(({ source }) => source.start.line)).toEqual([
      5, 6, 4,
    ]);
    expect(result.ok && result.value.unmanaged).toEqual([]);
  });

  test('is written after its children', () => {
    const ledger = ledgerOf(gone('unit', 'u'), gone('lesson', 'l'), gone('lesson', 'm'));
    const result = planOf(kept, ledger);
    if (!result.ok) throw new Error('no plan');
    const before = dependencies(result.value.changes);
    const unit = result.value.changes.find(({ address }) => address === 'unit/u');
    expect(unit && before(unit)).toEqual(['lesson/l', 'lesson/m']);
  });

  test('is written after a child that moves away', () => {
    const here: Short[] = [...kept, ['lesson', 'l', 'v'], ['lesson', 'm', 'v']];
    const result = planOf(here, ledgerOf(gone('unit', 'u')));
    expect(actions(result)).toEqual(['move lesson/l', 'move lesson/m', 'retire unit/u']);
    if (!result.ok) throw new Error('no plan');
    const unit = result.value.changes.at(-1);
    expect(unit && dependencies(result.value.changes)(unit)).toEqual(['lesson/l', 'lesson/m']);
  });

  test('with live children that nobody places elsewhere is refused', () => {
    const result = planOf(kept, ledgerOf(gone('unit', 'u'), gone('lesson', 'l')));
    expect(result.problems.map(({ code, span }) => `${code}:${span?.start.line}`)).toEqual([
      'remote/live-children:4',
    ]);
  });

  test('is told by its first live child and the number of the others; the retired do not count', () => {
    const hanging = (retired: readonly Address[]) => {
      const remote = withRetired(remoteOf(there), retired);
      return planOf(kept, ledgerOf(gone('unit', 'u')), remote).problems.map(({ detail }) => detail);
    };
    expect(hanging([])).toEqual([
      expect.stringContaining('(l) and 1 more are still live below it'),
    ]);
    expect(hanging(['lesson/l'])).toEqual([expect.stringContaining('(m) is still live below it')]);
    expect(hanging(['lesson/l', 'lesson/m'])).toEqual([]);
  });

  test('has the reason of the ledger where there is one', () => {
    const { reason: _, ...silent } = gone('lesson', 'm');
    const here: Short[] = [
      ['course', 'c', undefined],
      ['unit', 'u', 'c'],
      ['unit', 'v', 'c'],
    ];
    const result = planOf(here, ledgerOf(gone('lesson', 'l'), silent));
    expect(result.ok && result.value.changes).toMatchObject([{ reason: 'merged' }, {}]);
    expect(result.ok && result.value.changes.map((change) => 'reason' in change)).toEqual([
      true,
      false,
    ]);
  });

  test('that the platform does not hold, or has retired already, needs nothing', () => {
    const remote = withRetired(remoteOf(there), ['lesson/l']);
    const ledger = ledgerOf(gone('lesson', 'l'), gone('lesson', 'never'));
    expect(actions(planOf(kept, ledger, remote))).toEqual([]);
  });
});

test('without a ledger nothing is ever retired', () => {
  const result = buildPlan({ catalog: catalogOf(kept), remote: remoteOf(there), rules, sha256 });
  expect(actions(result)).toEqual([]);
});

describe('a node that the platform has retired and the manifests hold', () => {
  const remote = withRetired(remoteOf([['course', 'c', undefined]]), ['course/c']);
  const catalog = catalogOf([['course', 'c', undefined]]);

  test('is refused, with both ways out', () => {
    const { ok, problems } = buildPlan({ catalog, remote, rules, sha256 });
    expect(ok).toBe(false);
    expect(problems[0]?.hint).toMatch(/--restore course\/c.*retire course\/c --reason/);
  });

  test('is made live again only when that is asked for', () => {
    const restore = new Set(['course/c'] as const);
    const result = buildPlan({ catalog, remote, rules, sha256, restore });
    expect(result.ok && result.value.changes).toMatchObject([
      { action: 'update', fields: [{ path: ['status'], before: 'tobedeleted', after: 'active' }] },
    ]);
  });
});

describe('a node that was released', () => {
  const released = (kind: LedgerEntry['kind'], sourcedId: string) =>
    ({ kind, sourcedId, state: 'released', to: 'maths' }) as const;

  test('stays live, is no change and is not counted as somebody else’s', () => {
    const ledger = ledgerOf(
      released('unit', 'u'),
      released('lesson', 'l'),
      released('lesson', 'm'),
    );
    const result = planOf(kept, ledger);
    expect(actions(result)).toEqual([]);
    expect(result.ok && result.value.unmanaged).toEqual([]);
    const without = planOf(kept, ledgerOf());
    expect(without.ok && without.value.unmanaged).toHaveLength(3);
  });

  test('still hangs under a unit that retires: the catalog that has it is named', () => {
    const result = planOf(
      kept,
      ledgerOf(gone('unit', 'u'), gone('lesson', 'l'), released('lesson', 'm')),
    );
    expect(result.ok).toBe(false);
    expect(result.problems).toMatchObject([{ code: 'remote/live-children' }]);
    expect(result.problems[0]?.hint).toContain('maths');
  });
});
