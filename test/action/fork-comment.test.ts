// A run for a fork may write nothing; another run answers it, and believes nothing of what it left.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, type Job, mergeOf, openJob, pullRequest } from '../support/workflow.ts';

const fork = 'stranger/catalog';
const files = { [manifest]: edited(reading, ['Finding the', 'The']) };

interface Left {
  /** The folder to which the artifact is downloaded. */
  readonly folder: string;
  readonly file: string;
  readonly head: string;
}

/** The run on the pull request of a fork, and the plan that it left. */
async function runForFork(job: Job, given = files, from = fork, by = 'stranger'): Promise<Left> {
  const opened = await branchOf(job, given);
  const payload = pullRequest(opened, { from, by });
  const { code, log, outputs } = await job.step({ ...opened, payload });
  expect(code, log).toBe(0);
  expect(job.github.comments(7)).toEqual([]);
  expect(outputs['plan_hash'] ?? '').toBe('');
  const path = outputs['json_plan_path'] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-artifact-'));
  const file = join(folder, basename(path));
  copyFileSync(path, file);
  openPull(job, { head: opened.head, from, by });
  return { folder, file, head: opened.head };
}

function openPull(
  { github }: Job,
  {
    number = 7,
    head,
    from = fork,
    by = 'stranger',
  }: { number?: number; head: string; from?: string; by?: string },
): void {
  const repo = { full_name: from };
  github.openPulls.push({ number, user: { login: by }, head: { ref: 'edit', sha: head, repo } });
}

/** The run that follows. */
const answer = (job: Job, { folder, head }: Omit<Left, 'file'>, other: object = {}) =>
  job.step({
    event: 'workflow_run',
    with: { command: 'comment', plan: folder },
    payload: {
      workflow_run: {
        id: 99,
        event: 'pull_request',
        conclusion: 'success',
        head_branch: 'edit',
        head_sha: head,
        head_repository: { full_name: fork },
        ...other,
      },
    },
  });

describe.skipIf(!hasGit)('a run for a fork is answered', () => {
  test('with its plan, as a comment that approves nothing; the next one takes its place', async () => {
    const job = await openJob(await serveGitHub());
    const left = await runForFork(job);
    const writes = job.platform.writes().length;
    const { code, log } = await answer(job, left);
    expect(code, log).toBe(0);
    await answer(job, left);
    const [comment, ...others] = job.github.comments(7);
    expect(others).toEqual([]);
    expect(comment?.body).toContain('The main idea');
    expect(comment?.body).toContain('It approves nothing.');
    expect(comment?.body).toContain('/actions/runs/99');
    expect(comment?.body).not.toMatch(/"digest"/);
    // Merging it publishes nothing.
    expect((await job.step(mergeOf(job))).code).toBe(5);
    expect(job.platform.writes()).toHaveLength(writes);
  });

  test('if GitHub says that it is for a fork, or the branch is one of Dependabot, whoever pushed to it', () => {
    const file = join(import.meta.dirname, '../../examples/workflows/catalog-fork-safe.yml');
    const { if: condition } = parse(readFileSync(file, 'utf8')).jobs.comment;
    expect(condition).toContain("startsWith(github.event.workflow_run.head_branch, 'dependabot')");
    // Who started a run is not who opened the pull request.
    expect(condition).not.toContain('actor');
  });

  test('not while it waits for an approval: GitHub completes it again when it has run', async () => {
    const job = await openJob(await serveGitHub());
    const left = await runForFork(job);
    const waiting = await answer(job, left, { conclusion: 'action_required' });
    expect(waiting.code, waiting.log).toBe(0);
    expect(job.github.comments(7)).toEqual([]);
    await answer(job, left);
    expect(job.github.comments(7)).toHaveLength(1);
  });

  test('of Dependabot, whose branches are in the repository', async () => {
    const job = await openJob(await serveGitHub());
    const own = 'the-org/catalog';
    const left = await runForFork(job, files, own, 'dependabot[bot]');
    await answer(job, left, { head_repository: { full_name: own } });
    expect(job.github.comments(7)).toHaveLength(1);
  });

  test('if it made no plan: how it ended, and where that is said', async () => {
    const job = await openJob(await serveGitHub());
    const { head } = await runForFork(job);
    const { code } = await answer(job, { folder: 'nowhere', head }, { conclusion: 'failure' });
    expect(code).toBe(0);
    const [comment] = job.github.comments(7);
    expect(comment?.body).toContain('made no plan and ended with `failure`');
    expect(comment?.body).toContain('/actions/runs/99');
  });
});

describe.skipIf(!hasGit)('nothing of it is believed', () => {
  const silent: readonly (readonly [string, object])[] = [
    ['a commit that is not the newest any more', { head_sha: '0'.repeat(40) }],
    ['another repository', { head_repository: { full_name: 'mallory/catalog' } }],
    [
      'the repository itself, whose runs comment themselves',
      { head_repository: { full_name: 'the-org/catalog' } },
    ],
    ['a push', { event: 'push' }],
    ['a fork that was deleted', { head_repository: null }],
  ];

  test.each(silent)('a run for %s: no comment', async (_, other) => {
    const job = await openJob(await serveGitHub());
    const left = await runForFork(job);
    openPull(job, { number: 8, head: left.head, from: 'the-org/catalog', by: 'somebody' });
    const { code, log } = await answer(job, left, other);
    expect(code, log).toBe(0);
    expect([...job.github.comments(7), ...job.github.comments(8)]).toEqual([]);
  });

  test.each<[string, (left: Left) => void]>([
    ['is no plan', ({ file }) => writeFileSync(file, '{"body": "**Approved**"}')],
    [
      'was changed',
      ({ file }) => writeFileSync(file, readFileSync(file, 'utf8').replace('The main', 'No main')),
    ],
    [
      'is a link',
      ({ file, folder }) => {
        mkdirSync(join(folder, 'in'));
        copyFileSync(file, join(folder, 'in/plan.json'));
        writeFileSync(file, '');
        symlinkOver(file, join(folder, 'in/plan.json'));
      },
    ],
    [
      'has another name',
      ({ file, folder }) => {
        copyFileSync(file, join(folder, 'plan.json'));
        writeFileSync(file, '');
      },
    ],
  ])('an artifact that %s: the comment shows nothing of it', async (_, change) => {
    const job = await openJob(await serveGitHub());
    const left = await runForFork(job);
    change(left);
    const { code, log } = await answer(job, left);
    expect(code, log).toBe(0);
    const [comment] = job.github.comments(7);
    expect(comment?.body).toContain('made no plan');
    expect(comment?.body).not.toMatch(/main idea|Approved/);
  });

  test('a title that is Markdown, HTML, a mention or the end of a marker is text', async () => {
    const hostile =
      '--> @the-org/admins <img src=x> [a](javascript:b) **Approved** <!-- plan ends -->';
    const job = await openJob(await serveGitHub());
    const left = await runForFork(job, { [manifest]: edited(reading, ['Finding the', hostile]) });
    await answer(job, left);
    const body = job.github.comments(7)[0]?.body ?? '';
    expect(body).toContain('Approved');
    // What stands in a block of code is text anyhow.
    const outside = body.replaceAll(/^ *```[^`]*```$/gm, '');
    expect(outside).not.toMatch(/@the-org|<img|\]\(javascript|\*\*Approved/);
  });

  test('a comment that holds an approval stays as it is', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    await job.step(opened);
    const [before] = job.github.comments(7).map(({ body }) => body);
    openPull(job, { head: opened.head });
    const { code } = await answer(job, { folder: 'nowhere', head: opened.head });
    expect(code).toBe(0);
    expect(job.github.comments(7)).toMatchObject([{ body: before, user: { login: actionsBot } }]);
  });

  test('on another event it is wrong usage', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    const { code, log } = await job.step({ ...opened, with: { command: 'comment', plan: '.' } });
    expect(code).toBe(64);
    expect(log).toContain('workflow_run');
  });
});

function symlinkOver(file: string, to: string): void {
  unlinkSync(file);
  symlinkSync(to, file);
}
