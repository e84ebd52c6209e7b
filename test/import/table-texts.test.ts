// Tables as text, in the forms that programs write, and what people put around and under them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { importOutline } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { filesIn } from '../support/import-folder.ts';

interface Written {
  readonly units: readonly {
    readonly title: string;
    readonly lessons?: readonly {
      readonly title: string;
      readonly resources?: readonly string[];
    }[];
  }[];
}

async function take(content: string | Uint8Array, file = 'l.csv') {
  const cwd = folderWith();
  writeFileSync(join(cwd, file), content);
  const result = await importOutline(
    { file, mappings: [], dryRun: false, adopt: false, repeated: 'leave-out' },
    nodeWorld({ cwd }),
  );
  const courses = Object.keys(filesIn(cwd)).filter((path) => path.startsWith('catalog/'));
  const units = (name: string) => {
    const course: Written = parse(readFileSync(join(cwd, `catalog/${name}.yaml`), 'utf8'));
    return course.units.map(({ title, lessons = [] }) => [
      title,
      ...lessons.map((one) => one.title),
    ]);
  };
  return { result, courses, units };
}

const plain = 'Course,Unit,Lesson,Grades\nA,U,One,6\nA,U,Two,7\n';
const units = [['U', 'One', 'Two']];

function bigEndian(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('forms', () => {
  test.each([
    { what: 'UTF-16 with a mark', content: Buffer.from(`\uFEFF${plain}`, 'utf16le') },
    { what: 'UTF-16 the other way', content: bigEndian(`\uFEFF${plain}`) },
    { what: 'UTF-16 without a mark', content: Buffer.from(plain, 'utf16le') },
    {
      what: '"Unicode Text" of Excel',
      content: Buffer.from(`\uFEFF${plain.replaceAll(',', '\t')}`, 'utf16le'),
      file: 'l.txt',
    },
    { what: 'upright strokes', content: plain.replaceAll(',', '|') },
    { what: 'line ends of old Macs', content: plain.replaceAll('\n', '\r') },
    { what: 'line ends of several systems', content: plain.replace('\n', '\r\n') },
    { what: 'a list with strokes in a cell', content: plain.replace('6', '6|7|8|9|10') },
  ])('$what', async ({ content, file }) => {
    const { result, units: found } = await take(content, file);
    expect(result.problems).toEqual([]);
    expect(found('a')).toEqual(units);
  });

  test.each([
    { what: 'inside a cell', cell: 'The "big" idea', title: 'The "big" idea' },
    { what: 'around a part of a cell', cell: '"Big" ideas', title: '"Big" ideas' },
    { what: 'written twice in quotes', cell: '"The ""big"" idea"', title: 'The "big" idea' },
    {
      what: 'alone at the beginning, in a TSV',
      cell: '"Big ideas',
      title: '"Big ideas',
      file: 'l.tsv',
    },
  ])('a quote $what', async ({ cell, title, file = 'l.csv' }) => {
    const table = plain.replaceAll(',', file.endsWith('tsv') ? '\t' : ',');
    const { result, units: found } = await take(table.replace('One', cell), file);
    expect(result.problems).toEqual([]);
    expect(found('a')).toEqual([['U', title, 'Two']]);
  });

  test.each([
    {
      what: 'a quote without an end',
      content: plain.replace('One', '"One'),
      said: 'a quote that begins a cell has no end',
    },
    {
      what: 'a web page',
      content: '<html><table><tr><td>Course</td></tr></table></html>',
      said: 'a web page',
    },
    { what: 'XML', content: '<?xml version="1.0"?><Workbook/>', said: 'XML' },
    { what: 'RTF', content: '{\\rtf1 Course}', said: 'RTF' },
    { what: 'a PDF', content: '%PDF-1.7', said: 'a PDF' },
    { what: 'a database', content: 'SQLite format 3\0', said: 'a database' },
    {
      what: 'an answer of Google Classroom',
      content: '{"courseWork": [{"id": "1", "title": "Essay", "materials": [{}], "topicId": "9"}]}',
      said: 'Google Classroom',
    },
    {
      what: 'XLS',
      content: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      said: 'an older office program, or one with a password',
    },
  ])('$what is named', async ({ content, said }) => {
    const { result, courses } = await take(content);
    expect([result.ok, result.problems.map(({ code }) => code)]).toEqual([
      false,
      ['import/unreadable'],
    ]);
    expect(result.problems[0]?.detail).toContain(said);
    expect(courses).toEqual([]);
  });
});

describe('under a table', () => {
  test.each([
    { what: 'a total of the course', rows: 'Total,,,35' },
    { what: 'a total in the column of lessons', rows: ',,Grand total:,35' },
    { what: 'a total that no program has calculated', rows: ',,Total,=SUM(D2:D4)' },
    { what: 'a note', rows: '\n"Note: these are drafts, for now",,,' },
  ])('$what is left out and named', async ({ rows }) => {
    const {
      result,
      courses,
      units: found,
    } = await take(`${plain.replace('Grades', 'Minutes')}${rows}\n`);
    expect(courses).toEqual(['catalog/a.yaml']);
    expect(found('a')).toEqual(units);
    if (!result.ok) throw new Error('refused');
    expect(result.value.account?.leftOut.map(({ sort }) => sort)).toEqual(['rows']);
  });

  test('a course with a key, and a lesson about totals, are none of it', async () => {
    const text =
      'Course,Course key,Unit,Lesson,Minutes,Link\nA,a,U,Total,5,https://example.org\nA,a,U,Totals of rows,5,\nB,b,,,,\n';
    const { courses, units: found } = await take(text);
    expect(courses).toEqual(['catalog/a.yaml', 'catalog/b.yaml']);
    expect(found('a')).toEqual([['U', 'Total', 'Totals of rows']]);
  });

  const wide = 'Course,Unit,Lesson,resource.title,resource.key,lesson.metadata.xp,Status,Link';
  test.each([
    { row: 'A,U,Sum,Sum worksheet,,10,,', isLesson: true },
    { row: 'A,U,Sum,,sheet-1,10,,', isLesson: true },
    { row: 'A,U,Sum,,,10,draft,', isLesson: true },
    { row: 'A,U,Sum,,,,,"=HYPERLINK(""https://example.org"")"', isLesson: true },
    { row: 'A,U,Sum,,,#REF!,,', isLesson: true },
    { row: 'A,U,Sum,,,,reviewed,', isLesson: true },
    { row: ',,Total,,,35,,', isLesson: false },
    { row: ',,Total,,,35,reviewed,', isLesson: false },
    { row: ',,Total,,,35,,#REF!', isLesson: false },
    { row: ',,Total,#REF!,,35,,', isLesson: false },
    { row: ',,Total,,=A1+1,35,,', isLesson: false },
    { row: ',,Total,,,35,,"=HYPERLINK(""https://example.org"")"', isLesson: false },
    { row: 'A,Total,#REF!,,,35,,', isLesson: false },
  ])('$row is a lesson: $isLesson', async ({ row, isLesson }) => {
    const { result, units: found } = await take(`${wide}\nA,U,One,,,5,active,\n${row}\n`);
    expect(found('a')).toEqual([isLesson ? ['U', 'One', 'Sum'] : ['U', 'One']]);
    if (!result.ok) throw new Error('refused');
    for (const sum of result.value.account?.sums ?? [])
      expect(sum.placed + sum.merged + sum.leftOut).toBe(sum.total);
  });
});

describe('a damaged cell is not an empty one: nothing of its row goes to what stands above', () => {
  test.each([
    {
      level: 'lesson',
      rows: ',,#REF!,https://example.org/2\n,,,https://example.org/3\n,,Last,',
      lost: ['line 3', 'line 4'],
    },
    { level: 'unit', rows: ',#N/A,Two,\n,,Three,\n,V,Last,', lost: ['line 3', 'line 4'] },
    { level: 'course', rows: '=A1+1,V,Two,\n,W,Three,\nA,V,Last,', lost: ['line 3', 'line 4'] },
  ])('$level', async ({ level, rows, lost }) => {
    const {
      result,
      courses,
      units: found,
    } = await take(`Course,Unit,Lesson,Link\nA,U,One,https://example.org/1\n${rows}\n`);
    expect(courses).toEqual(['catalog/a.yaml']);
    expect(found('a')).toEqual(
      level === 'lesson'
        ? [['U', 'One', 'Last']]
        : [
            ['U', 'One'],
            ['V', 'Last'],
          ],
    );
    if (!result.ok) throw new Error('refused');
    const { account } = result.value;
    const rowsLost = account?.leftOut.filter(({ sort }) => sort === 'rows');
    expect(rowsLost?.map(({ at }) => at)).toEqual(lost);
    expect(rowsLost?.every(({ why }) => why.includes(`its ${level}`))).toBe(true);
    for (const sum of account?.sums ?? [])
      expect(sum.placed + sum.merged + sum.leftOut).toBe(sum.total);
  });
});
