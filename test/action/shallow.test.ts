// The Action in a clone that lacks the commit a pull request left from.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, openJob } from '../support/workflow.ts';

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
    expect(comment?.body).not.toContain('vanished');
    rmSync(shallow);
    expect((await job.step(opened)).code).toBe(0);
  });
});
