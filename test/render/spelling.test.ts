import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import { escapeFor } from '../../src/text/escape.ts';
import { displayWidth } from '../../src/text/fold.ts';
import type { Look } from '../../src/text/look.ts';
import { cut } from '../../src/text/table.ts';
import { shorten } from '../../src/text/words/names.ts';
import { fc } from '../support/laws.ts';

const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

describe('joiners that are spelling stay', () => {
  test.each([
    { name: 'a Persian plural', text: 'دانه\u200cها' },
    { name: 'a Persian prefix before a mark', text: 'می\u200cآید' },
    { name: 'Devanagari, no ligature', text: 'क्\u200cष' },
    { name: 'Sinhala, a ligature', text: 'ශ්\u200dරී' },
    { name: 'Malayalam, as of old', text: 'അവന്\u200dറെ' },
    { name: 'a teacher', text: '👩\u200d🏫 For teachers' },
    { name: 'a farmer of one colour', text: '👨🏽\u200d🌾' },
    { name: 'a flag with a sign for emoji', text: '🏳\ufe0f\u200d🌈' },
    { name: 'a family of four', text: '👨\u200d👩\u200d👧\u200d👦' },
    { name: 'the flag of England', text: england },
  ])('$name', ({ text }) => {
    expect(escapeFor.terminal(text)).toBe(text);
    expect(escapeFor.html(text)).toBe(text);
    expect(escapeFor.markdown(text)).toBe(text);
    expect(escapeFor.workflow.message(text)).toBe(text);
    expect(escapeFor.workflow.property(text)).toBe(text);
  });
});

describe('joiners that hide something are shown', () => {
  test.each([
    { name: 'alone', text: '\u200d', shown: '\\u200d' },
    { name: 'at the beginning', text: '\u200cها', shown: '\\u200cها' },
    { name: 'at the end', text: 'دانه\u200c', shown: 'دانه\\u200c' },
    { name: 'two in a row', text: 'دانه\u200c\u200cها', shown: 'دانه\\u200c\\u200cها' },
    { name: 'before a blank', text: 'دانه\u200c ها', shown: 'دانه\\u200c ها' },
    { name: 'between Latin letters', text: 'pay\u200cpal', shown: 'pay\\u200cpal' },
    { name: 'between digits', text: '1\u200d2', shown: '1\\u200d2' },
    { name: 'after a single emoji', text: '👩\u200d', shown: '👩\\u200d' },
    { name: 'U+200C between emoji', text: '👩\u200c🏫', shown: '👩\\u200c🏫' },
    { name: 'a letter and an emoji', text: 'ه\u200d🏫', shown: 'ه\\u200d🏫' },
    { name: 'letters of a flag without it', text: england.slice(2), shown: escapedTags('gbeng') },
    {
      name: 'a text in invisible letters behind a flag',
      text: '\u{1f3f4}\u{e0068}\u{e0069}\u{e007f}',
      shown: '\u{1f3f4}\\u{e0068}\\u{e0069}\\u{e007f}',
    },
    { name: 'an override among Arabic letters', text: 'دا\u202eنه', shown: 'دا\\u202eنه' },
    { name: 'isolates', text: '\u2068دانه\u2069', shown: '\\u2068دانه\\u2069' },
  ])('$name', ({ text, shown }) => {
    expect(escapeFor.terminal(text)).toBe(shown);
  });
});

function escapedTags(text: string): string {
  const codes = [...text].map((each) => 0xe0000 + each.charCodeAt(0));
  return [...codes, 0xe007f].map((code) => `\\u{${code.toString(16)}}`).join('');
}

const look: Look = {
  colour: false,
  width: 80,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};

describe('cut texts end with a whole letter', () => {
  test.each([
    { name: 'a vowel sign', text: 'किताब', room: 3, shown: 'कि…' },
    { name: 'an accent of its own', text: 'cafe\u0301s and bars', room: 5, shown: 'cafe\u0301…' },
    { name: 'an emoji of three', text: 'ab👩\u200d🏫cd', room: 5, shown: 'ab👩\u200d🏫…' },
    { name: 'a joiner', text: 'دانه\u200cها و خاک', room: 5, shown: 'دانه…' },
    {
      name: 'nothing to cut',
      text: '👩\u200d🏫👩\u200d🏫',
      room: 4,
      shown: '👩\u200d🏫👩\u200d🏫',
    },
  ])('$name', ({ text, room, shown }) => {
    expect(cut(text, room, look)).toBe(shown);
    expect(displayWidth(cut(text, room, look))).toBeLessThanOrEqual(room);
  });

  test('law: what is shortened is a beginning in whole letters', () => {
    const letters = fc.array(
      fc.constantFrom('a', ' ', 'कि', 'e\u0301', '👩\u200d🏫', 'چ\u200c', 'ス', '🇫🇷', england),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(letters, fc.nat({ max: 60 }), (all, most) => {
        const text = all.join('');
        fc.pre(text.length > most);
        const [start = ''] = shorten(text, most).split('... (');
        const starts = all.map((_, count) => all.slice(0, count).join(''));
        expect(starts.map((each) => each.replace(/\u200c$/, ''))).toContain(start);
        expect(escapeFor.terminal(start)).not.toMatch(/\\u200[cd]$/);
      }),
    );
  });

  test('a letter without an end is cut all the same', () => {
    const heaped = `e${'\u0301'.repeat(500)}`;
    expect(shorten(heaped, 100)).toBe(`${heaped.slice(0, 100)}... (501 characters)`);
  });
});
