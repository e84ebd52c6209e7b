import { describe, expect, test } from 'vitest';
import {
  differInNumberOnly,
  normalTitle,
  overlap,
  splitWords,
  termsOf,
  titleLikeness,
  wordLikeness,
} from '../../src/identity/content.ts';
import { fc, runs } from '../support/laws.ts';

describe('a title as a reader takes it', () => {
  test.each([
    ['  “Finding the Main Idea”!', 'finding the main idea'],
    ['Straße & Weg', 'straße weg'],
    ['ﬁrst', 'first'],
    ['cafe\u0301', 'café'],
    ['C++', 'c++'],
    ['C#', 'c#'],
    ['Q & A: 1/2', 'q a 1 2'],
    ['?? !', '?? !'],
    ['', ''],
  ])('%j is %j', (title, normal) => expect(normalTitle(title)).toBe(normal));
});

test('an ASCII title has the words that it would have among other letters', () => {
  const ascii = fc.string({ unit: 'binary-ascii', maxLength: 30 });
  fc.assert(
    fc.property(ascii, (title) => {
      const [first, ...words] = splitWords(`é ${title}`);
      expect(first).toBe('é');
      if (words.length > 0) expect(splitWords(title)).toEqual(words);
    }),
    runs(1000),
  );
});

describe('how many words two texts share', () => {
  test.each([
    { a: 'one two', b: 'Two, one', like: 1 },
    { a: 'one two', b: 'one three', like: 0.5 },
    { a: 'one', b: 'one two three', like: 0.5 },
    { a: 'one one one', b: 'one', like: 1 },
    { a: 'one', b: 'two', like: 0 },
    { a: 'one', b: '', like: 0 },
    { a: '', b: '', like: 0 },
  ])('"$a" and "$b": $like', ({ a, b, like }) => {
    expect(wordLikeness(a, b)).toBe(like);
    expect(wordLikeness(b, a)).toBe(like);
  });

  test('nothing shares nothing with nothing', () => {
    expect(overlap(new Set(), new Set())).toBe(0);
  });
});

describe('titles that differ in a number only', () => {
  test.each([
    { a: 'Lesson 3', b: 'Lesson 4', only: true },
    { a: 'Lesson 9', b: 'lesson 10', only: true },
    { a: 'Lesson 3', b: 'Unit 3', only: false },
    { a: 'Lesson 3', b: 'Lesson', only: false },
  ])('"$a" and "$b": $only', ({ a, b, only }) => {
    expect(differInNumberOnly(a, b)).toBe(only);
  });
});

describe('the terms of a text', () => {
  test.each([
    { text: 'Adding fractions', terms: ['adding', 'fractions'] },
    { text: 'Сложение дробей', terms: ['сложение', 'дробей'] },
    { text: '学习分数', terms: ['学习', '习分', '分数'] },
    { text: 'Python入門', terms: ['python', '入門'] },
    { text: '水', terms: ['水'] },
    { text: 'บทนี้', terms: ['บท', 'ทน', 'นี', 'ี้'] },
    { text: '?!', terms: ['?!'] },
  ])('$text', ({ text, terms }) => expect(termsOf(text)).toEqual(terms));
});

describe('how much two titles are alike', () => {
  test.each([
    { a: 'Pascal’s Triangle', b: 'Pascals Triangle', like: 1 },
    { a: 'Ratio', b: 'Ratios', like: 1 },
    { a: 'Дробь', b: 'Дроби', like: 1 },
    { a: 'Fractions', b: 'Fractions (old)', like: 2 / 3 },
    { a: 'Ratios of ratio', b: 'Ratio', like: 1 / 2 },
    { a: 'Lesson10', b: 'Lesson11', like: 0 },
    { a: 'Cat', b: 'Car', like: 0 },
    { a: 'Counting', b: 'Counters', like: 0 },
    { a: 'Lesson 1', b: 'Lesson 2', like: 1 / 2 },
    { a: '', b: '', like: 0 },
  ])('"$a" and "$b": $like', ({ a, b, like }) => {
    expect(titleLikeness(a, b)).toBeCloseTo(like);
    expect(titleLikeness(b, a)).toBeCloseTo(like);
  });
});
