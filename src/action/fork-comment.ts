import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json } from '../model/json.ts';
import { valueUnder } from '../model/json-values.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, failure, type Problem, wrongUsage } from '../model/problem.ts';
import { exit } from '../run/exit-code.ts';
import { readPlanFile } from '../run/saved-plan.ts';
import { code } from '../text/document.ts';
import { markdownLine } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { planTitle } from '../text/views/plan-view.ts';
import { planFromTop } from './annotations.ts';
import { commentsOf, findOwnPost, writePost } from './comments.ts';
import { type GitHub, type GitHubResult, githubWarning, isItemNumber } from './github.ts';
import { isApprovalUsed, isOpen, withMarker } from './marker.ts';
import {
  type FollowedRun,
  footer,
  heading,
  isForeign,
  type JobStep,
  type JobStepResult,
  paragraphs,
  planFileName,
  planPart,
  postKeyOf,
  withoutResult,
} from './step.ts';

/**
 * Comments on a fork's pull request, on `workflow_run`. The run of the fork cannot write, so it leaves its
 * plan as an artifact, which the author of the pull request may have forged: GitHub alone says which pull
 * request it belongs to, the text is made again from the plan and escaped, and the comment has no plan hash
 * that anybody could apply.
 */
export async function forkCommentStep(step: JobStep): Promise<JobStepResult> {
  const { followed } = step.run;
  const { github } = step;
  if (!followed || !github) {
    const detail = `command: comment answers another run, and the event \`${step.run.event}\` names none.`;
    const hint = 'Use it on `workflow_run`, as the workflow for forks does.';
    return withoutResult(wrongUsage(detail, hint).problems);
  }
  if (followed.event !== 'pull_request') return nothing(`The run was for ${followed.event}.`);
  // GitHub calls a run completed that waits until somebody allows it to run, and completes it again later.
  if (followed.conclusion === 'action_required') return nothing('That run waits for an approval.');
  if (followed.headRepository === '') return nothing('The fork of that run is deleted.');
  const found = await pullsOf(github, step.run.repository, followed);
  if (!found.ok) {
    const place = {
      what: 'the comment on the pull request of a fork',
      permission: 'pull-requests: write',
    };
    return { ...nothing(''), post: async () => [githubWarning(place, found.fault)] };
  }
  const numbers = found.value
    .filter((pull) => isForeign(pull, step.run.repository))
    .map((pull) => valueUnder(pull, 'number'))
    .filter(isItemNumber);
  if (numbers.length === 0) {
    return nothing(
      'It is not about the newest commit of an open pull request that cannot comment itself.',
    );
  }
  const plan = readForkPlan(step);
  const result = nothing(plan.ok ? '' : `There is no plan to show: ${plan.problems[0]?.detail}`);
  const post = async () => {
    const lost: Problem[] = [];
    for (const number of numbers) {
      lost.push(...(await postForkPlan(step, { github, number, followed, plan })));
    }
    return lost;
  };
  return { ...result, post };
}

function nothing(text: string): JobStepResult {
  return { ...withoutResult([]), code: exit.done, text: text === '' ? '' : `${text}\n` };
}

/** The open pull requests whose newest commit the run was for. The event names none for a fork. */
async function pullsOf(
  github: GitHub,
  repository: string,
  { headRepository, headBranch, head }: FollowedRun,
): Promise<GitHubResult<readonly Json[]>> {
  const [owner = ''] = headRepository.split('/');
  const from = encodeURIComponent(`${owner}:${headBranch}`);
  const pulls = await github.list(
    `/repos/${repository}/pulls?state=open&head=${from}&per_page=100`,
  );
  if (!pulls.ok) return pulls;
  const isIt = (pull: Json) =>
    valueUnder(pull, 'head', 'sha') === head &&
    valueUnder(pull, 'head', 'repo', 'full_name') === headRepository;
  return { ok: true, value: pulls.value.filter(isIt) };
}

/** Reads the plan in the artifact, which anybody may have made. */
function readForkPlan(step: JobStep): Checked<Plan> {
  const { inputs, run, world } = step;
  const file = join(resolve(run.workspace, inputs.plan ?? '.'), `${planFileName(step)}.json`);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return noPlan('the run left none');
  const plan = readPlanFile(file, world);
  if (!plan.ok) return plan;
  return plan.value.against
    ? checked(plan.value, [])
    : noPlan('it is a plan of a platform, which a run without secrets cannot make');
}

function noPlan(detail: string): Checked<never> {
  return failure('plan/file', { detail: `${detail}.` });
}

/** Characters of the comment that are kept free for heading, footer, marker and note. */
const reserve = 3000;

async function postForkPlan(
  step: JobStep,
  by: {
    readonly github: GitHub;
    readonly number: number;
    readonly followed: FollowedRun;
    readonly plan: Checked<Plan>;
  },
): Promise<readonly Problem[]> {
  const { github, number, followed, plan } = by;
  const { run, inputs, world } = step;
  const place = commentsOf(run.repository, number);
  const key = postKeyOf(step);
  const found = await findOwnPost(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [githubWarning(place, found.fault)];
  // A comment whose plan can be or was approved is not replaced by one that nobody can approve.
  if (found.value && (isOpen(found.value.state) || isApprovalUsed(found.value.state))) return [];
  const isQuiet =
    inputs.comment === 'changes-only' && plan.ok && plan.value.changes.length === 0 && !found.value;
  if (isQuiet) return [];
  const state = plan.ok ? 'secretless' : 'failed';
  return writePost(github, place, {
    found: found.value,
    body: (room) => {
      const text = step.redact(textOf(step, { followed, plan, room: room - reserve }));
      return { body: withMarker({ key, state, commit: followed.head }, text, world.sha256) };
    },
  });
}

function textOf(
  step: JobStep,
  given: { readonly followed: FollowedRun; readonly plan: Checked<Plan>; readonly room: number },
): string {
  const { followed, plan, room } = given;
  const { conclusion, page, head } = followed;
  const end = footer({ ...step.run, page, name: 'run of the pull request' }, head);
  if (!plan.ok) {
    const why = markdownLine([
      'The run for this commit made no plan and ended with ',
      code(conclusion),
      '. ',
      { text: 'Its summary', href: page },
      ' says why.',
    ]);
    return paragraphs(heading('❌', 'No plan', step), why, end);
  }
  const { folder } = step.inputs;
  const shown = planFromTop(plan.value, folder === '.' ? '' : `${folder}/`);
  const { text, leftOut } = planToComment(shown, step.look, room);
  const note =
    'Made without secrets: it shows what changes in the manifests, not what publishing would do. It approves nothing.';
  const left = leftOut.length === 0 ? '' : `Omitted for lack of space: ${leftOut.join(', ')}.`;
  return paragraphs(
    heading('📝', planTitle(shown), step),
    note,
    planPart(text),
    markdownLine(left),
    end,
  );
}
