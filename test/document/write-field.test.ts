import { describe, expect, test, vi } from 'vitest';
import { writeFields } from '../../src/document/fields.ts';

function writeField(text: string, field: Parameters<typeof writeFields>[1][number]) {
  const { text: after, written } = writeFields(text, [field]);
  return written.length > 0 ? after : undefined;
}

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

describe('several fields', () => {
  const forms = [
    (i: number) => `  - title: L${i}\n`,
    (i: number) => `  - {title: L${i}}\n`,
    (i: number) => `  - sourcedId: "" # later\n    title: L${i}\n`,
    (i: number) => `  - {sourcedId: TODO, title: L${i}}\n`,
    (i: number) => `  - sourcedId: "T\\x4fDO"\n    title: L${i}\n`,
    () => '  - {}\n',
  ];
  const texts = ['les-1', '123', 'a: b', '#x', 'true', '1e3', '~', "it's"];

  test('are written as each by itself', () => {
    const lists = Array.from({ length: 30 }, (_, i) => forms[(i * 5) % forms.length]?.(i) ?? '');
    const text = `lessons:\n${lists.join('')}`;
    const fields = lists.map((_, i) => ({
      ...{ path: ['lessons', i], key: 'sourcedId', text: texts[i % texts.length] ?? '' },
    }));
    let alone = text;
    const done = fields.filter((field) => {
      const next = writeField(alone, field);
      alone = next ?? alone;
      return next !== undefined;
    });
    expect(done).toHaveLength(20);
    expect(writeFields(text, fields)).toEqual({ text: alone, written: done });
  });

  test('are read together, however many they are', () => {
    const count = 500;
    const lists = Array.from({ length: count }, (_, i) => forms[i % 4]?.(i) ?? '');
    const fields = lists.map((_, i) => ({
      ...{ path: ['lessons', i], key: 'sourcedId', text: texts[i % texts.length] ?? '' },
    }));
    const compared = vi.spyOn(JSON, 'stringify');
    const { written } = writeFields(`lessons:\n${lists.join('')}`, fields);
    const times = compared.mock.calls.length;
    compared.mockRestore();
    expect(written).toHaveLength(count);
    // A few times for each: one after the other, all are compared for each.
    expect(times).toBeLessThan(10 * count);
  });
});
