// Everything that a source holds is placed, merged into something or left out; nothing is lost in silence.
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import importSchema from '../../schemas/import.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import { type Account, SourceAccount } from '../../src/features/import/account.ts';
import { outlineNode } from '../../src/features/import/imported.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { imported } from '../support/import-outline.ts';

const fits = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(importSchema);

/** Total by sort, if the three ends make it up. */
function totals({ sums }: Account): Record<string, number> {
  for (const { total, placed, merged, leftOut } of sums) {
    expect(placed + merged + leftOut).toBe(total);
  }
  return Object.fromEntries(sums.map(({ sort, total }) => [sort, total]));
}

test('an item that nobody spoke of is left out, and parts of what is named are not named again', () => {
  const account = new SourceAccount();
  const row = account.count({ sort: 'rows', what: 'the row', at: 'line 2' });
  const cell = account.count({ sort: 'cells', what: 'the cell', at: 'line 2', of: row });
  const other = account.count({ sort: 'rows', what: 'the row', at: 'line 3' });
  const taken = account.count({ sort: 'rows', what: 'the row', at: 'line 4' });
  account.merged(other, outlineNode({ kind: 'lesson', key: 'A', at: '' }));
  account.settle([outlineNode({ kind: 'lesson', key: 'a', at: 'line 4', items: [taken, other] })]);
  const result = account.result();
  expect(totals(result)).toEqual({ rows: 3, cells: 1 });
  expect(result.sums[0]).toEqual({ sort: 'rows', total: 3, placed: 1, merged: 1, leftOut: 1 });
  expect(result.merged.map(({ at, into }) => [at, into])).toEqual([['line 3', 'the lesson "A"']]);
  expect(result.leftOut.map(({ at }) => at)).toEqual([row.at]);
  expect(cell.of).toBe(row);
});

test('a node that falls away takes what is below it along, each with its reason', () => {
  const account = new SourceAccount();
  const item = (at: string) => account.count({ sort: 'items', what: 'an item', at });
  const lesson = outlineNode({ kind: 'lesson', key: 'l', at: 'b', items: [item('b')] });
  const unit = outlineNode({
    ...{ kind: 'unit', key: 'u', at: 'a', items: [item('a')] },
    children: [lesson],
    fields: { title: 'Main' },
  });
  account.dropped(unit, 'it was retired');
  expect(account.result().leftOut.map(({ at, why }) => [at, why])).toEqual([
    ['b', 'it is in the unit "Main", which is skipped'],
    ['a', 'it was retired'],
  ]);
});

const outline = {
  name: 'odd',
  owner: 'us',
  courses: [
    {
      title: 'C',
      mood: 'good',
      units: [
        {
          title: 'U',
          lessons: [
            'One',
            'Two',
            { title: 'Three', minutes: '20', description: ['a', 'b'], steps: [{ a: 1 }] },
            null,
            { title: '' },
          ],
        },
      ],
    },
    { title: 'D', units: { u1: { title: 'V', lessons: [{ title: 'Four' }] }, W: ['Five'], X: 7 } },
    { title: 'E', units: 'none', lessons: ['Six'] },
  ],
};

test('JSON: lessons as texts, units as maps, lessons without a unit', async () => {
  const folder = folderWith();
  const file = 'outline.json';
  const result = await imported(folder, JSON.stringify(outline), { file });
  const titles = result.changes.map(({ kind, title }) => `${kind} ${title}`);
  expect(titles.sort()).toEqual([
    ...['course C', 'course D', 'course E'],
    ...['lesson Five', 'lesson Four', 'lesson One', 'lesson Six', 'lesson Three', 'lesson Two'],
    ...['unit 7', 'unit E', 'unit U', 'unit V', 'unit W'],
  ]);
  const { account } = result;
  if (!account) throw new Error('no account');
  // A mere text is a node and its title; a name in a map is the title or the key.
  const ofLessons = [1, 1, 4, 0, 1, 1, 1, 1];
  const ofUnits = [1, 2, 1, 2];
  const ofCourses = [2, 1, 2];
  const fields = [2, ...ofCourses, ...ofUnits, ...ofLessons].reduce((a, b) => a + b);
  expect(totals(account)).toEqual({ fields, nodes: 3 + 4 + 8 });
  expect(account.leftOut.map(({ at }) => at)).toEqual([
    'owner',
    'courses[0].mood',
    'courses[0].units[0].lessons[2].steps',
    'courses[0].units[0].lessons[3]',
    'courses[0].units[0].lessons[4]',
    'courses[2].units',
  ]);
});

test('the sums are printed, and stand in the JSON, which fits its schema', async () => {
  const cwd = folderWith();
  put(cwd, 'outline.json', JSON.stringify(outline));
  const shown = await cli(['import', 'outline', 'outline.json', '--dry-run'], { cwd });
  expect(shown.stdout).toMatch(/^Of 15 nodes: 13 imported, 0 merged, 2 skipped\.$/m);
  const { code, stdout } = await cli(
    ['import', 'outline', 'outline.json', '--dry-run', '--format', 'json'],
    { cwd },
  );
  const told = JSON.parse(stdout);
  expect([code, fits(told), fits.errors]).toEqual([0, true, null]);
  expect(told.account).toContainEqual({
    ...{ sort: 'nodes', total: 15, placed: 13, merged: 0, left_out: 2 },
  });
  expect(told.dry_run).toBe(true);
});

test('if nothing is left, the reason is the one that emptied the source', async () => {
  const cwd = folderWith();
  put(cwd, 'outline.json', JSON.stringify([{ mood: 'good', units: [] }]));
  const { code, stderr } = await cli(['import', 'outline', 'outline.json'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('has no title');
  expect(stderr).not.toContain('no manifest has a field');
});
