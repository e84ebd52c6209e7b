import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { noSources } from '../document/place.ts';
import { type Json, parseJson } from '../model/json.ts';
import { defined, objectUnder, textUnder, valueUnder } from '../model/json-values.ts';
import {
  type Checked,
  checked,
  inReadingOrder,
  type Problem,
  problem,
  wrongUsage,
} from '../model/problem.ts';
import { type ExitCode, exitOfProblems } from '../run/exit-code.ts';
import type { World } from '../run/world.ts';
import { code, problems as listed } from '../text/document.ts';
import type { Look } from '../text/look.ts';
import { foldedMarkdown, markdownBlocks, markdownLine, markdownLines } from '../text/markdown.ts';
import { keepBlocks, type PlanComment } from '../text/plan-comment.ts';
import { renderers } from '../text/renderers.ts';
import { type Annotation, problemAnnotations } from '../text/workflow.ts';
import { commitAt, type GitHub, isCommit, isItemNumber } from './github.ts';
import type { Inputs, Outputs } from './inputs.ts';

/** How texts look in logs and on pages if no file of the catalog was read. */
export const pageLook: Look = {
  colour: false,
  width: 120,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};

/** Everything that a step of a job works with. */
export interface JobStep {
  readonly inputs: Inputs;
  readonly run: WorkflowRun;
  readonly world: World;
  /** The API of GitHub; absent without a token. */
  readonly github?: GitHub;
  readonly look: Look;
  /** Replaces secrets in a text. */
  readonly redact: (text: string) => string;
  /** The commit that is checked out, or that of the event if git cannot tell. */
  readonly commit: string;
  /** The parents of that commit; empty if git cannot tell. */
  readonly parents: readonly string[];
  /** The catalog's folder from the top of the repository, with a slash at the end; `''` for the top. */
  readonly prefix: string;
}

/** The result of a step, before anything of it is written. */
export interface JobStepResult {
  readonly code: ExitCode;
  /** Problems of the step; the warnings of a plan are in its text. */
  readonly problems: readonly Problem[];
  readonly outputs: Outputs;
  /** Text for the log. */
  readonly text: string;
  /** Markdown for the summary of the run. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Writes comments, labels or issues; returns warnings about what GitHub did not accept. */
  readonly post?: () => Promise<readonly Problem[]>;
}

/** The result of a step that could not begin its work. */
export function withoutResult(problems: readonly Problem[], look = pageLook): JobStepResult {
  return {
    code: exitOfProblems(problems),
    problems,
    outputs: {},
    text: '',
    summary: renderers.markdown.problems(problems, look),
    annotations: problemAnnotations(problems),
  };
}

/** The platform options of the inputs, in the form of the use cases. */
export function platformOptionsOf({ inputs: { env, parallelism } }: Pick<JobStep, 'inputs'>) {
  return defined({ env, parallelism });
}

/** The key of a step's comment or issue: its folder and environment. */
export function postKeyOf({ inputs: { folder, env = '' } }: Pick<JobStep, 'inputs'>): string {
  return `${folder}@${env}`;
}

/** The name of a step's plan files, without extension. */
export function planFileName(step: Pick<JobStep, 'inputs' | 'world'>): string {
  return `plan-${step.world.sha256(postKeyOf(step)).slice(0, 12)}`;
}

/** The run that a run on `workflow_run` follows. */
export interface FollowedRun {
  /** The event that started the followed run. */
  readonly event: string;
  /** The repository of its branch, this one or a fork; `''` if it was deleted. */
  readonly headRepository: string;
  readonly headBranch: string;
  readonly head: string;
  /** How it ended, in GitHub's word: `success`, `failure` and others. */
  readonly conclusion: string;
  /** The address of its page. */
  readonly page: string;
}

/** The pull request that a run belongs to. */
interface Pull {
  readonly number: number;
  /** A commit of the base branch, as new as the event. */
  readonly base: string;
  /** The name of the base branch. */
  readonly baseBranch: string;
  /** The newest commit of the pull request. */
  readonly head: string;
  readonly isForeign: boolean;
}

/** Events that run what is in the repository, and not what somebody proposes. */
export const fromTheRepository = [
  'push',
  'workflow_dispatch',
  'repository_dispatch',
  'schedule',
  'release',
  'deployment',
];

export function isFromTheRepository({ event }: Pick<WorkflowRun, 'event'>): boolean {
  return fromTheRepository.includes(event);
}

/** The problem of a command that publishes, on an event about a change that is only proposed. */
export function notInThisEvent({ event }: Pick<WorkflowRun, 'event'>, hint: string): Problem {
  const detail = `The event is \`${event}\`, so the change is not in the branch yet. Nothing was read or sent.`;
  return problem('action/not-here', { detail, hint });
}

/** What GitHub says about the run of the workflow. */
export interface WorkflowRun {
  readonly event: string;
  /** The repository: `owner/name`. */
  readonly repository: string;
  readonly sha: string;
  /** The commits of the event: one of them must be checked out. */
  readonly commits: readonly string[];
  /** The number of the attempt; above one, the run was repeated. */
  readonly attempt: number;
  /** The branch that was pushed to; absent for other events. */
  readonly branch?: string;
  /** For a push, the commit of the branch before it. */
  readonly pushedFrom?: string;
  readonly workspace: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** The id of the run in GitHub's API. */
  readonly id: string;
  /** The address of the page of the run. */
  readonly page: string;
  /** The number and attempt of the run, for people. */
  readonly name: string;
  /** A folder that is emptied when the job ends. */
  readonly temp: string;
  readonly pull?: Pull;
  /** In a merge queue, the commit that the group was merged onto. */
  readonly queueBase?: string;
  readonly followed?: FollowedRun;
}

type Env = Readonly<Record<string, string | undefined>>;

const needed = [
  'GITHUB_EVENT_NAME',
  'GITHUB_REPOSITORY',
  'GITHUB_SHA',
  'GITHUB_WORKSPACE',
] as const;

/** Reads the environment variables of GitHub and the file of the event. */
export function readWorkflowRun(env: Env): Checked<WorkflowRun> {
  const missing = needed.filter((name) => !env[name]);
  if (missing.length > 0) return notInActions(`${missing.join(', ')} not set`);
  const text = (name: string, otherwise = ''): string => env[name] || otherwise;
  const repository = text('GITHUB_REPOSITORY');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return notInActions(`no repository "${repository}"`);
  const sha = text('GITHUB_SHA');
  if (!isCommit(sha)) return notInActions(`GITHUB_SHA is no commit`);
  const event = text('GITHUB_EVENT_NAME');
  const payload = payloadIn(env['GITHUB_EVENT_PATH']);
  if (!payload.ok) return payload;
  const pull = pullOf(payload.value, repository);
  // Without it, a pull request from outside would be taken for a commit of the repository.
  if (event.startsWith('pull_request') && !pull) {
    return notInActions(`the event is \`${event}\`, but its file names no pull request`);
  }
  const queueBase = commitAt(payload.value, 'merge_group', 'base_sha');
  if (event === 'merge_group' && queueBase === undefined) {
    return notInActions(`the event is \`${event}\`, but its file does not name the base commit`);
  }
  const pushedFrom = event === 'push' ? commitAt(payload.value, 'before') : undefined;
  const id = /^\d+$/.exec(text('GITHUB_RUN_ID'))?.[0] ?? '0';
  const server = text('GITHUB_SERVER_URL', 'https://github.com');
  const followed = followedRun(payload.value, `${server}/${repository}`);
  const apiUrl = text('GITHUB_API_URL', 'https://api.github.com');
  const ref = text('GITHUB_REF');
  const workspace = resolve(text('GITHUB_WORKSPACE'));
  return checked(
    {
      event,
      repository,
      sha,
      commits: commitsOf({ event, repository, sha, pull, payload: payload.value }),
      attempt: Math.max(1, Number(text('GITHUB_RUN_ATTEMPT', '1')) || 1),
      ...(ref.startsWith('refs/heads/') && { branch: ref.slice('refs/heads/'.length) }),
      workspace,
      apiUrl,
      // GitHub Enterprise Server has REST below /api/v3 and GraphQL beside it.
      graphqlUrl: text('GITHUB_GRAPHQL_URL', `${apiUrl.replace(/\/v3\/?$/, '')}/graphql`),
      id,
      page: `${server}/${repository}/actions/runs/${id}`,
      name: `run ${text('GITHUB_RUN_NUMBER', '?')}`,
      // Some runners name no such folder. Other files than the catalog's do not belong into the checkout.
      temp: env['RUNNER_TEMP']
        ? resolve(env['RUNNER_TEMP'])
        : mkdtempSync(join(tmpdir(), 'timeback-catalog-')),
      ...defined({ pull, queueBase, pushedFrom }),
      ...(followed && event === 'workflow_run' && { followed }),
    },
    [],
  );
}

function followedRun(payload: Json | undefined, repositoryPage: string): FollowedRun | undefined {
  const run = objectUnder(payload, 'workflow_run');
  const { id } = run;
  const [event, headBranch] = [textUnder(run, 'event'), textUnder(run, 'head_branch')];
  const head = commitAt(run, 'head_sha');
  // The repository is null if the fork was deleted; its pull requests are closed then.
  const isGone = run['head_repository'] === null;
  const headRepository = isGone ? '' : textUnder(run, 'head_repository', 'full_name');
  if (!isItemNumber(id) || event === undefined || head === undefined) return undefined;
  if (headBranch === undefined || headRepository === undefined) return undefined;
  const page = `${repositoryPage}/actions/runs/${id}`;
  const conclusion = textUnder(run, 'conclusion') ?? 'unknown';
  return { event, headRepository, headBranch, head, conclusion, page };
}

function payloadIn(path: string | undefined): Checked<Json | undefined> {
  if (!path) return checked(undefined, []);
  try {
    const payload = parseJson(readFileSync(path, 'utf8'));
    if (payload !== undefined) return checked(payload, []);
    return notInActions('the file of the event (GITHUB_EVENT_PATH) is not JSON');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return notInActions(`the file of the event (GITHUB_EVENT_PATH) cannot be read: ${why}`);
  }
}

function pullOf(payload: Json | undefined, repository: string): Pull | undefined {
  const pull = objectUnder(payload, 'pull_request');
  const { number } = pull;
  const [base, head] = [commitAt(pull, 'base', 'sha'), commitAt(pull, 'head', 'sha')];
  const baseBranch = textUnder(pull, 'base', 'ref');
  if (!isItemNumber(number) || base === undefined || head === undefined) return undefined;
  if (baseBranch === undefined) return undefined;
  return { number, base, baseBranch, head, isForeign: isForeign(pull, repository) };
}

/** Whether a pull request comes from a fork, or from a bot that gets no secrets from GitHub. */
export function isForeign(pull: Json, repository: string): boolean {
  // The head's repository is null if the fork was deleted. A repeated run has the old event, so only the ids
  // stay the same after the repository was renamed.
  const from = objectUnder(pull, 'head', 'repo');
  const into = valueUnder(pull, 'base', 'repo', 'id');
  const isFork =
    typeof from['id'] === 'number' && typeof into === 'number'
      ? from['id'] !== into
      : from['full_name'] !== repository;
  return isFork || valueUnder(pull, 'user', 'login') === 'dependabot[bot]';
}

/**
 * The commits that may be checked out. GITHUB_SHA is the proposed commit, the merge or the newest commit of a
 * branch, depending on the event.
 */
function commitsOf(given: {
  readonly event: string;
  readonly repository: string;
  readonly sha: string;
  readonly pull: Pull | undefined;
  readonly payload: Json | undefined;
}): readonly string[] {
  const { event, repository, sha, pull, payload } = given;
  // Here GITHUB_SHA is the commit of the base branch.
  if (pull && event === 'pull_request_target') {
    return [pull.head, valueUnder(payload, 'pull_request', 'merge_commit_sha')].filter(isCommit);
  }
  if (pull) return [sha, pull.head];
  const other = event === 'workflow_run' ? objectUnder(payload, event) : {};
  const isOurs = valueUnder(other, 'head_repository', 'full_name') === repository;
  return [sha, isOurs ? other['head_sha'] : undefined].filter(isCommit);
}

function notInActions(what: string): Checked<never> {
  const detail = `This is the start file of a GitHub Action, but the variables of GitHub are incomplete: ${what}.`;
  const hint = 'Outside GitHub, use the command: `timeback-catalog plan`.';
  return wrongUsage(detail, hint);
}

/**
 * Lines around the plan in a comment, so that a later run can keep it. No text from outside is ever such a
 * line of its own: the same words in a title or in code count as part of the plan.
 */
const planBegins = '<!-- plan begins -->';
const planEnds = '<!-- plan ends -->';

/** Joins paragraphs to one text, without the empty ones. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The heading of a post: `### 📝 Plan for production in courses/`. */
export function heading(emoji: string, words: string, { inputs }: Pick<JobStep, 'inputs'>): string {
  const where = inputs.folder === '.' ? [] : [' in ', code(inputs.folder)];
  return `### ${markdownLine([`${emoji} ${words}`, ...where])}`;
}

/** The footer of a post: its commit and run, and the commit that was merged with it for reading. */
export function footer({ page, name }: WorkflowRun, commit: string, base?: string): string {
  const into = base === undefined ? [] : [' on top of ', code(base.slice(0, 7))];
  const text = ['Commit ', code(commit.slice(0, 7)), ...into, ' · ', { text: name, href: page }];
  return `<sub>${markdownLine(text)}</sub>`;
}

/** A sentence about the parts that had no room, with a link to them; `''` if everything had room. */
export function leftOutText(
  { leftOut }: Pick<PlanComment, 'leftOut'>,
  { page }: WorkflowRun,
): string {
  if (leftOut.length === 0) return '';
  return markdownLine([
    `Omitted, because a comment holds at most 65,536 characters: ${leftOut.join(', ')}. `,
    { text: 'The summary of the run', href: page },
    ' has more.',
  ]);
}

export function planPart(text: string): string {
  return paragraphs(planBegins, text, planEnds);
}

/** The plan that a comment showed, folded; later results stand above it. `''` if the text shows no plan. */
export function formerPlan(text: string): string {
  const lines = text.split('\n');
  const first = lines.indexOf(planBegins);
  const last = lines.lastIndexOf(planEnds);
  const plan = lines
    .slice(first + 1, Math.max(0, last))
    .join('\n')
    .trim();
  if (first < 0 || plan === '') return '';
  return foldedMarkdown('The plan that was shown', planPart(plan));
}

/** Problems in at most `room` characters; the largest are left out first. */
export function problemsWithin(problems: readonly Problem[], look: Look, room: number): string {
  const items = inReadingOrder(problems).map((one) => listed([one]));
  const { kept, leftOut } = keepBlocks(items, room, (block) => markdownLines(block, look));
  return paragraphs(
    markdownBlocks([kept], look),
    leftOut > 0 ? `And ${leftOut} more in the summary of the run.` : '',
  );
}
