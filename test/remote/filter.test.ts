import { expect, test } from 'vitest';
import { parseFilter } from '../../src/features/emulator/server/filter.ts';
import { anyOf, equals, type Filter, filterText } from '../../src/remote/filter.ts';
import { fc } from '../support/laws.ts';

test.each<[Filter, string]>([
  // As the developer guide writes them.
  [equals('student.sourcedId', 'STUDENT_ID'), "student.sourcedId='STUDENT_ID'"],
  [equals('subjects', 'Math'), "subjects='Math'"],
  [
    { type: 'and', terms: [equals('role', 'student'), equals('class.sourcedId', 'CLASS_ID')] },
    "role='student' AND class.sourcedId='CLASS_ID'",
  ],
  [equals('title', "O'Brien"), "title='O''Brien'"],
  [equals('sortOrder', 2), 'sortOrder=2'],
  [equals('isTestUser', true), 'isTestUser=true'],
  [anyOf('sourcedId', ['a', 'b']), "sourcedId='a' OR sourcedId='b'"],
  [
    { type: 'and', terms: [equals('status', 'active'), anyOf('sourcedId', ['a', 'b'])] },
    "status='active' AND (sourcedId='a' OR sourcedId='b')",
  ],
])('%j', (filter, text) => {
  expect(filterText(filter)).toBe(text);
});

test('nothing to look for is no filter that lets everything pass', () => {
  expect(() => filterText(anyOf('sourcedId', []))).toThrow(RangeError);
});

const comparison: fc.Arbitrary<Filter> = fc.record({
  type: fc.constant('comparison'),
  path: fc.constantFrom(['title'], ['course', 'sourcedId'], ['metadata', 'metrics', 'totalXp']),
  operator: fc.constantFrom('=', '!=', '>', '>=', '<', '<=', '~'),
  value: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom("'", "''", "' OR status='active", '%27', 'a AND b', '(', ','),
    fc.integer(),
    fc.boolean(),
  ),
});
const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.record({
      type: fc.constantFrom('and' as const, 'or' as const),
      terms: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }),
    }),
  ),
})).filter;

/** A chain within a chain of the same sort means the same without the brackets. */
function flat(filter: Filter): unknown {
  if (filter.type === 'comparison') return { ...filter, values: [filter.value], value: undefined };
  const terms = filter.terms.map(flat).flatMap((term) => {
    const inner = term as { type: string; terms: unknown[] };
    return inner.type === filter.type ? inner.terms : [term];
  });
  return { type: filter.type, terms };
}

test('whatever is built is read by a server as the same, and no value gets out of its quotes', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const sent = new URL(`https://x.test/?filter=${encodeURIComponent(filterText(filter))}`);
      const read = parseFilter(sent.searchParams.get('filter') ?? '');
      expect(read).toEqual(flat(filter));
    }),
  );
});
