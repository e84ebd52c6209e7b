import { describe, expect, test } from 'vitest';
import { problem } from '../../src/model/problem.ts';
import type { ApplyReport, Outcome, Settled, Unkept } from '../../src/model/report.ts';
import { renderers } from '../../src/text/renderers.ts';
import { countsOf } from '../../src/text/words/report-words.ts';
import { fc } from '../support/laws.ts';
import { anyRun } from './arbitraries.ts';
import { created, explained, mixed, plain, planOf, platform } from './examples.ts';

const rejected = problem('remote/rejected', {
  detail: 'The platform answered 422: title is too long.',
  hint: 'Shorten the title.',
});

const applied: readonly Outcome[] = mixed.changes.map(({ address, title, action }) => ({
  address,
  title,
  action,
  status: 'applied',
}));

const halfWay: readonly Outcome[] = [
  {
    address: 'unit/u1',
    title: 'Main ideas',
    action: 'update',
    status: 'failed',
    problem: rejected,
  },
  {
    address: 'lesson/l1',
    title: 'Finding it',
    action: 'create',
    status: 'not-tried',
    because: 'earlier failure',
    blockedBy: 'unit/u1',
  },
  { address: 'lesson/l2', title: 'Details', action: 'move', status: 'applied' },
  {
    address: 'lesson/l3',
    title: 'Summaries',
    action: 'reorder',
    status: 'not-tried',
    because: 'interrupted',
  },
];

const differs: Settled = {
  state: 'differs',
  fields: [
    { address: 'unit/u1', title: 'Main ideas', path: ['metadata', 'v1.2'], sent: 1, kept: null },
    { address: 'lesson/l1', title: 'Finding it', path: ['title'], sent: 'A', kept: 'a' },
  ],
};

function reportOf(outcomes: readonly Outcome[], settled: Settled): ApplyReport {
  return { platform, digest: 'd1', outcomes, unchanged: 412, settled };
}

const human = (outcomes: readonly Outcome[], settled: Settled) =>
  renderers.human.report(reportOf(outcomes, settled), mixed, plain);

describe('for a terminal', () => {
  test('all applied, and the platform kept it', () => {
    expect(human(applied, { state: 'converged' })).toBe(`\
Apply to production (https://api.example.org), dialect partner:

~ unit "Main ideas" changed  catalog/a.yaml:12
+ lesson "Finding it" added  catalog/a.yaml:14
↕ lesson "Details" moved  catalog/a.yaml:16
↕ lesson "Summaries" re-ordered  catalog/a.yaml:18

Apply complete! 1 added, 1 changed, 2 moved, 0 retired. Converged.
`);
  });

  test('applied, but not all was kept', () => {
    const shown = renderers.human.report(reportOf(applied, differs), mixed, {
      ...plain,
      detail: 'summary',
    });
    expect(shown).toBe(`\
Apply to production (https://api.example.org), dialect partner:

Apply complete! 1 added, 1 changed, 2 moved, 0 retired. 2 fields were not kept:
  unit "Main ideas" metadata."v1.2": sent 1, kept nothing
  lesson "Finding it" title: sent "A", kept "a"

To see what remains: timeback-catalog doctor --explain-drift --env production
`);
  });

  test('one field in the singular', () => {
    const one: Settled = { ...differs, fields: differs.fields.slice(0, 1) };
    expect(human(applied, one)).toContain(' 1 field was not kept:\n');
  });

  test('the same field of many nodes is told of the first ones', () => {
    const fields = Array.from({ length: 95 }, (_, n): Unkept => {
      return { address: `lesson/l${n}`, title: `L${n}`, path: ['title'], sent: 'A', kept: 'a' };
    });
    const shown = human(applied, { state: 'differs', fields });
    expect(shown).toContain('95 fields were not kept:\n  lesson "L0" title');
    expect(shown).toContain(
      '  lesson "L4" title: sent "A", kept "a"\n  … and title of 90 more lessons\n',
    );
  });

  test('what would resolve it stands below, ready to be pasted', () => {
    const shown = human(applied, { ...differs, explanation: explained });
    expect(shown).toContain('title of 1 lesson: the same text in different case\n');
    expect(shown).toContain('\n        facts:\n          compare.letters: [title]\n');
  });

  test('applied, and reading back failed', () => {
    const unread = problem('remote/unreachable', { detail: 'No answer for 30 s.' });
    expect(human([], { state: 'unread', problem: unread })).toBe(`\
Apply to production (https://api.example.org), dialect partner:

Apply complete! 0 added, 0 changed, 0 moved, 0 retired. It is unknown what the platform kept:
Error[remote/unreachable]: Platform cannot be reached
  No answer for 30 s.
`);
  });

  test('some failed', () => {
    expect(human(halfWay, { state: 'converged' })).toBe(`\
Apply to production (https://api.example.org), dialect partner:

! unit "Main ideas" not changed: Platform rejected the request [remote/rejected]  catalog/a.yaml:12
    The platform answered 422: title is too long.
    help: Shorten the title.
! lesson "Finding it" not tried: unit "Main ideas" was not written  catalog/a.yaml:14
↕ lesson "Details" moved  catalog/a.yaml:16
! lesson "Summaries" not tried: interrupted  catalog/a.yaml:18

Apply incomplete. 0 added, 0 changed, 1 moved, 0 retired; 1 failed, 2 not tried.
`);
  });

  test('failures are listed in the summary too', () => {
    const look = { ...plain, detail: 'summary' } as const;
    const shown = renderers.human.report(reportOf(halfWay, differs), mixed, look);
    expect(shown).toContain('! unit "Main ideas" not changed');
    expect(shown).not.toContain('lesson "Details" moved');
    expect(shown).toContain('1 failed, 2 not tried. 2 fields were not kept:\n');
  });

  test.each([
    { number: 30, listed: 30 },
    { number: 31, listed: 0 },
  ])('of $number applied changes $listed are listed', ({ number, listed }) => {
    const plan = planOf(Array.from({ length: number }, (_, n) => created('course', `c${n}`)));
    const outcomes = plan.changes.map(
      ({ address, title, action }): Outcome => ({ address, title, action, status: 'applied' }),
    );
    const report = reportOf(outcomes, { state: 'converged' });
    const shown = renderers.human.report(report, plan, plain);
    expect(shown.match(/^\+ /gm) ?? []).toHaveLength(listed);
    expect(shown).toContain(`Apply complete! ${number} added, `);
  });
});

test('as Markdown', () => {
  expect(renderers.markdown.report(reportOf(halfWay, differs), mixed, plain)).toBe(`\
### Apply to production

**Apply incomplete. 0 added, 0 changed, 1 moved, 0 retired; 1 failed, 2 not tried. 2 fields were not kept:**

- unit "Main ideas" metadata."v1.2": sent 1, kept nothing
- lesson "Finding it" title: sent "A", kept "a"

To see what remains: \`timeback-catalog doctor --explain-drift --env production\`

Changes:

- \`!\` unit "Main ideas" not changed: Platform rejected the request &#91;remote/rejected&#93; \`catalog/a.yaml:12\`

  The platform answered 422: title is too long.

  help: Shorten the title.
- \`!\` lesson "Finding it" not tried: unit "Main ideas" was not written \`catalog/a.yaml:14\`
- \`↕\` lesson "Details" moved \`catalog/a.yaml:16\`
- \`!\` lesson "Summaries" not tried: interrupted \`catalog/a.yaml:18\`
`);
});

test('as JSON', () => {
  expect(JSON.parse(renderers.json.report(reportOf(halfWay, differs), mixed, plain))).toEqual({
    format_version: '1.0',
    platform,
    digest: 'd1',
    summary: {
      added: 0,
      changed: 0,
      moved: 1,
      retired: 0,
      failed: 1,
      not_tried: 2,
      unchanged: 412,
    },
    held: [],
    outcomes: [
      expect.objectContaining({
        address: 'unit/u1',
        type: 'unit',
        sourced_id: 'u1',
        title: 'Main ideas',
        action: 'update',
        status: 'failed',
        problem: expect.objectContaining({ code: 'remote/rejected' }),
      }),
      expect.objectContaining({
        status: 'not-tried',
        because: 'earlier failure',
        blocked_by: 'unit/u1',
      }),
      expect.objectContaining({ status: 'applied', action: 'move' }),
      expect.objectContaining({ status: 'not-tried', because: 'interrupted' }),
    ],
    settled: {
      state: 'differs',
      fields: [
        expect.objectContaining({ path: ['metadata', 'v1.2'], sent: 1, kept: null }),
        expect.objectContaining({ path: ['title'], sent: 'A', kept: 'a' }),
      ],
    },
  });
});

test('law: the numbers add up to the plan', () => {
  fc.assert(
    fc.property(anyRun, ({ plan, report }) => {
      const { added, changed, moved, retired, failed, notTried } = countsOf(report);
      expect(added + changed + moved + retired + failed + notTried).toBe(plan.changes.length);
    }),
  );
});
