import { describe, expect, test } from 'vitest';
import { exit, worstExit } from '../../src/run/exit-code.ts';

describe('the worst of several exit codes', () => {
  test.each([
    { codes: [], worst: 0 },
    { codes: [0, 0], worst: 0 },
    { codes: [0, 2], worst: 2 },
    { codes: [2, 6], worst: 6 },
    { codes: [6, 5], worst: 5 },
    { codes: [5, 3], worst: 3 },
    { codes: [3, 1], worst: 1 },
    { codes: [1, 4], worst: 4 },
    { codes: [4, 130], worst: 130 },
  ] as const)('$codes → $worst', ({ codes, worst }) => {
    expect(worstExit([...codes])).toBe(worst);
    expect(worstExit(codes.toReversed())).toBe(worst);
  });

  test('every code has a rank', () => {
    for (const code of Object.values(exit)) expect(worstExit([code])).toBe(code);
  });
});
