import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { ExactNumber } from '../../src/model/json.ts';

function parsed(text: string) {
  const result = parseYaml('a.yaml', text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

test('reads YAML 1.2', () => {
  const text = 'a: [1, -0, 0x1F, 1e3, true, null, ~, yes, "1"]\nb:\n  c: |\n    d\n1: x\n';
  expect(parsed(text).value).toStrictEqual({
    a: [1, new ExactNumber('-0'), 31, new ExactNumber('1e3'), true, null, null, 'yes', '1'],
    b: { c: 'd\n' },
    1: 'x',
  });
});

describe('places', () => {
  const document = parsed('kind: course\nunits:\n  - title: A\n  - lessons: [x, { y: 1 }]\n');
  test.each([
    { path: [], what: 'key', at: '1:1' },
    { path: ['kind'], what: 'key', at: '1:1' },
    { path: ['kind'], what: 'value', at: '1:7' },
    { path: ['units'], what: 'value', at: '3:3' },
    { path: ['units', 0], what: 'key', at: '3:5' },
    { path: ['units', 1, 'lessons', 0], what: 'key', at: '4:15' },
    { path: ['units', 1, 'lessons', 1, 'y'], what: 'value', at: '4:23' },
    { path: ['units', 1, 'title'], what: 'key', at: '4:5' },
    { path: ['nowhere', 7, 'x'], what: 'key', at: '1:1' },
  ] as const)('$what of $path', ({ path, what, at }) => {
    const { line, column } = document.pointAt(path, what);
    expect(`${line}:${column}`).toBe(at);
  });

  test('columns count UTF-16 units, and CRLF is one line end', () => {
    const { line, column } = parsed('a: 1\r\n"😀": 2\r\n').pointAt(['😀'], 'value');
    expect([line, column]).toEqual([2, 7]);
  });
});

test('knows numbers as they were written', () => {
  const document = parsed('a: 1.10\nb: "1.10"\nc: [~, x]\n');
  expect(document.writtenAt(['a'])).toBe('1.10');
  expect(document.writtenAt(['b'])).toBeUndefined();
  expect(document.writtenAt(['c', 0])).toBe('~');
  expect(document.writtenAt(['c', 1])).toBeUndefined();
  expect(document.writtenAt(['a', 'b'])).toBeUndefined();
});

test.each([
  { name: 'a colon in a text', text: 'a: b: c\n', at: '1:4', says: 'has a colon in column 5' },
  {
    name: 'a quote in double quotes left open',
    text: 'a: "x \\" y\nb: 1\n',
    at: '1:4',
    says: 'never closed',
  },
  { name: 'a quote left open', text: "a: 'x\n", at: '1:4', says: 'never closed' },
  { name: 'a line without a colon', text: 'a: 1\nb\n', at: '2:1', says: 'no `key:`' },
  { name: 'a bracket left open', text: 'a: [1, 2\nb: 3\n', at: '1:4', says: 'no closing' },
  { name: 'a brace left open', text: '{a: 1\n', at: '1:1', says: 'no closing' },
  { name: 'a bracket too many', text: 'a: ]\n', at: '1:4', says: 'start with `]`' },
  { name: 'an unknown escape', text: 'a: "\\q"\n', at: '1:5', says: 'escape' },
  { name: 'a reserved character', text: 'a: @x\n', at: '1:4', says: 'start with `@`' },
  {
    name: 'indentation that fits nothing',
    text: 'a:\n    b: 1\n  c: 2\n',
    at: '3:3',
    says: 'must start in column',
  },
])('$name', ({ text, at, says }) => {
  const { problems } = parseYaml('a.yaml', text);
  const [first] = problems;
  expect(first?.code).toBe('yaml/syntax');
  expect(`${first?.span?.start.line}:${first?.span?.start.column}`).toBe(at);
  expect(first?.detail).toContain(says);
  for (const { detail } of problems) expect(detail).not.toMatch(/\n|at line/);
});

test('a text that is no YAML at all is one problem', () => {
  expect(parseYaml('a.yaml', '}{'.repeat(5000)).problems).toHaveLength(1);
});

test('points at both places of a key that is written twice', () => {
  const [problem] = parseYaml('a.yaml', 'x:\n  a: 1\n  "a": 2\n').problems;
  expect(problem?.code).toBe('yaml/duplicate-key');
  expect(problem?.span?.start).toEqual({ line: 3, column: 3 });
  expect(problem?.related?.span.start).toEqual({ line: 2, column: 3 });
});

test.each(['a: .nan\n', 'a: -.inf\n', 'a: .INF\n'])('JSON cannot carry %j', (text) => {
  expect(parseYaml('a.yaml', text).problems.map(({ code }) => code)).toEqual([
    'schema/wrong-value',
  ]);
});

describe('hazards', () => {
  test.each([
    { written: 'No', here: 'the string "No"', elsewhere: 'false' },
    { written: 'on', here: 'the string "on"', elsewhere: 'true' },
    { written: '08', here: 'the number 8', elsewhere: 'the string "08"' },
    { written: '010', here: 'the number 10', elsewhere: 'the number 8' },
    { written: '1:30', here: 'the string "1:30"', elsewhere: 'the number 90' },
    { written: '1_000', here: 'the string "1_000"', elsewhere: 'the number 1000' },
    { written: '12E4', here: 'the number 120000', elsewhere: 'the string "12E4"' },
    { written: '0o17', here: 'the number 15', elsewhere: 'the string "0o17"' },
    { written: '1.10', here: 'the number 1.1', elsewhere: 'the string "1.10"' },
    { written: '“Don’t”', here: 'the string "“Don’t”"', elsewhere: 'the string "Don’t"' },
    { written: '„Zelle“', here: 'the string "„Zelle“"', elsewhere: 'the string "Zelle"' },
    {
      written: '12345678901234567890',
      here: '12345678901234567890',
      elsewhere: '12345678901234567000',
    },
  ])('$written', ({ written, here, elsewhere }) => {
    const { ok, problems } = parseYaml('a.yaml', `a: ${written}\n`);
    expect(ok).toBe(true);
    expect(problems.map(({ code }) => code)).toEqual(['yaml/hazard']);
    expect(problems[0]?.detail).toContain(here);
    expect(problems[0]?.detail).toContain(elsewhere);
    for (const [, cure = ''] of problems[0]?.hint?.matchAll(/: (".+?")\./g) ?? []) {
      expect(parseYaml('a.yaml', `a: ${cure}\n`)).toMatchObject({ ok: true, problems: [] });
    }
  });

  test.each([
    '"No"',
    "'08'",
    'Nobody',
    '0',
    '10',
    '0.80',
    '1.5',
    '12:345',
    '1234567890123456',
    '1.5e+21',
    'true',
    '2026-01-01',
    '“Fog” and “Rain”',
    '"“Fog”"',
    '‘Twas',
  ])('none in %s', (written) => {
    expect(parseYaml('a.yaml', `a: ${written}\n`).problems).toEqual([]);
  });
});
