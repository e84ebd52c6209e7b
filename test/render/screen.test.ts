import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { Document } from '../../src/text/document.ts';
import { displayWidth } from '../../src/text/fold.ts';
import type { Look } from '../../src/text/look.ts';
import { fits, keptWhole, screenLines, shortenedPath } from '../../src/text/screen.ts';
import { writeTerminal } from '../../src/text/terminal.ts';
import { fc, runs } from '../support/laws.ts';

const look = (width: number, isScreen = true): Look => ({
  ...{ colour: false, unicode: true, detail: 'fields', sources: noSources },
  ...{ width, isScreen },
});

const id = '95093b25-8aa8-4962-85b8-d25b377426d7';
const title = 'Finding the main idea of a paragraph that is longer than one line of a screen';
const outline: Document = {
  title: 'Plan',
  headline: 'Plan f2ddb664d060 for local (emulator:local), dialect partner:',
  sections: [
    {
      role: 'body',
      blocks: [
        {
          block: 'outline',
          items: [
            {
              node: { address: `unit/u`, kind: 'unit', title: 'Main ideas' },
              items: [
                {
                  sign: 'update',
                  node: { address: `lesson/${id}`, kind: 'lesson', title },
                  place: 'catalog/units/02-reading/long-paragraphs.yaml:13',
                  id,
                  fields: {
                    block: 'fields',
                    of: 'lesson',
                    groups: [
                      {
                        changes: [
                          { path: ['title'], kind: 'changed', before: 'First', after: title },
                        ],
                      },
                    ],
                  },
                },
                {
                  sign: 'create',
                  node: { address: `lesson/${id}`, kind: 'lesson', title: '主旨を見つける' },
                  place: 'catalog/units/02.yaml:14',
                  id,
                },
              ],
            },
          ],
        },
      ],
    },
    {
      role: 'tally',
      blocks: [{ block: 'tally', text: 'Plan: 1 to add, 1 to change, 0 to move.' }],
    },
  ],
};

describe('an outline on screens of 40, 80 and 200 columns', () => {
  test.each([40, 80, 200])('%i', (width) => {
    expect(writeTerminal(outline, look(width))).toMatchSnapshot();
  });

  test('a pipe keeps a node on one line, with its id', () => {
    const lines = writeTerminal(outline, look(80, false)).split('\n');
    expect(lines.find((line) => line.includes(title))).toContain(id);
  });
});

const colours = (text: string) => `\u001b[32m${text}\u001b[39m`;
const word = fc.stringMatching(/^[a-zé主🎓]{1,30}$/u);

test('law: a broken line has all its words, none wider than the screen but a word that is, and further lines stand further right', () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.nat(8),
      fc.integer({ min: 40, max: 100 }),
      fc.boolean(),
      (words, indent, width, isColoured) => {
        const plain = ' '.repeat(indent) + words.join(' ');
        const lines = screenLines(isColoured ? colours(plain) : plain, look(width));
        const shown = lines.map((line) => stripVTControlCharacters(line));
        const wordsOf = (line: string) => line.trim().split(' ');
        // Words of a script without blanks may be broken within.
        expect(shown.join('').replaceAll(' ', '')).toBe(words.join(''));
        const unspaced = /[主🎓]/u;
        const others = words.filter((one) => !unspaced.test(one));
        expect(shown.flatMap(wordsOf)).toEqual(expect.arrayContaining(others));
        for (const [at, line] of shown.entries()) {
          expect(line.search(/\S/)).toBe(at === 0 ? indent : indent + 4);
          if (line.trim().includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        }
      },
    ),
  );
});

test('every character takes the columns that string-width gives it, in colours and isolates too', () => {
  const isShown = (code: number) => code > 31 && (code < 127 || code > 159);
  const isHalf = (code: number) => code >= 0xd800 && code <= 0xdfff;
  const letters = Array.from({ length: 0x20000 }, (_, code) => code)
    .filter((code) => isShown(code) && !isHalf(code))
    .map((code) => String.fromCodePoint(code));
  expect(letters.filter((one) => displayWidth(one) !== stringWidth(one))).toEqual([]);
  const marked = ['ab', 'é…', '主旨', '👩‍🏫'].map((one) => colours(`\u2068${one}\u2069`));
  expect(marked.map(displayWidth)).toEqual([2, 2, 4, 2]);
});

test('a command is never broken', () => {
  const command = 'timeback-catalog apply --env production --resume';
  const line = `To finish what was interrupted, run ${keptWhole(command)} once more.`;
  expect(screenLines(line, look(60)).some((one) => one.includes(command))).toBe(true);
  expect(screenLines(line, look(60, false))).toEqual([line.replace(keptWhole(command), command)]);
});

test.each([
  { path: 'catalog/a.yaml:1', room: 20, shown: 'catalog/a.yaml:1' },
  { path: 'catalog/units/02/light.yaml:8', room: 20, shown: '…/02/light.yaml:8' },
  { path: 'catalog/units/02/light.yaml:8', room: 5, shown: '…/light.yaml:8' },
  { path: 'a-name-without-folders.yaml:8', room: 5, shown: 'a-name-without-folders.yaml:8' },
])('$path in $room columns', ({ path, room, shown }) => {
  expect(shortenedPath(path, room, '…')).toBe(shown);
});

test('a text fits if it takes no more columns, however long it is', () => {
  const letters = fc.constantFrom('x', '教', '🎓', '👩‍🏫', 'e\u0301', '\u200d', '\ud800', ' ');
  const texts = fc
    .tuple(fc.array(letters, { maxLength: 30 }), fc.constantFrom(1, 7, 400))
    .map(([some, times]) => some.join('').repeat(times));
  fc.assert(
    fc.property(texts, fc.integer({ min: -2, max: 200 }), (text, room) => {
      expect(fits(text, room)).toBe(displayWidth(text) <= room);
    }),
    runs(200),
  );
});
