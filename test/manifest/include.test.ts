import { describe, expect, test } from 'vitest';
import { build, catalogOf, told } from './set.ts';

const lesson = (id: string) => `kind: lesson\nsourcedId: ${id}\ntitle: ${id}\n`;
const unit = (id: string, include?: string) =>
  `kind: unit\nsourcedId: ${id}\ntitle: ${id}\n${include ? `lessons:\n  - include: '${include}'\n` : ''}`;
const course = (...includes: string[]) =>
  `kind: course\nsourcedId: c\ntitle: C\nunits:\n${includes.map((one) => `  - include: '${one}'\n`).join('')}`;

const idsOf = (texts: Record<string, string>) =>
  [...catalogOf(texts).nodes.values()].map(({ entity }) => entity.sourcedId);

describe('finds', () => {
  test.each([
    { name: 'a file beside it', include: 'u.yaml', file: 'a/u.yaml' },
    { name: 'a file below', include: 'units/u.yaml', file: 'a/units/u.yaml' },
    { name: 'a file above', include: '../u.yaml', file: 'u.yaml' },
    { name: 'a path with dots in it', include: './x/../units//u.yaml', file: 'a/units/u.yaml' },
    { name: 'a name that looks like a glob', include: 'u[1].yaml', file: 'a/u[1].yaml' },
    { name: 'a glob', include: 'un*/u?.yaml', file: 'a/units/u1.yaml' },
    { name: 'a deep glob', include: '**/u.yaml', file: 'a/x/y/u.yaml' },
    { name: 'a glob above', include: '../units/*.yaml', file: 'units/u.yaml' },
  ])('$name', ({ include, file }) => {
    expect(idsOf({ 'a/course.yaml': course(include), [file]: unit('u') })).toEqual(['c', 'u']);
  });

  test('a folder whose name looks like a glob', () => {
    expect(idsOf({ 'a[1]/c.yaml': course('u*.yaml'), 'a[1]/u1.yaml': unit('u') })).toEqual([
      'c',
      'u',
    ]);
  });

  test('files of a glob in natural order', () => {
    const names = ['u10', 'u9', 'u1', 'u2', 'u02b', 'v1'];
    const files = names.map((name) => [`${name}.yaml`, unit(name)]);
    expect(idsOf({ 'c.yaml': course('[uv]*.yaml'), ...Object.fromEntries(files) })).toEqual([
      'c',
      'u1',
      'u2',
      'u02b',
      'u9',
      'u10',
      'v1',
    ]);
  });
});

describe('refuses', () => {
  test.each([
    {
      name: 'a missing file',
      include: 'units/un1.yaml',
      is: 'include/missing',
      hint: 'Did you mean "units/u1.yaml"?',
    },
    {
      name: 'a glob that matches nothing',
      include: 'nowhere/*.yaml',
      is: 'include/missing',
      hint: undefined,
    },
    {
      name: 'a folder',
      include: './units/',
      is: 'include/missing',
      hint: 'Write "units/*.yaml".',
    },
    {
      name: 'backslashes',
      include: 'units\\u1.yaml',
      is: 'include/missing',
      hint: 'Write "units/u1.yaml".',
    },
    {
      name: 'an absolute path',
      include: '/catalog/units/u1.yaml',
      is: 'include/outside',
      hint: 'relative',
    },
    { name: 'a drive', include: 'C:/units/u1.yaml', is: 'include/outside', hint: 'relative' },
    {
      name: 'an address',
      include: 'https://example.org/u1.yaml',
      is: 'include/outside',
      hint: 'relative',
    },
    { name: 'a home folder', include: '~/u1.yaml', is: 'include/outside', hint: 'relative' },
    {
      name: 'a climb above the root',
      include: '../../u1.yaml',
      is: 'include/outside',
      hint: undefined,
    },
    {
      name: 'a climb above the root by a way round',
      include: 'x/../../../u1.yaml',
      is: 'include/outside',
      hint: undefined,
    },
    {
      name: 'a huge glob',
      include: '*'.repeat(100_000),
      is: 'glob/unusable',
      hint: 'Write a shorter one.',
    },
    {
      name: 'a climb within braces',
      include: 'x/{..,y}/*.yaml',
      is: 'include/outside',
      hint: undefined,
    },
    {
      name: 'a hidden folder',
      include: '.git/*.yaml',
      is: 'glob/unusable',
      hint: 'Give it another name.',
    },
    {
      name: 'alternatives in brackets',
      include: '@(a|b)*.yaml',
      is: 'glob/unusable',
      hint: '{a,b}',
    },
  ])('$name', ({ include, is, hint }) => {
    const { problems } = build({
      'c.yaml': course(include, 'units/u1.yaml'),
      'units/u1.yaml': unit('u'),
    });
    expect(problems.map(told)).toEqual([`${is} c.yaml:5:14`]);
    expect(problems[0]?.hint ?? '').toContain(hint ?? '');
    expect(problems[0]?.hint === undefined).toBe(hint === undefined);
  });

  test('a file that is included twice, with both places', () => {
    const { problems } = build({ 'c.yaml': course('u.yaml', 'u.yaml'), 'u.yaml': unit('u') });
    expect(problems.map(told)).toEqual(['include/twice c.yaml:6:14']);
    expect(problems[0]?.related?.span.start).toEqual({ line: 5, column: 14 });
  });

  test('the files of a copied file: one problem, with both places and what to do', () => {
    const units = { 'u1.yaml': unit('u1'), 'u2.yaml': unit('u2'), 'u3.yaml': unit('u3') };
    const original = course('u1.yaml', 'u2.yaml', 'u3.yaml');
    const { problems } = build({ 'c.yaml': original, 'd.yaml': original, ...units });
    const [, twice] = problems;
    expect(problems.map(told)).toEqual(['id/duplicate d.yaml:2:12', 'include/twice d.yaml:5:14']);
    expect(twice?.detail).toContain('catalog/d.yaml includes 3 files that catalog/c.yaml includes');
    expect(twice?.related?.span.file).toBe('catalog/c.yaml');
    expect(twice?.hint).toContain('is a copy of the other, delete the copy');
    expect(build({ 'c.yaml': original, ...units }).problems).toEqual([]);
    const other = 'kind: course\nsourcedId: d\ntitle: D\n';
    expect(build({ 'c.yaml': original, 'd.yaml': other, ...units }).problems).toEqual([]);
  });

  test('a file that two globs find', () => {
    const { problems } = build({ 'c.yaml': course('u*.yaml', '*1.yaml'), 'u1.yaml': unit('u') });
    expect(problems.map(told)).toEqual(['include/twice c.yaml:6:14']);
  });

  test('the files that a glob includes again and again: one problem for each include', () => {
    const units = { 'u1.yaml': unit('u1'), 'u2.yaml': unit('u2') };
    const { problems } = build({ 'c.yaml': course('u*.yaml', '*.yaml', 'u*.yaml'), ...units });
    const twice = problems.filter(({ code }) => code === 'include/twice');
    expect(twice.map(told)).toEqual(['include/twice c.yaml:6:14', 'include/twice c.yaml:7:14']);
    expect(twice[1]?.detail).toContain('2 files are included a second time here');
  });

  test('a circle', () => {
    const { problems } = build({ 'c.yaml': course('u.yaml'), 'u.yaml': unit('u', 'u.yaml') });
    expect(problems.map(told)).toEqual(['include/circular u.yaml:5:14']);
    expect(problems[0]?.detail).toContain('catalog/u.yaml → catalog/u.yaml');
  });

  test('a circle by way of the course', () => {
    const { problems } = build({ 'c.yaml': course('u.yaml'), 'u.yaml': unit('u', 'c.yaml') });
    expect(problems[0]?.detail).toContain('catalog/c.yaml → catalog/u.yaml → catalog/c.yaml');
  });

  test('a file of another kind, with its place', () => {
    const { problems } = build({ 'c.yaml': course('l.yaml'), 'l.yaml': `# first\n${lesson('l')}` });
    expect(problems.map(told)).toEqual([
      'include/wrong-kind c.yaml:5:14',
      'include/unused l.yaml:2:1',
    ]);
    expect(problems[0]?.related?.span).toEqual({
      file: 'catalog/l.yaml',
      start: { line: 2, column: 1 },
    });
  });
});

describe('files that no course leads to', () => {
  test.each([
    { name: 'lessons in a course', end: 'lessons:\n  - include: l.yaml\n' },
    { name: 'an include without its key', end: 'units:\n  - title: U\n    lessons: [l.yaml]\n' },
    { name: 'another key', end: 'units:\n  - title: U\n    lessons: [{ includes: l.yaml }]\n' },
  ])('are not told where an include in a wrong place names them: $name', ({ end }) => {
    const { problems } = build({
      'c.yaml': `kind: course\nsourcedId: c\ntitle: C\n${end}`,
      'l.yaml': lesson('l'),
    });
    expect(problems.map(told).filter((one) => one.startsWith('include/'))).toEqual([]);
    expect(problems.map(({ severity }) => severity)).toContain('error');
  });

  test('are warned of, and take no part', () => {
    const built = build({ 'c.yaml': course('u.yaml'), 'u.yaml': unit('u'), 'l.yaml': lesson('l') });
    expect(built.problems.map(told)).toEqual(['include/unused l.yaml:1:1']);
    expect(built.ok && [...built.value.nodes.keys()]).toEqual(['course/c', 'unit/u']);
  });

  test('are told once for a unit and the lessons that it includes', () => {
    const { problems } = build({ 'u.yaml': unit('u', 'l.yaml'), 'l.yaml': lesson('l') });
    expect(problems.map(told)).toEqual(['include/unused u.yaml:1:1']);
  });

  test.each([
    { name: 'of the course', list: 'units', files: { 'more/u.yaml': unit('u') } },
    { name: 'of a unit', list: 'lessons', files: { 'more/deep/l.yaml': lesson('l') } },
    { name: 'above the course', list: 'units', files: { 'other/u.yaml': unit('u') } },
  ])('are told with the include that takes them in: $name', ({ list, files }) => {
    const others = { 'more/c.yaml': `${course()}  - title: T\n    lessons:\n`, ...files };
    const [told] = build(others).problems.filter(({ code }) => code === 'include/unused');
    const [, line = '', into] =
      /^Write `(.+)` in the list `(\w+)` of its \w+, in catalog\/more\/c\.yaml\.$/.exec(
        told?.hint ?? '',
      ) ?? [];
    expect(into).toBe(list);
    const indent = list === 'units' ? '  ' : '      ';
    const mended = { ...others, 'more/c.yaml': `${others['more/c.yaml']}${indent}${line}\n` };
    const { problems } = build(mended);
    expect(problems.filter(({ code }) => code.startsWith('include/'))).toEqual([]);
  });

  test('of courses in several folders are told for one of them', () => {
    const { problems } = build({
      'a.yaml': course(),
      'b/c.yaml': course().replace('sourcedId: c', 'sourcedId: d'),
      'u.yaml': unit('u'),
    });
    expect(problems.find(({ code }) => code === 'include/unused')?.hint).toBe(
      'Write `- include: u.yaml` in the list `units` of its course, if that is in catalog/a.yaml. The path counts from the folder of the file that includes it.',
    );
  });

  test('still must not share an id with one that takes part', () => {
    const { problems } = build({
      'c.yaml': course('u.yaml'),
      'u.yaml': unit('u'),
      'l.yaml': lesson('u'),
    });
    expect(problems.map(told)).toEqual(['include/unused l.yaml:1:1', 'id/duplicate l.yaml:2:12']);
  });

  test('are not told while a file cannot be understood: it may be the one that includes them', () => {
    const { problems } = build({ 'c.yaml': 'kind: course\nunits: [', 'u.yaml': unit('u') });
    expect(problems.map(({ code }) => code)).toEqual(['yaml/syntax']);
  });

  test('resources take part without an include, and may be included once', () => {
    const resource = 'kind: resource\nsourcedId: r\ntitle: R\nvendorResourceId: v\n';
    const include = 'kind: course\nsourcedId: c\ntitle: C\nresources: [{ include: r.yaml }]\n';
    expect(idsOf({ 'r.yaml': resource })).toEqual(['r']);
    expect(idsOf({ 'c.yaml': include, 'r.yaml': resource })).toEqual(['c', 'r']);
  });
});

test('an include of a file that cannot be read is not a second problem', () => {
  const { problems } = build({ 'c.yaml': course('u.yaml'), 'u.yaml': 'kind: [' });
  expect(problems.map(told)).toEqual(['yaml/syntax u.yaml:1:7']);
});
