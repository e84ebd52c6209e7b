import { describe, expect, test } from 'vitest';
import { code, list } from '../../src/text/document.ts';
import { escapeFor } from '../../src/text/escape.ts';
import { markdownLine, markdownLines } from '../../src/text/markdown.ts';
import { fc } from '../support/laws.ts';
import { plain } from './examples.ts';
import { hostileText } from './hostile.ts';

describe('terminal', () => {
  test.each([
    { name: 'ESC', text: '\u001b[31mred', shown: '\\u001b[31mred' },
    { name: 'C1 control', text: '\u009b2J', shown: '\\u009b2J' },
    { name: 'delete', text: '\u007f', shown: '\\u007f' },
    { name: 'NUL and bell', text: '\u0000\u0007', shown: '\\u0000\\u0007' },
    { name: 'line break and tab', text: 'a\r\n\tb', shown: 'a\\r\\n\\tb' },
    {
      name: 'bidirectional override',
      text: 'a\u202eb\u2066c\u200fd',
      shown: 'a\\u202eb\\u2066c\\u200fd',
    },
    {
      name: 'zero-width marks',
      text: 'a\u200bb\u200dc\ufeffd',
      shown: 'a\\u200bb\\u200dc\\ufeffd',
    },
    { name: 'line separators', text: 'a\u2028b\u2029c', shown: 'a\\u2028b\\u2029c' },
    { name: 'lone surrogate', text: 'a\ud83db', shown: 'a\\ud83db' },
    { name: 'invisible tag letters', text: '\u{e0041}', shown: '\\u{e0041}' },
    { name: 'ordinary Unicode', text: 'Größe 数学 العربية 🎓 ½', shown: 'Größe 数学 العربية 🎓 ½' },
    { name: 'a back-slash', text: '\\frac', shown: '\\frac' },
  ])('$name', ({ text, shown }) => {
    expect(escapeFor.terminal(text)).toBe(shown);
  });

  test('law: nothing is left that a screen obeys or hides', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(escapeFor.terminal(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('markdown', () => {
  test.each([
    { name: 'table and code', text: 'a|b`c`', shown: 'a&#124;b&#96;c&#96;' },
    { name: 'HTML', text: '</details><script>', shown: '&#60;/details&#62;&#60;script&#62;' },
    {
      name: 'emphasis',
      text: '*a* _b_ ~~c~~',
      shown: '&#42;a&#42; &#95;b&#95; &#126;&#126;c&#126;&#126;',
    },
    { name: 'link and image', text: '![x](y)', shown: '!&#91;x&#93;(y)' },
    { name: 'mention', text: 'hi @team', shown: 'hi &#64;&#8203;team' },
    { name: 'issue number', text: 'see #12', shown: 'see &#35;&#8203;12' },
    { name: 'address', text: 'https://evil.example', shown: 'https:&#8203;//evil.example' },
    { name: 'address without scheme', text: 'www.evil.example', shown: 'www&#8203;.evil.example' },
    {
      name: 'names of emoji, and a time of day',
      text: 'Ratios a:b:c, 1:100:2 at 12:30:45',
      shown: 'Ratios a:&#8203;b:c, 1:&#8203;100:2 at 12:30:45',
    },
    { name: 'heading', text: '# big', shown: '&#35; big' },
    { name: 'list items', text: '- item', shown: '&#45; item' },
    { name: 'numbered item', text: '1. item', shown: '&#49;. item' },
    { name: 'line break', text: 'a\n# b', shown: 'a&#92;n&#35; b' },
    { name: 'bidirectional override', text: '\u202e', shown: '&#92;u202e' },
    { name: 'entity', text: '&amp;', shown: '&#38;amp;' },
    { name: 'mathematics', text: '$x$', shown: '&#36;x&#36;' },
    {
      name: 'ordinary title',
      text: 'Reading: 1 - 2, "Ideas" (A)',
      shown: 'Reading: 1 - 2, "Ideas" (A)',
    },
  ])('$name', ({ text, shown }) => {
    expect(escapeFor.markdown(text)).toBe(shown);
  });
});

describe('code in Markdown', () => {
  test.each([
    { text: 'a', shown: '`a`' },
    { text: 'a`b', shown: '``a`b``' },
    { text: '`', shown: '`` ` ``' },
    { text: ' a ', shown: '`  a  `' },
    { text: 'a\nb', shown: '`a\\nb`' },
  ])('$text → $shown', ({ text, shown }) => {
    expect(markdownLine([code(text)])).toBe(shown);
  });

  test('the fence of a block is longer than any in it', () => {
    const block = { block: 'code', lines: ['````', 'x\ny'], language: 'diff' } as const;
    const lines = markdownLines(list([{ text: 'a', code: block }]), plain);
    expect(lines).toEqual(['- a', '', '  `````diff', '  ````', '  x\\ny', '  `````']);
  });
});

test('html is safe as text and inside either kind of quotes', () => {
  expect(escapeFor.html(`<b a="1" c='2'>&\u001b`)).toBe(
    '&#60;b a=&#34;1&#34; c=&#39;2&#39;&#62;&#38;\\u001b',
  );
});

describe('workflow commands', () => {
  test.each([
    {
      text: '100%\r\n::error::x',
      message: '100%25%0D%0A::error::x',
      property: '100%25%0D%0A%3A%3Aerror%3A%3Ax',
    },
    { text: 'a,b:c', message: 'a,b:c', property: 'a%2Cb%3Ac' },
    { text: '\u001b[2J', message: '\\u001b[2J', property: '\\u001b[2J' },
  ])('$text', ({ text, message, property }) => {
    expect(escapeFor.workflow.message(text)).toBe(message);
    expect(escapeFor.workflow.property(text)).toBe(property);
  });
});
