// An approval holds once, for the commit that was planned, and nothing older is published over what is
// newer. Each refusal stands beside the honest form, which goes through in the same job.
import { describe, expect, test } from 'vitest';
import { failureReason } from '../../src/action/inputs.ts';
import { performIn } from '../support/action-step.ts';
import { courseManifest } from '../support/catalog-folder.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, id, ledger, manifest, reading, recorded } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { virtualTime } from '../support/virtual-time.ts';
import {
  branchOf,
  type Job,
  type Merging,
  mergeOf,
  newBranch,
  openJob,
  pushTo,
  type StepGiven,
} from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);
const infer = ['title: Inference', 'title: Infer'] as const;

const commentOf = (job: Job, number = 7) => job.github.comments(number)[0]?.body ?? '';
const stateOf = (job: Job, number = 7) => /"state":"(\w+)"/.exec(commentOf(job, number))?.[1];
const titleOf = ({ platform: { emulator } }: Job) =>
  emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.finding)?.['title'];

/** The platform holds the old title again, as after `undo`. */
function takeBack({ platform: { emulator } }: Job): void {
  const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.finding);
  emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Finding the main idea' } }]);
}

/** The job of a merge, with the commit checked out that it is about. */
async function jobOf(job: Job, push: StepGiven & { readonly sha: string }) {
  job.repository.git('checkout', '-q', push.sha);
  const before = job.platform.writes().length;
  const ended = await job.step(push);
  const sent = job.platform.writes().length - before;
  job.repository.git('checkout', '-q', 'main');
  return { ...ended, sent, reason: ended.outputs['failure_reason'] };
}

/** The same in this process, where waiting for GitHub takes no time. */
async function jobIn(job: Job, { event, sha, with: inputs = {}, env = {} }: StepGiven) {
  const { command = 'apply', ...others } = inputs;
  const { wait } = virtualTime();
  const given = { event, command, sha: sha ?? '', with: others, env, world: { wait } };
  const ended = await performIn(job, emptyFolder(), given);
  return { ...ended, reason: failureReason(ended.code, ended.problems, 'apply') };
}

/** A pull request with its plan. */
async function planned(
  job: Job,
  files: Readonly<Record<string, string>> = { [manifest]: renamed },
) {
  const opened = await branchOf(job, files);
  const { code, log } = await job.step(opened);
  expect(code, log).toBe(0);
  return opened;
}

/** Pull request 7, planned, merged and applied. */
async function applied(job: Job) {
  const opened = await planned(job);
  const push = mergeOf(job);
  expect(await jobOf(job, push)).toMatchObject({ code: 0, sent: 1 });
  return { opened, push };
}

const byHand = (hash: string | undefined) => ({
  event: 'workflow_dispatch',
  with: { command: 'apply', 'plan-hash': hash ?? '' },
});

describe.skipIf(!hasGit)('an approval is spent once', () => {
  test('the job of a merge, run again after another one took it back, publishes nothing', async () => {
    const job = await openJob(await serveGitHub());
    const { push } = await applied(job);
    const back = newBranch(job, { [manifest]: reading }, 8);
    await job.step(back);
    const revert = mergeOf(job, back);
    expect(await jobOf(job, revert)).toMatchObject({ code: 0, sent: 1 });
    const told = commentOf(job);
    const again = await jobOf(job, { ...push, env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(again).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    expect(again.log).toContain('pull request 8');
    expect(titleOf(job)).toBe('Finding the main idea');
    expect(commentOf(job)).toBe(told);
  });

  test('nor after somebody took it back on the platform; a digest by hand does, and once', async () => {
    const job = await openJob(await serveGitHub());
    const { push } = await applied(job);
    takeBack(job);
    const again = await jobOf(job, push);
    expect(again).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(again.log).toContain('action/approval-spent');
    const hand = { ...push, ...byHand(again.outputs['plan_hash']) };
    expect(await jobOf(job, hand)).toMatchObject({ code: 0, sent: 1 });
    takeBack(job);
    const rerun = await jobOf(job, { ...hand, env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(rerun).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
  });

  test('a plan that is made after the merge approves nothing', async () => {
    const job = await openJob(await serveGitHub());
    const { opened, push } = await applied(job);
    const told = commentOf(job);
    takeBack(job);
    job.repository.git('checkout', '-q', opened.branch);
    const late = await job.step(opened);
    expect(late.code, late.log).toBe(0);
    expect(late.log).toContain('action/merged');
    expect(commentOf(job)).toBe(told);
    expect(await jobOf(job, push)).toMatchObject({ code: 5, sent: 0 });
  });

  test('not even where GitHub did not say then that it was merged', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await planned(job);
    const push = mergeOf(job);
    const { emulator } = job.platform;
    const other = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.supporting);
    const record = { ...other, sourcedId: id.supporting, title: 'Somebody else was here' };
    emulator.seed([{ kind: 'lesson', record }]);
    job.repository.git('checkout', '-q', opened.branch);
    job.github.refuse({ matches: /^GET .*pulls\/7$/, status: 404, times: 1 });
    await job.step(opened);
    const ended = await jobOf(job, push);
    expect(ended).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(ended.log).toContain('was shown after it was merged');
  });

  test('a run that is killed leaves no approval; what is left is published by its digest', async () => {
    const job = await openJob(await serveGitHub(), undefined, { latencyMs: 20 });
    const course = courseManifest(60);
    const ids = [...course.matchAll(/sourcedId: ((course|unit|lesson)-\d+)/g)];
    const rows = ids.map(([, name, kind]) => `${name} ${kind} live\n`).join('');
    await planned(job, { 'catalog/course.yaml': course, [ledger]: `${recorded}${rows}` });
    const push = mergeOf(job);
    const running = job.startStep({ ...push, env: { RUNNER_DEBUG: '1' } });
    await running.until(({ stdout }) => stdout.split('::debug::PUT ').length > 10);
    running.kill();
    await running.ended;
    expect(stateOf(job)).toBe('applying');
    job.repository.git('clean', '-qfdx');
    const again = await jobOf(job, { ...push, env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(again).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(stateOf(job)).toBe('partly');
    const [, left] = /would be `([0-9a-f]{64})`/.exec(commentOf(job)) ?? [];
    const ended = await jobOf(job, { ...push, ...byHand(left) });
    expect(ended.code, ended.log).toBe(0);
    expect(stateOf(job)).toBe('applied');
  });

  test('an approval that cannot be marked as used is not used', async () => {
    const job = await openJob(await serveGitHub());
    await planned(job);
    const push = mergeOf(job);
    job.github.refuse({ matches: /^PATCH/, status: 403, times: 1 });
    const refused = await jobOf(job, push);
    expect(refused).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(refused.log).toContain('pull-requests: write');
    expect(await jobOf(job, push)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a run that sent nothing has used nothing', async () => {
    const job = await openJob(await serveGitHub());
    await planned(job);
    const push = mergeOf(job);
    const wrong = await jobOf(job, { ...push, env: { TIMEBACK_CLIENT_SECRET: 'x' } });
    expect(wrong).toMatchObject({ code: 3, sent: 0 });
    expect(stateOf(job)).toBe('refused');
    expect(await jobOf(job, push)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a comment that somebody edited stays none, however often the job is run', async () => {
    const job = await openJob(await serveGitHub());
    await planned(job);
    const [comment] = job.github.comments(7);
    job.github.edit(comment?.id ?? 0, 'mallory', comment?.body ?? '');
    const push = mergeOf(job);
    for (const time of [1, 2]) {
      const ended = await jobOf(job, push);
      expect(ended, `time ${time}`).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    }
    const { outputs } = await jobOf(job, push);
    expect(await jobOf(job, { ...push, ...byHand(outputs['plan_hash']) })).toMatchObject({
      code: 0,
      sent: 1,
    });
  });
});

describe.skipIf(!hasGit)('an approval is for the commit that was planned', () => {
  const ways: { readonly how: Merging; readonly hasHead: boolean }[] = [
    { how: 'merge', hasHead: true },
    { how: 'merge', hasHead: false },
    { how: 'squash', hasHead: true },
    { how: 'rebase', hasHead: true },
  ];

  test.each(ways)('$how, and GitHub names the head: $hasHead', async ({ how, hasHead }) => {
    const job = await openJob(await serveGitHub());
    const opened = await planned(job);
    const later = pushTo(job, opened, { 'notes.md': 'Never planned\n' });
    const push = mergeOf(job, { how, hasHead });
    const refused = await jobOf(job, push);
    expect(refused).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(refused.log.replace(/\s+/g, ' ')).toContain(
      `was made for ${opened.head.slice(0, 7)}, and ${later.head.slice(0, 7)} was merged`,
    );
    const honest = newBranch(job, { [manifest]: edited(renamed, infer) }, 8);
    // What the first one would have published is published by hand.
    expect(await jobOf(job, { ...push, ...byHand(refused.outputs['plan_hash']) })).toMatchObject({
      code: 0,
      sent: 1,
    });
    job.repository.git('checkout', '-q', honest.branch);
    await job.step(honest);
    expect(await jobOf(job, mergeOf(job, { ...honest, how, hasHead }))).toMatchObject({
      code: 0,
      sent: 1,
    });
  });

  test('a squash of which GitHub does not name the head: refused, since nothing can tell', async () => {
    const job = await openJob(await serveGitHub());
    await planned(job);
    const push = mergeOf(job, { how: 'squash', hasHead: false });
    const refused = await jobOf(job, push);
    expect(refused).toMatchObject({ code: 5, sent: 0, reason: 'not-approved' });
    expect(await jobOf(job, { ...push, ...byHand(refused.outputs['plan_hash']) })).toMatchObject({
      code: 0,
      sent: 1,
    });
  });

  test('whatever else GitHub says of the commit is no approval', async () => {
    const job = await openJob(await serveGitHub());
    await planned(job);
    const push = mergeOf(job);
    const honest = job.github.pullsOf.get(push.sha) ?? [];
    const other = { number: 7, merged_at: '2026-11-20T10:00:00Z', base: { ref: 'main' } };
    for (const pull of [
      null,
      {},
      { ...other, number: '7/../8' },
      { ...other, base: null },
      { ...other, base: { ref: 'dev' } },
      { ...other, merge_commit_sha: '0'.repeat(40) },
      { ...other, merged_at: null },
      { ...other, head: { sha: '0'.repeat(40) } },
    ]) {
      job.github.pullsOf.set(push.sha, [pull]);
      const refused = await jobIn(job, push);
      expect(refused, JSON.stringify(pull)).toMatchObject({
        code: 5,
        sent: 0,
        reason: 'not-approved',
      });
    }
    job.github.pullsOf.set(push.sha, honest);
    expect(await jobOf(job, push)).toMatchObject({ code: 0, sent: 1 });
  });
});

describe.skipIf(!hasGit)('an apply never goes backwards', () => {
  /** Two pull requests that were planned side by side, merged one right after the other. */
  async function twoMerges(job: Job) {
    const one = await planned(job);
    const two = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    await job.step(two);
    return [mergeOf(job, one), mergeOf(job, two)] as const;
  }

  test('two merges in quick succession are both published, in their order', async () => {
    const job = await openJob(await serveGitHub());
    const [one, two] = await twoMerges(job);
    expect(await jobOf(job, one)).toMatchObject({ code: 0, sent: 1 });
    expect(await jobOf(job, two)).toMatchObject({ code: 0, sent: 1 });
  });

  test('the later one first: its plan is another, and both go through in their order after that', async () => {
    const job = await openJob(await serveGitHub());
    const [one, two] = await twoMerges(job);
    expect(await jobOf(job, two)).toMatchObject({ code: 6, sent: 0, reason: 'plan-changed' });
    expect(await jobOf(job, one)).toMatchObject({ code: 0, sent: 1 });
    expect(await jobOf(job, two)).toMatchObject({ code: 0, sent: 1 });
  });

  test('two whose runs GitHub dropped are named to the third, and all go through in that order', async () => {
    const job = await openJob(await serveGitHub());
    const first = await planned(job);
    const opened = [first];
    for (const files of [
      { [manifest]: edited(reading, infer) },
      { 'notes.md': 'No manifest\n' },
      { [manifest]: edited(reading, ['Middle-School', 'School']) },
    ]) {
      const next = newBranch(job, files, 7 + opened.length);
      await job.step(next);
      opened.push(next);
    }
    const [one, two, , three] = opened.map((each) => mergeOf(job, each));
    if (!one || !two || !three) throw new Error('fewer merges than branches');
    const refused = await jobOf(job, three);
    expect(refused).toMatchObject({ code: 6, sent: 0, reason: 'plan-changed' });
    const short = ({ sha }: { readonly sha: string }) => sha.slice(0, 7);
    const named = `Pull requests 7 (${short(one)}), 8 (${short(two)}) were merged before`;
    expect(job.github.comments(10)[0]?.body).toContain(named);
    for (const each of [one, two, three]) {
      expect(await jobOf(job, each)).toMatchObject({ code: 0, sent: 1 });
    }
  });

  test('the later one was published by hand: the earlier one is not any more', async () => {
    const job = await openJob(await serveGitHub());
    const [one, two] = await twoMerges(job);
    const { outputs } = await jobOf(job, two);
    expect(await jobOf(job, { ...two, ...byHand(outputs['plan_hash']) })).toMatchObject({
      code: 0,
      sent: 2,
    });
    takeBack(job);
    const refused = await jobOf(job, one);
    expect(refused).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    expect(commentOf(job)).not.toContain('would be');
  });

  test('a later one that needed nothing counts as well', async () => {
    const job = await openJob(await serveGitHub());
    const one = mergeOf(job, await planned(job));
    const back = newBranch(job, { [manifest]: reading }, 8);
    const two = mergeOf(job, back);
    expect(await jobOf(job, two)).toMatchObject({ code: 0, sent: 0 });
    expect(stateOf(job, 8)).toBe('applied');
    expect(await jobOf(job, one)).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
  });

  test('a commit that came past pull requests: refused if it touches the catalog', async () => {
    const job = await openJob(await serveGitHub());
    const one = mergeOf(job, await planned(job));
    job.repository.commit({ [manifest]: edited(renamed, infer) });
    const refused = await jobIn(job, one);
    expect(refused).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    const newest = { sha: job.repository.git('rev-parse', 'main') };
    const { outputs } = await jobIn(job, { ...one, ...newest });
    expect(await jobIn(job, { ...newest, ...byHand(outputs.plan_hash) })).toMatchObject({
      code: 0,
      sent: 2,
    });
  });

  // The run of a merge may wait for its reviewers for a day, and an app has other pull requests.
  test.each([
    { what: 'of an app', files: { 'src/app.ts': 'export {};\n', 'README.md': 'An app\n' } },
    {
      what: 'with the ledger',
      files: { 'app.ts': '', [ledger]: `${recorded}# A\n` },
      isLate: true,
    },
    { what: 'in the folder', files: { 'catalog/notes.md': 'Notes\n' }, isLate: true },
    { what: 'with a config', files: { 'app/timeback-catalog.yml': 'org: other\n' }, isLate: true },
  ])('a later pull request $what, without a comment', async ({ files, isLate = false }) => {
    const job = await openJob(await serveGitHub());
    const one = await planned(job);
    const other = newBranch(job, files, 8);
    const first = mergeOf(job, one);
    mergeOf(job, other);
    const quiet = { ...first, with: { ...first.with, comment: 'changes-only' } };
    expect(await jobOf(job, quiet)).toMatchObject(
      isLate ? { code: 6, sent: 0, reason: 'overtaken' } : { code: 0, sent: 1 },
    );
  });

  test('if GitHub names no branches: refused, and published by hand', async () => {
    const job = await openJob(await serveGitHub());
    const one = mergeOf(job, await planned(job));
    job.github.refuse({ matches: /^GET .*(heads|branches)\/main$/, status: 404, times: 99 });
    const refused = await jobOf(job, one);
    expect(refused).toMatchObject({ code: 6, sent: 0, reason: 'overtaken' });
    const hand = { ...one, ...byHand(refused.outputs['plan_hash']) };
    expect(await jobOf(job, { ...hand, env: { GITHUB_RUN_ATTEMPT: '2' } })).toMatchObject({
      code: 6,
      sent: 0,
    });
    expect(await jobOf(job, hand)).toMatchObject({ code: 0, sent: 1 });
  });
});
