// Tables that programs of others wrote, byte for byte: pandas 3.1.1, R 4.2.2 (`write.csv`, `write.csv2`),
// LibreOffice 7.4.7 and Gnumeric 1.12.55.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { parse } from 'yaml';
import { columnLines } from '../../src/features/import/report.ts';
import { importCartridge, importOutline } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

const options = { dryRun: false, adopt: false, repeated: 'leave-out', mappings: [] } as const;

function put(cwd: string, file: string, change = (text: string) => text): void {
  const bytes = readFileSync(join(import.meta.dirname, 'tables', file));
  const text = bytes.toString('latin1');
  writeFileSync(join(cwd, file), Buffer.from(change(text), 'latin1'));
}

async function importedAgain(cwd: string, file: string) {
  const result = await importOutline({ ...options, file }, nodeWorld({ cwd }));
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return { ...result.value, lines: columnLines(result.value) };
}

function taken(cwd: string, file: string) {
  put(cwd, file);
  return importedAgain(cwd, file);
}

interface Written {
  readonly grades?: readonly string[];
  readonly units: readonly {
    readonly lessons: readonly { readonly title: string; readonly metadata?: unknown }[];
  }[];
  readonly resources?: readonly {
    readonly title: string;
    readonly metadata: { readonly url: string };
  }[];
}

function algebra(cwd: string): Written {
  return parse(readFileSync(join(cwd, 'catalog/algebra.yaml'), 'utf8'));
}

const metadataIn = (cwd: string) =>
  algebra(cwd).units.flatMap(({ lessons }) => lessons.map(({ metadata }) => metadata));

describe('numbers of a column with gaps', () => {
  test.each([
    { file: 'pandas.csv', grades: ['7'], mark: '.' },
    { file: 'pandas-index.csv', grades: ['7'], mark: '.' },
    // A comma separates grades.
    { file: 'pandas-decimal.csv', grades: ['7', '0'], mark: ',' },
  ])('$file: whole ones are whole in fields of numbers; texts and keys stay', async (table) => {
    const { file, grades, mark } = table;
    const cwd = folderWith();
    const { lines } = await taken(cwd, file);
    expect(algebra(cwd).grades).toEqual(grades);
    expect(metadataIn(cwd)).toEqual([
      { xp: 20, minutes: 30, level: `2${mark}0`, edition: '1.0' },
      { edition: '1.0' },
      { xp: 12.5, minutes: 25, level: `3${mark}0`, edition: '2.0' },
    ]);
    expect(readFileSync(join(cwd, 'catalog.keys'), 'utf8')).toContain(`"101${mark}0"`);
    const commas = mark === ',' ? ', with decimal commas: 1,5 is 1.5' : '';
    expect(lines).toContain('column "Lesson ID" is lesson.key');
    expect(lines).toContain(`column "XP" is lesson.metadata.xp${commas}`);
  });

  const whole = `Course,course.courseCode,Grades,Unit,Lesson ID,UUID,Lesson,Standards,XP,lesson.metadata.masteryThreshold,lesson.metadata.totalPages,lesson.metadata.versionXp,resource.title,resource.vendorResourceId
Algebra,7.0,7.0,2.0,1.0,10.0,3.0,4.0,20.0,80.0,5.0,6.0,8.0,9.0
`;
  const withGap = `${whole},,,,12345678901234567890,,Fractions,,,,,,,\n`;

  test.each([
    ['with a gap', withGap],
    ['without a gap', whole],
    ['with a total', `${withGap}Total,,,,,,,,20.0,,,,,\n`],
  ])('only grades and fields of numbers lose `.0`: a table %s', async (_, table) => {
    const cwd = folderWith();
    await imported(cwd, table);
    const course = algebra(cwd);
    expect(course).toMatchObject({
      courseCode: '7.0',
      grades: ['7'],
      resources: [{ title: '8.0', vendorResourceId: '9.0' }],
    });
    expect(course.units[0]).toMatchObject({ title: '2.0' });
    expect(course.units[0]?.lessons[0]).toMatchObject({
      sourcedId: '10.0',
      title: '3.0',
      standards: ['4.0'],
      metadata: { xp: 20, masteryThreshold: 80, totalPages: '5.0', versionXp: '6.0' },
    });
    const keys = readFileSync(join(cwd, 'catalog.keys'), 'utf8');
    expect(keys).toContain('"1.0"');
    if (table !== whole) expect(keys).toContain('"12345678901234567890"');
  });

  test('a grade as text of a workbook or of rows as JSON stays; a negative one is whole, too', async () => {
    const cwd = folderWith();
    const row = { course: 'Algebra', grades: '7.0', unit: 'U', lesson: 'One' };
    await imported(cwd, JSON.stringify([row]), { file: 'rows.json' });
    expect(algebra(cwd).grades).toEqual(['7.0']);
    const book = folderWith();
    await writeXlsxFile([Object.keys(row), Object.values(row)]).toFile(join(book, 'rows.xlsx'));
    await importedAgain(book, 'rows.xlsx');
    expect(algebra(book).grades).toEqual(['7.0']);
    const other = folderWith();
    await imported(other, 'Course,Grades,Unit,Lesson\nAlgebra,-1.0,U,One\n');
    expect(algebra(other).grades).toEqual(['-1']);
  });

  test('a quoted decimal comma is one between commas, too; three digits may be thousands', async () => {
    const cwd = folderWith();
    const head = 'Course,Unit,Lesson,XP,Minutes\n';
    await imported(cwd, `${head}Algebra,U,One,"12,5","1,250"\nAlgebra,U,Two,7,1.250\n`);
    expect(metadataIn(cwd)).toEqual([
      { xp: 12.5, minutes: '1,250' },
      { xp: 7, minutes: '1.250' },
    ]);
  });
});

describe('values that are missing', () => {
  test.each(['r.csv', 'r2.csv'])(
    '%s: NA is no value, and is listed; a title may be NA',
    async (file) => {
      const cwd = folderWith();
      const { leftOut } = await taken(cwd, file);
      expect(metadataIn(cwd)).toEqual([
        { minutes: 20, xp: 12 },
        undefined,
        { minutes: 30.5, xp: 8 },
      ]);
      expect(algebra(cwd).resources?.map(({ metadata }) => metadata.url)).toEqual([
        'https://example.org/1',
        'https://example.org/3',
      ]);
      expect(leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual(
        ['Minutes', 'XP', 'Link'].map(
          (column) =>
            `the cell "NA" of the column "${column}" at line 3: programs write it if a value is missing`,
        ),
      );
    },
  );
});

describe.each(['NA', '<NA>', 'NaN', 'nan', 'NULL', '\\N'])('%s', (word) => {
  test('as a key, an id or the title of a resource it is no value, and is listed', async () => {
    const cwd = folderWith();
    const head = 'Course,Unit,Lesson ID,UUID,Lesson,resource.title,Link\n';
    const row = (lesson: string) =>
      `Algebra,Numbers,${word},${word},${lesson},${word},https://example.org/${lesson}\n`;
    const { leftOut } = await imported(cwd, `${head}${row('One')}${row('Two')}`);
    expect(leftOut.map(({ why }) => why)).toEqual(
      Array.from({ length: 6 }, () => 'programs write it if a value is missing'),
    );
    const { units, resources } = algebra(cwd);
    expect(units[0]?.lessons.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(resources?.map(({ title }) => title)).toEqual(['One', 'Two']);
    for (const file of ['catalog/algebra.yaml', 'catalog.keys', 'catalog.ids'])
      expect(readFileSync(join(cwd, file), 'utf8')).not.toContain(word);
  });

  test('a row of totals with it in other cells is a row of totals', async () => {
    const cwd = folderWith();
    const table = `Lesson ID,Course,Unit,Lesson,XP\n1,Algebra,U,One,12\n${word},Total,${word},${word},12\n`;
    const { leftOut } = await imported(cwd, table);
    expect(leftOut.map(({ what }) => what)).toContain(`the lesson "${word}" at line 3`);
    expect(algebra(cwd).units).toHaveLength(1);
    expect(metadataIn(cwd)).toEqual([{ xp: 12 }]);
  });
});

test('in an exported table, texts such as `7.0` and NA stay; a number is only spelled so', async () => {
  const cwd = folderWith();
  const { leftOut } = await imported(
    cwd,
    `course.sourcedId,course.title,course.grades,unit.sourcedId,unit.title,lesson.sourcedId,lesson.title,lesson.metadata.level,lesson.metadata.xp
c,Algebra,7.0,u,Numbers,l,One,NA,20.0
`,
  );
  expect(leftOut).toEqual([]);
  expect(algebra(cwd).grades).toEqual(['7.0']);
  expect(metadataIn(cwd)).toEqual([{ level: 'NA', xp: 20 }]);
});

test('a new row of an exported table has no id NA', async () => {
  const cwd = folderWith();
  await imported(
    cwd,
    `course.sourcedId,course.title,unit.sourcedId,unit.title,lesson.sourcedId,lesson.title
c,Algebra,u,Numbers,NA,One
`,
  );
  const [lesson] = algebra(cwd).units.flatMap(({ lessons }) => lessons);
  expect(lesson).toMatchObject({ title: 'One', sourcedId: expect.not.stringMatching(/^NA$/) });
});

test('a column without a name is left out until it has one', async () => {
  const cwd = folderWith();
  const { leftOut } = await taken(cwd, 'pandas-index.csv');
  expect(leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual([
    'the column "" at line 1: its column has no name; write one above it',
  ]);
  put(cwd, 'pandas-index.csv', (text) => `lesson.metadata.row${text}`);
  const { leftOut: after } = await importedAgain(cwd, 'pandas-index.csv');
  expect(after).toEqual([]);
  expect(metadataIn(cwd)).toMatchObject([{ row: 0 }, { row: 1 }, { row: 2 }]);
});

describe('other forms', () => {
  test.each([
    ['libreoffice.slk', 'a spreadsheet in SYLK'],
    ['gnumeric.slk', 'a spreadsheet in SYLK'],
    ['libreoffice.dif', 'a spreadsheet in DIF'],
    ['gnumeric.dif', 'a spreadsheet in DIF'],
    ['pandas-utf32.csv', 'pandas-utf32.csv is a text in UTF-32.'],
  ])('%s is refused with what it is', async (file, said) => {
    const cwd = folderWith();
    put(cwd, file);
    const { ok, problems } = await importOutline({ ...options, file }, nodeWorld({ cwd }));
    expect([ok, problems.length]).toEqual([false, 1]);
    expect(problems[0]?.detail).toContain(said);
    expect(problems[0]?.hint).toMatch(/^Save /);
  });

  test('UTF-32 is named in either order of its bytes', async () => {
    const cwd = folderWith();
    const swapped = (text: string) =>
      text.replace(/.{4}/gs, (letter) => [...letter].reverse().join(''));
    put(cwd, 'pandas-utf32.csv', swapped);
    const file = 'pandas-utf32.csv';
    const { problems } = await importOutline({ ...options, file }, nodeWorld({ cwd }));
    expect(problems[0]?.detail).toBe('pandas-utf32.csv is a text in UTF-32.');
  });

  test.each([
    'ID;Path;Course;Unit;Lesson\nA;B;Algebra;U;One\n',
    'ID;Path;Course;Unit;Lesson\nC;X;Algebra;U;One\nB;Y;Algebra;U;Two\n',
    'ID;Page\nC;Circles\nP;Parabolas\n',
  ])('a table with semicolons may begin as SYLK does: %j', async (table) => {
    const cwd = folderWith();
    await imported(cwd, table, table.includes('Course') ? {} : { course: 'Algebra', unit: 'U' });
    expect(algebra(cwd).units).toHaveLength(1);
  });
});

test.runIf(process.platform === 'linux')(
  'a folder with a name that is not UTF-8 is named, and the rest is imported',
  async () => {
    const cwd = folderWith();
    const inside = (name: string) => Buffer.from(`${join(cwd, 'export', name)}`, 'latin1');
    mkdirSync(inside('pict\xe9'), { recursive: true });
    writeFileSync(inside('pict\xe9/a.png'), '');
    writeFileSync(inside('caf\xe9.xml'), '<a/>');
    const manifest = `<manifest><organizations><organization><title>Algebra</title><item identifier="i"
      identifierref="r"><title>One</title></item></organization></organizations>
      <resources><resource identifier="r" type="webcontent" href="a.html"/></resources></manifest>`;
    writeFileSync(inside('imsmanifest.xml'), manifest);
    const result = await importCartridge({ ...options, file: 'export' }, nodeWorld({ cwd }));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const named = result.value.leftOut.map(({ what }) => what);
    for (const name of ['pict\ufffd', 'caf\ufffd.xml'])
      expect(named).toContain(`the file "${name}" at ${name}`);
  },
);

test('a lesson and its resource were renamed: each refusal names all ids that `--same` needs', async () => {
  const cwd = folderWith();
  const table = (title: string) =>
    `Course,Unit,Lesson ID,Lesson,Link\nAlgebra,Numbers,101,Whole,https://example.org/1\n,,102,${title},https://example.com/2\n`;
  await imported(cwd, table('Fractions'));
  const before = readFileSync(join(cwd, 'catalog/algebra.yaml'), 'utf8');
  let same: readonly string[] = [];
  for (let round = 0; round < 2; round += 1) {
    const { ok, problems } = await importText(cwd, table('Another thing'), { same });
    expect(ok).toBe(false);
    const [, ids = ''] = /`--same ([^`]*)`/.exec(problems[0]?.hint ?? '') ?? [];
    same = ids.split(' ');
  }
  const { changes } = await imported(cwd, table('Another thing'), { same });
  expect(changes.map(({ what, kind }) => `${what} ${kind}`)).toEqual([
    'edited lesson',
    'edited resource',
  ]);
  const after = readFileSync(join(cwd, 'catalog/algebra.yaml'), 'utf8');
  expect(after.replaceAll('Another thing', 'Fractions')).toBe(before);
});
