// Resources are an add-on that a platform may lack, and a client may lack access to.
import { describe, expect, test } from 'vitest';
import { checkStandardsOn } from '../../src/features/check/standards-on.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { type DialectName, dialectNames, emulatorFor } from '../support/dialects.ts';
import { applyFolder, planFolder, undoReceipt, worldWith } from '../support/publish.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { type Lists, staticPlatform } from '../support/static-platform.ts';

const url = 'https://timeback.test';

/** The lists of the add-on in each dialect, and all lists. */
const addOn = {
  partner: ['resource'],
  oneroster: ['componentResource', 'resource'],
} as const satisfies Record<DialectName, readonly string[]>;
const all = {
  partner: ['course', 'unit', 'lesson', 'resource'],
  oneroster: ['course', 'courseComponent', 'componentResource', 'resource'],
} as const satisfies Record<DialectName, readonly string[]>;

const refusing = (lists: readonly string[], status: number): Lists =>
  Object.fromEntries(lists.map((name) => [name, { status }]));

const course = `kind: course
sourcedId: course-1
title: Reading
units: [{ sourcedId: unit-1, title: U, lessons: [{ sourcedId: lesson-1, title: L }] }]
`;
const withResource = `${course.replace('title: L }', 'title: L, resources: [resource-1] }')}resources:
  - { sourcedId: resource-1, title: R, vendorResourceId: v }
`;

interface Given {
  readonly dialect: DialectName;
  readonly lists: Lists;
  readonly manifest?: string;
  readonly ledger?: string;
  readonly none?: boolean;
}

function start({ dialect, lists, manifest = course, ledger, none = false }: Given) {
  const platform = staticPlatform(dialect, lists);
  const facts = none ? `    facts: { ${rowsNone(dialect)} }\n` : '';
  const cwd = folderWith({
    'timeback-catalog.yaml': `${configFor(url, dialect)}${facts}`,
    'catalog/course.yaml': manifest,
    ...(ledger !== undefined && { 'catalog.ids': ledger }),
  });
  const run = (...args: string[]) =>
    commandLine([...args, '--env', 'test'], { cwd, env: credentials }, { fetch: platform.fetch });
  return { ...platform, run, cwd };
}

const rowsNone = (dialect: DialectName) =>
  addOn[dialect].map((name) => `${name}.path: none`).join(', ');

const reading = [
  ['plan'],
  ['plan', '--refresh-only'],
  ['tree'],
  ['doctor'],
  ['doctor', '--explain-drift'],
] as const;

const told = (text: string, code: string) => text.split(`[${code}]`).length - 1;

describe.each(dialectNames)('%s', (dialect) => {
  test.each([404, 403])(
    'an add-on that answers %s and is not needed: told once',
    async (status) => {
      const { run } = start({ dialect, lists: refusing(addOn[dialect], status) });
      for (const args of reading) {
        const { code, stdout, stderr } = await run(...args);
        expect(code, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
        expect(told(stdout + stderr, 'remote/not-offered'), args.join(' ')).toBe(1);
      }
    },
  );

  test.each([404, 403])('one that answers %s and is needed: refused, and why', async (status) => {
    const lists = refusing(addOn[dialect], status);
    const { run, requests } = start({ dialect, lists, manifest: withResource });
    for (const args of reading) {
      const { code, stdout, stderr } = await run(...args);
      expect(code, args.join(' ')).toBe(1);
      const said = (stdout + stderr).replaceAll(/\s+/g, ' ');
      expect(told(said, 'remote/no-add-on'), args.join(' ')).toBe(1);
      expect(said).toContain(`answered ${status}`);
      expect(said).toContain('Resources add-on');
    }
    expect((await run('apply', '--auto-approve')).code).toBe(1);
    expect(requests.filter((one) => !one.startsWith('GET'))).toEqual([]);
  });

  test('what the ledger alone knows counts, until the row says that there is none', async () => {
    const ledger =
      'course-1 course live\nlesson-1 lesson live\nold resource retired gone\nunit-1 unit live\n';
    const lists = refusing(addOn[dialect], 404);
    const refused = await start({ dialect, lists, ledger }).run('plan');
    expect(refused.stderr).toContain('remote/no-add-on');
    const settled = start({ dialect, lists, ledger, none: true });
    const planned = await settled.run('plan');
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.stdout + planned.stderr).not.toContain('remote/');
  });

  test('`none` in the row: nothing is asked there', async () => {
    const { run, requests } = start({ dialect, lists: {}, none: true });
    for (const args of reading) expect((await run(...args)).code, args.join(' ')).toBe(0);
    expect(requests.filter((one) => /resources/.test(one))).toEqual([]);
    const needing = start({ dialect, lists: {}, none: true, manifest: withResource });
    const refused = await needing.run('plan');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('remote/no-add-on');
    expect(needing.requests.filter((one) => /resources/.test(one))).toEqual([]);
  });

  test('import goes on without the add-on, and says so once', async () => {
    const record = { sourcedId: 'course-1', status: 'active', title: 'Reading' };
    const lists = { ...refusing(addOn[dialect], 404), course: [record] };
    const { fetch } = staticPlatform(dialect, lists);
    const cwd = folderWith({ 'timeback-catalog.yaml': configFor(url, dialect) });
    const around = { cwd, env: credentials };
    const imported = await commandLine(['import', 'remote', '--env', 'test'], around, { fetch });
    expect(imported.code, imported.stderr).toBe(0);
    expect(told(imported.stderr, 'remote/not-offered')).toBe(1);
  });

  test('if all lists are 404 it is the address: one problem', async () => {
    const { run } = start({ dialect, lists: refusing(all[dialect], 404) });
    for (const args of reading) {
      const { code, stdout, stderr } = await run(...args);
      expect(code, args.join(' ')).toBe(1);
      expect(told(stdout + stderr, 'remote/nothing-there'), args.join(' ')).toBe(1);
      expect(stdout + stderr).not.toMatch(/remote\/(not-offered|no-add-on|rejected)/);
      expect(stdout + stderr).toContain('baseUrl');
    }
  });

  test('if all lists are 403 it is the credentials: one problem', async () => {
    const { run } = start({ dialect, lists: refusing(all[dialect], 403) });
    for (const args of reading) {
      const { code, stdout, stderr } = await run(...args);
      expect(code, args.join(' ')).toBe(3);
      expect(told(stdout + stderr, 'auth/forbidden'), args.join(' ')).toBe(1);
    }
  });

  test('one list of the catalog that is 404 names its row', async () => {
    const { run } = start({ dialect, lists: { course: { status: 404 } } });
    const { code, stderr } = await run('plan');
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('correct the row course.path');
  });

  test.each(['without-resources', 'resources-forbidden'] as const)(
    'a catalog without resources is published, and taken back, under %s',
    async (quirk) => {
      const emulator = emulatorFor(dialect, { quirks: [quirk] });
      const cwd = folderWith({
        'timeback-catalog.yaml': configFor(url, dialect),
        'catalog/course.yaml': course,
      });
      const applied = await applyFolder(emulator, cwd);
      if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
      expect(applied.value.report.settled).toEqual({ state: 'converged' });
      const again = await planFolder(emulator, cwd);
      expect(again.ok && again.value.plan.changes).toEqual([]);
      const { receipt } = applied.value.report;
      const undone = await undoReceipt(emulator, cwd, receipt?.file ?? '');
      expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
      emulator.close();
    },
  );

  test('an undo of resources is refused once the add-on is gone', async () => {
    const emulator = emulatorFor(dialect);
    const cwd = folderWith({
      'timeback-catalog.yaml': configFor(url, dialect),
      'catalog/course.yaml': withResource,
    });
    const applied = await applyFolder(emulator, cwd);
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
    const { receipt } = applied.value.report;
    const without = staticPlatform(dialect, refusing(addOn[dialect], 404));
    const undone = await undoReceipt(
      { ...emulator, fetch: without.fetch },
      cwd,
      receipt?.file ?? '',
    );
    expect(undone.problems.map(({ code }) => code)).toEqual(['remote/no-add-on']);
    emulator.close();
  });
});

test('standards: with `none` in their row no platform is asked', async () => {
  const standard = '11111111-1111-4111-8111-111111111111';
  const { fetch, requests } = staticPlatform('partner', {});
  const cwd = folderWith({ ...catalogFiles(1), 'timeback-catalog.yaml': configFor(url) });
  put(
    cwd,
    'catalog/course.yaml',
    course.replace('title: L }', `title: L, standards: [${standard}] }`),
  );
  put(cwd, 'timeback-catalog.yaml', `${configFor(url)}    facts: { standard.path: none }\n`);
  const world = worldWith({ ...emulatorFor('partner'), fetch }, cwd);
  const on = await checkStandardsOn({ env: 'test' }, world);
  expect(on.ok && on.value).toMatchObject({ known: 0, untold: 1 });
  expect(on.problems.map(({ code }) => code)).toEqual(['standards/not-told']);
  expect(requests).toEqual([]);
});
