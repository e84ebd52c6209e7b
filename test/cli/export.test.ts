// A spreadsheet as the source of truth: what is exported is imported again, and nothing else changes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { filesIn } from '../support/import-folder.ts';

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
