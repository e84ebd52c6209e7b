import { expect, test } from 'vitest';
import { build, told } from './set.ts';

const course = (units: string, lessons = '[]') => `kind: course
sourcedId: c
title: C
units:
${units}
  - { sourcedId: last, title: Last, lessons: ${lessons} }
resources:
  - { sourcedId: video-17, title: R, vendorResourceId: v }
`;

const unit = (id: string, ...needs: string[]) =>
  `  - { sourcedId: ${id}, title: ${id.toUpperCase()}, prerequisites: [${needs.join(', ')}] }`;

test.each([
  {
    name: 'a resource that exists',
    lessons: '[{ sourcedId: l, title: L, resources: [video-17] }]',
    is: [],
    hint: undefined,
  },
  {
    name: 'a misspelt one',
    lessons: '[{ sourcedId: l, title: L, resources: [vidoe-17] }]',
    is: ['reference/missing a.yaml:6:85'],
    hint: 'Did you mean "video-17"?',
  },
  {
    name: 'a stranger',
    lessons: '[{ sourcedId: l, title: L, resources: [video-17, something-else] }]',
    is: ['reference/missing a.yaml:6:95'],
    hint: undefined,
  },
  {
    name: 'one by its title',
    lessons: '[{ sourcedId: l, title: L, resources: [R] }]',
    is: ['reference/missing a.yaml:6:85'],
    hint: 'A list names nodes by their sourcedId. Write "video-17".',
  },
  {
    name: 'a title that no resource has',
    lessons: '[{ sourcedId: l, title: L, resources: [The film] }]',
    is: ['reference/missing a.yaml:6:85'],
    hint: 'Write the resource in the list `resources` of a course, run `timeback-catalog fmt`, and write its sourcedId here.',
  },
  {
    name: 'a node of another kind',
    lessons: '[{ sourcedId: l, title: L, resources: [last] }]',
    is: ['reference/missing a.yaml:6:85'],
    hint: undefined,
  },
])('a lesson names $name', ({ lessons, is, hint }) => {
  const { problems } = build({ 'a.yaml': course(unit('u'), lessons) });
  expect(problems.map(told)).toEqual(is);
  expect(problems[0]?.hint).toBe(hint);
});

test('a resource of another file is found', () => {
  const resource = 'kind: resource\nsourcedId: r\ntitle: R\nvendorResourceId: v\n';
  const text = course(unit('u'), '[{ sourcedId: l, title: L, resources: [r] }]');
  expect(build({ 'a.yaml': text, 'r.yaml': resource }).problems).toEqual([]);
});

test('nothing is said about references while a file cannot be understood', () => {
  const text = course(unit('u'), '[{ sourcedId: l, title: L, resources: [r] }]');
  const { problems } = build({ 'a.yaml': text, 'r.yaml': 'kind: [' });
  expect(problems.map(({ code }) => code)).toEqual(['yaml/syntax']);
});

test.each([
  { name: 'none', units: [unit('a'), unit('b', 'a'), unit('d', 'a', 'b')], is: [] },
  {
    name: 'a unit that is not there',
    units: [unit('a', 'zzz')],
    is: ['reference/missing a.yaml:5:47'],
  },
  { name: 'itself', units: [unit('a', 'a')], is: ['reference/circular a.yaml:5:47'] },
  {
    name: 'each other',
    units: [unit('a', 'b'), unit('b', 'a')],
    is: ['reference/circular a.yaml:5:47'],
  },
  {
    name: 'a circle behind a way in',
    units: [unit('a', 'b'), unit('b', 'd'), unit('d', 'b')],
    is: ['reference/circular a.yaml:6:47'],
  },
  {
    name: 'two circles',
    units: [unit('a', 'b'), unit('b', 'a'), unit('d', 'e'), unit('e', 'd')],
    is: ['reference/circular a.yaml:5:47', 'reference/circular a.yaml:7:47'],
  },
])('prerequisites: $name', ({ units, is }) => {
  expect(build({ 'a.yaml': course(units.join('\n')) }).problems.map(told)).toEqual(is);
});

test('a circle is told by its units', () => {
  const units = [unit('a', 'b'), unit('b', 'd'), unit('d', 'a')].join('\n');
  const [problem] = build({ 'a.yaml': course(units) }).problems;
  expect(problem?.detail).toBe(
    'Each of these waits for the next: unit "A" → unit "B" → unit "D" → unit "A".',
  );
});

test('a chain of thousands of units is no problem', () => {
  const units = Array.from({ length: 3000 }, (_, i) => unit(`u${i}`, ...(i ? [`u${i - 1}`] : [])));
  expect(build({ 'a.yaml': course(units.reverse().join('\n')) }).problems).toEqual([]);
});

test('guesses stop when very many references are lost', () => {
  const names = Array.from({ length: 200 }, () => 'video-18').join(', ');
  const { problems } = build({
    'a.yaml': course(unit('u'), `[{ sourcedId: l, title: L, resources: [${names}] }]`),
  });
  expect(problems.filter(({ hint }) => hint !== undefined)).toHaveLength(20);
  expect(problems).toHaveLength(200);
});
