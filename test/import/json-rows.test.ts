// Rows as JSON, as programs write tables: read as the table that they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { imported, importText } from '../support/import-outline.ts';
import { fc, runs } from '../support/laws.ts';

const file = 'rows.json';
const written = (folder: string) => {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return read('catalog/reading.yaml').replace(/[\da-f]{8}-[\da-f-]{27}/g, 'ID');
};

test.each([
  { name: 'a list', around: (rows: unknown) => rows },
  { name: 'the only list of a map', around: (rows: unknown) => ({ rows }) },
])('$name of rows is what the same table gives', async ({ around }) => {
  const rows = [
    { course: 'Reading', unit: 'Main ideas', lesson: 'Finding', minutes: 20 },
    { course: null, unit: null, lesson: 'Supporting', minutes: 25 },
    { unit: 'Details', lesson: 'Evidence' },
  ];
  const table =
    'course,unit,lesson,minutes\nReading,Main ideas,Finding,20\n,,Supporting,25\n,Details,Evidence,\n';
  const [one, other] = [folderWith(), folderWith()];
  const result = await imported(one, JSON.stringify(around(rows)), { file });
  await imported(other, table);
  expect(written(one)).toBe(written(other));
  expect(result.account?.sums).toContainEqual(
    expect.objectContaining({ sort: 'rows', total: 3, placed: 3, leftOut: 0 }),
  );
});

test('maps and lists in a row are columns, and a text of digits stays a text', async () => {
  const folder = folderWith();
  const rows = [
    {
      course: { title: 'Reading', grades: ['3', '4'] },
      unit: 'Main ideas',
      lesson: { key: 'l1', title: 'Finding', metadata: { xp: 5, code: '007', open: true } },
    },
  ];
  const { leftOut } = await imported(folder, JSON.stringify(rows), { file });
  expect(leftOut).toEqual([]);
  const text = written(folder);
  for (const line of ['grades: ["3", "4"]', 'xp: 5', 'code: "007"', 'open: true'])
    expect(text).toContain(line);
});

test('a number with a point, as programs write numbers of which some are missing, stays a number', async () => {
  const folder = folderWith();
  const row = '{"course": "Reading", "unit": "Main ideas", "lesson": "Finding", "minutes": 5.0}';
  await imported(folder, `[${row}]`, { file });
  expect(written(folder)).toMatch(/minutes: 5$/m);
});

test.each(['=SUM is a formula', '= equals', "'=quoted", '- a dash', '+1 more', '@home'])(
  'a title as JSON is a text, and no formula of a spreadsheet: %s',
  async (lesson) => {
    const folder = folderWith();
    const rows = [{ course: 'Reading', unit: 'Main ideas', lesson }];
    const { leftOut } = await imported(folder, JSON.stringify(rows), { file });
    expect(leftOut).toEqual([]);
    const [title = ''] = /title: .*$(?![\s\S]*title: )/m.exec(written(folder)) ?? [];
    expect(title).toContain(lesson.replaceAll('"', '\\"'));
  },
);

test('the same rows again change nothing, in any order of their fields', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom('Ants', 'Bees', 'Cats', 'Dogs', 'Eels'), { minLength: 1 }),
      async (titles) => {
        const folder = folderWith();
        const rows = titles.map((lesson) => ({ course: 'Reading', unit: 'Animals', lesson }));
        await imported(folder, JSON.stringify(rows), { file });
        const turned = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()));
        const again = await imported(folder, JSON.stringify(turned), { file });
        expect(again.changes).toEqual([]);
      },
    ),
    runs(20),
  ));

describe('what is no table', () => {
  test('courses without lessons are courses', async () => {
    const folder = folderWith();
    const courses = [{ title: 'Reading', description: 'For all.', grades: [3] }];
    await imported(folder, JSON.stringify(courses), { file });
    expect(written(folder)).toContain('title: Reading');
  });

  test('rows whose columns say nothing are told both forms, and --map reads them', async () => {
    const folder = folderWith();
    const rows = JSON.stringify([{ kurs: 'Reading', einheit: 'Main ideas', lektion: 'Finding' }]);
    const refused = await importText(folder, rows, { file });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'import/unreadable' }] });
    expect(refused.problems[0]?.hint).toContain('[{"course", "unit", "lesson"}]');
    const mappings = ['course', 'unit', 'lesson'].map((kind, index) => ({
      column: ['kurs', 'einheit', 'lektion'][index] ?? '',
      target: `${kind}.title`,
    }));
    await imported(folder, rows, { file, mappings });
    expect(written(folder)).toContain('title: Finding');
  });

  test.each([
    { CFDocument: { title: 'Maths' }, CFItems: [{ identifier: 'a', fullStatement: 'Adds.' }] },
    { CFPackage: { CFItems: [] } },
  ])('a framework of standards is told where it belongs', async (framework) => {
    const refused = await importText(folderWith(), JSON.stringify(framework), { file });
    expect(refused.problems[0]?.hint).toMatch(/in the config under `standards`/);
  });

  test('an address of a lesson is told where it belongs, and is taken there', async () => {
    const folder = folderWith();
    const course = (lesson: object) =>
      JSON.stringify([
        { title: 'Reading', units: [{ title: 'U', lessons: [{ title: 'L', ...lesson }] }] },
      ]);
    const url = 'https://example.org/l';
    const { leftOut } = await imported(folder, course({ url }), { file });
    expect(leftOut[0]?.why).toMatch(/"resources": \[\{"title", "url"\}\]/);
    await imported(folder, course({ resources: [{ title: 'Film', url }] }), { file });
    expect(written(folder)).toContain(url);
  });

  test('a row without a lesson column is refused as a table is', async () => {
    const rows = JSON.stringify([{ course: 'Reading', unit: 'Main ideas', topic: 'Finding' }]);
    const refused = await importText(folderWith(), rows, { file });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'import/columns' }] });
  });
});
