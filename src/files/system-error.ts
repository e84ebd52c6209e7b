import { type Problem, problem, systemCodeOf } from '../model/problem.ts';
import { systemReasonOf } from './system-reasons.ts';
import { UnwritableError } from './write.ts';

/**
 * An error of the operating system as a problem like all others: the path, the code, what was not done and
 * what to do. Undefined for every other error.
 */
export function systemProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = systemCodeOf(error) ?? systemCodeOf(error.cause);
  const { says, cure } = systemReasonOf(code) ?? {};
  const hint =
    cure ??
    (code === 'ERR_SQLITE_ERROR'
      ? 'Move the file away: the emulator then starts with an empty one.'
      : 'Fix the cause, and run the command again.');
  if (error instanceof UnwritableError) {
    return problem('files/unwritable', { detail: `${error.message} ${error.undone}`, hint });
  }
  if (!('syscall' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'A file';
  const what = says === undefined ? error.message : `${path} cannot be used (${code}: ${says})`;
  return problem('files/unreadable', { detail: `${what}. The command stopped there.`, hint });
}
