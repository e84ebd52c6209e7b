// What is checked out is compared with what the event is about, before anything is sent.
import { rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import {
  branchOf,
  type Job,
  mergeOf,
  newBranch,
  openJob,
  type StepGiven,
} from '../support/workflow.ts';

const files = { [manifest]: edited(reading, ['Finding the', 'The']) };

/** A step, and how many requests reached the platform. */
async function stepOf(job: Job, given: StepGiven) {
  const { requests } = job.platform.emulator;
  const before = requests.length;
  const ended = await job.step(given);
  return { ...ended, asked: requests.length - before, reason: ended.outputs['failure_reason'] };
}

const refused = { code: 5, asked: 0, reason: 'other-commit' };

describe.skipIf(!hasGit)('what is checked out', () => {
  test('pull_request: the head, or a merge of it, and nothing else', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    const { git } = job.repository;
    git('checkout', '-q', '--detach', 'main');
    expect(await stepOf(job, { ...opened, sha: opened.head })).toMatchObject(refused);
    expect(job.github.comments(7)).toEqual([]);
    git('merge', '-q', '--no-ff', '-m', 'What GitHub proposes', opened.branch);
    // By the time of the run GitHub may have made the merge anew.
    const merge = await stepOf(job, { ...opened, sha: opened.base });
    expect(merge.code, merge.log).toBe(0);
    expect(job.github.comments(7)[0]?.body).toContain(`"commit":"${opened.head}"`);
  });

  test('pull_request_target: not the base, which is its default; the merge as the message says', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    const target = { ...opened, event: 'pull_request_target', sha: opened.base };
    job.repository.git('checkout', '-q', 'main');
    const wrong = await stepOf(job, target);
    expect(wrong).toMatchObject(refused);
    expect(wrong.log).toContain('`ref: refs/pull/');
    expect(job.github.comments(7)).toEqual([]);
    job.repository.git('checkout', '-q', '--detach', 'main');
    job.repository.git('merge', '-q', '--no-ff', '-m', 'What GitHub proposes', opened.branch);
    const right = await stepOf(job, target);
    expect(right.code, right.log).toBe(0);
    expect(job.github.comments(7)[0]?.body).toContain('1 to change');
  });

  test.each(['issue_comment', 'workflow_run', 'merge_group'])(
    '%s: what a stranger wrote, in place of the commit of the event, gets no credentials',
    async (event) => {
      const job = await openJob(await serveGitHub());
      const { head, base } = await branchOf(job, files);
      const stranger = {
        workflow_run: { head_sha: head, head_repository: { full_name: 'a/b' } },
        merge_group: { base_sha: base, head_sha: base },
      };
      const given = { event, sha: base, payload: stranger };
      expect(await stepOf(job, given)).toMatchObject(refused);
      job.repository.git('checkout', '-q', 'main');
      const right = await stepOf(job, given);
      expect(right.code, right.log).toBe(0);
    },
  );

  test('a repository below the workspace: its files are named from its own top, as GitHub names them', async () => {
    const job = await openJob(await serveGitHub());
    const { folder, git } = job.repository;
    const below = {
      env: { GITHUB_WORKSPACE: dirname(folder) },
      with: { 'working-directory': basename(folder), comment: 'changes-only' },
    };
    const opened = await branchOf(job, files);
    const planned = await job.step({ ...opened, sha: opened.head, ...below });
    expect(planned.annotations).toEqual([expect.stringContaining(`file=${manifest},`)]);
    const push = mergeOf(job);
    // The files of a later merge without a comment are known from GitHub alone.
    mergeOf(job, newBranch(job, { [manifest]: edited(reading, ['Finding the', 'Find the']) }, 8));
    git('checkout', '-q', '--detach', push.sha);
    const given = { ...push, ...below, with: { ...below.with, ...push.with } };
    const ended = await stepOf(job, given);
    expect(ended, ended.log).toMatchObject({ code: 6, reason: 'overtaken' });
    expect(job.platform.emulator.records('lesson').map(({ title }) => title)).not.toContain(
      'The main idea',
    );
  });

  test('apply: an older commit, one that a step made, and no repository at all', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    await job.step(opened);
    const push = mergeOf(job);
    const { git, folder, commit } = job.repository;
    git('checkout', '-q', '--detach', opened.base);
    expect(await stepOf(job, push)).toMatchObject(refused);
    git('checkout', '-q', '--detach', push.sha);
    commit({ 'made.md': 'By a step before\n' });
    expect(await stepOf(job, push)).toMatchObject(refused);
    git('checkout', '-q', '--detach', push.sha);
    // A step before may make files: that is no other commit.
    put(folder, 'made.md', 'By a step before\n');
    const hidden = { ...push, env: { PATH: '/nowhere' } };
    // git is looked for on the PATH of the process.
    const untold = await stepOf({ ...job, step: job.builtStep }, hidden);
    expect(untold).toMatchObject(refused);
    const right = await stepOf(job, push);
    expect(right.code, right.log).toBe(0);
    rmSync(join(folder, '.git'), { recursive: true });
    const archive = await stepOf(job, push);
    expect(archive).toMatchObject(refused);
  });

  test('a report on a branch of its choice says which commit was read', async () => {
    const job = await openJob(await serveGitHub());
    const { base } = await branchOf(job, files);
    const nightly = { event: 'schedule', with: { command: 'drift' }, sha: base };
    const { code, log, annotations } = await stepOf(job, nightly);
    expect(code, log).toBe(0);
    expect(annotations.join()).toContain('[action/commit-read]');
    job.repository.git('checkout', '-q', 'main');
    expect((await stepOf(job, nightly)).log).not.toContain('action/commit-read');
  });
});

describe.skipIf(!hasGit)(
  'an event that cannot be read ends the step before anything is sent',
  () => {
    const events = ['pull_request', 'pull_request_target', 'pull_request_review'];
    const texts = ['', '{"pull_request": {"number": 7, ', '[]', '{"pull_request": {"number": 7}}'];

    test.each(events)('%s', async (event) => {
      const job = await openJob(await serveGitHub());
      const opened = await branchOf(job, files);
      const file = join(job.repository.folder, 'event.json');
      for (const text of texts) {
        writeFileSync(file, text);
        const given = { ...opened, event, env: { GITHUB_EVENT_PATH: file } };
        const ended = await stepOf(job, given);
        expect(ended, text).toMatchObject({ code: 64, asked: 0, reason: 'usage' });
      }
      for (const path of ['', join(job.repository.folder, 'nowhere.json')]) {
        const given = { ...opened, event, env: { GITHUB_EVENT_PATH: path } };
        expect(await stepOf(job, given), path).toMatchObject({ code: 64, asked: 0 });
      }
      const right = await stepOf(job, { ...opened, event });
      expect(right.code, right.log).toBe(0);
    });

    test('on a push as well, where the file is there and is none', async () => {
      const job = await openJob(await serveGitHub());
      await branchOf(job, files);
      const file = join(job.repository.folder, 'event.json');
      writeFileSync(file, '{');
      const given = { event: 'push', env: { GITHUB_EVENT_PATH: file } };
      expect(await stepOf(job, given)).toMatchObject({ code: 64, asked: 0 });
      expect((await stepOf(job, { event: 'push' })).code).toBe(0);
    });
  },
);
