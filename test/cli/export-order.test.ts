// Order and places in a table that was exported, and in a catalog that went on meanwhile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { fc } from '../support/laws.ts';

const manifest = 'catalog/course.yaml';
const table = 'catalog.csv';

/** Lessons by their units, each named by its id. */
type Layout = Readonly<Record<string, readonly string[]>>;
const first: Layout = { u1: ['a', 'b', 'c', 'd'], u2: ['e', 'f'] };

const courseWith = (layout: Layout): string => {
  const units = Object.entries(layout).map(
    ([unit, lessons]) =>
      `  - sourcedId: ${unit}\n    title: Unit ${unit}\n    lessons:${lessons.length === 0 ? ' []' : ''}\n${lessons
        .map((id) => `      - sourcedId: ${id}\n        title: Lesson ${id}\n`)
        .join('')}`,
  );
  return `kind: course\nsourcedId: course\ntitle: Reading\nunits:\n${units.join('')}`;
};

/** A catalog, and the table that was exported from it. */
async function exported(before: Layout = first, more: Readonly<Record<string, string>> = {}) {
  const cwd = folderWith({
    'timeback-catalog.yaml': 'org: partner-sandbox\n',
    [manifest]: courseWith(before),
    ...more,
  });
  const run = (...words: string[]) => cli(words, { cwd });
  const file = (path: string) => join(cwd, path);
  const read = (path: string) => readFileSync(file(path), 'utf8');
  expect((await run('fmt')).code).toBe(0);
  expect((await run('export', 'outline', '--out', table)).code).toBe(0);
  const [head = '', ...rows] = read(table).trim().split('\r\n');
  const names = head.replace('\uFEFF', '').split(',');
  const write = (path: string, text: string) => writeFileSync(file(path), text);
  return {
    run,
    read,
    /** Rows are given and taken as maps. */
    rows: rows.map((row) =>
      Object.fromEntries(row.split(',').map((cell, at) => [names[at], cell])),
    ),
    writeRows: (all: readonly Record<string, string>[]) => {
      const texts = all.map((row) => names.map((name) => row[name] ?? '').join(','));
      write(table, `${[names.join(','), ...texts].join('\r\n')}\r\n`);
    },
    write: (layout: Layout) => write(manifest, courseWith(layout)),
    writeText: write,
    layout: (): Layout => {
      const { units } = parse(read(manifest)) as Course;
      return Object.fromEntries(
        units.map(({ sourcedId, lessons }) => [
          sourcedId,
          (lessons ?? []).map((one) => (one.title.startsWith('New') ? one.title : one.sourcedId)),
        ]),
      );
    },
  };
}

interface Course {
  readonly units: readonly {
    readonly sourcedId: string;
    readonly lessons?: readonly { readonly sourcedId: string; readonly title: string }[];
  }[];
}

type Exported = Awaited<ReturnType<typeof exported>>;

/** The table as somebody left it who put its lessons into this order; others are new. */
function rowsOf({ rows }: Exported, layout: Layout, { isBare = false } = {}) {
  return Object.entries(layout).flatMap(([unit, lessons]) =>
    lessons.map((id, at) => {
      const known = rows.find((row) => row['lesson.sourcedId'] === id);
      const above = { 'course.sourcedId': 'course', 'course.title': 'Reading' };
      const place = { 'unit.sourcedId': unit, 'unit.title': `Unit ${unit}` };
      if (known) return { ...known, ...place };
      return { ...(isBare && at > 0 ? {} : { ...above, ...place }), 'lesson.title': id };
    }),
  );
}

const swapped: Layout = { u1: ['b', 'a', 'c', 'd'], u2: ['e', 'f'] };

test('an order that changed in the catalog alone stays, with what the table edits and adds', async () => {
  const one = await exported();
  one.write(swapped);
  const rows = rowsOf(one, { ...first, u1: ['a', 'New x', 'b', 'c', 'd'] }, { isBare: true });
  one.writeRows(
    rows.map((row) =>
      row['lesson.title'] === 'Lesson d' ? { ...row, 'lesson.title': 'Lesson D' } : row,
    ),
  );
  const { code, stdout } = await one.run('import', 'outline', table);
  expect(code).toBe(0);
  expect(stdout).toContain('the catalog changed them since the export: 1 order.');
  expect(one.layout()).toEqual({ ...swapped, u1: ['b', 'a', 'New x', 'c', 'd'] });
  expect(one.read(manifest)).toContain('Lesson D');
});

test('an order that changed in the table alone is taken, with what the catalog adds and moves', async () => {
  const one = await exported();
  one.writeRows(rowsOf(one, { u1: ['d', 'a', 'b', 'c'], u2: ['f', 'e'] }));
  one.write({ u1: ['a', 'x', 'b', 'd'], u2: ['e', 'f', 'c'] });
  expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0 });
  expect(one.layout()).toEqual({ u1: ['d', 'a', 'x', 'b'], u2: ['f', 'c', 'e'] });
});

describe('an order that changed on both sides', () => {
  const both = async () => {
    const one = await exported();
    one.write(swapped);
    one.writeRows(rowsOf(one, { u1: ['a', 'b', 'd', 'c'], u2: ['f', 'e'] }));
    return one;
  };

  test('is named with both, and nothing is written', async () => {
    const one = await both();
    const { code, stderr } = await one.run('import', 'outline', table);
    expect(code).toBe(5);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'the lessons of the unit "Unit u1" have another order in the table, "Lesson a", "Lesson b", "Lesson d", and in the catalog, "Lesson b", "Lesson a", "Lesson c"',
    );
    expect(one.layout()).toEqual(swapped);
  });

  test.each([
    ['table', { u1: ['a', 'b', 'd', 'c'], u2: ['f', 'e'] }],
    ['catalog', { ...swapped, u2: ['f', 'e'] }],
  ])('--conflicts %s takes that of the %s, and the rest of the table', async (side, after) => {
    const one = await both();
    expect(await one.run('import', 'outline', table, '--conflicts', side)).toMatchObject({
      code: 0,
    });
    expect(one.layout()).toEqual(after);
  });

  test('and is the same on both is no conflict', async () => {
    const one = await exported();
    one.write(swapped);
    one.writeRows(rowsOf(one, swapped));
    expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0 });
    expect(one.layout()).toEqual(swapped);
  });
});

describe('a lesson that was moved to another unit', () => {
  test('on both sides differently is a conflict', async () => {
    const one = await exported({ ...first, u3: ['g'] });
    one.write({ u1: ['b', 'c', 'd'], u2: ['a', 'e', 'f'], u3: ['g'] });
    one.writeRows(rowsOf(one, { u1: ['b', 'c', 'd'], u2: ['e', 'f'], u3: ['g', 'a'] }));
    const { code, stderr } = await one.run('import', 'outline', table);
    expect(code).toBe(5);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'the lesson "Lesson a" was moved to the unit "Unit u3" in the table, to the unit "Unit u2" in the catalog',
    );
    const run = (side: string) => one.run('import', 'outline', table, '--conflicts', side);
    expect(await run('catalog')).toMatchObject({ code: 0 });
    expect(one.layout()).toEqual({ u1: ['b', 'c', 'd'], u2: ['a', 'e', 'f'], u3: ['g'] });
    expect(await run('table')).toMatchObject({ code: 0 });
    expect(one.layout()).toEqual({ u1: ['b', 'c', 'd'], u2: ['e', 'f'], u3: ['g', 'a'] });
  });

  test('by its id alone does not rename that unit', async () => {
    const one = await exported();
    const move = (row: Record<string, string>) =>
      row['lesson.sourcedId'] === 'a' ? { ...row, 'unit.sourcedId': 'u2' } : row;
    one.writeRows(one.rows.map(move));
    expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0, stderr: '' });
    expect(one.layout()).toEqual({ u1: ['b', 'c', 'd'], u2: ['a', 'e', 'f'] });
    expect(one.read(manifest)).toContain('title: Unit u2');
  });

  test('of which the table renames the former unit keeps the title of its own', async () => {
    const one = await exported();
    one.write({ u1: ['b', 'c', 'd'], u2: ['e', 'a', 'f'] });
    const renamed = (row: Record<string, string>) =>
      row['unit.sourcedId'] === 'u1' ? { ...row, 'unit.title': 'Begin' } : row;
    one.writeRows(one.rows.map(renamed));
    expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0, stderr: '' });
    expect(one.layout()).toEqual({ u1: ['b', 'c', 'd'], u2: ['e', 'a', 'f'] });
    expect(one.read(manifest)).toMatch(/title: Begin[\s\S]*title: Unit u2/);
  });
});

describe('a unit that the table adds, and that an import made', () => {
  const withNew = async () => {
    const one = await exported();
    const unit = { 'unit.sourcedId': '', 'unit.title': 'New unit' };
    const rows = rowsOf(one, { u1: ['a', 'b', 'c'], u2: ['e', 'f'], u3: ['d', 'New x'] });
    one.writeRows(rows.map((row) => (row['unit.sourcedId'] === 'u3' ? { ...row, ...unit } : row)));
    expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0 });
    const [id = ''] = Object.keys(one.layout()).slice(2);
    expect(one.layout()).toEqual({ u1: ['a', 'b', 'c'], u2: ['e', 'f'], [id]: ['d', 'New x'] });
    return { ...one, id };
  };

  test('is no conflict when the same table is imported again', async () => {
    const { run } = await withNew();
    const { code, stdout } = await run('import', 'outline', table);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  test('is the unit into which the catalog moves a lesson, and not a second one', async () => {
    const { run, read, writeText, layout, id } = await withNew();
    const moved = '      - sourcedId: e\n        title: Lesson e\n';
    const text = read(manifest);
    expect(text).toContain(moved);
    const after = 'title: New x\n';
    writeText(manifest, text.replace(moved, '').replace(after, `${after}${moved}`));
    const { code, stdout } = await run('import', 'outline', table);
    expect([code, stdout]).toEqual([0, expect.stringContaining('export: 1 moved node.')]);
    expect(layout()).toEqual({ u1: ['a', 'b', 'c'], u2: ['f'], [id]: ['d', 'New x', 'e'] });
  });
});

test('a unit that was moved to another course stays there', async () => {
  const other = (units: string) =>
    `kind: course\nsourcedId: other\ntitle: Other\nunits:\n  - {sourcedId: o1, title: Own}\n${units}`;
  const one = await exported(first, { 'catalog/other.yaml': other('') });
  one.write({ u1: first['u1'] ?? [] });
  const lessons = `    lessons:\n      - {sourcedId: e, title: Lesson e}\n      - {sourcedId: f, title: Lesson f}\n`;
  one.writeText('catalog/other.yaml', other(`  - sourcedId: u2\n    title: Unit u2\n${lessons}`));
  const renamed = (row: Record<string, string>) =>
    row['lesson.sourcedId'] === 'f' ? { ...row, 'lesson.title': 'Lesson F' } : row;
  one.writeRows(one.rows.map(renamed));
  expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0, stderr: '' });
  expect(one.layout()).toEqual({ u1: first['u1'] });
  expect(one.read('catalog/other.yaml')).toContain('title: Lesson F');
});

describe('what a lesson places', () => {
  const resources = ['r1', 'r2', 'r3', 'r4'].map(
    (id) => `  - {sourcedId: ${id}, title: ${id}, vendorResourceId: ${id}}\n`,
  );
  const course = (places: readonly string[]) =>
    `kind: course\nsourcedId: course\ntitle: Reading\nunits:\n  - sourcedId: u\n    title: U\n    lessons:\n      - sourcedId: l\n        title: L\n        resources: [${places.join(', ')}]\nresources:\n${resources.join('')}`;
  const places = async (here: readonly string[], there: readonly string[], side?: string) => {
    const one = await exported(first, { [manifest]: course(['r1', 'r2', 'r3']) });
    one.writeText(manifest, course(here));
    const [last = {}] = one.rows;
    one.writeRows(
      there.map((id) => {
        const known = one.rows.find((row) => row['resource.sourcedId'] === id);
        const added = {
          'resource.sourcedId': id,
          'resource.title': id,
          'resource.vendorResourceId': id,
        };
        return known ?? { ...last, ...added, 'catalog.exported': '' };
      }),
    );
    const words = side === undefined ? [] : ['--conflicts', side];
    const { code } = await one.run('import', 'outline', table, ...words);
    const { units } = parse(one.read(manifest)) as {
      units: { lessons: { resources: string[] }[] }[];
    };
    return { code, places: units[0]?.lessons[0]?.resources };
  };

  test.each([
    ['the order of the catalog', ['r2', 'r1', 'r3'], ['r1', 'r2', 'r3'], ['r2', 'r1', 'r3']],
    ['the order of the table', ['r1', 'r2', 'r3'], ['r3', 'r1', 'r2'], ['r3', 'r1', 'r2']],
    [
      'what the catalog adds',
      ['r1', 'r2', 'r3', 'r4'],
      ['r1', 'r2', 'r3'],
      ['r1', 'r2', 'r3', 'r4'],
    ],
    ['what the catalog takes away', ['r1', 'r3'], ['r1', 'r2', 'r3'], ['r1', 'r3']],
    ['what both take away', ['r2', 'r3'], ['r1', 'r2'], ['r2']],
    [
      'an addition here, and another order there',
      ['r1', 'r4', 'r2', 'r3'],
      ['r2', 'r1', 'r3'],
      ['r2', 'r1', 'r4', 'r3'],
    ],
  ])('keeps %s', async (_, here, there, after) => {
    expect(await places(here, there)).toEqual({ code: 0, places: after });
  });

  test('in another order on both sides is a conflict', async () => {
    const [here, there] = [
      ['r2', 'r1', 'r3'],
      ['r1', 'r3', 'r2'],
    ];
    expect(await places(here, there)).toEqual({ code: 5, places: here });
    expect(await places(here, there, 'catalog')).toEqual({ code: 0, places: here });
    expect(await places(here, there, 'table')).toEqual({ code: 0, places: there });
  });
});

test('a table of an earlier export, which numbers no rows, says the order as any table does', async () => {
  const one = await exported();
  one.write(swapped);
  // The number of the row is the last entry: twelve digits.
  const cut = (row: Record<string, string>) => ({
    ...row,
    'catalog.exported': (row['catalog.exported'] ?? '').slice(0, -12),
  });
  one.writeRows(one.rows.map(cut));
  expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0 });
  expect(one.layout()).toEqual(first);
});

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const units = ['u1', 'u2'];

/** One side's edits: lessons that go elsewhere, to a place, and new ones. */
const edits = (mark: string) =>
  fc
    .array(
      fc.record({
        id: fc.constantFrom(...ids, `New ${mark}1`, `New ${mark}2`),
        unit: fc.constantFrom(...units),
        at: fc.nat({ max: 6 }),
      }),
      { maxLength: 2 },
    )
    .map((list): Layout => {
      const layout = new Map(Object.entries(first).map(([unit, all]) => [unit, [...all]]));
      for (const { id, unit, at } of list) {
        for (const [name, all] of layout)
          layout.set(
            name,
            all.filter((one) => one !== id),
          );
        layout.get(unit)?.splice(at, 0, id);
      }
      return Object.fromEntries(layout);
    });

const unitOf = (layout: Layout, id: string) => units.find((unit) => layout[unit]?.includes(id));
const orderIn = (layout: Layout, unit: string, wanted: (id: string) => boolean) =>
  (layout[unit] ?? []).filter(wanted).join(' ');

test('for any moves and insertions on both sides: what one side changed alone is there afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(edits('x'), edits('y'), fc.boolean(), async (there, here, isBare) => {
      const one = await exported();
      one.writeRows(rowsOf(one, there, { isBare }));
      const titled = courseWith(here).replaceAll(/title: Lesson (New y\d)/g, 'title: $1');
      one.writeText(manifest, titled.replaceAll(/sourcedId: New (y\d)/g, 'sourcedId: new-$1'));
      const before = one.read(manifest);
      const { code, stderr } = await one.run('import', 'outline', table);
      const apart = ids.filter(
        (id) => new Set([first, here, there].map((side) => unitOf(side, id))).size === 3,
      );
      const isIn = (unit: string, sides: readonly Layout[]) => (id: string) =>
        sides.every((side) => unitOf(side, id) === unit);
      const clashing = units.filter((unit) => {
        const isOld = isIn(unit, [first, here, there]);
        const [base, mine, theirs] = [first, here, there].map((side) => orderIn(side, unit, isOld));
        return new Set([base, mine, theirs]).size === 3;
      });
      // What both sides moved there has two places.
      const mayClash = units.some((unit) => {
        const isThere = isIn(unit, [here, there]);
        const isNew = ids.some((id) => isThere(id) && unitOf(first, id) !== unit);
        return isNew && orderIn(here, unit, isThere) !== orderIn(there, unit, isThere);
      });
      const isRefused = apart.length + clashing.length > 0 || (mayClash && code === 5);
      if (isRefused) {
        expect([code, stderr]).toEqual([5, expect.stringContaining('import/conflict')]);
        expect(one.read(manifest)).toBe(before);
        return;
      }
      expect([code, stderr]).toEqual([0, '']);
      const after = one.layout();
      for (const id of ids) {
        const [base, mine, theirs] = [first, here, there].map((side) => unitOf(side, id));
        expect([id, unitOf(after, id)]).toEqual([id, mine === base ? theirs : mine]);
      }
      for (const [mark, side] of [
        ['x', there],
        ['y', here],
      ] as const) {
        for (const id of [`New ${mark}1`, `New ${mark}2`])
          expect([id, unitOf(after, id)]).toEqual([id, unitOf(side, id)]);
      }
      for (const unit of units) {
        const isCommon = (id: string) =>
          [first, here, there].every((side) => unitOf(side, id) === unit);
        const [base, mine, theirs] = [first, here, there].map((side) =>
          orderIn(side, unit, isCommon),
        );
        expect(orderIn(after, unit, isCommon)).toBe(mine === base ? theirs : mine);
      }
      // A second import of the same table finds nothing to do.
      const text = one.read(manifest);
      const ofNew = Object.values(there)
        .flat()
        .some((id) => id.startsWith('New'));
      if (ofNew) return;
      expect(await one.run('import', 'outline', table)).toMatchObject({ code: 0, stderr: '' });
      expect(one.read(manifest)).toBe(text);
    }),
    { numRuns: 40 },
  );
});
