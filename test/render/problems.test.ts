import { describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../src/model/problem.ts';
import { renderers } from '../../src/text/renderers.ts';
import { plain } from './examples.ts';

const at = (file: string, line: number, column: number) => ({ file, start: { line, column } });

const unknown: Problem = {
  ...problem('schema/unknown-field', {
    detail: 'A lesson has no field named "titel".',
    hint: 'Did you mean "title"?',
    span: { ...at('catalog/a.yaml', 10, 3), end: { line: 10, column: 8 } },
  }),
  frame: { firstLine: 9, lines: ['- sourcedId: l1', '  titel: Finding', '  order: 1'] },
};
const duplicate = problem('id/duplicate', {
  detail: 'The id l1 belongs to two lessons.',
  span: at('catalog/a.yaml', 9, 14),
  related: { span: at('catalog/b.yaml', 3, 14), note: 'first used here' },
});
const hazard = problem('yaml/hazard', { detail: 'Odd.', span: at('catalog/0.yaml', 1, 1) });
const remote = problem('remote/rejected', { detail: 'title is too long', address: 'lesson/l1' });

const human = (...problems: Problem[]) => renderers.human.problems(problems, plain);

test('in reading order, each with its place, its source and the cure, and their number', () => {
  expect(human(unknown, duplicate, hazard, remote)).toBe(`\
Error[remote/rejected]: Platform rejected the request
 --> lesson/l1
  title is too long

Warning[yaml/hazard]: Value may not be what it looks like
 --> catalog/0.yaml:1:1
  Odd.

Error[id/duplicate]: sourcedId is used twice
 --> catalog/a.yaml:9:14
 --> catalog/b.yaml:3:14 first used here
  The id l1 belongs to two lessons.

Error[schema/unknown-field]: Unknown field
 --> catalog/a.yaml:10:3
 9 | - sourcedId: l1
10 |   titel: Finding
   |   ^^^^^
11 |   order: 1
  A lesson has no field named "titel".
  help: Did you mean "title"?

3 errors, 1 warning
`);
});

test('no problems, no text', () => {
  expect(human()).toBe('');
  expect(renderers.markdown.problems([], plain)).toBe('');
});

test('carets and names of severities are coloured, source lines are not', () => {
  const shown = renderers.human.problems([unknown], { ...plain, colour: true });
  expect(shown).toContain('\u001b[31m\u001b[1mError[schema/unknown-field]\u001b[22m\u001b[39m: ');
  expect(shown).toContain('\n   |   \u001b[31m^^^^^\u001b[39m\n');
  expect(shown).toContain('\n10 |   titel: Finding\n');
});

describe('frames', () => {
  const frameOf = (line: string, column: number, endColumn?: number) =>
    human({
      ...problem('yaml/hazard', {
        detail: 'Odd.',
        span: {
          ...at('a.yaml', 1, column),
          ...(endColumn !== undefined && { end: { line: 1, column: endColumn } }),
        },
      }),
      frame: { firstLine: 1, lines: [line] },
    })
      .split('\n')
      .slice(2, 4);

  const long = `${'x'.repeat(200)}HERE${'y'.repeat(200)}`;

  test.each([
    {
      name: 'one character without an end',
      line: 'a: 08',
      column: 4,
      end: undefined,
      shown: ['1 | a: 08', '  |    ^'],
    },
    {
      name: 'end of the line',
      line: 'a:',
      column: 3,
      end: undefined,
      shown: ['1 | a:', '  |   ^'],
    },
    { name: 'tabs', line: '\t\ta: 08', column: 6, end: 8, shown: ['1 |   a: 08', '  |      ^^'] },
    {
      name: 'escaped characters',
      line: '\u001b: 08',
      column: 4,
      end: 6,
      shown: ['1 | \\u001b: 08', '  |         ^^'],
    },
    {
      name: 'astral characters',
      line: '🎓🎓: 08',
      column: 7,
      end: 9,
      shown: ['1 | 🎓🎓: 08', '  |       ^^'],
    },
    { name: 'an empty line', line: '', column: 1, end: undefined, shown: ['1 |', '  | ^'] },
    {
      name: 'a long line',
      line: long,
      column: 201,
      end: 205,
      shown: [`1 | …${'x'.repeat(29)}HERE${'y'.repeat(41)}…`, `  | ${' '.repeat(30)}^^^^`],
    },
  ])('$name', ({ line, column, end, shown }) => {
    expect(frameOf(line, column, end)).toEqual(shown);
  });

  test('a stretch over several lines is marked to the end of its first', () => {
    const several = human({
      ...problem('yaml/hazard', {
        detail: 'Odd.',
        span: { ...at('a.yaml', 1, 3), end: { line: 2, column: 2 } },
      }),
      frame: { firstLine: 1, lines: ['a: [', ']'] },
    });
    expect(several).toContain('1 | a: [\n  |   ^^\n2 | ]\n');
  });
});

describe('prose', () => {
  test('is wrapped to the width; ids and places stay whole', () => {
    const file = `catalog/${'deep/'.repeat(8)}a.yaml`;
    const id = '9f41c1de-0000-4000-8000-000000000001';
    const detail = `The lesson ${id} is written twice and a reader of it would be misled.`;
    const shown = renderers.human.problems(
      [problem('id/duplicate', { detail, span: at(file, 1, 1) })],
      { ...plain, width: 30 },
    );
    expect(shown).toBe(`\
Error[id/duplicate]: sourcedId is used twice
 --> ${file}:1:1
  The lesson
  ${id}
  is written twice and a
  reader of it would be
  misled.

1 error
`);
  });

  test('keeps a command to copy on its own line', () => {
    const detail = `Run:\n    timeback-catalog fmt ${'x'.repeat(80)} --write\nand try again.`;
    expect(human(problem('id/missing', { detail }))).toContain(
      `  Run:\n      timeback-catalog fmt ${'x'.repeat(80)} --write\n  and try again.\n`,
    );
  });
});

test('as JSON', () => {
  expect(JSON.parse(renderers.json.problems([unknown, hazard], plain))).toEqual({
    format_version: '1.0',
    valid: false,
    error_count: 1,
    warning_count: 1,
    diagnostics: [
      expect.objectContaining({ code: 'yaml/hazard', severity: 'warning' }),
      {
        severity: 'error',
        code: 'schema/unknown-field',
        summary: 'Unknown field',
        detail: 'A lesson has no field named "titel".',
        hint: 'Did you mean "title"?',
        range: {
          filename: 'catalog/a.yaml',
          start: { line: 10, column: 3 },
          end: { line: 10, column: 8 },
        },
        snippet: { start_line: 9, code: '- sourcedId: l1\n  titel: Finding\n  order: 1' },
      },
    ],
  });
  expect(JSON.parse(renderers.json.problems([hazard], plain))).toMatchObject({ valid: true });
});

test('as Markdown', () => {
  expect(renderers.markdown.problems([unknown, duplicate], plain)).toBe(`\
**2 errors**

- **Error** \`id/duplicate\` sourcedId is used twice \`catalog/a.yaml:9:14\`

  \`catalog/b.yaml:3:14\` first used here

  The id l1 belongs to two lessons.
- **Error** \`schema/unknown-field\` Unknown field \`catalog/a.yaml:10:3\`

  \`\`\`text
   9 | - sourcedId: l1
  10 |   titel: Finding
     |   ^^^^^
  11 |   order: 1
  \`\`\`

  A lesson has no field named "titel".

  help: Did you mean "title"?
`);
});

describe('many with the same help', () => {
  const without = (line: number): Problem =>
    problem('id/missing', {
      detail: `The lesson "L${line}" has no sourcedId.`,
      hint: 'Run fmt.',
      span: at('catalog/a.yaml', line, 9),
    });
  const lines = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
  const many = lines(30).map(without);

  test('some are whole, the others have a line, and the rest is counted', () => {
    const text = human(...many, unknown);
    expect(text.match(/Run fmt/g)).toHaveLength(3);
    expect(text).toContain('Error[id/missing]: The same 27 times more\n');
    expect(text).toContain('  catalog/a.yaml:4:9 The lesson "L4" has no sourcedId.\n');
    expect(text).toContain('  catalog/a.yaml:23:9 The lesson "L23" has no sourcedId.\n');
    expect(text).not.toContain('"L24"');
    expect(text).toContain('  And 7 more. `--format json` lists all of them.\n');
    expect(text.indexOf('"title"')).toBeGreaterThan(text.indexOf('And 7 more'));
    expect(text).toContain('31 errors');
  });

  test.each([
    ['five', lines(5).map(without)],
    ['other help', many.map((one, index) => ({ ...one, hint: `Write ${index}.` }))],
    ['further lines', many.map((one) => ({ ...one, detail: `${one.detail}\n  a command` }))],
    ['a second place', many.map((one) => ({ ...one, related: { span: at('b', 1, 1), note: '' } }))],
  ])('each is whole: %s', (_, all) => {
    expect(human(...all).match(/ --> catalog\/a\.yaml/g)).toHaveLength(all.length);
  });

  test('of thousands with other helps, some are whole, and the rest hides no other problem', () => {
    const all = lines(3000).map((line) => ({
      ...without(line),
      hint: `Write ${line}.`,
      related: { span: at('b', 1, 1), note: '' },
    }));
    const text = human(...all, unknown);
    expect(text.split('\n').length).toBeLessThan(400);
    expect(text).toContain(`[${unknown.code}]`);
    expect(text).toContain('Error[id/missing]: The same 2967 times more\n');
    expect(text).toContain('And 2947 more. `--format json` lists all of them.');
    expect(JSON.parse(renderers.json.problems(all, plain)).diagnostics).toHaveLength(3000);
  });

  test('Markdown has them as a list below, and a page has all of them folded', () => {
    const markdown = renderers.markdown.problems(many, plain);
    expect(markdown).toContain('- **Error** `id/missing` The same 27 times more\n');
    expect(markdown).toContain('\n  - `catalog/a.yaml:4:9` The lesson "L4" has no sourcedId.\n');
    const page = renderers.html.problems(many, plain);
    for (const line of lines(30)) expect(page).toContain(`catalog/a.yaml:${line}:9`);
    expect(page.match(/<details>/g)).toHaveLength(1);
  });
});
