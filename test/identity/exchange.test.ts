// Two readings of a node that changed: kept and rewritten, or its content went to another id.
import { describe, expect, test } from 'vitest';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

const tree = (one: readonly Outline[], two: readonly Outline[] = []) =>
  snapshot([course('c', 'Course', [unit('u', 'Basics', one), unit('v', 'More', two)])]);
const last = lesson('z', 'Where to go from here', { description: 'What to read next.' });

/** Each problem in short: `code ID`, and behind an arrow where its content is now. */
const said = (before: Snapshot, after: Snapshot) =>
  checkIdentity({ before, after }).problems.map(({ code, address, detail }) => {
    const there = /(?:has the id|may be under) (\S+) now/.exec(detail)?.[1];
    return `${code.slice('identity/'.length)} ${address}${there === undefined ? '' : ` → ${there}`}`;
  });

interface Written {
  readonly title: string;
  readonly fields: JsonObject;
}
const written = (title: string, description: string): Written => ({
  title,
  fields: { metadata: { description } },
});
const at = (id: string, { title, fields }: Written) => lesson(id, title, fields);

const alike = [
  [
    written('Tables', 'Here you will see how tables help you to keep data in order.'),
    written('Queries', 'Here you will see how queries help you to keep data in order.'),
  ],
  [
    written('Baking bread', 'After this lesson you can bake a bread of your own.'),
    written('Baking cake', 'After this lesson you can bake a cake of your own.'),
  ],
  [written('Minuend', 'A short look at it.'), written('Subtrahend', 'A short look at it.')],
  [
    written('Quiz', 'Ten questions about lakes.'),
    written('Quiz', 'Ten questions about mountains.'),
  ],
  [written('湖', '在这一课中，您将学习湖。'), written('山', '在这一课中，您将学习山。')],
  [written('ทะเลสาบ', 'บทนี้ว่าด้วยทะเลสาบ'), written('ภูเขา', 'บทนี้ว่าด้วยภูเขา')],
] as const;

describe.each(alike)('two lessons that are worded alike: $title and $title', (x, y) => {
  const before = tree([at('a', x), at('b', y), last]);

  test('that exchanged their ids are refused, both by name', () => {
    expect(said(before, tree([at('b', x), at('a', y), last]))).toEqual([
      'swapped lesson/a → b',
      'swapped lesson/b → a',
    ]);
  });

  test('that changed places with their ids, or were reworded under them, are fine', () => {
    expect(said(before, tree([at('b', y), at('a', x), last]))).toEqual([]);
    const reworded = ({ title, fields }: Written, id: string) =>
      lesson(id, `${title}, once more`, fields);
    expect(said(before, tree([reworded(x, 'a'), reworded(y, 'b'), last]))).toEqual([]);
  });

  test('of which one handed its id on are refused; one that is added is fine', () => {
    const one = tree([at('a', x), last]);
    expect(said(one, tree([at('n', x), at('a', y), last]))).toEqual(['handed-on lesson/a → n']);
    expect(said(one, tree([at('a', x), at('n', y), last]))).toEqual([]);
  });
});

const named = (slug: string, description: string) => ({ metadata: { slug, description } });
const fractions = named('quiz-fractions', 'Ten questions about parts of a whole');
const decimals = named('quiz-decimals', 'Eight questions about places behind the point');

describe('what counts for more', () => {
  test.each<{ name: string; before: Snapshot; after: Snapshot; found: string[] }>([
    {
      name: 'one title, and slug and text went to the other id',
      before: tree([lesson('a', 'Quiz', fractions)], [lesson('b', 'Quiz', decimals)]),
      after: tree([lesson('b', 'Quiz', fractions)], [lesson('a', 'Quiz', decimals)]),
      found: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    {
      name: 'a slug that stayed outweighs title and text that did not',
      before: tree([
        lesson('a', 'Lakes', named('lakes', 'All about lakes')),
        lesson('b', 'Hills', named('hills', 'All about hills')),
      ]),
      after: tree([
        lesson('a', 'Hills', named('lakes', 'All about hills')),
        lesson('b', 'Lakes', named('hills', 'All about lakes')),
      ]),
      found: [],
    },
    {
      name: 'titles outweigh texts of which little sets the one apart: a warning',
      before: tree([at('a', alike[0][0]), at('b', alike[0][1]), last]),
      after: tree([
        lesson('a', alike[0][1].title, alike[0][0].fields),
        lesson('b', alike[0][0].title, alike[0][1].fields),
        last,
      ]),
      found: ['unlike lesson/a → b', 'unlike lesson/b → a'],
    },
    {
      name: 'descriptions put right under their titles',
      before: tree([
        lesson('a', 'Lakes', { description: 'Water that stands' }),
        lesson('b', 'Hills', { description: 'Ground that rises' }),
      ]),
      after: tree([
        lesson('a', 'Lakes', { description: 'Ground that rises' }),
        lesson('b', 'Hills', { description: 'Water that stands' }),
      ]),
      found: [],
    },
    {
      name: 'a lesson split in two: which of them it is nobody knows',
      before: tree([at('a', written('Loops', 'Doing it again and again')), last]),
      after: tree([
        at('a', written('While loops', 'Doing it as long as')),
        at('n', written('For loops', 'Doing it for each')),
        last,
      ]),
      found: [],
    },
    {
      name: 'a swap, and one of the two edited along',
      before: tree([at('a', alike[0][0]), at('b', alike[0][1]), last]),
      after: tree([
        at('b', written('Tables and rows', 'Here you will see how tables help you.')),
        at('a', alike[0][1]),
        last,
      ]),
      found: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    {
      name: 'a text that only the one had, exchanged along with the id',
      before: tree([at('a', alike[3][0]), lesson('b', 'Quiz'), last]),
      after: tree([at('b', alike[3][0]), lesson('a', 'Quiz'), last]),
      found: ['swapped lesson/a → b', 'swapped lesson/b → a'],
    },
    {
      name: 'three that went round',
      before: tree([at('a', alike[0][0]), at('b', alike[0][1]), at('d', alike[1][0]), last]),
      after: tree([at('d', alike[0][0]), at('a', alike[0][1]), at('b', alike[1][0]), last]),
      found: ['handed-on lesson/a → d', 'handed-on lesson/b → a', 'handed-on lesson/d → b'],
    },
  ])('$name', ({ before, after, found }) => {
    expect(said(before, after)).toEqual(found);
  });
});

describe('titles that count on', () => {
  const days = (...ids: readonly string[]) =>
    tree(ids.map((id, index) => lesson(id, `Day ${index + 1}`)));
  test.each<{ name: string; after: Snapshot; found: string[] }>([
    { name: 'one inserted before them', after: days('n', 'a', 'b', 'd'), found: [] },
    { name: 'one inserted among them', after: days('a', 'n', 'b', 'd'), found: [] },
    {
      name: 'put in another order: nothing tells that from ids exchanged, so it is a warning',
      after: days('b', 'a', 'd'),
      found: ['unlike lesson/a → b', 'unlike lesson/b → a'],
    },
  ])('$name', ({ after, found }) => {
    expect(said(days('a', 'b', 'd'), after)).toEqual(found);
  });

  test('put in another order with their texts', () => {
    const day = (id: string, n: number, about: string) =>
      lesson(id, `Day ${n}`, { description: `All about ${about}` });
    expect(
      said(
        tree([day('a', 1, 'lakes'), day('b', 2, 'hills')]),
        tree([day('b', 1, 'hills'), day('a', 2, 'lakes')]),
      ),
    ).toEqual([]);
  });
});

test('the cures of contents that went round take no id from any of them', () => {
  const before = tree([at('a', alike[0][0]), at('b', alike[0][1]), at('d', alike[1][0])]);
  const after = tree([at('d', alike[0][0]), at('a', alike[0][1]), at('b', alike[1][0])]);
  const hints = checkIdentity({ before, after }).problems.map(({ hint }) => hint ?? '');
  expect(hints.map((hint) => hint.split(/[;.] /)[0])).toEqual([
    'Restore the id in catalog/a.yaml:3: d → a',
    'Restore the id in catalog/a.yaml:4: a → b',
    'Restore the id in catalog/a.yaml:5: b → d',
  ]);
});
