import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../../src/identity/compared-snapshot.ts';
import { pairNodes } from '../../src/identity/pair.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { nodeKey } from '../../src/model/node.ts';
import { course, lesson, type Outline, resource, snapshot, unit } from './node.ts';

const text = 'How to tell what a paragraph is mainly about.';

/** Lessons of one unit, and a second unit that is the same on both sides. */
const inUnits = (lessons: readonly Outline[], others: readonly Outline[] = []) =>
  snapshot([
    course('c', 'Reading', [unit('u', 'Main ideas', lessons), unit('v', 'Details', others)]),
  ]);

describe('pairing', () => {
  const pairs = (before: Snapshot, after: Snapshot) => {
    const only = (a: Snapshot, b: Snapshot) => [...a.values()].filter((n) => !b.has(nodeKey(n)));
    return pairNodes(only(before, after), only(after, before), comparisonOf(before, after)).map(
      ({ was, now, certain, rivals }) =>
        [was.sourcedId, now.sourcedId, certain, rivals.map((rival) => rival.sourcedId)] as const,
    );
  };

  test('each node finds its own', () => {
    const before = inUnits([lesson('a', 'Alpha'), lesson('b', 'Beta')]);
    const after = inUnits([lesson('b2', 'Beta'), lesson('a2', 'Alpha')]);
    expect(pairs(before, after)).toEqual([
      ['a', 'a2', true, []],
      ['b', 'b2', true, []],
    ]);
  });

  test('two candidates alike: proposed, named, and not certain', () => {
    const before = inUnits([lesson('a', 'Quiz')]);
    const after = inUnits([lesson('q1', 'Quiz'), lesson('q2', 'Quiz')]);
    expect(pairs(before, after)).toEqual([['a', 'q1', false, ['q2']]]);
  });

  test('a title alone, in another unit, is not certain', () => {
    const before = inUnits([lesson('a', 'Alpha')]);
    expect(pairs(before, inUnits([], [lesson('a2', 'Alpha')]))).toEqual([['a', 'a2', false, []]]);
  });

  test('same title and place with another text is not certain', () => {
    const before = inUnits([lesson('a', 'Alpha', { description: text })]);
    const other = { description: 'Commas separate the items of a list, and that is it.' };
    expect(pairs(before, inUnits([lesson('a2', 'Alpha', other)]))).toEqual([
      ['a', 'a2', false, []],
    ]);
  });

  test('another title at the same place with the same text is not certain', () => {
    const before = inUnits([lesson('a', 'Flickr API', { description: text })]);
    const after = inUnits([lesson('a2', 'Pexels API', { description: text })]);
    expect(pairs(before, after)).toEqual([['a', 'a2', false, []]]);
  });

  test('a place alone pairs nothing', () => {
    expect(pairs(inUnits([lesson('a', 'Alpha')]), inUnits([lesson('b', 'Omega')]))).toEqual([]);
  });

  const [idea, words] = ['Finding the main idea of a text', 'Finding some other idea in a text'];
  test.each([
    {
      name: 'its unit',
      before: inUnits([lesson('a', idea)]),
      after: inUnits([lesson('x', 'First'), lesson('a2', words)]),
    },
    {
      name: 'a value that few have',
      before: inUnits([lesson('a', idea, { metadata: { slug: 's' } })]),
      after: inUnits([], [lesson('a2', words, { metadata: { slug: 's' } })]),
    },
    {
      name: 'what is in it',
      before: snapshot([course('c', 'C', [unit('a', idea, [lesson('l', 'L')])]), course('d', 'D')]),
      after: snapshot([
        course('c', 'C'),
        course('d', 'D', [unit('a2', words, [lesson('l', 'L')])]),
      ]),
    },
  ])('a similar title is found by $name', ({ before, after }) => {
    expect(pairs(before, after)).toEqual([['a', 'a2', false, []]]);
  });

  test('a similar title is found by a unit that lost its id too', () => {
    const tree = (id: string, ...lessons: readonly Outline[]) =>
      snapshot([course('c', 'C', [unit(id, 'U', lessons)])]);
    const after = tree('u2', lesson('x', 'First'), lesson('a2', words));
    expect(pairs(tree('u1', lesson('a', idea)), after)).toEqual([
      ['u1', 'u2', true, []],
      ['a', 'a2', false, []],
    ]);
  });

  test('if too many share a title and a unit to compare them all, the place tells them apart', () => {
    const many = (end: string) =>
      inUnits(Array.from({ length: 31 }, (_, index) => lesson(`${index}${end}`, 'Quiz')));
    const found = pairs(many('old'), many('new'));
    expect(found).toHaveLength(31);
    expect(found).toContainEqual(['7old', '7new', true, []]);
  });

  const same = { description: text };
  test.each<{ name: string; before: Snapshot; after: Snapshot; certain: boolean }>([
    {
      name: 'a similar title, the same text, the same unit',
      before: inUnits([lesson('a', 'Adding fractions', same)]),
      after: inUnits([lesson('x', 'First'), lesson('a2', 'Adding fractions up', same)]),
      certain: true,
    },
    {
      name: 'a similar title and the same text in another unit',
      before: inUnits([lesson('a', 'Adding fractions', same)]),
      after: inUnits([], [lesson('a2', 'Adding fractions up', same)]),
      certain: false,
    },
    {
      name: 'the same title and text in another unit',
      before: inUnits([lesson('a', 'Alpha', same), lesson('b', 'Beta'), lesson('c', 'Gamma')]),
      after: inUnits([lesson('b', 'Beta'), lesson('c', 'Gamma')], [lesson('a2', 'Alpha', same)]),
      certain: true,
    },
    {
      name: 'the same beside copies of the lessons that stayed',
      before: inUnits([lesson('a', 'Alpha', same), lesson('b', 'Beta'), lesson('c', 'Gamma')]),
      after: inUnits(
        [lesson('b', 'Beta'), lesson('c', 'Gamma')],
        [lesson('a2', 'Alpha', same), lesson('b2', 'Beta'), lesson('c2', 'Gamma')],
      ),
      certain: false,
    },
    {
      name: 'the same beside a copy of one of the lessons that stayed',
      before: inUnits([lesson('a', 'Alpha', same), lesson('b', 'Beta'), lesson('c', 'Gamma')]),
      after: inUnits(
        [lesson('b', 'Beta'), lesson('c', 'Gamma')],
        [lesson('a2', 'Alpha', same), lesson('b2', 'Beta')],
      ),
      certain: true,
    },
    {
      name: 'another title, the same lessons, the same course',
      before: snapshot([course('c', 'C', [unit('a', 'Plants', [lesson('l', 'L')])])]),
      after: snapshot([course('c', 'C', [unit('a2', 'Green life', [lesson('l', 'L')])])]),
      certain: true,
    },
    {
      name: 'a similar title in the same unit, and no more',
      before: inUnits([lesson('a', 'Adding fractions')]),
      after: inUnits([lesson('a2', 'Adding fractions up')]),
      certain: false,
    },
    {
      name: 'the same title and unit beside one that is much less alike',
      before: inUnits([lesson('a', 'Adding fractions')]),
      after: inUnits([lesson('a2', 'Adding fractions'), lesson('b', 'Adding fractions later on')]),
      certain: true,
    },
  ])('is certain or not: $name', ({ before, after, certain }) => {
    expect(pairs(before, after)).toEqual([['a', 'a2', certain, []]]);
  });

  test('the best pair comes first, and leaves the next best without', () => {
    const before = inUnits([lesson('a', 'Adding fractions now'), lesson('b', 'Fractions now')]);
    const after = inUnits([lesson('x', 'Fractions now')]);
    expect(pairs(before, after)).toEqual([['b', 'x', false, ['a']]]);
  });

  test.each([
    ['q1', 'q2'],
    ['q2', 'q1'],
  ])('of equals the first in order: %s, %s', (first, second) => {
    const after = snapshot([first, second].map((id) => resource(id, 'Quiz')));
    expect(pairs(snapshot([resource('a', 'Quiz')]), after)).toEqual([
      ['a', first, false, [second]],
    ]);
  });

  test.each([
    ['q1', 'q2', 'q3'],
    ['q3', 'q2', 'q1'],
    ['q2', 'q3', 'q1'],
  ])('twins below one parent keep their order: %s, %s, %s', (...ids) => {
    const before = inUnits(['a', 'b', 'c'].map((id) => lesson(id, 'Quiz')));
    const after = inUnits([lesson('x', 'First of all'), ...ids.map((id) => lesson(id, 'Quiz'))]);
    expect(pairs(before, after).map(([was, now]) => [was, now])).toEqual(
      expect.arrayContaining(['a', 'b', 'c'].map((id, index) => [id, ids[index]])),
    );
  });

  test.each([
    ['r1', 'r2'],
    ['r2', 'r1'],
  ])('of resources with one title each goes with the lesson that places it: %s, %s', (one, two) => {
    const placing = (id: string, title: string, placed: string) =>
      lesson(id, title, { resources: [placed] });
    const outline = (first: string, second: string) =>
      snapshot([
        course('c', 'Reading', [
          unit('u', 'Units', [placing('l', 'Alpha', first), placing('m', 'Beta', second)]),
        ]),
        // Their order says the opposite.
        ...[second, first].map((id) => resource(id, 'Quiz')),
      ]);
    expect(pairs(outline('a', 'b'), outline(one, two)).map(([was, now]) => [was, now])).toEqual(
      expect.arrayContaining([
        ['a', one],
        ['b', two],
      ]),
    );
  });

  test('a similar title in another unit is too little', () => {
    const after = inUnits([], [lesson('b', 'Adding decimals today')]);
    expect(pairs(inUnits([lesson('a', 'Adding fractions today')]), after)).toEqual([]);
  });

  test('the lessons of a lost unit are recognised by it', () => {
    const tree = (end: string) =>
      snapshot([course('c', 'C', [unit(`u${end}`, 'U', [lesson(`l${end}`, 'L')])])]);
    expect(pairs(tree('1'), tree('2'))).toEqual([
      ['u1', 'u2', true, []],
      ['l1', 'l2', true, []],
    ]);
  });
});
