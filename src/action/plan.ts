import { join } from 'node:path';
import { check } from '../commands/check.ts';
import { exit, exitOfProblems } from '../commands/exit-code.ts';
import { plan } from '../commands/plan.ts';
import { planAgainstGit } from '../commands/plan-against-git.ts';
import { redirections } from '../commands/redirections.ts';
import { writeWhole } from '../files/write.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { markdownBlocks } from '../text/markdown.ts';
import { renderers } from '../text/renderers.ts';
import { noticeSections } from '../text/views/plan-view.ts';
import { sorted } from '../text/words/plan-words.ts';
import { planAnnotations, problemAnnotations } from '../text/workflow.ts';
import { outputsOfPlan } from './outputs.ts';
import { tellAboutPlan } from './plan-post.ts';
import { planFrom, problemsFrom } from './relocate.ts';
import { keyOf, platformOptions, type Step, type StepResult } from './step.ts';
import { planSummary } from './summary.ts';
import { paragraphs } from './text.ts';

/** Plans, and tells on the pull request what merging it would publish. */
export async function planStep(step: Step): Promise<StepResult> {
  const { look, prefix, run, world } = step;
  const notices = run.pull
    ? redirections({ ref: run.pull.base, called: 'pull request' }, world)
    : [];
  const made = await makePlan(step, notices);
  const told = problemsFrom(notices, prefix);
  if (!made.ok) {
    const problems = problemsFrom(made.problems, prefix);
    const isStopped = step.world.stop.aborted;
    return {
      code: isStopped ? exit.interrupted : exitOfProblems(problems),
      problems,
      outputs: {},
      text: '',
      summary: paragraphs(
        markdownBlocks(
          noticeSections(told).map(({ blocks }) => blocks),
          look,
        ),
        renderers.markdown.problems(problems, look),
      ),
      annotations: [...problemAnnotations(told), ...problemAnnotations(problems)],
      // A run that was cancelled was most likely replaced by a newer one, which has the word.
      ...(run.pull &&
        !isStopped && { tell: () => tellAboutPlan(step, { problems, notices: told }) }),
    };
  }
  const { planned, warnings } = made.value;
  const shown = { ...planFrom(planned, prefix), warnings: problemsFrom(warnings, prefix) };
  const files = savePlan(step, planned, shown);
  return {
    code: exit.done,
    problems: [],
    outputs: { ...outputsOfPlan(planned), ...files },
    text: renderers.human.plan(shown, look),
    summary: planSummary(shown, look),
    annotations: [
      ...problemAnnotations(shown.guards.map(({ problem }) => problem)),
      // GitHub shows ten of a kind: those about credentials must be among them.
      ...problemAnnotations(sorted(shown.warnings).notices),
      ...problemAnnotations(sorted(shown.warnings).others),
      ...planAnnotations(shown, look),
    ],
    ...(run.pull && { tell: () => tellAboutPlan(step, { plan: shown }) }),
  };
}

interface Made {
  readonly planned: Plan;
  /** Of manifests and identity, and of the plan. */
  readonly warnings: readonly Problem[];
}

/**
 * On a pull request identity is held against the commit that it left from. A stranger's is planned
 * against that commit too: the config is theirs, and it says where credentials are sent.
 */
async function makePlan(step: Step, notices: readonly Problem[]): Promise<Checked<Made>> {
  const { world } = step;
  const { pull } = step.run;
  const given = { ...platformOptions(step), target: step.inputs.target, notices };
  const identity = pull && check({ base: pull.base }, world);
  if (identity && !identity.ok) return identity;
  const planned = pull?.isForeign
    ? planAgainstGit({ ...given, againstGit: pull.base }, world)
    : await plan(given, world);
  if (!planned.ok) return planned;
  const { warnings } = planned.value.plan;
  const known = new Set(warnings.map(textOf));
  const others = identity?.problems.filter((one) => !known.has(textOf(one))) ?? [];
  return checked({ planned: planned.value.plan, warnings: [...warnings, ...others] }, []);
}

const textOf = (problem: Problem) => JSON.stringify(problem);

/** The plan as JSON for `apply`, and as Markdown for people. */
function savePlan(step: Step, planned: Plan, shown: Plan) {
  const { run, world, look, scrub } = step;
  const name = `plan-${world.sha256(keyOf(step)).slice(0, 12)}`;
  const folder = join(run.temp, 'timeback-catalog');
  const [text, json] = [join(folder, `${name}.md`), join(folder, `${name}.json`)];
  writeWhole(text, scrub(renderers.markdown.plan(shown, look)));
  writeWhole(json, renderers.json.plan(planned, look));
  return { plan_path: text, json_plan_path: json };
}
