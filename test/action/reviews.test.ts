// A review approves the plan that was on the screen when it was given, and nothing else; whoever may not
// write to the repository approves nothing. Each refusal stands beside the honest form.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { performIn } from '../support/action-step.ts';
import { serveGitHub } from '../support/github-server.ts';
import { receiptsOf } from '../support/interrupted.ts';
import {
  config,
  edited,
  id,
  ledger,
  lines,
  manifest,
  reading,
  recorded,
} from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { configFor } from '../support/served-catalog.ts';
import { branchOf, type Job, mergeOf, type Opened, openJob, pushTo } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);
const commentOf = (job: Job) => job.github.comments(7)[0]?.body ?? '';

interface Case {
  readonly job: Job;
  readonly files: string;
  opened: Opened;
}

/** Pull request 7 with its plan, in a repository where ada and bo may write. */
async function planned(
  given: Readonly<Record<string, string>> = { [manifest]: renamed },
  approval = '',
): Promise<Case> {
  const job = await openJob(await serveGitHub(), (url) => ({
    [config]: `${configFor(url)}${approval}`,
  }));
  for (const login of ['ada', 'bo']) job.github.permissions.set(login, 'write');
  job.github.permissions.set('mia', 'triage');
  const opened = await branchOf(job, given);
  const one = { job, files: emptyFolder(), opened };
  await plan(one);
  return one;
}

function plan({ job, files, opened }: Case, given: { readonly sha?: string } = {}) {
  const { event, payload, head } = opened;
  return performIn(job, files, { event, payload, command: 'plan', sha: given.sha ?? head });
}

/** The pull request is merged, and its job runs. */
function applied({ job, files }: Case, given: { readonly env?: Record<string, string> } = {}) {
  const { event, sha } = mergeOf(job);
  return performIn(job, files, { event, command: 'apply', sha, ...given });
}

function again({ job, files }: Case, given: Partial<Parameters<typeof performIn>[2]> = {}) {
  const sha = job.repository.git('rev-parse', 'main');
  return performIn(job, files, { event: 'push', command: 'apply', sha, ...given });
}

/** Somebody changes another lesson on the platform; gives how to take that back. */
function editPlatform({ job: { platform } }: Case): () => void {
  const { emulator } = platform;
  const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.supporting);
  const put = (title: string) =>
    emulator.seed([{ kind: 'lesson', record: { ...record, sourcedId: id.supporting, title } }]);
  put('Somebody else was here');
  return () => put(String(record?.['title']));
}

const notReviewed = { code: 5, sent: 0, codes: 'action/not-reviewed' };

describe.skipIf(!hasGit)('a review approves what was on the screen', () => {
  test('the platform was edited after it, and the plan made again: the merge applies neither', async () => {
    const one = await planned();
    one.job.github.review(7, 'ada');
    editPlatform(one);
    await plan(one);
    const body = commentOf(one.job);
    expect(body).toContain('This plan is different from the previous one');
    expect(body).toMatch(/New or different changes[^\n]*\n\n- `~` [^\n]*Supporting/);
    expect(body).toContain('one approving review of plan');
    expect(body).toContain('none so far');
    expect(await applied(one)).toMatchObject(notReviewed);
    // What the message says: a review now, and the job again.
    one.job.github.review(7, 'ada');
    expect(await again(one)).toMatchObject({ code: 0, sent: 2 });
  });

  test('a job that is run again and changes nothing keeps it, and so does a push that changes no plan', async () => {
    const one = await planned();
    one.job.github.review(7, 'ada');
    await plan(one);
    one.opened = pushTo(one.job, one.opened, { 'notes.md': 'No manifest\n' });
    await plan(one);
    expect(commentOf(one.job)).not.toContain('different from the previous one');
    expect(await applied(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('the platform was edited and taken back: the plan is the approved one again', async () => {
    const one = await planned();
    one.job.github.review(7, 'ada');
    const takeBack = editPlatform(one);
    await plan(one);
    one.job.github.review(7, 'bo', 'COMMENTED');
    takeBack();
    await plan(one);
    expect(commentOf(one.job)).not.toContain('different from the previous one');
    expect(await applied(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a review of the plan in between does not approve the first one', async () => {
    const one = await planned();
    const takeBack = editPlatform(one);
    await plan(one);
    one.job.github.review(7, 'ada');
    takeBack();
    await plan(one);
    expect(await applied(one)).toMatchObject(notReviewed);
  });

  test('dismissed, or taken back by a later word: none; given anew: one', async () => {
    const one = await planned();
    one.job.github.dismiss(one.job.github.review(7, 'ada'));
    one.job.github.review(7, 'bo');
    one.job.github.review(7, 'bo', 'CHANGES_REQUESTED');
    expect(await applied(one)).toMatchObject(notReviewed);
    one.job.github.review(7, 'bo');
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('one by who may not write counts for nothing: neither as approval nor as the habit of reviews', async () => {
    const one = await planned(undefined, 'approval: {reviews: 1}\n');
    for (const login of ['stranger', 'mia', 'somebody-who-left']) one.job.github.review(7, login);
    expect(await applied(one)).toMatchObject(notReviewed);
    one.job.github.review(7, 'ada');
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
    const other = await planned();
    other.job.github.review(7, 'stranger', 'CHANGES_REQUESTED');
    expect(await applied(other)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a crowd of strangers does not hide who may write', async () => {
    const one = await planned();
    for (let count = 0; count < 60; count += 1) one.job.github.review(7, `stranger-${count}`);
    one.job.github.dismiss(one.job.github.review(7, 'ada'));
    expect(await applied(one)).toMatchObject(notReviewed);
  });

  test('whoever opened the pull request does not approve it', async () => {
    const one = await planned(undefined, 'approval: {reviews: 1}\n');
    one.job.github.pulls.set(7, { user: { login: 'ada' } });
    one.job.github.review(7, 'ada');
    const { sha } = mergeOf(one.job);
    const [pull] = one.job.github.pullsOf.get(sha) ?? [];
    one.job.github.pullsOf.set(sha, [{ ...pull, user: { login: 'ada' } }]);
    expect(await again(one)).toMatchObject(notReviewed);
  });

  test('without reviews the merge is the approval, and the comment says so', async () => {
    const one = await planned();
    expect(commentOf(one.job)).toContain(
      'nobody reviewed the pull request, so merging it approves this plan',
    );
    expect(await applied(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('if GitHub does not say who reviewed, nothing is applied', async () => {
    const one = await planned();
    one.job.github.refuse({ matches: /pulls\/7\/reviews$/, status: 403, times: 1 });
    expect(await applied(one)).toMatchObject({ code: 5, sent: 0, codes: 'action/not-approved' });
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('an edit of the comment by somebody takes its past away, however good its sum is', async () => {
    const one = await planned();
    one.job.github.review(7, 'ada');
    const [comment] = one.job.github.comments(7);
    one.job.github.edit(comment?.id ?? 0, 'mallory', comment?.body ?? '');
    await plan(one);
    expect(await applied(one)).toMatchObject(notReviewed);
  });
});

describe.skipIf(!hasGit)('approval in the config', () => {
  const rule = 'approval: {reviews: 1, for: {retire: 2, add: 0}}\n';
  const retired = {
    [manifest]: edited(reading, [lines.finding, '']),
    [ledger]: edited(recorded, [
      `${id.finding} lesson live`,
      `${id.finding} lesson retired merged`,
    ]),
  };

  test('asks for more if more is at stake', async () => {
    const one = await planned(retired, rule);
    expect(commentOf(one.job)).toContain('2 approving reviews of plan');
    one.job.github.review(7, 'ada');
    expect(await applied(one)).toMatchObject(notReviewed);
    one.job.github.review(7, 'bo');
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('who approved stands in the receipt, and nothing else of a person', async () => {
    const one = await planned(retired, rule);
    one.job.github.review(7, 'ada');
    one.job.github.review(7, 'bo');
    await applied(one);
    const receipt = receiptsOf(one.job.repository.folder).at(-1) ?? '';
    const [head = ''] = readFileSync(receipt, 'utf8').split('\n');
    expect(JSON.parse(head)).toMatchObject({ approvers: ['ada', 'bo'], actor: 'somebody' });
  });

  test('a change of one field needs one, and the merge alone is not enough', async () => {
    const one = await planned(undefined, rule);
    expect(await applied(one)).toMatchObject(notReviewed);
    one.job.github.review(7, 'ada');
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a pull request that asks for less is held to what it left from, and says so first', async () => {
    const job = await openJob(await serveGitHub(), (url) => ({
      [config]: `${configFor(url)}approval: {reviews: 1}\n`,
    }));
    job.github.permissions.set('ada', 'write');
    const text = readFileSync(`${job.repository.folder}/${config}`, 'utf8');
    const opened = await branchOf(job, {
      [manifest]: renamed,
      [config]: text.replace('reviews: 1', 'reviews: 0'),
    });
    expect(parse(text)).toMatchObject({ approval: { reviews: 1 } });
    const one = { job, files: emptyFolder(), opened };
    await plan(one);
    expect(commentOf(job).split('### ')[0]).toContain('approval was reviews 1, is reviews 0');
    expect(await applied(one)).toMatchObject(notReviewed);
    job.github.review(7, 'ada');
    expect(await again(one)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a digest by hand needs as many people: who starts the run, and who lets it into its environment', async () => {
    const one = await planned(retired, rule);
    const { outputs } = await applied(one);
    const hand = {
      event: 'workflow_dispatch',
      with: { 'plan-hash': outputs['plan_hash'] ?? '' },
      env: { GITHUB_ACTOR: 'ada' },
    };
    expect(await again(one, hand)).toMatchObject(notReviewed);
    one.job.github.letIn('4242', 'ada');
    expect(await again(one, hand)).toMatchObject(notReviewed);
    one.job.github.letIn('4242', 'bo');
    expect(await again(one, hand)).toMatchObject({ code: 0, sent: 1 });
  });

  test('whoever let the run into another environment alone is none of them', async () => {
    const one = await planned(retired, rule);
    const { outputs } = await applied(one);
    const hand = {
      event: 'workflow_dispatch',
      with: { 'plan-hash': outputs['plan_hash'] ?? '' },
      env: { GITHUB_ACTOR: 'ada' },
    };
    one.job.github.letIn('4242', 'bo', 'staging');
    one.job.github.letIn('4242', 'cy', 'production');
    expect(await again(one, hand)).toMatchObject(notReviewed);
    one.job.github.letIn('4242', 'cy', 'staging');
    expect(await again(one, hand)).toMatchObject({ code: 0, sent: 1 });
  });

  test('an app that starts the run is nobody', async () => {
    const one = await planned(undefined, rule);
    const { outputs } = await applied(one);
    const hand = (login: string) => ({
      event: 'workflow_dispatch',
      with: { 'plan-hash': outputs['plan_hash'] ?? '' },
      env: { GITHUB_ACTOR: 'ada', GITHUB_TRIGGERING_ACTOR: login },
    });
    const refused = await again(one, hand('release-helper[bot]'));
    expect(refused).toMatchObject(notReviewed);
    expect(refused.problems[0]?.detail).toContain('needs one person, and nobody approves it');
    one.job.github.letIn('4242', 'bo');
    expect(await again(one, hand('release-helper[bot]'))).toMatchObject({ code: 0, sent: 1 });
  });
});
