import { expect, test } from 'vitest';
import { build, told } from './set.ts';

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
  expect(problems[0]?.detail).toBe('The course "B" has the id of the course "A", c.');
});

test.each([
  { key: 'id', hint: 'If "id" holds its id, rename that key to `sourcedId`.' },
  { key: 'sourcedID', hint: 'If "sourcedID" holds its id, rename that key to `sourcedId`.' },
  { key: 'sourceId', hint: 'If "sourceId" holds its id, rename that key to `sourcedId`.' },
  { key: 'metadata', hint: 'Run `timeback-catalog fmt`: it writes one.' },
])('an id that is missing beside the key $key', ({ key, hint }) => {
  const { problems } = build({ 'a.yaml': course(`      - title: L\n        ${key}: {}\n`) });
  expect(problems.find(({ code }) => code === 'id/missing')?.hint).toBe(hint);
});
