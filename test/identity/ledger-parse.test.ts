import { describe, expect, test } from 'vitest';
import { parseLedger } from '../../src/identity/ledger/parse.ts';

const file = 'catalog.ids';

/** `code line:column`, and the line of the other place if two take part. */
function problemsOf(text: string): string[] {
  return parseLedger(file, text).problems.map(({ code, span, related }) => {
    const place = `${code} ${span?.start.line}:${span?.start.column}`;
    return related ? `${place} with ${related.span.start.line}` : place;
  });
}

function firstProblem(text: string) {
  return parseLedger(file, text).problems[0];
}

function entriesOf(text: string) {
  const parsed = parseLedger(file, text);
  return parsed.ok ? [...parsed.value.entries.values()] : parsed.problems;
}

const live = (sourcedId: string, line: number) => ({
  sourcedId,
  kind: 'lesson',
  state: 'live',
  file,
  line,
});

describe('a ledger is read', () => {
  test('with kind, state, reason and line of every id', () => {
    const text =
      '# about\na course live\n\n# below\nb unit retired merged into c\nc lesson retired\n';
    expect(entriesOf(text)).toEqual([
      { sourcedId: 'a', kind: 'course', state: 'live', file, line: 2 },
      { sourcedId: 'b', kind: 'unit', state: 'retired', reason: 'merged into c', file, line: 5 },
      { sourcedId: 'c', kind: 'lesson', state: 'retired', file, line: 6 },
    ]);
    expect(parseLedger(file, text)).toMatchObject({ value: { where: file }, problems: [] });
  });

  test.each([
    { name: 'line breaks of Windows', text: 'a lesson live\r\nb lesson live\r\n' },
    { name: 'line breaks of both kinds', text: 'a lesson live\r\nb lesson live\n' },
    { name: 'a byte order mark', text: '\uFEFFa lesson live\nb lesson live\n' },
    { name: 'no line break at its end', text: 'a lesson live\nb lesson live' },
    { name: 'stray blanks and tabs', text: '  a  lesson\tlive \nb\tlesson live\t\n' },
  ])('with $name', ({ text }) => {
    expect(entriesOf(text)).toEqual([live('a', 1), live('b', 2)]);
  });

  test.each(['# nothing yet\n', '#nothing yet\n'])('with a header and no id yet: %j', (text) => {
    expect(parseLedger(file, text)).toMatchObject({ ok: true, problems: [] });
  });

  test.each(['=======', '<<<<<<<', '__proto__', 'live', 'lesson', 'Grüße', 'a:b,c;d'])(
    'with the id %s',
    (id) => expect(entriesOf(`${id} lesson live\n`)).toEqual([live(id, 1)]),
  );

  test('with an id that counts as a placeholder by now: the ledger keeps it for ever', () => {
    expect(entriesOf('UUID_HERE lesson live\n')).toEqual([live('UUID_HERE', 1)]);
  });
});

describe('a line that cannot be read', () => {
  test.each([
    { name: 'no kind', line: 'b', column: 2 },
    { name: 'no kind, and blanks around', line: ' b  ', column: 3 },
    { name: 'a mark of a conflict that is not in front', line: 'b <<<<<<< HEAD', column: 3 },
    { name: 'no state', line: 'b lesson', column: 9 },
    { name: 'an unknown kind', line: 'b lessn live', column: 3 },
    { name: 'an unknown state', line: 'le lesson le', column: 11 },
    { name: 'words after live', line: 'b lesson live for ever', column: 15 },
    { name: 'an id that breaks URLs', line: 'b/c lesson live', column: 1 },
    { name: 'an id that is too long', line: `${'b'.repeat(256)} lesson live`, column: 1 },
    { name: 'an id with a no-break space', line: 'b\u00A0c lesson live', column: 1 },
    { name: 'a NUL', line: 'b lesson retired \0', column: 18 },
    { name: 'a control character in a comment', line: '# \u001B[2J', column: 3 },
    {
      name: 'the line breaks of old Macs',
      line: '# about\rb lesson live\rc lesson live',
      column: 8,
    },
  ])('has $name', ({ line, column }) => {
    expect(problemsOf(`a lesson live\n${line}\nc lesson live\n`)).toEqual([
      `ledger/malformed 2:${column}`,
    ]);
  });

  test.each([
    {
      line: 'a lessn live',
      hint: 'Did you mean "lesson"? If it was right before, restore it from git.',
    },
    {
      line: 'a Unit live',
      hint: 'Did you mean "unit"? If it was right before, restore it from git.',
    },
    {
      line: 'a lesson retierd',
      hint: 'Did you mean "retired"? If it was right before, restore it from git.',
    },
    { line: 'a page live', hint: expect.stringContaining('A line reads') },
  ])('$line gets its hint', ({ line, hint }) => {
    expect(firstProblem(`${line}\n`)).toMatchObject({ hint });
  });

  test.each([
    { line: 'a', detail: 'The line has no kind.' },
    { line: 'a lesson', detail: 'The line has no state.' },
    { line: 'a page live', detail: 'There is no kind "page".' },
  ])('$line gets its detail', ({ line, detail }) => {
    expect(firstProblem(`${line}\n`)).toMatchObject({ detail });
  });

  test('that ends the file looks cut off', () => {
    const cut = firstProblem('a lesson live\nb less');
    expect(cut).toMatchObject({
      code: 'ledger/malformed',
      span: { start: { line: 2, column: 3 } },
    });
    expect(cut?.detail).toContain('cut off');
    for (const text of ['a lesson live\nb less\n', 'b less\nc lesson live']) {
      expect(firstProblem(text)?.detail).not.toContain('cut off');
    }
  });

  test('is quoted in part, however long it is', () => {
    expect(firstProblem(`${'x'.repeat(1e6)} ${'y'.repeat(1e6)}`)?.detail.length).toBeLessThan(200);
  });

  test('hides no other one', () => {
    expect(problemsOf('a\nb lesson\nc lesson live\nc unit live\n')).toEqual([
      'ledger/malformed 1:2',
      'ledger/malformed 2:9',
      'ledger/duplicate 4:1 with 3',
    ]);
  });
});

describe('a conflict', () => {
  const ours = 'b lesson live';
  const theirs = 'b lesson retired gone';
  test.each([
    {
      name: 'is told once, at its first mark',
      lines: ['<<<<<<< HEAD', ours, '=======', theirs, '>>>>>>> topic'],
      problems: ['ledger/conflict 1:1'],
    },
    {
      name: 'may show the base as well',
      lines: ['<<<<<<< HEAD', ours, '||||||| 1a2b3c4', '=======', theirs, '>>>>>>> topic'],
      problems: ['ledger/conflict 1:1'],
    },
    {
      name: 'is told if one mark is left',
      lines: ['a lesson live', '======='],
      problems: ['ledger/conflict 2:1'],
    },
    {
      name: 'is told as often as there are some',
      lines: ['<<<<<<< a', '=======', '>>>>>>> b', ours, '<<<<<<< a', '=======', '>>>>>>> b'],
      problems: ['ledger/conflict 1:1', 'ledger/conflict 5:1'],
    },
  ])('$name', ({ lines, problems }) => {
    expect(problemsOf(`${lines.join('\n')}\n`)).toEqual(problems);
    expect(problemsOf(`${lines.join('\r\n')}\r\n`)).toEqual(problems);
  });
});

describe('one id on two lines', () => {
  test.each([
    { name: 'of another kind', second: 'a unit live', problem: 'ledger/duplicate 2:1 with 1' },
    { name: 'that are the same', second: 'a lesson live', problem: 'ledger/repeated 2:1 with 1' },
    {
      name: 'that only look different',
      second: 'a  lesson live',
      problem: 'ledger/repeated 2:1 with 1',
    },
  ])('$name', ({ second, problem }) => {
    expect(problemsOf(`a lesson live\n${second}\n`)).toEqual([problem]);
  });

  test.each([
    {
      second: 'a unit live',
      detail: 'Line 1 says that "a" is a lesson, this line that it is a unit.',
    },
    { second: 'a lesson live', detail: 'Line 1 already says this about "a".' },
  ])('$second gets its detail', ({ second, detail }) => {
    expect(firstProblem(`a lesson live\n${second}\n`)).toMatchObject({ detail });
  });

  test('retired for two reasons is one retirement, for the first', () => {
    expect(problemsOf('a unit retired old\na unit retired wrong\n')).toEqual([]);
    expect(entriesOf('a unit retired old\na unit retired wrong\n')).toMatchObject([
      { state: 'retired', reason: 'old', line: 1 },
    ]);
  });

  test('far apart', () => {
    expect(problemsOf('a lesson live\nb lesson live\na unit live\n')).toContain(
      'ledger/duplicate 3:1 with 1',
    );
  });
});

describe('order', () => {
  test('is by code unit: upper case first, whatever the language', () => {
    expect(problemsOf('B lesson live\na lesson live\nä lesson live\n')).toEqual([]);
  });

  test('is told once, as a warning, at the first line that stands too far down', () => {
    const text = '# about\nc lesson live\na lesson live\nb lesson live\na0 lesson live\n';
    expect(problemsOf(text)).toEqual(['ledger/unsorted 3:1']);
    expect(parseLedger(file, text)).toMatchObject({ ok: true });
    expect(firstProblem(text)?.hint).toContain('timeback-catalog fmt');
  });
});

test.each(['', '\n', '\uFEFF', ' \r\n\t\r\n'])('a ledger that lost its content: %j', (text) => {
  expect(problemsOf(text)).toEqual(['file/empty 1:1']);
});
