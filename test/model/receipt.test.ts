import { describe, expect, test } from 'vitest';
import { isComplete, type ReceiptOutcome } from '../../src/model/receipt.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { catalogOf, remoteOf, rules, sha256 } from '../support/nodes.ts';

const built = buildPlan({
  catalog: catalogOf([
    ['course', 'a', undefined],
    ['course', 'b', undefined],
  ]),
  remote: remoteOf([]),
  rules,
  sha256,
});
if (!built.ok) throw new Error('no plan');
const head = {
  run: '1',
  command: 'apply',
  started: '2026-01-01T00:00:00Z',
  actor: 'a',
  host: 'h',
  pid: 1,
  version: '0',
  plan: built.value,
} as const;

describe('a run is complete', () => {
  test.each<{ outcomes: ReceiptOutcome['status'][]; complete: boolean }>([
    { outcomes: [], complete: false },
    { outcomes: ['applied'], complete: false },
    { outcomes: ['applied', 'failed'], complete: false },
    { outcomes: ['not-tried', 'applied'], complete: false },
    { outcomes: ['applied', 'applied'], complete: true },
  ])('after $outcomes of two changes: $complete', ({ outcomes, complete }) => {
    const noted = outcomes.map((status, index) => {
      const address = index === 0 ? 'course/a' : 'course/b';
      return [address, { address, status, at: head.started }] as const;
    });
    const receipt = { head, objects: new Map(), outcomes: new Map(noted), isSending: true };
    expect(isComplete(receipt)).toBe(complete);
  });
});
