import { expect, test } from 'vitest';
import { constantsToCsv } from '../../src/text/constants/constants-data.ts';

function titleIn(title: string): string | undefined {
  const csv = constantsToCsv({
    courses: [{ name: 'NAME', sourcedId: 'id', title, eventUrls: {}, units: [] }],
    resources: [],
    notes: [],
  });
  const [, row = ''] = /\n([\s\S]*)\n$/.exec(csv) ?? [];
  return /^course,NAME,id,([\s\S]*),,,$/.exec(row)?.[1];
}

test.each([
  { name: 'U+200C in Persian', title: 'پیش\u200cبینی رشد گیاه', cell: 'پیش\u200cبینی رشد گیاه' },
  { name: 'an emoji of two', title: '👩\u200d🏫 For teachers', cell: '👩\u200d🏫 For teachers' },
  { name: 'a back-slash', title: '\\frac and \\n', cell: '\\frac and \\n' },
  { name: 'a comma and quotes', title: 'a, "b"', cell: '"a, ""b"""' },
  { name: 'two lines', title: 'a\r\nb\nc', cell: '"a\nb\nc"' },
  { name: 'a tab', title: 'a\tb', cell: 'a b' },
  { name: 'a formula', title: '=1+1', cell: "'=1+1" },
  { name: 'a formula in full width', title: '＝1', cell: "'＝1" },
  { name: 'a formula behind blanks', title: '\t =1', cell: "'  =1" },
  { name: 'a formula behind what nobody sees', title: '\u200b@x', cell: "'\ufffd@x" },
  { name: 'ESC and half a character', title: '\u001b[2J\ud800', cell: '\ufffd[2J\ufffd' },
  { name: 'an override', title: 'gpj\u202eexe', cell: 'gpj\ufffdexe' },
  { name: 'a joiner that joins nothing', title: 'pay\u200dpal', cell: 'pay\ufffdpal' },
])('a cell of CSV: $name', ({ title, cell }) => {
  expect(titleIn(title)).toBe(cell);
});
