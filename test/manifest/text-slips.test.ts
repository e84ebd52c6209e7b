// Slips in texts that nobody sees: each is told once, at its character, and the text without it is fine. What
// belongs to the spelling of a language is no slip.
import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';

const field = (name: string, text: string) =>
  `kind: course\nsourcedId: c\n${name === 'title' ? '' : 'title: Reading\n'}${name}: ${text}\n`;

function problemsIn(text: string) {
  const bytes = new TextEncoder().encode(text);
  return buildCatalog({ files: [{ file: 'catalog/a.yaml', bytes }], globs: '**' }).problems;
}

const told = (name: string, text: string) =>
  problemsIn(field(name, JSON.stringify(text))).map(
    ({ code, severity, span }) => `${severity} ${code} ${span?.start.column}`,
  );

/** The column of the first character in quotes, behind `title: "`. */
const first = 9;

interface Slip {
  readonly slip: string;
  readonly title: string;
  readonly code: string;
  /** The index of the character that is pointed at. */
  readonly at: number;
  readonly cured: string;
}

const slips: readonly Slip[] = [
  ['a zero-width space', 'Finding\u200b it', 'unseen', 7, 'Finding it'],
  ['a byte order mark', '\ufeffFinding', 'unseen', 0, 'Finding'],
  ['a joiner between Latin letters', 'Fi\u200dnd', 'unseen', 2, 'Find'],
  ['a mark of direction in Latin text', 'Find\u200e', 'unseen', 4, 'Find'],
  ['a soft hyphen', 'Fin\u00adding', 'unseen', 3, 'Finding'],
  ['a word joiner', 'Find\u2060ing', 'unseen', 4, 'Finding'],
  ['a filler of Hangul', 'Find\u3164ing', 'unseen', 4, 'Finding'],
  ['a blank of braille', 'Find\u2800ing', 'unseen', 4, 'Finding'],
  ['a blank at the end', 'Finding ', 'unseen', 7, 'Finding'],
  ['blanks at the beginning', '  Finding', 'unseen', 0, 'Finding'],
  ['a no-break space at the end', 'Finding\u00a0', 'unseen', 7, 'Finding'],
  ['a character that was lost', 'M\ufffdrchen', 'damaged', 1, 'Märchen'],
  ['UTF-8 read as Windows-1252', 'MÃ¤rchen', 'damaged', 1, 'Märchen'],
  ['an apostrophe read so', 'Itâ€™s', 'damaged', 2, 'It’s'],
  ['an entity of HTML', 'Q &amp; A', 'damaged', 2, 'Q & A'],
  ['a Cyrillic letter in a Latin word', 'Mаth', 'look-alike', 1, 'Math'],
  ['a Latin letter in a Cyrillic word', 'Mосква', 'look-alike', 0, 'Москва'],
  ['a field of a template', '{{title}}', 'placeholder', 0, 'Finding'],
  ['a variable', '$' + '{TITLE}', 'placeholder', 0, 'Finding'],
  ['a field of a merge', '<<Lesson>>', 'placeholder', 0, 'Finding'],
  ['a name in brackets', '[Lesson title]', 'placeholder', 0, 'Finding'],
  ['an order to the author', 'Insert title here', 'placeholder', 0, 'Finding'],
  ['a note to do it', 'TODO', 'placeholder', 0, 'Finding'],
].map(([slip = '', title = '', code = '', at, cured = '']) => ({
  ...{ slip: String(slip), title: String(title), code: String(code) },
  ...{ at: Number(at), cured: String(cured) },
}));

describe('a title with a slip', () => {
  test.each(slips)('$slip', ({ title, code, at, cured }) => {
    expect(told('title', title)).toEqual([`warning text/${code} ${first + at}`]);
    expect(told('title', cured)).toEqual([]);
    const [problem] = problemsIn(field('title', JSON.stringify(title)));
    expect(problem?.hint).toBeDefined();
  });

  test('is told at its own character if it is written without quotes', () => {
    const [problem] = problemsIn(field('title', 'Finding\u200b it'));
    expect(problem?.span?.start).toEqual({ line: 3, column: 15 });
  });

  test('is told at the text if an escape writes it', () => {
    const [problem] = problemsIn(field('title', '"Finding\\u200b it"'));
    expect(problem?.span?.start).toEqual({ line: 3, column: 8 });
  });
});

describe('what a language spells is no slip', () => {
  test.each([
    ['a Persian plural', 'کتاب\u200cها'],
    ['a Hindi letter in its joined form, alone', 'क\u094d\u200d'],
    ['a Hindi letter that is not joined', 'क\u094d\u200cष'],
    ['the Arabic sign of a year, which ends with a joiner', '1445 ه\u200d'],
    ['a Malayalam letter', 'ന\u0d4d\u200d'],
    ['a Hebrew title with a mark of direction', 'C++\u200e בעברית'],
    ['an Arabic title with an isolate', 'الدرس \u2068HTML\u2069'],
    ['a Thai title that says where a line may break', 'ภาษา\u200bไทย'],
    ['a Khmer title with such places', 'ភាសា\u200bខ្មែរ'],
    ['a family', '👨‍👩‍👧 At home'],
    ['a teacher with a colour of skin', '👩🏽‍🏫 For teachers'],
    ['a person with red hair', '👨‍🦰 People'],
    ['a flag of colours', '🏳️‍🌈 Rights'],
    [
      'a flag of a nation in a state',
      '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Scotland',
    ],
    ['a flag of another region', '🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f} Texas'],
    ['a heart and a number in their form as emoji', '❤️ 1️⃣'],
    ['old Hangul', '\u115f\u1161'],
    ['braille with its blank', '\u2801\u2800\u2803'],
    ['a French title with narrow blanks inside', 'Qui\u202f? «\u00a0Moi\u00a0»'],
    ['a Japanese title with a wide blank inside', '第1課\u3000分数'],
    ['a Portuguese title in capitals', 'IRMÃ E IRMÃO: «AMANHû'],
    ['a Russian word with a Latin part of its own', 'SMSка, PDFы, 3D-модель, IT-отдел'],
    ['Greek letters in formulas', 'Δt, μm and πr'],
    ['signs of programs', 'if (a && b) <title> {x} 100% $x'],
    ['an order that is a title', 'Enter your name'],
    ['a sentence that ends with here', 'Your story begins here'],
    ['a task in a language without Latin letters', 'TODO 리스트 만들기'],
    ['a French title with marks of ASCII', '<<Les Misérables>>'],
    ['two addresses', 'https://a.example/1 https://b.example/2'],
    ['an address with a remark', 'https://example.org/x (archived)'],
    ['prose that begins with an address', 'https://example.org is good. Then read chapter.pdf'],
    ['a Spanish word', 'Todo'],
    ['a number of the Romans', 'XXX'],
    ['a name that begins as an entity', 'R&D; B&Bs & more'],
  ])('%s', (_, title) => {
    expect(told('title', title)).toEqual([]);
  });
});

describe('other texts', () => {
  test.each([
    ['courseCode', 'MSR ', 'text/unseen'],
    ['courseCode', 'МSR', 'text/look-alike'],
    ['courseCode', 'MS\u200bR', 'text/unseen'],
  ])('%s of %j is warned of', (name, text, code) => {
    expect(told(name, text)[0]).toContain(`warning ${code}`);
  });

  test.each([
    ['description: "Finding\\u200b it"', ['text/unseen']],
    ['description: "M\ufffdrchen"', ['text/damaged']],
    ['url: "https://a.example/my file.html"', ['text/address']],
    ['url: "https://a.example/ "', ['text/address']],
    ['note: "https://a.example/ has more about it"', []],
    ['description: "<p>Q &amp; A</p> "', []],
    ['description: |\n    Two lines\n    end here', []],
    ['description: "Donau\u00addampf"', []],
    ['separator: " "', []],
  ])('metadata with %s', (line, codes) => {
    const problems = problemsIn(field('metadata', `\n  ${line}`));
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });
});

test('a title of characters that nobody sees is one error', () => {
  expect(told('title', '\u200b ')).toEqual(['error title/blank 8']);
});

test('a text of thousands of marks is judged at once', () => {
  const marks = '\u200e'.repeat(100_000);
  const text = JSON.stringify(`${marks}\u05d0`);
  // Each mark that looked through the whole text again would take minutes.
  const problems = problemsIn(field('metadata', `\n  description: ${text}`));
  expect(problems.map(({ code }) => code)).toEqual([]);
});
