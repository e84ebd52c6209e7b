import { appendFileSync, existsSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { systemProblem } from '../files/system-error.ts';
import { type Checked, checked, type Problem, problem, wrongUsage } from '../model/problem.ts';
import { openNetwork } from '../remote/http/network.ts';
import { openWorkspace } from '../run/catalog/workspace.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import { nodeWorld } from '../run/node-world.ts';
import { progressLines } from '../run/progress-lines.ts';
import type { World } from '../run/world.ts';
import type { Look } from '../text/look.ts';
import { markdownLine } from '../text/markdown.ts';
import { renderers } from '../text/renderers.ts';
import { terminalLines } from '../text/terminal.ts';
import { problemAnnotations, workflowCommand } from '../text/workflow.ts';
import { annotationsWithin, sourcesFrom, withinSummary } from './annotations.ts';
import { applyStep } from './apply.ts';
import { readCheckout, readCommitText } from './checkout.ts';
import { driftStep } from './drift-step.ts';
import { forkCommentStep } from './fork-comment.ts';
import { openGitHub } from './github-client.ts';
import {
  failureReason,
  type Inputs,
  inputNames,
  type Masks,
  masksOf,
  readInputs,
  writeOutputs,
} from './inputs.ts';
import { planStep } from './plan.ts';
import { receiptStep } from './receipt-step.ts';
import {
  type JobStep,
  type JobStepResult,
  pageLook,
  paragraphs,
  readWorkflowRun,
  type WorkflowRun,
  withoutResult,
} from './step.ts';

/** What a step has of the process that it runs in. */
export interface StepProcess {
  readonly env: World['env'];
  readonly print: (text: string) => void;
  /** `stop`: nothing new is begun; `abort`: requests are dropped; `killed`: GitHub is told nothing more. */
  readonly signals: Readonly<Record<'stop' | 'abort' | 'killed', AbortSignal>>;
  /** What tests make up of the world. */
  readonly parts?: Partial<World>;
}

/** The Action's outermost layer: the only place that touches the process. */
export async function runAction(): Promise<void> {
  process.stdout.on('error', () => {});
  const print = (text: string): void => void process.stdout.write(text);
  // Node ends a program that waits for what nothing will settle: with 0, if nothing else is said before.
  process.exitCode = exit.error;
  const say = (): void => print(leftUnfinished);
  process.on('exit', say);
  process.exitCode = await runActionIn({ env: process.env, print, signals: interruptions(print) });
  process.off('exit', say);
}

const leftUnfinished =
  'This is a bug in timeback-catalog: the step came to no end, and nothing is left that it could wait for.\n';

/** Runs a step as its inputs in the variables ask for. Never rejects. */
export async function runActionIn(host: StepProcess): Promise<ExitCode> {
  const { env, print } = host;
  const inputs = readInputs(env);
  const run = readWorkflowRun(env);
  if (!inputs.ok || !run.ok) {
    const problems = [...inputs.problems, ...run.problems];
    return finish(host, withoutResult(problems), { command: 'plan' });
  }
  try {
    return await runStep(host, inputs.value, run.value);
  } catch (error) {
    const refused = systemProblem(error);
    if (refused) return finish(host, withoutResult([refused]), inputs.value);
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(terminalLines(`This is a bug in timeback-catalog, not in your catalog: ${what}\n`));
    return finish(host, { ...withoutResult([]), code: exit.error }, inputs.value);
  }
}

async function runStep(host: StepProcess, inputs: Inputs, run: WorkflowRun): Promise<ExitCode> {
  const { env, print, signals, parts } = host;
  const { stop, abort, killed } = signals;
  const folder = folderOf(inputs, run);
  if (!folder.ok) return finish(host, withoutResult(folder.problems), inputs);
  const world = nodeWorld({
    cwd: folder.value,
    env,
    stop,
    abort,
    offers: { command: inputs.command, options: inputNames },
    onProgress: progressLines((line) => print(`${line}\n`)),
    // GitHub sets it if somebody runs a job again with debug logging.
    debug: (line) =>
      void (env['RUNNER_DEBUG'] === '1' && print(`${workflowCommand('debug', line)}\n`)),
    ...parts,
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
  const shown = { ...pageLook, sources: sourcesFrom(world.sources, prefix) };
  const step = {
    inputs,
    run,
    world,
    look: shown,
    redact: masks.redact,
    prefix,
    ...(token && {
      github: openGitHub({ ...run, token, stopWaiting: stop, signal: killed, outboundFor }),
    }),
  };
  const result = network.ok ? await performStep(step) : withoutResult(network.problems);
  return finish(host, result, inputs, { run, masks, shown });
}

/** Writes everything down that a step came to; what GitHub is told comes last, as it may take long. */
async function finish(
  { env, print }: StepProcess,
  result: JobStepResult,
  { command }: Pick<Inputs, 'command'>,
  {
    run,
    masks,
    shown = pageLook,
  }: { readonly run?: WorkflowRun; readonly masks?: Masks; readonly shown?: Look } = {},
): Promise<ExitCode> {
  const scrub = masks?.redact ?? ((text: string) => text);
  const { code, problems, text, summary, outputs } = result;
  print(scrub(text));
  print(scrub(renderers.human.problems(problems, shown)));
  const reason = failureReason(code, problems, command);
  const all = { ...outputs, failure_reason: reason };
  const page = env['GITHUB_STEP_SUMMARY'];
  const unwritten = [
    ...written(() => writeOutputs(env['GITHUB_OUTPUT'], all, () => crypto.randomUUID())),
    ...written(() => page && summary !== '' && appendFileSync(page, withinSummary(scrub(summary)))),
  ];
  const lost = [...unwritten, ...(await postResult(result))];
  print(scrub(renderers.human.problems(lost, pageLook)));
  const annotations = [...result.annotations, ...problemAnnotations(lost)];
  const { commands, dropped } = annotationsWithin(annotations, run?.temp ?? env['RUNNER_TEMP']);
  print(scrub(commands.map((line) => `${line}\n`).join('')));
  if (dropped > 0)
    print(`${dropped} more annotations are not shown: GitHub shows at most 10 of a kind.\n`);
  return code;
}

/** What the runner's files do not take, as on a full disk. It changes nothing that the step came to. */
function written(write: () => void): readonly Problem[] {
  try {
    write();
    return [];
  } catch (error) {
    const refused = systemProblem(error);
    if (!refused) throw error;
    return [refused];
  }
}

/** Nothing that goes wrong in telling changes what the step came to. */
async function postResult(result: JobStepResult): Promise<readonly Problem[]> {
  try {
    return (await result.post?.()) ?? [];
  } catch (error) {
    const detail = `GitHub gave an unexpected answer: ${error}`;
    return [problem('github/unavailable', { detail })];
  }
}

function folderOf({ folder, command }: Inputs, { workspace }: WorkflowRun): Checked<string> {
  // Nothing is checked out there.
  if (command === 'comment') return checked(workspace, []);
  const path = resolve(workspace, folder);
  if (existsSync(path)) return checked(path, []);
  const detail = `working-directory is "${folder}", but the workspace has no such folder.`;
  const hint = 'Check it, and that actions/checkout ran before.';
  return wrongUsage(detail, hint);
}

/** How GitHub's pages name the folder of the catalog. */
function prefixOf(folder: string, { workspace }: WorkflowRun): string {
  const path = relative(workspace, folder).split(sep).join(posix.sep);
  return path === '' || path.startsWith('..') ? '' : `${path}/`;
}

/** Time between the second signal of a cancelled job and its end. */
const lastMoments = 2000;

/**
 * A cancelled job gets SIGINT, SIGTERM after 7.5 seconds, and is killed 2.5 seconds later. The first
 * ends the run as Ctrl-C does: what is in flight is finished, and the report is written.
 */
function interruptions(print: StepProcess['print']): StepProcess['signals'] {
  const stop = new AbortController();
  const abort = new AbortController();
  const killed = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) {
      abort.abort();
      setTimeout(() => killed.abort(), lastMoments).unref();
    } else {
      print('Cancelled. Waiting for running requests.\n');
      stop.abort();
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { stop: stop.signal, abort: abort.signal, killed: killed.signal };
}

const steps = {
  plan: planStep,
  apply: applyStep,
  drift: driftStep,
  undo: receiptStep,
  comment: forkCommentStep,
} as const;

/** Does what the inputs ask for, if what is checked out is what the event is about. */
export async function performStep(step: Omit<JobStep, 'commit'>): Promise<JobStepResult> {
  const checkout = readCheckout(step);
  if (!checkout.ok) return withoutResult(checkout.problems);
  const commit = checkout.value ?? step.run.sha;
  const result = await steps[step.inputs.command]({ ...step, commit });
  const read = checkout.value === undefined ? '' : readCommitText(step, commit);
  return {
    ...result,
    text: [read, result.text].filter(Boolean).join('\n'),
    summary: paragraphs(result.summary.trimEnd(), read && `<sub>${markdownLine(read)}</sub>`),
    problems: [...checkout.problems, ...result.problems],
    annotations: [...problemAnnotations(checkout.problems), ...result.annotations],
  };
}
