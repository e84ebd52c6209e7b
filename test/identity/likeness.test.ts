import { describe, expect, test } from 'vitest';
import { likeness } from '../../src/identity/likeness.ts';
import { pair } from '../../src/identity/pair.ts';
import { stateOf } from '../../src/identity/state.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

const text = 'How to tell what a paragraph is mainly about.';
const states = (before: Snapshot, after: Snapshot) => ({
  before: stateOf(before),
  after: stateOf(after),
  counterparts: new Map<string, string>(),
});

/** Lessons of one unit, and a second unit that is the same on both sides. */
const inUnits = (lessons: readonly Outline[], others: readonly Outline[] = []) =>
  snapshot([
    course('c', 'Reading', [unit('u', 'Main ideas', lessons), unit('v', 'Details', others)]),
  ]);

const compared = (before: Snapshot, after: Snapshot) => {
  const [was, now] = [before.get('old'), after.get('new')];
  if (!was || !now) throw new Error('the example lacks its nodes');
  return likeness(was, now, states(before, after));
};

describe('what speaks for two nodes being one', () => {
  const old = lesson('old', 'Finding the main idea', { description: text });
  test.each([
    {
      name: 'only the id differs',
      after: inUnits([lesson('new', 'Finding the main idea', { description: text })]),
      matched: ['same title', 'same place in unit "Main ideas"', 'same description'],
    },
    {
      name: 'case and punctuation',
      after: inUnits([lesson('new', '“Finding the Main Idea”')]),
      matched: [
        'title differs only in case, blanks or punctuation',
        'same place in unit "Main ideas"',
      ],
    },
    {
      name: 'another place in the unit',
      after: inUnits([lesson('x', 'First'), lesson('new', 'Finding a main idea')]),
      matched: ['similar title', 'same unit "Main ideas"'],
    },
    {
      name: 'another unit, another title, text touched up',
      after: inUnits([], [lesson('new', 'Gist', { description: `${text} Now with examples.` })]),
      matched: ['similar description'],
    },
    { name: 'nothing', after: inUnits([], [lesson('new', 'Commas')]), matched: [] },
  ])('$name', ({ after, matched }) => {
    expect(compared(inUnits([old]), after).matched).toEqual(matched);
  });

  test('a value that everybody has is no mark; a slug is a strong one', () => {
    const many = (id: string, fields: Record<string, string>) =>
      snapshot([
        ...Array.from({ length: 60 }, (_, index) => lesson(`l${index}`, `T${index}`, { org: 'a' })),
        lesson(id, id, { org: 'a', ...fields }),
      ]);
    expect(compared(many('old', {}), many('new', {})).parts.text).toBeUndefined();
    const slugged = compared(many('old', { slug: 's' }), many('new', { slug: 's', note: 'n' }));
    expect(slugged).toMatchObject({ parts: { text: 1 }, matched: ['same slug'] });
  });

  test('a value counts wherever it stands, nothing and no text are no values', () => {
    const inMap = (id: string, tags: readonly (string | null)[]) =>
      inUnits([lesson(id, 'Same', { metadata: { deep: { tags } }, note: '', other: null })]);
    const { parts } = compared(inMap('old', ['a', 'b', null]), inMap('new', ['b', 'c', '']));
    expect(parts.text).toBe(0.5);
    expect(compared(inMap('old', [null]), inMap('new', [''])).parts.text).toBeUndefined();
  });

  test('a unit is known by its lessons', () => {
    const unitOf = (id: string, title: string) =>
      snapshot([course('c', 'C', [unit(id, title, [lesson('l', 'L'), lesson('m', 'M')])])]);
    expect(compared(unitOf('old', 'Alpha'), unitOf('new', 'Omega')).matched).toEqual([
      'same place in course "C"',
      'same lessons in it',
    ]);
  });
});

describe('pairing', () => {
  const pairs = (before: Snapshot, after: Snapshot) => {
    const only = (a: Snapshot, b: Snapshot) => [...a.values()].filter((n) => !b.has(n.sourcedId));
    return pair(only(before, after), only(after, before), states(before, after)).map(
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

  test('where too many share a title and a unit to compare them all, the place tells them apart', () => {
    const many = (end: string) =>
      inUnits(Array.from({ length: 31 }, (_, index) => lesson(`${index}${end}`, 'Quiz')));
    const found = pairs(many('old'), many('new'));
    expect(found).toHaveLength(31);
    expect(found).toContainEqual(['7old', '7new', true, []]);
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
