// timeback.config.json, which apps on the official SDK start from, as `ids export` writes it.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const course = (id: string, more = '') =>
  `kind: course\nsourcedId: ${id}\ntitle: The ${id}\n${more}`;

const math = course(
  'math',
  `courseCode: MATH-3
subjects: [Math, Other]
grades: ["3"]
level: honors
metadata: { goals: { dailyXp: 10, dailyLessons: 2 }, metrics: { totalXp: 100 }, courseType: base }
units:
  - sourcedId: unit
    title: Fractions
    lessons:
      - { sourcedId: halves, title: Halves }
      - { sourcedId: thirds, title: Thirds }
`,
);

const config = `\
org: partner-sandbox
environments:
  staging:
    baseUrl: https://api.staging.alpha-1edtech.ai
    dialect: oneroster
    ids: { course/math: math-on-staging }
    overrides: { course/math: { metadata: { goals: { dailyXp: 5 }, metrics: { totalXp: 7 } } } }
`;

const folder = (files: Readonly<Record<string, string>> = {}) =>
  folderWith({ 'timeback-catalog.yaml': config, 'catalog/math.yaml': math, ...files });

const file = 'timeback.config.json';
const sensor = 'https://app.example.org';
const read = (cwd: string, name = file) => readFileSync(join(cwd, name), 'utf8');
const jsonIn = (cwd: string) => JSON.parse(read(cwd));
const ids = (cwd: string, ...args: string[]) =>
  commandLine(['ids', 'export', '--format', 'timeback-config', ...args], { cwd });
const written = (cwd: string, ...args: string[]) =>
  ids(cwd, '--out', file, '--sensor', sensor, ...args);

test('has each course with its ids, codes, goals and counted lessons, and what a platform holds otherwise', async () => {
  const cwd = folder();
  expect(await written(cwd, '--app-name', 'Fractions')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`${file}: 1 course, written. Commit this file.`),
  });
  expect(jsonIn(cwd)).toEqual({
    $schema: 'https://timeback.dev/schema.json',
    name: 'Fractions',
    sensor,
    courses: [
      {
        subject: 'Math',
        grade: 3,
        courseCode: 'MATH-3',
        level: 'honors',
        ids: { staging: 'math-on-staging', production: 'math' },
        metadata: {
          goals: { dailyXp: 10, dailyLessons: 2 },
          metrics: { totalXp: 100, totalLessons: 2 },
          courseType: 'base',
        },
        // The SDK merges goals and takes metrics whole.
        overrides: {
          staging: {
            metadata: { goals: { dailyXp: 5 }, metrics: { totalXp: 7, totalLessons: 2 } },
          },
        },
      },
    ],
  });
});

test('says at the end of stdout what it would write, and the name of --out is enough', async () => {
  const cwd = folder();
  const shown = await ids(cwd, '--sensor', sensor);
  expect(shown.code).toBe(0);
  const named = await commandLine(['ids', 'export', '-o', file, '--sensor', sensor], { cwd });
  expect(named.code).toBe(0);
  expect(read(cwd)).toBe(shown.stdout);
});

describe('a file that is there', () => {
  const there = `{
    "name": "My app", "sensor": "https://mine.example",
    "theirs": 1.0,
    "courses": [
        { "subject": "Science", "grade": 7, "ids": null, "launchUrl": "https://other.example" },
        {
            "subject": "Math", "grade": 3,
            "sensor": "https://math.example",
            "metadata": { "goals": { "dailyXp": 1, "dailyAccuracy": 80 } },
            "overrides": { "production": { "launchUrl": "https://x.example" } }
        }
    ]
}
`;

  test('keeps its name, sensors, launch URLs, strange keys, courses of others, and its layout', async () => {
    const cwd = folder({ [file]: there });
    expect(await ids(cwd, '--out', file)).toMatchObject({ code: 0 });
    const after = read(cwd);
    const [first] = after.split('        {\n');
    expect(there.startsWith(first ?? '?')).toBe(true);
    expect(after).toContain('"theirs": 1.0');
    const [science, mine] = jsonIn(cwd).courses;
    expect(science).toEqual(JSON.parse(there).courses[0]);
    expect(mine).toMatchObject({
      sensor: 'https://math.example',
      courseCode: 'MATH-3',
      ids: { staging: 'math-on-staging', production: 'math' },
      metadata: { goals: { dailyXp: 10, dailyAccuracy: 80, dailyLessons: 2 } },
      overrides: { production: { launchUrl: 'https://x.example' } },
    });
    expect(await ids(cwd, '--out', file, '--check')).toMatchObject({ code: 0 });
    expect(await ids(cwd, '--out', file)).toMatchObject({ code: 0 });
    expect(read(cwd)).toBe(after);
  });

  test('is current whatever its layout and line ends, and keeps these', async () => {
    const cwd = folder();
    await written(cwd);
    const dense = JSON.stringify(jsonIn(cwd));
    put(cwd, file, dense);
    expect(await ids(cwd, '--out', file, '--check')).toMatchObject({ code: 0 });
    put(cwd, file, there.replaceAll('\n', '\r\n'));
    await ids(cwd, '--out', file);
    expect(read(cwd).replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('loses a course that was retired, and finds one by its id whatever else changed', async () => {
    const cwd = folder({ 'catalog/old.yaml': course('old', 'courseCode: OLD\n') });
    await commandLine(['fmt'], { cwd });
    await written(cwd);
    expect(jsonIn(cwd).courses).toHaveLength(2);
    await commandLine(['retire', 'course/old', '--reason', 'over'], { cwd });
    put(cwd, 'catalog/math.yaml', math.replace('MATH-3', 'MATH-3B').replace('"3"', '"4"'));
    expect(await ids(cwd, '--out', file)).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses).toMatchObject([{ courseCode: 'MATH-3B', grade: 4 }]);
    expect(jsonIn(cwd).courses).toHaveLength(1);
  });

  test.each([
    ['goals: { dailyXp: 1 }', 'null', 1],
    ['courseType: base', 'null', 0],
    ['courseType: base', '{ dailyXp: 1 }', 0],
    ['goals: null', '{ dailyXp: 1 }', 1],
  ])('whose goals the SDK has to merge: %s with %s', async (usual, there, code) => {
    const manifest = course('math', `courseCode: M\nmetadata: { ${usual} }\n`);
    const cwd = folder({ 'catalog/math.yaml': manifest });
    const override = `{ metadata: { goals: ${there} } }`;
    const at = config.indexOf('    overrides:');
    put(
      cwd,
      'timeback-catalog.yaml',
      `${config.slice(0, at)}    overrides: { course: ${override} }\n`,
    );
    expect(await written(cwd)).toMatchObject({ code });
  });

  test('with a grade as text: it counts as the SDK counts it', async () => {
    const grade = { subject: 'Math', grade: '3' };
    const text = JSON.stringify({ name: 'A', sensor, courses: [grade, { ...grade, grade: 4 }] });
    const cwd = folder({ [file]: text });
    expect(await ids(cwd, '--out', file)).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses).toMatchObject([{ grade: 3, courseCode: 'MATH-3' }, { grade: 4 }]);
  });

  test('of one environment leaves the id of the other platform', async () => {
    const cwd = folder();
    await written(cwd);
    const with_ = (id: string) => config.replace('math-on-staging', id);
    put(cwd, 'timeback-catalog.yaml', with_('another'));
    expect(await ids(cwd, '--out', file, '--env', 'production')).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses[0].ids).toEqual({ staging: 'math-on-staging', production: 'math' });
    expect(await ids(cwd, '--out', file, '--env', 'staging')).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses[0].ids).toEqual({ staging: 'another', production: 'math' });
    expect(await ids(cwd, '--out', file, '--env', 'local')).toMatchObject({ code: 64 });
  });

  test.each([
    ['{ "courses": [ }', ':1:16'],
    ['[]', ':1:1'],
    ['{ "courses": {} }', ':1:1'],
    ['{ "name": "a", "name": "b" }', 'appears twice'],
  ])('that no SDK reads is refused and left as it is: %s', async (text, place) => {
    const cwd = folder({ [file]: text });
    const { code, stderr } = await written(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('[export/sdk-refuses]');
    expect(stderr).toContain(place);
    expect(read(cwd)).toBe(text);
  });

  test('with another sensor is not turned: every record would start anew', async () => {
    const cwd = folder({ [file]: there });
    const { code, stderr } = await written(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('--sensor names');
    expect(read(cwd)).toBe(there);
  });
});

describe('what the SDK would refuse is refused, with its place', () => {
  const two = (a: string, b: string) => ({
    'catalog/math.yaml': course('a', a),
    'catalog/more.yaml': course('b', b),
  });

  test.each([
    ['no code and no grade', { 'catalog/math.yaml': course('a') }, 'math.yaml:1:1'],
    [
      'several grades',
      { 'catalog/math.yaml': course('a', 'grades: ["3", "4"]\n') },
      'math.yaml:1:1',
    ],
    ['a grade', { 'catalog/math.yaml': course('a', 'grades: ["6-8"]\n') }, 'math.yaml:4:1'],
    [
      'a subject',
      { 'catalog/math.yaml': course('a', 'courseCode: A\nsubjects: [Maths]\n') },
      'math.yaml:5:1',
    ],
    [
      'goals that are no map',
      { 'catalog/math.yaml': course('a', 'courseCode: A\nmetadata: { goals: 5 }\n') },
      'math.yaml:5:1',
    ],
    ['a code twice', two('courseCode: A\n', 'courseCode: A\n'), 'more.yaml:4:1'],
    ['subject and grade twice', two('grades: ["3"]\n', 'grades: ["3rd grade"]\n'), 'more.yaml:4:1'],
  ])('%s', async (_, files, place) => {
    const cwd = folder({ 'timeback-catalog.yaml': 'org: o\n', ...files });
    const { code, stderr } = await written(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('[export/sdk-refuses]');
    expect(stderr).toContain(`catalog/${place}`);
    expect(() => read(cwd)).toThrow('ENOENT');
  });

  test('subject and grade twice, and the ways out that the message names', async () => {
    const cwd = folder(two('grades: ["3"]\n', 'grades: ["3"]\n'));
    put(cwd, 'timeback-catalog.yaml', 'org: o\n');
    const { stderr } = await written(cwd);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Write a courseCode: the course then goes by');
    put(cwd, 'catalog/more.yaml', course('b', 'courseCode: B\ngrades: ["3"]\n'));
    expect(await written(cwd)).toMatchObject({ code: 0 });
    const [a, b] = jsonIn(cwd).courses;
    expect([a.grade, a.courseCode, b.grade, b.courseCode]).toEqual([3, undefined, undefined, 'B']);
    expect(await written(cwd, '--check')).toMatchObject({ code: 0 });
    rmSync(join(cwd, file));
    expect(await written(cwd, '--course', 'a')).toMatchObject({ code: 0 });
  });

  test('another code in one environment, at the override', async () => {
    const overrides = 'overrides: { course/math: { courseCode: OTHER } }';
    const cwd = folder({
      'timeback-catalog.yaml': `org: o\nenvironments:\n  staging:\n    emulator: true\n    ${overrides}\n`,
    });
    const { code, stderr } = await written(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('timeback-catalog.yaml:5:18');
    // The way that the message names.
    expect(await written(cwd, '--env', 'staging')).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses[0].courseCode).toBe('OTHER');
  });

  test('no sensor, and the ways out that the messages name', async () => {
    const cwd = folder(two('courseCode: A\ngrades: [3]\n', 'courseCode: B\ngrades: [3]\n'));
    put(cwd, 'timeback-catalog.yaml', 'org: o\n');
    const without = await ids(cwd, '--out', file, '--course', 'a');
    expect(without.stderr).toContain('no sensor');
    expect(await written(cwd, '--course', 'A')).toMatchObject({ code: 0 });
    expect(jsonIn(cwd).courses).toMatchObject([{ courseCode: 'A' }]);
    expect(await written(cwd, '--course', 'c')).toMatchObject({ code: 1 });
    expect(await ids(cwd, '--sensor', 'app.example')).toMatchObject({ code: 64 });
  });

  test('a launch URL is a sensor', async () => {
    const cwd = folder({
      [file]: '{"name":"A","launchUrl":"https://app.example/start","courses":[]}',
    });
    expect(await ids(cwd, '--out', file)).toMatchObject({ code: 0 });
    expect(jsonIn(cwd)).not.toHaveProperty('sensor');
  });
});

test('courses of one subject and grade go by their codes, and an app that had the grade keeps it', async () => {
  const both = {
    'timeback-catalog.yaml': 'org: o\n',
    'catalog/math.yaml': course('a', 'courseCode: A\ngrades: ["3"]\n'),
  };
  const cwd = folder(both);
  expect(await written(cwd)).toMatchObject({ code: 0 });
  expect(jsonIn(cwd).courses).toMatchObject([{ courseCode: 'A', grade: 3 }]);
  put(cwd, 'catalog/more.yaml', course('b', 'courseCode: B\ngrades: ["3"]\n'));
  expect(await written(cwd)).toMatchObject({ code: 0 });
  const [a, b] = jsonIn(cwd).courses;
  expect([a.courseCode, a.grade, b.courseCode, b.grade]).toEqual(['A', 3, 'B', undefined]);
  // What the app selects by it does not become another course: that one is refused.
  put(cwd, 'catalog/more.yaml', course('b', 'grades: ["3"]\n'));
  expect(await written(cwd)).toMatchObject({ code: 1 });
  put(cwd, 'catalog/more.yaml', course('b', 'courseCode: B\ngrades: ["3"]\n'));
  const fresh = folder({ ...both, 'catalog/more.yaml': read(cwd, 'catalog/more.yaml') });
  expect(await written(fresh)).toMatchObject({ code: 0 });
  for (const one of jsonIn(fresh).courses) expect(one).not.toHaveProperty('grade');
  expect(await written(fresh, '--check')).toMatchObject({ code: 0 });
});

test('what apps cannot name is warned of', async () => {
  const cwd = folder({
    'catalog/math.yaml': course('a', 'subjects: [Vocabulary]\ngrades: [PK]\n'),
    'catalog/b.yaml': course('b', 'courseCode: "MATH 3/4"\n'),
  });
  put(cwd, 'timeback-catalog.yaml', 'org: o\n');
  const { code, stderr } = await written(cwd);
  expect(code).toBe(0);
  expect(stderr.match(/\[export\/sdk-doubtful\]/g)).toHaveLength(2);
});

test('options of the file are refused with another format', async () => {
  const cwd = folder();
  const args = ['ids', 'export', '-f', 'csv', '--sensor', sensor];
  expect(await commandLine(args, { cwd })).toMatchObject({ code: 64 });
});

describe('check', () => {
  const check = (cwd: string) => commandLine(['check'], { cwd });

  test('notices that a committed file is stale, and says no more where it is current', async () => {
    const cwd = folder();
    await commandLine(['fmt'], { cwd });
    expect((await check(cwd)).stdout).not.toContain('stale');
    await written(cwd);
    expect((await check(cwd)).stderr).not.toContain('export/stale');
    put(
      cwd,
      'catalog/math.yaml',
      read(cwd, 'catalog/math.yaml').replace('dailyXp: 10', 'dailyXp: 11'),
    );
    const stale = await check(cwd);
    expect(stale.code).toBe(0);
    expect(stale.stderr).toContain('Warning[export/stale]');
    const line = read(cwd).slice(0, read(cwd).indexOf('"dailyXp"')).split('\n').length;
    expect(stale.stderr).toContain(`${file}:${line}:1`);
    expect(await ids(cwd, '--out', file, '--check')).toMatchObject({ code: 1 });
    // The cure that it prints.
    const [, command = ''] =
      /`timeback-catalog ([^`]*)`/.exec(stale.stderr.replaceAll(/\s+/g, ' ')) ?? [];
    expect(await commandLine(command.split(' '), { cwd })).toMatchObject({ code: 0 });
    expect((await check(cwd)).stderr).not.toContain('export/stale');
  });

  test('takes a file that was exported for one platform as current', async () => {
    const cwd = folder();
    await commandLine(['fmt'], { cwd });
    expect((await written(cwd, '--env', 'staging')).code).toBe(0);
    expect((await check(cwd)).stderr).not.toContain('export/stale');
    const edited = read(cwd, 'catalog/math.yaml').replace('The math', 'Other');
    put(cwd, 'catalog/math.yaml', edited.replace('MATH-3', 'MATH-4'));
    expect((await check(cwd)).stderr).toContain('export/stale');
  });

  test('looks where the config says, also beside the catalog, at the courses that it names', async () => {
    const root = folderWith({
      'books/timeback-catalog.yaml': 'org: o\nsdk: { file: ../app/my.json, courses: [MATH-*] }\n',
      'books/catalog/math.yaml': math,
      'books/catalog/b.yaml': course('b', 'courseCode: B\n'),
    });
    const cwd = join(root, 'books');
    const missing = await check(cwd);
    expect(missing.stderr).toContain('../app/my.json does not exist');
    put(root, 'app/my.json', '{}');
    expect((await check(cwd)).stderr).toContain('no sensor');
    expect(await ids(cwd, '--out', '../app/my.json', '--sensor', sensor)).toMatchObject({
      code: 0,
    });
    expect(JSON.parse(read(root, 'app/my.json')).courses).toHaveLength(1);
    expect((await check(cwd)).stderr).toBe('');
  });

  test('leaves a file alone that has no course of this catalog', async () => {
    const cwd = folder({
      [file]: '{"name":"Other","courses":[{"courseCode":"X","ids":{"staging":"y"}}]}',
    });
    expect((await check(cwd)).stderr).not.toContain('export/');
  });

  test('counts the lessons that place nothing where apps on the SDK are told of', async () => {
    const plain = { 'timeback-catalog.yaml': 'org: o\n' };
    expect((await check(folder(plain))).stdout).not.toContain('Note');
    const told = { 'timeback-catalog.yaml': 'org: o\nsdk: {}\n' };
    expect((await check(folder(told))).stdout).toContain('Note: 2 of 2 lessons place no resource');
    const cwd = folder(plain);
    await written(cwd);
    const example = join(process.cwd(), 'examples/openstax-physics');
    const physics = folder(told);
    cpSync(join(example, 'catalog'), join(physics, 'catalog'), { recursive: true, force: true });
    rmSync(join(physics, 'catalog/math.yaml'), { force: true });
    cpSync(join(example, 'catalog.ids'), join(physics, 'catalog.ids'));
    expect((await check(physics)).stdout).toContain('Note: 95 of 95 lessons place no resource');
    expect((await check(cwd)).stdout).toContain('Note: 2 of 2 lessons place no resource');
  });
});
