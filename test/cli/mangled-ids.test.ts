import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const head = 'course,unit,lesson,sourcedId\n';
const config = 'org: partner-sandbox\n';
const uuid = '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10';

const flat = (said: string) => said.replace(/\s+/g, ' ');

async function importOf(table: string, files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ 'timeback-catalog.yaml': config, 'in.csv': table, ...files });
  const ended = await commandLine(['import', 'outline', 'in.csv'], { cwd: folder });
  return { folder, ...ended, said: flat(ended.stderr) };
}

describe('a table with ids', () => {
  test.each([
    ['a number', '1.23457E+14'],
    ['a number with a comma', '"1,23457E+14"'],
    ['a date', '2024-05-17'],
    ['a date by its month', 'May-17'],
    ['a failed formula', '#NAME?'],
  ])('that a spreadsheet made %s of is refused, and its cure works', async (_, cell) => {
    const { folder, code, said } = await importOf(`${head}Math,Numbers,Counting,${cell}\n`);
    expect(code).toBe(1);
    expect(said).toContain('[import/mangled-id]');
    expect(said).toContain('The lesson "Counting" at line 2 has the id');
    expect((await commandLine(['check'], { cwd: folder })).stderr).toContain('catalog/no-files');
    put(folder, 'in.csv', `${head}Math,Numbers,Counting,123456789012345\n`);
    expect((await commandLine(['import', 'outline', 'in.csv'], { cwd: folder })).code).toBe(0);
    expect((await commandLine(['check'], { cwd: folder })).code).toBe(0);
  });

  test('of which one stands at two lessons is refused, with both lines', async () => {
    const { code, said } = await importOf(
      `${head}Math,Numbers,Counting,l-1\nMath,Numbers,Adding,l-1\n`,
    );
    expect(code).toBe(1);
    expect(said).toContain('[import/shared-id]');
    expect(said).toContain(
      'The lesson "Adding" at line 3 has the id of the lesson "Counting" at line 2, "l-1".',
    );
  });

  test('of which one stands at two units is refused', async () => {
    const table =
      'course,unit,unit id,lesson\nMath,Numbers,u-1,Counting\nMath,Fractions,u-1,Halves\n';
    const folder = folderWith({ 'timeback-catalog.yaml': config, 'in.csv': table });
    const ended = await commandLine(
      ['import', 'outline', 'in.csv', '--map', 'unit id=unit.sourcedId'],
      { cwd: folder },
    );
    expect(ended.code).toBe(1);
    expect(flat(ended.stderr)).toContain(
      'The unit "Fractions" at line 3 has the id of the unit "Numbers" at line 2, "u-1".',
    );
  });

  test('of which one stands twice at one lesson is taken, as before', async () => {
    expect(
      await importOf(`${head}Math,Numbers,Counting,l-1\nMath,Sums,counting ,l-1\n`),
    ).toMatchObject({ code: 0 });
  });

  test('that lost their zeros is warned of, with the lines', async () => {
    const ids = ['48210', '93172', '7731', '55019', '60284', '31207'];
    const rows = ids.map((id, at) => `Math,Numbers,Lesson ${at},${id}\n`).join('');
    const { code, said } = await importOf(`${head}${rows}`);
    expect(code).toBe(0);
    expect(said).toContain('[import/doubtful-id]');
    expect(said).toContain('7731 (line 4)');
  });

  test('of which the ledger has one whole names it, and its cure works', async () => {
    const ledger = '007731 lesson live\nc course live\nu unit live\n';
    const manifest = `kind: course\nsourcedId: c\ntitle: Math\nunits:\n  - sourcedId: u\n    title: Numbers\n    lessons:\n      - sourcedId: "007731"\n        title: Counting\n`;
    const files = { 'catalog/math.yaml': manifest, 'catalog.ids': ledger };
    const { folder, code, said } = await importOf(`${head}Math,Numbers,Counting,7731\n`, files);
    expect(code).toBe(1);
    expect(said).toContain('which is how a spreadsheet writes 007731, the id of a lesson here.');
    put(
      folder,
      'in.csv',
      'course,course id,unit,unit id,lesson,sourcedId\nMath,c,Numbers,u,Counting,007731\n',
    );
    const maps = ['--map', 'course id=course.sourcedId', '--map', 'unit id=unit.sourcedId'];
    const again = await commandLine(['import', 'outline', 'in.csv', '--adopt', ...maps], {
      cwd: folder,
    });
    expect(again.code).toBe(0);
    expect((await commandLine(['check'], { cwd: folder })).code).toBe(0);
  });
});

const course = (id: string) => `kind: course\nsourcedId: ${id}\ntitle: Math\n`;

describe('manifests with ids', () => {
  test('that a spreadsheet made are kept out of the ledger', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': config,
      'catalog/a.yaml': course('"1.23457E+14"'),
    });
    const ended = await commandLine(['fmt'], { cwd: folder });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('[id/mangled]');
    expect(ended.stderr).toContain('catalog/a.yaml:2:12');
    put(folder, 'catalog/a.yaml', 'kind: course\ntitle: Math\n');
    expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
    expect((await commandLine(['check'], { cwd: folder })).code).toBe(0);
  });

  test('that the ledger has already stay, with a warning', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': config,
      'catalog/a.yaml': course('"1.23457E+14"'),
      'catalog.ids': '1.23457E+14 course live\n',
    });
    expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
    const ended = await commandLine(['check'], { cwd: folder });
    expect(ended.code).toBe(0);
    expect(flat(ended.stderr)).toContain('1 id as a spreadsheet writes a number or a date');
  });

  test('of which one lost its zeros is told which it was', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': config,
      'catalog/a.yaml': course('"7731"'),
      'catalog/b.yaml': course('sums'),
      'catalog.ids': '007731 course live\n0812 course live\n',
    });
    const ended = await commandLine(['check'], { cwd: folder });
    expect(ended.code).toBe(5);
    expect(flat(ended.stderr)).toContain('7731 → 007731');
  });
});

describe('a config that demands UUIDs', () => {
  const demanding = `${config}sourcedId: { form: uuid }\n`;

  test('refuses other ids in check, plan and fmt', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': demanding,
      'catalog/a.yaml': course('math'),
    });
    for (const command of ['check', 'plan', 'fmt']) {
      const ended = await commandLine([command], { cwd: folder, env: { HOME: folder } });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('[id/not-uuid]');
    }
    put(folder, 'catalog/a.yaml', 'kind: course\ntitle: Math\n');
    expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
    expect((await commandLine(['check'], { cwd: folder })).code).toBe(0);
  });

  test('never advises a new id for what the ledger has', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': demanding,
      'catalog/a.yaml': course('math'),
      'catalog.ids': 'math course live\n',
    });
    const ended = await commandLine(['check'], { cwd: folder });
    expect(ended.code).toBe(1);
    expect(flat(ended.stderr)).toContain('a published id never changes');
    expect(ended.stderr).not.toContain('Remove the id');
  });

  test('refuses them at the door of an import', async () => {
    const files = { 'timeback-catalog.yaml': demanding };
    const refused = await importOf(`${head}Math,Numbers,Counting,l-1\n`, files);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.said).toContain('The lesson "Counting" at line 2 has the id "l-1"');
    expect(await importOf(`${head}Math,Numbers,Counting,${uuid}\n`, files)).toMatchObject({
      code: 0,
    });
  });

  test('knows one form only', async () => {
    const folder = folderWith({
      'timeback-catalog.yaml': `${config}sourcedId: { form: guid }\n`,
      'catalog/a.yaml': course(uuid),
    });
    expect((await commandLine(['check'], { cwd: folder })).stderr).toContain(
      '[schema/wrong-value]',
    );
  });
});
