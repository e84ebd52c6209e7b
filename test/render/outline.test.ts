import { describe, expect, test } from 'vitest';
import { addressOf } from '../../src/model/node.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import type { Look } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';
import { type FoldableItem, outlineOf } from '../../src/text/words/outline.ts';
import { fc } from '../support/laws.ts';
import { anyPlan } from './arbitraries.ts';
import { created, plain, planOf } from './examples.ts';

const tree: Look = { ...plain, detail: 'tree' };

/** Courses with units with lessons, all new, in outline order. */
function newCatalog(courses: number, units: number, lessons: number): Change[] {
  return Array.from({ length: courses }, (_, c) => [
    created('course', `c${c}`),
    ...Array.from({ length: units }, (_, u) => newUnit(`c${c}`, `c${c}u${u}`, lessons)).flat(),
  ]).flat();
}

function newUnit(course: string, unit: string, lessons: number): Change[] {
  return [created('unit', unit, addressOf('course', course)), ...newLessons(unit, lessons)];
}

function newLessons(unit: string, lessons: number): Change[] {
  return Array.from({ length: lessons }, (_, l) =>
    created('lesson', `${unit}l${l}`, addressOf('unit', unit)),
  );
}

/** Every new node is either on a line of its own or counted on a folding line. */
function accountedFor(shown: string): number {
  const listed = shown.match(/^ *\+ /gm)?.length ?? 0;
  const folded = [...shown.matchAll(/^ *… and (.*)$/gm)].flatMap(([, counts = '']) =>
    counts
      .replace(/ in .*/, '')
      .match(/\d+/g)
      ?.map(Number),
  );
  return folded.reduce<number>((sum, number) => sum + (number ?? 0), listed);
}

function planLines(plan: Plan, look: Look): string[] {
  return renderers.human.plan(plan, look).split('\n');
}

describe('folding of new nodes', () => {
  test.each([
    { siblings: 20, listed: 20, fold: undefined },
    { siblings: 21, listed: 10, fold: '… and 11 more lessons' },
    { siblings: 97, listed: 10, fold: '… and 87 more lessons' },
  ])('$siblings siblings: $listed are listed', ({ siblings, listed, fold }) => {
    const lines = planLines(planOf(newUnit('c', 'u', siblings)), tree).map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith('+ lesson'))).toHaveLength(listed);
    expect(lines.find((line) => line.startsWith('…'))).toBe(fold);
  });

  test('what hangs below the folded nodes is counted too', () => {
    expect(renderers.human.plan(planOf(newCatalog(1, 22, 2)), tree)).toContain(
      '\n  … and 12 more units with 24 lessons\n',
    );
  });

  test('unchanged parents of nothing but new nodes are folded as such', () => {
    const units = Array.from({ length: 30 }, (_, u) => `u${u}`);
    const plan = planOf(
      units.flatMap((unit) => newLessons(unit, 3)),
      {
        context: [
          { address: 'course/c', title: 'C' },
          ...units.map((unit) => ({
            address: addressOf('unit', unit),
            title: unit,
            parent: 'course/c' as const,
          })),
        ],
      },
    );
    expect(renderers.human.plan(plan, tree)).toContain('\n  … and 60 lessons in 20 more units\n');
  });

  test('kinds are counted apart', () => {
    const courses = Array.from({ length: 12 }, (_, c) => created('course', `c${c}`));
    const resources = Array.from({ length: 12 }, (_, r) => created('resource', `r${r}`));
    const shown = renderers.human.plan(planOf([...courses, ...resources]), tree);
    expect(shown).toContain('\n… and 2 more courses\n… and 12 more resources\n');
  });

  test('a change to what exists is never folded, nor are its ancestors', () => {
    const moved: Change = {
      action: 'reorder',
      makesRoom: false,
      address: 'lesson/last',
      title: 'Last',
      parent: 'unit/u',
      source: { file: 'a.yaml', start: { line: 1, column: 1 } },
      from: { parent: 'unit/u', position: 1, sortOrder: 1 },
      to: { parent: 'unit/u', position: 98, sortOrder: 98 },
      fields: [],
    };
    const shown = renderers.human.plan(planOf([...newUnit('c', 'u', 97), moved]), tree);
    expect(shown).toContain('… and 87 more lessons');
    expect(shown).toContain('↕ lesson "Last" re-ordered: #1 → #98');
  });

  test.each([
    { name: 'one list of 100,000', changes: newUnit('c', 'u', 100_000) },
    { name: 'wide', changes: newCatalog(100, 10, 100) },
    { name: 'lists that are short everywhere', changes: newCatalog(20, 20, 20) },
    { name: 'single lessons', changes: newCatalog(5_000, 1, 1) },
  ])('$name: bounded, and every node is accounted for', ({ changes }) => {
    const plan = planOf(changes);
    expect(planLines(plan, plain).length).toBeLessThan(2_000);
    expect(renderers.markdown.plan(plan, plain).split('\n').length).toBeLessThan(4_000);
    expect(accountedFor(renderers.human.plan(plan, tree))).toBe(changes.length);
  });
});

describe('every change of a plan is in its outline', () => {
  const changesIn = (items: readonly FoldableItem[]): Change[] =>
    items.flatMap((item) =>
      item.item === 'fold'
        ? []
        : [...(item.change ? [item.change] : []), ...changesIn(item.children)],
    );

  test('law', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(new Set(changesIn(outlineOf(plan)))).toEqual(new Set(plan.changes));
      }),
    );
  });

  test('even if a damaged plan file has parents in a circle', () => {
    const [a, b] = [created('unit', 'a', 'unit/b'), created('unit', 'b', 'unit/a')];
    const own = created('course', 'own', 'course/own');
    expect(changesIn(outlineOf(planOf([a, b, own])))).toEqual([b, a, own]);
  });

  test('ancestors that the changes share are shown once, in outline order', () => {
    const plan = planOf([created('lesson', 'l1', 'unit/u1'), created('lesson', 'l2', 'unit/u2')], {
      context: [
        { address: 'unit/u2', title: 'Two', parent: 'course/c' },
        { address: 'course/c', title: 'C' },
        { address: 'unit/u1', title: 'One', parent: 'course/c' },
        { address: 'unit/u3', title: 'Not an ancestor', parent: 'course/c' },
      ],
    });
    const names = renderers.human.plan(plan, tree).match(/(course|unit|lesson) ".*?"/g);
    expect(names).toEqual([
      'course "C"',
      'unit "One"',
      'lesson "Title l1"',
      'unit "Two"',
      'lesson "Title l2"',
    ]);
  });
});
