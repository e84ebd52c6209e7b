import { expect, test } from 'vitest';
import { problem } from '../../src/model/problem.ts';
import type { ProblemCode } from '../../src/model/problem-codes.ts';
import type { Rehearsal } from '../../src/model/rehearsal.ts';
import type { ApplyReport } from '../../src/model/report.ts';
import { exitOfProblems, exitOfRehearsal, exitOfReport } from '../../src/run/exit-code.ts';

test.each<{ codes: readonly ProblemCode[]; code: number; why: string }>([
  { codes: [], code: 0, why: 'nothing is wrong' },
  { codes: ['plan/stale', 'plan/stale'], code: 6, why: 'all have one code' },
  { codes: ['plan/stale', 'auth/refused'], code: 1, why: 'they differ' },
  { codes: ['remote/rejected', 'rehearse/left-behind'], code: 4, why: 'records are left' },
  { codes: ['auth/refused', 'probe/left-behind'], code: 4, why: 'records are left' },
])('$codes: $code, because $why', ({ codes, code }) => {
  expect(exitOfProblems(codes.map((one) => problem(one, { detail: '' })))).toBe(code);
});

test('writes that could not be read back are not an error before anything was sent', () => {
  const report: ApplyReport = {
    platform: { name: 'p', url: 'https://p.test', dialect: 'partner' },
    ...{ digest: 'd', unchanged: 0 },
    outcomes: [{ address: 'course/c', title: 'C', action: 'create', status: 'applied' }],
    settled: { state: 'unread', problem: problem('remote/unreachable', { detail: '' }) },
  };
  expect(exitOfReport(report, false)).toBe(4);
});

test.each([
  { state: 'left', interrupted: true, code: 4 },
  { state: 'left', interrupted: false, code: 4 },
  { state: 'retired', interrupted: true, code: 130 },
] as const)(
  'a rehearsal whose record is $state, interrupted: $interrupted',
  ({ state, ...row }) => {
    const rehearsal: Rehearsal = {
      platform: { name: 'p', url: 'https://p.test', dialect: 'partner' },
      ...{ org: 'o', trials: [], omitted: 0, receipt: 'r', problems: [] },
      props: [{ kind: 'user', sourcedId: 'u', called: 'student', state }],
    };
    expect(exitOfRehearsal(rehearsal, row.interrupted)).toBe(row.code);
  },
);
