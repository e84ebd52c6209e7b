// The Action on the merge: applies what was shown on the pull request, or nothing.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveGitHub } from '../support/github-server.ts';
import { receiptsOf } from '../support/interrupted.ts';
import {
  config,
  edited,
  id,
  ledger,
  manifest,
  reading,
  recorded,
} from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { virtualTime } from '../support/virtual-time.ts';
import { branchOf, endedStep, type Job, mergeOf, openJob } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);

type Files = Readonly<Record<string, string>>;

/** A pull request with its comment, merged. */
async function merged(job: Job, files: Files = { [manifest]: renamed }) {
  const opened = await branchOf(job, files);
  const planned = await job.step(opened);
  const writes = job.platform.writes().length;
  return { opened, planned, push: mergeOf(job), sent: () => job.platform.writes().slice(writes) };
}

const commentOf = (job: Job) => job.github.comments(7)[0]?.body ?? '';

describe.skipIf(!hasGit)('apply on the merge', () => {
  test('what was approved is applied, and the comment says so', async () => {
    const job = await openJob(await serveGitHub());
    const { planned, push, sent } = await merged(job);
    const { code, outputs, log, summary } = await job.step(push);
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({
      changes: 'true',
      to_change: '1',
      plan_hash: planned.outputs['plan_hash'],
      failure_reason: '',
    });
    expect(sent()).toHaveLength(1);
    expect(summary).toContain('Apply complete!');
    expect(job.github.comments(7)).toHaveLength(1);
    expect(commentOf(job)).toContain('### ✅ Applied to test');
    expect(commentOf(job)).toContain('Apply complete! 0 added, 1 changed');
    expect(commentOf(job)).toContain('<summary>The plan that was shown</summary>');
    expect(commentOf(job)).toContain('"state":"applied"');
  });

  test('run again, there is nothing to do', async () => {
    const job = await openJob(await serveGitHub());
    const { push, sent } = await merged(job);
    await job.step(push);
    const told = commentOf(job);
    const { code, outputs, log } = await job.step(push);
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ changes: 'false', failure_reason: '' });
    expect(sent()).toHaveLength(1);
    expect(commentOf(job)).toBe(told);
  });

  test.each(['pull_request', 'pull_request_target', 'merge_group', 'issue_comment'])(
    'refuses on %s',
    async (event) => {
      const job = await openJob(await serveGitHub());
      const { opened, push, sent } = await merged(job);
      const payload = { ...opened.payload, merge_group: { base_sha: opened.base } };
      const { code, outputs } = await job.step({ ...push, event, payload });
      expect(code).toBe(5);
      expect(outputs['failure_reason']).toBe('not-approved');
      expect(sent()).toEqual([]);
    },
  );

  test('refuses when the plan has moved, and names the one of now', async () => {
    const job = await openJob(await serveGitHub());
    const { push, sent } = await merged(job);
    put(job.repository.folder, manifest, edited(renamed, ['title: Inference', 'title: Infer']));
    const { code, outputs, log, summary } = await job.step(push);
    expect(code, log).toBe(6);
    expect(outputs['failure_reason']).toBe('plan-changed');
    expect(sent()).toEqual([]);
    expect(commentOf(job)).toContain('### ❌ Not applied to test');
    expect(commentOf(job)).toContain('plan/stale');
    // Whoever is asked for the hash sees what it adds, and all of it.
    const [told = '', whole = ''] = commentOf(job).split('<summary>The plan now</summary>');
    expect(told).toMatch(
      /approved plan does not have:\n\n- `~` unit "Infer" `[^`]+`\n\nPublishing/,
    );
    expect(whole.split('</details>')[0]).toContain('"The main idea"');
    expect(summary).toMatch(/approved plan does not have:\n\n- `~` unit "Infer"/);
    const now = /would be `([0-9a-f]{64})`/.exec(commentOf(job))?.[1] ?? '';
    const byHand = { ...push, event: 'workflow_dispatch' };
    const again = await job.step({ ...byHand, with: { command: 'apply', 'plan-hash': now } });
    expect(again.code, again.log).toBe(0);
    expect(sent()).toHaveLength(2);
    expect(commentOf(job)).toContain('### ✅ Applied to test');
  });

  test('what a guard stops is let through by hand, exactly that and no more', async () => {
    const many = courseManifest(12);
    const job = await openJob(await serveGitHub(), (url) => ({
      [config]: configFor(url),
      'catalog/many.yaml': many,
    }));
    const around = { cwd: job.repository.folder, env: credentials };
    expect((await cli(['apply', '--env', 'test', '--yes'], around)).code).toBe(0);
    const changed = { 'catalog/many.yaml': many.replaceAll('title: Lesson', 'title: Part') };
    const { push, sent } = await merged(job, changed);
    const refused = await job.step(push);
    expect(refused.code, refused.log).toBe(5);
    expect(refused.outputs['failure_reason']).toBe('safety-refused');
    expect(sent()).toEqual([]);
    const told = commentOf(job);
    expect(told).toContain('guard/many-updates');
    const [, digest = ''] = /would be `([0-9a-f]{64})`/.exec(told) ?? [];
    const [, approval = ''] = /and `(12@[0-9a-f]{12})` as `approve-update`/.exec(told) ?? [];
    const byHand = (update: string) =>
      job.step({
        ...push,
        event: 'workflow_dispatch',
        with: { command: 'apply', 'plan-hash': digest, 'approve-update': update },
      });
    const other = await byHand(`11@${digest}`);
    expect(other.code, other.log).toBe(5);
    expect(sent()).toEqual([]);
    const approved = await byHand(approval);
    expect(approved.code, approved.log).toBe(0);
    expect(sent()).toHaveLength(12);
    expect(commentOf(job)).toContain('### ✅ Applied to test');
  });

  test.each([
    [
      'the digest in the marker',
      (body: string) => body.replace(/"digest":"\w{8}/, '"digest":"00000000'),
    ],
    ['the text', (body: string) => body.replace('1 to change', '0 to change')],
    ['nothing but who wrote it last', (body: string) => body],
  ])('refuses a comment of which somebody edited %s', async (_, edit) => {
    const job = await openJob(await serveGitHub());
    const { push, sent } = await merged(job);
    const [comment] = job.github.comments(7);
    job.github.edit(comment?.id ?? 0, 'mallory', edit(comment?.body ?? ''));
    const { code, outputs, log } = await job.step(push);
    expect(code, log).toBe(5);
    expect(outputs['failure_reason']).toBe('not-approved');
    expect(log).toContain('action/approval-edited');
    expect(sent()).toEqual([]);
    expect(commentOf(job)).toContain('### ❌ Not applied to test');
  });

  test('a comment of somebody else is no approval, whatever it says', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    await job.step(opened);
    const [ours] = job.github.comments(7);
    job.github.forget();
    job.github.comment(7, 'mallory', ours?.body ?? '');
    const before = job.platform.writes().length;
    const { code, outputs } = await job.step(mergeOf(job));
    expect(code).toBe(5);
    expect(outputs['failure_reason']).toBe('not-approved');
    expect(job.platform.writes()).toHaveLength(before);
  });

  test('a commit that no pull request brought has no approval, but nothing to do needs none', async () => {
    const job = await openJob(await serveGitHub());
    await branchOf(job, { [manifest]: renamed });
    const { wait } = virtualTime();
    const applyOf = (sha: string) =>
      performIn(job, emptyFolder(), { event: 'push', command: 'apply', sha, world: { wait } });
    const { git } = job.repository;
    expect((await applyOf(git('rev-parse', 'HEAD'))).codes).toBe('action/not-approved');
    const { code, outputs } = await applyOf(git('rev-parse', 'main'));
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ changes: 'false' });
  });

  test('partly applied: failed changes at their lines, and how to go on', async () => {
    // The second write of it: the first publishes main.
    const faults = [{ fault: 'forbid', id: id.inference, method: 'PUT', at: 2 }] as const;
    const job = await openJob(await serveGitHub(), undefined, { faults });
    const both = edited(renamed, ['title: Inference', 'title: Infer']);
    const { push, sent } = await merged(job, { [manifest]: both });
    const { code, outputs, annotations, log } = await job.step(push);
    expect(code, log).toBe(4);
    expect(outputs['failure_reason']).toBe('partial');
    expect(annotations.join()).toContain('::error file=catalog/reading.yaml,line=19');
    expect(commentOf(job)).toContain('### ⚠️ Partly applied to test');
    const left = /would be `([0-9a-f]{64})`/.exec(commentOf(job))?.[1] ?? '';
    const rerun = await job.step({ ...push, env: { GITHUB_RUN_ATTEMPT: '2' } });
    expect(rerun.code, rerun.log).toBe(5);
    expect(rerun.log).toContain('action/approval-spent');
    const byHand = { ...push, event: 'workflow_dispatch' };
    const again = await job.step({ ...byHand, with: { command: 'apply', 'plan-hash': left } });
    expect(again.code, again.log).toBe(0);
    expect(sent().length).toBeGreaterThan(1);
    expect(commentOf(job)).toContain('### ✅ Applied to test');
  });

  test('cancelled: what is in flight is finished, and log, receipt and comment say what was done', async () => {
    const job = await openJob(await serveGitHub(), undefined, { latencyMs: 20 });
    const course = courseManifest(60);
    const ids = [...course.matchAll(/sourcedId: ((course|unit|lesson)-\d+)/g)];
    const rows = ids.map(([, name, kind]) => `${name} ${kind} live\n`).join('');
    const { push, sent } = await merged(job, {
      'catalog/course.yaml': course,
      [ledger]: `${recorded}${rows}`,
    });
    const running = job.startStep({ ...push, env: { RUNNER_DEBUG: '1' } });
    await running.until(({ stdout }) => stdout.split('::debug::PUT ').length > 10);
    running.interrupt();
    const { code, outputs, log } = endedStep(await running.ended, running.files);
    expect(code, log).toBe(130);
    expect(outputs['failure_reason']).toBe('cancelled');
    expect(log).toContain('Cancelled. Waiting for running requests.');
    expect(log).toMatch(/Apply incomplete\. \d+ added/);
    expect(commentOf(job)).toContain('### ⚠️ Partly applied to test');
    expect(commentOf(job)).toContain('The job was cancelled.');
    const receipt = receiptsOf(job.repository.folder).at(-1) ?? '';
    const written = readFileSync(receipt, 'utf8').split('"status":"applied"').length - 1;
    expect(written).toBe(sent().length);
  });

  // GitHub sends SIGINT, SIGTERM after 7.5 seconds, and kills the step 2.5 seconds later.
  test('cancelled while the platform is silent: the second signal ends it in time, and nothing is lost', async () => {
    // Three lessons are published first.
    const puts = { method: 'PUT', path: 'lessons', at: 4 } as const;
    const silent = { fault: 'latency', ms: 60_000, ...puts } as const;
    const job = await openJob(await serveGitHub(), undefined, { faults: [silent] });
    const { push } = await merged(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    const running = job.startStep({ ...push, env: { RUNNER_DEBUG: '1' } });
    await running.until(({ stdout }) => stdout.includes('Writing 1 change'));
    running.interrupt();
    await running.until(({ stdout }) => stdout.includes('Cancelled.'));
    const since = Date.now();
    running.signal('SIGTERM');
    const { code, outputs, log } = endedStep(await running.ended, running.files);
    expect(Date.now() - since).toBeLessThan(2500);
    expect(code, log).toBe(130);
    expect(outputs['failure_reason']).toBe('cancelled');
    expect(commentOf(job)).toContain('### ⚠️ Partly applied to test');
    expect(receiptsOf(job.repository.folder)).toHaveLength(2);
  });
});
