import type { ProbeReport } from '../model/drift.ts';
import type { Problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { isClean, type Rehearsal } from '../model/rehearsal.ts';
import { type ApplyReport, mayBeWritten } from '../model/report.ts';

/** The exit codes. `--help` and docs/reference/exit-codes-and-variables.md list them. */
export const exit = {
  done: 0,
  error: 1,
  changes: 2,
  authentication: 3,
  partial: 4,
  refused: 5,
  stale: 6,
  usage: 64,
  interrupted: 130,
} as const;
/** One of the exit codes. */
export type ExitCode = (typeof exit)[keyof typeof exit];

/** The problems with an exit code of their own. All other errors exit with 1. */
const special: Partial<Record<ProblemCode, ExitCode>> = {
  'auth/no-credentials': exit.authentication,
  'auth/refused': exit.authentication,
  'auth/forbidden': exit.authentication,
  'environment/not-named': exit.refused,
  'ledger/elsewhere': exit.refused,
  'remote/other-kind': exit.refused,
  'remote/retired': exit.refused,
  'remote/taken': exit.refused,
  'retire/live-children': exit.refused,
  'retire/still-named': exit.refused,
  'retire/published': exit.refused,
  'remote/live-children': exit.refused,
  'import/conflict': exit.refused,
  'import/re-minted': exit.refused,
  'import/re-used': exit.refused,
  'import/not-from-here': exit.refused,
  'guard/many-retires': exit.refused,
  'guard/many-updates': exit.refused,
  'guard/empty-catalog': exit.refused,
  'guard/many-results': exit.refused,
  'guard/id-not-allowed': exit.refused,
  'rehearse/real-org': exit.refused,
  'rehearse/not-ours': exit.refused,
  'probe/strangers': exit.refused,
  'probe/not-ours': exit.refused,
  'probe/left-behind': exit.partial,
  'rehearse/left-behind': exit.partial,
  'facts/other-platform': exit.refused,
  'state/untrusted': exit.refused,
  'receipt/other-platform': exit.stale,
  'apply/locked': exit.refused,
  'git/unsafe-repository': exit.refused,
  'apply/lock-lost': exit.partial,
  'apply/not-visible': exit.partial,
  'undo/not-visible': exit.refused,
  'action/not-here': exit.refused,
  'action/not-approved': exit.refused,
  'action/not-reviewed': exit.refused,
  'action/approval-edited': exit.refused,
  'action/approval-spent': exit.refused,
  'action/other-commit': exit.refused,
  'action/overtaken': exit.stale,
  'plan/stale': exit.stale,
  'run/interrupted': exit.interrupted,
  'reference/ambiguous': exit.usage,
  'usage/wrong': exit.usage,
};

/**
 * From results that need nobody to results that need somebody at once. A stale plan is made again; a
 * refusal waits for a decision; without access or with an error the environment is unchanged; a
 * half-written platform comes last.
 */
const fromBestToWorst = [
  exit.done,
  exit.changes,
  exit.stale,
  exit.refused,
  exit.authentication,
  exit.error,
  exit.usage,
  exit.partial,
  exit.interrupted,
];

/** The exit code of a run over several environments. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return fromBestToWorst.findLast((code) => codes.includes(code)) ?? exit.done;
}

/** The exit code of a run whose errors all have this code. */
export function exitOfCode(code: ProblemCode): ExitCode {
  return special[code] ?? (code.startsWith('identity/') ? exit.refused : exit.error);
}

/** The exit code of a rehearsal. Records that are left behind are the worst: somebody must remove them. */
export function exitOfRehearsal(rehearsal: Rehearsal, interrupted: boolean): ExitCode {
  if (!isClean(rehearsal)) return exit.partial;
  if (interrupted) return exit.interrupted;
  const { problems, trials } = rehearsal;
  const isCredited = trials.every(({ state }) => state === 'credited');
  return problems.length > 0 ? exitOfProblems(problems) : isCredited ? exit.done : exit.error;
}

/** The exit code of a probe. Records that are left behind are the worst: somebody must remove them. */
export function exitOfProbe({ records, problems }: ProbeReport, interrupted: boolean): ExitCode {
  if (records.some(({ state }) => state === 'left')) return exit.partial;
  return interrupted ? exit.interrupted : exitOfProblems(problems);
}

/**
 * The exit code of problems: the one that all errors have in common, or 1; 0 without errors. If something is
 * left half done on the platform, that comes first, whatever else failed.
 */
export function exitOfProblems(problems: readonly Problem[]): ExitCode {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const codes = new Set(errors.map(({ code }) => exitOfCode(code)));
  if (codes.has(exit.partial)) return exit.partial;
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : errors.length > 0 ? exit.error : exit.done;
}

/**
 * The exit code of a run that may have been interrupted. It stays 0 if the run was done before that, or
 * while its last requests were finished.
 */
export function orInterrupted(code: ExitCode, interrupted: boolean): ExitCode {
  return interrupted && code !== exit.done ? exit.interrupted : code;
}

export function exitOfReport(report: ApplyReport, interrupted: boolean): ExitCode {
  return orInterrupted(exitOfOutcomes(report), interrupted);
}

function exitOfOutcomes({ outcomes, settled, receipt, lessonPlans }: ApplyReport): ExitCode {
  const failures = outcomes.flatMap((one) => (one.status === 'failed' ? [one.problem] : []));
  const isWritten = outcomes.some(mayBeWritten);
  if (failures.length > 0) return isWritten ? exit.partial : exitOfProblems(failures);
  // All failed writes turned out to be written, but changes that waited for them were not sent.
  const isCut = outcomes.some(({ status }) => status === 'not-tried');
  if (isCut || receipt?.problem) return isWritten ? exit.partial : exit.error;
  // Lesson plans that were to be synced were not; everything was published.
  const isBehind = lessonPlans?.courses.some(({ problem }) => problem) ?? false;
  switch (settled.state) {
    case 'converged':
      return isBehind ? exit.partial : exit.done;
    case 'differs':
    case 'not-visible':
    case 'unread':
      return exit.partial;
  }
}
