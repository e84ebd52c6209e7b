import { describe, expect, test } from 'vitest';
import { writeField } from '../../src/document/edit.ts';

const sourcedId = { key: 'sourcedId', text: 'les-1' };
const lesson = ['lessons', 0];

describe('a field that is missing becomes the first of its map, and nothing else changes', () => {
  test.each([
    {
      name: 'an item on lines of its own, comments and all',
      text: 'lessons:\n  # Above.\n  - title: L # beside\n    slug: l\n',
      after: 'lessons:\n  # Above.\n  - sourcedId: les-1\n    title: L # beside\n    slug: l\n',
    },
    {
      name: 'CRLF',
      text: 'lessons:\r\n  - title: L\r\n    slug: l\r\n',
      after: 'lessons:\r\n  - sourcedId: les-1\r\n    title: L\r\n    slug: l\r\n',
    },
    {
      name: 'an item within braces',
      text: 'lessons: [{title: L, slug: l}, {title: M}]\n',
      after: 'lessons: [{sourcedId: les-1, title: L, slug: l}, {title: M}]\n',
    },
    {
      name: 'no line break at the end',
      text: 'lessons:\n- title: L',
      after: 'lessons:\n- sourcedId: les-1\n  title: L',
    },
  ])('$name', ({ text, after }) => {
    expect(writeField(text, { path: lesson, ...sourcedId })).toBe(after);
  });

  test('the map that a file holds: behind its kind', () => {
    const text = '# A lesson.\nkind: lesson\n# Its name.\ntitle: L\n';
    expect(writeField(text, { path: [], ...sourcedId })).toBe(
      '# A lesson.\nkind: lesson\n# Its name.\nsourcedId: les-1\ntitle: L\n',
    );
  });

  test('a text that would be a number gets quotes', () => {
    const field = { path: lesson, key: 'sourcedId', text: '123' };
    expect(writeField('lessons:\n  - title: L\n', field)).toBe(
      'lessons:\n  - sourcedId: "123"\n    title: L\n',
    );
  });
});

describe('a field that is there gets the text in place of its own', () => {
  test.each([
    { name: 'plain', text: 'lessons:\n  - sourcedId: TODO # later\n    title: TODO\n' },
    { name: 'in quotes', text: 'lessons:\n  - title: L\n    sourcedId: "TODO"\n' },
  ])('$name', ({ text }) => {
    expect(writeField(text, { path: lesson, ...sourcedId })).toBe(text.replace('TODO', 'les-1'));
  });

  test.each(['""', "''", '~', 'null', '0012', 'true', '[]', '{}'])('that is %s', (written) => {
    const text = `lessons:\n  - sourcedId: ${written} # later\n    title: L\n`;
    expect(writeField(text, { path: lesson, ...sourcedId })).toBe(text.replace(written, 'les-1'));
  });

  test.each([
    { name: 'written with an escape', text: 'lessons:\n  - sourcedId: "T\\x4fDO"\n    title: L\n' },
    { name: 'in a text that cannot be read', text: 'lessons: [\n' },
    { name: 'of a map without any other', text: 'lessons:\n  - {}\n' },
  ])('left to a person: $name', ({ text }) => {
    expect(writeField(text, { path: lesson, ...sourcedId })).toBeUndefined();
  });
});
