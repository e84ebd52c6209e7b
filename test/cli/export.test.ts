// A spreadsheet as the source of truth: what is exported is imported again, and nothing else changes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { filesIn } from '../support/import-folder.ts';
import { fc, runs } from '../support/laws.ts';

const manifest = `kind: course
sourcedId: c-main
title: "=Reading, and more"
courseCode: R6
subjects: [Reading, Vocabulary]
grades: ["6"]
metadata:
  pages: "12"
  isOpen: true
  word: "TRUE"
  code: "007"
  half: "1/2"
  share: "50%"
  day: "2026-05-17"
  from: "2026-05-17T00:00:00Z"
  lasts: "PT5H3M0S"
  note: ""
  goals:
    dailyXp: 25
    weekly: 0.30000000000000004
    yearly: 12.5
units:
  - sourcedId: u-main
    title: Main ideas
    lessons:
      - sourcedId: l-find # kept
        title: "Finding \\"it\\""
        resources:
          - resource: r-film
            title: The film
          - r-text
        metadata:
          minutes: 20
          tags: [a, b]
      - sourcedId: l-more
        title: Details
  - sourcedId: u-none
    title: Empty yet
    lessons: []
resources:
  - sourcedId: r-film
    title: Film
    vendorResourceId: same
    metadata:
      url: https://example.org/film
  - sourcedId: r-text
    title: Text
    vendorResourceId: same
`;

const ledger = [
  'c-main course',
  'l-find lesson',
  'l-more lesson',
  'r-film resource',
  'r-text resource',
  'u-main unit',
  'u-none unit',
]
  .map((line) => `${line} live\n`)
  .join('');

const start = () => {
  const cwd = folderWith({
    'timeback-catalog.yaml': 'org: partner-sandbox\nids: catalog.ids\n',
    'catalog/reading.yaml': manifest,
    'catalog.ids': ledger,
  });
  return cwd;
};

describe.each(['catalog.xlsx', 'catalog.csv', 'catalog.tsv'])('%s', (file) => {
  test('written and imported again changes nothing', async () => {
    const cwd = start();
    await cli(['fmt'], { cwd });
    const before = filesIn(cwd);
    const { code, stdout } = await cli(['export', 'outline', '--out', file], { cwd });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`wrote ${file}: 4 rows`)]);
    expect(stdout).toContain('metadata.tags of the lesson l-find');
    const again = await cli(['import', 'outline', file, '--clear'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain('Nothing to do');
    rmSync(join(cwd, file));
    expect(filesIn(cwd)).toEqual(before);
  });
});

test('a table whose empty cells R wrote as NA changes nothing', async () => {
  const cwd = start();
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const text = readFileSync(join(cwd, 'catalog.csv'), 'utf8');
  const filled = text.replaceAll(/(?<=,)(?=,)/g, 'NA');
  expect(filled).not.toBe(text);
  writeFileSync(join(cwd, 'catalog.csv'), filled);
  const before = filesIn(cwd);
  const { code, stderr } = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect([code, stderr, filesIn(cwd)]).toEqual([0, '', before]);
});

test('what an author edits, adds and moves in the table comes back under the same ids', async () => {
  const cwd = start();
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const path = join(cwd, 'catalog.csv');
  const [head = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
  const columns = head.replace('\uFEFF', '').split(',');
  expect(columns.slice(0, 2)).toEqual(['course.sourcedId', 'course.title']);
  const edited = rows.map((row) => `${row.replace('Details', 'More details')},`);
  // A row without ids below the unit that it names is a new lesson; a new column is metadata.
  const cells = (edited[2] ?? '').split(',');
  const added = columns.map((name, index) =>
    name === 'lesson.sourcedId'
      ? ''
      : name === 'lesson.title'
        ? 'Summaries'
        : (cells[index + 1] ?? ''),
  );
  expect(added.join()).toContain('Summaries');
  const row = `c-main,,${columns
    .slice(2)
    .map((name) => ({ 'unit.sourcedId': 'u-main', 'lesson.title': 'Summaries' })[name] ?? '')
    .join(',')},hard`;
  writeFileSync(path, [`${head},lesson.metadata.level`, ...edited, row].join('\r\n'));
  const { code, stdout, stderr } = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('New: 1 lesson.');
  expect(stdout).toContain('lesson "More details" (title)');
  const text = readFileSync(join(cwd, 'catalog/reading.yaml'), 'utf8');
  expect(text).toContain('- sourcedId: l-find # kept');
  expect(text).toMatch(/title: Summaries\n +metadata:\n +level: hard/);
  expect(text).toContain('tags: [a, b]');
  expect((await cli(['import', 'outline', 'catalog.csv'], { cwd })).stdout).toContain(
    'Nothing to do',
  );
});

test('CSV has a quote before texts that spreadsheets read as numbers and days, and not before ids', async () => {
  const cwd = start();
  const path = join(cwd, 'catalog/reading.yaml');
  const text = readFileSync(path, 'utf8').replace('courseCode: R6', 'courseCode: "0123"');
  writeFileSync(path, text.replaceAll('u-none', '"00017"'));
  writeFileSync(join(cwd, 'catalog.ids'), ledger.replace('u-none', '00017'));
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const cells = readFileSync(join(cwd, 'catalog.csv'), 'utf8').split(/,|\r\n/);
  for (const cell of ["'0123", "'007", "'1/2", "'50%", "'2026-05-17", '12.5', '00017'])
    expect(cells).toContain(cell);
  const again = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect(again.stdout).toContain('Nothing to do');
});

test.each([
  { what: 'a value without a part of its list', from: '6; 7', to: '6', grades: ['6'] },
  { what: 'another value', from: '6; 7', to: '8; 9', grades: ['8', '9'] },
  { what: 'true in capitals, as spreadsheets write it', from: ',true,', to: ',TRUE,' },
  { what: 'a number with a point', from: ',25,', to: ',25.0,' },
  {
    what: 'a number of more digits than spreadsheets keep',
    from: ',0.30000000000000004,',
    to: ',0.3,',
  },
  { what: 'a number with a comma', from: ',12.5,', to: ',"12,50",' },
])('$what in one of the rows of a course counts', async ({ from, to, grades = ['6', '7'] }) => {
  const cwd = start();
  const path = join(cwd, 'catalog/reading.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('["6"]', '["6", "7"]'));
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const [head = '', one = '', ...rows] = readFileSync(join(cwd, 'catalog.csv'), 'utf8').split(
    /^(?=c-main)/m,
  );
  expect(rows.join('')).toContain(from);
  const second = rows.join('').replaceAll(from, to);
  writeFileSync(join(cwd, 'catalog.csv'), `${head}${one}${second}`);
  const { code, stderr } = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  const { grades: found, metadata } = parse(readFileSync(path, 'utf8'));
  expect([found, metadata]).toEqual([grades, parse(manifest).metadata]);
});

const digits = 'a text or number of more digits than spreadsheets keep';

describe('what an author writes into a cell of an exported CSV', () => {
  const course = `kind: course
sourcedId: c
title: "=Reading"
courseCode: "7"
subjects: ["007"]
metadata:
  half: 1/2
  own: "'24/25"
  text: "5"
  number: 5
  long: 1234567890123456
  part: 0.5
units:
  - sourcedId: u
    title: "'24/25"
    lessons:
      - sourcedId: l
        title: 1/2
        resources: [r]
resources:
  - sourcedId: r
    title: Text
    vendorResourceId: "1234567890123456"
`;
  const edited = async (edits: Readonly<Record<string, string>>, ending = 'csv') => {
    const cwd = folderWith({
      'timeback-catalog.yaml': 'org: partner-sandbox\n',
      'catalog/c.yaml': course,
    });
    await cli(['fmt'], { cwd });
    const file = `t.${ending}`;
    const mark = ending === 'tsv' ? '\t' : ',';
    await cli(['export', 'outline', '--out', file], { cwd });
    const [names = [], cells = []]: string[][] = parseCsv(readFileSync(join(cwd, file)), {
      bom: true,
      delimiter: mark,
    });
    const row = names.map((name, at) => edits[name] ?? cells[at] ?? '');
    for (const name of Object.keys(edits)) expect(names).toContain(name);
    const text = [names, row].map((line) => line.map((cell) => `"${cell}"`).join(mark));
    writeFileSync(join(cwd, file), text.join('\n'));
    const { code, stdout, stderr } = await cli(['import', 'outline', file], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    return { stdout, after: parse(readFileSync(join(cwd, 'catalog/c.yaml'), 'utf8')) };
  };
  const before = parse(course);
  const { metadata } = before;

  test.each([
    { what: 'zeros', column: 'courseCode', cell: '007', after: { courseCode: '007' } },
    { what: 'an exponent', column: 'courseCode', cell: '7e0', after: { courseCode: '7e0' } },
    { what: 'a part', column: 'courseCode', cell: '7.1', after: { courseCode: '7.1' } },
    ...[
      { what: 'zeros', column: 'number', cell: '005', value: '005' },
      { what: digits, column: 'long', cell: '1234567890123457', value: 1234567890123457 },
      { what: digits, column: 'part', cell: '0.5000000000000001', value: 0.5000000000000001 },
      { what: 'a word after a text in quotes', column: 'half', cell: "'1/2 cup", value: '1/2 cup' },
      { what: 'another text in quotes', column: 'half', cell: "'3/4", value: '3/4' },
      { what: 'a text without its quote', column: 'half', cell: '3/4', value: '3/4' },
      { what: 'an apostrophe of the author', column: 'own', cell: "'24/26", value: "'24/26" },
      { what: 'a number as a text', column: 'text', cell: "'6", value: '6' },
      { what: 'a text in place of a number as a text', column: 'text', cell: "'6 h", value: '6 h' },
      { what: 'another apostrophe', column: 'number', cell: "'tis", value: "'tis" },
    ].map(({ what, column, cell, value }) => ({
      ...{ what, cell, column: `metadata.${column}` },
      after: { metadata: { ...metadata, [column]: value } },
    })),
    { what: 'a formula less', column: 'title', cell: "'Reading", after: { title: 'Reading' } },
    { what: 'a list', column: 'subjects', cell: "'007; 8", after: { subjects: ['007', '8'] } },
  ])('$what: $cell', async ({ column, cell, after }) => {
    const found = await edited({ [`course.${column}`]: cell });
    expect(found.after).toEqual({ ...before, ...after });
  });

  test('in other nodes', async () => {
    const { after } = await edited({
      'unit.title': "'24/26",
      'lesson.title': "'1/2 of it",
      'resource.vendorResourceId': '1234567890123457',
      'resource.title': "'Text",
    });
    const [{ title, lessons }] = after.units;
    expect([title, lessons[0].title]).toEqual(["'24/26", '1/2 of it']);
    expect(after.resources[0]).toMatchObject({
      title: "'Text",
      vendorResourceId: '1234567890123457',
    });
  });

  test.each(['csv', 'tsv'])(
    'is nothing in %s if a program only spells numbers anew',
    async (ending) => {
      const { stdout, after } = await edited(
        {
          'course.courseCode': '7.0',
          'resource.vendorResourceId': '1234567890123456.0',
          'course.metadata.number': '5,00',
          'course.metadata.long': '1.23456789012346E+15',
          'course.metadata.part': '0.500000',
        },
        ending,
      );
      expect([stdout, after]).toEqual([expect.stringContaining('Nothing to do'), before]);
    },
  );
});

test('written as JSON by another program, a table is imported as what was exported', async () => {
  const cwd = start();
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const rows = parseCsv(readFileSync(join(cwd, 'catalog.csv')), { bom: true, columns: true });
  writeFileSync(join(cwd, 'catalog.json'), JSON.stringify(rows));
  const { code, stdout } = await cli(['import', 'outline', 'catalog.json'], { cwd });
  expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing to do')]);
});

test('law: a CSV is imported as what was exported, and cells of another export as that catalog', async () => {
  const text = fc
    .array(fc.constantFrom(...["'", '=', '-', '/', ':', '.', ',', '%', '0', '15', 'e', 'TRUE']), {
      ...{ minLength: 1, maxLength: 5 },
    })
    .map((parts) => parts.join(''))
    .filter((joined) => /^[^'].*$/.test(joined) && /[\da-z]/i.test(joined));
  // In JSON, -0 is 0.
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  );
  const written = async (title: string, any: unknown) => {
    const cwd = folderWith({
      'timeback-catalog.yaml': 'org: partner-sandbox\n',
      'catalog/c.yaml': stringify({
        ...{ kind: 'course', sourcedId: 'c', title, courseCode: title, metadata: { any } },
        units: [{ sourcedId: 'u', title, lessons: [{ sourcedId: 'l', title }] }],
      }),
    });
    await cli(['fmt'], { cwd });
    await cli(['export', 'outline', '--out', 't.csv'], { cwd });
    const table = () => readFileSync(join(cwd, 't.csv'), 'utf8').trimEnd().split('\r\n');
    const course = () => parse(readFileSync(join(cwd, 'catalog/c.yaml'), 'utf8'));
    const take = () => cli(['import', 'outline', 't.csv'], { cwd });
    return { cwd, table, course, take };
  };
  await fc.assert(
    fc.asyncProperty(text, value, text, value, async (title, any, otherTitle, other) => {
      const one = await written(title, any);
      expect((await one.take()).stdout).toContain('Nothing to do');
      const two = await written(otherTitle, other);
      const [head = '', row = ''] = two.table();
      const exported = one.table()[1]?.split(',').at(-1) ?? '';
      writeFileSync(join(one.cwd, 't.csv'), `${head}\n${row.replace(/[^,]*$/, exported)}`);
      expect(await one.take()).toMatchObject({ code: 0, stderr: '' });
      expect(one.course()).toEqual(two.course());
    }),
    runs(25),
  );
});

test('rows with different edits of one node are named, and not those that nobody edited', async () => {
  const cwd = start();
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const path = join(cwd, 'catalog.csv');
  const lines = readFileSync(path, 'utf8').split('\r\n');
  const wanted = lines.map((line, at) =>
    line.replace(',25,', [2, 3].includes(at) ? `,${at}.5,` : ',25,'),
  );
  expect(wanted.filter((line) => line.includes(',25,'))).toHaveLength(2);
  writeFileSync(path, wanted.join('\r\n'));
  const { code, stderr } = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect(code).toBe(0);
  const said = stderr.replaceAll(/\s+/g, ' ');
  expect(said).toContain('line 3 and line 4 contradict each other about the course');
  expect(said).toContain('is "2.5" and "3.5"');
  expect(said.match(/ contradict each other about /g)).toHaveLength(1);
});

test('a text in quotes that changed in the catalog alone is kept, and is no conflict', async () => {
  const cwd = start();
  await cli(['fmt'], { cwd });
  await cli(['export', 'outline', '--out', 'catalog.csv'], { cwd });
  const path = join(cwd, 'catalog/reading.yaml');
  const changed = readFileSync(path, 'utf8').replace('"1/2"', '"\'half"').replace('12.5', '13');
  writeFileSync(path, changed);
  const { code, stdout } = await cli(['import', 'outline', 'catalog.csv'], { cwd });
  expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing to do')]);
  expect(readFileSync(path, 'utf8')).toBe(changed);
});

test.each([
  { args: ['outline'], code: 64 },
  { args: ['outline', '--out', 'catalog.pdf'], code: 64 },
  { args: ['lessons', '--out', 'catalog.csv'], code: 64 },
])('$args is refused in words', async ({ args, code }) => {
  const cwd = start();
  const ended = await cli(['export', ...args], { cwd });
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).not.toBe('');
});
