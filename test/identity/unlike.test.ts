import { describe, expect, test } from 'vitest';
import { classify } from '../../src/identity/classify.ts';
import { rewrittenUnderId } from '../../src/identity/content-replaced.ts';
import { lesson, type Outline, snapshot, unit } from './node.ts';

const frogs = { description: 'Frogs are green amphibia that live in ponds.' };
const numbers = { description: 'One number stands for another one.' };
const tree = (one: readonly Outline[], two: readonly Outline[] = []) =>
  snapshot([unit('u', 'U', one), unit('v', 'V', two)]);
const before = tree([lesson('a', 'Adding ratios', numbers)]);

describe('an id under which everything changed at once', () => {
  test.each([
    {
      name: 'title, place and text',
      after: tree([], [lesson('a', 'Frogs', frogs)]),
      warned: true,
    },
    {
      name: 'title, place and text, which is gone',
      after: tree([], [lesson('a', 'Frogs')]),
      warned: true,
    },
    { name: 'not the place', after: tree([lesson('a', 'Frogs', frogs)]), warned: false },
    {
      name: 'not the text',
      after: tree([], [lesson('a', 'Frogs', numbers)]),
      warned: false,
    },
    {
      name: 'not the title',
      after: tree([], [lesson('a', 'Adding ratios', frogs)]),
      warned: false,
    },
    {
      name: 'the title only in part',
      after: tree([], [lesson('a', 'Adding decimals', frogs)]),
      warned: false,
    },
    {
      name: 'the text only in part',
      after: tree([], [lesson('a', 'Frogs', { description: `${numbers.description} Or two.` })]),
      warned: false,
    },
    {
      name: 'the title but for a plural',
      after: tree([], [lesson('a', 'Add ratio', frogs)]),
      warned: false,
    },
    {
      name: 'the title but for a word in brackets',
      after: tree([], [lesson('a', 'Adding ratios (old)', frogs)]),
      warned: false,
    },
    { name: 'it is gone', after: tree([]), warned: false },
  ])('$name: $warned', ({ after, warned }) => {
    const problems = classify(before, after).flatMap((each) => rewrittenUnderId(each));
    expect(problems.map(({ code, address }) => `${code} ${address}`)).toEqual(
      warned ? ['identity/unlike lesson/a'] : [],
    );
  });
});

test('what a node was may stand elsewhere: both places, and the cure', () => {
  const days = (...ids: readonly string[]) =>
    tree(ids.map((id, at) => lesson(id, `Day ${at + 1}`)));
  const [first] = classify(days('a', 'b'), days('b', 'a')).flatMap((each) =>
    rewrittenUnderId(each),
  );
  expect(first).toMatchObject({
    detail:
      'The id a was the lesson "Day 1" and is now the lesson "Day 2". The old content may be under b now, the lesson "Day 1" (same title, same place in unit "U").',
    hint: 'If the ids were swapped, restore each: catalog/a.yaml:2: b → a.',
    span: { start: { line: 3 } },
    related: { span: { start: { line: 2 } } },
  });
});
