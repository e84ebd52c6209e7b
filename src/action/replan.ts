import type { Json } from '../model/json.ts';
import { valueUnder } from '../model/json-values.ts';
import { type Problem, problem } from '../model/problem.ts';
import {
  commitAt,
  type GitHub,
  type GitHubFault,
  type GitHubResult,
  githubWarning,
  isAboutPermission,
  isItemNumber,
  isSilent,
} from './github.ts';
import { isForeign, type JobStep } from './step.ts';

/** The most open pull requests that are planned again. */
const mostPulls = 100;

/**
 * Starts the plan jobs of open pull requests again after the platform has changed: for each head, the newest
 * run of the workflow. A running one is left alone, since it reads the new state, and so are those for forks,
 * which read no platform. Returns warnings.
 */
export async function planAgain({ github, run, inputs }: JobStep): Promise<readonly Problem[]> {
  const { repository, branch } = run;
  const { replan: workflow } = inputs;
  if (!github || workflow === undefined || branch === undefined) return [];
  const place = {
    what: `the request that ${workflow} plans open pull requests again`,
    permission: 'actions: write',
  };
  const base = encodeURIComponent(branch);
  const pulls = await github.list(
    `/repos/${repository}/pulls?state=open&base=${base}&per_page=100`,
    (soFar) => soFar.length >= mostPulls,
  );
  if (!pulls.ok) return [githubWarning(place, pulls.fault)];
  const open = pulls.value.slice(0, mostPulls).flatMap((pull) => {
    const [head, number] = [commitAt(pull, 'head', 'sha'), valueUnder(pull, 'number')];
    if (head === undefined || !isItemNumber(number) || isForeign(pull, repository)) return [];
    return [{ head, number }];
  });
  const refused: Refused[] = [];
  for (const [at, { head, number }] of open.entries()) {
    // Asked for a pull request, GitHub merges it with the branch as it is now, for the run to read.
    await github.get(`/repos/${repository}/pulls/${number}`);
    const answer = await again(github, { repository, workflow, head });
    if (answer.ok) continue;
    const { fault } = answer;
    if (isOfOneRun(fault)) {
      refused.push({ number, fault });
      continue;
    }
    if (fault.type === 'not-found')
      return [unknownWorkflow(workflow, fault), ...warningOf(refused)];
    // What the token lacks, or GitHub does not do now, is the same for the other pull requests. This job does
    // not ask a second time: run again, it finds nothing to publish.
    return isSilent(fault)
      ? [githubWarning(place, fault), ...warningOf(refused)]
      : warningOf([...refused, { number, fault }], open.slice(at + 1));
  }
  return warningOf(refused);
}

/** GitHub says the same of a workflow that it does not have, and of one that the token may not see. */
function unknownWorkflow(workflow: string, { what }: GitHubFault): Problem {
  return problem('github/not-run-again', {
    detail: `GitHub shows no runs of a workflow ${workflow}, so no open pull request is planned again. ${what}. The result of this step does not depend on it.`,
    hint: `\`replan\` takes the name of the file in .github/workflows that makes plans, as it is on the default branch. If ${workflow} is that, give the job \`permissions: actions: write\`.`,
  });
}

interface Refused {
  readonly number: number;
  readonly fault: GitHubFault;
}

/**
 * Whether a fault concerns only one run: GitHub repeats no job that is older than a month or was repeated too
 * often, and answers 403.
 */
function isOfOneRun({ type, what }: GitHubFault): boolean {
  return type === 'too-long' || (type === 'forbidden' && !isAboutPermission(what));
}

/** `unasked`: pull requests of which GitHub was not asked any more. */
function warningOf(
  refused: readonly Refused[],
  unasked: readonly Pick<Refused, 'number'>[] = [],
): readonly Problem[] {
  const [first] = refused;
  if (!first) return [];
  const listed = (all: readonly Pick<Refused, 'number'>[]) =>
    all.map(({ number }) => number).join(', ');
  const rest =
    unasked.length === 0
      ? ''
      : ` It was not asked for ${listed(unasked)}, where a comment may be as old.`;
  return [
    problem('github/not-run-again', {
      detail: `GitHub does not run the plan job again of pull request ${listed(refused)}, so the comment there shows the plan from before. ${first.fault.what}.${rest}`,
      hint: 'Push a commit to it, or close it and open it again: that starts a new run.',
    }),
  ];
}

/** The most runs of one head that are run again. */
const mostRuns = 5;

/**
 * Runs the newest run of a workflow again if it has ended. One that waits until a person allows it is not run:
 * that would allow it. A head with several pull requests, into other branches, has a run for each, and GitHub
 * does not say which run is for which: as many of the newest are run again.
 */
async function again(
  github: GitHub,
  {
    repository,
    workflow,
    head,
  }: { readonly repository: string; readonly workflow: string; readonly head: string },
): Promise<GitHubResult<Json>> {
  const actions = `/repos/${repository}/actions`;
  const runs = `${actions}/workflows/${encodeURIComponent(workflow)}/runs`;
  const found = await github.get(
    `${runs}?event=pull_request&head_sha=${head}&per_page=${mostRuns}`,
  );
  if (!found.ok) return found;
  const list = valueUnder(found.value, 'workflow_runs');
  const newest = Array.isArray(list) ? list : [];
  const pulls = valueUnder(newest[0] ?? null, 'pull_requests');
  const number = Array.isArray(pulls) ? Math.max(1, pulls.length) : 1;
  for (const run of newest.slice(0, number)) {
    const isEnded = valueUnder(run, 'status') === 'completed';
    const isHeld = valueUnder(run, 'conclusion') === 'action_required';
    const id = valueUnder(run, 'id');
    if (!isEnded || isHeld || !isItemNumber(id)) continue;
    const answer = await github.send('POST', `${actions}/runs/${id}/rerun`, null);
    if (!answer.ok) return answer;
  }
  return { ok: true, value: null };
}
