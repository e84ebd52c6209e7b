// Tables that programs of others wrote, byte for byte: pandas 3.1.1, R 4.2.2 (`write.csv`, `write.csv2`),
// LibreOffice 7.4.7 and Gnumeric 1.12.55.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
  readonly units: readonly { readonly lessons: readonly { readonly metadata?: unknown }[] }[];
  readonly resources?: readonly { readonly metadata: { readonly url: string } }[];
}

function algebra(cwd: string): Written {
  return parse(readFileSync(join(cwd, 'catalog/algebra.yaml'), 'utf8'));
}

const metadataIn = (cwd: string) =>
  algebra(cwd).units.flatMap(({ lessons }) => lessons.map(({ metadata }) => metadata));

describe('numbers of a column with gaps', () => {
  test.each(['pandas.csv', 'pandas-index.csv', 'pandas-decimal.csv'])(
    '%s: whole ones are whole, as grades, keys and metadata',
    async (file) => {
      const cwd = folderWith();
      const { lines } = await taken(cwd, file);
      expect(algebra(cwd).grades).toEqual(['7']);
      expect(metadataIn(cwd)).toEqual([
        { xp: 20, minutes: 30, level: 2, edition: '1.0' },
        { edition: '1.0' },
        { xp: 12.5, minutes: 25, level: 3, edition: '2.0' },
      ]);
      const keys = readFileSync(join(cwd, 'catalog.keys'), 'utf8');
      expect(keys).toContain('"101"');
      expect(lines).toContain('column "Lesson ID" is lesson.key, with whole numbers: 7.0 is 7');
      const isDecimal = file.includes('decimal');
      const xp = `column "XP" is lesson.metadata.xp${isDecimal ? ', with decimal commas: 1,5 is 1.5' : ''}`;
      expect(lines).toContain(xp);
    },
  );

  test('the same nodes come again once the gaps are filled', async () => {
    const cwd = folderWith();
    await taken(cwd, 'pandas.csv');
    const manifest = algebra(cwd);
    const filled = (text: string) => text.replace(',101.0,', ',101,').replace(',103.0,', ',103,');
    put(cwd, 'pandas.csv', filled);
    const { changes, gone } = await importedAgain(cwd, 'pandas.csv');
    expect([changes, gone]).toEqual([[], []]);
    expect(algebra(cwd)).toEqual(manifest);
  });

  test('a quoted decimal comma is one between commas, too; three digits may be thousands', async () => {
    const cwd = folderWith();
    await imported(cwd, 'Course,Unit,Lesson,XP\nAlgebra,U,One,"12,5"\nAlgebra,U,Two,7\n');
    expect(metadataIn(cwd)).toEqual([{ xp: 12.5 }, { xp: 7 }]);
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
    ['pandas-utf32.csv', 'starts with the byte order mark'],
  ])('%s is refused with what it is', async (file, said) => {
    const cwd = folderWith();
    put(cwd, file);
    const { ok, problems } = await importOutline({ ...options, file }, nodeWorld({ cwd }));
    expect([ok, problems.length]).toEqual([false, 1]);
    expect(problems[0]?.detail).toContain(said);
    expect(problems[0]?.hint).toMatch(/^Save /);
  });

  test('a table with semicolons may begin as SYLK does', async () => {
    const cwd = folderWith();
    await imported(cwd, 'ID;Path;Course;Unit;Lesson\nA;B;Algebra;U;One\n');
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
