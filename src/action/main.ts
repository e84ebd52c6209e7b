import { appendFileSync, existsSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { gitPlace } from '../files/git-place.ts';
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

/** What a step takes from the process that runs it. */
export interface StepProcess {
  readonly env: World['env'];
  readonly print: (text: string) => void;
  /**
   * `stop`: nothing new begins; `abort`: running requests are dropped; `killed`: GitHub gets no more
   * requests.
   */
  readonly signals: Readonly<Record<'stop' | 'abort' | 'killed', AbortSignal>>;
  /** Parts of the world that tests replace. */
  readonly parts?: Partial<World>;
}

/** The outermost layer of the Action: the only code that touches the process. */
export async function runAction(): Promise<void> {
  process.stdout.on('error', () => {});
  const print = (text: string): void => void process.stdout.write(text);
  // Node ends a program that waits for a promise which never settles, with exit code 0 unless another was
  // set.
  process.exitCode = exit.error;
  const say = (): void => print(leftUnfinished);
  process.on('exit', say);
  process.exitCode = await runActionIn({ env: process.env, print, signals: interruptions(print) });
  process.off('exit', say);
}

const leftUnfinished =
  'This is a bug in timeback-catalog: the step came to no end, and nothing is left that it could wait for.\n';

/** Runs the step that the inputs ask for, and returns its exit code. Never rejects. */
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
    // GitHub sets this variable if somebody repeats a job with debug logging.
    debug: (line) =>
      void (env['RUNNER_DEBUG'] === '1' && print(`${workflowCommand('debug', line)}\n`)),
    ...parts,
  });
  const opened = openWorkspace(world);
  const workspace = opened.ok ? opened.value : undefined;
  const masks = masksOf(inputs, workspace, world);
  // The masks must be printed before anything else.
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

/** Writes all results of a step. GitHub's API comes last, since it may take long. */
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

/**
 * Runs a write; returns the problem if the runner's file system refuses it, as on a full disk. The result of
 * the step does not change.
 */
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

/** Runs the step's post. Failures become warnings, so that they do not change the result of the step. */
async function postResult(result: JobStepResult): Promise<readonly Problem[]> {
  try {
    return (await result.post?.()) ?? [];
  } catch (error) {
    const detail = `GitHub gave an unexpected answer: ${error}`;
    return [problem('github/unavailable', { detail })];
  }
}

function folderOf({ folder, command }: Inputs, { workspace }: WorkflowRun): Checked<string> {
  // The job of this command checks nothing out.
  if (command === 'comment') return checked(workspace, []);
  const path = resolve(workspace, folder);
  if (existsSync(path)) return checked(path, []);
  const detail = `working-directory is "${folder}", but the workspace has no such folder.`;
  const hint = 'Check it, and that actions/checkout ran before.';
  return wrongUsage(detail, hint);
}

/**
 * The path of the catalog's folder on GitHub's pages: from the top of the repository, which a workflow may
 * check out below the workspace.
 */
function prefixOf(folder: string, { workspace }: WorkflowRun): string {
  const place = gitPlace(folder);
  const [top, below] = place.ok ? [place.value.top, place.value.folder] : [workspace, folder];
  const path = relative(top, below).split(sep).join(posix.sep);
  return path === '' || path.startsWith('..') ? '' : `${path}/`;
}

/** Milliseconds between the second signal of a cancelled job and its end. */
const lastMoments = 2000;

/**
 * The signals of a step. GitHub sends a cancelled job SIGINT, after 7.5 seconds SIGTERM, and kills it 2.5
 * seconds later. The first ends the run like Ctrl-C: running requests are finished, and the report is
 * written.
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

/** Carries out the command of the inputs, if the commit of the event is checked out. */
export async function performStep(
  given: Omit<JobStep, 'commit' | 'parents'>,
): Promise<JobStepResult> {
  const checkout = readCheckout(given);
  if (!checkout.ok) return withoutResult(checkout.problems);
  const { id: commit, parents } = checkout.value ?? { id: given.run.sha, parents: [] };
  const step = { ...given, commit, parents };
  const result = await steps[step.inputs.command](step);
  const read = checkout.value === undefined ? '' : readCommitText(step);
  return {
    ...result,
    text: [read, result.text].filter(Boolean).join('\n'),
    summary: paragraphs(result.summary.trimEnd(), read && `<sub>${markdownLine(read)}</sub>`),
    problems: [...checkout.problems, ...result.problems],
    annotations: [...problemAnnotations(checkout.problems), ...result.annotations],
  };
}
