import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';

function problemsOf(title: string) {
  const text = `kind: course\nsourcedId: c\ntitle: ${JSON.stringify(title)}\n`;
  const bytes = new TextEncoder().encode(text);
  return buildCatalog({ files: [{ file: 'catalog/a.yaml', bytes }], globs: '**' }).problems;
}

/** The codes that a title gets, each with its line. */
const told = (title: string) =>
  problemsOf(title).map(({ code, severity, span }) => `${severity} ${code} ${span?.start.line}`);

describe('a title', () => {
  test.each([
    ['blanks', '  '],
    ['a no-break space', '\u00a0'],
    ['a blank of another script', '\u3000'],
    ['what has no width', '\u200b\u200d\ufeff'],
    ['fillers that count as letters', '\u3164\uffa0'],
    ['the blank of braille', '\u2800'],
    ['a tab', '\t'],
    ['a line break alone', '\n'],
    ['punctuation', '— … —'],
    ['a question mark', '?'],
    ['lone marks over letters', '\u0301'],
  ])('of %s names nothing', (_, title) => {
    expect(told(title)).toEqual(['error title/blank 3']);
  });

  test.each([
    ['a letter', 'A'],
    ['a letter of another script', 'و'],
    ['a number', '12'],
    ['digits of another script', '٣'],
    ['a sum', '+'],
    ['an emoji', '🎉'],
    ['a Chinese word', '分数'],
    ['a joiner in an emoji', '👩‍🏫 For teachers'],
  ])('of %s is fine', (_, title) => {
    expect(told(title)).toEqual([]);
  });

  test.each([
    ['a line break', 'two\nlines'],
    ['a line break of Windows', 'two\r\nlines'],
    ['a separator of lines', 'two\u2028lines'],
    ['a control character', 'bell\u0007'],
    ['a tab', 'one\ttwo'],
    ['a control character beyond ASCII', 'a\u009fb'],
  ])('with %s is warned of', (_, title) => {
    expect(told(title)).toEqual(['warning title/broken 3']);
  });

  test('with a line break is told on one line', () => {
    expect(problemsOf('two\nlines')[0]?.detail).toContain('course "two\\nlines"');
  });
});
