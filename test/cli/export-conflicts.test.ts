// A table that was exported, and a catalog that went on meanwhile: what each side changed alone is kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { fc, runs } from '../support/laws.ts';

const manifest = 'catalog/course.yaml';
const table = 'catalog.csv';

interface Texts {
  readonly unit: string;
  readonly one: string;
  readonly two: string;
  readonly level: string;
}
const first: Texts = { unit: 'Main ideas', one: 'Finding it', two: 'Details', level: 'easy' };

const courseWith = ({ unit, one, two, level }: Texts): string => `kind: course
sourcedId: c
title: Reading
units:
  - sourcedId: u
    title: ${JSON.stringify(unit)}
    lessons:
      - sourcedId: l1
        title: ${JSON.stringify(one)}
        metadata: {level: ${JSON.stringify(level)}}
      - sourcedId: l2
        title: ${JSON.stringify(two)}
`;

/** A catalog, and the table that was exported from it. */
async function exported() {
  const cwd = folderWith({
    'timeback-catalog.yaml': 'org: partner-sandbox\n',
    [manifest]: courseWith(first),
  });
  const run = (...words: string[]) => cli(words, { cwd });
  expect((await run('fmt')).code).toBe(0);
  expect((await run('export', 'outline', '--out', table)).code).toBe(0);
  const file = (path: string) => join(cwd, path);
  const edit = (path: string, from: string, to: string) => {
    const text = readFileSync(file(path), 'utf8');
    expect(text).toContain(from);
    writeFileSync(file(path), text.replaceAll(from, to));
  };
  const titles = () => {
    const { units } = parse(readFileSync(file(manifest), 'utf8')) as Course;
    const [unit] = units;
    const [one, two] = unit?.lessons ?? [];
    return { unit: unit?.title, one: one?.title, two: two?.title, level: one?.metadata?.level };
  };
  return { cwd, run, edit, titles, write: (text: string) => writeFileSync(file(manifest), text) };
}

interface Course {
  readonly units: readonly {
    readonly title: string;
    readonly lessons: readonly {
      readonly title: string;
      readonly metadata?: { readonly level: string };
    }[];
  }[];
}

test('a cell that changed in the catalog alone stays as it is there', async () => {
  const { run, edit, titles } = await exported();
  edit(manifest, 'Main ideas', 'Big ideas');
  edit(table, 'Details', 'More details');
  const { code, stdout } = await run('import', 'outline', table);
  expect(code).toBe(0);
  expect(titles()).toEqual({ ...first, unit: 'Big ideas', two: 'More details' });
  expect(stdout).toContain('Kept, because the catalog changed them since the export: 2 cells.');
});

describe('a cell that changed on both sides', () => {
  const both = async () => {
    const catalog = await exported();
    catalog.edit(manifest, 'Details', 'Small things');
    catalog.edit(table, 'Details', 'More details');
    catalog.edit(table, 'easy', 'hard');
    return catalog;
  };

  test('is named with both texts, and nothing is written', async () => {
    const { run, titles } = await both();
    const { code, stderr } = await run('import', 'outline', table);
    expect(code).toBe(5);
    expect(stderr).toContain('Error[import/conflict]');
    expect(stderr).toMatch(
      /line 3, lesson\.title: "More details" in the table, "Small\s+things" in the\s+catalog/,
    );
    expect(titles()).toEqual({ ...first, two: 'Small things' });
  });

  test.each([
    ['table', 'More details'],
    ['catalog', 'Small things'],
  ])('--conflicts %s takes %s, and the rest of the table', async (side, two) => {
    const { run, titles } = await both();
    expect(await run('import', 'outline', table, '--conflicts', side)).toMatchObject({ code: 0 });
    expect(titles()).toEqual({ ...first, two, level: 'hard' });
  });

  test('and is the same on both is no conflict', async () => {
    const { run, edit, titles } = await exported();
    for (const path of [manifest, table]) edit(path, 'Details', 'More details');
    expect(await run('import', 'outline', table)).toMatchObject({ code: 0 });
    expect(titles().two).toBe('More details');
  });
});

test('a lesson that was moved in the catalog stays where it is, and rows may be sorted', async () => {
  const { run, edit, write, titles } = await exported();
  write(`${courseWith(first)}  - sourcedId: u2\n    title: Other\n    lessons: []\n`);
  const text = courseWith(first);
  const at = text.indexOf('      - sourcedId: l2');
  write(`${text.slice(0, at)}  - sourcedId: u2\n    title: Other\n    lessons:\n${text.slice(at)}`);
  expect(await run('fmt')).toMatchObject({ code: 0 });
  edit(table, 'Finding it', 'Finding it out');
  expect(await run('import', 'outline', table)).toMatchObject({ code: 0 });
  expect(titles()).toEqual({ ...first, one: 'Finding it out', two: undefined });
});

test('without its last column every cell of the table counts, as in any table', async () => {
  const { run, edit, titles } = await exported();
  edit(manifest, 'Main ideas', 'Big ideas');
  edit(table, 'catalog.exported', 'notes of ours');
  expect(await run('import', 'outline', table)).toMatchObject({ code: 0 });
  expect(titles().unit).toBe('Main ideas');
});

test('the JSON says how many cells were kept, as its schema has it', async () => {
  const { run, edit } = await exported();
  edit(manifest, 'easy', 'hard');
  const { stdout } = await run('import', 'outline', table, '-f', 'json');
  const said: unknown = JSON.parse(stdout);
  const schemaOf = (name: string) =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8'));
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schemaOf('plan.schema.json'), 'plan.schema.json');
  const isValid = ajv.compile(schemaOf('import.schema.json'));
  expect([isValid(said), isValid.errors]).toEqual([true, null]);
  expect(said).toMatchObject({ kept_cells: 1 });
});

test('for any edits of both sides: what one side changed alone is there afterwards', async () => {
  const word = fc.constantFrom('A', 'B =1', "'q'", 'Ünï', '12');
  const texts = fc.record({ unit: word, one: word, two: word, level: word }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(texts, texts, async (here, there) => {
      const { run, edit, titles, write } = await exported();
      write(courseWith({ ...first, ...here }));
      const cell = (text: string) => (/^['=]/.test(text) || text === '12' ? `'${text}` : text);
      for (const [name, text] of Object.entries(there))
        edit(table, first[name as keyof Texts], cell(text));
      const keys = Object.keys(first) as (keyof Texts)[];
      const clashing = keys.filter((key) => here[key] && there[key] && here[key] !== there[key]);
      const { code, stderr } = await run('import', 'outline', table);
      if (clashing.length > 0) {
        expect([code, stderr]).toEqual([5, expect.stringContaining('import/conflict')]);
        expect(titles()).toEqual({ ...first, ...here });
      } else {
        expect([code, stderr]).toEqual([0, '']);
        expect(titles()).toEqual({ ...first, ...there, ...here });
      }
    }),
    runs(25),
  );
});

describe('what a column holds is said once', () => {
  const titled = 'Kurs,Teil,Titel,Dauer\nReading,Main ideas,Finding it,12\n';
  const maps = [
    'Kurs=course.title',
    'Teil=unit.title',
    'Titel=lesson.title',
    'Dauer=lesson.metadata.minutes',
  ];
  const said = maps.flatMap((map) => ['--map', map]);

  test('and kept with the keys', async () => {
    const cwd = folderWith({ 'plan.csv': titled });
    const run = (...words: string[]) => cli(['import', 'outline', 'plan.csv', ...words], { cwd });
    expect(await run()).toMatchObject({ code: 1 });
    expect(await run(...said)).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'catalog.keys'), 'utf8')).toContain(
      'outline column "Dauer" lesson.metadata.minutes\n',
    );
    writeFileSync(join(cwd, 'plan.csv'), titled.replace(',12', ',15'));
    const again = await run();
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('(metadata)');
    // Another source has columns of its own, and a table without the column is no error.
    expect(await run('--source', 'other')).toMatchObject({ code: 1 });
    writeFileSync(join(cwd, 'plan.csv'), 'Kurs,Teil,Titel\nReading,Main ideas,Finding it\n');
    expect(await run()).toMatchObject({ code: 0 });
  });

  test('also about a table that was exported', async () => {
    const { run, edit, cwd } = await exported();
    edit(table, ',catalog.exported\r\n', ',catalog.exported,Dauer\r\n');
    expect(await run('import', 'outline', table)).toMatchObject({
      stdout: expect.stringContaining('column "Dauer" is skipped'),
    });
    expect(await run('import', 'outline', table, '--map', 'Dauer=-')).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'catalog.keys'), 'utf8')).toContain('catalog column "Dauer" -\n');
    const { stdout } = await run('import', 'outline', table);
    expect(stdout).toContain('`--map` skips it');
  });

  test('a later word replaces it; a dry run keeps nothing', async () => {
    const cwd = folderWith({ 'plan.csv': titled });
    const run = (...words: string[]) => cli(['import', 'outline', 'plan.csv', ...words], { cwd });
    expect(await run(...said)).toMatchObject({ code: 0 });
    const before = readFileSync(join(cwd, 'catalog.keys'), 'utf8');
    await run('--map', 'Dauer=-', '--dry-run');
    expect(readFileSync(join(cwd, 'catalog.keys'), 'utf8')).toBe(before);
    await run('--map', 'Dauer=-');
    const after = readFileSync(join(cwd, 'catalog.keys'), 'utf8');
    expect(after).toContain('outline column "Dauer" -\n');
    expect(after).not.toContain('minutes');
  });
});

test('an id that was typed anew in the table is refused: it would make a second node of its lesson', async () => {
  const { run, edit, titles } = await exported();
  edit(table, ',l1,', ',l9,');
  const ended = await run('import', 'outline', table, '--conflicts', 'table');
  expect(ended.code).toBe(5);
  expect(ended.stderr).toContain('import/re-minted');
  expect(ended.stderr).toContain('line 2, lesson.sourcedId: "l9"');
  expect(titles()).toMatchObject(first);
  // Both ways that it names.
  edit(table, ',l9,', ',l1,');
  expect(await run('import', 'outline', table)).toMatchObject({ code: 0 });
  edit(table, ',l1,', ',,');
  const added = await run('import', 'outline', table);
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('New: 1 lesson.')]);
});
