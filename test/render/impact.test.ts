import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { Change, Impact, Plan } from '../../src/model/plan.ts';
import { planFromJson } from '../../src/text/json/plan-from-json.ts';
import { planToJson } from '../../src/text/json/plan-json.ts';
import type { Look } from '../../src/text/look.ts';
import { impactLine, impactOf } from '../../src/text/words/plan-words.ts';

const look: Look = {
  colour: false,
  width: 100,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};
const address = 'lesson/l' as const;
const of = (tied: Omit<Impact, 'nodes'>): { readonly impact: Impact } => ({
  impact: { ...tied, nodes: [{ address, ...tied }] },
});

describe('what hangs on a lesson', () => {
  test.each<[Omit<Impact, 'nodes'>, string]>([
    [{ results: 412, classes: 2 }, '⚠ 412 results, 2 open classes'],
    [{ results: 1, classes: 1, enrollments: 1 }, '⚠ 1 result, 1 open class with 1 enrollment'],
    [{ results: 0, classes: 1, enrollments: 0 }, '⚠ no results, 1 open class without enrollments'],
    [{ results: 0, classes: 0, enrollments: 0 }, 'no results, no open classes'],
    [{ classes: 0 }, '⚠ results unknown, no open classes'],
    [{ results: 0 }, '⚠ no results, classes unknown'],
    [{}, '⚠ results unknown, classes unknown'],
  ])('%j', (tied, said) => {
    const isHarmless = !said.startsWith('⚠');
    expect(impactOf(of(tied).impact, address, look)).toEqual({ text: said, isHarmless });
    const text = `Learner impact of retired and moved lessons: ${said}.`;
    expect(impactLine(of(tied).impact, look)).toEqual({ text, isHarmless });
  });

  test('a screen without the sign', () => {
    const plain = { ...look, unicode: false };
    expect(impactOf(of({ results: 2, classes: 0 }).impact, address, plain)?.text).toMatch(
      /^! 2 results/,
    );
  });

  test('a course has classes alone, and a plan that was not asked says nothing', () => {
    const course = 'course/c' as const;
    const impact = { classes: 0, enrollments: 0, nodes: [{ address: course, classes: 0 }] };
    expect(impactOf(impact, course, look)?.text).toBe('no open classes');
    expect(impactOf(impact, address, look)).toBeUndefined();
    expect(impactLine(undefined, look)).toBeUndefined();
  });
});

test.each([of({ results: 3, classes: 1, enrollments: 2 }), of({}), of({ results: 0 })])(
  'a saved plan keeps it: %j',
  (measured) => {
    const retire: Change = {
      address,
      title: 'L',
      action: 'retire',
      fields: [],
      source: { file: 'catalog.ids', start: { line: 1, column: 1 } },
    };
    const plan: Plan = {
      platform: { name: 'test', url: 'https://timeback.test', dialect: 'partner' },
      changes: [retire],
      context: [],
      unchanged: 0,
      unmanaged: [],
      held: [],
      restored: [],
      guards: [],
      warnings: [],
      digest: 'd',
      ...measured,
    };
    expect(planFromJson(planToJson(plan, noSources))).toEqual(plan);
  },
);
