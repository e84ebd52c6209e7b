import { appendFileSync, existsSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { type ExitCode, exit } from '../commands/exit-code.ts';
import { nodeWorld } from '../commands/node-world.ts';
import { progressLines } from '../commands/progress-lines.ts';
import { openWorkspace } from '../commands/workspace.ts';
import type { World } from '../commands/world.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { openNetwork } from '../remote/http/network.ts';
import type { Look } from '../text/look.ts';
import { renderers } from '../text/renderers.ts';
import { terminalLines } from '../text/terminal.ts';
import { problemAnnotations, workflowCommand } from '../text/workflow.ts';
import { failureReason } from './failure.ts';
import { openGitHub } from './github.ts';
import { type Inputs, inputNames, readInputs } from './inputs.ts';
import { type Masks, masksOf } from './masks.ts';
import { writeOutputs } from './outputs.ts';
import { perform } from './perform.ts';
import { sourcesFrom } from './relocate.ts';
import { remarksWithin } from './remarks.ts';
import { type Run, readRun } from './run.ts';
import { look, type StepResult, withoutResult } from './step.ts';
import { withinSummary } from './summary.ts';

const print = (text: string): void => void process.stdout.write(text);

/** The Action's outermost layer: the only place that touches the process. */
export async function main(): Promise<void> {
  process.stdout.on('error', () => {});
  process.exitCode = await run(process.env);
}

async function run(env: World['env']): Promise<ExitCode> {
  const inputs = readInputs(env);
  const run = readRun(env);
  if (!inputs.ok || !run.ok) {
    const problems = [...inputs.problems, ...run.problems];
    return finish(env, withoutResult(problems), { command: 'plan' });
  }
  try {
    return await runStep(env, inputs.value, run.value);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(
      terminalLines(`This is a fault of timeback-catalog itself, not of your catalog: ${what}\n`),
    );
    return finish(env, { ...withoutResult([]), code: exit.error }, inputs.value);
  }
}

async function runStep(env: World['env'], inputs: Inputs, run: Run): Promise<ExitCode> {
  const folder = folderOf(inputs, run);
  if (!folder.ok) return finish(env, withoutResult(folder.problems), inputs);
  const { stop, abort, killed } = interruptions();
  const world = nodeWorld({
    cwd: folder.value,
    env,
    stop,
    abort,
    offers: { command: inputs.command, options: inputNames },
    onProgress: progressLines((line) => print(`${line}\n`)),
    // GitHub sets it where somebody runs a job again with debug logging.
    debug: (line) =>
      void (env['RUNNER_DEBUG'] === '1' && print(`${workflowCommand('debug', line)}\n`)),
  });
  const opened = openWorkspace(world);
  const workspace = opened.ok ? opened.value : undefined;
  const masks = masksOf(inputs, workspace, world);
  // Before anything else is printed.
  print(masks.secrets.map((secret) => `${workflowCommand('add-mask', secret)}\n`).join(''));
  const { token } = inputs;
  const network = await openNetwork(env, token ? [run.apiUrl, run.graphqlUrl] : []);
  const outboundFor = network.ok ? network.value?.outboundFor : undefined;
  const prefix = prefixOf(workspace?.folder ?? folder.value, run);
  const shown = { ...look, sources: sourcesFrom(world.sources, prefix) };
  const step = {
    inputs,
    run,
    world,
    look: shown,
    scrub: masks.scrub,
    prefix,
    ...(token && {
      github: openGitHub({ ...run, token, hurry: stop, signal: killed, outboundFor }),
    }),
  };
  const result = network.ok ? await perform(step) : withoutResult(network.problems);
  return finish(env, result, inputs, { run, masks, shown });
}

/** Writes everything down that a step came to; what GitHub is told comes last, as it may take long. */
async function finish(
  env: World['env'],
  result: StepResult,
  { command }: Pick<Inputs, 'command'>,
  {
    run,
    masks,
    shown = look,
  }: { readonly run?: Run; readonly masks?: Masks; readonly shown?: Look } = {},
): Promise<ExitCode> {
  const scrub = masks?.scrub ?? ((text: string) => text);
  const { code, problems, text, summary, outputs } = result;
  print(scrub(text));
  print(scrub(renderers.human.problems(problems, shown)));
  const reason = failureReason(code, problems, command);
  const all = { ...outputs, failure_reason: reason };
  writeOutputs(env['GITHUB_OUTPUT'], all, () => crypto.randomUUID());
  const page = env['GITHUB_STEP_SUMMARY'];
  if (page && summary !== '') appendFileSync(page, withinSummary(scrub(summary)));
  const lost = await tell(result);
  print(scrub(renderers.human.problems(lost, look)));
  const annotations = [...result.annotations, ...problemAnnotations(lost)];
  const { commands, dropped } = remarksWithin(annotations, run?.temp ?? env['RUNNER_TEMP']);
  print(scrub(commands.map((line) => `${line}\n`).join('')));
  if (dropped > 0)
    print(`${dropped} more remarks are not shown beside the lines: GitHub takes 10 of a kind.\n`);
  return code;
}

/** Nothing that goes wrong in telling changes what the step came to. */
async function tell(result: StepResult): Promise<readonly Problem[]> {
  try {
    return (await result.tell?.()) ?? [];
  } catch (error) {
    const detail = `GitHub gave an answer that was not expected: ${error}`;
    return [problem('github/unavailable', { detail })];
  }
}

function folderOf({ folder }: Inputs, { workspace }: Run): Checked<string> {
  const path = resolve(workspace, folder);
  if (existsSync(path)) return checked(path, []);
  const detail = `working-directory is "${folder}", and the workspace has no such folder.`;
  const hint = 'Check it, and that actions/checkout ran before.';
  return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
}

/** How GitHub's pages name the folder of the catalog. */
function prefixOf(folder: string, { workspace }: Run): string {
  const path = relative(workspace, folder).split(sep).join(posix.sep);
  return path === '' || path.startsWith('..') ? '' : `${path}/`;
}

/** Time between the second signal of a cancelled job and its end. */
const lastMoments = 2000;

/**
 * A cancelled job gets SIGINT, SIGTERM after 7.5 seconds, and is killed 2.5 seconds later. The first
 * ends the run as Ctrl-C does: what is in flight is finished, and the report is written.
 */
function interruptions() {
  const stop = new AbortController();
  const abort = new AbortController();
  const killed = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) {
      abort.abort();
      setTimeout(() => killed.abort(), lastMoments).unref();
    } else {
      print('Cancelled: finishing what is in flight.\n');
      stop.abort();
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { stop: stop.signal, abort: abort.signal, killed: killed.signal };
}
