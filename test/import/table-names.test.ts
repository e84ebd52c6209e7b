// Which column a table's names make title and number of a lesson.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTableOutline } from '../../src/features/import/tables/outline-table.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { filesIn } from '../support/import-folder.ts';

/** Titles of units, each with those of its lessons. */
function titlesOf(head: string, row: string): unknown {
  const read = readTableOutline('t.csv', `Course,${head}\nMaths,${row}\n`, { mappings: [] });
  if (!read.ok) return read.problems.map(({ detail }) => detail.split('. ', 1)[0]);
  return read.value.courses.flatMap(({ children }) =>
    children.map((unit) => [
      unit.fields['title'],
      ...unit.children.map(({ fields }) => fields['title']),
    ]),
  );
}

test.each([
  ['Unit #,Lesson #,Unit,Lesson', '1,2,Fractions,Adding', ['Fractions', 'Adding']],
  ['Unit No.,Unit Name,Lesson No.,Lesson Name', '1,Fractions,2,Adding', ['Fractions', 'Adding']],
  ['Module Nr,Module,Lesson Nr,Title', '1,Fractions,2,Adding', ['Fractions', 'Adding']],
  ['Unit,Lesson,Lesson Title', 'Fractions,2,Adding', ['Fractions', 'Adding']],
  // Nothing else names them.
  ['Unit #,Lesson #', '1,2', ['1', '2']],
  ['Unit Number,Lesson', '1,Adding', ['1', 'Adding']],
])('%s', (head, row, titles) => {
  expect(titlesOf(head, row)).toEqual([titles]);
});

test('a table without titles changes none, and is asked for the column', async () => {
  expect(titlesOf('Unit,Lesson ID,Titre', 'Fractions,a1,Adding')).toEqual([
    'No column of t.csv holds the title of the lesson',
  ]);
  expect(titlesOf('Unit ID,Lesson', 'u1,Adding')).toEqual([
    'No column of t.csv holds the title of the unit',
  ]);
  const cwd = folderWith();
  const put = (text: string) => writeFileSync(join(cwd, 't.csv'), text);
  put('Course,Unit,Lesson ID,Lesson\nMaths,Fractions,a1,Adding\n');
  expect((await cli(['import', 'outline', 't.csv'], { cwd })).code).toBe(0);
  const { 't.csv': table, ...before } = filesIn(cwd);
  expect(table).toContain('Adding');
  put('Course,Unit,Lesson ID,Titre\nMaths,Fractions,a1,Adding\n');
  const refused = await cli(['import', 'outline', 't.csv'], { cwd });
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('lesson.title')]);
  expect(filesIn(cwd)).toMatchObject(before);
  const mapped = await cli(['import', 'outline', 't.csv', '--map', 'Titre=lesson.title'], { cwd });
  expect([mapped.code, mapped.stdout]).toEqual([0, expect.not.stringMatching(/New|Edited/)]);
});
