// Tables as people write them, and as spreadsheet programs save them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { parse } from 'yaml';
import type { ImportOutlineResult } from '../../src/features/import/sources.ts';
import { importOutline } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { zipOf } from '../support/exports.ts';
import { filesIn } from '../support/import-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

interface Written {
  readonly title: string;
  readonly subjects?: readonly string[];
  readonly grades?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly { readonly sourcedId: string; readonly title: string }[];
  readonly units: readonly {
    readonly title: string;
    readonly lessons?: readonly {
      readonly title: string;
      readonly resources?: readonly string[];
      readonly metadata?: Readonly<Record<string, unknown>>;
    }[];
  }[];
}

function course(folder: string, name = 'a'): Written {
  return parse(readFileSync(join(folder, `catalog/${name}.yaml`), 'utf8'));
}

/** Lessons with what they place, by title. */
function lessons(folder: string): readonly (readonly [string, readonly string[]])[] {
  const { units, resources = [] } = course(folder);
  const titles = new Map(resources.map(({ sourcedId, title }) => [sourcedId, title]));
  return units.flatMap(({ lessons: inside = [] }) =>
    inside.map(
      ({ title, resources: placed = [] }) =>
        [title, placed.map((id) => titles.get(id) ?? '')] as const,
    ),
  );
}

/** Rows and cells of a table without quotes, counted without the reader. */
function countOf(text: string, above = 1): Record<string, number> {
  const lines = text.trimEnd().split('\n').slice(above);
  const cells = lines.flatMap((line) => line.split(',')).filter((cell) => cell !== '');
  const columns = text.split('\n')[above - 1]?.split(',').length ?? 0;
  return { rows: lines.length, cells: cells.length, columns };
}

function expectAccount({ account }: ImportOutlineResult, counts: Record<string, number>): void {
  for (const { sort, total, placed, merged, leftOut } of account?.sums ?? []) {
    expect([sort, placed + merged + leftOut]).toEqual([sort, total]);
    expect([sort, total]).toEqual([sort, counts[sort]]);
  }
  expect(account?.sums).not.toEqual([]);
}

describe('rows', () => {
  test('an empty cell of any column means the one above', async () => {
    const text =
      'Course,Unit,Lesson,Resource,Link\nA,U1,One,Video,https://example.org/v\n,,,Article,https://example.org/a\n,,Two,Slides,https://example.org/s\n,U2,,Film,https://example.org/f\n';
    const folder = folderWith();
    const result = await imported(folder, text);
    expect(lessons(folder)).toEqual([
      ['One', ['Video', 'Article']],
      ['Two', ['Slides']],
    ]);
    expectAccount(result, countOf(text));
    expect(result.account?.merged.map(({ at, into }) => [at, into])).toContainEqual([
      'line 3',
      'the lesson "One"',
    ]);
    expect(result.account?.leftOut.map(({ at }) => at)).toContain('line 5');
  });

  test.each([
    ['the course in each row', 'A,U,One\nA,,Two\nA,V,Three\nA,,Four\n'],
    [
      'the course and the unit in a row of their own',
      'A,,\n,U,\n,,One\nA,,Two\n,V,Three\n,,Four\n',
    ],
  ])('repeat the unit above, with %s', async (_, rows) => {
    const folder = folderWith();
    const text = `Course,Unit,Lesson\n${rows}`;
    const result = await imported(folder, text);
    const titles = course(folder).units.map(({ title, lessons: inside = [] }) => [
      title,
      ...inside.map((lesson) => lesson.title),
    ]);
    expect(titles).toEqual([
      ['U', 'One', 'Two'],
      ['V', 'Three', 'Four'],
    ]);
    expect(result.leftOut).toEqual([]);
    expectAccount(result, countOf(text));
  });

  test.each([
    ['unit', 'A,U1,One\nA,#REF!,Two\nA,,Three\nA,U2,Four\n'],
    ['course', 'A,U1,One\n#REF!,U2,Two\nA,,Three\nA,U2,Four\n'],
    ['unit, in further rows of it', 'A,U1,One\nA,#REF!,Two\nA,,Three\n,,Three\nA,U2,Four\n'],
  ])('below a damaged %s do not go to the unit above it', async (_, rows) => {
    const folder = folderWith();
    const text = `Course,Unit,Lesson\n${rows}`;
    const result = await importText(folder, text);
    expect(course(folder).units.map(({ title }) => title)).toEqual(['U1', 'U2']);
    expect(lessons(folder).map(([title]) => title)).toEqual(['One', 'Four']);
    if (!result.ok) throw new Error('refused');
    expectAccount(result.value, countOf(text));
    expect(result.value.leftOut.map(({ what }) => what)).toContain('the lesson "Three" at line 4');
  });

  test('of another course without a unit do not go to the unit above', async () => {
    const folder = folderWith();
    const result = await imported(folder, 'Course,Unit,Lesson\nA,U,One\nB,,Two\nB,U,Three\n');
    expect(lessons(folder).map(([title]) => title)).toEqual(['One']);
    expect(result.leftOut.map(({ what }) => what)).toContain('the lesson "Two" at line 3');
  });

  test('speak of a resource in any row; what they do not say, its first lesson gives', async () => {
    const text =
      'Course,Unit,Lesson,resource.key,resource.vendorResourceId,resource.title,resource.metadata.xp,resource.metadata.lang,Link\nA,U,One,k,,,,,https://example.org/1\nA,U,Two,k,v-1,,8,,\nA,U,Three,k,,Video,9,pl,\nA,U,Four,b,,,,,\n';
    const folder = folderWith();
    const result = await importText(folder, text);
    expect(course(folder).resources).toMatchObject([
      {
        title: 'Video',
        vendorResourceId: 'v-1',
        metadata: { url: 'https://example.org/1', xp: 8, lang: 'pl' },
      },
      { title: 'Four', vendorResourceId: 'b' },
    ]);
    expect(result.problems.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^line 3 and line 4 .*the resource "k": metadata\.xp is "8" and "9"/),
    ]);
    if (result.ok) expectAccount(result.value, countOf(text));
  });

  test('with more cells than names end the import, with their lines', async () => {
    const folder = folderWith();
    const { ok, problems } = await importText(
      folder,
      'Course,Unit,Lesson\nA,U,One,two\nA,U,Three\n',
    );
    expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/unreadable']]);
    expect(problems[0]?.detail).toContain('line 2 of outline.csv');
    // Empty ones are what spreadsheet programs write.
    await imported(folder, 'Course,Unit,Lesson,,\nA,U,One,,\n');
    expect(lessons(folder)).toEqual([['One', []]]);
  });

  test('that repeat the column names are left out', async () => {
    const text = 'Course,Unit,Lesson,XP\nA,U,One,1\nCourse,Unit,Lesson,XP\nB,U,Lesson,2\n';
    const folder = folderWith();
    const result = await imported(folder, text);
    expect(result.changes.filter(({ kind }) => kind !== 'unit').map(({ title }) => title)).toEqual([
      ...['A', 'One', 'B', 'Lesson'],
    ]);
    expect(result.account?.leftOut[0]).toMatchObject({
      at: 'line 3',
      why: 'it repeats the column names; with a key it is imported',
    });
    expectAccount(result, countOf(text));
    // What the reason promises.
    const titles = 'Unit,Lesson,Key\nUnit,Lesson,\nUnit,Lesson,L1\nUnit,Lesson,Key\n';
    const other = folderWith();
    const { changes, account } = await imported(other, titles, { course: 'A' });
    expect(changes.map(({ title }) => title)).toEqual(['A', 'Unit', 'Lesson', 'Lesson']);
    expect(account?.leftOut.map(({ at }) => at)).toEqual(['line 4']);
  });

  test('keep an apostrophe before a text, and lose the quote before a formula or a number', async () => {
    const titles = ["'24/25", "'10:30", "'TRUE", "'.5", "'50%", "'tis", "'=sum", "'007", "'1e5"];
    const text = `Course,Unit,Lesson,lesson.metadata.word\n${titles.map((title) => `A,U,${title},${title}`).join('\n')}\n`;
    const folder = folderWith();
    await imported(folder, text);
    const found = course(folder).units[0]?.lessons ?? [];
    expect(found.map(({ title }) => title)).toEqual([
      ...["'24/25", "'10:30", "'TRUE", "'.5", "'50%", "'tis", '=sum', '007', '1e5'],
    ]);
    // In metadata TRUE is a boolean, so that the text needs the quote.
    expect(found.map(({ metadata }) => metadata?.['word'])).toEqual([
      ...["'24/25", "'10:30", 'TRUE', "'.5", "'50%", "'tis", '=sum', '007', '1e5'],
    ]);
    const rows = titles.map((lesson) => ({ course: 'A', unit: 'U', lesson }));
    const other = folderWith();
    await imported(other, JSON.stringify(rows.slice(0, 6)), { file: 'rows.json' });
    expect(lessons(other).map(([title]) => title)).toEqual(titles.slice(0, 6));
  });

  test('of one title and other facts are lessons of their own, and that is told', async () => {
    const text =
      'Course,Unit,Lesson,Minutes,Link\nA,U,Quiz,10,https://example.org/1\nA,U,Text,5,\nA,U,Quiz,30,https://example.org/2\nA,U,Text,,https://example.org/3\n';
    const folder = folderWith();
    const first = await importText(folder, text);
    expect(first.problems.map(({ code }) => code)).toEqual(['import/rows-differ']);
    expect(first.problems[0]?.detail).toContain('line 2 and line 4: "Quiz"');
    const quizzes = course(folder).units[0]?.lessons?.filter(({ title }) => title === 'Quiz');
    expect(quizzes?.map(({ metadata }) => metadata?.['minutes'])).toEqual([10, 30]);
    expect(lessons(folder).filter(([title]) => title === 'Text')).toHaveLength(1);
    if (first.ok) expectAccount(first.value, countOf(text));
    expect((await imported(folder, text)).changed).toEqual([]);
  });

  test('of one title get the first free numbers, however the numbers of other titles lie', async () => {
    const titles = ['Quiz', 'Quiz (4)', 'Quiz', 'Quiz', 'Quiz'];
    const rows = titles.map((title, at) => `A,U,${title},${at},https://example.org/${at}\n`);
    const folder = folderWith();
    await importText(folder, `Course,Unit,Lesson,XP,Link\n${rows.join('')}`);
    const lines = String(filesIn(folder)['catalog.keys']).split('\n');
    const keys = lines.flatMap((line) => /lesson "A\/U\/(.*)"/.exec(line)?.[1] ?? []);
    expect(new Set(keys)).toEqual(
      new Set(['Quiz', 'Quiz (2)', 'Quiz (3)', 'Quiz (4)', 'Quiz (5)']),
    );
  });

  test('speak of a course in any row; where they contradict each other both are named', async () => {
    const text =
      'Course,Subject,Grade,Org,Unit,Lesson\nA,,,,U,One\nA,Reading,6,o-1,U,Two\nA,Math,5,o-2,U,Three\n';
    const folder = folderWith();
    const result = await importText(folder, text);
    expect(course(folder)).toMatchObject({ subjects: ['Reading', 'Math'], grades: ['6', '5'] });
    expect(result.problems.map(({ code }) => code)).toEqual(['import/rows-differ']);
    expect(result.problems[0]?.detail).toMatch(/line 3 and line 4 .*org is .*o-1.*o-2/);
    if (result.ok) expectAccount(result.value, countOf(text));
  });
});

describe('what a spreadsheet made', () => {
  // As LibreOffice 7.4 reads a CSV in UTF-8 that is opened without naming the encoding.
  test.each(['Août', 'Maths — Année', '“Quoted”', '阅读', 'Größe 5 °C'])(
    'letters of UTF-8 taken for Windows-1252 are left out, and what was meant is named: %s',
    async (title) => {
      const broken = new TextDecoder('windows-1252').decode(new TextEncoder().encode(title));
      const text = `\u00ef\u00bb\u00bfCourse,Unit,Lesson\nA,U,One\nA,U,${broken}\nA,U,Où est-ce — là?\n`;
      const folder = folderWith();
      const result = await importText(folder, text);
      expect(result.problems.map(({ code }) => code)).toEqual(['import/damaged-cell']);
      expect(result.problems[0]?.detail).toContain(`line 3, column "Lesson"`);
      expect(result.problems[0]?.detail).toContain(`"${title}" was meant`);
      expect(lessons(folder).map(([one]) => one)).toEqual(['One', 'Où est-ce — là?']);
    },
  );

  test('errors, formulas and dates are left out, each with its line', async () => {
    const text =
      'Course,Grade,Unit,Lesson,URL\nA,2-Jan,U1,#REF!,\nA,6,U1,One,#N/A\nA,6,U1,=A1+1,https://example.org/1\nA,6,U1,Two,https://example.org/2\n';
    const folder = folderWith();
    const result = await importText(folder, text);
    expect(result.problems.map(({ code }) => code)).toEqual(['import/damaged-cell']);
    for (const said of ['line 2', '#REF!', '2-Jan', 'line 3', '#N/A', 'line 4', '=A1+1']) {
      expect(result.problems[0]?.detail).toContain(said);
    }
    expect(lessons(folder).map(([title]) => title)).toEqual(['One', 'Two']);
    expect(course(folder).grades).toEqual(['6']);
    if (result.ok) expectAccount(result.value, countOf(text));
  });

  test.each([
    {
      what: 'title rows above the names',
      text: 'Scope and sequence,,\n,,\nCourse,Unit,Lesson\nA,U,One\n',
    },
    { what: 'sep=', text: 'sep=;\nCourse;Unit;Lesson\nA;U;One\n' },
    {
      what: 'line breaks in titles',
      text: 'Course,Unit,Lesson\nA,U,"One\n"\nA,U,"Main\r\nidea"\n',
    },
    { what: 'a quote before a formula', text: "Course,Unit,Lesson\nA,U,One\nA,U,'=sum\n" },
  ])('$what', async ({ text }) => {
    const folder = folderWith();
    await imported(folder, text);
    expect(lessons(folder)[0]).toEqual(['One', []]);
    if (text.includes('Main')) expect(lessons(folder)[1]?.[0]).toBe('Main idea');
    if (text.includes("'=")) expect(lessons(folder)[1]?.[0]).toBe('=sum');
  });

  test('content tells what a column is where its name does not', async () => {
    const folder = folderWith();
    const { columns } = await imported(
      folder,
      'Course,Unit,Lesson,Title,Watch,Link\nA,U,1,One,https://example.org/1,see the drive\nA,U,2,Two,https://example.org/2,\n',
    );
    expect(columns?.map(({ target }) => target && `${target.kind}.${target.field}`)).toEqual([
      'course.title',
      'unit.title',
      'lesson.key',
      'lesson.title',
      'resource.metadata.url',
      undefined,
    ]);
    expect(lessons(folder).map(([title]) => title)).toEqual(['One', 'Two']);
  });

  test('an emptied cell is told, and --clear takes out what it said', async () => {
    const table = (cells: string) => `Course,Grade,Unit,Lesson,Description,Link\n${cells}\n`;
    const full = table('A,6,U1,One,Some text,https://example.org/a');
    const cwd = folderWith({ 'l.csv': full });
    await cli(['import', 'outline', 'l.csv'], { cwd });
    const before = filesIn(cwd)['catalog/a.yaml'];
    writeFileSync(join(cwd, 'l.csv'), table('A,,U1,One,,'));
    const told = await cli(['import', 'outline', 'l.csv'], { cwd });
    expect(told.stdout).toMatch(/Empty in the source, and kept here[^\n]*: 1 course, 1 lesson\./);
    for (const field of ['grades', 'metadata.description, resources']) {
      expect(told.stdout).toContain(field);
    }
    expect(filesIn(cwd)['catalog/a.yaml']).toBe(before);
    const cleared = await cli(['import', 'outline', 'l.csv', '--clear'], { cwd });
    expect(cleared.stdout).toContain('Cleared: 1 course, 1 lesson.');
    expect(course(cwd).grades).toBeUndefined();
    expect(course(cwd).units[0]?.lessons?.[0]).toEqual({
      sourcedId: expect.any(String),
      title: 'One',
    });
  });
});

test('an empty cell says nothing about a value that no cell can hold', async () => {
  const course = {
    ...{ kind: 'course', sourcedId: 'c-1', title: 'A' },
    units: [
      {
        ...{ sourcedId: 'u-1', title: 'U' },
        lessons: [
          {
            ...{ sourcedId: 'l-1', title: 'One', resources: ['r-1'] },
            metadata: { bank: ['a', 'b'], note: ' begins with a blank', x: { y: 1 }, said: 'yes' },
          },
          { sourcedId: 'l-2', title: 'Two', metadata: { bank: 'one', note: 'plain', x: 5 } },
        ],
      },
    ],
    resources: [{ sourcedId: 'r-1', title: 'R', vendorResourceId: 'v', metadata: { ids: ['q'] } }],
  };
  const text = JSON.stringify(course);
  const cwd = folderWith({ 'timeback-catalog.yaml': 'org: o\n', 'catalog/a.yaml': text });
  const exported = await cli(['export', 'outline', '--out', 't.csv'], { cwd });
  expect(exported.stdout).toContain('left unchanged by an import');
  writeFileSync(join(cwd, 't.csv'), String(filesIn(cwd)['t.csv']).replace(',yes,', ',,'));
  const told = await cli(['import', 'outline', 't.csv'], { cwd });
  expect(told.stdout).toMatch(
    /Empty in the source.*: 1 lesson\.\n {2}lesson "One" \(metadata\.said\)/,
  );
  const cleared = await cli(['import', 'outline', 't.csv', '--clear'], { cwd });
  expect(cleared.stdout).toMatch(/Cleared: 1 lesson\.\n {2}lesson "One" \(metadata\.said\)/);
  expect(parse(String(filesIn(cwd)['catalog/a.yaml']))).toEqual(
    JSON.parse(text.replace(',"said":"yes"', '')),
  );
});

const cell = (text: string, rest = '') =>
  `<table:table-cell${rest}>${text === '' ? '' : `<text:p>${text}</text:p>`}</table:table-cell>`;

/** A spreadsheet of LibreOffice: repeated and covered cells, formulas with values, parts in bold. */
function ods(): Uint8Array {
  const rows = [
    cell('Course') + cell('Unit') + cell('Lesson') + cell('Minutes'),
    cell('A', ' table:number-rows-spanned="2"') +
      cell('U') +
      cell('Finding <text:span text:style-name="b">the</text:span> main<text:s/>idea') +
      cell('20', ' office:value-type="float" office:value="20" table:formula="of:=10*2"'),
    '<table:covered-table-cell/>' +
      cell('') +
      cell('Two') +
      cell('', ' table:number-columns-repeated="16000"'),
  ].map((inside) => `<table:table-row>${inside}</table:table-row>`);
  const content = `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="One">${rows.join('')}<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`;
  return zipOf({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': content,
  });
}

const take = (cwd: string, file: string, options = {}) =>
  importOutline(
    { file, mappings: [], dryRun: false, adopt: false, repeated: 'leave-out', ...options },
    nodeWorld({ cwd }),
  );

describe('spreadsheets', () => {
  test('XLSX: the first sheet, or one by its name; numbers, dates, formulas as written', async () => {
    const cwd = folderWith();
    const sheet = [
      ['Course', 'Unit', 'Lesson', 'Minutes', 'Grade'],
      ['A', 'U', 'One', 20, new Date('2026-01-02')],
      [null, null, 'Two', 0.1, null],
    ];
    const notes = [['Nothing']];
    const file = join(cwd, 'l.xlsx');
    await writeXlsxFile([
      { data: sheet, sheet: 'Lessons', dateFormat: 'yyyy-mm-dd' },
      { data: notes, sheet: 'Notes' },
    ]).toFile(file);
    const result = await take(cwd, 'l.xlsx');
    expect(result.problems.map(({ code }) => code)).toEqual(['import/damaged-cell']);
    expect(result.problems[0]?.detail).toContain('row 2, column "Grade": "2026-01-02"');
    const [unit] = course(cwd).units;
    expect(unit?.lessons?.map(({ title, metadata }) => [title, metadata?.['minutes']])).toEqual([
      ['One', 20],
      ['Two', 0.1],
    ]);
    if (result.ok) expectAccount(result.value, { sheets: 2, rows: 2, cells: 5 + 2, columns: 5 });
    expect((await take(cwd, 'l.xlsx', { sheet: 'Notes' })).problems[0]?.code).toBe(
      'import/columns',
    );
    const missing = await take(cwd, 'l.xlsx', { sheet: 'Lesson' });
    expect(missing.problems[0]?.hint).toContain('--sheet Lessons');
  });

  test('XLSX: an error in place of a value is told, and left out', async () => {
    const cwd = folderWith();
    const file = join(cwd, 'l.xlsx');
    const rows = [
      ['Course', 'Unit', 'Lesson', 'Minutes'],
      ['A', 'U', 'One', 987],
    ];
    await writeXlsxFile(rows, { sheet: 'Lessons' }).toFile(file);
    const parts = unzipSync(readFileSync(file));
    const path = 'xl/worksheets/sheet1.xml';
    const text = new TextDecoder().decode(parts[path]);
    const broken = text.replace(/<c ([^>]*)><v>987<\/v>/, '<c $1 t="e"><f>Gone!A1</f><v>#REF!</v>');
    expect(broken).not.toBe(text);
    writeFileSync(file, zipSync({ ...parts, [path]: new TextEncoder().encode(broken) }));
    const result = await take(cwd, 'l.xlsx');
    expect(result.problems.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('row 2, column "Minutes": "#REF!"'),
    ]);
    expect(course(cwd).units[0]?.lessons?.[0]?.metadata).toBeUndefined();
    if (result.ok) expectAccount(result.value, { rows: 1, cells: 4, columns: 4 });
  });

  test('XLSX: one long text that many cells share is refused before each is read', async () => {
    const cwd = folderWith();
    const long = 'A long text. '.repeat(20_000);
    const rows = Array.from({ length: 30 }, () => [long, long, long]);
    const file = join(cwd, 'l.xlsx');
    await writeXlsxFile([['Course', 'Unit', 'Lesson'], ...rows], { sheet: 'L' }).toFile(file);
    expect(readFileSync(file).length).toBeLessThan(100_000);
    const { ok, problems } = await take(cwd, 'l.xlsx');
    expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/unreadable']]);
    expect(problems[0]?.detail).toContain('16 MB');
  });

  test('ODS: merged and repeated cells, parts with a format of their own, formulas', async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, 'l.ods'), ods());
    const result = await take(cwd, 'l.ods');
    expect(result.problems).toEqual([]);
    expect(lessons(cwd).map(([title]) => title)).toEqual(['Finding the main idea', 'Two']);
    expect(course(cwd).units[0]?.lessons?.[0]?.metadata).toEqual({ minutes: 20 });
    if (result.ok) expectAccount(result.value, { rows: 2, cells: 4 + 1, columns: 4 });
  });

  test.each([
    {
      what: 'that swells',
      file: { 'xl/workbook.xml': 'x', 'xl/worksheets/sheet1.xml': ' '.repeat(20_000_000) },
      code: 'import/archive',
    },
    {
      what: 'with entities of its own',
      file: {
        mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
        'content.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      },
      code: 'import/unreadable',
    },
    { what: 'that is damaged', file: { 'xl/workbook.xml': '<x' }, code: 'import/unreadable' },
  ])('one $what is refused', async ({ file, code }) => {
    const cwd = folderWith();
    writeFileSync(join(cwd, 'l.xlsx'), zipOf(file));
    const { ok, problems } = await take(cwd, 'l.xlsx');
    expect([ok, problems.map((one) => one.code)]).toEqual([false, [code]]);
  });
});

describe('decimal commas', () => {
  const table = (separator: string, rows: readonly (readonly string[])[]) =>
    [['Course', 'Unit', 'Lesson', 'XP', 'lesson.metadata.pages', 'course.grades'], ...rows]
      .map((cells) => cells.map((cell) => (cell.includes(separator) ? `"${cell}"` : cell)))
      .map((cells) => cells.join(separator))
      .join('\n');
  const read = async (text: string) => {
    const folder = folderWith();
    await imported(folder, text);
    const { grades, units } = course(folder);
    return { grades, of: units[0]?.lessons?.map(({ metadata }) => metadata) };
  };

  test('between semicolons, a column of them has numbers', async () => {
    const rows = [
      ['A', 'U', 'One', '1,5', '3,4', '3,4'],
      ['A', 'U', 'Two', '2', '1,500', '3,4'],
      ['A', 'U', 'Three', '-0,50', '1,10', '3,4'],
      ['A', 'U', 'Four', '', '8', '3,4'],
    ];
    expect(await read(table(';', rows))).toEqual({
      grades: ['3', '4'],
      of: [
        { xp: 1.5, pages: '3,4' },
        { xp: 2, pages: '1,500' },
        { xp: -0.5, pages: '1,10' },
        { pages: 8 },
      ],
    });
  });

  test('a comma before three digits may separate thousands, so a column with one stays as it is', async () => {
    const rows = [
      ['A', 'U', 'One', '1,5', '2', '3'],
      ['A', 'U', 'Two', '1,500', '2', '3'],
    ];
    expect((await read(table(';', rows))).of).toEqual([
      { xp: '1,5', pages: 2 },
      { xp: '1,500', pages: 2 },
    ]);
  });

  test('between commas a comma may separate thousands: it stays a text', async () => {
    const rows = [['A', 'U', 'One', '1,500', '2', '3']];
    expect((await read(table(',', rows))).of).toEqual([{ xp: '1,500', pages: 2 }]);
  });
});
