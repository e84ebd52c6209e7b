import { describe, expect, test } from 'vitest';
import { sortLedger } from '../../src/identity/ledger/parse.ts';
import {
  addToLedger,
  removeFromLedger,
  retireInLedger,
  reviveInLedger,
} from '../support/ledger.ts';

const lesson = (sourcedId: string) => ({ sourcedId, kind: 'lesson' }) as const;

describe('adding ids', () => {
  test('starts a ledger with a header that explains it', () => {
    const text = addToLedger(undefined, [lesson('b'), { sourcedId: 'a', kind: 'course' }]);
    expect(text).toMatch(/^(#.*\n){3}a course live\nb lesson live\n$/);
    for (const words of ['Append-only', 'fmt', 'retire', 'catalog.ids merge=union']) {
      expect(text).toContain(words);
    }
  });

  const b = 'b lesson live';
  test.each([
    {
      name: 'between others',
      text: 'a unit live\nc unit live\n',
      expected: `a unit live\n${b}\nc unit live\n`,
    },
    { name: 'above all', text: 'c unit live\n', expected: `${b}\nc unit live\n` },
    { name: 'below all', text: 'a unit live\n', expected: `a unit live\n${b}\n` },
    { name: 'below the header', text: '# x\nc unit live\n', expected: `# x\n${b}\nc unit live\n` },
    { name: 'below a header alone', text: '# x\n', expected: `# x\n${b}\n` },
    {
      name: 'above the comment of the next id',
      text: 'a unit live\n# about c\nc unit live\n',
      expected: `a unit live\n${b}\n# about c\nc unit live\n`,
    },
    {
      name: 'above what stands at the end',
      text: 'a unit live\n\n# the end\n',
      expected: `a unit live\n${b}\n\n# the end\n`,
    },
    {
      name: 'with the line breaks of the ledger',
      text: '# x\r\na unit live\r\n',
      expected: `# x\r\na unit live\r\n${b}\r\n`,
    },
    { name: 'without a last line break', text: 'a unit live', expected: `a unit live\n${b}` },
    {
      name: 'behind a byte order mark',
      text: '\uFEFFc unit live\n',
      expected: `\uFEFF${b}\nc unit live\n`,
    },
    {
      name: 'in a ledger out of order, which keeps its order',
      text: 'c unit live\na unit live\n',
      expected: `${b}\nc unit live\na unit live\n`,
    },
    {
      name: 'beside lines that cannot be read',
      text: 'a unit live\n?\nc unit live\n',
      expected: `a unit live\n${b}\n?\nc unit live\n`,
    },
  ])('$name', ({ text, expected }) => expect(addToLedger(text, [lesson('b')])).toBe(expected));

  test.each(['b lesson live\n', 'b lesson retired gone\n', 'b unit live\n'])(
    'leaves an id alone that the ledger knows: %j',
    (text) => expect(addToLedger(text, [lesson('b')])).toBe(text),
  );

  test.each(['', 'a b', 'a\nb lesson live', '#', 'UUID_HERE', 'x'.repeat(256)])(
    'leaves out what cannot be a sourcedId: %j',
    (sourcedId) => expect(addToLedger('# x\n', [lesson(sourcedId)])).toBe('# x\n'),
  );
});

describe('retiring ids', () => {
  test('adds a line below that of the id and keeps all others byte for byte', () => {
    const text = '# x\r\n a  lesson live\r\nb lesson live\nc lesson live';
    expect(retireInLedger(text, ['b', 'c', 'unknown'], 'too hard')).toBe(
      '# x\r\n a  lesson live\r\nb lesson live\nb lesson retired too hard\r\nc lesson live\r\nc lesson retired too hard',
    );
  });

  test.each([
    { reason: 'two\r\nlines', line: 'a unit retired two lines' },
    { reason: '  stray\t blanks ', line: 'a unit retired stray blanks' },
    { reason: 'bell\u0007 and\u2028more', line: 'a unit retired bell and more' },
    { reason: 'half \uD83D', line: 'a unit retired half \uFFFD' },
    { reason: '# not a comment', line: 'a unit retired # not a comment' },
    { reason: ' \n ', line: 'a unit retired' },
  ])('writes the reason $reason on one line', ({ reason, line }) => {
    expect(retireInLedger('a unit live\n', ['a'], reason)).toBe(`a unit live\n${line}\n`);
  });

  test('keeps the reason of what is retired already', () => {
    const text = 'a unit retired long ago\n';
    expect(retireInLedger(text, ['a'], 'again')).toBe(text);
  });
});

test('reviving ids takes out the lines that retire them, wherever others say that they were live', () => {
  const text = 'a unit live\na unit retired why\na unit retired or why\nb unit retired\n';
  expect(reviveInLedger(text, ['a'])).toBe('a unit live\nb unit retired\n');
});

test('reviving ids of which nothing else is known makes them live, and leaves the others', () => {
  const text = 'a unit retired why\nb  unit live\nc unit retired\nd unit retired\n';
  expect(reviveInLedger(text, ['a', 'b', 'c', 'unknown'])).toBe(
    'a unit live\nb  unit live\nc unit live\nd unit retired\n',
  );
});

describe('removing ids', () => {
  test('takes their lines out, whatever their state, and no comment', () => {
    const text = '# x\r\na unit live\r\n# about b\r\nb unit retired why\r\nc unit live\r\n';
    expect(removeFromLedger(text, ['b', 'unknown'])).toBe(
      '# x\r\na unit live\r\n# about b\r\nc unit live\r\n',
    );
  });

  test('keeps the end of the file as it was', () => {
    expect(removeFromLedger('a unit live\nb unit live', ['b'])).toBe('a unit live');
    expect(removeFromLedger('a unit live\nb unit live\n', ['b'])).toBe('a unit live\n');
  });
});

describe('sorting', () => {
  test.each([
    {
      name: 'puts ids in order, comments with the id below them',
      text: '# x\nc unit live\n# about a\na unit live\nb unit retired why\n# end\n',
      expected: '# x\n# about a\na unit live\nb unit retired why\nc unit live\n# end\n',
    },
    {
      name: 'keeps one of lines that say the same',
      text: 'b unit live\na unit live\nb  unit live\na unit live\n',
      expected: 'a unit live\nb unit live\n',
    },
    {
      name: 'keeps the comments of a line that goes',
      text: 'a unit live\n# again\na unit live\n',
      expected: 'a unit live\n# again\n',
    },
    {
      name: 'keeps both of two reasons, and puts what was first known of an id first',
      text: 'a unit retired first\na unit retired second\na unit live\n',
      expected: 'a unit live\na unit retired first\na unit retired second\n',
    },
    {
      name: 'keeps line breaks and byte order mark',
      text: '\uFEFF# x\r\nb unit live\r\na unit live\r\n',
      expected: '\uFEFF# x\r\na unit live\r\nb unit live\r\n',
    },
    {
      name: 'gives a last line without a line break one when it moves up',
      text: 'b unit live\r\na unit live',
      expected: 'a unit live\r\nb unit live',
    },
  ])('$name', ({ text, expected }) => expect(sortLedger(text)).toBe(expected));

  test.each([
    {
      name: 'with a conflict',
      text: '<<<<<<< HEAD\nb unit live\n=======\na unit live\n>>>>>>> t\n',
    },
    { name: 'that contradicts itself', text: 'b unit live\na unit live\na lesson live\n' },
    { name: 'with a line that cannot be read', text: 'b unit live\n?\na unit live\n' },
    { name: 'that lost its content', text: '\n\n' },
  ])('leaves a ledger alone $name', ({ text }) => expect(sortLedger(text)).toBe(text));
});
