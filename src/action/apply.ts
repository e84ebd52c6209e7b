import { defined } from '../model/json-values.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { apply } from '../run/apply.ts';
import { type ExitCode, exit, exitOfProblems, exitOfReport } from '../run/exit-code.ts';
import { type PlanResult, plan } from '../run/planning.ts';
import type { ApplyResult } from '../run/publish.ts';
import type { Look } from '../text/look.ts';
import { renderers } from '../text/renderers.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { planFromTop, problemsFromTop } from './annotations.ts';
import { type ApplyProgress, otherPlanText, postAll } from './apply-post.ts';
import {
  type Approved,
  approvalMayBeUsed,
  approvalUsed,
  byHand,
  digestOnPull,
  findApproved,
} from './approval/approvals.ts';
import { notTheHead, overtaken } from './approval/overtaken.ts';
import { broughtBefore, isApprovedInParts } from './approval/same-push.ts';
import { takeApproval } from './approval/take-approval.ts';
import { unpublishedBefore } from './approval/unpublished.ts';
import { outputsOfPlan } from './inputs.ts';
import { isApprovalUsed } from './marker.ts';
import { receiptStep } from './receipt-step.ts';
import { planAgain } from './replan.ts';
import {
  fromTheRepository,
  isFromTheRepository,
  type JobStep,
  type JobStepResult,
  notInThisEvent,
  paragraphs,
  platformOptionsOf,
  type WorkflowRun,
} from './step.ts';

const useHere = `Use \`command: apply\` on ${fromTheRepository.slice(0, 2).join(' or ')}, and \`command: plan\` on pull requests.`;

/** Publishes exactly what was approved on the pull request, or what `plan-hash` names. */
export async function applyStep(step: JobStep): Promise<JobStepResult> {
  const { run, inputs } = step;
  if (!isFromTheRepository(run))
    return resultOf(step, { problems: [notInThisEvent(run, useHere)] }, []);
  if (inputs.receipt !== undefined) return receiptStep(step);
  const other = await notTheHead(step);
  if (other) return resultOf(step, { problems: [other] }, []);
  const approved = await approvedInTime(step);
  const known = approved.ok ? approved.value : {};
  const digest = await digestToApply(step, approved);
  if (!digest.ok) {
    const others = await applyJointly(step, known, digest.problems);
    return others ?? resultOf(step, await withoutApproval(step, digest.problems), [known]);
  }
  const result = await publish(step, digest.value, (planned) => takeApproval(step, known, planned));
  const joint = result.ok ? undefined : await applyJointly(step, known, result.problems);
  if (joint) return joint;
  const applied = result.ok
    ? await whatIsLeft(step, result.value)
    : await ifUnapproved(step, result.problems);
  return resultOf(step, { ...applied, digest: digest.value }, [known]);
}

function publish(
  step: JobStep,
  digest: string,
  beforeSending: (planned: Plan) => Promise<Checked<readonly string[]>>,
): Promise<Checked<ApplyResult>> {
  const { target, guardApprovals } = step.inputs;
  const approval = { type: 'digest', digest } as const;
  const options = { ...platformOptionsOf(step), target, approval, guardApprovals, beforeSending };
  return apply(options, step.world);
}

/**
 * Applies the joint plan of several pull requests that came in one push, if each of its changes was approved
 * on one of them; the newest may have no comment, because it changes nothing of the catalog. Undefined if not.
 */
async function applyJointly(
  step: JobStep,
  known: Approved,
  problems: readonly Problem[],
): Promise<JobStepResult | undefined> {
  const why = known.found ? 'plan/stale' : 'action/not-approved';
  const isOther = problems.every(({ code }) => code === why) && known.lost === undefined;
  if (!isOther || step.inputs.planHash !== undefined || step.world.stop.aborted) return undefined;
  const before = await broughtBefore(step, known);
  if (!before || before.length === 0) return undefined;
  const now = await planNow(step);
  const all = known.found ? [...before, known] : before;
  if (!now.ok || !isApprovedInParts(now.value.plan, all, step.world.sha256)) return undefined;
  const { digest } = now.value.plan;
  const result = await publish(step, digest, (planned) => takeAll(step, all, planned));
  if (!result.ok) return resultOf(step, await ifUnapproved(step, result.problems), all);
  return resultOf(step, { ...(await whatIsLeft(step, result.value)), digest }, all);
}

async function takeAll(
  step: JobStep,
  all: readonly Approved[],
  plan: Plan,
): Promise<Checked<readonly string[]>> {
  const who = new Set<string>();
  for (const one of all) {
    const taken = await takeApproval(step, one, plan, { isPart: true });
    if (!taken.ok) return taken;
    for (const login of taken.value) who.add(login);
  }
  return checked([...who], []);
}

/**
 * Finds the approval. If there is something to publish, this waits until GitHub knows the pull request of the
 * commit.
 */
async function approvedInTime(step: JobStep): Promise<Checked<Approved>> {
  const approved = await findApproved(step);
  const isUnknown = approved.ok && !approved.value.pull && step.inputs.planHash === undefined;
  if (!isUnknown || step.world.stop.aborted) return approved;
  const now = await planNow(step);
  if (now.ok && now.value.plan.changes.length === 0) return approved;
  return findApproved(step, { isPatient: true });
}

/** The plan hash that a merge approved or a person names, if the commit may be published at all. */
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

/**
 * The plan hash of a run that was started by hand, which approves it once. A repeated run approves nothing
 * new; without a record of the first try, its approval may have been used.
 */
function namedDigest(
  digest: string,
  { found }: Approved,
  { attempt }: WorkflowRun,
): Checked<string> {
  if (attempt === 1) return checked(digest, []);
  const whose = 'The approval by `plan-hash`';
  if (!found) return approvalMayBeUsed(whose);
  const isUsed = isApprovalUsed(found.state) && found.digest?.startsWith(digest.toLowerCase());
  return isUsed ? approvalUsed(whose, found) : checked(digest, []);
}

function planNow(step: JobStep): Promise<Checked<PlanResult>> {
  const { target } = step.inputs;
  return plan({ ...platformOptionsOf(step), target }, step.world);
}

/** The current plan. The problems count only if it has changes: without any, no approval is needed. */
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
 * What would be published now, if the problems are about approval. A repeated job that had succeeded finds
 * nothing left, which is no failure.
 */
async function ifUnapproved(step: JobStep, problems: readonly Problem[]): Promise<ApplyProgress> {
  const isUnapproved = problems.some(({ code }) => isAboutApproval(code));
  const said: Problem[] = [];
  for (const one of problems)
    said.push(one.code === 'plan/stale' ? await staleHere(step, one) : one);
  return isUnapproved && !step.world.stop.aborted
    ? withoutApproval(step, said)
    : { problems: said };
}

/** No new plan can be approved on a merged pull request. */
async function staleHere(step: JobStep, stale: Problem): Promise<Problem> {
  if (step.inputs.planHash !== undefined) return { ...stale, hint: byHand };
  const before = await unpublishedBefore(step);
  const [isOne, all] = [before.length === 1, before.join(', ')];
  const earlier =
    before.length === 0
      ? 'If the plan now has changes of an earlier merge, run the job of that merge, and then this one again.'
      : `${isOne ? `Pull request ${all} was` : `Pull requests ${all} were`} merged before and ${isOne ? 'is' : 'are'} not published: run the job of ${isOne ? 'that merge' : 'each, in this order'}, and then this one again.`;
  return { ...stale, hint: `${earlier} ${byHand}` };
}

const isAboutApproval = (code: string) =>
  code === 'plan/stale' || code.startsWith('guard/') || code.startsWith('action/');

/** The result of an apply, with the plan that would finish it if it failed half-way. */
async function whatIsLeft(step: JobStep, result: ApplyResult): Promise<ApplyProgress> {
  const isAll = exitOfReport(result.report, step.world.stop.aborted) === exit.done;
  const now = isAll || step.world.stop.aborted ? undefined : await planNow(step);
  return { problems: [], result, ...(now?.ok && { now: now.value.plan }) };
}

function resultOf(
  step: JobStep,
  given: ApplyProgress,
  approved: readonly Approved[],
): JobStepResult {
  const { look, prefix } = step;
  const problems = problemsFromTop(given.problems, prefix);
  const result = given.result && {
    ...given.result,
    plan: planFromTop(given.result.plan, prefix),
  };
  const now = given.now && planFromTop(given.now, prefix);
  const applied = { ...given, problems, ...defined({ result, now }) };
  const shown = result ?? (now && { plan: now });
  const code = codeOf(step, given);
  const isOther = result?.report.outcomes.some(({ status }) => status === 'applied') === true;
  const [first] = approved;
  const summary = paragraphs(
    renderers.markdown.problems(problems, look).trimEnd(),
    now && !result ? otherPlanText(step, first?.found, now) : '',
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
      ...(await postAll(step, { ...applied, code }, approved)),
      // They were planned for the old state.
      ...(isOther ? await planAgain(step) : []),
    ],
  };
}

function codeOf({ world }: JobStep, { result, problems }: ApplyProgress): ExitCode {
  if (result) return exitOfReport(result.report, world.stop.aborted);
  return world.stop.aborted ? exit.interrupted : exitOfProblems(problems);
}

/** The report, or the plan if there was nothing to do. */
function shownAs(
  format: 'human' | 'markdown',
  { plan: planned, report }: Pick<ApplyResult, 'plan'> & Partial<Pick<ApplyResult, 'report'>>,
  look: Look,
): string {
  return report && planned.changes.length > 0
    ? renderers[format].report(report, planned, look)
    : renderers[format].plan(planned, look);
}

/** The problems of changes that failed, each at the line of its node. */
function failuresIn(result: ApplyResult | undefined): Problem[] {
  if (!result) return [];
  const sources = new Map(result.plan.changes.map(({ address, source }) => [address, source]));
  return result.report.outcomes.flatMap((one) => {
    const span = sources.get(one.address);
    return one.status === 'failed' ? [{ ...one.problem, ...(span && { span }) }] : [];
  });
}
