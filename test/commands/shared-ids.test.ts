// Ids are unique per collection and not over all: publishers give a course and its challenge, a resource and
// its placement one id. Such a platform is imported, planned, published and checked as any other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../../src/features/check/check.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { type DialectName, dialectNames, emulatorFor } from '../support/dialects.ts';
import { filesIn, importFrom, inEmptyCatalog } from '../support/import-folder.ts';
import { applyFolder, planFolder, worldWith } from '../support/publish.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

const link = (sourcedId: string) => ({ sourcedId });
const seeded = (kind: string, sourcedId: string, more: object) => ({
  kind,
  record: { sourcedId, status: 'active', title: `The ${kind} ${sourcedId}`, ...more },
});

/** A course with a challenge that has its id, and an article whose placement has that of the resource. */
function started(dialect: DialectName) {
  const emulator = emulatorFor(dialect);
  onTestFinished(() => emulator.close());
  emulator.seed([
    seeded('course', 'nice_bio', { org: link('partner-sandbox') }),
    seeded('unit', 'nice_bio', { course: link('nice_bio'), sortOrder: 10 }),
    seeded('lesson', 'cells', { unit: link('nice_bio'), course: link('nice_bio'), sortOrder: 10 }),
    seeded('resource', 'article_9001', { vendorResourceId: '9001' }),
    seeded('componentResource', 'article_9001', {
      courseComponent: link('cells'),
      resource: link('article_9001'),
      sortOrder: 10,
    }),
  ] as Parameters<typeof emulator.seed>[0]);
  return emulator;
}

const changesOf = async (...given: Parameters<typeof planFolder>) => {
  const planned = await planFolder(...given);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 1));
  return planned.value.plan.changes.map(({ action, address }) => `${action} ${address}`);
};

describe.each(dialectNames)('a course whose unit has its id: %s', (dialect) => {
  test('stops no plan of others that adds something', async () => {
    const emulator = started(dialect);
    const mine = 'kind: course\nsourcedId: c-x\ntitle: Rivers\n';
    const folder = folderWith({
      'timeback-catalog.yaml': configFor('https://timeback.test', dialect),
      'catalog/course.yaml': mine,
    });
    expect(await changesOf(emulator, folder)).toEqual(['create course/c-x']);
    expect((await applyFolder(emulator, folder)).ok).toBe(true);
  });

  test('is taken in, planned, published elsewhere, edited and checked', () =>
    inEmptyCatalog(
      async (folder) => {
        const emulator = started(dialect);
        const { leftOut } = await importFrom(emulator, folder);
        expect(leftOut.map(({ why }) => why).join()).not.toContain('same sourcedId');
        const { 'catalog.ids': ledger = '' } = filesIn(folder);
        const lines = ledger.split('\n').filter((line) => !line.startsWith('#'));
        expect(lines).toContain('nice_bio course live');
        expect(lines).toContain('nice_bio unit live');
        expect(await changesOf(emulator, folder)).toEqual([]);
        const checked = check({}, worldWith(emulator, folder));
        expect(checked.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        // Elsewhere all of it has the same ids.
        const other = emulatorFor(dialect);
        onTestFinished(() => other.close());
        expect((await applyFolder(other, folder)).ok).toBe(true);
        expect(await changesOf(other, folder)).toEqual([]);
        if (dialect === 'oneroster') {
          expect(lines).toContain('article_9001 placement live cells article_9001');
          const placed = other.records('componentResource');
          expect(placed.map(({ sourcedId }) => sourcedId)).toEqual(['article_9001']);
        }
        const file = Object.keys(filesIn(folder)).find((name) => /catalog\/.*bio/.test(name)) ?? '';
        const text = readFileSync(join(folder, file), 'utf8');
        put(folder, file, text.replace('The unit nice_bio', 'Course challenge'));
        expect(await changesOf(emulator, folder)).toEqual(['update unit/nice_bio']);
      },
      { dialect },
    ));
});

test('a name that two nodes have is asked about, and an address is not', async () => {
  const cwd = folderWith({
    'timeback-catalog.yaml': configFor('https://timeback.test', 'oneroster'),
    'catalog/course.yaml':
      'kind: course\nsourcedId: nice_bio\ntitle: Biology\nunits:\n  - sourcedId: nice_bio\n    title: Challenge\n',
  });
  const run = (...args: string[]) => commandLine(args, { cwd, env: credentials });
  expect(await run('fmt')).toMatchObject({ code: 0 });
  const asked = await run('retire', 'nice_bio', '--reason', 'over');
  expect(asked.stderr).toMatch(/ course\/nice_bio +"Biology"\n +unit\/nice_bio +"Challenge"\n/);
  expect(await run('retire', 'unit/nice_bio', '--reason', 'over')).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'catalog/course.yaml'), 'utf8')).toContain('sourcedId: nice_bio');
  expect(readFileSync(join(cwd, 'catalog.ids'), 'utf8')).toContain('nice_bio unit retired over');
  expect(await run('check')).toMatchObject({ code: 0 });
});

test('fmt leaves every line of a ledger that has one id in all collections', async () => {
  const lines = ['r course live', 'r unit live', 'r resource live', 'r placement live l r'];
  const cwd = folderWith({
    'timeback-catalog.yaml': configFor('https://timeback.test', 'oneroster'),
    'catalog/course.yaml':
      'kind: course\nsourcedId: r\ntitle: Rivers\nunits:\n  - sourcedId: r\n    title: Springs\n    lessons:\n      - sourcedId: l\n        title: Karst\n        resources: [r]\nresources:\n  - { sourcedId: r, title: Film, vendorResourceId: "1" }\n',
    'catalog.ids': `${[...lines].reverse().join('\n')}\n`,
  });
  expect(await commandLine(['fmt'], { cwd })).toMatchObject({ code: 0 });
  const after = readFileSync(join(cwd, 'catalog.ids'), 'utf8').split('\n');
  for (const line of lines) expect(after.filter((one) => one === line)).toHaveLength(1);
  expect(await commandLine(['check'], { cwd })).toMatchObject({ code: 0 });
});
