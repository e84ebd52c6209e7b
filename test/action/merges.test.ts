// Merges as they happen, comments in their order, and runs by hand.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { courseManifest } from '../support/catalog-folder.ts';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { edited, id, ledger, manifest, reading, recorded } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { virtualTime } from '../support/virtual-time.ts';
import {
  branchOf,
  type Job,
  mergeOf,
  newBranch,
  type Opened,
  openJob,
  pushTo,
} from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);
const infer = ['title: Inference', 'title: Infer'] as const;
const commentOf = (job: Job) => job.github.comments(7)[0]?.body ?? '';

type Given = Partial<Parameters<typeof performIn>[2]>;

function planOf(job: Job, { event, payload, head }: Opened, given: Given = {}) {
  return performIn(job, emptyFolder(), { event, payload, command: 'plan', sha: head, ...given });
}

function applyOf(job: Job, sha: string, given: Given = {}) {
  return performIn(job, emptyFolder(), { event: 'push', command: 'apply', sha, ...given });
}

async function planned(files: Readonly<Record<string, string>> = { [manifest]: renamed }) {
  const job = await openJob(await serveGitHub());
  const opened = await branchOf(job, files);
  expect((await planOf(job, opened)).code).toBe(0);
  return { job, opened };
}

describe.skipIf(!hasGit)('GitHub knows late which pull request made a commit', () => {
  test('it is asked again, with growing pauses, for half a minute', async () => {
    const { job } = await planned();
    const { sha } = mergeOf(job);
    const time = virtualTime();
    job.github.lag(3);
    const ended = await applyOf(job, sha, { world: { wait: time.wait } });
    expect(ended, ended.text).toMatchObject({ code: 0, sent: 1 });
    expect(time.pauses).toEqual([1000, 2000]);
    expect(time.pauses.every((pause, at) => at === 0 || pause > (time.pauses[at - 1] ?? 0))).toBe(
      true,
    );
  });

  test('after that nobody approved anything', async () => {
    const { job } = await planned();
    const { sha } = mergeOf(job);
    job.github.pullsOf.clear();
    const time = virtualTime();
    const ended = await applyOf(job, sha, { world: { wait: time.wait } });
    expect(ended).toMatchObject({ code: 5, sent: 0, codes: 'action/not-approved' });
    expect(time.pauses.reduce((sum, pause) => sum + pause, 0)).toBe(30_000);
  });

  test('if nothing is to be published, nobody waits', async () => {
    const { job } = await planned();
    const time = virtualTime();
    const sha = job.repository.git('rev-parse', 'main');
    const ended = await applyOf(job, sha, { world: { wait: time.wait } });
    expect(ended).toMatchObject({ code: 0, sent: 0 });
    expect(time.pauses).toEqual([]);
  });

  test('a later merge of which it knows nothing yet does not stop the one before', async () => {
    const { job, opened } = await planned();
    const two = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    await planOf(job, two);
    const one = mergeOf(job, opened);
    mergeOf(job, two);
    const time = virtualTime();
    const known = new Map(job.github.pullsOf);
    const tip = job.repository.git('rev-parse', 'main');
    job.github.pullsOf.delete(tip);
    const wait = async (pause: number, signal: AbortSignal) => {
      await time.wait(pause, signal);
      job.github.pullsOf.set(tip, known.get(tip) ?? []);
    };
    const first = await applyOf(job, one.sha, { world: { wait } });
    expect(first, first.text).toMatchObject({ code: 0, sent: 1 });
    expect(await applyOf(job, tip)).toMatchObject({ code: 0, sent: 1 });
  });

  test('a rebase that brought two commits, after a merge that waits: both are published', async () => {
    const { job, opened } = await planned();
    const two = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    const more = pushTo(job, two, { 'notes.md': 'More\n' });
    await planOf(job, more);
    const one = mergeOf(job, opened);
    const rebased = mergeOf(job, { ...more, how: 'rebase' });
    // GitHub names the pull request for each commit that it brought.
    const between = job.repository.git('rev-parse', `${rebased.sha}~1`);
    job.github.pullsOf.set(between, job.github.pullsOf.get(rebased.sha) ?? []);
    const time = virtualTime();
    const first = await applyOf(job, one.sha, { world: { wait: time.wait } });
    expect(first, first.text).toMatchObject({ code: 0, sent: 1 });
    expect(time.pauses).toEqual([]);
    expect(await applyOf(job, rebased.sha)).toMatchObject({ code: 0, sent: 1 });
  });
});

describe.skipIf(!hasGit)('one push brings several pull requests, as a merge queue does', () => {
  /** Two of them, each planned and approved by itself; one run, of the newest commit. */
  async function pushed(secondIsPlanned: boolean) {
    const { job, opened } = await planned();
    const two = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    if (secondIsPlanned) await planOf(job, two);
    const before = job.repository.git('rev-parse', 'main');
    mergeOf(job, two);
    const { sha } = mergeOf(job, opened);
    return { job, sha, payload: { before, after: sha } };
  }

  test('all are published, each by its own approval, and each comment says so', async () => {
    const { job, sha, payload } = await pushed(true);
    const ended = await applyOf(job, sha, { payload });
    expect(ended, ended.text).toMatchObject({ code: 0, sent: 2 });
    for (const number of [7, 8]) {
      expect(job.github.comments(number)[0]?.body).toContain('"state":"applied"');
    }
    expect(await applyOf(job, sha, { payload })).toMatchObject({ code: 0, sent: 0 });
  });

  test.each([
    { comment: 'true', isLast: true },
    { comment: 'true', isLast: false },
    { comment: 'changes-only', isLast: true },
    { comment: 'changes-only', isLast: false },
  ])('one of them has no manifest (comment: $comment, the last one: $isLast)', async (given) => {
    const { comment, isLast } = given;
    const { job, opened } = await planned();
    const notes = newBranch(job, { 'notes.md': 'No manifest\n' }, 8);
    await planOf(job, notes, { with: { comment } });
    const before = job.repository.git('rev-parse', 'main');
    const merged = (isLast ? [opened, notes] : [notes, opened]).map((one) => mergeOf(job, one));
    const sha = merged.at(-1)?.sha ?? '';
    const payload = { before, after: sha };
    const ended = await applyOf(job, sha, { payload, with: { comment } });
    expect(ended, ended.text).toMatchObject({ code: 0, sent: 1 });
    expect(job.github.comments(7)[0]?.body).toContain('"state":"applied"');
  });

  test('one of them has no approval: nothing is', async () => {
    const { job, sha, payload } = await pushed(false);
    expect(await applyOf(job, sha, { payload })).toMatchObject({ code: 6, sent: 0 });
  });

  test('one of them was reviewed for another plan: nothing is', async () => {
    const { job, sha, payload } = await pushed(true);
    job.github.permissions.set('ada', 'write');
    job.github.review(8, 'ada', 'CHANGES_REQUESTED');
    expect(await applyOf(job, sha, { payload })).toMatchObject({ code: 6, sent: 0 });
    job.github.review(8, 'ada');
    expect(await applyOf(job, sha, { payload })).toMatchObject({ code: 0, sent: 2 });
  });

  test('what somebody changed on the platform meanwhile was approved on none', async () => {
    const { job, sha, payload } = await pushed(true);
    const { emulator } = job.platform;
    const other = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.supporting);
    const record = { ...other, sourcedId: id.supporting, title: 'Somebody else was here' };
    emulator.seed([{ kind: 'lesson', record }]);
    expect(await applyOf(job, sha, { payload })).toMatchObject({ code: 6, sent: 0 });
  });
});

describe.skipIf(!hasGit)('comments keep their order', () => {
  test('a run of a commit that is not the newest any more leaves the comment alone', async () => {
    const { job, opened } = await planned();
    const later = pushTo(job, opened, { [manifest]: edited(renamed, infer) });
    job.github.pulls.set(7, { state: 'open', head: { sha: later.head } });
    await planOf(job, later);
    const told = commentOf(job);
    const old = await planOf(job, opened, { env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(old).toMatchObject({ code: 0, lost: ['action/not-newest'] });
    expect(commentOf(job)).toBe(told);
    // Pushed by force, the older commit is the newest again.
    job.github.pulls.set(7, { state: 'open', head: { sha: opened.head } });
    expect(await planOf(job, opened)).toMatchObject({ code: 0, lost: [] });
    expect(commentOf(job)).toContain(`"commit":"${opened.head}"`);
  });

  test('nor does a slow run that read the platform before another one of the same commit', async () => {
    const { job, opened } = await planned();
    const told = commentOf(job);
    let isFirst = true;
    const now = () => {
      const time = new Date(isFirst ? Date.now() - 60_000 : Date.now());
      isFirst = false;
      return time;
    };
    const slow = await planOf(job, opened, { world: { now } });
    expect(slow).toMatchObject({ code: 0, lost: ['action/not-newest'] });
    expect(commentOf(job)).toBe(told);
    expect(await planOf(job, opened)).toMatchObject({ code: 0, lost: [] });
  });

  test('a job that is run again reads the merge of its first run: without what was published since', async () => {
    const { job, opened } = await planned();
    const { git, gitInTurn, commit } = job.repository;
    const other = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    const proposed = (on: string) =>
      gitInTurn(
        ['checkout', '-q', '--detach', on],
        ['merge', '-q', '--no-ff', '-m', 'What GitHub proposes', other.branch],
        ['rev-parse', 'HEAD'],
      ).at(-1) ?? '';
    const first = proposed('main');
    const again = { sha: first, env: { GITHUB_RUN_ATTEMPT: '2' } };
    const told = () => job.github.comments(8)[0]?.body;
    git('checkout', '-q', 'main');
    commit({ 'notes.md': 'Nothing of the catalog\n' });
    expect(await planOf(job, other, again)).toMatchObject({ code: 0, lost: [] });
    const plan = told();
    expect(plan).toContain('1 to change');
    await applyOf(job, mergeOf(job, opened).sha);
    expect(await planOf(job, other, again)).toMatchObject({
      code: 0,
      lost: ['action/not-newest'],
      hints: [expect.stringContaining('github.ref')],
    });
    expect(told()).toBe(plan);
    // With the newest merge, as the message says; the event is still the old one.
    const newest = { ...again, sha: proposed('main'), env: { ...again.env, GITHUB_SHA: first } };
    expect(await planOf(job, other, newest)).toMatchObject({ code: 0, lost: [] });
    expect(told()).not.toBe(plan);
    expect(told()).toContain('1 to change');
    expect(await applyOf(job, mergeOf(job, { ...other, how: 'merge' }).sha)).toMatchObject({
      code: 0,
      sent: 1,
    });
  });

  test('a run for the base that the pull request had before leaves the comment', async () => {
    const { job, opened } = await planned();
    const told = commentOf(job);
    job.github.pulls.set(7, { ...job.github.pulls.get(7), base: { ref: 'release' } });
    expect(await planOf(job, opened)).toMatchObject({ code: 0, lost: ['action/not-newest'] });
    expect(commentOf(job)).toBe(told);
    job.github.pulls.set(7, { ...job.github.pulls.get(7), base: { ref: 'main' } });
    expect(await planOf(job, opened)).toMatchObject({ code: 0, lost: [] });
  });

  test('a comment that somebody deleted is made anew, even while it is written', async () => {
    const { job, opened } = await planned();
    job.github.forget();
    expect(await planOf(job, opened)).toMatchObject({ lost: [] });
    expect(job.github.comments(7)).toHaveLength(1);
    job.github.refuse({ matches: /^PATCH/, status: 404, times: 1 });
    expect(await planOf(job, opened)).toMatchObject({ lost: [] });
    expect(job.github.comments(7)).toHaveLength(2);
  });

  test('ours is found behind 250 others', async () => {
    const { job, opened } = await planned();
    job.github.forget();
    for (let count = 0; count < 250; count += 1) job.github.comment(7, actionsBot, `No ${count}`);
    await planOf(job, opened);
    await planOf(job, opened);
    expect(job.github.comments(7)).toHaveLength(251);
    expect(await applyOf(job, mergeOf(job, opened).sha)).toMatchObject({ code: 0, sent: 1 });
  });

  test('1,500 new lessons: summary and plan.md name each, the comment no more than they', async () => {
    const course = courseManifest(1500);
    const ids = [...course.matchAll(/sourcedId: ((course|unit|lesson)-\d+)/g)];
    const rows = ids.map(([, name, kind]) => `${name} ${kind} live\n`).join('');
    const job = await openJob(await serveGitHub());
    const files = { 'catalog/course.yaml': course, [ledger]: `${recorded}${rows}` };
    const ended = await planOf(job, await branchOf(job, files));
    const named = (text: string) => new Set(text.match(/lesson "[^"\n]+"/g)).size;
    const text = readFileSync(ended.outputs.plan_path ?? '', 'utf8');
    expect(named(ended.summary)).toBe(1500);
    expect(named(text)).toBe(1500);
    expect(named(commentOf(job))).toBeLessThan(1500);
    expect(commentOf(job).length).toBeLessThanOrEqual(65_536);
  });

  test('open pull requests are planned again after an apply that sent something, if that is asked for', async () => {
    const { job, opened } = await planned();
    const other = newBranch(job, { [manifest]: edited(reading, infer) }, 8);
    job.github.pulls.set(8, { state: 'open', head: { sha: other.head }, base: { ref: 'main' } });
    job.github.runsOf.set(other.head, 99);
    const { sha } = mergeOf(job, opened);
    const given = { with: { replan: 'catalog.yml' } };
    expect(await applyOf(job, sha, given)).toMatchObject({ code: 0, sent: 1, lost: [] });
    // Asked for a pull request, GitHub merges it with the branch as it is now.
    const asked = job.github.requests.filter((one) => /pulls\/8$|rerun$/.test(one));
    expect(asked).toEqual([
      'GET /repos/the-org/catalog/pulls/8',
      'POST /repos/the-org/catalog/actions/runs/99/rerun',
    ]);
    await applyOf(job, sha, given);
    expect(job.github.requests.filter((asked) => asked.endsWith('/rerun'))).toHaveLength(1);
  });

  test('neither a run for a fork nor one that waits for leave is started again, and those after them are', async () => {
    const { job, opened } = await planned();
    const { pulls, runsOf, heldRuns } = job.github;
    const ways: Record<number, object> = {
      8: { repo: { full_name: 'stranger/catalog' } },
      9: { repo: { full_name: 'another/catalog' } },
      10: {},
      11: {},
      12: {},
    };
    for (const [number, head] of Object.entries(ways)) {
      const { head: sha } = newBranch(job, { 'notes.md': `${number}\n` }, Number(number));
      const known = pulls.get(Number(number));
      const user = { login: number === '10' ? 'dependabot[bot]' : 'somebody' };
      pulls.set(Number(number), { ...known, user, head: { ...head, sha } });
      runsOf.set(sha, 90 + Number(number));
    }
    heldRuns.add(101);
    const given = { with: { replan: 'catalog.yml' } };
    const ended = await applyOf(job, mergeOf(job, opened).sha, given);
    expect(ended).toMatchObject({ code: 0, sent: 1, lost: [] });
    const asked = job.github.requests.filter((one) => one.endsWith('/rerun'));
    expect(asked).toEqual(['POST /repos/the-org/catalog/actions/runs/102/rerun']);
  });

  test('a run that is too old to start again keeps no other from being planned', async () => {
    const { job, opened } = await planned();
    for (const [number, run] of [
      [8, 98],
      [9, 99],
      [10, 100],
    ] as const) {
      const { head } = newBranch(job, { 'notes.md': `${number}\n` }, number);
      job.github.runsOf.set(head, run);
    }
    job.github.oldRuns.add(98).add(100);
    const given = { with: { replan: 'catalog.yml' } };
    const ended = await applyOf(job, mergeOf(job, opened).sha, given);
    expect(ended).toMatchObject({ code: 0, sent: 1, lost: ['github/not-run-again'] });
    const asked = job.github.requests.filter((one) => one.endsWith('/rerun'));
    expect(asked.map((one) => /\d+/.exec(one)?.[0])).toEqual(['98', '99', '100']);
    job.platform.emulator.seed([]);
    const without = /^POST .*rerun$/;
    const message = 'Resource not accessible by integration';
    job.github.refuse({ matches: without, status: 403, message, times: 1 });
    const other = newBranch(job, { [manifest]: edited(renamed, infer) }, 11);
    await planOf(job, other);
    expect(await applyOf(job, mergeOf(job, other).sha, given)).toMatchObject({
      code: 0,
      sent: 1,
      lost: ['github/permission'],
    });
    expect(job.github.requests.filter((one) => one.endsWith('/rerun'))).toHaveLength(4);
  });

  test('a head of several pull requests has a run for each, and each is started again', async () => {
    const { job, opened } = await planned();
    const { pulls, runsOf } = job.github;
    const { head } = newBranch(job, { 'notes.md': '8\n' }, 8);
    pulls.set(9, { ...pulls.get(8), base: { ref: 'release' } });
    runsOf.set(head, [99, 98, 97]);
    const given = { with: { replan: 'catalog.yml' } };
    expect(await applyOf(job, mergeOf(job, opened).sha, given)).toMatchObject({ lost: [] });
    const asked = job.github.requests.filter((one) => one.endsWith('/rerun'));
    expect(asked.map((one) => /\d+/.exec(one)?.[0])).toEqual(['99', '98']);
  });

  test('a workflow that GitHub does not have: the warning names its file first, and the permission', async () => {
    const { job, opened } = await planned();
    for (const number of [8, 9]) newBranch(job, { 'notes.md': `${number}\n` }, number);
    job.github.refuse({ matches: /\/workflows\//, status: 404, message: 'Not Found', times: 9 });
    const given = { with: { replan: 'catlog.yml' } };
    const ended = await applyOf(job, mergeOf(job, opened).sha, given);
    expect(ended).toMatchObject({ code: 0, sent: 1, lost: ['github/not-run-again'] });
    const [hint = ''] = ended.hints;
    expect(hint).toMatch(
      /the name of the file in \.github\/workflows.*catlog\.yml.*`permissions: actions: write`/,
    );
    expect(job.github.requests.filter((one) => one.includes('/workflows/'))).toHaveLength(1);
  });

  test('if GitHub takes no more requests, the warning names each pull request that is not planned again', async () => {
    const { job, opened } = await planned();
    for (const number of [8, 9]) {
      const { head } = newBranch(job, { 'notes.md': `${number}\n` }, number);
      job.github.runsOf.set(head, 90 + number);
    }
    const message = 'You have exceeded a secondary rate limit.';
    const headers = { 'retry-after': '3600' };
    job.github.refuse({ matches: /rerun$/, status: 403, headers, message, times: 1 });
    const given = { with: { replan: 'catalog.yml' } };
    const { sha } = mergeOf(job, opened);
    const ended = await applyOf(job, sha, given);
    expect(ended).toMatchObject({ code: 0, sent: 1, lost: ['github/not-run-again'] });
    expect(ended.hints.join()).toContain('Push a commit to it');
    expect(job.github.requests.filter((one) => one.endsWith('/rerun'))).toHaveLength(1);
  });

  test('labels say what a pull request would do, and those of others stay', async () => {
    const { job, opened } = await planned();
    job.github.labels.set(7, ['theirs', 'catalog: retires']);
    const given = { with: { labels: 'true' } };
    expect(await planOf(job, opened, given)).toMatchObject({ lost: [] });
    expect(job.github.labels.get(7)).toEqual(['theirs', 'catalog: changes']);
    const back = pushTo(job, opened, { [manifest]: reading });
    // Somebody takes one away at the same time.
    job.github.refuse({ matches: /^DELETE .*labels/, status: 404, times: 1 });
    expect(await planOf(job, back, given)).toMatchObject({ lost: [] });
    await planOf(job, back, given);
    expect(job.github.labels.get(7)).toEqual(['theirs']);
  });

  test('labels say what all catalogs and environments of a pull request would do', async () => {
    const { job, opened } = await planned();
    const plan = (inputs: Readonly<Record<string, string>>) =>
      planOf(job, opened, { with: { labels: 'true', ...inputs } });
    await plan({});
    // The platform of the other environment has none of it.
    await plan({ env: 'local' });
    const both = ['catalog: changes', 'catalog: adds'];
    expect(job.github.labels.get(7)).toEqual(both);
    await plan({});
    expect(job.github.labels.get(7)).toEqual(both);
    job.github.remove(({ body }) => body.includes('local'));
    await plan({});
    expect(job.github.labels.get(7)).toEqual(['catalog: changes']);
  });

  test('labels that a repository lacks need a permission of their own, which the warning names', async () => {
    const github = await serveGitHub({ permissions: ['pull-requests: write', 'contents: read'] });
    const job = await openJob(github);
    const opened = await branchOf(job, { [manifest]: renamed });
    const given = { with: { labels: 'true' } };
    const ended = await planOf(job, opened, given);
    expect(ended).toMatchObject({ code: 0, lost: ['github/permission'] });
    expect(ended.hints.join()).toContain('`permissions: issues: write`');
    job.github.labels.set(1, ['catalog: changes']);
    expect(await planOf(job, opened, given)).toMatchObject({ lost: [] });
  });
});

describe.skipIf(!hasGit)('by hand', () => {
  const hand = (inputs: Readonly<Record<string, string>>): Given => ({
    event: 'workflow_dispatch',
    with: inputs,
  });

  test('with comment: changes-only nothing is written, and nothing is asked for that would be', async () => {
    const { job, opened } = await planned();
    const { digest = '' } = /"digest":"(?<digest>\w+)"/.exec(commentOf(job))?.groups ?? {};
    job.github.forget();
    const { sha } = mergeOf(job, opened);
    const before = job.github.requests.length;
    const ended = await applyOf(job, sha, hand({ 'plan-hash': digest, comment: 'changes-only' }));
    expect(ended, ended.text).toMatchObject({ code: 0, sent: 1 });
    expect(job.github.comments(7)).toEqual([]);
    const since = job.github.requests.slice(before);
    const lists = since.filter((one) => one.endsWith('/issues/7/comments'));
    // The approval is looked for, and the record of an earlier run.
    expect(lists).toHaveLength(2);
  });

  test('a pull request that is named: its plan, where GitHub does not know the commit', async () => {
    const { job } = await planned();
    const { sha } = mergeOf(job);
    const [pull = {}] = job.github.pullsOf.get(sha) ?? [];
    job.github.pulls.set(7, { state: 'closed', ...pull });
    job.github.pullsOf.clear();
    const other = await applyOf(job, sha, hand({ 'pull-request': '8' }));
    expect(other).toMatchObject({ code: 5, sent: 0, codes: 'action/not-approved' });
    expect(other.hints.join()).toContain('Name the pull request that was merged last.');
    expect(other.hints.join()).not.toContain('permissions:');
    expect(await applyOf(job, sha, hand({ 'pull-request': '#7' }))).toMatchObject({
      code: 0,
      sent: 1,
    });
    // Its approval is used.
    job.platform.emulator.seed([]);
    expect(await applyOf(job, sha, hand({ 'pull-request': '7' }))).toMatchObject({ sent: 0 });
  });

  test('a commit that is named: the newest of the branch, and no other', async () => {
    const { job, opened } = await planned();
    const one = mergeOf(job, opened);
    job.repository.commit({ 'notes.md': 'Later\n' });
    const late = await applyOf(job, one.sha, hand({ commit: one.sha }));
    expect(late).toMatchObject({ code: 6, sent: 0, codes: 'action/overtaken' });
    job.repository.git('checkout', '-q', 'main');
    job.repository.git('reset', '-q', '--hard', one.sha);
    expect(await applyOf(job, one.sha, hand({ commit: one.sha.slice(0, 7) }))).toMatchObject({
      code: 0,
      sent: 1,
    });
  });

  test('undo of a receipt: first its plan, then exactly that, by its digest', async () => {
    const { job, opened } = await planned();
    const { sha } = mergeOf(job, opened);
    await applyOf(job, sha);
    const [receipt = ''] = receiptsOf(job.repository.folder).slice(-1);
    const shown = await applyOf(job, sha, { ...hand({ receipt }), command: 'undo' });
    expect(shown).toMatchObject({ code: 5, sent: 0, codes: 'action/not-approved' });
    expect(shown.summary).toContain('Finding the main idea');
    const { plan_hash: digest = '' } = shown.outputs;
    const other = { ...hand({ receipt, 'plan-hash': '0'.repeat(12) }), command: 'undo' };
    expect(await applyOf(job, sha, other)).toMatchObject({ code: 6, sent: 0 });
    const back = { ...hand({ receipt, 'plan-hash': digest }), command: 'undo' };
    const again = { ...back, env: { GITHUB_RUN_ATTEMPT: '2' } };
    // Whether the first try sent something is written nowhere: a new run asks again.
    expect(await applyOf(job, sha, again)).toMatchObject({
      code: 5,
      sent: 0,
      codes: 'action/approval-spent',
      outputs: { plan_hash: digest },
    });
    expect(await applyOf(job, sha, back)).toMatchObject({ code: 0, sent: 1 });
    expect(await applyOf(job, sha, again)).toMatchObject({ code: 0, sent: 0 });
    const titles = job.platform.emulator.records('lesson').map(({ title }) => title);
    expect(titles).toContain('Finding the main idea');
    expect(await applyOf(job, sha, { ...back, event: 'issue_comment' })).toMatchObject({
      code: 5,
      sent: 0,
    });
  });

  test('a run that was cut off is finished by its receipt', async () => {
    const faults = [{ fault: 'forbid', id: id.inference, method: 'PUT', at: 2 }] as const;
    const job = await openJob(await serveGitHub(), undefined, { faults });
    const opened = await branchOf(job, { [manifest]: edited(renamed, infer) });
    await planOf(job, opened);
    const { sha } = mergeOf(job, opened);
    expect(await applyOf(job, sha)).toMatchObject({ code: 4 });
    const [receipt = ''] = receiptsOf(job.repository.folder).slice(-1);
    const shown = await applyOf(job, sha, hand({ receipt }));
    expect(shown).toMatchObject({ code: 5, sent: 0 });
    const { plan_hash: digest = '' } = shown.outputs;
    const finished = await applyOf(job, sha, hand({ receipt, 'plan-hash': digest }));
    expect(finished, finished.text).toMatchObject({ code: 0, sent: 1 });
  });

  test('the plan as a page, and the way to it in the comment', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const ended = await planOf(job, opened, { with: { 'page-artifact': 'catalog-plan' } });
    const page = readFileSync(ended.outputs.html_plan_path ?? '', 'utf8');
    expect(page).toContain('<!doctype html>');
    expect(page).toContain('The main idea');
    expect(commentOf(job)).toContain('/actions/runs/4242#artifacts');
  });
});
