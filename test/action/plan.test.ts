// The Action on pull requests: the bundle as a child process, against the emulator and a GitHub.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, id, ledger, lines, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, endedStep, openJob, pullRequest, pushTo } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);

describe.skipIf(!hasGit)('plan on a pull request', () => {
  test('first plan: a comment, outputs, a summary, a remark at the line, and files', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const { code, outputs, summary, annotations, log } = await job.step(opened);
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({
      changes: 'true',
      to_add: '0',
      to_change: '1',
      to_move: '0',
      to_retire: '0',
      failure_reason: '',
    });
    expect(outputs['plan_hash']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(readFileSync(outputs['json_plan_path'] ?? '', 'utf8')).digest).toBe(
      outputs['plan_hash'],
    );
    expect(readFileSync(outputs['plan_path'] ?? '', 'utf8')).toContain('### Plan for test');
    expect(summary).toContain('### Plan for test');
    expect(annotations).toEqual([
      '::notice file=catalog/reading.yaml,line=10,col=9,title=will change on test::lesson "The main idea"%0Atitle: "Finding the main idea" → "The main idea"',
    ]);
    const [comment, ...others] = job.github.comments(7);
    expect(others).toEqual([]);
    expect(comment?.body).toMatch(/^<!-- timeback-catalog .*-->\n### 📝 Plan for test\n/);
    expect(comment?.body).toContain('Plan: 0 to add, 1 to change, 0 to move, 0 to retire.');
    expect(comment?.body).toContain('- `~` lesson "The main idea" `catalog/reading.yaml:10`');
    expect(job.platform.writes()).toHaveLength(6);
  });

  test('changed plan, then no changes: the same comment is edited', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    await job.step(opened);
    const more = pushTo(job, opened, { [manifest]: edited(renamed, ['Inference', 'To infer']) });
    expect((await job.step(more)).outputs).toMatchObject({ to_change: '2' });
    const [changed] = job.github.comments(7);
    expect(changed?.body).toContain('unit "To infer"');
    const back = pushTo(job, more, { [manifest]: reading });
    const { outputs, annotations } = await job.step(back);
    expect(outputs).toMatchObject({ changes: 'false', to_change: '0' });
    expect(annotations).toEqual([]);
    const [comment, ...others] = job.github.comments(7);
    expect(others).toEqual([]);
    expect(comment?.id).toBe(changed?.id);
    expect(comment?.body).toContain('### ✅ Plan for test');
    expect(comment?.body).toContain('No changes. The platform matches your manifests.');
  });

  test('comment: changes-only and false', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: reading });
    await job.step({ ...opened, with: { comment: 'changes-only' } });
    expect(job.github.comments(7)).toEqual([]);
    const more = pushTo(job, opened, { [manifest]: renamed });
    await job.step({ ...more, with: { comment: 'false' } });
    expect(job.github.requests.filter((asked) => !asked.startsWith('GET'))).toEqual([
      'POST /graphql',
    ]);
    await job.step({ ...more, with: { comment: 'changes-only' } });
    const back = pushTo(job, more, { [manifest]: reading });
    await job.step({ ...back, with: { comment: 'changes-only' } });
    expect(job.github.comments(7)).toHaveLength(1);
    expect(job.github.comments(7)[0]?.body).toContain('No changes.');
  });

  test('what identity refuses since the base is told at its line, and the plan is taken back', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    await job.step(opened);
    const sent = job.platform.emulator.requests.length;
    put(job.repository.folder, ledger, readFileSync(`${job.repository.folder}/${ledger}`, 'utf8'));
    const more = pushTo(job, opened, {
      [manifest]: edited(reading, [lines.finding, '']),
      [ledger]: '# Every id of Reading.\n',
    });
    const { code, outputs, annotations, summary } = await job.step(more);
    expect(code).toBe(5);
    expect(outputs['failure_reason']).toBe('id-gate');
    expect(outputs['plan_hash']).toBeUndefined();
    expect(annotations.filter((line) => line.startsWith('::error '))).not.toEqual([]);
    expect(summary).toContain('identity/');
    expect(job.github.comments(7)[0]?.body).toContain('### ❌ No plan for test');
    expect(job.github.comments(7)[0]?.body).not.toContain('"digest"');
    expect(job.platform.emulator.requests.length).toBe(sent);
  });

  test('a change of ids that was confirmed stands before the plan', async () => {
    const job = await openJob(await serveGitHub());
    const again = '38d08182-367d-437f-8cb5-de8c57fc09b8';
    const recorded = readFileSync(`${job.repository.folder}/${ledger}`, 'utf8');
    const opened = await branchOf(job, {
      [manifest]: edited(reading, [id.supporting, again]),
      [ledger]: `${recorded.replace(`${id.supporting} lesson live`, `${id.supporting} lesson retired anew`)}${again} lesson live\n${again} lesson replaces ${id.supporting} written <b>anew</b>\n`,
    });
    const { code, log, summary } = await job.step(opened);
    expect(code, log).toBe(0);
    const body = job.github.comments(7)[0]?.body ?? '';
    for (const text of [body, summary]) {
      const [first = ''] = text.split('### ');
      expect(first).toContain('`identity/confirmed` Change of ids was confirmed');
      expect(first).toContain('The reason: written &#60;b&#62;anew&#60;/b&#62;');
    }
  });

  test('two environments have a comment each', async () => {
    const job = await openJob(await serveGitHub(), (url) => ({
      'timeback-catalog.yaml': `org: partner-sandbox\nenvironments:\n  test: {baseUrl: "${url}"}\n  staging: {baseUrl: "${url}", org: other-org}\n`,
    }));
    const opened = await branchOf(job, { [manifest]: renamed });
    const staging = { ...opened, with: { env: 'staging' } };
    for (const step of [opened, staging, opened, staging]) await job.step(step);
    expect(job.github.comments(7).map(({ body }) => body.split('\n')[1])).toEqual([
      '### 📝 Plan for test',
      '### 📝 Plan for staging',
    ]);
  });

  test('a catalog in a folder: places are named from the top of the repository', async () => {
    const folder = 'courses/reading';
    const job = await openJob(await serveGitHub(), (url) => ({
      'timeback-catalog.yaml': '',
      [`${folder}/timeback-catalog.yaml`]: `org: partner-sandbox\nenvironments: {test: {baseUrl: "${url}"}}\n`,
      [`${folder}/${manifest}`]: reading,
    }));
    const opened = await branchOf(job, { [manifest]: reading });
    const more = pushTo(job, opened, { [`${folder}/${manifest}`]: renamed });
    const { annotations, log } = await job.step({
      ...more,
      with: { 'working-directory': folder },
    });
    expect(annotations[0], log).toContain(`file=${folder}/${manifest},line=1`);
    expect(job.github.comments(7)[0]?.body).toContain(`${folder}/${manifest}:9`);
    expect(job.github.comments(7)[0]?.body).toContain(`Plan for test in \`${folder}\``);
  });

  // GitHub gives each of these events a token that can only read.
  test.each(['pull_request', 'pull_request_review'])(
    'from a fork, on %s: identity and a plan without secrets, and no comment',
    async (event) => {
      const job = await openJob(await serveGitHub({ permissions: [] }));
      const opened = await branchOf(job, { [manifest]: renamed });
      const sent = job.platform.emulator.requests.length;
      const payload = pullRequest(opened, { from: 'a-stranger/catalog' });
      const given = { ...opened, event, payload };
      const { code, outputs, summary, log, annotations } = await job.step(given);
      expect(code, log).toBe(0);
      expect(outputs).toMatchObject({ to_change: '1' });
      expect(outputs['plan_hash']).toBeUndefined();
      expect(summary).toContain('### Plan for test against git');
      expect(log).toContain('No platform was read');
      expect(annotations.join()).not.toContain('::warning');
      // The credentials are there, and stay here: the config of a stranger says where they would go.
      expect(job.platform.emulator.requests.length).toBe(sent);
      expect(job.github.requests).toEqual([]);
      const target = { ...opened, event: 'pull_request_target', payload };
      await job.step(target);
      expect(job.platform.emulator.requests.length).toBe(sent);
    },
  );

  test.each([
    ['the repository, which was renamed since', 1, false],
    ['a fork that has the name of the repository now', 2, true],
  ])('by the id of its repository it is from %s', async (_, id, isFork) => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    const repo = (number: number, full_name: string) => ({ repo: { id: number, full_name } });
    const payload = {
      pull_request: {
        number: 7,
        user: { login: 'somebody' },
        base: { ref: 'main', sha: opened.base, ...repo(1, 'the-org/old-name') },
        head: {
          ref: 'edit',
          sha: opened.head,
          ...repo(id, isFork ? 'the-org/catalog' : 'the-org/old-name'),
        },
      },
    };
    const { code, log, outputs } = await job.step({ ...opened, payload });
    expect(code, log).toBe(0);
    expect((outputs['plan_hash'] ?? '') === '').toBe(isFork);
  });

  test('from a fork, for the branch that it wants to get into: a comment that approves nothing', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const payload = pullRequest(opened, { from: 'a-stranger/catalog' });
    await job.step({ ...opened, event: 'pull_request_target', payload });
    const [comment] = job.github.comments(7);
    expect(comment?.body).toContain('Plan for test against git');
    expect(comment?.body).toContain('"state":"secretless"');
    expect(comment?.body).not.toContain('"digest"');
  });

  test('the retirement of a lesson stands in sight, and as a warning', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: reading });
    const ids = readFileSync(`${job.repository.folder}/${ledger}`, 'utf8');
    const more = pushTo(job, opened, {
      [manifest]: edited(reading, [lines.finding, '']),
      [ledger]: edited(ids, [`${id.finding} lesson live`, `${id.finding} lesson retired merged`]),
    });
    const { annotations, log } = await job.step(more);
    expect(annotations[0], log).toContain('::warning file=catalog.ids,line=4');
    expect(job.github.comments(7)[0]?.body).toContain('⚠️ **1 node will be retired.**');
  });

  test('wrong inputs end the step with 64 and a remark, and nothing is read', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: renamed });
    const sent = job.platform.emulator.requests.length;
    const { code, outputs, annotations } = await job.step({ ...opened, with: { envs: 'test' } });
    expect(code).toBe(64);
    expect(outputs).toEqual({ failure_reason: 'usage' });
    expect(annotations).toEqual([
      '::error title=Wrong usage [usage/wrong]::There is no input "envs".%0ADid you mean "env"?',
    ]);
    expect(job.platform.emulator.requests.length).toBe(sent);
    expect(job.github.requests).toEqual([]);
  });

  test('a run that is cancelled leaves the comment to the run that took its place', async () => {
    const slow = { fault: 'latency', ms: 2000, method: 'GET', path: 'lessons' } as const;
    const job = await openJob(await serveGitHub(), undefined, { faults: [slow] });
    const base = job.repository.head();
    const payload = pullRequest({ base, head: base });
    const running = job.startStep({ event: 'pull_request', payload });
    await running.until(({ stdout }) => stdout.includes('Reading test'));
    running.interrupt();
    const { code, outputs } = endedStep(await running.ended, running.files);
    expect(code).toBe(130);
    expect(outputs).toEqual({ failure_reason: 'cancelled' });
    expect(job.github.requests).toEqual([]);
  });
});
