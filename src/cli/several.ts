import {
  type ExitCode,
  exit,
  exitOfProblems,
  exitOfReport,
  worstExit,
} from '../commands/exit-code.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../model/several.ts';
import { strong } from '../text/document.ts';
import { terminalLine } from '../text/terminal.ts';
import { showProblems } from './output.ts';
import type { Shell } from './shell.ts';
import { type OutputOptions, showResult } from './show-result.ts';
import { lookOf } from './terminal.ts';

/** Shows plans of several environments, and gives the worst of their exit codes. */
export async function showPlans(
  shell: Shell,
  options: OutputOptions & { readonly detailedExitcode?: boolean },
  several: readonly PerEnvironment<Plan>[],
): Promise<ExitCode> {
  showFailures(shell, options, several);
  await showResult(shell, outputOf(options, several), (renderer, look) =>
    isSilent(options, several) ? '' : renderer.plans(several, look),
  );
  const codes = several.map(({ result }) => {
    if (!result.ok) return exitOfProblems(result.problems);
    const isChanged = options.detailedExitcode && result.value.changes.length > 0;
    return isChanged ? exit.changes : exit.done;
  });
  return worstExit(codes);
}

/** Shows what was done to several environments, and gives the worst of their exit codes. */
export async function showReports(
  shell: Shell,
  options: OutputOptions,
  several: readonly PerEnvironment<AppliedPlan>[],
): Promise<ExitCode> {
  showFailures(shell, options, several);
  await showResult(shell, outputOf(options, several), (renderer, look) =>
    isSilent(options, several) ? '' : renderer.reports(several, look),
  );
  const { aborted } = shell.world.stop;
  const codes = several.map(({ result }) =>
    result.ok ? exitOfReport(result.value.report, aborted) : exitOfProblems(result.problems),
  );
  return aborted ? exit.interrupted : worstExit(codes);
}

type Several = readonly PerEnvironment<unknown>[];

const isLost = (several: Several) => several.every(({ result }) => !result.ok);

/** As with one environment: without any result there is nothing for people on stdout, and no file. */
function isSilent({ format }: OutputOptions, several: Several): boolean {
  return format === 'human' && isLost(several);
}

function outputOf(options: OutputOptions, several: Several): OutputOptions {
  return isLost(several) ? { ...options, out: [] } : options;
}

/** What went wrong, on stderr; once where it is the same for several environments. */
function showFailures(shell: Shell, options: OutputOptions, several: Several): void {
  const alike = new Map<string, { names: string[]; problems: readonly Problem[] }>();
  for (const { environment, result } of several) {
    if (result.ok) continue;
    const key = JSON.stringify(result.problems);
    const group = alike.get(key) ?? { names: [], problems: result.problems };
    group.names.push(environment);
    alike.set(key, group);
  }
  const { stderr } = shell.terminal;
  const look = lookOf(stderr, shell, options);
  for (const { names, problems } of alike.values()) {
    stderr.write(`${terminalLine([strong(`${names.join(', ')}:`)], look)}\n`);
    const { format: _, ...onScreen } = options;
    showProblems(shell, problems, onScreen);
  }
}
