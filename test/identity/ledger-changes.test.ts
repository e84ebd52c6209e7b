// Lines of the ledger that a change of what apps name a course by was meant.
import { expect, test } from 'vitest';
import { readLedgerLine, writeLedgerLine } from '../../src/identity/ledger/line.ts';
import { sdkIdentityFields } from '../../src/model/sdk/values.ts';
import { fc } from '../support/laws.ts';

test('a line of the ledger says any values, and is read as it was meant', () => {
  const value = fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.constantFrom(...sdkIdentityFields),
      value,
      value,
      fc.stringMatching(/^[a-z]+( [a-z]+)*$/),
      (field, was, now, reason) => {
        const about = {
          says: 'changes',
          sourcedId: 'math',
          kind: 'course',
          field,
          reason,
        } as const;
        const fact = {
          ...about,
          ...(was !== undefined && { was: was.toWellFormed() }),
          ...(now !== undefined && { now: now.toWellFormed() }),
        };
        const line = writeLedgerLine(fact);
        expect(line).not.toMatch(/[^\P{Cc}]/u);
        expect(readLedgerLine(line)).toEqual({ type: 'fact', fact });
      },
    ),
  );
});

test.each([
  ['math unit changes grade 3 4 why', 6],
  ['math course changes', 20],
  ['math course changes grad 3 4 why', 21],
  ['math course changes grade', 26],
  ['math course changes grade 3', 28],
  ['math course changes grade %E0 4 why', 27],
  ['math course changes grade 3 4', 30],
])('a wrong line has its place: %s', (line, column) => {
  expect(readLedgerLine(line)).toMatchObject({ type: 'malformed', column });
});
