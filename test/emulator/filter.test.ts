import { describe, expect, test } from 'vitest';
import {
  idsAllowedBy,
  matches,
  parseFilter,
  quote,
} from '../../src/features/emulator/server/filter.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';

const record: JsonObject = {
  title: "O'Brien's Café",
  status: 'active',
  sortOrder: 20,
  flag: true,
  nothing: null,
  subjects: ['Math', 'Reading'],
  grades: ['6', '7'],
  dateLastModified: '2026-03-01T12:00:00.000Z',
  course: { sourcedId: 'c1' },
  resources: [{ sourcedId: 'r1' }, { sourcedId: 'r2' }],
  metadata: { metrics: { totalXp: 1200 } },
};

function passes(text: string): boolean | string {
  const filter = parseFilter(text);
  return 'message' in filter ? `${filter.position}: ${filter.message}` : matches(filter, record);
}

describe('operators', () => {
  test.each([
    ["status='active'", true],
    ["status='Active'", false],
    ["status!='active'", false],
    ["status!='tobedeleted'", true],
    ["title='O''Brien''s Café'", true],
    ["title~'CAFÉ'", true],
    ["title~'tea'", false],
    ["status@'active,tobedeleted'", true],
    ["status@'a','active'", true],
    ["status@'a,b'", false],
    ['sortOrder=20', true],
    ["sortOrder='20'", true],
    ['sortOrder>3', true],
    ['sortOrder>20', false],
    ['sortOrder>=20', true],
    ['sortOrder<100', true],
    ['sortOrder<=19.5', false],
    ['sortOrder>-1e1', true],
    ["sortOrder>'x'", false],
    ["sortOrder=''", false],
    ["title>'N'", true],
    ['flag=true', true],
    ["flag='false'", false],
    ["dateLastModified>='2026-03-01'", true],
    ["dateLastModified='2026-03-01T12:00:00Z'", true],
    ["dateLastModified<'2026-03-01T14:00:00+01:00'", true],
  ])('%s → %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
  });
});

describe('paths', () => {
  test.each([
    ["course.sourcedId='c1'", true],
    ["resources.sourcedId='r2'", true],
    ["subjects='Reading'", true],
    ["subjects!='Reading'", false],
    ['grades=7', true],
    ['metadata.metrics.totalXp>1000', true],
    ["course='c1'", false],
    ["nothing='x'", false],
    ["absent!='x'", true],
    ["constructor.name='Object'", false],
  ])('%s → %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
  });
});

describe('AND binds tighter than OR, and parentheses group', () => {
  test.each([
    ['sortOrder=20 OR sortOrder=1 AND sortOrder=2', true],
    ['(sortOrder=20 OR sortOrder=1) AND sortOrder=2', false],
    ['sortOrder=1 AND sortOrder=2 OR sortOrder=20', true],
    ['((sortOrder=20))', true],
    [" sortOrder = 20 AND\tstatus = 'active' ", true],
    ["status@'active','b' AND sortOrder=20", true],
    ["title='AND' OR title~'brien'", true],
  ])('%s → %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
  });
});

describe('a syntax error names its position', () => {
  test.each([
    ['', 1],
    ['title', 6],
    ['title=', 7],
    ['title=Math', 7],
    ["title='Math", 7],
    ["title='a' and status='b'", 11],
    ["title='a' AND", 14],
    ["(title='a'", 11],
    ["title='a')", 10],
    ["='a'", 1],
    ["title='a','b'", 10],
    ['title=1.2.3', 7],
    ["title.='a'", 1],
    ["title=='a'", 7],
    ["title;'a'", 6],
    [`${'('.repeat(101)}a=1`, 101],
  ])('%s → %i', (text, position) => {
    expect(parseFilter(text)).toMatchObject({ position, message: expect.any(String) });
  });
});

test('a quoted string comes through whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parseFilter(`title=${quote(text)}`)).toEqual({
        type: 'comparison',
        path: ['title'],
        operator: '=',
        values: [text],
      });
    }),
  );
});

test('no text breaks the parser', () => {
  const pieces = fc.constantFrom(
    'a',
    '=',
    "'",
    ' ',
    '(',
    ')',
    'AND',
    'OR',
    ',',
    '@',
    '1',
    '.',
    '≠',
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const filter = parseFilter(parts.join(''));
      expect('message' in filter || typeof matches(filter, record) === 'boolean').toBe(true);
    }),
  );
});

test('every record that passes has an id that the filter names', () => {
  const id = fc.constantFrom('a', 'b', '5', '2026-03-01', '2026-03-01T00:00:00Z');
  const comparison = fc
    .tuple(
      fc.constantFrom('sourcedId', 'title', 'course.sourcedId'),
      fc.constantFrom('=', '!=', '@', '~', '>='),
      id,
    )
    .map(([path, operator, value]) => `${path}${operator}'${value}'`);
  const { filters } = fc.letrec<{ filters: string }>((tie) => ({
    filters: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(comparison, fc.constant('sourcedId=5')),
      fc
        .tuple(tie('filters'), fc.constantFrom('AND', 'OR'), tie('filters'))
        .map(([one, joint, other]) => `(${one} ${joint} ${other})`),
    ),
  }));
  const records = fc.record({ sourcedId: id, title: id, course: fc.record({ sourcedId: id }) });
  fc.assert(
    fc.property(filters, records, (text, record) => {
      const filter = parseFilter(text);
      if ('message' in filter) throw new Error(`${text}: ${filter.message}`);
      const isNamed = idsAllowedBy(filter)?.has(record.sourcedId) ?? true;
      expect(isNamed || !matches(filter, record)).toBe(true);
    }),
    runs(1000),
  );
});

test.each([
  ["sourcedId='a' OR sourcedId@'b,c'", ['a', 'b', 'c']],
  ["status='active' AND (sourcedId='a' OR sourcedId='b')", ['a', 'b']],
  ["sourcedId='a' OR title='b'", undefined],
  ["sourcedId!='a'", undefined],
  ["course.sourcedId='a'", undefined],
])('ids that %s names', (text, expected) => {
  const filter = parseFilter(text);
  if ('message' in filter) throw new Error(filter.message);
  const ids = idsAllowedBy(filter);
  expect(ids && [...ids]).toEqual(expected);
});
