import { expect, test } from 'vitest';
import { fieldSpan } from '../../src/model/catalog.ts';
import { addressOf, kinds, parseAddress } from '../../src/model/node.ts';

test.each(kinds)('the address of a %s is taken apart again', (kind) => {
  for (const sourcedId of ['a', 'a/b', 'lesson/a']) {
    expect(parseAddress(addressOf(kind, sourcedId))).toEqual({ kind, sourcedId });
  }
});

test.each(['', 'lesson', 'lesson/', 'lessons/a', 'Lesson/a', '/a', 'org/a', 'a/lesson/b'])(
  '"%s" is no address',
  (text) => {
    expect(parseAddress(text)).toBeUndefined();
  },
);

test.each([
  { name: 'a field that is written', field: 'title', line: 2 },
  { name: 'a field that is not', field: 'grades', line: 1 },
  { name: 'the node', field: undefined, line: 1 },
])('where $name stands', ({ field, line }) => {
  const source = {
    file: 'a.yaml',
    start: { line: 1, column: 3 },
    fields: new Map([['title', { line: 2, column: 3 }]]),
  };
  expect(fieldSpan(source, field)).toEqual({ file: 'a.yaml', start: { line, column: 3 } });
});
