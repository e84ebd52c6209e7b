import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { fc, runs } from '../support/laws.ts';

/** A manifest whose last lesson ends with the lines that a row adds. */
const manifest = (end: string) => `kind: course
sourcedId: c-1
title: Course
units:
  - sourcedId: u-1
    title: Unit
    lessons:
      - sourcedId: l-1
${end}`;

const line = (text: string) => ({ written: `        ${text}\n` });

interface Slip {
  readonly slip: string;
  readonly written: string;
  /** Line and column that the error is shown at. */
  readonly at: string;
  readonly says: string;
  readonly hint: string;
  /** The lines after the hint was followed. */
  readonly cured: string;
  /** The title that the author meant. */
  readonly title: string;
}

const nbsp = '\u00a0';

const slips: readonly Slip[] = [
  {
    slip: 'a key too far right',
    written: '          title: Finding\n',
    at: '9:11',
    says: '"title" must start in column 9, under "sourcedId". Here it starts in column 11.',
    hint: 'Remove 2 spaces before it.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a key too far left',
    written: '       title: Finding\n',
    at: '9:8',
    says: '"title" must start in column 9, under "sourcedId". Here it starts in column 8.',
    hint: 'Add 1 space before it.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a key in the column of the dashes',
    written: '      title: Finding\n',
    at: '9:7',
    says: '"title" must start in column 9',
    hint: 'Add 2 spaces before it.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a dash too far left',
    written: '        title: Finding\n     - sourcedId: l-2\n       title: Next\n',
    at: '10:6',
    says: 'The dash must start in column 7, under the dash of line 8.',
    hint: 'Add 1 space before it.',
    cured: '        title: Finding\n      - sourcedId: l-2\n        title: Next\n',
    title: 'Finding',
  },
  {
    slip: 'a dash in the column of keys',
    written: '        title: Finding\n        - sourcedId: l-2\n          title: Next\n',
    at: '10:9',
    says: 'The dash must start in column 7',
    hint: 'Remove 2 spaces before it.',
    cured: '        title: Finding\n      - sourcedId: l-2\n        title: Next\n',
    title: 'Finding',
  },
  {
    slip: 'a dash without a space',
    written: '        title: Finding\n      -sourcedId: l-2\n        title: Next\n',
    at: '10:7',
    says: 'There is no space after the dash',
    hint: 'Write `- sourcedId: l-2`.',
    cured: '        title: Finding\n      - sourcedId: l-2\n        title: Next\n',
    title: 'Finding',
  },
  {
    slip: 'a key without a space behind its colon',
    ...line('title:Finding'),
    at: '9:14',
    says: 'There is no space after the colon of "title".',
    hint: 'Write `title: Finding`.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a key without a colon',
    ...line('title Finding'),
    at: '9:9',
    says: 'This line has no `key:`.',
    hint: 'put a colon and a space after the key',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a text that goes on below in the same column',
    written: '        title: Finding\n        the main idea\n',
    at: '10:9',
    says: 'This line has no `key:`.',
    hint: 'indent it more than that line',
    cured: '        title: Finding\n          the main idea\n',
    title: 'Finding the main idea',
  },
  {
    slip: 'a tab',
    written: '\ttitle: Finding\n',
    at: '9:1',
    says: 'indented with a tab',
    hint: 'Replace the tab with spaces.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'no-break spaces alone',
    written: `${nbsp.repeat(8)}title: Finding\n`,
    at: '9:1',
    says: 'a no-break space (U+00A0)',
    hint: 'Replace it with a space.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a no-break space among spaces',
    written: `       ${nbsp}title: Finding\n`,
    at: '9:8',
    says: 'a no-break space (U+00A0)',
    hint: 'Replace it with a space.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'a no-break space behind a colon',
    ...line(`title:${nbsp}Finding`),
    at: '9:15',
    says: 'a no-break space (U+00A0)',
    hint: 'Replace it with a space.',
    cured: '        title: Finding\n',
    title: 'Finding',
  },
  {
    slip: 'an apostrophe in single quotes',
    ...line("title: 'It's fine'"),
    at: '9:20',
    says: 'The quote that opens in column 16 closes in column 19.',
    hint: "'It''s fine'",
    cured: "        title: 'It''s fine'\n",
    title: "It's fine",
  },
  {
    slip: 'double quotes in double quotes',
    ...line('title: "Say "hi" now"'),
    at: '9:22',
    says: 'The quote that opens in column 16 closes in column 21.',
    hint: '"Say \\"hi\\" now"',
    cured: '        title: "Say \\"hi\\" now"\n',
    title: 'Say "hi" now',
  },
  {
    slip: 'text behind quotes',
    ...line('title: "Hi" is a word'),
    at: '9:20',
    says: 'More text follows it.',
    hint: `'"Hi" is a word'`,
    cured: `        title: '"Hi" is a word'\n`,
    title: '"Hi" is a word',
  },
  {
    slip: 'a bracket at the start',
    ...line('title: [Intro] Welcome'),
    at: '9:23',
    says: '`[` in column 16 opens a list, which closes in column 22.',
    hint: '"[Intro] Welcome"',
    cured: '        title: "[Intro] Welcome"\n',
    title: '[Intro] Welcome',
  },
  {
    slip: 'an asterisk at the start',
    ...line('title: *Bold* start'),
    at: '9:16',
    says: 'cannot start with `*`',
    hint: '"*Bold* start"',
    cured: '        title: "*Bold* start"\n',
    title: '*Bold* start',
  },
  {
    slip: 'a dash at the start of a text',
    ...line('title: - first'),
    at: '9:16',
    says: 'cannot start with `-`',
    hint: '"- first"',
    cured: '        title: "- first"\n',
    title: '- first',
  },
  {
    slip: 'a colon in a text',
    ...line('title: Reading: the basics'),
    at: '9:16',
    says: 'The text has a colon in column 23',
    hint: '"Reading: the basics"',
    cured: '        title: "Reading: the basics"\n',
    title: 'Reading: the basics',
  },
  {
    slip: 'quotes of a word processor around a colon',
    ...line('title: “Say: hi”'),
    at: '9:16',
    says: 'The text has a colon in column 20',
    hint: 'YAML treats the quotes',
    cured: '        title: "Say: hi"\n',
    title: 'Say: hi',
  },
  {
    slip: 'a number sign in a title',
    ...line('title: Lesson #3'),
    at: '9:23',
    says: 'It is not part of the title.',
    hint: '"Lesson #3"',
    cured: '        title: "Lesson #3"\n',
    title: 'Lesson #3',
  },
  {
    slip: 'a title that is all comment',
    ...line('title: # 1 tip'),
    at: '9:16',
    says: 'It is not part of the title.',
    hint: '"# 1 tip"',
    cured: '        title: "# 1 tip"\n',
    title: '# 1 tip',
  },
  {
    slip: 'marks of a merge',
    written:
      '<<<<<<< HEAD\n        title: A\n=======\n        title: B\n>>>>>>> branch\n        xp: 1\n',
    at: '9:1',
    says: 'There are conflict markers in lines 9, 11 and 13',
    hint: 'remove the conflict markers',
    cured: '        title: A\n',
    title: 'A',
  },
];

test.each([
  { bracket: '[', line: 'resources: [{ resource: a }, b', closing: ']', column: 20 },
  { bracket: '{', line: 'metadata: {xp: [1], of: {a: 1}', closing: '}', column: 19 },
  { bracket: '{', line: 'resources: [a, { resource: b', closing: '}]', column: 24 },
])('a bracket that is never closed is told where it opens: $line', (row) => {
  const texts = ['', row.closing].map((end) =>
    manifest(`        title: A\n        ${row.line}${end}\n      - title: B\n`),
  );
  const [problems = [], after] = texts.map((text) => parseYaml('a.yaml', text).problems);
  expect(problems.map(({ code, span }) => [code, span?.start])).toEqual([
    ['yaml/syntax', { line: 10, column: row.column }],
  ]);
  expect(problems[0]?.detail).toBe(`This ${row.bracket} has no closing ${row.closing[0]}.`);
  expect(after).toEqual([]);
});

describe('one slip is one error, with what was meant', () => {
  test.each(slips)('$slip', ({ written, at, says, hint, cured, title }) => {
    const { problems } = parseYaml('a.yaml', manifest(written));
    const [found] = problems;
    expect(problems).toHaveLength(1);
    expect(`${found?.span?.start.line}:${found?.span?.start.column}`).toBe(at);
    expect(found?.detail).toContain(says);
    expect(found?.hint).toContain(hint);
    const after = parseYaml('a.yaml', manifest(cured));
    expect(after.problems).toEqual([]);
    expect(JSON.stringify(after.ok && after.value.value)).toContain(
      `{"sourcedId":"l-1","title":${JSON.stringify(title)}}`,
    );
  });

  test('what follows a slip adds no error', () => {
    const written = '          title: Finding\n       xp: 1\n\ttab: 1\n     - "a" b\n';
    expect(parseYaml('a.yaml', manifest(written)).problems).toHaveLength(1);
  });

  test('lines of texts and comments are no slips', () => {
    const written =
      '        # a: comment: "x" y\n        metadata:\n          text: |\n            a: b: "c" d\n            \ttab\n          long: one\n            two "three\n          bad: a: b\n';
    const { problems } = parseYaml('a.yaml', manifest(written));
    expect(problems.map(({ span }) => span?.start.line)).toEqual([16]);
  });
});

describe('a comment beside a text', () => {
  test.each([
    {
      written: 'title: Lesson 3 # check this',
      code: 'yaml/hazard',
      says: 'put it on its own line',
    },
    { written: 'courseCode: AP #2', code: 'yaml/hazard', says: 'put a space after `#`' },
  ])('$written is a warning with both cures', ({ written, code, says }) => {
    const { ok, problems } = parseYaml('a.yaml', manifest(`        ${written}\n`));
    expect(ok).toBe(true);
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(problems[0]?.hint).toContain('put the text in quotes');
    expect(problems[0]?.hint).toContain(says);
  });

  test.each(['courseCode: AP # the code', 'xp: 5 #five', 'title: "A" #three', 'title: A#3'])(
    '%s is said nothing of',
    (written) => {
      expect(parseYaml('a.yaml', manifest(`        ${written}\n`)).problems).toEqual([]);
    },
  );
});

describe('a line that is moved sideways', () => {
  const lines = `${manifest('        title: One\n')}        resources:
          - r-1
          - r-2
      - sourcedId: l-2
        title: Two
        metadata:
          xp: 5
  - sourcedId: u-2
    title: Unit 2
resources:
  - sourcedId: r-1
    title: Resource
`.split('\n');
  const moved = (at: number, column: number) =>
    lines.with(at, ' '.repeat(column - 1) + (lines[at] ?? '').trim());
  const column = (at: number) => (lines[at] ?? '').search(/\S/) + 1;
  const where = fc.integer({ min: 1, max: lines.length - 2 });

  test('is at most one error, and none once the line starts in the column that it names', () => {
    fc.assert(
      fc.property(where, fc.integer({ min: -4, max: 4 }), (at, by) => {
        const target = column(at) + by;
        fc.pre(by !== 0 && target >= 1);
        const text = moved(at, target);
        const [found, ...more] = parseYaml('a.yaml', text.join('\n')).problems;
        expect(more).toEqual([]);
        fc.pre(found?.code === 'yaml/syntax');
        const shown = (found.span?.start.line ?? 0) - 1;
        expect(shown).toBeGreaterThanOrEqual(at);
        const named = /must start in column (\d+)/.exec(found.detail)?.[1];
        expect(named, found.detail).toBeDefined();
        const followed = text.with(
          shown,
          ' '.repeat(Number(named) - 1) + (text[shown] ?? '').trim(),
        );
        const after = parseYaml('a.yaml', followed.join('\n')).problems[0];
        // Lines below the moved one may have to follow it.
        if (after?.code === 'yaml/syntax')
          expect(after.span?.start.line).toBeGreaterThan(shown + 1);
      }),
      runs(400),
    );
  });
});

test('a list whose first entry has no dash: the hint names the line of that entry', () => {
  const text = `kind: course
title: Course
units:
    title: One
    lessons:
      - title: First
  - title: Two
`;
  const [fault] = parseYaml('a.yaml', text).problems;
  expect(fault?.span?.start).toEqual({ line: 7, column: 3 });
  expect(fault?.hint).toContain('a dash before the entry in line 4');
});

test('a tab behind a dash is named, and no column is', () => {
  const [fault] = parseYaml('a.yaml', 'units:\n  -\ttitle: One\n    lessons: []\n').problems;
  expect([fault?.code, fault?.span?.start]).toEqual(['yaml/tab', { line: 2, column: 4 }]);
});

test('line ends of old Macs are named where they make a file look empty', () => {
  const [fault] = parseYaml('a.yaml', '# Our course\rkind: course\rtitle: X\r').problems;
  expect(fault?.hint).toContain('LF');
});
