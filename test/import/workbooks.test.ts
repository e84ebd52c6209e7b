// Spreadsheets that programs of others wrote, with what people put into them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { parse } from 'yaml';
import { importOutline } from '../../src/features/import/sources.ts';
import { plainPart } from '../../src/features/import/tables/cells.ts';
import { cleanCell } from '../../src/features/import/tables/sheet.ts';
import { readWorkbook } from '../../src/features/import/tables/workbook.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { zipOf } from '../support/exports.ts';
import { fc, runs } from '../support/laws.ts';

interface Written {
  readonly title: string;
  readonly units: readonly {
    readonly lessons?: readonly {
      readonly title: string;
      readonly metadata?: Readonly<Record<string, unknown>>;
      readonly resources?: readonly string[];
    }[];
  }[];
  readonly resources?: readonly {
    readonly sourcedId: string;
    readonly metadata: { readonly url: string };
  }[];
}

/** Lessons with what the sheet says of them. */
function lessonsIn(cwd: string, name = 'reading'): readonly (readonly unknown[])[] {
  const course: Written = parse(readFileSync(join(cwd, `catalog/${name}.yaml`), 'utf8'));
  const links = new Map(
    course.resources?.map(({ sourcedId, metadata }) => [sourcedId, metadata.url]),
  );
  return course.units.flatMap(({ lessons = [] }) =>
    lessons.map(({ title, metadata = {}, resources = [] }) => [
      ...[title, metadata['minutes'], metadata['day']],
      ...resources.map((id) => links.get(id)),
    ]),
  );
}

const options = { dryRun: false, adopt: false, repeated: 'leave-out' } as const;
const mappings = [{ column: 'Day', target: 'lesson.metadata.day' }];

const take = (cwd: string, file: string, more = {}) =>
  importOutline({ ...options, mappings, file, ...more }, nodeWorld({ cwd }));

async function taken(file: string, more = {}) {
  const cwd = folderWith();
  writeFileSync(join(cwd, file), readFileSync(join(import.meta.dirname, 'workbooks', file)));
  return { cwd, result: await take(cwd, file, more) };
}

const first = ['Finding the main idea', 20, '2026-05-17', 'https://example.org/1'];

// pandas 3.1.1, with xlsxwriter 3.3.1.
test('pandas makes a link of every address: one that its cell shows is nothing more', async () => {
  const { cwd, result } = await taken('pandas.xlsx');
  expect(result.ok && result.value.leftOut).toEqual([]);
  const [course] = readdirSync(join(cwd, 'catalog'));
  expect(readFileSync(join(cwd, 'catalog', course ?? ''), 'utf8')).toContain(
    'source: https://example.org/1',
  );
});

describe('as programs of others write them', () => {
  test.each([
    {
      file: 'openpyxl.xlsx',
      lessons: [
        first,
        ['Supporting details', '00:20', '2026-05-17T13:30:00', 'https://example.org/2'],
        ['Signal words', undefined, undefined, 'https://example.org/3'],
      ],
      sheets: ['Old plan', 'Notes'],
      hidden: ['the lesson "Supporting details"'],
      codes: ['import/damaged-cell'],
    },
    {
      file: 'xlsxwriter.xlsx',
      lessons: [first, ['Supporting details', '00:20', '36:00', 'https://example.org/2']],
      sheets: [],
      hidden: [],
      codes: [],
    },
    {
      file: 'odfpy.ods',
      lessons: [
        first,
        ['Supporting details', '00:20', '2026-05-17T13:30:00', 'https://example.org/2'],
      ],
      sheets: ['Old plan'],
      hidden: ['the lesson "Supporting details"'],
      codes: ['import/damaged-cell'],
    },
    {
      file: 'sheetjs.xlsx',
      lessons: [first, ['Supporting details', 0.3, undefined, 'https://example.org/2']],
      sheets: [],
      hidden: ['the lesson "Supporting details"'],
      codes: [],
    },
    {
      file: 'sheetjs.ods',
      lessons: [first, ['Supporting details', 0.3, undefined, 'https://example.org/2']],
      sheets: [],
      hidden: [],
      codes: [],
    },
  ])('$file', async ({ file, lessons, sheets, hidden, codes }) => {
    const { cwd, result } = await taken(file);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
    expect(lessonsIn(cwd)).toEqual(lessons);
    if (!result.ok) throw new Error('refused');
    const { account, hidden: found = [] } = result.value;
    const others = account?.leftOut.flatMap(({ sort, what }) => (sort === 'sheets' ? what : []));
    expect(others).toEqual(sheets.map((name) => `the sheet "${name}"`));
    expect(found.map(({ what }) => what)).toEqual(hidden);
    // The same file again is no news.
    const again = await take(cwd, file);
    expect(again.ok && again.value.changed).toEqual([]);
  });

  test('a formula that nobody calculated takes its row out, and the rows that repeat it', async () => {
    const { result } = await taken('openpyxl.xlsx');
    if (!result.ok) throw new Error('refused');
    const rows = result.value.account?.leftOut.flatMap(({ sort, at, why }) =>
      sort === 'rows' ? [[at, why]] : [],
    );
    expect(rows).toEqual([
      ['row 1', 'it is above the column names'],
      ['row 5', 'the cell with its lesson is damaged'],
      ['row 6', 'the cell with its lesson, in a row above, is damaged'],
      ['row 8', 'it looks like a row of totals; with a key it is imported'],
    ]);
    const links = result.value.account?.leftOut.filter(({ sort }) => sort === 'links');
    expect(links?.map(({ what }) => what)).toEqual([
      'the link of the cell "Finding the main idea", "https://example.org/notes"',
    ]);
  });

  test('a hidden row is left out if that is asked for', async () => {
    const { cwd } = await taken('openpyxl.xlsx', { hidden: 'leave-out' });
    expect(lessonsIn(cwd).map(([title]) => title)).toEqual([
      'Finding the main idea',
      'Signal words',
    ]);
  });

  test('a sheet that holds no table names the others', async () => {
    const { result } = await taken('openpyxl.xlsx', { sheet: 'Notes', mappings: [] });
    expect(result.problems.map(({ code }) => code)).toEqual(['import/columns']);
    expect(result.problems[0]?.hint).toContain('`--sheet NAME` with "Old plan", "Lessons"');
  });
});

const sheetOf = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const cellOf = (text: string, at = '') => `<c${at} t="inlineStr"><is><t>${text}</t></is></c>`;
const rowOf = (texts: readonly string[], at = '') =>
  `<row${at}>${texts.map((text) => cellOf(text)).join('')}</row>`;

const ns = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The least that is XLSX, as small programs write it: without references, styles and shared texts. */
function xlsx(rows: string, more: Readonly<Record<string, string>> = {}, date = ''): Uint8Array {
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Id="a" Type="${ns}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${ns}">${date}<sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="a" Type="${ns}/worksheet" Target="/xl/tabs/one.xml"/>${['styles', 'sharedStrings'].map((part) => `<Relationship Id="${part}" Type="${ns}/${part}" Target="${part}.xml"/>`).join('')}</Relationships>`,
    'xl/tabs/one.xml': sheetOf(rows),
    ...more,
  });
}

const head = rowOf(['Course', 'Unit', 'Lesson', 'Day']);

/** Texts that spreadsheets take for something else, or escape. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('=1+1', "'a", '_x000D_', '<b>&amp;', '1e5', '007', ' a ', 'a\nb', 'TRUE'),
);

test('law: each cell is what another reader of XLSX finds in it', async () => {
  const cells = fc.oneof(
    texts,
    fc.integer(),
    fc.integer().map((number) => number / 8),
    fc.boolean(),
    fc.integer({ min: 0, max: 40_000 }).map((day) => new Date(day * 86_400_000)),
    fc.constant(null),
  );
  const tables = fc.array(fc.array(cells, { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(tables, async (data) => {
      const written = await writeXlsxFile(data, { dateFormat: 'yyyy-mm-dd' }).toBuffer();
      const ours = await readWorkbook('l.xlsx', new Uint8Array(written), undefined);
      const [sheet] = await readXlsxFile(written, { trim: false, parseNumber: (text) => text });
      const theirs = (sheet?.data ?? []).flatMap((row, at) => {
        const found = row.map((cell) =>
          cleanCell(cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '')),
        );
        return found.some((cell) => cell !== '')
          ? [[at + 1, found.slice(0, found.findLastIndex(Boolean) + 1)]]
          : [];
      });
      fc.pre(theirs.length > 0);
      if (!ours.ok) throw new Error(ours.problems[0]?.detail);
      const rows = ours.value.rows.map(({ line, cells: found }) => [
        line,
        found.slice(0, found.findLastIndex(Boolean) + 1),
      ]);
      expect(rows).toEqual(theirs);
    }),
    runs(200),
  );
});

describe('cells', () => {
  test.each([
    { what: 'a text', cell: cellOf('One'), title: 'One' },
    {
      what: 'a text in parts, and how it is spoken',
      cell: '<c t="inlineStr"><is><r><t>課</t></r><r><t>題</t></r><rPh sb="0"><t>カダイ</t></rPh></is></c>',
      title: '課題',
    },
    { what: 'escaped characters', cell: cellOf('One_x000D_&#10;two_x0021_'), title: 'One two!' },
    { what: 'a shared text', cell: '<c t="s"><v>1</v></c>', title: 'Second' },
    { what: 'a boolean', cell: '<c t="b"><v>1</v></c>', title: 'true' },
    { what: 'a number', cell: '<c><v>0.10000000000000001</v></c>', title: '0.1' },
    {
      what: 'a date as text',
      cell: '<c t="d"><v>2026-05-17T00:00:00Z</v></c>',
      title: '2026-05-17',
    },
    {
      what: 'a date as text, with other quotes and a formula',
      cell: "<c r='C2' t = 'd' s='1'><f>TODAY()</f><v>2026-05-17T00:00:00</v></c>",
      title: '2026-05-17',
    },
    {
      what: 'a text like a date as text',
      cell: '<c s="0" t="str"><v>2026-05-17T00:00:00Z</v></c>',
      title: '2026-05-17T00:00:00Z',
    },
    { what: 'a day', cell: '<c s="1"><v>46159</v></c>', title: '2026-05-17' },
    {
      what: 'a day with its time',
      cell: '<c s="1"><v>46159.5625</v></c>',
      title: '2026-05-17T13:30:00',
    },
    {
      what: 'a number with a word in its format',
      cell: '<c s="2"><v>46159</v></c>',
      title: '46159',
    },
    { what: 'a span of time', cell: '<c s="3"><v>1.5</v></c>', title: '36:00' },
    {
      what: 'a time with seconds',
      cell: '<c s="4"><v>0.50001157407407404</v></c>',
      title: '12:00:01',
    },
    {
      what: 'a formula with an empty text',
      cell: `<c t="str"><f>""</f><v></v></c>${cellOf('x')}`,
      title: undefined,
    },
  ])('$what', async ({ cell, title }) => {
    const cwd = folderWith();
    const formats = ['General', 'yyyy-mm-dd;@', '0 "days"', '[h]:mm', 'h:mm:ss'];
    const styles = `<styleSheet><numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs>${formats.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs></styleSheet>`;
    const texts = '<sst><si><t>First</t></si><si><r><t>Sec</t></r><r><t>ond</t></r></si></sst>';
    const row = `<row>${cellOf('A')}${cellOf('U')}${cell}</row>${rowOf(['', '', 'Last'])}`;
    const file = xlsx(head + row, { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': texts });
    writeFileSync(join(cwd, 'l.xlsx'), file);
    const result = await take(cwd, 'l.xlsx');
    expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(lessonsIn(cwd, 'a').map(([found]) => found)).toEqual(
      title === undefined ? ['Last'] : [title, 'Last'],
    );
  });

  test('rows of ODS that are grouped, or repeated on each page, and times beside texts like them', async () => {
    const cwd = folderWith();
    const row = (...cells: readonly string[]) =>
      `<table:table-row>${cells.map((cell) => `<table:table-cell ${cell}</table:table-cell>`).join('')}</table:table-row>`;
    const said = (text: string) => `office:value-type="string"><text:p>${text}</text:p>`;
    const time = 'office:value-type="time" office:time-value="PT00H20M00S"><text:p>20:00</text:p>';
    const lesson = (title: string, day: string) => row(said('A'), said('U'), said(title), day);
    const rows = [
      `<table:table-header-rows>${row(...['Course', 'Unit', 'Lesson', 'Day'].map(said))}</table:table-header-rows>`,
      lesson('One', said('P1D')),
      `<table:table-row-group table:display="true">${lesson('Two', time)}<table:table-row-group>${lesson('Three', said('2026-05-17T00:00:00Z'))}</table:table-row-group></table:table-row-group>`,
      `<table:table-rows>${lesson('Four', said('4'))}</table:table-rows>`,
      lesson('Five', time.replaceAll('"', "'")),
    ];
    const names = ['office', 'table', 'text']
      .map((name) => `xmlns:${name}="urn:${name}"`)
      .join(' ');
    const content = `<office:document-content ${names}><office:body><office:spreadsheet><table:table table:name="S">${rows.join('')}</table:table></office:spreadsheet></office:body></office:document-content>`;
    writeFileSync(
      join(cwd, 'l.ods'),
      zipOf({
        mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
        'content.xml': content,
      }),
    );
    const result = await take(cwd, 'l.ods');
    expect(result.problems).toEqual([]);
    expect(lessonsIn(cwd, 'a').map(([title, , day]) => [title, day])).toEqual([
      ['One', 'P1D'],
      ['Two', '00:20'],
      ['Three', '2026-05-17T00:00:00Z'],
      ['Four', 4],
      ['Five', '00:20'],
    ]);
  });

  test.each([
    { path: 'xl/tabs/one.xml', part: ' t="d"', around: ['<worksheet><c', '</worksheet>'] },
    { path: 'xl/tabs/one.xml', part: '<c t="d"><f ', around: ['<worksheet>', '</worksheet>'] },
    { path: 'xl/tabs/one.xml', part: ' t', around: ['<worksheet><c t="d"', '</worksheet>'] },
    { path: 'content.xml', part: ' office:time-value="PT1', around: ['<a', '</a>'] },
  ])('of $path that repeat $part without end take no time', ({ path, part, around: [a, b] }) => {
    const content = new TextEncoder().encode(`${a}${part.repeat(100_000)}${b}`);
    const began = performance.now();
    plainPart(path, content);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('days of a workbook that counts from 1904', async () => {
    const cwd = folderWith();
    const styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>';
    const row = `<row>${cellOf('A')}${cellOf('U')}<c s="0"><v>44697</v></c></row>`;
    writeFileSync(
      join(cwd, 'l.xlsx'),
      xlsx(head + row, { 'xl/styles.xml': styles }, '<workbookPr date1904="1"/>'),
    );
    await take(cwd, 'l.xlsx');
    expect(lessonsIn(cwd, 'a').map(([title]) => title)).toEqual(['2026-05-17']);
  });

  const wanted = rowOf(['A', 'U', 'One']);
  test.each([
    {
      what: 'a cell in the last column of the last row',
      rows: `${head}${wanted}<row r="1048576">${cellOf('x', ' r="XFD1048576"')}</row>`,
      said: 'reaches over 1048576 rows and 16384 columns',
    },
    {
      what: 'a cell far to the right',
      rows: `${head}${wanted}<row r="3">${cellOf('x', ' r="XFD3"')}</row>`,
      said: 'more than 1000 columns in row 3',
    },
    {
      what: 'a reference that is none',
      rows: `${head}<row r="2">${cellOf('A', ' r="ZZZZZZZZ2"')}</row>`,
      said: '"ZZZZZZZZ2" is outside',
    },
    {
      what: 'a document type',
      rows: '',
      more: { 'xl/tabs/one.xml': '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' },
      said: 'document type',
    },
    {
      what: 'elements in elements without end',
      rows: '<a>'.repeat(5000) + '</a>'.repeat(5000),
      said: 'nested deeper',
    },
    {
      what: 'a part that leads out',
      rows: '',
      more: {
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="a" Target="../../etc/passwd"/></Relationships>',
      },
      said: 'l.xlsx has no sheet with rows',
    },
  ])('$what is refused', async ({ rows, said, more = {} }) => {
    const cwd = folderWith();
    writeFileSync(join(cwd, 'l.xlsx'), xlsx(rows, more));
    const { ok, problems } = await take(cwd, 'l.xlsx', { mappings: [] });
    expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/unreadable']]);
    expect(problems[0]?.detail).toContain(said);
  });
});
