import { expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { fieldSpan } from '../../src/model/catalog.ts';
import { build, catalogOf, globs, told } from './set.ts';

const course = `kind: course
sourcedId: c-1
title: Reading
units:
  - sourcedId: u-1
    title: Main ideas
    prerequisites: []
    lessons:
      - sourcedId: l-1
        title: One
        resources: [r-1]
      - include: more/two.yaml
  - include: units/*.yaml
resources:
  - sourcedId: r-1
    title: Video
    vendorResourceId: v-1
`;

const texts = {
  'course.yaml': course,
  'more/two.yaml': 'kind: lesson\nsourcedId: l-2\ntitle: Two\n',
  'units/u10.yaml': 'kind: unit\nsourcedId: u-10\ntitle: Ten\n',
  'units/u2.yaml':
    'kind: unit\nsourcedId: u-2\ntitle: Two\nlessons:\n  - include: ../more/three.yaml\n',
  'more/three.yaml': 'kind: lesson\nsourcedId: l-3\ntitle: Three\n',
  'shared.yaml': 'kind: resource\nsourcedId: r-2\ntitle: Text\nvendorResourceId: v-2\n',
};

test('nodes stand in outline order, a parent before its children', () => {
  const { nodes } = catalogOf(texts);
  expect([...nodes.values()].map(({ entity }) => [entity.sourcedId, entity.parent])).toEqual([
    ['c-1', undefined],
    ['u-1', 'course/c-1'],
    ['l-1', 'unit/u-1'],
    ['l-2', 'unit/u-1'],
    ['u-2', 'course/c-1'],
    ['l-3', 'unit/u-2'],
    ['u-10', 'course/c-1'],
    ['r-1', undefined],
    ['r-2', undefined],
  ]);
  expect([...nodes.keys()]).toContain('lesson/l-2');
});

test('the order of the files means nothing', () => {
  const reversed = Object.fromEntries(Object.entries(texts).reverse());
  expect([...catalogOf(reversed).nodes]).toEqual([...catalogOf(texts).nodes]);
});

test('an entity holds what was written about it, and nothing else', () => {
  const text = `kind: course
sourcedId: c-1
title: A
courseCode: null
org: org-1
subjects: [Reading]
grades: [6, "7", K, -1]
subjectCodes: [R]
metadata: { metrics: { totalXp: 8 }, gone: null }
additional: { level: B, academicSession: { sourcedId: s } }
units: []
resources: []
`;
  expect(catalogOf({ 'a.yaml': text }).nodes.get('course/c-1')?.entity).toStrictEqual({
    kind: 'course',
    sourcedId: 'c-1',
    title: 'A',
    fields: {
      title: 'A',
      courseCode: null,
      org: 'org-1',
      subjects: ['Reading'],
      grades: ['6', '7', 'K', '-1'],
      subjectCodes: ['R'],
      metadata: { metrics: { totalXp: 8 }, gone: null },
      level: 'B',
      academicSession: { sourcedId: 's' },
    },
  });
});

test('fields of units, lessons and resources', () => {
  const { nodes } = catalogOf({
    'a.yaml': `kind: course
sourcedId: c
title: C
units:
  - { sourcedId: u, title: U, prerequisites: [v] }
  - sourcedId: v
    title: V
    prerequisites: null
    lessons: [{ sourcedId: l, title: L, resources: [r] }, { sourcedId: m, title: M, resources: null }]
resources:
  - { sourcedId: r, title: R, vendorResourceId: x, roles: [primary], importance: secondary }
`,
  });
  const fields = Object.fromEntries(
    [...nodes.values()].map(({ entity }) => [entity.sourcedId, entity.fields]),
  );
  expect(fields).toEqual({
    c: { title: 'C' },
    u: { title: 'U', prerequisites: ['v'] },
    v: { title: 'V', prerequisites: null },
    l: { title: 'L', resources: ['r'] },
    m: { title: 'M', resources: null },
    r: { title: 'R', vendorResourceId: 'x', roles: ['primary'], importance: 'secondary' },
  });
});

test('every field knows its place, also those under additional', () => {
  const text = 'kind: course\nsourcedId: c\ntitle: C\nadditional:\n  level: B\n';
  const node = catalogOf({ 'a.yaml': text }).nodes.get('course/c');
  const at = (field?: string) => node && fieldSpan(node.source, field);
  expect(at()).toEqual({ file: 'catalog/a.yaml', start: { line: 1, column: 1 } });
  expect(at('title')?.start).toEqual({ line: 3, column: 1 });
  expect(at('level')?.start).toEqual({ line: 5, column: 3 });
  expect(at('sourcedId')?.start).toEqual({ line: 2, column: 1 });
  expect(at('org')?.start).toEqual({ line: 1, column: 1 });
});

test('a nested node starts at its first key, in its own file', () => {
  const { nodes } = catalogOf(texts);
  expect(nodes.get('lesson/l-1')?.source.start).toEqual({ line: 9, column: 9 });
  expect(nodes.get('lesson/l-3')?.source.file).toBe('catalog/more/three.yaml');
});

test('a nested node may say its kind', () => {
  const text =
    'kind: course\nsourcedId: c\ntitle: C\nunits: [{ kind: unit, sourcedId: u, title: U }]\n';
  expect(catalogOf({ 'a.yaml': text }).nodes.get('unit/u')?.entity.fields).toEqual({ title: 'U' });
});

test('problems of all files come at once, in reading order', () => {
  const { ok, problems } = build({
    'b.yaml': 'kind: course\nsourcedId: c\ntitel: C\nunits: [{ sourcedId: u }]\n',
    'a.yaml': 'kind: lesson\nsourcedId: TODO\ntitle: No\n',
    'c.yaml': 'kind: [',
  });
  expect(ok).toBe(false);
  expect(problems.map(told)).toEqual([
    'id/placeholder a.yaml:2:12',
    'yaml/hazard a.yaml:3:8',
    'schema/unknown-field b.yaml:3:1',
    'schema/missing-field b.yaml:4:9',
    'yaml/syntax c.yaml:1:7',
  ]);
});

test('warnings alone do not fail a catalog', () => {
  const built = build({ 'a.yaml': 'kind: course\nsourcedId: c\ntitle: C\ngrades: [08]\n' });
  expect(built.ok).toBe(true);
  expect(built.problems.map(told)).toEqual(['yaml/hazard a.yaml:4:10']);
});

test('an error and a warning about one value are told as the error', () => {
  const { problems } = build({ 'a.yaml': 'kind: course\nsourcedId: c\ntitle: 08\n' });
  expect(problems.map(told)).toEqual(['schema/wrong-type a.yaml:3:8']);
  expect(problems[0]?.detail).toContain('08');
});

test('no files', () => {
  const { ok, problems } = buildCatalog({ files: [], globs });
  expect(ok).toBe(false);
  expect(problems.map(({ code }) => code)).toEqual(['catalog/no-files']);
  expect(problems[0]?.detail).toContain(globs);
});

test('two courses with one course code are a warning with both places', () => {
  const other = 'kind: course\nsourcedId: c-2\ntitle: Writing\ncourseCode: MSR\n';
  const { ok, problems } = build({
    'a.yaml': 'kind: course\nsourcedId: c-1\ntitle: Reading\ncourseCode: MSR\n',
    'b.yaml': other,
    'c.yaml': 'kind: course\nsourcedId: c-3\ntitle: Grammar\ncourseCode: MSG\n',
  });
  expect(ok).toBe(true);
  expect(problems.map(told)).toEqual(['reference/course-code b.yaml:4:13']);
  expect(problems[0]?.related?.span.start).toEqual({ line: 4, column: 13 });
  const without = build({
    'a.yaml': other.replace('courseCode: MSR\n', ''),
    'b.yaml': other.replaceAll('2', '1'),
  });
  expect(without.problems).toEqual([]);
});
