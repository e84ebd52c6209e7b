// Identity is held against what HEAD was merged from, and what was read is said.
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { serveGitHub } from '../support/github-server.ts';
import {
  edited,
  fresh,
  id,
  ledger,
  manifest,
  reading,
  recorded,
} from '../support/reading-catalog.ts';
import { cloneOf, emptyFolder, hasGit } from '../support/repository.ts';
import { branchOf, type Job, type Opened, openJob, pullRequest } from '../support/workflow.ts';

const renamed = edited(reading, ['title: Inference', 'title: To infer']);

interface Case {
  readonly job: Job;
  readonly opened: Opened;
  /** The event says that the branch left from here, which was long ago. */
  readonly stale: string;
}

/**
 * A pull request that renames a unit, while others retitled a lesson on main and gave its old title to a new
 * one: held against an old main, that looks like an id that was handed on.
 */
async function movedOn(): Promise<Case> {
  const job = await openJob(await serveGitHub());
  const opened = await branchOf(job, { [manifest]: renamed });
  const { git, commit } = job.repository;
  git('checkout', '-q', 'main');
  const retitled = edited(reading, ['Finding the main idea', 'Main ideas, the long one']);
  commit({ [manifest]: retitled });
  const added = `      - sourcedId: ${fresh.one}\n        title: Finding the main idea\n`;
  commit({
    [manifest]: edited(retitled, ['      # Teachers', `${added}      # Teachers`]),
    [ledger]: `${recorded}${fresh.one} lesson live\n`,
  });
  return { job, opened, stale: opened.base };
}

/** As actions/checkout leaves refs/pull/7/merge, or the head. */
function checkOut({ job, opened }: Case, what: 'merge' | 'head'): string {
  const { git } = job.repository;
  git('checkout', '-q', '--detach', what === 'merge' ? 'main' : opened.branch);
  if (what === 'merge') git('merge', '-q', '--no-ff', '-m', 'What GitHub proposes', opened.branch);
  return git('rev-parse', 'HEAD');
}

const planOf = ({ job, opened }: Case, sha: string) =>
  performIn(job, emptyFolder(), {
    event: 'pull_request',
    command: 'plan',
    sha,
    payload: pullRequest(opened),
  });

describe.skipIf(!hasGit)('the base is what HEAD was merged from', () => {
  test('a merge: what others did since the event is not held against the pull request', async () => {
    const one = await movedOn();
    const merge = checkOut(one, 'merge');
    const main = one.job.repository.git('rev-parse', 'main');
    const ended = await planOf(one, merge);
    expect(ended, ended.text).toMatchObject({ code: 0 });
    const said = `Commit ${merge.slice(0, 7)} was read: pull request 7 (${one.opened.head.slice(0, 7)}) merged into main (${main.slice(0, 7)}).`;
    expect(ended.text).toContain(said);
    expect(ended.summary).toContain('merged into main');
    expect(one.job.github.comments(7)[0]?.body).toContain(`on top of \`${main.slice(0, 7)}\``);
  });

  test('the head, after main was merged into it: by the branch as the clone knows it', async () => {
    const one = await movedOn();
    const { git } = one.job.repository;
    git('checkout', '-q', one.opened.branch);
    git('merge', '-q', '-m', 'Up to date', 'main');
    const head = git('rev-parse', 'HEAD');
    // What fetch-depth: 0 leaves.
    git('update-ref', 'refs/remotes/origin/main', 'main');
    const ended = await planOf({ ...one, opened: { ...one.opened, head } }, head);
    expect(ended, ended.text).toMatchObject({ code: 0 });
    expect(ended.text).toContain(`the head of pull request 7`);
  });

  test('what the pull request itself loses is still refused', async () => {
    const one = await movedOn();
    const { git, commit } = one.job.repository;
    git('checkout', '-q', one.opened.branch);
    const head = commit({ [manifest]: edited(renamed, [id.supporting, fresh.two]) });
    const lost = { ...one, opened: { ...one.opened, head } };
    expect(await planOf(lost, checkOut(lost, 'merge'))).toMatchObject({ code: 5 });
    expect(await planOf(lost, checkOut(lost, 'head'))).toMatchObject({ code: 5 });
  });

  test('a merge queue: against base_sha, and without it nothing is read', async () => {
    const job = await openJob(await serveGitHub());
    const swapped = reading
      .replaceAll(id.finding, 'TMP')
      .replaceAll(id.supporting, id.finding)
      .replaceAll('TMP', id.supporting);
    const { base, head } = await branchOf(job, { [manifest]: swapped });
    const files = emptyFolder();
    const group = { event: 'merge_group', command: 'plan', sha: head };
    const before = job.platform.emulator.requests.length;
    const refused = await performIn(job, files, {
      ...group,
      payload: { merge_group: { base_sha: base, head_sha: head } },
    });
    expect(refused.code, refused.text).toBe(5);
    expect(job.platform.emulator.requests.length).toBe(before);
    await expect(performIn(job, files, { ...group, payload: {} })).rejects.toThrow('base commit');
  });

  test('a clone that is too shallow is told the depth, and that depth is enough', async () => {
    const one = await movedOn();
    const merge = checkOut(one, 'merge');
    one.job.repository.git('branch', '-q', 'proposed', merge);
    const planAt = (depth: number) => {
      const options = ['--depth', String(depth), '--branch', 'proposed'];
      const repository = cloneOf(one.job.repository, ...options);
      return planOf({ ...one, job: { ...one.job, repository } }, merge);
    };
    const refused = await planAt(1);
    expect(refused.code).not.toBe(0);
    expect(refused.problems[0]).toMatchObject({
      code: 'git/unknown-commit',
      hint: expect.stringContaining('fetch-depth: 2'),
    });
    const enough = await planAt(2);
    expect(enough, enough.text).toMatchObject({ code: 0 });
  });
});
