import { type ExitCode, exit } from '../commands/exit-code.ts';
import type { Problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import type { Inputs } from './inputs.ts';

const ofCode: Partial<Record<ProblemCode, string>> = {
  'action/not-here': 'not-approved',
  'action/not-approved': 'not-approved',
  'action/approval-edited': 'not-approved',
  'action/approval-spent': 'not-approved',
  'action/other-commit': 'other-commit',
  'action/overtaken': 'overtaken',
  'remote/taken': 'id-gate',
  'remote/other-kind': 'id-gate',
  'remote/retired': 'id-gate',
};

const ofExit: Partial<Record<ExitCode, string>> = {
  [exit.authentication]: 'auth',
  [exit.partial]: 'partial',
  [exit.refused]: 'safety-refused',
  [exit.stale]: 'plan-changed',
  [exit.usage]: 'usage',
  [exit.interrupted]: 'cancelled',
};

const otherwise = { plan: 'plan-failed', apply: 'apply-failed', drift: 'drift-failed' } as const;

/** The output `failure_reason`: one word for a workflow to decide by; empty where nothing failed. */
export function failureReason(
  code: ExitCode,
  problems: readonly Problem[],
  command: Inputs['command'],
): string {
  if (code === exit.done) return '';
  if (code === exit.changes) return 'drift';
  const error = problems.find(({ severity }) => severity === 'error')?.code;
  if ((code === exit.refused || code === exit.stale) && error !== undefined) {
    const named = ofCode[error] ?? (error.startsWith('identity/') ? 'id-gate' : undefined);
    if (named !== undefined) return named;
  }
  return ofExit[code] ?? otherwise[command];
}
