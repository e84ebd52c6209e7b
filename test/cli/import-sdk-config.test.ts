// timeback.config.json, from which apps on the official SDK start, as an import reads it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { fc } from '../support/laws.ts';

const file = 'timeback.config.json';
const manifest = 'catalog/math.yaml';
const config = `\
# Ours.
org: partner-sandbox
environments:
  staging: # for trying
    baseUrl: https://api.staging.alpha-1edtech.ai
    dialect: oneroster
  main:
    baseUrl: https://api.alpha-1edtech.ai # the real one
    dialect: oneroster
`;
const math = `kind: course
sourcedId: math
title: Fractions
courseCode: MATH-3
subjects: [Math]
grades: ["3"]
metadata: {goals: {dailyXp: 10}}
units:
  - sourcedId: unit
    title: Halves
    lessons:
      - {sourcedId: lesson, title: One half}
`;
const entry = {
  subject: 'Math',
  grade: 3,
  courseCode: 'MATH-3',
  ids: { staging: 'math-on-staging', production: 'math-there' },
};

const folder = (courses: readonly unknown[], files: Readonly<Record<string, string>> = {}) => {
  const cwd = folderWith({
    'timeback-catalog.yaml': config,
    [manifest]: math,
    [file]: JSON.stringify({ name: 'App', sensor: 'https://app.example.org', courses }, null, 2),
    ...files,
  });
  const run = (...words: string[]) => cli(words, { cwd });
  return {
    cwd,
    run,
    take: (...words: string[]) => run('import', 'timeback-config', file, ...words),
    read: (path: string) => readFileSync(join(cwd, path), 'utf8'),
    put: (path: string, text: string) => put(cwd, path, text),
  };
};
type Folder = ReturnType<typeof folder>;
const configIn = ({ read }: Folder) => parse(read('timeback-catalog.yaml'));
const courseIn = ({ read }: Folder) => parse(read(manifest));

test('fills the ids of environments, by name and by address, and keeps the rest of the config', async () => {
  const one = folder([entry]);
  const { code, stdout } = await one.take();
  expect(code).toBe(0);
  expect(stdout).toContain('In staging: course/math is math-on-staging there.');
  expect(stdout).toContain('In main: course/math is math-there there.');
  expect(configIn(one)['environments']).toMatchObject({
    staging: { ids: { 'course/math': 'math-on-staging' } },
    main: { ids: { 'course/math': 'math-there' } },
  });
  for (const comment of ['# Ours.', '# for trying', '# the real one'])
    expect(one.read('timeback-catalog.yaml')).toContain(comment);
  expect(courseIn(one)).toMatchObject({ sourcedId: 'math', title: 'Fractions' });
});

test('finds a course by the code, or the subject and grade, that an environment gives it', async () => {
  const inStaging = { subject: 'Science', grade: 5, ids: { staging: 'math-on-staging' } };
  for (const [overrides, entryThere] of [
    ['{courseCode: MATH-TRY}', { subject: 'Math', courseCode: 'MATH-TRY', ids: inStaging.ids }],
    ['{subjects: [Science], grades: ["5"]}', inStaging],
  ] as const) {
    const one = folder([entryThere], {
      'timeback-catalog.yaml': config.replace(
        '    dialect: oneroster\n  main',
        `    dialect: oneroster\n    overrides: {course/math: ${overrides}}\n  main`,
      ),
    });
    const { code, stdout, stderr } = await one.take();
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('In staging: course/math is math-on-staging there.');
    expect(stdout).not.toContain('no manifest is this course');
    expect(courseIn(one)).toMatchObject({ courseCode: 'MATH-3', grades: ['3'] });
    // A check knows the file for one of its own, and says why it cannot be current.
    const check = await one.run('check');
    expect(check.stdout + check.stderr).toContain('[export/sdk-refuses]');
  }
});

test('a second time, and after an export, nothing changes', async () => {
  const one = folder([entry]);
  await one.take();
  const texts = () => [manifest, 'timeback-catalog.yaml', file].map(one.read);
  const first = texts();
  expect(await one.take()).toMatchObject({ code: 0, stderr: '' });
  expect(texts()).toEqual(first);
  expect(await one.run('ids', 'export', '--out', file)).toMatchObject({ code: 0 });
  const { stdout } = await one.take();
  expect(stdout).toContain('Nothing to do');
  expect(texts().slice(0, 2)).toEqual(first.slice(0, 2));
});

describe('a course is found', () => {
  const { courseCode: _, ...uncoded } = entry;
  test.each([
    [
      'by an id, whatever else differs',
      { ids: { staging: 'math', production: 'x' }, subject: 'Science', grade: 7 },
    ],
    ['by its code', { ...entry, subject: 'Science', grade: 7 }],
    ['by subject and grade', uncoded],
  ])('%s', async (_name, course) => {
    const one = folder([course]);
    expect(await one.take()).toMatchObject({ code: 0 });
    expect(configIn(one)['environments']['main']['ids']).toEqual({
      'course/math': course.ids.production,
    });
  });
});

test('what manifests do not say is taken, and what they say otherwise stays and is told', async () => {
  const one = folder([
    {
      ...{ ...entry, level: 'honors', courseCode: 'M3' },
      metadata: { goals: { dailyXp: 99, dailyLessons: 2 }, courseType: 'base' },
      overrides: {
        staging: { metadata: { goals: { dailyXp: 1 } } },
        production: { launchUrl: 'x' },
      },
    },
  ]);
  const { stdout } = await one.take();
  expect(courseIn(one)).toMatchObject({
    level: 'honors',
    courseCode: 'MATH-3',
    metadata: { goals: { dailyXp: 10, dailyLessons: 2 }, courseType: 'base' },
  });
  expect(stdout).toContain('courseCode "M3" of the course "Fractions"');
  expect(stdout).toContain('metadata.goals.dailyXp 99 of the course "Fractions"');
  expect(stdout).toContain('overrides of the course "Fractions"');
});

describe('an id that the config gives otherwise', () => {
  const other = config.replace(
    '    dialect: oneroster\n',
    '    dialect: oneroster\n    ids: {course/math: other}\n',
  );
  test('is refused with both, and nothing is written', async () => {
    const one = folder([{ ...entry, level: 'honors' }], { 'timeback-catalog.yaml': other });
    const { code, stderr } = await one.take();
    expect(code).toBe(1);
    expect(stderr).toContain('Error[import/other-id]');
    expect(stderr).toContain('timeback-catalog.yaml:7');
    expect(one.read('timeback-catalog.yaml')).toBe(other);
    expect(one.read(manifest)).toBe(math);
    // What the message says to do.
    one.put(file, one.read(file).replace('math-on-staging', 'other'));
    expect(await one.take()).toMatchObject({ code: 0 });
  });

  test('of two courses is refused before it is written', async () => {
    const second = 'kind: course\nsourcedId: second\ntitle: Second\ncourseCode: S2\n';
    const twice = [entry, { ...entry, subject: 'Science', courseCode: 'S2' }];
    const one = folder(twice, { 'catalog/second.yaml': second });
    const { code, stderr } = await one.take();
    expect([code, stderr]).toEqual([1, expect.stringContaining('config/id-twice')]);
    expect(one.read('timeback-catalog.yaml')).toBe(config);
  });
});

test('a code that another course has is told, and not taken', async () => {
  const second = 'kind: course\nsourcedId: second\ntitle: Second\n';
  const one = folder([{ ...entry, ids: { production: 'second' } }], {
    'catalog/second.yaml': second,
  });
  expect((await one.take()).stdout).toContain('courseCode "MATH-3" of the course "Second"');
  expect(parse(one.read('catalog/second.yaml'))).not.toHaveProperty('courseCode');
});

describe('what has no place is told', () => {
  test('an id of a platform that no environment is', async () => {
    const one = folder([entry], { 'timeback-catalog.yaml': 'org: partner-sandbox\n' });
    const { code, stdout } = await one.take();
    expect(code).toBe(0);
    expect(stdout).toMatch(/no environment of\s+timeback-catalog.yaml is that platform/);
    expect(one.read('timeback-catalog.yaml')).toBe('org: partner-sandbox\n');
  });

  test('a course that no manifest has, with what brings it in', async () => {
    const science = {
      subject: 'Science',
      grade: 4,
      courseCode: 'S4',
      ids: { staging: 's', production: 's-there' },
    };
    const one = folder([entry, science, { subject: 'Writing', ids: null }]);
    const { code, stdout } = await one.take();
    expect(code).toBe(0);
    expect(stdout).toContain('the course number 2 of timeback.config.json');
    expect(stdout).toContain('import remote --env staging --course s`');
    expect(stdout).toContain('new course TITLE');
    expect(await one.take('--untitled', 'Plants')).toMatchObject({ code: 0 });
    expect(parse(one.read('catalog/plants.yaml'))).toMatchObject({
      ...{ kind: 'course', sourcedId: 's', title: 'Plants', courseCode: 'S4' },
      ...{ subjects: ['Science'], grades: ['4'] },
    });
    expect(configIn(one)['environments']['main']['ids']).toMatchObject({ 'course/s': 's-there' });
    expect(await one.run('check')).toMatchObject({ code: 0 });
  });

  test('a course of which one environment alone is here, and overrides', async () => {
    const ids = { staging: 's', production: 's-there' };
    const one = folder([{ courseCode: 'S4', ids, overrides: { staging: { level: 'beta' } } }]);
    one.put('timeback-catalog.yaml', 'org: partner-sandbox\n');
    const { code, stdout } = await one.take('--untitled', 'Plants');
    expect(code).toBe(0);
    expect(parse(one.read('catalog/plants.yaml'))).toMatchObject({ sourcedId: 's-there' });
    expect(stdout).toContain('the id s of the course number 1 of timeback.config.json in staging');
    expect(stdout).toContain('overrides of the course number 1 of timeback.config.json');
  });

  test('a course that was retired here', async () => {
    const one = folder([{ courseCode: 'OLD', ids: { staging: 'old', production: 'old' } }], {
      'catalog/old.yaml': 'kind: course\nsourcedId: old\ntitle: Old\n',
    });
    await one.run('fmt');
    await one.run('retire', 'course/old', '--reason', 'over');
    const { code, stdout } = await one.take('--untitled', 'Again');
    expect([code, stdout]).toEqual([0, expect.stringContaining('it was retired or released')]);
  });
});

test('a dry run writes nothing, and its JSON is as the schema has it', async () => {
  const one = folder([entry]);
  const { stdout } = await one.take('--dry-run', '-f', 'json');
  const schemaOf = (name: string) =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8'));
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schemaOf('plan.schema.json'), 'plan.schema.json');
  const isValid = ajv.compile(schemaOf('import.schema.json'));
  expect([isValid(JSON.parse(stdout)), isValid.errors]).toEqual([true, null]);
  expect(JSON.parse(stdout).environment_ids).toContainEqual({
    ...{ environment: 'staging', address: 'course/math', sourced_id: 'math-on-staging' },
  });
  expect(one.read('timeback-catalog.yaml')).toBe(config);
});

test.each([
  ['is not there', undefined],
  ['is no JSON', '{'],
  ['is a list', '[]'],
  ['has courses that are no list', '{"courses": {}}'],
  ['has a key twice', '{"courses": [], "courses": []}'],
])('a file that %s is refused', async (_, text) => {
  const one = folder([]);
  if (text !== undefined) one.put('app.json', text);
  const { code, stderr } = await one.run('import', 'timeback-config', 'app.json');
  expect([code, stderr]).toEqual([1, expect.stringContaining('Error[import/unreadable]')]);
});

test('for any file: an import changes nothing that the catalog says, and a second one nothing at all', async () => {
  const id = fc.constantFrom('math', 'a', 'b');
  const course = fc.record(
    {
      subject: fc.constantFrom('Math', 'Other', 'Science'),
      grade: fc.constantFrom<unknown>(3, 4, 'K', null),
      courseCode: fc.constantFrom('MATH-3', 'X', ''),
      level: fc.constantFrom('honors', 'ap'),
      ids: fc.oneof(
        fc.constant(null),
        fc.record({ staging: id, production: id }, { requiredKeys: [] }),
      ),
      metadata: fc.record(
        { goals: fc.record({ dailyXp: fc.nat(9) }), x: fc.jsonValue({ maxDepth: 1 }) },
        { requiredKeys: [] },
      ),
      theirs: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(course, course, async (first, second) => {
      // Ids of another course would be an entry that is two.
      const courses = [first, { ...second, ids: null }];
      const one = folder(courses);
      const before = courseIn(one);
      const { code } = await one.take();
      const after = courseIn(one);
      expect(after).toMatchObject(before);
      if (code !== 0) expect(one.read('timeback-catalog.yaml')).toBe(config);
      const texts = [manifest, 'timeback-catalog.yaml'].map(one.read);
      expect((await one.take()).code).toBe(code);
      expect([manifest, 'timeback-catalog.yaml'].map(one.read)).toEqual(texts);
      if (code === 0) expect(await one.run('check')).toMatchObject({ code: 0 });
    }),
    { numRuns: 25 },
  );
});

test.each([
  // As the public app `superbuilders/bunledge` has it.
  [{ subject: 'Math', courseCode: 'BUNLEDGE-V0-MATH' }],
  [{ subject: 'Science', grade: 4 }],
])('the course of an entry without an id is made as the report says: %j', async (course) => {
  const one = folder([course]);
  const { stdout } = await one.take();
  const [, command = ''] = /`timeback-catalog (new course TITLE[^`]*)`/.exec(stdout) ?? [];
  await one.run(...command.replace('TITLE', 'Bunledge').split(' '));
  const [, subjects, grades] = /write subjects (\S+) and grades (\S+) into it/.exec(stdout) ?? [];
  if (subjects && grades) {
    const said = `${one.read('catalog/bunledge.yaml')}subjects: ${subjects}\ngrades: ${grades}\n`;
    one.put('catalog/bunledge.yaml', said);
  }
  const again = await one.take();
  expect(again.code).toBe(0);
  expect(again.stdout).not.toContain('no manifest is this course');
  expect(parse(one.read('catalog/bunledge.yaml'))).toMatchObject({ subjects: [course.subject] });
});

test('an entry with neither code nor grade needs a code, and then its course is made as the report says', async () => {
  const one = folder([{ name: 'Bunledge' }]);
  const { stdout } = await one.take();
  expect(stdout).toContain('write a `courseCode` into the entry');
  const [, command = ''] = /`timeback-catalog (new course TITLE[^`]*)`/.exec(stdout) ?? [];
  const words = command.replace('TITLE', 'Bunledge').replace('CODE', 'BUNLEDGE').split(' ');
  await one.run(...words);
  const sdkConfig = JSON.parse(one.read(file));
  sdkConfig.courses[0].courseCode = 'BUNLEDGE';
  one.put(file, JSON.stringify(sdkConfig));
  const again = await one.take();
  expect(again.code).toBe(0);
  expect(again.stdout).not.toContain('no manifest is this course');
});
