import { join } from 'node:path';
import { check } from '../features/check/check.ts';
import { planAgainstGit } from '../features/plan/against-git.ts';
import { knownForkPoint } from '../files/git-history.ts';
import { mergeBase, openCommit } from '../files/git-read.ts';
import { writeWhole } from '../files/write.ts';
import { defined } from '../model/json-values.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, failure, type Problem } from '../model/problem.ts';
import { reviewedConfig } from '../run/catalog/redirections.ts';
import { exit } from '../run/exit-code.ts';
import { plan } from '../run/planning.ts';
import { markdownBlocks } from '../text/markdown.ts';
import { renderers } from '../text/renderers.ts';
import { noticeSections } from '../text/views/plan-view.ts';
import { sorted } from '../text/words/plan-words.ts';
import { planAnnotations, problemAnnotations } from '../text/workflow.ts';
import { failedStep, planFromTop, planSummary, problemsFromTop } from './annotations.ts';
import { shortCommit } from './github.ts';
import { outputsOfPlan } from './inputs.ts';
import { postPlan } from './plan-post.ts';
import {
  type JobStep,
  type JobStepResult,
  paragraphs,
  planFileName,
  platformOptionsOf,
} from './step.ts';

/** Plans, and writes on the pull request what its merge would publish. */
export async function planStep(step: JobStep): Promise<JobStepResult> {
  const { look, prefix, run, world } = step;
  const read = world.now();
  const base = baseOf(step);
  const ref = base.ok ? base.value : undefined;
  const called = run.pull ? 'pull request' : 'branch';
  const config = ref === undefined ? undefined : reviewedConfig({ ref, called }, world);
  const notices = config?.notices ?? [];
  const from = { read, ...defined({ base: ref, rules: config?.rules }) };
  const made = base.ok ? await makePlan(step, base.value, notices) : base;
  const posted = problemsFromTop(notices, prefix);
  if (!made.ok) {
    const failed = failedStep(step, made.problems, look);
    const { problems } = failed;
    const first = noticeSections(posted).map(({ blocks }) => blocks);
    const post = () => postPlan(step, { problems, notices: posted, ...from });
    return {
      ...failed,
      summary: paragraphs(markdownBlocks(first, look), failed.summary),
      annotations: [...problemAnnotations(posted), ...failed.annotations],
      // A cancelled run was probably replaced by a newer one, which writes the comment.
      ...(run.pull && !world.stop.aborted && { post }),
    };
  }
  const { planned, warnings } = made.value;
  const shown = { ...planFromTop(planned, prefix), warnings: problemsFromTop(warnings, prefix) };
  const files = savePlan(step, planned, shown);
  return {
    code: exit.done,
    problems: [],
    outputs: { ...outputsOfPlan(planned), ...files },
    text: renderers.human.plan(shown, look),
    summary: planSummary(shown, look),
    annotations: [
      ...problemAnnotations(shown.guards.map(({ problem }) => problem)),
      // GitHub shows ten annotations of a level: those about credentials must be among them.
      ...problemAnnotations(sorted(shown.warnings).notices),
      ...problemAnnotations(sorted(shown.warnings).others),
      ...planAnnotations(shown, look),
    ],
    ...(run.pull && { post: () => postPlan(step, { plan: shown, ...from }) }),
  };
}

interface Made {
  readonly planned: Plan;
  /** Warnings about manifests and identity, and those of the plan. */
  readonly warnings: readonly Problem[];
}

/**
 * Plans the checked-out commit, compared with the commit that it was merged from. A plan without secrets is
 * made against that commit too: the config is the author's, and it says where credentials go.
 */
async function makePlan(
  step: JobStep,
  base: string | undefined,
  notices: readonly Problem[],
): Promise<Checked<Made>> {
  const { world } = step;
  const { pull } = step.run;
  const given = { ...platformOptionsOf(step), target: step.inputs.target, notices };
  const identity = base === undefined ? undefined : check({ base }, world);
  if (identity && !identity.ok) return identity;
  const planned = pull?.isForeign
    ? planAgainstGit({ ...given, againstGit: base ?? pull.base }, world)
    : await plan(given, world);
  if (!planned.ok) return planned;
  const { warnings } = planned.value.plan;
  const known = new Set(warnings.map(textOf));
  const others = identity?.problems.filter((one) => !known.has(textOf(one))) ?? [];
  return checked({ planned: planned.value.plan, warnings: [...warnings, ...others] }, []);
}

/**
 * The text by which equal problems are found. Only problems of a plan have source lines attached. About one id,
 * the base and the platform may say the same in other words, so its code and address count.
 */
const textOf = ({ frame: _, ...said }: Problem) =>
  said.code.startsWith('identity/') && said.address !== undefined
    ? `${said.code} ${said.address}`
    : JSON.stringify(said);

/** Saves the plan as JSON for `apply`, and as Markdown and HTML for people. */
function savePlan(step: JobStep, planned: Plan, shown: Plan) {
  const { run, look, redact: scrub } = step;
  const name = planFileName(step);
  const folder = join(run.temp, 'timeback-catalog');
  const [text, json] = [join(folder, `${name}.md`), join(folder, `${name}.json`)];
  const page = join(folder, `${name}.html`);
  writeWhole(text, scrub(renderers.markdown.plan(shown, { ...look, isWhole: true })));
  writeWhole(json, renderers.json.plan(planned, look));
  writeWhole(page, scrub(renderers.html.plan(shown, look)));
  return { plan_path: text, json_plan_path: json, html_plan_path: page };
}

/**
 * The base of the identity check: the commit that the checked-out commit was merged from, so that changes of
 * others do not count as lost. Undefined if the event proposes no change.
 *
 * For each pull request GitHub makes a merge commit whose first parent is the base branch of that moment.
 * `pull_request.base.sha` may be older, so it is used only if the head itself is checked out and the clone
 * does not know the base branch better.
 */
function baseOf({ run, commit, parents, world }: JobStep): Checked<string | undefined> {
  const { pull, queueBase } = run;
  const folder = world.cwd;
  if (!pull) return checked(queueBase, []);
  const [first, second] = parents;
  if (commit === pull.head || second !== pull.head || first === undefined) {
    return checked(newestFork(folder, pull), []);
  }
  if (openCommit(folder, first).ok) return checked(first, []);
  return failure('git/unknown-commit', {
    detail: `This clone is too shallow: it has ${shortCommit(commit)}, which is checked out, but not ${shortCommit(first)}, the commit of ${pull.baseBranch} that it was merged from. The ids are compared with that commit.`,
    hint: 'Give actions/checkout `fetch-depth: 2`, or 0 for the whole history.',
  });
}

/**
 * The fork point of the head and its base branch: the newer one of the clone's branch and the event's commit.
 */
function newestFork(
  folder: string,
  { base, baseBranch }: { readonly base: string; readonly baseBranch: string },
): string {
  const known = knownForkPoint(folder, `refs/remotes/origin/${baseBranch}`);
  const given = knownForkPoint(folder, base);
  // Neither is known: comparing with the event's commit reports what the clone is missing.
  if (known === undefined) return given ?? base;
  const common = given === undefined ? undefined : mergeBase(folder, known, given);
  return given !== undefined && common?.ok && common.value === known ? given : known;
}
