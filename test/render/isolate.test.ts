import { describe, expect, test } from 'vitest';
import { isolated } from '../../src/text/escape.ts';
import { fc } from '../support/laws.ts';

const on = { isScreen: true };
const id = '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10';

describe('on a terminal', () => {
  test.each([
    {
      name: 'a title before an id',
      text: `  lesson "البذور والتربة"  ${id}`,
      shown: `  lesson \u2068"البذور والتربة"\u2069  ${id}`,
    },
    {
      name: 'an old title and a new one',
      text: 'title: "قياس النمو" → "رسم النمو"',
      shown: 'title: \u2068"قياس النمو"\u2069 → \u2068"رسم النمو"\u2069',
    },
    {
      name: 'Hebrew with a quote in it',
      text: 'course "תנ\\"ך"  7',
      shown: 'course \u2068"תנ\\"ך"\u2069  7',
    },
    { name: 'in two scripts', text: 'unit "Unit א" #1', shown: 'unit \u2068"Unit א"\u2069 #1' },
    { name: 'N’Ko and Adlam', text: '"ߒߞߏ" "𞤀𞤣"', shown: '\u2068"ߒߞߏ"\u2069 \u2068"𞤀𞤣"\u2069' },
    {
      name: 'from left to right',
      text: 'lesson "Größe" "数学" → "b"',
      shown: 'lesson "Größe" "数学" → "b"',
    },
    {
      name: 'a quote that stays open',
      text: 'a "قياس\nlesson "b"  1',
      shown: 'a "قياس\nlesson "b"  1',
    },
    {
      name: 'between two other titles',
      text: 'unit "A" #1 → unit "قياس" #2, "B"',
      shown: 'unit "A" #1 → unit \u2068"قياس"\u2069 #2, "B"',
    },
  ])('$name', ({ text, shown }) => {
    expect(isolated(text, on)).toBe(shown);
  });

  test('law: each isolate is closed on its line, around one text in quotes, and nothing else changes', () => {
    const pieces = fc.array(
      fc.constantFrom('lesson ', '"', '\\"', 'קול', 'abc', ' → ', id, '\n', '\\\\', 'ع', '(', ' '),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(pieces, (all) => {
        const text = all.join('');
        const shown = isolated(text, on);
        expect(shown.replaceAll(/[\u2068\u2069]/g, '')).toBe(text);
        const rest = shown.replaceAll(/\u2068"[^\n\u2068\u2069]*"\u2069/g, '');
        expect(rest).not.toMatch(/[\u2068\u2069]/);
      }),
    );
  });
});

test('elsewhere a title is what the manifest has', () => {
  expect(isolated('lesson "البذور"', {})).toBe('lesson "البذور"');
  expect(isolated('lesson "البذور"', { isScreen: false })).toBe('lesson "البذور"');
});
