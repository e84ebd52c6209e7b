// Slips of people who write manifests: each is one problem, at its place, and the text after the hint was
// followed to the letter has none.
import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';

const course = `kind: course
sourcedId: c-one
title: Reading
courseCode: MSR
units:
  - sourcedId: u-one
    title: Stories
    lessons:
      - sourcedId: l-one
        title: Finding it
`;

function problemsIn(text: string) {
  const bytes = new TextEncoder().encode(text);
  return buildCatalog({ files: [{ file: 'catalog/a.yaml', bytes }], globs: '**' }).problems;
}

interface Slip {
  readonly slip: string;
  readonly from: string;
  readonly to: string;
  /** Code, line and column. */
  readonly is: string;
  readonly hint: string;
  /** What is written in place of the slip after the hint. */
  readonly cured: string;
}

const title = 'title: Finding it';

const slips: readonly Slip[] = [
  {
    slip: 'a title that begins as an anchor',
    from: title,
    to: 'title: &more text',
    is: 'yaml/alias 10:16',
    hint: '"&more text"',
    cured: 'title: "&more text"',
  },
  {
    slip: 'a title between stars',
    from: title,
    to: 'title: *stars*',
    is: 'yaml/alias 10:16',
    hint: '"*stars*"',
    cured: 'title: "*stars*"',
  },
  {
    slip: 'a title that begins as a tag, with quotes in it',
    from: title,
    to: 'title: !important "thing"',
    is: 'yaml/tag 10:16',
    hint: 'Remove it.',
    cured: 'title: "thing"',
  },
  {
    slip: 'a title that begins with an exclamation mark',
    from: title,
    to: 'title: !important thing',
    is: 'yaml/tag 10:16',
    hint: '"!important thing"',
    cured: 'title: "!important thing"',
  },
  {
    slip: 'a number sign before quotes',
    from: title,
    to: 'title: Part #1 "best"',
    is: 'yaml/cut-title 10:21',
    hint: `'Part #1 "best"'`,
    cured: `title: 'Part #1 "best"'`,
  },
  {
    slip: 'double braces',
    from: title,
    to: 'title: {{Sets}} of two',
    is: 'yaml/syntax 10:24',
    hint: '"{{Sets}} of two"',
    cured: 'title: "{{Sets}} of two"',
  },
  {
    slip: 'an id of no letters',
    from: 'sourcedId: l-one',
    to: 'sourcedId: ""',
    is: 'schema/wrong-value 9:20',
    hint: 'Remove the key, and run `timeback-catalog fmt`',
    cured: 'sourcedId: made-by-fmt',
  },
  {
    slip: 'a comma as in JSON, behind quotes',
    from: 'courseCode: MSR',
    to: '"courseCode": "MSR",',
    is: 'yaml/syntax 4:20',
    hint: 'Remove the comma.',
    cured: '"courseCode": "MSR"',
  },
  {
    slip: 'a comma as in JSON',
    from: 'courseCode: MSR',
    to: 'courseCode: MSR,',
    is: 'yaml/hazard 4:13',
    hint: 'Remove the comma.',
    cured: 'courseCode: MSR',
  },
  {
    slip: 'a no-break space behind a dash',
    from: '      - sourcedId: l-one',
    to: '      -\u00a0sourcedId: l-one',
    is: 'yaml/syntax 9:8',
    hint: 'Replace it with a space.',
    cured: '      - sourcedId: l-one',
  },
  {
    slip: 'a mark of a document at the end',
    from: `${title}\n`,
    to: `${title}\n---\n`,
    is: 'yaml/several-documents 11:1',
    hint: 'Remove this line.',
    cured: `${title}\n`,
  },
  {
    slip: 'a title that is null',
    from: title,
    to: 'title: ~',
    is: 'schema/wrong-type 10:16',
    hint: 'Write the text behind `title:`.',
    cured: title,
  },
  {
    slip: 'no title',
    from: `\n        ${title}`,
    to: '',
    is: 'schema/missing-field 9:9',
    hint: 'Write `title: …` beside its other fields.',
    cured: `\n        ${title}`,
  },
  {
    slip: 'metadata in square brackets',
    from: title,
    to: `${title}\n        metadata: [xp]`,
    is: 'schema/wrong-type 11:19',
    hint: 'brackets',
    cured: `${title}\n        metadata:\n          xp: 5`,
  },
  {
    slip: 'no space behind a colon between braces',
    from: title,
    to: `${title}\n        metadata: {xp:12, note: x}`,
    is: 'yaml/syntax 11:20',
    hint: 'Write `xp: 12`.',
    cured: `${title}\n        metadata: {xp: 12, note: x}`,
  },
  {
    slip: 'a key without a value between braces',
    from: title,
    to: `${title}\n        metadata: {xp, note: x}`,
    is: 'yaml/syntax 11:20',
    hint: 'If it is a key, put a colon and a value behind it.',
    cured: `${title}\n        metadata: {xp: 5, note: x}`,
  },
  {
    slip: 'only keys between braces',
    from: title,
    to: `${title}\n        metadata: {xp, note}`,
    is: 'yaml/syntax 11:19',
    hint: 'put a colon and a value behind each key',
    cured: `${title}\n        metadata: {xp: 5, note: x}`,
  },
  {
    slip: 'a text with a comma between braces',
    from: title,
    to: `${title}\n        metadata: {note: First this, then that}`,
    is: 'yaml/syntax 11:38',
    hint: 'put the whole text in quotes',
    cured: `${title}\n        metadata: {note: "First this, then that"}`,
  },
  {
    slip: 'a comma in a title between braces',
    from: `- sourcedId: l-one\n        ${title}`,
    to: '- { sourcedId: l-one, title: First this, then that }',
    is: 'yaml/syntax 9:48',
    hint: 'put the whole text in quotes',
    cured: '- { sourcedId: l-one, title: "First this, then that" }',
  },
  {
    slip: 'no space behind a colon in the only field',
    from: title,
    to: `${title}\n        metadata:\n          xp:12`,
    is: 'schema/wrong-type 12:11',
    hint: 'Write `metadata: {xp: 12}`.',
    cured: `${title}\n        metadata: {xp: 12}`,
  },
  {
    slip: 'a field in quotes',
    from: title,
    to: `${title}\n        metadata: "xp: 12"`,
    is: 'schema/wrong-type 11:19',
    hint: 'Write `metadata: {xp: 12}`.',
    cured: `${title}\n        metadata: {xp: 12}`,
  },
  {
    slip: 'no space behind the colon of an entry',
    from: `- sourcedId: l-one\n        ${title}`,
    to: '- include:finding.txt',
    is: 'schema/wrong-type 9:9',
    hint: 'Write `- include: finding.txt`.',
    cured: `- sourcedId: l-one\n        ${title}`,
  },
  {
    slip: 'a title with a colon as an entry',
    from: `- sourcedId: l-one\n        ${title}`,
    to: '- Teil:Eins der Zahlen',
    is: 'schema/wrong-type 9:9',
    hint: 'Write it as `- title: "Teil:Eins der Zahlen"`.',
    cured: '- title: "Teil:Eins der Zahlen"\n        sourcedId: l-one',
  },
  {
    slip: 'a title with a colon in a list on one line',
    from: `\n      - sourcedId: l-one\n        ${title}`,
    to: ' [Re:Zero]',
    is: 'schema/wrong-type 8:15',
    hint: 'Write it as `- title: "Re:Zero"`.',
    cured: '\n      - title: "Re:Zero"\n        sourcedId: l-one',
  },
  {
    slip: 'no space behind the colon of a title with a comma and a colon',
    from: `- sourcedId: l-one\n        ${title}`,
    to: '- title:Part 1:the end, all',
    is: 'schema/wrong-type 9:9',
    hint: 'Write `- title: "Part 1:the end, all"`.',
    cured: '- title: "Part 1:the end, all"\n        sourcedId: l-one',
  },
  {
    slip: 'a text with a comma in the only field',
    from: title,
    to: `${title}\n        metadata: note:Hello, world`,
    is: 'schema/wrong-type 11:19',
    hint: 'Write `metadata: {note: "Hello, world"}`.',
    cured: `${title}\n        metadata: {note: "Hello, world"}`,
  },
  {
    slip: 'no space behind the colons of all fields',
    from: title,
    to: `${title}\n        metadata:\n          xp:12\n          note:x`,
    is: 'schema/wrong-type 12:11',
    hint: 'Write each field on its own line, as `name: value`.',
    cured: `${title}\n        metadata:\n          xp: 12\n          note: x`,
  },
  {
    slip: 'a list in the only field',
    from: title,
    to: `${title}\n        metadata: notes:[a, b]`,
    is: 'schema/wrong-type 11:19',
    hint: 'Write `metadata: {notes: [a, b]}`.',
    cured: `${title}\n        metadata: {notes: [a, b]}`,
  },
  {
    slip: 'no space behind the colon of a text with a comma',
    from: title,
    to: 'title:First, it',
    is: 'yaml/syntax 10:14',
    hint: 'Write `title: "First, it"`.',
    cured: 'title: "First, it"',
  },
  {
    slip: 'a full-width colon in an entry',
    from: `- sourcedId: l-one\n        ${title}`,
    to: '- title：Finding it',
    is: 'schema/wrong-type 9:9',
    hint: 'Write `- title: Finding it`.',
    cured: `- sourcedId: l-one\n        ${title}`,
  },
  {
    slip: 'a comma behind braces, as in JSON',
    from: title,
    to: `${title}\n        metadata: {xp: 12},`,
    is: 'yaml/syntax 11:27',
    hint: 'Remove the comma.',
    cured: `${title}\n        metadata: {xp: 12}`,
  },
  {
    slip: 'a colon in a text between braces',
    from: title,
    to: `${title}\n        metadata: {xp: 12, note: Part 1: the end}`,
    is: 'yaml/syntax 11:34',
    hint: 'Put the text in quotes: "Part 1: the end".',
    cured: `${title}\n        metadata: {xp: 12, note: "Part 1: the end"}`,
  },
];

describe('a slip is one problem, and its hint is enough', () => {
  test.each(slips)('$slip', ({ from, to, is, hint, cured }) => {
    expect(course).toContain(from);
    const problems = problemsIn(course.replace(from, () => to));
    expect(
      problems.map(({ code, span }) => `${code} ${span?.start.line}:${span?.start.column}`),
    ).toEqual([is]);
    expect(problems[0]?.hint).toContain(hint);
    expect(problemsIn(course.replace(from, () => cured))).toEqual([]);
  });
});

test('an include below its list without a dash names the include', () => {
  const text = course.replace(/lessons:[\s\S]*/, 'lessons:\n      include: lessons/a.yaml\n');
  expect(problemsIn(text).map(({ hint }) => hint)).toEqual([
    'Put a dash before each entry below `lessons:`: `- include: …`.',
  ]);
});

test('a file with a colon in its name is still a file', () => {
  const text = course.replace(/lessons:[\s\S]*/, 'lessons:\n      - a:b.yaml\n');
  expect(problemsIn(text).map(({ hint }) => hint)).toEqual([
    'Write it as `- include: "./a:b.yaml"`.',
  ]);
});

test('two nodes whose ids have no letters are no copies of each other', () => {
  const text = course.replace('l-one', '""').replace('u-one', '""');
  expect(problemsIn(text).map(({ code }) => code)).toEqual([
    'schema/wrong-value',
    'schema/wrong-value',
  ]);
});

test('a reference by a part of a title says what a list names', () => {
  const [problem] = problemsIn(`${course}        prerequisites: [Findng it]\n`);
  expect(problem?.hint).toContain('not by a title such as "Finding it"');
});

describe('an include', () => {
  const unit = 'kind: unit\nsourcedId: u-two\ntitle: More\n';
  const found = (include: string, file: string) => {
    const texts = { 'catalog/a.yaml': `${course}  - include: ${include}\n`, [file]: unit };
    const files = Object.entries(texts).map(([name, text]) => ({
      file: name,
      bytes: new TextEncoder().encode(text),
    }));
    // Names that Windows does not take are warned of as well.
    const { problems } = buildCatalog({ files, globs: '**' });
    return problems.filter(({ code }) => code !== 'catalog/file-name');
  };

  test.each(['a (1)', 'a [1]', 'a {1,2}', 'a?', 'a|b', 'unit 1'])(
    'that names the folder %s: the pattern that is told leads to its files',
    (folder) => {
      const file = `catalog/${folder}/b.yaml`;
      const problem = found(JSON.stringify(folder), file).find(({ span }) => span?.file !== file);
      const [, pattern = ''] = /Write (".*")\./.exec(problem?.hint ?? '') ?? [];
      expect(found(pattern, file)).toEqual([]);
    },
  );

  test('that lacks its word, of a file with a colon in its name: what is told leads to it', () => {
    const texts = { 'catalog/a.yaml': `${course}  - b:c.yaml\n`, 'catalog/b:c.yaml': unit };
    const files = Object.entries(texts).map(([file, text]) => ({
      file,
      bytes: new TextEncoder().encode(text),
    }));
    const hints = buildCatalog({ files, globs: '**' }).problems.map(({ hint = '' }) => hint);
    const [, include = ''] = /Write it as `- include: (.*?)`/.exec(hints.join('\n')) ?? [];
    expect(found(include, 'catalog/b:c.yaml')).toEqual([]);
  });

  test.each(['b:c.yaml', 'b (1).yaml', 'b [1].yaml', '~b.yaml', 'b*.yaml', 'https:b.yaml'])(
    'of a file that none includes, %s: what is told leads to it',
    (name) => {
      const [problem] = found('c.yaml', `catalog/${name}`).filter(
        ({ code }) => code === 'include/unused',
      );
      const [, include = ''] = /`- include: (.*?)`/.exec(problem?.hint ?? '') ?? [];
      expect(found(include, `catalog/${name}`)).toEqual([]);
    },
  );
});
