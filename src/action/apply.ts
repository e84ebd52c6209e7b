import { boundApprovalText, type Plan } from '../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../model/problem.ts';
import { apply } from '../run/apply.ts';
import { type ExitCode, exit, exitOfProblems, exitOfReport } from '../run/exit-code.ts';
import { type PlanResult, plan } from '../run/planning.ts';
import type { ApplyResult } from '../run/publish.ts';
import { code as copied, type Inline, strong } from '../text/document.ts';
import type { Look } from '../text/look.ts';
import { markdownLine } from '../text/markdown.ts';
import { renderers } from '../text/renderers.ts';
import { tallyLine } from '../text/words/wording.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { planFromTop, problemsFromTop } from './annotations.ts';
import {
  type Approved,
  approvalUsed,
  approvedDigest,
  findApproved,
  reviewersOf,
} from './approvals.ts';
import { commentsOf, type FoundPost, historyOf, writePost } from './comments.ts';
import { approvable, outputsOfPlan } from './inputs.ts';
import { isApprovalUsed, type PostState, withMarker } from './marker.ts';
import { notTheHead, overtaken } from './overtaken.ts';
import { receiptStep } from './receipt-step.ts';
import { planAgain } from './replan.ts';
import {
  footer,
  formerPlan,
  fromTheRepository,
  heading,
  isFromTheRepository,
  type JobStep,
  type JobStepResult,
  paragraphs,
  platformOptionsOf,
  postKeyOf,
  problemsWithin,
  type WorkflowRun,
} from './step.ts';
import { takeApproval } from './take-approval.ts';

/** Publishes what was approved on the pull request, or what `plan-hash` names, and nothing else. */
export async function applyStep(step: JobStep): Promise<JobStepResult> {
  const { run, inputs } = step;
  if (!isFromTheRepository(run)) return resultOf(step, { problems: [notInThisEvent(run)] }, {});
  if (inputs.receipt !== undefined) return receiptStep(step);
  const other = await notTheHead(step);
  if (other) return resultOf(step, { problems: [other] }, {});
  const approved = await approvedInTime(step);
  const known = approved.ok ? approved.value : {};
  const digest = await digestToApply(step, approved);
  if (!digest.ok) return resultOf(step, await withoutApproval(step, digest.problems), known);
  const approval = { type: 'digest', digest: digest.value } as const;
  const { target, guardApprovals } = inputs;
  const beforeSending = (planned: Plan) => takeApproval(step, known, planned);
  const options = { ...platformOptionsOf(step), target, approval, guardApprovals, beforeSending };
  const result = await apply(options, step.world);
  const applied = result.ok
    ? await whatIsLeft(step, result.value)
    : await ifUnapproved(step, result.problems);
  return resultOf(step, { ...applied, digest: digest.value }, known);
}

/** Where something is to be published, a pull request that GitHub does not know yet is waited for. */
async function approvedInTime(step: JobStep): Promise<Checked<Approved>> {
  const approved = await findApproved(step);
  const isUnknown = approved.ok && !approved.value.pull && step.inputs.planHash === undefined;
  if (!isUnknown || step.world.stop.aborted) return approved;
  const now = await planNow(step);
  if (now.ok && now.value.plan.changes.length === 0) return approved;
  return findApproved(step, { isPatient: true });
}

/** The digest that a merge approved, or that a person names, if the commit may be published at all. */
export async function digestToApply(
  step: JobStep,
  approved: Checked<Approved>,
): Promise<Checked<string>> {
  const { planHash } = step.inputs;
  const known = approved.ok ? approved.value : {};
  const late = await overtaken(step, known);
  if (late?.isCertain) return { ok: false, problems: [late.problem] };
  const digest =
    planHash !== undefined
      ? namedDigest(planHash, known, step.run)
      : approved.ok
        ? await digestOnPull(step, approved.value)
        : approved;
  return digest.ok && late ? { ok: false, problems: [late.problem] } : digest;
}

/** What the comment shows, if enough people approved it. */
async function digestOnPull(step: JobStep, approved: Approved): Promise<Checked<string>> {
  const digest = approvedDigest(approved, step);
  if (!digest.ok) return digest;
  const reviewers = await reviewersOf(step, approved, approved.found?.needs);
  return reviewers.ok ? digest : reviewers;
}

/** A run that was started by hand is the approval: run again, it approves nothing new. */
function namedDigest(
  digest: string,
  { found }: Approved,
  { attempt }: WorkflowRun,
): Checked<string> {
  const isUsed =
    attempt > 1 &&
    found &&
    isApprovalUsed(found.state) &&
    found.digest?.startsWith(digest.toLowerCase());
  return isUsed ? approvalUsed('The approval by `plan-hash`', found) : checked(digest, []);
}

function planNow(step: JobStep): Promise<Checked<PlanResult>> {
  const { target } = step.inputs;
  return plan({ ...platformOptionsOf(step), target }, step.world);
}

/** Where there is nothing to publish, nothing needs an approval. */
async function withoutApproval(
  step: JobStep,
  problems: readonly Problem[],
): Promise<ApplyProgress> {
  const now = await planNow(step);
  if (!now.ok) return { problems };
  const { plan: left } = now.value;
  return { problems: left.changes.length === 0 ? [] : problems, now: left };
}

/**
 * What would be published now, where that needs an approval. A job that is run again after it
 * succeeded finds everything published: that is no failure.
 */
async function ifUnapproved(step: JobStep, problems: readonly Problem[]): Promise<ApplyProgress> {
  const isUnapproved = problems.some(({ code }) => isAboutApproval(code));
  return isUnapproved && !step.world.stop.aborted ? withoutApproval(step, problems) : { problems };
}

const isAboutApproval = (code: string) =>
  code === 'plan/stale' || code.startsWith('guard/') || code.startsWith('action/');

/** After a run that failed half-way: the plan that would finish it, with the digest to approve. */
async function whatIsLeft(step: JobStep, result: ApplyResult): Promise<ApplyProgress> {
  const isAll = exitOfReport(result.report, step.world.stop.aborted) === exit.done;
  const now = isAll || step.world.stop.aborted ? undefined : await planNow(step);
  return { problems: [], result, ...(now?.ok && { now: now.value.plan }) };
}

function resultOf(step: JobStep, given: ApplyProgress, approved: Approved): JobStepResult {
  const { look, prefix } = step;
  const problems = problemsFromTop(given.problems, prefix);
  const { result, now } = given;
  const shown = result
    ? { ...result, plan: planFromTop(result.plan, prefix) }
    : now && { plan: planFromTop(now, prefix) };
  const applied = {
    ...given,
    problems,
    ...(result && shown && { result: { ...result, ...shown } }),
  };
  const code = codeOf(step, given);
  const summary = paragraphs(
    renderers.markdown.problems(problems, look).trimEnd(),
    shown ? shownAs('markdown', shown, look) : '',
  );
  return {
    code,
    problems,
    outputs: shown ? outputsOfPlan(shown.plan) : {},
    text: shown ? shownAs('human', shown, look) : '',
    summary,
    annotations: problemAnnotations([...problems, ...failuresIn(applied.result)]),
    post: async () => [
      ...(await postApply(step, { ...applied, code }, approved)),
      ...(await replan(step, applied.result)),
    ],
  };
}

function codeOf({ world }: JobStep, { result, problems }: ApplyProgress): ExitCode {
  if (result) return exitOfReport(result.report, world.stop.aborted);
  return world.stop.aborted ? exit.interrupted : exitOfProblems(problems);
}

/** A report where something was to be done, else the plan. */
function shownAs(
  format: 'human' | 'markdown',
  { plan: planned, report }: Pick<ApplyResult, 'plan'> & Partial<Pick<ApplyResult, 'report'>>,
  look: Look,
): string {
  return report && planned.changes.length > 0
    ? renderers[format].report(report, planned, look)
    : renderers[format].plan(planned, look);
}

/** The problems of changes that failed, at their lines. */
function failuresIn(result: ApplyResult | undefined): Problem[] {
  if (!result) return [];
  const sources = new Map(result.plan.changes.map(({ address, source }) => [address, source]));
  return result.report.outcomes.flatMap((one) => {
    const span = sources.get(one.address);
    return one.status === 'failed' ? [{ ...one.problem, ...(span && { span }) }] : [];
  });
}

function notInThisEvent({ event }: WorkflowRun): Problem {
  return problem('action/not-here', {
    detail: `The event is \`${event}\`, and what it proposes is not in the branch yet. Nothing was read or sent.`,
    hint: `Use \`command: apply\` on ${fromTheRepository.slice(0, 2).join(' or ')}, and \`command: plan\` on pull requests.`,
  });
}

/** How far an apply came. */
interface ApplyProgress {
  /** Why nothing was sent; none where something was, or nothing had to be. */
  readonly problems: readonly Problem[];
  readonly result?: ApplyResult;
  /** What publishing would change now, where that is not what was approved. */
  readonly now?: Plan;
  /** What was approved. */
  readonly digest?: string;
}

type Ended = ApplyProgress & { readonly code: ExitCode };

/** Says on the merged pull request what became of its plan. */
async function postApply(
  step: JobStep,
  applied: Ended,
  { pull, found, suspectedEdit }: Approved,
): Promise<readonly Problem[]> {
  const { github, run, inputs, world } = step;
  if (!github || !pull || inputs.comment === 'false') return [];
  const state = stateAfter(found?.state, applied);
  // Without a comment there is no plan whose fate anybody waits for. That something was published is
  // said all the same: runs of older commits ask for it.
  if (!found && (state === 'refused' || inputs.comment === 'changes-only')) return [];
  // A job that is run again and sends nothing takes back nothing that was said of the first run. What
  // nobody could look into may be fine another time.
  if (!applied.result && (found?.state === 'applied' || found?.state === 'partly')) return [];
  if (!applied.result && suspectedEdit && !suspectedEdit.isCertain) return [];
  const digest = digestAfter(state, applied, suspectedEdit ? undefined : found);
  const marker = {
    ...(suspectedEdit ? {} : historyOf(found)),
    key: postKeyOf(step),
    state,
    commit: found?.commit ?? run.sha,
    ...(digest !== undefined && { digest }),
  };
  const plan = found?.isIntact ? formerPlan(found.text) : '';
  return writePost(github, commentsOf(run.repository, pull.number), {
    found,
    body: (room) => ({
      body: withMarker(
        marker,
        step.redact(textOf(step, { ...applied, state }, { plan, room })),
        world.sha256,
      ),
    }),
  });
}

/** Open pull requests were planned for a platform that is another now. */
async function replan(
  { github, run, inputs }: JobStep,
  result: ApplyResult | undefined,
): Promise<readonly Problem[]> {
  const { replan: workflow } = inputs;
  const isOther = result?.report.outcomes.some(({ status }) => status === 'applied') === true;
  if (!github || workflow === undefined || run.branch === undefined || !isOther) return [];
  return planAgain(github, { repository: run.repository, branch: run.branch, workflow });
}

type StateAfter = 'applied' | 'partly' | 'refused';

/**
 * Whether the approval is used up. It is not where nothing was sent; it stays so where a run before
 * sent something.
 */
function stateAfter(before: PostState | undefined, { result, problems, code }: Ended): StateAfter {
  const isUsed = before !== undefined && isApprovalUsed(before);
  if (!result) {
    if (!hasErrors(problems) && code === exit.done) return 'applied';
    return isUsed ? 'partly' : 'refused';
  }
  if (code === exit.done) return 'applied';
  const isSent = result.report.outcomes.some(
    (one) => one.status === 'applied' || (one.status === 'failed' && one.problem.mayBeWritten),
  );
  return isSent || isUsed ? 'partly' : 'refused';
}

/** What was applied, or what may still be: only our own word is handed on. */
function digestAfter(state: StateAfter, { digest }: Ended, found: FoundPost | undefined) {
  return state === 'refused' ? found?.digest : (digest ?? found?.digest);
}

const titles = {
  applied: ['✅', 'Applied to'],
  partly: ['⚠️', 'Partly applied to'],
  refused: ['❌', 'Not applied to'],
} as const;

/** For heading, footer, marker and what to do next. */
const reserve = 3500;

function textOf(
  step: JobStep,
  applied: Ended & { readonly state: StateAfter },
  { plan, room }: { readonly plan: string; readonly room: number },
): string {
  const { run, inputs } = step;
  const { result, now, problems, code, state } = applied;
  const [emoji, words] = titles[state];
  const name = result?.plan.platform.name ?? now?.platform.name ?? inputs.env ?? 'the platform';
  const head = paragraphs(
    heading(emoji, `${words} ${name}`, step),
    code === exit.interrupted ? 'The job was cancelled.' : '',
    result ? reportWithin(step, result, room - reserve) : '',
    problemsWithin(problems, step.look, room / 2),
    isSuperseded(problems) ? '' : next(now, state),
  );
  const end = footer(run, run.sha);
  const whole = paragraphs(head, plan, end);
  return whole.length <= room ? whole : paragraphs(head, end);
}

/** The report without its heading, in as much detail as there is room for. */
function reportWithin({ look }: JobStep, { report, plan }: ApplyResult, room: number): string {
  if (plan.changes.length === 0) return markdownLine([strong(tallyLine(plan))]);
  const texts = (['fields', 'summary'] as const).map((detail) =>
    renderers.markdown
      .report(report, plan, { ...look, detail })
      .replace(/^### .*\n+/, '')
      .trimEnd(),
  );
  return texts.find(({ length }) => length <= room) ?? '';
}

/** A run that is started by hand is about the newest commit, and has another plan. */
const isSuperseded = (problems: readonly Problem[]) =>
  problems.some(({ code }) => code === 'action/overtaken');

/** How to go on where something is left to publish. */
function next(now: Plan | undefined, state: StateAfter): string {
  if (!now || now.changes.length === 0) {
    return now && state === 'applied' ? 'Everything is published: there is nothing to do.' : '';
  }
  return markdownLine([
    'Publishing now would be ',
    copied(now.digest),
    '. ',
    strong(tallyLine(now)),
    ' To publish exactly that, run the workflow by hand with this digest as ',
    copied('plan-hash'),
    ...approvalInput(now),
    '.',
  ]);
}

/** Where guards stop the plan: what lets it through. */
function approvalInput({ guards, digest }: Plan): Inline[] {
  return guards
    .filter((guard) => approvable.some((one) => one === guard.guards))
    .flatMap(({ guards, count }) => [
      ' and ',
      copied(boundApprovalText({ count, digest })),
      ' as ',
      copied(`approve-${guards}`),
    ]);
}
