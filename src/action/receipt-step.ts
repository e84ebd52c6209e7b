import { resolve } from 'node:path';
import { resume } from '../features/apply/resume.ts';
import { undo } from '../features/undo/undo.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import { exitOfReport } from '../run/exit-code.ts';
import type { ApplyResult, Approval } from '../run/publish.ts';
import { renderers } from '../text/renderers.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { failedStep } from './annotations.ts';
import { approvalMayBeUsed } from './approval/approvals.ts';
import { approversByHand } from './approval/by-hand.ts';
import { guardInputs, outputsOfPlan } from './inputs.ts';
import {
  isFromTheRepository,
  type JobStep,
  type JobStepResult,
  notInThisEvent,
  paragraphs,
  platformOptionsOf,
  withoutResult,
} from './step.ts';

/**
 * Undoes or finishes a run by its receipt. Nobody has seen the plan of this yet: unless `plan-hash` names it,
 * the plan is shown and nothing is sent.
 */
export async function receiptStep(step: JobStep): Promise<JobStepResult> {
  const { run, inputs } = step;
  if (!isFromTheRepository(run))
    return withoutResult([notInThisEvent(run, 'Use it on workflow_dispatch.')]);
  const { planHash } = inputs;
  if (planHash === undefined) return showPlan(step, notApproved);
  // How the first run ended is not recorded where a later run could read it.
  const used = run.attempt > 1 && approvalMayBeUsed('The approval by `plan-hash`').problems;
  if (used) return showPlan(step, () => used);
  const ended = await carryOut(step, { type: 'digest', digest: planHash });
  return ended.ok ? resultOf(step, ended.value) : failedStep(step, ended.problems);
}

function carryOut(step: JobStep, approval: Approval): Promise<Checked<ApplyResult>> {
  const { inputs, world } = step;
  const { guardApprovals, command, receipt = '' } = inputs;
  const options = {
    ...platformOptionsOf(step),
    receipt: resolve(world.cwd, receipt),
    approval,
    guardApprovals,
    beforeSending: (plan: Plan) => approversByHand(step, {}, plan),
  };
  return command === 'undo' ? undo(options, world) : resume(options, world);
}

/**
 * Shows the plan with its plan hash and sends nothing. If there is something to send, the step fails with the
 * problems of `why`.
 */
async function showPlan(
  step: JobStep,
  why: (plan: Plan) => readonly Problem[],
): Promise<JobStepResult> {
  let shown: Plan | undefined;
  const ended = await carryOut(step, {
    type: 'ask',
    ask: async ({ plan }) => {
      shown = plan;
      return false;
    },
  });
  if (ended.ok) return resultOf(step, ended.value);
  return shown ? unapproved(step, shown, why(shown)) : failedStep(step, ended.problems);
}

function unapproved({ look }: JobStep, plan: Plan, problems: readonly Problem[]): JobStepResult {
  return {
    ...withoutResult(problems),
    outputs: outputsOfPlan(plan),
    text: renderers.human.plan(plan, look),
    summary: paragraphs(
      renderers.markdown.problems(problems, look).trimEnd(),
      renderers.markdown.plan(plan, { ...look, isWhole: true }),
    ),
  };
}

function resultOf(step: JobStep, { report, plan }: ApplyResult): JobStepResult {
  const { look, world } = step;
  return {
    code: exitOfReport(report, world.stop.aborted),
    problems: [],
    outputs: outputsOfPlan(plan),
    text: renderers.human.report(report, plan, look),
    summary: renderers.markdown.report(report, plan, look),
    annotations: problemAnnotations(
      report.outcomes.flatMap((one) => (one.status === 'failed' ? [one.problem] : [])),
    ),
  };
}

function notApproved(plan: Plan): readonly Problem[] {
  const { digest } = plan;
  const approvals = guardInputs(plan).map(([name, value]) => ` and \`${name}: ${value}\``);
  return [
    problem('action/not-approved', {
      detail: `This is plan ${digest}, which nobody approved. Nothing was sent.`,
      hint: `Check it, and start a new run with \`plan-hash: ${digest}\`${approvals.join('')}.`,
    }),
  ];
}
