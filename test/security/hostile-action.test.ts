// A pull request whose every text is hostile, through the Action: what its log, outputs, summary and
// comment are to those who read them, from the plan to what became of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostileTitles, unsafe } from '../render/hostile.ts';
import { serveGitHub } from '../support/github-server.ts';
import { config } from '../support/reading-catalog.ts';
import { expectTame } from '../support/rendered.ts';
import { hasGit } from '../support/repository.ts';
import { configFor } from '../support/served-catalog.ts';
import {
  branchOf,
  type Job,
  mergeOf,
  openJob,
  pullRequest,
  pushTo,
  type StepEnded,
} from '../support/workflow.ts';

const texts = hostileTitles;
const all = texts.join(' ');
const quoted = (text: string) => JSON.stringify(text);
const run = 'https://github.com/the-org/catalog/actions/runs/4242';

/** A course with a unit and a lesson for each text. */
const hostile = `kind: course
sourcedId: hostile
title: ${quoted(all)}
courseCode: ${quoted(all)}
units:
${texts
  .map(
    (text, at) => `  - sourcedId: hostile-u${at}
    title: ${quoted(text)}
    metadata: { ${quoted(`k${text}`)}: ${quoted(text)} }
    lessons:
      - sourcedId: hostile-l${at}
        title: ${quoted(`L ${text}`)}
`,
  )
  .join('')}`;

const files = {
  'catalog/hostile.yaml': hostile,
  'catalog/a\n::error::b.yaml': 'kind: course\nsourcedId: f0\ntitle: f0\n',
  'catalog/%0A::set-output name=a::b.yaml': 'kind: course\nsourcedId: f1\ntitle: f1\n',
  'catalog/a,line=9::x\u202e\u001b[31m.yaml': 'kind: course\nsourcedId: f2\ntitle: f2\n',
  'catalog/`x` <img src=x> @octocat #1.yaml': 'kind: course\nsourcedId: f3\ntitle: f3\n',
};

/** Also what the runner takes for a blank, which this machine does not. */
const blanks = /^[\s\u0085\u180e\u200b\ufeff]+/;
const lineEnds = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/;

/** The lines of a log that a runner obeys, read as generously as any runner has done. */
function commandsIn(log: string): string[] {
  return log
    .split(lineEnds)
    .map((line) => line.replace(blanks, ''))
    .filter((line) => line.startsWith('::') || /##\w*\[/.test(line));
}

/** What the Action itself may say to the runner. */
const remark =
  /^::debug::[^\r\n]*$|^::(?:error|warning|notice) (?:file=[^:,]+,line=\d+(?:,(?:endLine|col|endColumn)=\d+)*,)?title=[^:,]+::[^\r\n]*$/;

const outputs = new Set(
  [
    ...readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8').matchAll(
      /^ {2}(\w+):$/gm,
    ),
  ].map(([, name]) => name),
);

/** Nothing of what a step says is obeyed, linked or taken for structure. */
function expectHeld({ stdout, stderr, summary, outputs: given }: StepEnded): void {
  const commands = commandsIn(`${stdout}\n${stderr}`);
  expect(commands.filter((line) => !line.startsWith('::add-mask::') && !remark.test(line))).toEqual(
    [],
  );
  for (const text of [stdout, stderr, summary, ...Object.values(given)]) {
    expect(unsafe.exec(text)).toBeNull();
  }
  expect(Object.keys(given).filter((name) => !outputs.has(name))).toEqual([]);
  expectTame(summary, [run]);
}

const bodyOf = (job: Job) => job.github.comments(7)[0]?.body ?? '';

function expectComment(job: Job): readonly string[] {
  expect(job.github.comments(7)).toHaveLength(1);
  const body = bodyOf(job);
  expect(unsafe.exec(body)).toBeNull();
  return expectTame(body, [run]).comments;
}

const shownPlan = (body: string) =>
  /^<!-- plan begins -->\n([\s\S]*)\n<!-- plan ends -->$/m.exec(body)?.[1]?.trim();

describe.skipIf(!hasGit)('a pull request full of hostile texts', () => {
  test('from its plan to what became of it', { timeout: 120_000 }, async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, files);
    const { repository } = job;
    repository.git('commit', '-q', '--allow-empty', '-m', all.replaceAll('\0', ''));
    const marks = [expect.stringContaining('timeback-catalog {'), 'plan begins', 'plan ends'];

    const head = repository.head();
    job.github.pulls.set(7, {
      ...job.github.pulls.get(7),
      head: { ref: opened.branch, sha: head },
    });
    const texted = { ...opened, payload: pullRequest({ base: opened.base, head }) };
    const planned = await job.step({ ...texted, env: { RUNNER_DEBUG: '1' } });
    expect([planned.code, planned.outputs['to_add']]).toEqual([0, `${texts.length * 2 + 5}`]);
    expectHeld(planned);
    expect(expectComment(job)).toEqual(marks);
    expect(shownPlan(bodyOf(job))).toContain('&#60;!-- plan ends --&#62;');

    // The same with an error in each lesson.
    const wrong = hostile.replaceAll('title: "L ', 'tilte: "L ');
    const failed = await job.step(pushTo(job, opened, { 'catalog/hostile.yaml': wrong }));
    expect(failed.code).toBe(1);
    // GitHub shows ten of a sort.
    for (const sort of ['::error ', '::warning ']) {
      expect(failed.annotations.filter((line) => line.startsWith(sort))).toHaveLength(10);
    }
    expectHeld(failed);
    expect(expectComment(job)).toEqual([marks[0]]);

    const mended = pushTo(job, opened, { 'catalog/hostile.yaml': hostile });
    expect((await job.step(mended)).code).toBe(0);
    const plan = shownPlan(bodyOf(job));
    expect(plan).toContain('&#60;!-- plan ends --&#62;');
    const applied = await job.step(mergeOf(job));
    expect(applied.code, applied.stdout.slice(-2000)).toBe(0);
    expectHeld(applied);
    expect(bodyOf(job)).toContain('Applied to test');
    // The plan that was approved stands there whole, whatever its titles say.
    expect(expectComment(job)).toEqual(marks);
    expect(shownPlan(bodyOf(job))).toBe(plan);
  });
});

describe.skipIf(!hasGit)('texts of the workflow and of the config', () => {
  const honest = { event: 'push', with: {} };

  test.each([
    { what: 'working-directory', with: { 'working-directory': 'x\n::error::y' }, code: 64 },
    { what: 'env', with: { env: 'x\n::error::y' }, code: 1 },
    { what: 'target', with: { target: 'x\n::error::y' }, code: 1 },
    { what: 'comment', with: { comment: '\n::set-output name=a::b' }, code: 64 },
    { what: 'parallelism', with: { parallelism: '::error::' }, code: 64 },
    { what: 'plan-hash', with: { 'plan-hash': '\n::error::' }, code: 64 },
    { what: 'an unknown input', with: { 'x\n::error::y': 'x' }, code: 64 },
    { what: 'GITHUB_REPOSITORY', env: { GITHUB_REPOSITORY: 'a/b\n::error::' }, code: 64 },
    {
      what: 'GITHUB_ACTOR',
      env: { GITHUB_ACTOR: `a\n::error::b${all.replaceAll('\0', '')}` },
      code: 0,
    },
    { what: 'a value of facts', more: '    facts: { lesson.plural: "x\\n::error::y" }\n', code: 1 },
    { what: 'a key of facts', more: '    facts: { "x\\n::error::y": 1 }\n', code: 1 },
    { what: 'a token address', more: '    tokenUrl: "/x\\n::error::y"\n', code: 1 },
    { what: 'an unknown key', more: '    "x\\n::error::y": 1\n', code: 1 },
    {
      what: 'an override',
      more: '    overrides: { "course/\\n::error::x": { title: a } }\n',
      code: 1,
    },
  ])('$what', async ({ code, more, ...given }) => {
    const job = await openJob(await serveGitHub());
    expect((await job.step(honest)).code).toBe(0);
    if (more) job.repository.commit({ [config]: `${configFor(job.platform.url)}${more}` });
    const ended = await job.step({ ...honest, ...given });
    expectHeld(ended);
    expect(ended.code).toBe(code);
    if (code !== 0) expect(ended.annotations.length).toBeGreaterThan(0);
  });
});
