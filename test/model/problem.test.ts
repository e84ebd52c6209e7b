import { describe, expect, test } from 'vitest';
import {
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
  problem,
} from '../../src/model/problem.ts';
import { problemCodes } from '../../src/model/problem-codes.ts';

const at = (file: string, line: number, column: number): Problem =>
  problem('schema/wrong-type', { detail: '', span: { file, start: { line, column } } });
const nowhere = problem('config/missing', { detail: '' });
const error = nowhere;
const warning = problem('yaml/hazard', { detail: '' });

const place = ({ span }: Problem) =>
  span ? `${span.file}:${span.start.line}:${span.start.column}` : 'nowhere';

describe('reading order', () => {
  test.each([
    { name: 'by file first', given: [at('b', 1, 1), at('a', 9, 9)], order: ['a:9:9', 'b:1:1'] },
    { name: 'then by line', given: [at('a', 10, 1), at('a', 9, 9)], order: ['a:9:9', 'a:10:1'] },
    { name: 'then by column', given: [at('a', 2, 10), at('a', 2, 9)], order: ['a:2:9', 'a:2:10'] },
    {
      name: 'without a place in front',
      given: [at('a', 1, 1), nowhere, at('b', 1, 1)],
      order: ['nowhere', 'a:1:1', 'b:1:1'],
    },
    {
      name: 'a file without a name as well',
      given: [at('', 1, 2), at('', 1, 1), nowhere],
      order: ['nowhere', ':1:1', ':1:2'],
    },
  ])('$name', ({ given, order }) => {
    expect(inReadingOrder(given).map(place)).toEqual(order);
    expect(inReadingOrder([...given].reverse()).map(place)).toEqual(order);
  });

  test('those at one place stay as they come, and the list as it was', () => {
    const given = [
      { ...at('a', 1, 1), detail: 'b' },
      { ...at('a', 1, 1), detail: 'a' },
    ];
    expect(inReadingOrder(given)).toEqual(given);
    const unsorted = [at('b', 1, 1), at('a', 1, 1)];
    inReadingOrder(unsorted);
    expect(unsorted.map(place)).toEqual(['b:1:1', 'a:1:1']);
  });
});

test('a problem takes severity and summary from its code', () => {
  const { severity, summary } = problemCodes['yaml/hazard'];
  expect(problem('yaml/hazard', { detail: 'd', hint: 'h' })).toEqual({
    ...{ code: 'yaml/hazard', severity, summary, detail: 'd', hint: 'h' },
  });
});

test.each([
  { name: 'nothing noticed', problems: [], ok: true },
  { name: 'warnings only', problems: [warning, warning], ok: true },
  { name: 'an error among warnings', problems: [warning, error], ok: false },
])('$name → ok is $ok', ({ problems, ok }) => {
  expect(hasErrors(problems)).toBe(!ok);
  expect(checked('value', problems)).toEqual({ ok, problems, ...(ok && { value: 'value' }) });
});
