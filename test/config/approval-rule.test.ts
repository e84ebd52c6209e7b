import { describe, expect, test } from 'vitest';
import {
  readApprovalRule,
  reviewsFor,
  ruleInWords,
  stricter,
} from '../../src/config/approval-rule.ts';
import type { Action, Change } from '../../src/model/plan.ts';

/** A plan that does this; of a change only what it does counts here. */
const doing = (...actions: readonly Action[]) => ({
  changes: actions.map((action) => ({ action }) as Change),
});

describe('how many reviews a plan needs', () => {
  const rule = readApprovalRule({ approval: { reviews: 1, for: { retire: 2, add: 0 } } });
  const open = readApprovalRule({ approval: { for: { retire: 2, add: 0 } } });

  test.each([
    { what: 'what is not named', rule, does: ['update'], needs: 1 },
    { what: 'what is named', rule, does: ['retire'], needs: 2 },
    { what: 'none at all', rule, does: ['create'], needs: 0 },
    { what: 'the largest of several', rule, does: ['create', 'update', 'retire'], needs: 2 },
    { what: 'more than none of several', rule, does: ['create', 'reorder'], needs: 1 },
    { what: 'nothing said of it', rule: open, does: ['move'], needs: undefined },
    {
      what: 'nothing said of one, none of the other',
      rule: open,
      does: ['move', 'create'],
      needs: undefined,
    },
    {
      what: 'nothing said of one, two of the other',
      rule: open,
      does: ['move', 'retire'],
      needs: 2,
    },
    { what: 'nothing to do', rule, does: [], needs: undefined },
    { what: 'no rule', rule: undefined, does: ['retire'], needs: undefined },
  ] as const)('$what', ({ rule: given, does, needs }) => {
    expect(reviewsFor(given, doing(...does))).toBe(needs);
  });

  test('of two rules the one counts that asks for more', () => {
    const numbers = [undefined, 0, 1, 2];
    for (const one of numbers) {
      for (const other of numbers) expect(stricter(one, other)).toBe(stricter(other, one));
    }
    expect(stricter(0, undefined)).toBeUndefined();
    expect(stricter(2, undefined)).toBe(2);
    expect(stricter(1, 2)).toBe(2);
  });

  test('in words', () => {
    expect(ruleInWords(rule)).toBe('reviews 1, add 0, retire 2');
    expect(ruleInWords(undefined)).toBe('nothing');
    expect(ruleInWords(readApprovalRule({ approval: {} }))).toBe('nothing');
  });
});
