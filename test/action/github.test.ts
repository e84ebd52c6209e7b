// What GitHub refuses never turns a good plan red: it becomes a warning that names what is missing.
import { describe, expect, test } from 'vitest';
import { isAboutPermission } from '../../src/action/github.ts';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, mergeOf, openJob } from '../support/workflow.ts';

const files = { [manifest]: edited(reading, ['Finding the', 'The']) };
const limit = 'You have exceeded a secondary rate limit.';

test('a permission is missing if the answer says so, and not the name of a repository', () => {
  const asked = 'POST https://api.github.com/repos/o/permissions/actions/runs/1/rerun:';
  expect(isAboutPermission(`${asked} 403 Resource not accessible by integration`)).toBe(true);
  expect(isAboutPermission(`${asked} 403 it was created over a month ago`)).toBe(false);
});

describe.skipIf(!hasGit)('GitHub refuses', () => {
  test('a token without permission: a warning that names it, and a green plan', async () => {
    const job = await openJob(await serveGitHub({ permissions: ['contents: read'] }));
    const { code, outputs, annotations, log, summary } = await job.step(await branchOf(job, files));
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ to_change: '1', failure_reason: '' });
    expect(log).toContain('pull-requests: write');
    expect(annotations[0]).toMatch(/^::warning title=GitHub does not allow it/);
    expect(summary).toContain('### Plan for test');
  });

  test('no token at all: no comment, and a green plan', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    const { code, annotations } = await job.step({ ...opened, with: { 'github-token': '' } });
    expect(code).toBe(0);
    expect(annotations.join()).not.toContain('::warning');
    expect(job.github.requests).toEqual([]);
  });

  test('too many requests at first: waited for as long as it asks', async () => {
    const job = await openJob(await serveGitHub());
    const headers = { 'retry-after': '0' };
    job.github.refuse({
      matches: /^POST .*comments$/,
      status: 403,
      headers,
      message: limit,
      times: 2,
    });
    job.github.refuse({ matches: /^GET/, status: 429, headers, message: limit, times: 1 });
    const { code, annotations } = await job.step(await branchOf(job, files));
    expect(code).toBe(0);
    expect(annotations.join()).not.toContain('::warning');
    expect(job.github.comments(7)).toHaveLength(1);
  });

  test.each([
    { what: 'too many requests, for an hour', status: 403, headers: { 'retry-after': '3600' } },
    { what: 'a body that is too long, however short', status: 422, headers: {} },
    { what: 'nothing of the kind there', status: 404, headers: {} },
  ])('$what: a warning', async ({ status, headers }) => {
    const job = await openJob(await serveGitHub());
    job.github.refuse({ matches: /^POST .*comments$/, status, headers, times: 9 });
    const { code, annotations, log } = await job.step(await branchOf(job, files));
    expect(code, log).toBe(0);
    expect(annotations[0]).toMatch(/^::warning title=GitHub/);
  });

  const unblocked = 'the `x` organization has an IP allow list enabled, and your IP address';
  test.each([
    { message: 'Unable to create comment because issue is locked.', says: 'Unlock the conv' },
    { message: `Although you appear ..., ${unblocked} is not permitted.`, says: 'names the rule' },
    {
      message: 'Resource not accessible by integration',
      says: 'permissions: pull-requests: write',
    },
    { message: 'API rate limit exceeded for installation ID 1.', says: 'within an hour' },
  ])('403 $message has a cure of its own', async ({ message, says }) => {
    const job = await openJob(await serveGitHub());
    // As GitHub says it with every answer.
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' };
    const given = message.startsWith('API rate') ? { headers } : {};
    job.github.refuse({ matches: /^POST .*comments$/, status: 403, message, times: 9, ...given });
    const { code, annotations } = await job.step(await branchOf(job, files));
    expect(code).toBe(0);
    expect(annotations[0]).toContain(says);
  });

  test('a token that ran out is told apart from one without permission', async () => {
    const job = await openJob(await serveGitHub());
    job.github.refuse({ matches: /./, status: 401, message: 'Bad credentials', times: 99 });
    const { code, annotations, log } = await job.step(await branchOf(job, files));
    expect(code, log).toBe(0);
    expect(annotations[0]).toMatch(/^::warning title=GitHub does not accept the token/);
    expect(log).not.toContain('permissions:');
  });

  test('a repository without issues is told so, and drift is in the summary', async () => {
    const job = await openJob(await serveGitHub());
    await branchOf(job, files);
    const message = 'Issues has been disabled in this repository.';
    job.github.refuse({ matches: /^GET .*\/issues$/, status: 410, message, times: 9 });
    const { code, annotations, summary, log } = await job.step({
      event: 'schedule',
      with: { command: 'drift' },
    });
    expect(code, log).toBe(0);
    expect(annotations[0]).toMatch(/^::warning title=The repository has no issues/);
    expect(log).not.toContain('permissions:');
    expect(summary).not.toBe('');
  });

  test('a server error while the comment is made: it is not made twice', async () => {
    const job = await openJob(await serveGitHub());
    job.github.refuse({ matches: /^POST .*comments$/, status: 502, times: 1, isDone: true });
    const { code } = await job.step(await branchOf(job, files));
    expect(code).toBe(0);
    expect(job.github.comments(7)).toHaveLength(1);
  });

  test('our comment is found behind 250 others, and those of others are left alone', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    for (let count = 0; count < 250; count += 1) job.github.comment(7, actionsBot, `No ${count}`);
    await job.step(opened);
    await job.step(opened);
    expect(job.github.comments(7)).toHaveLength(251);
  });

  test.each([
    { what: 'an edit is told by the sum over the comment', from: '1 to', to: '2 to', code: 5 },
    { what: 'a comment as it was written is believed', from: '', to: '', code: 0 },
  ])('without GraphQL: $what', async ({ from, to, code }) => {
    const job = await openJob(await serveGitHub({ hasGraphql: false }));
    await job.step(await branchOf(job, files));
    const [comment] = job.github.comments(7);
    const { id = 0, body = '' } = comment ?? {};
    job.github.edit(id, 'mallory', body.replace(from, to));
    expect((await job.step(mergeOf(job))).code).toBe(code);
  });

  test('an apply that cannot see what was approved sends nothing', async () => {
    const job = await openJob(await serveGitHub());
    await job.step(await branchOf(job, files));
    const writes = job.platform.writes().length;
    const push = mergeOf(job);
    job.github.refuse({ matches: /^GET .*pulls$/, status: 403, times: 1 });
    const { code, outputs, log } = await job.step(push);
    expect(code, log).toBe(5);
    expect(outputs['failure_reason']).toBe('not-approved');
    expect(log).toContain('pull-requests: read');
    expect(job.platform.writes()).toHaveLength(writes);
  });
});
