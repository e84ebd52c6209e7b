import { expect, test } from 'vitest';
import { type DiffPart, wordParts, wordsOf } from '../../src/text/text-diff.ts';
import { fc } from '../support/laws.ts';
import { hostileText } from './hostile.ts';

test.each<{ text: string; words: readonly string[] }>([
  { text: 'old words  stay', words: ['old', ' ', 'words', '  ', 'stay'] },
  { text: "it's\n\n2nd", words: ['it', "'", 's', '\n', '\n', '2nd'] },
  { text: 'Größe über', words: ['Größe', ' ', 'über'] },
  { text: 'cafe\u0301s', words: ['cafe\u0301s'] },
  { text: 'जमा किताब', words: ['ज', 'मा', ' ', 'कि', 'ता', 'ब'] },
  { text: 'क्षमा', words: ['क्ष', 'मा'] },
  { text: 'မြန်မာစာ', words: ['မြ', 'န်', 'မာ', 'စာ'] },
  { text: 'สวัสดี', words: ['ส', 'วั', 'ส', 'ดี'] },
  { text: 'جمع البيانات', words: ['جمع', ' ', 'البيانات'] },
  { text: 'دانه\u200cها، خاک', words: ['دانه\u200cها،', ' ', 'خاک'] },
  { text: 'ܫܠܡܐ ߒߞߏ', words: ['ܫܠܡܐ', ' ', 'ߒߞߏ'] },
  { text: 'ᠮᠣᠩᠭᠣᠯ', words: ['ᠮᠣᠩᠭᠣᠯ'] },
  { text: '👩\u200d🏫🇫🇷', words: ['👩\u200d🏫', '🇫🇷'] },
  { text: '種と土', words: ['種', 'と', '土'] },
])('$text', ({ text, words }) => {
  expect(wordsOf(text)).toEqual(words);
});

test('law: nothing is lost between the words', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(wordsOf(text).join('')).toBe(text);
    }),
  );
});

const words = fc.constantFrom(
  ...['किताब', 'कुताब', 'क्षमा', 'မြန်မာစာ', 'မြန်မာစု', 'สวัสดี', 'สวัสดิ์', 'البيانات', 'النباتات'],
  ...[
    'دانه\u200cها',
    'دانه',
    '👩\u200d🏫',
    '👩\u200d🎓',
    '👩',
    'cafe\u0301',
    'cafe',
    ' ',
    ' ',
    'word',
  ],
);

/** Letters of one stroke on both sides, or a sign that belongs to what is before it. */
const torn = /^(?:.*\u200d)?\|[\p{M}\u200d]|\u200d\||[\u0620-\u06ff]\|[\u0620-\u06ff]/u;

// Long texts are compared from where they differ on, which must not be inside of a letter either.
test.each([
  { name: 'short', around: '' },
  { name: 'long, with blanks', around: 'किताब والنبات '.repeat(1500) },
  { name: 'long, in one stroke', around: 'किताब'.repeat(4200) },
])('law: no difference begins or ends inside of a letter, $name', ({ around }) => {
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 6 }),
      fc.array(words, { maxLength: 6 }),
      (olds, news) => {
        const [before, after] = [olds, news].map((all) => `${around}${all.join('')}${around}`);
        const parts = wordParts(before ?? '', after ?? '') ?? [];
        for (const without of ['added', 'removed'] as const) {
          const side: readonly DiffPart<string>[] = parts.filter(({ state }) => state !== without);
          for (const [index, { value }] of side.entries()) {
            const last = side[index - 1]?.value.slice(-2) ?? '';
            if (last !== '' && value !== '')
              expect(`${last}|${value.slice(0, 2)}`).not.toMatch(torn);
          }
        }
      },
    ),
    { numRuns: around === '' ? 300 : 20 },
  );
});
