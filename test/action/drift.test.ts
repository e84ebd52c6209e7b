// One issue for each environment: opened when somebody changed the platform, closed when it is over.
import { describe, expect, test } from 'vitest';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { id } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, type Job, openJob } from '../support/workflow.ts';

const nightly = { event: 'schedule', with: { command: 'drift' } };

async function published(permissions?: Parameters<typeof serveGitHub>[0]) {
  const job = await openJob(await serveGitHub(permissions));
  await branchOf(job, {});
  return job;
}

function retitle({ platform: { emulator } }: Job, title: string): void {
  const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.finding);
  emulator.seed([{ kind: 'lesson', record: { ...record, title } }]);
}

describe.skipIf(!hasGit)('drift on a schedule', () => {
  test('opened when it appears, updated while it lasts, closed when it is gone', async () => {
    const job = await published();
    const quiet = await job.step(nightly);
    expect(quiet.code, quiet.log).toBe(0);
    expect(quiet.outputs).toMatchObject({ changes: 'false' });
    expect(job.github.issues).toEqual([]);

    retitle(job, 'Somebody was here');
    const found = await job.step(nightly);
    expect(found.code, found.log).toBe(0);
    expect(found.outputs).toMatchObject({ changes: 'true', failure_reason: '' });
    expect(job.github.issues).toMatchObject([
      { number: 1, title: 'Catalog drift on test', state: 'open' },
    ]);
    expect(job.github.issues[0]?.body).toContain('Somebody was here');

    retitle(job, 'And here again');
    await job.step(nightly);
    expect(job.github.issues).toHaveLength(1);
    expect(job.github.issues[0]?.body).toContain('And here again');

    retitle(job, 'Finding the main idea');
    await job.step(nightly);
    expect(job.github.issues).toMatchObject([{ number: 1, state: 'closed' }]);
    await job.step(nightly);
    expect(job.github.issues).toHaveLength(1);
  });

  test('without issues, as the warning says: the job itself says that there is drift', async () => {
    const job = await published();
    retitle(job, 'Somebody was here');
    const { code, annotations, log } = await job.step({
      ...nightly,
      with: { ...nightly.with, 'github-token': '', 'fail-on-drift': 'true' },
    });
    expect(code, log).toBe(2);
    expect(annotations.join('\n')).not.toContain('title=GitHub');
    expect(job.github.requests).toEqual([]);
  });

  test('comes back: a new issue', async () => {
    const job = await published();
    for (const title of ['a', 'Finding the main idea', 'b']) {
      retitle(job, title);
      await job.step(nightly);
    }
    expect(job.github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('two runs at once opened one each: the second is closed', async () => {
    const job = await published();
    retitle(job, 'Somebody was here');
    await job.step(nightly);
    const [first] = job.github.issues;
    job.github.openIssue(actionsBot, first?.title ?? '', first?.body ?? '');
    job.github.openIssue('somebody', first?.title ?? '', first?.body ?? '');
    await job.step(nightly);
    expect(job.github.issues.map(({ state }) => state)).toEqual(['open', 'closed', 'open']);
  });

  test('fail-on-drift', async () => {
    const job = await published();
    retitle(job, 'Somebody was here');
    const { code, outputs } = await job.step({
      ...nightly,
      with: { ...nightly.with, 'fail-on-drift': 'true' },
    });
    expect(code).toBe(2);
    expect(outputs['failure_reason']).toBe('drift');
  });

  test('without permission: a warning that names it', async () => {
    const job = await published({ permissions: ['contents: read'] });
    retitle(job, 'Somebody was here');
    const { code, log } = await job.step(nightly);
    expect(code).toBe(0);
    expect(log).toContain('issues: write');
  });

  test('a platform that cannot be read says nothing about an issue that is open', async () => {
    const job = await published();
    retitle(job, 'Somebody was here');
    await job.step(nightly);
    const { code, outputs } = await job.step({ ...nightly, env: { TIMEBACK_CLIENT_SECRET: 'x' } });
    expect(code).toBe(3);
    expect(outputs['failure_reason']).toBe('auth');
    expect(job.github.issues).toMatchObject([{ state: 'open' }]);
  });
});
