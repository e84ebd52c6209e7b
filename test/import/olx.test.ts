// Courses of Open edX: where titles come from, what becomes of each element and file, which course.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ImportExportOptions, importOlx } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { tarGzOf, zipOf } from '../support/exports.ts';
import { filesIn } from '../support/import-folder.ts';
import { early, repository, studio } from '../support/olx-courses.ts';

type Files = Readonly<Record<string, string>>;

async function imported(
  files: Files,
  more: Partial<ImportExportOptions> = {},
  folder = folderWith(),
) {
  const entries = Object.entries(files).map(([name, text]) => ({ name, text }));
  writeFileSync(join(folder, 'in.tar.gz'), tarGzOf(entries));
  const all: ImportExportOptions = {
    ...{ file: 'in.tar.gz', dryRun: false, adopt: false },
    repeated: 'leave-out',
    ...more,
  };
  const result = await importOlx(all, nodeWorld({ cwd: folder }));
  if (!result.ok)
    throw new Error(result.problems.map(({ detail, hint }) => `${detail} ${hint}`).join());
  return { folder, ...result.value };
}

function outlinesIn(folder: string): unknown[] {
  return Object.entries(filesIn(folder))
    .filter(([file]) => file.startsWith('catalog/'))
    .map(([, text]) => {
      const { title, units = [] } = parse(text);
      return [
        title,
        ...units.map((unit: { title: string; lessons?: { title: string }[] }) => [
          unit.title,
          ...(unit.lessons ?? []).map((lesson) => lesson.title),
        ]),
      ];
    });
}

const whyOf = ({ leftOut }: Awaited<ReturnType<typeof imported>>, part: string) =>
  leftOut.filter(({ what }) => what.includes(part)).map(({ why }) => why);

test('an export of Studio: policies win, names stand in for titles, what is hidden is named', async () => {
  const result = await imported(studio);
  expect(outlinesIn(result.folder)).toEqual([
    ['Title of the policy', ['Week 1', 'One of the policy', 's2'], ['For staff', 'Key']],
  ]);
  expect(result.source).toBe('O-C1-2024_T1');
  expect(result.hidden.map(({ what, why, below }) => [what, why, below])).toEqual([
    ['the lesson "One of the policy"', 'hidden from students: not in the table of contents', 0],
    ['the unit "For staff"', 'hidden from students: visible to staff only', 1],
  ]);
  expect(whyOf(result, 'lost.xml')).toEqual(['no element of the course refers to it']);
  expect(whyOf(result, 'v9.xml')).toEqual(['it is a draft, which students do not see']);
  expect(whyOf(result, 'overview.html')).toEqual(['it has nothing about units and lessons']);
  const without = await imported(studio, { hidden: 'leave-out' });
  expect(outlinesIn(without.folder)).toEqual([['Title of the policy', ['Week 1', 's2']]]);
});

test('a course of 2012: old names, other sequences, wrapped sections, files named apart', async () => {
  const result = await imported(early);
  expect(outlinesIn(result.folder)).toEqual([
    [
      'Circuits',
      ['Week 1 of the policy', 'Wrapped', 'Films', 'Problems', 'no title here', 'intro'],
      ['Week “2”', 'm:s1'],
      ['Said in meta'],
    ],
  ]);
  expect(filesIn(result.folder)['catalog.keys']).toMatch(/ lesson "in_section" /);
  expect(whyOf(result, 'sequential "Loose"')).toEqual(['it is in no section']);
  expect(whyOf(result, 'roots/2013.xml')).toHaveLength(1);
});

describe('everything is accounted for', () => {
  // Blocks that are told of: courses, sections, what is in sections, and what is in that.
  test.each([
    { what: 'Studio', files: studio, elements: 1 + 3 + 3 + 2 },
    { what: '2012', files: early, elements: 1 + 4 + 5 + 3 + 1 },
    { what: 'two courses', files: repository, elements: 2 + 2 + 2 },
  ])('$what', async ({ files, elements }) => {
    const { account } = await imported(files);
    const sums = account?.sums ?? [];
    expect(Object.fromEntries(sums.map(({ sort, total }) => [sort, total]))).toEqual({
      elements,
      files: Object.keys(files).length,
    });
    for (const { total, placed, merged, leftOut } of sums)
      expect(placed + merged + leftOut).toBe(total);
    expect(account?.leftOut.filter(({ why }) => why.includes('knows nothing'))).toEqual([]);
  });
});

describe('several courses', () => {
  test('all are imported, with ids of their own, and again without a change', async () => {
    const result = await imported(repository);
    expect(outlinesIn(result.folder)).toEqual([
      ['Biology', ['Week 1', 'One']],
      ['Chemistry', ['Week 1', 'One']],
    ]);
    const before = filesIn(result.folder);
    await imported(repository, {}, result.folder);
    expect(filesIn(result.folder)).toEqual(before);
  });

  test.each(['chemistry', 'O-C-r', 'courses-main/chem/course/', 'C'])(
    '%s is one of them',
    async (only) => {
      const result = await imported(repository, { course: only });
      expect(outlinesIn(result.folder)).toEqual([['Chemistry', ['Week 1', 'One']]]);
      expect(whyOf(result, 'the course "Biology"')).toEqual(['--course names another course']);
    },
  );

  test('a course that is not there is refused with those that are', async () => {
    await expect(imported(repository, { course: 'physics' })).rejects.toThrow(
      /"physics".*O-B-course "Biology".*O-C-r "Chemistry".*--course O-B-course/s,
    );
  });

  test('one that cannot be read is named beside the others', async () => {
    const result = await imported({ ...repository, 'courses-main/bad/course.xml': '<course' });
    expect(outlinesIn(result.folder)).toHaveLength(2);
    expect(whyOf(result, 'bad/course.xml').join()).toMatch(/Unclosed root tag|Unexpected end/);
  });
});

test('a section that points to a file and has a name is read from the file', async () => {
  const files = {
    'course.xml':
      '<course url_name="r" org="O" course="C" display_name="T"><chapter url_name="c" display_name="Here"/></course>',
    'chapter/c.xml': '<chapter><sequential url_name="s" display_name="One"/></chapter>',
  };
  expect(outlinesIn((await imported(files)).folder)).toEqual([['T', ['Here', 'One']]]);
});

test.each([
  [{ 'library/library.xml': '<library/>' }, /problem library/],
  [{ 'a/course.xml': '<activity/>' }, /not a course of Open edX/],
  [{ 'a/notes.txt': 'x' }, /no course.xml/],
  [
    { 'moodle_backup.xml': '<m/>', 'course/course.xml': '<course><fullname>T</fullname></course>' },
    /backup of Moodle.*import cartridge/,
  ],
  [{ 'imsmanifest.xml': '<manifest/>' }, /content package.*import cartridge/],
  [{ 'orgs.csv': 'a' }, /OneRoster CSV/],
])('%j is refused', async (files: Files, said) => {
  await expect(imported(files)).rejects.toThrow(said);
});

test('a zip with names in other writings gives the same as a tar', async () => {
  const files = Object.fromEntries(
    Object.entries(studio).map(([path, text]) => [
      path.replace('course/', 'курс 课程 مقرر/').replaceAll('s1.xml', 'قراءة.xml'),
      text.replace('url_name="s1"', 'url_name="قراءة"'),
    ]),
  );
  const [tar, zip] = [folderWith(), folderWith()];
  await imported(files, {}, tar);
  writeFileSync(join(zip, 'in.zip'), zipOf(files));
  const all = { file: 'in.zip', dryRun: false, adopt: false, repeated: 'leave-out' } as const;
  expect((await importOlx(all, nodeWorld({ cwd: zip }))).ok).toBe(true);
  expect(outlinesIn(zip)).toEqual(outlinesIn(tar));
  expect(filesIn(zip)['catalog.keys']).toContain('lesson "قراءة"');
});
