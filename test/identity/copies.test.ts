// Ids that were at two nodes at the base, or are now: the original is never taken for its copy.

import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import { comparisonOf } from '../../src/identity/compared-snapshot.ts';
import { originalOf, withOriginals } from '../../src/identity/id-checks.ts';
import type { SnapshotNode } from '../../src/model/catalog.ts';
import { idKey } from '../../src/model/node.ts';
import { problem } from '../../src/model/problem.ts';
import { lesson, type Outline, snapshot, unit } from './node.ts';

const unitOf = (...lessons: readonly Outline[]) => snapshot([unit('u', 'Main ideas', lessons)]);
const about = (text: string) => ({ metadata: { description: text } });
const original = lesson('b', 'Supporting details', about('What holds the main idea up.'));
const pasted = lesson('b', 'Signal words', about('Words that show where it goes.'));

function nodeOf(outline: Outline): SnapshotNode {
  const node = unitOf(outline).get(idKey('lesson', outline.id));
  if (!node) throw new Error('the example lacks its node');
  return node;
}

describe.each([
  { name: 'above', first: pasted, second: original },
  { name: 'below', first: original, second: pasted },
])('a copy that the base has $name its original', ({ first, second }) => {
  const before = unitOf(lesson('a', 'Finding the main idea'), first);
  const copies = new Map([[idKey('lesson', 'b'), [nodeOf(second)]]]);

  test('gets an id of its own', () => {
    const mended = lesson('new', 'Signal words', about('Words that show where it goes.'));
    for (const lessons of [
      [mended, original],
      [original, mended],
    ]) {
      const after = unitOf(lesson('a', 'Finding the main idea'), ...lessons);
      const { problems, classified } = checkIdentity({ before, copies, after });
      expect(problems).toEqual([]);
      expect(classified).toContainEqual(
        expect.objectContaining({ sourcedId: 'new', allowed: ['added'] }),
      );
    }
  });

  test('is not the one that the base is taken to have', () => {
    const after = unitOf(original);
    expect(withOriginals(before, copies, after).get(idKey('lesson', 'b'))?.title).toBe(
      'Supporting details',
    );
  });
});

describe('two nodes with one id, held against the one that the base has', () => {
  const edited = lesson('b', 'Supporting details', about('What holds up the main idea.'));
  test.each([
    { name: 'the first', pair: [original, pasted], owner: 'first' },
    { name: 'the second', pair: [pasted, original], owner: 'second' },
    {
      name: 'both, one of them edited: one lesson in two places',
      pair: [original, edited],
      owner: 'both',
    },
    { name: 'neither', pair: [lesson('b', 'Commas'), lesson('b', 'Dots')], owner: undefined },
  ] as const)('$name', ({ pair: [first, second], owner }) => {
    const states = comparisonOf(unitOf(original), unitOf(first));
    expect(originalOf(nodeOf(original), [nodeOf(first), nodeOf(second)], states)).toBe(owner);
  });
});

describe('one id at two nodes: which of them the base knows', () => {
  const second = 'no id at catalog/a.yaml 9 5';
  const told = (first: Outline, other: Outline) => {
    const after = unitOf(first, { ...other, id: second });
    const duplicate = problem('id/duplicate', { detail: 'Two have one id.', hint: 'Decide.' });
    const unnamed = new Map([[second, { problem: duplicate, written: 'b' }]]);
    const [found] = checkIdentity({ before: unitOf(original), after, unnamed }).problems;
    return { code: found?.code, hint: found?.hint };
  };

  test.each([
    {
      name: 'the first keeps it',
      pair: [original, pasted],
      hint: 'Remove the sourcedId in catalog/a.yaml:3 and run `timeback-catalog fmt`; catalog/a.yaml:2 keeps it. If both are one lesson, as after a merge, delete one of them.',
    },
    {
      name: 'the second keeps it',
      pair: [pasted, original],
      hint: 'Remove the sourcedId in catalog/a.yaml:2 and run `timeback-catalog fmt`; catalog/a.yaml:3 keeps it. If both are one lesson, as after a merge, delete one of them.',
    },
    {
      name: 'both are the same one',
      pair: [original, original],
      hint: 'If it is one lesson in two places, delete one of them, catalog/a.yaml:2 or catalog/a.yaml:3. If one is a copy, remove the sourcedId of the copy and run `timeback-catalog fmt`.',
    },
  ] as const)('$name', ({ pair: [first, other], hint }) => {
    expect(told(first, other)).toEqual({ code: 'id/duplicate', hint });
  });
});
