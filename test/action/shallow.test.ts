// The Action in what actions/checkout makes: a shallow clone, one with a filter, or no clone at all.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { cloneOf, emptyFolder, hasGit } from '../support/repository.ts';
import { branchOf, mergeOf, openJob, pullRequest } from '../support/workflow.ts';

describe.skipIf(!hasGit)('a pull request in a shallow clone', () => {
  test('is told to set fetch-depth, and planned once it is set', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    // What fetch-depth: 1 leaves of the history.
    const shallow = join(job.repository.folder, '.git/shallow');
    writeFileSync(shallow, `${opened.head}\n`);
    const refused = await job.step(opened);
    expect(refused.code).toBe(1);
    const [comment] = job.github.comments(7);
    expect(comment?.body).toContain('git/no-common-commit');
    expect(comment?.body).toContain('fetch-depth: 0');
    expect(comment?.body).not.toContain('git fetch');
    expect(comment?.body).not.toContain('vanished');
    rmSync(shallow);
    expect((await job.step(opened)).code).toBe(0);
  });
});

const renamed = { [manifest]: edited(reading, ['Finding the', 'The']) };

test.skipIf(!hasGit)(
  'sparse-checkout brings a filter along, and is named as the cause',
  async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, renamed);
    job.repository.git('config', 'uploadpack.allowFilter', 'true');
    const repository = cloneOf(
      job.repository,
      '--filter=blob:none',
      '--sparse',
      '--branch',
      'edit',
    );
    repository.git('sparse-checkout', 'set', 'catalog');
    const ended = await performIn({ ...job, repository }, emptyFolder(), {
      event: 'pull_request',
      command: 'plan',
      sha: opened.head,
      payload: pullRequest(opened),
    });
    expect(ended).toMatchObject({ code: 1, codes: 'git/not-complete' });
    expect(ended.hints.join()).toContain('Remove `filter` and `sparse-checkout`');
  },
);

test.skipIf(!hasGit)(
  'a container without git: the checkout is no clone, and the cure is git',
  async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, renamed);
    await job.step(opened);
    const push = mergeOf(job);
    rmSync(join(job.repository.folder, '.git'), { recursive: true });
    for (const given of [opened, push]) {
      const { code, log } = await job.step({ ...given, sha: push.sha });
      expect(code, log).not.toBe(0);
      expect(log.replace(/\s+/g, ' ')).toContain('Install git before actions/checkout');
    }
  },
);
