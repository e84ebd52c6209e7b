import { join } from 'node:path';
import { check } from '../features/check/check.ts';
import { planAgainstGit } from '../features/plan/against-git.ts';
import { writeWhole } from '../files/write.ts';
import { isObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { destinationWarnings } from '../run/catalog/redirections.ts';
import { exit, exitOfProblems } from '../run/exit-code.ts';
import { plan } from '../run/planning.ts';
import { markdownBlocks } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { renderers } from '../text/renderers.ts';
import { noticeSections, planTitle } from '../text/views/plan-view.ts';
import { sorted } from '../text/words/plan-words.ts';
import { planAnnotations, problemAnnotations } from '../text/workflow.ts';
import { planFromTop, planSummary, problemsFromTop } from './annotations.ts';
import {
  commentsOf,
  type FoundPost,
  findOwnPost,
  isApprovalUsed,
  type PostState,
  withMarker,
  writePost,
} from './comments.ts';
import { githubWarning } from './github.ts';
import { outputsOfPlan } from './inputs.ts';
import {
  footer,
  heading,
  type JobStep,
  type JobStepResult,
  leftOutText,
  paragraphs,
  planFileName,
  planPart,
  platformOptionsOf,
  postKeyOf,
  problemsWithin,
} from './step.ts';

/** Plans, and tells on the pull request what merging it would publish. */
export async function planStep(step: JobStep): Promise<JobStepResult> {
  const { look, prefix, run, world } = step;
  const notices = run.pull
    ? destinationWarnings({ ref: run.pull.base, called: 'pull request' }, world)
    : [];
  const made = await makePlan(step, notices);
  const posted = problemsFromTop(notices, prefix);
  if (!made.ok) {
    const problems = problemsFromTop(made.problems, prefix);
    const isStopped = step.world.stop.aborted;
    return {
      code: isStopped ? exit.interrupted : exitOfProblems(problems),
      problems,
      outputs: {},
      text: '',
      summary: paragraphs(
        markdownBlocks(
          noticeSections(posted).map(({ blocks }) => blocks),
          look,
        ),
        renderers.markdown.problems(problems, look),
      ),
      annotations: [...problemAnnotations(posted), ...problemAnnotations(problems)],
      // A run that was cancelled was most likely replaced by a newer one, which has the word.
      ...(run.pull && !isStopped && { post: () => postPlan(step, { problems, notices: posted }) }),
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
      // GitHub shows ten of a kind: those about credentials must be among them.
      ...problemAnnotations(sorted(shown.warnings).notices),
      ...problemAnnotations(sorted(shown.warnings).others),
      ...planAnnotations(shown, look),
    ],
    ...(run.pull && { post: () => postPlan(step, { plan: shown }) }),
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
async function makePlan(step: JobStep, notices: readonly Problem[]): Promise<Checked<Made>> {
  const { world } = step;
  const { pull } = step.run;
  const given = { ...platformOptionsOf(step), target: step.inputs.target, notices };
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
function savePlan(step: JobStep, planned: Plan, shown: Plan) {
  const { run, look, redact: scrub } = step;
  const name = planFileName(step);
  const folder = join(run.temp, 'timeback-catalog');
  const [text, json] = [join(folder, `${name}.md`), join(folder, `${name}.json`)];
  writeWhole(text, scrub(renderers.markdown.plan(shown, look)));
  writeWhole(json, renderers.json.plan(planned, look));
  return { plan_path: text, json_plan_path: json };
}

/** A plan, or why there is none. */
type Planned =
  | { readonly plan: Plan; readonly problems?: undefined; readonly notices?: undefined }
  | {
      readonly problems: readonly Problem[];
      /** What comes before everything else; a plan has them among its warnings. */
      readonly notices: readonly Problem[];
      readonly plan?: undefined;
    };

/** Writes the comment on the pull request, in place of the one of an earlier run. */
async function postPlan(step: JobStep, planned: Planned): Promise<readonly Problem[]> {
  const { run, github, inputs, world } = step;
  const { pull } = run;
  // GitHub gives no token that could write to a run for a fork.
  const isMute = pull?.isForeign && run.event === 'pull_request';
  if (!pull || !github || isMute || inputs.comment === 'false') return [];
  const place = commentsOf(run.repository, pull.number);
  const key = postKeyOf(step);
  const found = await findOwnPost(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [githubWarning(place, found.fault)];
  if (await isDecided(step, pull.number, found.value)) return [afterMerge(pull.number)];
  // Where credentials go is news even where nothing else changes.
  const isNews = noticesOf(planned).length > 0;
  const isQuiet =
    inputs.comment === 'changes-only' && planned.plan?.changes.length === 0 && !isNews;
  // One that shows changes must not stay where there are none any more.
  if (isQuiet && !found.value) return [];
  const { plan } = planned;
  const digest = plan && !plan.against ? plan.digest : undefined;
  const marker = {
    key,
    state: stateOf(planned),
    commit: pull.head,
    ...(digest !== undefined && { digest }),
  };
  return writePost(github, place, {
    found: found.value,
    body: (room) => ({
      body: withMarker(marker, step.redact(planPostTextOf(step, planned, room)), world.sha256),
    }),
  });
}

/**
 * Once a pull request is merged, its comment shows what the merge approved. A first one is written even
 * then: it is younger than the merge, and approves nothing.
 */
async function isDecided({ github, run }: JobStep, number: number, found: FoundPost | undefined) {
  if (!found) return false;
  if (isApprovalUsed(found.state)) return true;
  const pull = await github?.get(`/repos/${run.repository}/pulls/${number}`);
  return pull?.ok === true && isObject(pull.value) && typeof pull.value['merged_at'] === 'string';
}

function afterMerge(number: number): Problem {
  return problem('action/merged', {
    detail: `Pull request ${number} is merged, so its comment stays as it is: this plan approves nothing.`,
    hint: 'To publish this plan, give its digest as `plan-hash` in a run that is started by hand.',
  });
}

function stateOf({ plan }: Planned): PostState {
  if (!plan) return 'failed';
  return plan.against ? 'secretless' : 'planned';
}

function noticesOf({ plan, notices }: Planned): readonly Problem[] {
  return notices ?? sorted(plan.warnings).notices;
}

/** For heading, footer, marker and notes. */
const reserve = 2500;

function planPostTextOf(step: JobStep, planned: Planned, whole: number): string {
  const { plan, problems } = planned;
  const { run, look, inputs } = step;
  const notices = noticeSections(planned.notices ?? planned.plan.warnings);
  const first = markdownBlocks(
    notices.map(({ blocks }) => blocks),
    look,
  );
  const room = whole - first.length;
  const end = footer(run, run.pull?.head ?? run.sha);
  if (!plan) {
    const where = inputs.env === undefined ? '' : ` for ${inputs.env}`;
    const title = heading('❌', `No plan${where}`, step);
    return paragraphs(first, title, problemsWithin(problems, look, room - reserve), end);
  }
  const shown = planToComment(plan, look, room - reserve);
  const emoji = plan.changes.length === 0 ? '✅' : '📝';
  const title = heading(emoji, planTitle(plan), step);
  return paragraphs(first, title, planPart(shown.text), leftOutText(shown, run), end);
}
