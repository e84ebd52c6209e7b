// What manifests say is shown and obeyed nowhere; what is secret is not shown; what is too long is
// left out by whole parts.
import { describe, expect, test } from 'vitest';
import { courseManifest } from '../support/catalog-folder.ts';
import { serveGitHub, token } from '../support/github-server.ts';
import { edited, ledger, manifest, reading, recorded } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, type Job, mergeOf, openJob } from '../support/workflow.ts';

const commentOf = (job: Job) => job.github.comments(7)[0]?.body ?? '';

/** A catalog of many lessons, with its ids. */
function large(lessons: number, titled = (text: string) => text) {
  const course = courseManifest(lessons);
  const ids = [...course.matchAll(/sourcedId: ((course|unit|lesson)-\d+)/g)];
  const rows = ids.map(([, name, kind]) => `${name} ${kind} live\n`).join('');
  return { 'catalog/course.yaml': titled(course), [ledger]: `${recorded}${rows}` };
}

describe.skipIf(!hasGit)('texts', () => {
  test('hostile titles are no Markdown, no mention, no command and no marker', async () => {
    const job = await openJob(await serveGitHub());
    const hostile =
      '</details><!-- x --> @everyone #1 ::error::x %0A::set-output name=a::b --> ![i](http://e.test/)';
    const files = {
      [manifest]: edited(reading, ['Finding the main idea', JSON.stringify(hostile)]),
    };
    const { code, stdout, annotations } = await job.step(await branchOf(job, files));
    expect(code).toBe(0);
    expect(annotations).toHaveLength(1);
    expect(stdout.split('\n').filter((line) => /^\s*::(?!add-mask|notice)/.test(line))).toEqual([]);
    const [, ...lines] = commentOf(job).split('\n');
    const outside = lines.join('\n').replace(/```diff[\s\S]*?```/g, '');
    expect(outside).not.toMatch(/@everyone|<!-- x|!\[i\]|<\/details><|#1|http:\/\/e/);
    const { push, sent } = { push: mergeOf(job), sent: job.platform.writes };
    const before = sent().length;
    expect((await job.step(push)).code).toBe(0);
    expect(sent().length).toBe(before + 1);
  });

  test('secrets are masked before anything else, and scrubbed where GitHub masks nothing', async () => {
    const secret = 'correct-horse-battery';
    const job = await openJob(await serveGitHub(), undefined, {
      clients: [{ id: 'emulator', secret }],
    });
    const base = job.repository.head();
    const title = `The ${secret} and ${token} and ${btoa(secret)}`;
    const opened = await branchOf(job, {
      [manifest]: edited(reading, ['Finding the main idea', title]),
    });
    expect(base).toBe(opened.base);
    const { stdout, summary, outputs, code } = await job.step({
      ...opened,
      env: { TIMEBACK_CLIENT_SECRET: secret },
    });
    expect(code).toBe(0);
    const [first, second, ...rest] = stdout.split('\n');
    expect([first, second].sort()).toEqual([`::add-mask::${secret}`, `::add-mask::${token}`]);
    for (const text of [rest.join('\n'), summary, JSON.stringify(outputs), ...job.github.bodies]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(token);
      expect(text).not.toContain(btoa(secret).slice(0, 20));
    }
    expect(commentOf(job)).toContain('[secret]');
  });

  test('5,000 changes: tally first, whole parts left out and named, ten remarks', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, large(5000));
    const { code, outputs, annotations, summary, log } = await job.step(opened);
    expect(code, log.slice(-500)).toBe(0);
    expect(outputs).toMatchObject({ to_add: '5168' });
    const body = commentOf(job);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toContain('Plan: 5168 to add');
    expect(body).toMatch(/unit "Unit 90".*\n {4}- … 30 changes: 30 to add/);
    expect(body).toContain('Omitted, because a comment holds at most 65,536 characters: ');
    expect(body.match(/<details/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0);
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
    expect(annotations.filter((line) => line.startsWith('::notice '))).toHaveLength(10);
  });

  test('50 remarks a job, ten of a kind a step', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, large(40));
    const shown: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      shown.push((await job.step(opened)).annotations.length);
    }
    expect(shown.reduce((sum, number) => sum + number)).toBe(50);
    expect(shown.at(-1)).toBe(0);
    job.newJob();
    const { annotations } = await job.step(opened);
    expect(annotations.filter((line) => line.startsWith('::notice '))).toHaveLength(10);
  });
});
