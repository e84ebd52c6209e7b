import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostileTexts } from '../render/hostile.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { run } from '../support/program.ts';
import { hasPython } from '../support/python.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';

const manifest = `\
kind: course
sourcedId: c1
title: Reading
courseCode: READ-1
units:
  - sourcedId: u1
    title: Main ideas
    lessons:
      - sourcedId: l1
        title: Finding the main idea
      - sourcedId: l2
        title: Quiz
  - sourcedId: u2
    title: Details
    lessons:
      - sourcedId: l3
        title: Дроби
resources:
  - sourcedId: r1
    title: 3 videos
    vendorResourceId: v
`;

const folder = (course = manifest) =>
  folderWith({
    'timeback-catalog.yaml': `org: partner-sandbox
environments:
  staging: { baseUrl: "https://staging.example.org/" }
`,
    'catalog/course.yaml': course,
  });

const read = (cwd: string, file: string) => readFileSync(join(cwd, file), 'utf8');
const retitled = manifest.replace('title: Quiz', 'title: Test');

describe('names', () => {
  test('are given once and kept beside the ledger', async () => {
    const cwd = folder();
    const first = await commandLine(['ids', 'export', '--out', 'src/catalog.ts'], { cwd });
    expect(first).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'catalog.names: 7 names added. Commit this file.\nsrc/catalog.ts: 7 constants, written.\n',
    });
    const names = read(cwd, 'catalog.names');
    expect(names).toContain(
      '\nl2 lesson QUIZ\nl3 lesson LESSON_L3\nr1 resource RESOURCE_3_VIDEOS\n',
    );
    put(cwd, 'catalog/course.yaml', retitled);
    const second = await commandLine(['ids', 'export', '--out', 'src/catalog.ts'], { cwd });
    expect(second.stderr).toBe('src/catalog.ts: 7 constants, written.\n');
    expect(read(cwd, 'catalog.names')).toBe(names);
    expect(read(cwd, 'src/catalog.ts')).toMatch(/QUIZ: \{\n.*\n.*"l2",\n\s+title: "Test"/);
  });

  test('may be chosen before they are used', async () => {
    const cwd = folder();
    put(cwd, 'catalog.names', 'l2 lesson FINAL_QUIZ\n');
    const { stdout } = await commandLine(['ids', 'export', '--format', 'csv'], { cwd });
    expect(stdout).toContain('\nlesson,FINAL_QUIZ,l2,Quiz,READ-1,c1,u1,');
  });

  test('that contradict each other stop the export, and nothing is written', async () => {
    const cwd = folder();
    put(cwd, 'catalog.names', 'l1 lesson QUIZ\nl2 lesson QUIZ\n');
    const { code, stderr } = await commandLine(['ids', 'export', '--out', 'a.py'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('[names/duplicate]');
    expect(stderr).toContain('catalog.names:2:1');
    expect(() => read(cwd, 'a.py')).toThrow('ENOENT');
  });

  test('are not kept if the export cannot be written', async () => {
    const cwd = folder();
    put(cwd, 'constants/README.md', 'a folder\n');
    const { code, stderr } = await cli(
      ['ids', 'export', '-f', 'typescript', '--out', 'constants'],
      {
        cwd,
      },
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain('[files/unwritable]');
    expect(readdirSync(cwd).toSorted()).toEqual(['catalog', 'constants', 'timeback-catalog.yaml']);
    expect(readdirSync(join(cwd, 'constants'))).toEqual(['README.md']);
  });

  test('are not given anew if the ledger has another name than the file of names', async () => {
    const cwd = folder();
    await cli(['ids', 'export', '--out', 'catalog.ts'], { cwd });
    put(cwd, 'catalog/course.yaml', retitled);
    const before = read(cwd, 'timeback-catalog.yaml');
    put(cwd, 'timeback-catalog.yaml', `ids: all.ids\n${before}`);
    // Another program's file with the same ending.
    put(cwd, 'a.names', 'Ada\nGrace\n');
    const { code, stderr } = await cli(['ids', 'export', '--out', 'catalog.ts'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain('[ledger/elsewhere]');
    const [, from = '', to = ''] = /Rename (\S+) to (\S+)\./.exec(stderr) ?? [];
    expect([from, to]).toEqual(['catalog.names', 'all.names']);
    renameSync(join(cwd, from), join(cwd, to));
    expect((await cli(['ids', 'export', '--out', 'catalog.ts'], { cwd })).code).toBe(0);
    expect(read(cwd, 'all.names')).toContain('l2 lesson QUIZ');
  });

  test('of another kind than the node', async () => {
    const cwd = folder();
    put(cwd, 'catalog.names', 'l1 unit QUIZ\n');
    const { code, stderr } = await commandLine(['ids', 'export', '-f', 'json'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('[names/duplicate]');
    expect(stderr).toContain('catalog/course.yaml:9');
  });

  test.skipIf(!hasGit)('of two branches merge by themselves', async () => {
    const cwd = folder();
    const repository = repositoryAt(cwd);
    repository.git('init', '-q', '-b', 'main');
    await commandLine(['ids', 'export', '-o', 'a.csv'], { cwd });
    repository.commit({ '.gitattributes': 'catalog.names merge=union\na.csv merge=union\n' });
    const more = (id: string, title: string) => `kind: course\nsourcedId: ${id}\ntitle: ${title}\n`;
    repository.git('branch', 'theirs');
    for (const [branch, id] of [
      ['theirs', 'm2'],
      ['main', 'm1'],
    ] as const) {
      repository.git('switch', '-q', branch);
      put(cwd, `catalog/${branch}.yaml`, more(id, `Course ${branch}`));
      await commandLine(['ids', 'export', '-o', 'a.csv'], { cwd });
      repository.commit();
    }
    repository.git('merge', '-q', '--no-edit', 'theirs');
    const after = await commandLine(['ids', 'export', '-o', 'a.csv'], { cwd });
    expect(after).toMatchObject({ code: 0 });
    expect(read(cwd, 'catalog.names')).toContain(
      'm1 course COURSE_MAIN\nm2 course COURSE_THEIRS\n',
    );
    expect(await commandLine(['ids', 'export', '-o', 'a.csv', '--check'], { cwd })).toMatchObject({
      code: 0,
    });
  });
});

describe('--check', () => {
  const check = (cwd: string) =>
    commandLine(['ids', 'export', '-o', 'catalog.ts', '--check'], { cwd });

  test('passes after an export, whatever the line breaks of the checkout', async () => {
    const cwd = folder();
    await commandLine(['ids', 'export', '-o', 'catalog.ts'], { cwd });
    writeFileSync(join(cwd, 'catalog.ts'), read(cwd, 'catalog.ts').replaceAll('\n', '\r\n'));
    expect(await check(cwd)).toMatchObject({
      code: 0,
      stderr: 'catalog.ts: 7 constants, current.\n',
    });
  });

  test('fails if the file is missing, edited or old, and writes nothing', async () => {
    const cwd = folder();
    const missing = await check(cwd);
    expect(missing.code).toBe(1);
    expect(missing.stderr.match(/\[export\/stale\]/g)).toHaveLength(2);
    expect(() => read(cwd, 'catalog.names')).toThrow('ENOENT');
    await commandLine(['ids', 'export', '-o', 'catalog.ts'], { cwd });
    const current = read(cwd, 'catalog.ts');
    put(cwd, 'catalog.ts', current.replace('"Quiz"', '"Other"'));
    const edited = await check(cwd);
    expect(edited.code).toBe(1);
    const line = current.slice(0, current.indexOf('"Quiz"')).split('\n').length;
    expect(edited.stderr).toContain(`catalog.ts:${line}:1`);
    put(cwd, 'catalog.ts', current);
    put(cwd, 'catalog/course.yaml', retitled);
    expect(await check(cwd)).toMatchObject({ code: 1 });
    expect(read(cwd, 'catalog.ts')).toBe(current);
  });

  test.each([
    { args: ['--check'], what: 'no file' },
    { args: ['--out', 'a.rb'], what: 'an extension that says nothing' },
    { args: ['--check', '--format', 'csv'], what: 'a format and no file' },
    { args: ['--format', 'ruby'], what: 'an unknown format' },
  ])('wrong usage: $what', async ({ args }) => {
    const { code, stdout } = await cli(['ids', 'export', ...args], { cwd: folder() });
    expect(code).toBe(64);
    expect(stdout).toBe('');
  });
});

test('event URLs are those of each platform, with its corrections and its courseCode', async () => {
  const cwd = folder();
  put(
    cwd,
    'timeback-catalog.yaml',
    `org: partner-sandbox
environments:
  staging:
    baseUrl: https://staging.example.org/
    facts: { event.lesson.path: /lessons/2.0 }
    overrides: { course/c1: { courseCode: READ-S } }
`,
  );
  const all = await commandLine(['ids', 'export', '-f', 'json'], { cwd });
  expect(all.stderr).toContain('[export/overridden]');
  const { courses, notes } = JSON.parse(all.stdout);
  expect(courses[0]).toMatchObject({
    courseCode: 'READ-1',
    eventUrls: {
      production: 'https://api.alpha-1edtech.ai/rostering/1.0/courses/c1',
      staging: 'https://staging.example.org/rostering/1.0/courses/c1',
    },
  });
  expect(notes.join()).toContain('unverified');
  const one = await commandLine(['ids', 'export', '-f', 'json', '--env', 'staging'], { cwd });
  expect(one.stderr).toBe('');
  const staging = JSON.parse(one.stdout);
  expect(staging.notes).toEqual([]);
  expect(staging.courses[0].courseCode).toBe('READ-S');
  expect(staging.courses[0].units[0].lessons[0].eventUrls).toEqual({
    staging: 'https://staging.example.org/lessons/2.0/l1',
  });
});

test('a platform of the other dialect: its courseCode, and the addresses of courses that the official SDK writes', async () => {
  const cwd = folder();
  put(
    cwd,
    'timeback-catalog.yaml',
    `org: partner-sandbox
environments:
  other:
    baseUrl: https://other.example.org/
    dialect: oneroster
    overrides: { course/c1: { courseCode: READ-O } }
`,
  );
  const one = await commandLine(['ids', 'export', '-f', 'json', '--env', 'other'], { cwd });
  expect(one).toMatchObject({ code: 0, stderr: expect.stringContaining('7 names added') });
  const { courses, notes } = JSON.parse(one.stdout);
  expect(courses[0].courseCode).toBe('READ-O');
  expect(courses[0].eventUrls).toEqual({
    other: 'https://other.example.org/ims/oneroster/rostering/v1p2/courses/c1',
  });
  expect(courses[0].units[0].lessons[0].eventUrls).toEqual({});
  expect(notes.join()).toContain('of the official SDK, which names only courses');
});

// Halves of characters are refused in manifests already, and titles that show nothing.
const wellFormed = hostileTexts.filter(
  (text) => text.isWellFormed() && /[\p{L}\p{N}\p{S}]/u.test(text),
);
const hostile = `${manifest}${wellFormed
  .map(
    (title, at) =>
      `  - sourcedId: h${at}\n    title: ${JSON.stringify(title)}\n    vendorResourceId: v\n`,
  )
  .join('')}`;
const titles = wellFormed.map((title, at) => [`h${at}`, title]);

test.each([
  'X: 1 }; process.exit(7); const y = {Z',
  'X=1;import os',
  '__class__',
  'X\u2028Y',
  'X"',
  'Ｘ',
  '__proto__',
  'constructor',
  '1X',
])('a name in catalog.names that is none is no code: %j', async (name) => {
  const cwd = folder();
  for (const [chosen, code] of [
    ['FINE', 0],
    [name, 1],
  ] as const) {
    put(cwd, 'catalog.names', `l2 lesson ${chosen}\n`);
    const ended = await commandLine(['ids', 'export', '-f', 'typescript'], { cwd });
    expect([ended.code, ended.stdout.includes(chosen)]).toEqual([code, code === 0]);
  }
});

describe('TypeScript', () => {
  const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

  const program = `\
import { catalog, type Lesson, lessons, resources } from './catalog.ts';

const quiz: Lesson = catalog.READING.MAIN_IDEAS.QUIZ;
const id: 'l2' = lessons.QUIZ.sourcedId;
const code: 'READ-1' = quiz.courseCode;
const url: string = lessons.QUIZ.eventUrls.staging;
// @ts-expect-error: no such lesson
lessons.QUIZZ;
// @ts-expect-error: constants
lessons.QUIZ.title = 'x';
const seen = Object.values(resources).map((one) => [one.sourcedId, one.title]);
console.log(JSON.stringify({ id, code, url, unit: quiz.unit.sourcedId, seen }));
`;

  test('compiles strictly, is typed, and holds every title as it is', async () => {
    const cwd = folder(hostile);
    const exported = await commandLine(['ids', 'export', '-o', 'catalog.ts'], { cwd });
    expect(exported).toMatchObject({ code: 0 });
    put(cwd, 'app.ts', program);
    const flags =
      '--noEmit --strict --target es2022 --module nodenext --allowImportingTsExtensions';
    const compiled = await run(process.execPath, [tsc, ...flags.split(' '), 'app.ts'], {
      cwd,
    });
    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    const { stdout, stderr } = await run(process.execPath, ['app.ts'], { cwd });
    expect(stderr).not.toContain('Error');
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({
      ...{ id: 'l2', code: 'READ-1', unit: 'u1' },
      url: 'https://staging.example.org/rostering/1.0/lessons/l2',
    });
    expect(said.seen.slice(1)).toEqual(titles);
  });
});

describe.skipIf(!hasPython)('Python', () => {
  const program = `\
import dataclasses, json, keyword
from catalog_ids import catalog, courses, lessons, resources

lesson = lessons.QUIZ
assert lesson is catalog.READING.MAIN_IDEAS.QUIZ
try:
    lesson.title = "x"
    raise SystemExit("not frozen")
except dataclasses.FrozenInstanceError:
    pass
every = [n for group in (courses, lessons, resources) for n in vars(group) if n.isupper()]
assert not any(keyword.iskeyword(n) or not n.isidentifier() for n in every)
# As the FastAPI page of the SDK records an activity.
payload = {
    "user": {"email": "test-student@example.org"},
    "activity": {
        "id": "main-idea-quiz",
        "name": lesson.title,
        "course": {"code": lesson.course_code},
    },
    "metrics": {"xp_earned": 10, "total_questions": 5, "correct_questions": 4},
    "run_id": "run-1",
}
seen = [[r.sourced_id, r.title] for n, r in vars(resources).items() if n.isupper()]
print(json.dumps({"payload": payload, "seen": seen, "url": lesson.event_urls["staging"]}))
`;

  test('is imported and gives the payload of activity.record', async () => {
    const cwd = folder(hostile);
    await commandLine(['ids', 'export', '-o', 'catalog_ids.py'], { cwd });
    put(cwd, 'app.py', program);
    const { code, stdout, stderr } = await run('python3', ['app.py'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const said = JSON.parse(stdout);
    expect(said.payload.activity).toEqual({
      ...{ id: 'main-idea-quiz', name: 'Quiz' },
      course: { code: 'READ-1' },
    });
    expect(said.url).toBe('https://staging.example.org/rostering/1.0/lessons/l2');
    expect(said.seen.slice(1)).toEqual(titles);
  });
});

test('an empty catalog and one without courseCode are exported all the same', async () => {
  const cwd = folderWith({
    ...catalogFiles(),
    'catalog/course.yaml': 'kind: course\nsourcedId: course-1\ntitle: Reading\n',
  });
  const python = await commandLine(['ids', 'export', '-f', 'python'], { cwd });
  expect(python.stdout).toContain('READING: Final = Course("course-1", "Reading", None,');
  expect(python.stdout).toContain('class units:\n    pass\n');
  const typescript = await commandLine(['ids', 'export', '-f', 'typescript'], { cwd });
  expect(typescript.stdout).toContain('courseCode: null,');
  expect(typescript.stdout).toContain('export const units = {\n} as const;');
});

test.each(['typescript', 'python', 'json', 'csv'])(
  'a course has the address that the official SDK writes, and a placement its id: %s',
  async (format) => {
    const cwd = folderWith({
      'timeback-catalog.yaml': `org: partner-sandbox
environments:
  sdk: { baseUrl: "https://sdk.example.org", dialect: oneroster }
`,
      'catalog/course.yaml': manifest.replace(
        'title: Quiz',
        'title: Quiz\n        resources: [{ resource: r1, sourcedId: quiz-placement }]',
      ),
    });
    await commandLine(['fmt'], { cwd });
    const { stdout } = await commandLine(['ids', 'export', '-f', format], { cwd });
    expect(stdout).toContain('https://sdk.example.org/ims/oneroster/rostering/v1p2/courses/c1');
    expect(stdout).toContain('quiz-placement');
  },
);
