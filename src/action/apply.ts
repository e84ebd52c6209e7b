import { apply } from '../commands/apply.ts';
import { type ExitCode, exit, exitOfProblems, exitOfReport } from '../commands/exit-code.ts';
import { type PlanResult, plan } from '../commands/plan.ts';
import type { ApplyResult } from '../commands/publish.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Look } from '../text/look.ts';
import { renderers } from '../text/renderers.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { type Applied, tellAboutApply } from './apply-post.ts';
import { type Approved, approvedDigest, findApproved, spent } from './approved.ts';
import { overtaken } from './later.ts';
import { isSpent } from './marker.ts';
import { outputsOfPlan } from './outputs.ts';
import { planFrom, problemsFrom } from './relocate.ts';
import { fromTheRepository, isFromTheRepository, type Run } from './run.ts';
import { spend } from './spend.ts';
import { platformOptions, type Step, type StepResult } from './step.ts';
import { paragraphs } from './text.ts';

/** Publishes what was approved on the pull request, or what `plan-hash` names, and nothing else. */
export async function applyStep(step: Step): Promise<StepResult> {
  const { run, inputs } = step;
  if (!isFromTheRepository(run)) return resultOf(step, { problems: [notHere(run)] }, {});
  const approved = await findApproved(step);
  const known = approved.ok ? approved.value : {};
  const digest = await digestToApply(step, approved);
  if (!digest.ok) return resultOf(step, await withoutApproval(step, digest.problems), known);
  const approval = { type: 'digest', digest: digest.value } as const;
  const { target, guardApprovals } = inputs;
  const beforeSending = () => spend(step, known);
  const options = { ...platformOptions(step), target, approval, guardApprovals, beforeSending };
  const result = await apply(options, step.world);
  const applied = result.ok
    ? await whatIsLeft(step, result.value)
    : await ifUnapproved(step, result.problems);
  return resultOf(step, { ...applied, digest: digest.value }, known);
}

/** The digest that a merge approved, or that a person names, if the commit may be published at all. */
async function digestToApply(step: Step, approved: Checked<Approved>): Promise<Checked<string>> {
  const { planHash } = step.inputs;
  const known = approved.ok ? approved.value : {};
  const late = await overtaken(step, known);
  if (late?.isCertain) return { ok: false, problems: [late.problem] };
  const digest =
    planHash !== undefined
      ? namedDigest(planHash, known, step.run)
      : approved.ok
        ? approvedDigest(approved.value, step)
        : approved;
  return digest.ok && late ? { ok: false, problems: [late.problem] } : digest;
}

/** A run that was started by hand is the approval: run again, it approves nothing new. */
function namedDigest(digest: string, { found }: Approved, { attempt }: Run): Checked<string> {
  const isUsed =
    attempt > 1 && found && isSpent(found.state) && found.digest?.startsWith(digest.toLowerCase());
  return isUsed ? spent('The approval by `plan-hash`', found) : checked(digest, []);
}

function planNow(step: Step): Promise<Checked<PlanResult>> {
  const { target } = step.inputs;
  return plan({ ...platformOptions(step), target }, step.world);
}

/** Where there is nothing to publish, nothing needs an approval. */
async function withoutApproval(step: Step, problems: readonly Problem[]): Promise<Applied> {
  const now = await planNow(step);
  if (!now.ok) return { problems };
  const { plan: left } = now.value;
  return { problems: left.changes.length === 0 ? [] : problems, now: left };
}

/**
 * What would be published now, where that needs an approval. A job that is run again after it
 * succeeded finds everything published: that is no failure.
 */
async function ifUnapproved(step: Step, problems: readonly Problem[]): Promise<Applied> {
  const isUnapproved = problems.some(({ code }) => isAboutApproval(code));
  return isUnapproved && !step.world.stop.aborted ? withoutApproval(step, problems) : { problems };
}

const isAboutApproval = (code: string) =>
  code === 'plan/stale' || code.startsWith('guard/') || code.startsWith('action/');

/** After a run that failed half-way: the plan that would finish it, with the digest to approve. */
async function whatIsLeft(step: Step, result: ApplyResult): Promise<Applied> {
  const isAll = exitOfReport(result.report, step.world.stop.aborted) === exit.done;
  const now = isAll || step.world.stop.aborted ? undefined : await planNow(step);
  return { problems: [], result, ...(now?.ok && { now: now.value.plan }) };
}

function resultOf(step: Step, given: Applied, approved: Approved): StepResult {
  const { look, prefix } = step;
  const problems = problemsFrom(given.problems, prefix);
  const { result, now } = given;
  const shown = result
    ? { ...result, plan: planFrom(result.plan, prefix) }
    : now && { plan: planFrom(now, prefix) };
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
    tell: () => tellAboutApply(step, { ...applied, code }, approved),
  };
}

function codeOf({ world }: Step, { result, problems }: Applied): ExitCode {
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

function notHere({ event }: Run): Problem {
  return problem('action/not-here', {
    detail: `The event is \`${event}\`, and what it proposes is not in the branch yet. Nothing was read or sent.`,
    hint: `Use \`command: apply\` on ${fromTheRepository.slice(0, 2).join(' or ')}, and \`command: plan\` on pull requests.`,
  });
}
