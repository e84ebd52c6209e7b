// Somebody deletes the comment in which the Action keeps what became of a merge. GitHub keeps that a comment was
// deleted, when, and whose it was. So nothing older is published over what is newer, nothing twice, and what
// may be published is published all the same.
import { describe, expect, test } from 'vitest';
import { failureReason } from '../../src/action/inputs.ts';
import { performIn } from '../support/action-step.ts';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { edited, id, manifest, reading } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { virtualTime } from '../support/virtual-time.ts';
import {
  branchOf,
  type Job,
  mergeOf,
  newBranch,
  type Opened,
  openJob,
} from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);
const further = edited(renamed, ['title: Inference', 'title: Infer']);

type Given = Omit<Parameters<typeof performIn>[2], 'event' | 'sha' | 'command'>;

const planOf = (job: Job, { payload, head }: Opened) =>
  performIn(job, emptyFolder(), { event: 'pull_request', command: 'plan', sha: head, payload });

async function applyOf(job: Job, sha: string, { world, ...given }: Given = {}, command = 'apply') {
  const { wait } = virtualTime();
  const ended = await performIn(job, emptyFolder(), {
    event: given.with?.['plan-hash'] === undefined ? 'push' : 'workflow_dispatch',
    command,
    sha,
    world: { wait, ...world },
    ...given,
  });
  const [first] = ended.problems;
  return {
    ...ended,
    reason: failureReason(ended.code, ended.problems, 'apply'),
    said: `${first?.detail} ${first?.hint}`,
  };
}

const bodiesOn = (job: Job, number: number) =>
  job.github.comments(number).map(({ body }) => /"state":"(\w+)"/.exec(body)?.[1] ?? body);

/** The platform holds the first titles again. */
function takeBack({ platform: { emulator } }: Job): void {
  const found = (kind: 'lesson' | 'unit', sourcedId: string, title: string) => ({
    kind,
    record: {
      ...emulator.records(kind).find((record) => record['sourcedId'] === sourcedId),
      sourcedId,
      title,
    },
  });
  emulator.seed([
    found('lesson', id.finding, 'Finding the main idea'),
    found('unit', id.inference, 'Inference'),
  ]);
}

function retitle({ platform: { emulator } }: Job, title: string): void {
  const found = emulator.records('lesson').find((record) => record['sourcedId'] === id.supporting);
  emulator.seed([{ kind: 'lesson', record: { ...found, sourcedId: id.supporting, title } }]);
}

/** Pull request 7 is merged and its job not run yet; 8, which came after it, is applied. */
async function twoMerges(github: Parameters<typeof serveGitHub>[0] = {}) {
  const job = await openJob(await serveGitHub(github));
  const seven = await branchOf(job, { [manifest]: renamed });
  await planOf(job, seven);
  const older = mergeOf(job, seven).sha;
  const eight = newBranch(job, { [manifest]: further }, 8);
  await planOf(job, eight);
  const newer = mergeOf(job, eight).sha;
  return { job, older, newer, eight };
}

describe.skipIf(!hasGit)('what an apply wrote is deleted', () => {
  test('nothing older is published over it; by hand the newest is', async () => {
    const { job, older, newer } = await twoMerges();
    expect(await applyOf(job, newer)).toMatchObject({ code: 0, sent: 2 });
    job.github.forget(8);
    takeBack(job);
    const late = await applyOf(job, older);
    expect(late).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    expect(late.said).toContain(
      'a comment of github-actions[bot] on pull request 8 was deleted since its merge',
    );
    expect(late.said).toContain('Run the job of the newest commit.');
    const newest = await applyOf(job, newer);
    expect(newest).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(newest.said).toContain('It is unknown whether the plan on pull request 8 was applied');
    const hash = newest.outputs.plan_hash ?? '';
    expect(await applyOf(job, newer, { with: { 'plan-hash': hash } })).toMatchObject({
      code: 0,
      sent: 2,
    });
    expect(bodiesOn(job, 8)).toEqual(['applied']);
  });

  test('nor if its plan is shown again', async () => {
    const { job, older, newer, eight } = await twoMerges();
    await applyOf(job, newer);
    job.github.forget(8);
    takeBack(job);
    await planOf(job, eight);
    expect(bodiesOn(job, 8)).toEqual(['planned']);
    expect(await applyOf(job, older)).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    for (let count = 0; count < 3; count += 1) {
      expect(await applyOf(job, newer)).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    }
  });

  test('nor if GitHub does not say what was deleted; a server that never does is believed', async () => {
    const { job, older } = await twoMerges();
    job.github.forget(8);
    const asking = { matches: /^POST \/graphql/, saying: /COMMENT_DELETED_EVENT/ };
    job.github.refuse({ ...asking, status: 403, times: 1 });
    const untold = await applyOf(job, older);
    expect(untold).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    expect(untold.said).toContain('was deleted since its merge is unknown: POST ');
    const silent = await twoMerges({ hasGraphql: false });
    silent.job.github.forget(8);
    expect(await applyOf(silent.job, silent.older)).toMatchObject({ code: 0, sent: 1 });
  });

  test('while the run is on: it is written anew', async () => {
    const { job, newer } = await twoMerges();
    const ended = await applyOf(job, newer, {
      world: { onProgress: ({ type }) => type === 'outcome' && job.github.forget(8) },
    });
    expect(ended).toMatchObject({ code: 0, sent: 2, lost: [] });
    expect(bodiesOn(job, 8)).toEqual(['applied']);
  });

  test('a run by hand writes anew that it began, before it sends anything', async () => {
    const { job, newer } = await twoMerges();
    retitle(job, 'Somebody was here');
    const { outputs } = await applyOf(job, newer);
    job.github.forget(8);
    const meanwhile: unknown[] = [];
    const hand = { with: { 'plan-hash': outputs.plan_hash ?? '' } };
    const ended = await applyOf(job, newer, {
      ...hand,
      world: { onProgress: ({ type }) => type === 'outcome' && meanwhile.push(bodiesOn(job, 8)) },
    });
    expect(ended).toMatchObject({ code: 0, sent: 3, lost: [] });
    expect(meanwhile).toEqual([['applying'], ['applying'], ['applying']]);
    expect(bodiesOn(job, 8)).toEqual(['applied']);
  });

  test('a run by hand that is refused leaves no comment that says it runs', async () => {
    const { job, newer } = await twoMerges();
    job.github.forget(8);
    const hand = { with: { 'plan-hash': '0123456789ab' } };
    expect(await applyOf(job, newer, hand)).toMatchObject({ sent: 0 });
    expect(bodiesOn(job, 8)).toEqual([]);
  });

  test('a run by hand, started again, publishes nothing; a new one does', async () => {
    const { job, newer } = await twoMerges();
    const { outputs } = await applyOf(job, newer);
    const hand = { with: { 'plan-hash': outputs.plan_hash ?? '' } };
    job.github.forget(8);
    takeBack(job);
    const again = { ...hand, env: { GITHUB_RUN_ATTEMPT: '2' } };
    const refused = await applyOf(job, newer, again);
    expect(refused).toMatchObject({ code: 5, sent: 0, codes: 'action/approval-spent' });
    expect(refused.said).toContain('start a new run by hand');
    expect(await applyOf(job, newer, hand)).toMatchObject({ code: 0, sent: 2 });
    expect(await applyOf(job, newer, again)).toMatchObject({ code: 0, sent: 0 });
  });
});

describe.skipIf(!hasGit)('how an apply ended was never written', () => {
  test('a run by hand that published another plan than the one shown, started again', async () => {
    const { job, newer } = await twoMerges();
    retitle(job, 'Somebody was here');
    const refused = await applyOf(job, newer);
    expect(refused).toMatchObject({ code: 6, sent: 0 });
    const hand = { with: { 'plan-hash': refused.outputs.plan_hash ?? '' } };
    job.github.refuse({ matches: /^PATCH /, saying: /Applied to/, status: 422, times: 9 });
    expect(await applyOf(job, newer, hand)).toMatchObject({
      code: 0,
      sent: 3,
      lost: ['github/unavailable'],
    });
    expect(bodiesOn(job, 8)).toEqual(['applying']);
    takeBack(job);
    retitle(job, 'Somebody was here');
    const again = { ...hand, env: { GITHUB_RUN_ATTEMPT: '2' } };
    expect(await applyOf(job, newer, again)).toMatchObject({
      code: 5,
      sent: 0,
      codes: 'action/approval-spent',
    });
  });
});

describe.skipIf(!hasGit)('what an apply wrote cannot be read', () => {
  test.each<[string, string, (body: string) => string]>([
    ['the token was one of another app', 'publisher[bot]', (body) => body],
    ['the Action was another version', actionsBot, (body) => body.replace('"v":2', '"v":3')],
  ])('%s', async (_, login, rewritten) => {
    const { job, older, newer } = await twoMerges();
    expect(await applyOf(job, newer)).toMatchObject({ code: 0, sent: 2 });
    const body = job.github.comments(8)[0]?.body ?? '';
    job.github.remove((post) => post.body === body);
    job.github.comment(8, login, rewritten(body));
    takeBack(job);
    const late = await applyOf(job, older);
    expect(late).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    expect(late.said).toContain(`is by ${login} or of another version of the Action`);
    const newest = await applyOf(job, newer);
    expect(newest).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    const hand = { with: { 'plan-hash': newest.outputs.plan_hash ?? '' } };
    expect(await applyOf(job, newer, hand)).toMatchObject({ code: 0, sent: 2 });
  });

  test('what a stranger copied says nothing', async () => {
    const { job, older } = await twoMerges();
    mergeOf(job, newBranch(job, { 'notes.md': 'Later.\n' }, 9));
    job.github.comment(9, 'stranger', job.github.comments(8)[0]?.body ?? '');
    expect(await applyOf(job, older)).toMatchObject({ code: 0, sent: 1 });
  });
});

describe.skipIf(!hasGit)('other deletions say nothing of an apply', () => {
  test.each<{ name: string; meanwhile: (job: Job) => void }>([
    { name: 'nothing', meanwhile: () => {} },
    {
      name: 'a remark of somebody',
      meanwhile: ({ github }) => {
        github.comment(9, 'somebody', 'Fine.');
        github.forget(9);
      },
    },
  ])('on a pull request without a comment: $name', async ({ meanwhile }) => {
    const { job, older } = await twoMerges();
    const nine = newBranch(job, { 'notes.md': 'Nothing of the catalog.\n' }, 9);
    mergeOf(job, nine);
    meanwhile(job);
    expect(await applyOf(job, older)).toMatchObject({ code: 0, sent: 1 });
  });

  test('before the merge, or beside a comment that is older than it', async () => {
    const job = await openJob(await serveGitHub());
    const seven = await branchOf(job, { [manifest]: renamed });
    await planOf(job, seven);
    const older = mergeOf(job, seven).sha;
    const eight = newBranch(job, { [manifest]: further }, 8);
    await planOf(job, eight);
    job.github.forget(8);
    const nine = newBranch(job, { [manifest]: edited(further, ['Main ideas', 'Ideas']) }, 9);
    await planOf(job, nine);
    mergeOf(job, eight);
    mergeOf(job, { ...nine, how: 'squash' });
    job.github.comment(9, actionsBot, 'A preview.');
    job.github.remove(({ body }) => body === 'A preview.');
    expect(await applyOf(job, older)).toMatchObject({ code: 0, sent: 1 });
  });
});

describe.skipIf(!hasGit)('two runs at once wrote two comments', () => {
  async function withTwins() {
    const { job, newer, eight } = await twoMerges();
    job.github.comment(8, actionsBot, job.github.comments(8)[0]?.body ?? '');
    return { job, newer, eight };
  }

  test('the next plan leaves one of them', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    await planOf(job, opened);
    job.github.comment(7, actionsBot, job.github.comments(7)[0]?.body ?? '');
    expect(await planOf(job, opened)).toMatchObject({ code: 0, lost: [] });
    expect(bodiesOn(job, 7)).toEqual(['planned']);
  });

  test('an apply leaves one, which is used', async () => {
    const { job, newer } = await withTwins();
    expect(await applyOf(job, newer)).toMatchObject({ code: 0, sent: 2 });
    expect(bodiesOn(job, 8)).toEqual(['applied']);
  });

  test('the second one cannot be deleted: nothing is published', async () => {
    const { job, newer } = await withTwins();
    job.github.refuse({ matches: /^DELETE /, status: 403, times: 1 });
    const refused = await applyOf(job, newer);
    expect(refused).toMatchObject({ code: 5, sent: 0, codes: 'action/not-approved' });
    expect(refused.said).toContain('cannot be deleted');
    expect(await applyOf(job, newer)).toMatchObject({ code: 0, sent: 2 });
  });
});
