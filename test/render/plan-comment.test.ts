import { describe, expect, test } from 'vitest';
import { keepWithin, planToComment } from '../../src/text/plan-comment.ts';
import { created, mixed, plain, planOf } from './examples.ts';

describe('keepWithin leaves out the largest until the rest fits', () => {
  test.each([
    { sizes: [], room: 0, kept: [] },
    { sizes: [5, 5], room: 10, kept: [0, 1] },
    { sizes: [5, 9, 5], room: 10, kept: [0, 2] },
    { sizes: [1, 2, 3], room: 2, kept: [0] },
    { sizes: [4, 4], room: 3, kept: [] },
  ])('$sizes in $room', ({ sizes, room, kept }) => {
    expect([...keepWithin(sizes, room)].sort()).toEqual(kept);
  });
});

test('a small plan is whole: lines in sight, few fields open', () => {
  const { text, leftOut } = planToComment(mixed, plain, 65_000);
  expect(leftOut).toEqual([]);
  expect(text).toContain('- `~` unit "Main ideas" `catalog/a.yaml:12`');
  expect(text).toContain('<details open>\n<summary>Fields of 1 node to change</summary>');
  expect(text.indexOf('**Plan: 1 to add')).toBe(0);
});

test('without room for fields there are lines', () => {
  const { text, leftOut } = planToComment(mixed, plain, 1900);
  expect(leftOut).toEqual(['the fields of 1 node']);
  expect(text).toContain('lesson "Finding it"');
  expect(text).toContain('Fields of 1 node to move');
});

const many = (count: number, parent?: 'unit/u1') =>
  Array.from({ length: count }, (_, index) =>
    created(parent ? 'lesson' : 'resource', `n${index}`, parent),
  );

describe.each([
  {
    what: 'under one unit',
    changes: [created('unit', 'u1', 'course/c1'), ...many(3000, 'unit/u1')],
  },
  { what: 'at the top', changes: many(3000) },
])('3,000 nodes $what', ({ changes }) => {
  const plan = planOf(changes, { context: [{ address: 'course/c1', title: 'Reading' }] });

  test.each([3000, 20_000, 65_000])('in %d characters', (room) => {
    const { text, leftOut } = planToComment(plan, plain, room);
    expect(text.length).toBeLessThanOrEqual(room);
    expect(text).toContain(`**Plan: ${changes.length} to add`);
    expect(leftOut.join()).toMatch(/the lines of \d+ changes/);
    const shown = text.match(/^ *- `\+` /gm)?.length ?? 0;
    const counted = Number(/… (\d+) changes: /.exec(text)?.[1]);
    expect(shown + counted).toBe(changes.length);
  });
});
