import { type ExitCode, exitOfReport } from '../commands/exit-code.ts';
import type { ApplyResult } from '../commands/publish.ts';
import type { Shell } from './shell.ts';
import { type OutputOptions, showResult } from './show-result.ts';

/** Shows what a run did, or its plan where there was nothing to do, and gives the exit code. */
export async function showApplied(
  shell: Shell,
  options: OutputOptions,
  { plan, report }: ApplyResult,
): Promise<ExitCode> {
  const isQuiet = plan.changes.length === 0 && !report.resumed;
  await showResult(shell, options, (renderer, look) =>
    isQuiet ? renderer.plan(plan, look) : renderer.report(report, plan, look),
  );
  return exitOfReport(report, shell.world.stop.aborted);
}
