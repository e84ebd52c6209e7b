import { describe, expect, test } from 'vitest';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import { build, told } from './set.ts';

describe('what can be a sourcedId', () => {
  test.each([
    '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
    // Hand-made, live in a real catalog, and so not refused.
    'u1e2e3e4-5e6e-7e8e-9e1e-2e3e4e5e6e7e',
    'les-frac-v2',
    'a',
    '0',
    'x',
    'course:1.2_3@b',
    'lekcja-ż',
    'todo-list',
    'change',
    'unit-1',
    'é'.repeat(255),
  ])('%s', (id) => {
    expect(sourcedIdFault(id)).toBeUndefined();
  });

  test.each([
    ['', 'empty'],
    ['é'.repeat(256), '255'],
    ['a b', 'white space'],
    ['a\u00a0b', 'white space'],
    ['a\n', 'white space'],
    ['a\u0007', 'control'],
    ['a\ud800', 'half'],
    ['a/b', '/'],
    ['a?b', '?'],
    ['a#b', '#'],
    ['a%20', '%'],
    ['a\\b', '\\'],
    ['a"b', '"'],
    ["a'b", "'"],
    ['..', 'URL'],
    ['.', 'URL'],
  ])('not %j', (id, reason) => {
    const fault = sourcedIdFault(id);
    expect(fault?.type).toBe('malformed');
    expect(fault?.type === 'malformed' && fault.reason).toContain(reason);
  });

  test.each([
    'UUID',
    'UUID_HERE',
    'create_uuid',
    'TODO',
    'TODO: insert URL',
    'tbd',
    'FIXME',
    'sourcedId',
    'your-uuid-here',
    'yourUuidHere',
    'REPLACE_ME',
    'replace-with-real-uuid',
    'lesson-id',
    'xxxx',
    'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    'XXXXXXXX',
    '00000000-0000-0000-0000-000000000000',
    '{{id}}',
    '{{ cookiecutter.id }}',
    '$' + '{uuid}',
    '{uuid}',
    '<uuid>',
    '<a new uuid>',
  ])('a placeholder: %s', (id) => {
    expect(sourcedIdFault(id)).toEqual({ type: 'placeholder' });
  });
});

const lesson = (id: string) => `      - title: L\n        sourcedId: ${id}\n`;
const course = (...lessons: string[]) =>
  `kind: course\nsourcedId: c\ntitle: C\nunits:\n  - sourcedId: u\n    title: U\n    lessons:\n${lessons.join('')}`;

test.each([
  { name: 'missing', lessons: ['      - title: L\n'], is: ['id/missing a.yaml:8:9'] },
  { name: 'a placeholder', lessons: [lesson('UUID_HERE')], is: ['id/placeholder a.yaml:9:20'] },
  { name: 'malformed', lessons: [lesson('"a b"')], is: ['id/malformed a.yaml:9:20'] },
  { name: 'a number', lessons: [lesson('12')], is: ['schema/wrong-type a.yaml:9:20'] },
  { name: 'empty', lessons: [lesson('""')], is: ['schema/wrong-value a.yaml:9:20'] },
  { name: 'nothing', lessons: [lesson('')], is: ['schema/wrong-type a.yaml:9:20'] },
  { name: 'used twice', lessons: [lesson('l'), lesson('l')], is: ['id/duplicate a.yaml:11:20'] },
  { name: 'used by another kind', lessons: [lesson('u')], is: ['id/duplicate a.yaml:9:20'] },
  {
    name: 'used three times',
    lessons: [lesson('l'), lesson('l'), lesson('l')],
    is: ['id/duplicate a.yaml:11:20', 'id/duplicate a.yaml:13:20'],
  },
  {
    name: 'placeholders, several',
    lessons: [lesson('UUID'), lesson('UUID')],
    is: ['id/placeholder a.yaml:9:20', 'id/placeholder a.yaml:11:20'],
  },
  { name: 'different by case only', lessons: [lesson('l'), lesson('L')], is: [] },
])('an id that is $name', ({ lessons, is }) => {
  expect(build({ 'a.yaml': course(...lessons) }).problems.map(told)).toEqual(is);
});

test('an id in two files is told at the later one, whatever the order of the files', () => {
  const texts = {
    'b.yaml': 'kind: course\nsourcedId: c\ntitle: B\n',
    'a.yaml': 'kind: course\nsourcedId: c\ntitle: A\n',
  };
  const { problems } = build(texts);
  expect(problems.map(told)).toEqual(['id/duplicate b.yaml:2:12']);
  expect(problems[0]?.related?.span).toEqual({
    file: 'catalog/a.yaml',
    start: { line: 2, column: 12 },
  });
  expect(problems[0]?.detail).toBe('The course "B" has the id of the course "A".');
});
