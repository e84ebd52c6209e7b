// Attacks on the comment that holds the approval, and on all that the Action writes: each beside the
// honest form, which goes through in the same job.
import { describe, expect, test } from 'vitest';
import { actionsBot, serveGitHub } from '../support/github-server.ts';
import { edited, id, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, mergeOf, openJob } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);

describe.skipIf(!hasGit)('a comment that only looks like an approval', () => {
  test.each([
    { what: 'by another bot', login: 'evil[bot]' },
    { what: 'by a user who is called like the bot', login: 'github-actions' },
    { what: 'by the author of the pull request', login: 'mallory' },
    {
      what: 'of the bot, for another environment',
      login: actionsBot,
      change: (body: string) => body.replace('@test', '@prod'),
    },
    {
      what: 'of the bot, with its marker further down',
      login: actionsBot,
      change: (body: string) => `Quoted:\n${body}`,
    },
  ])('$what: refused', async ({ login, change = (body: string) => body }) => {
    const job = await openJob(await serveGitHub());
    await job.step(await branchOf(job, { [manifest]: renamed }));
    const honest = job.github.comments(7)[0]?.body ?? '';
    job.github.forget();
    job.github.comment(7, login, change(honest));
    const push = mergeOf(job);
    const writes = job.platform.writes().length;
    const refused = await job.step(push);
    expect(refused.code, refused.log).toBe(5);
    expect(refused.outputs['failure_reason']).toBe('not-approved');
    expect(job.platform.writes()).toHaveLength(writes);
    // By hand it goes through: what was refused is the approval.
    const hash = refused.outputs['plan_hash'] ?? '';
    const byHand = { command: 'apply', 'plan-hash': hash };
    const done = await job.step({ ...push, event: 'workflow_dispatch', with: byHand });
    expect(done.code, done.log).toBe(0);
    expect(job.platform.writes()).toHaveLength(writes + 1);
  });
});

/** What logs, pages, terminals and servers have obeyed somewhere. */
const hostile = [
  ...['::set-output name=plan_hash::deadbeef', '\n::set-env name=X::y', '\r::add-mask::a'],
  ...['\r\n::error::x', '\u2028::error::x', '\u0085::error::x', '\u000b::error::x'],
  ...['\u000c::stop-commands::t', '##[error]x', '##vso[task.setvariable variable=x]y'],
  ...['%0A::error::x', '\u001b]0;x\u0007\u001b[31m', '\u009b31m', '\u202egnp.exe', '\u2066\u200f'],
  ...['EOF\nplan_hash=evil', '</details></details><h1>x</h1>', '<img src=https://e.test/p.png>'],
  ...['![x](https://e.test/p.png)', '[x](javascript:alert(1))', '<script>alert(1)</script>'],
  ...['@everyone @octocat', 'fixes #1 closes GH-2', 'https://e.test www.e.test a@e.test'],
  ...['`code` ``` ~~~', '| a | b |', '<!-- plan ends -->', '<!-- timeback-catalog {} -->'],
  ...['\u200b\ufeff\u00ad', '$x^2$', '&lt;img&gt; &#60;', '\\', '$(id) `id`'],
  ...['- [ ] task', '1. x', '> quote', '    code', '---', '***'],
];

const outputsOfAction = [
  ...['changes', 'to_add', 'to_change', 'to_move', 'to_retire'],
  ...['plan_path', 'json_plan_path', 'html_plan_path', 'plan_hash', 'failure_reason'],
];

/** Lines that a runner obeys, as it reads a log. */
function commandsIn(log: string): string[] {
  return log
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^[\s\u0085\u180e\ufeff]+/u, ''))
    .filter((line) => line.startsWith('::') || /##(?:\[|vso|teamcity)/.test(line))
    .filter((line) => !/^::(?:add-mask|notice|warning|error)(?: [^\n]*)?::/.test(line));
}

test.skipIf(!hasGit)(
  'what manifests say is obeyed nowhere, in a plan and in an apply',
  async () => {
    const job = await openJob(await serveGitHub());
    const metadata = hostile.map(
      (text, index) => `          ${JSON.stringify(`k${index}${text}`)}: ${JSON.stringify(text)}`,
    );
    const units = hostile.map((text, index) =>
      [`  - sourcedId: unit-hostile-${index}`, `    title: ${JSON.stringify(`U ${text}`)}`].join(
        '\n',
      ),
    );
    const text = `${edited(reading, ['          slug: main-idea', metadata.join('\n')])}${units.join('\n')}\n`;
    const ids = hostile.map((_, index) => `unit-hostile-${index} unit live\n`).join('');
    const opened = await branchOf(job, {
      [manifest]: text,
      'catalog.ids': `${ledgerOf(id)}${ids}`,
    });
    const planned = await job.step(opened);
    expect(planned.code, planned.log).toBe(0);
    const shown = job.github.comments(7)[0]?.body ?? '';
    const push = mergeOf(job);
    const applied = await job.step(push);
    expect(applied.code, applied.log.slice(-2000)).toBe(0);
    expect(applied.outputs['to_add']).toBe(String(hostile.length));
    const comment = job.github.comments(7)[0]?.body ?? '';
    for (const { stdout, summary, outputs } of [planned, applied]) {
      expect(commandsIn(stdout)).toEqual([]);
      for (const page of [stdout, summary, shown, comment]) {
        expect(page.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }
      expect(Object.keys(outputs).filter((name) => !outputsOfAction.includes(name))).toEqual([]);
      expect(outputs['plan_hash']).toMatch(/^[0-9a-f]{64}$/);
    }
    for (const page of [shown, comment, planned.summary, applied.summary]) {
      const outside = page
        .replace(/^(?: *)```[\s\S]*?^ *```/gm, '')
        .replace(/^<!-- timeback-catalog.*$/m, '');
      expect(outside).not.toMatch(
        /<h1|<img|<script|@everyone|@octocat|!\[x\]|\]\(javascript|https:\/\/e\.test/,
      );
      expect(outside).not.toContain('<!-- timeback-catalog {} -->');
    }
  },
);

function ledgerOf(ids: typeof id): string {
  const { course, mainIdeas, inference, ...lessons } = ids;
  const rows = [
    `${course} course live`,
    ...[mainIdeas, inference].map((unit) => `${unit} unit live`),
    ...Object.values(lessons).map((lesson) => `${lesson} lesson live`),
  ];
  return `${rows.join('\n')}\n`;
}
