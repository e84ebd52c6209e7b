import { describe, expect, test } from 'vitest';
import { problem } from '../../src/model/problem.ts';
import type { Detail, Look } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';
import { created, empty, mixed, plain, planOf } from './examples.ts';

const warning = problem('yaml/hazard', {
  detail: 'The grade 08 is read as a text by some and as a number by others.',
  hint: 'Write "08".',
  span: { file: 'catalog/a.yaml', start: { line: 3, column: 9 } },
});

describe('three zoom levels of one plan', () => {
  test.each<{ detail: Detail; shown: string }>([
    {
      detail: 'summary',
      shown: `\
Plan d1 for production (https://api.example.org), dialect partner:
412 nodes unchanged, 1 unmanaged on the platform (left untouched).
Plan: 1 to add, 1 to change, 2 to move, 0 to retire.
`,
    },
    {
      detail: 'tree',
      shown: `\
Plan d1 for production (https://api.example.org), dialect partner:

  course "AlphaTok"
  ~ unit "Main ideas"  catalog/a.yaml:12
    + lesson "Finding it"  catalog/a.yaml:14
    ↕ lesson "Details" moves: unit "Old unit" #3 → unit "Main ideas" #2  catalog/a.yaml:16
    ↕ lesson "Summaries" re-ordered: #4 → #3  catalog/a.yaml:18

412 nodes unchanged, 1 unmanaged on the platform (left untouched).
Plan: 1 to add, 1 to change, 2 to move, 0 to retire.
`,
    },
    {
      detail: 'fields',
      shown: `\
Plan d1 for production (https://api.example.org), dialect partner:

  course "AlphaTok"
  ~ unit "Main ideas"  catalog/a.yaml:12  u1
        title: "Main idea" → "Main ideas"
        metadata.metrics.totalXp: 10 → 20
        metadata."v1.2": (none) → null
    + lesson "Finding it"  catalog/a.yaml:14  l1
          subjects: ["Reading"], metadata: {metrics: {xp: 10}}
    ↕ lesson "Details" moves: unit "Old unit" #3 → unit "Main ideas" #2  catalog/a.yaml:16  l2
    ↕ lesson "Summaries" re-ordered: #4 → #3  catalog/a.yaml:18  l3
          subjects: ["Reading", -"Maths", +"Science"]

412 nodes unchanged, 1 unmanaged on the platform (left untouched).
Plan: 1 to add, 1 to change, 2 to move, 0 to retire.
`,
    },
  ])('$detail', ({ detail, shown }) => {
    expect(renderers.human.plan(mixed, { ...plain, detail })).toBe(shown);
  });
});

test('without Unicode our own signs are ASCII', () => {
  const shown = renderers.human.plan(mixed, { ...plain, unicode: false });
  expect(shown).toContain('> lesson "Details" moves: unit "Old unit" #3 -> unit "Main ideas" #2');
  expect(shown).toMatch(/^[\n -~]*$/);
});

describe('colours', () => {
  const coloured: Look = { ...plain, colour: true };

  test.each([
    { what: 'create', code: '\u001b[32m+\u001b[39m lesson' },
    { what: 'update', code: '\u001b[33m~\u001b[39m unit' },
    { what: 'move and reorder', code: '\u001b[36m↕\u001b[39m lesson' },
    { what: 'unchanged ancestor', code: '\u001b[2mcourse "AlphaTok"\u001b[22m' },
    { what: 'place and id', code: '\u001b[2mcatalog/a.yaml:12  u1\u001b[22m' },
    { what: 'removed item', code: '\u001b[31m-"Maths"\u001b[39m' },
    { what: 'added item', code: '\u001b[32m+"Science"\u001b[39m' },
  ])('$what', ({ code }) => {
    expect(renderers.human.plan(mixed, coloured)).toContain(code);
  });
});

describe('no changes', () => {
  test.each<Detail>(['summary', 'tree', 'fields'])('%s', (detail) => {
    const gap = detail === 'summary' ? '' : '\n';
    expect(renderers.human.plan(empty, { ...plain, detail })).toBe(`\
Plan d1 for production (https://api.example.org), dialect partner:
${gap}412 nodes unchanged, 0 unmanaged on the platform (left untouched).
No changes. The platform matches your manifests.
`);
  });
});

describe('warnings', () => {
  test('stand before the closing lines', () => {
    const plan = { ...empty, unchanged: 1, warnings: [warning] };
    expect(renderers.human.plan(plan, plain)).toBe(`\
Plan d1 for production (https://api.example.org), dialect partner:

Warning[yaml/hazard]: Value may not be what it looks like
 --> catalog/a.yaml:3:9
  The grade 08 is read as a text by some and as a number by others.
  help: Write "08".

1 node unchanged, 0 unmanaged on the platform (left untouched).
No changes. The platform matches your manifests.
`);
  });

  test('stand in reading order', () => {
    const earlier = { ...warning, span: { file: 'catalog/0.yaml', start: { line: 9, column: 1 } } };
    const shown = renderers.human.plan({ ...empty, warnings: [warning, earlier] }, plain);
    expect(shown.match(/(?<=--> ).*/g)).toEqual(['catalog/0.yaml:9:1', 'catalog/a.yaml:3:9']);
  });

  test('are counted in the summary by their codes', () => {
    const other = { ...warning, code: 'reference/missing' } as const;
    const several = { ...empty, warnings: [warning, other, warning] };
    expect(renderers.human.plan(several, { ...plain, detail: 'summary' })).toMatch(
      /^Plan d1 for .*\n3 warnings: yaml\/hazard \(2\), reference\/missing\n412 nodes/,
    );
    const plan = { ...empty, warnings: [warning] };
    expect(renderers.human.plan(plan, { ...plain, detail: 'summary' })).toMatch(
      /^Plan d1 for .*\n1 warning: yaml\/hazard\n412 nodes/,
    );
  });
});

test('a parent that the plan does not know is called by its address', () => {
  const [change] = mixed.changes.filter(({ action }) => action === 'move');
  const plan = planOf(change ? [change] : []);
  expect(renderers.human.plan(plan, plain)).toContain('moves: unit/u2 #3 → unit/u1 #2');
});

test('a node whose parent is not in the plan stands at the top', () => {
  const plan = planOf([created('lesson', 'l1', 'unit/elsewhere')]);
  expect(renderers.human.plan(plan, plain)).toContain(
    '\n+ lesson "Title l1"  catalog/new.yaml:1  l1\n',
  );
});
