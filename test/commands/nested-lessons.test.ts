// Components deeper than units and lessons: lessons below lessons.
import { expect, onTestFinished, test } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { type DialectName, emulatorFor, writesIn } from '../support/dialects.ts';
import {
  changesOf,
  filesIn,
  importFrom,
  inEmptyCatalog,
  isFormatted,
} from '../support/import-folder.ts';
import { applyFolder, planFolder, undoReceipt } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const url = 'https://timeback.test';
const course = 'catalog/sat.yaml';

/** Unit > section > lesson, and one level more. */
const nested = `kind: course
sourcedId: sat
title: SAT
units:
  - sourcedId: craft
    title: Craft and structure
    lessons:
      - sourcedId: words
        title: Words in context
        lessons:
          - sourcedId: words-1
            title: Level 1
            resources:
              - resource: bank
                lessonType: quiz
          - sourcedId: words-2
            title: Level 2
            lessons:
              - sourcedId: words-2a
                title: Level 2, again
                resources: [bank]
      - sourcedId: purpose
        title: Purpose
resources:
  - sourcedId: bank
    title: Bank
    vendorResourceId: bank
`;

function start(text = nested, dialect: DialectName = 'oneroster') {
  const emulator = emulatorFor(dialect);
  onTestFinished(emulator.close);
  const config = { 'timeback-catalog.yaml': configFor(url, dialect) };
  return { emulator, config, folder: folderWith({ ...config, [course]: text }) };
}

async function published(text = nested) {
  const started = start(text);
  expect(await cli(['fmt'], { cwd: started.folder })).toMatchObject({ code: 0 });
  expect(filesIn(started.folder)[course]).toBe(text);
  const applied = await applyFolder(started.emulator, started.folder);
  expect(applied.problems).toEqual([]);
  return { ...started, applied };
}

/** What each component hangs under, as the platform has it. */
function parents({ records }: Emulator): Record<string, unknown> {
  const above = ({ parent, unit }: JsonObject) => {
    const link = parent ?? unit ?? null;
    return isObject(link) ? link['sourcedId'] : null;
  };
  return Object.fromEntries(
    records('lesson').flatMap((record) =>
      record['status'] === 'active' ? [[String(record['sourcedId']), above(record)]] : [],
    ),
  );
}

function edited(from: string, to: string): string {
  expect(nested).toContain(from);
  return nested.replace(from, to);
}

test('is published with what it hangs under and the course it is in, and converges', async () => {
  const { emulator, folder, applied } = await published();
  expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
  expect(parents(emulator)).toEqual({
    words: 'craft',
    purpose: 'craft',
    'words-1': 'words',
    'words-2': 'words',
    'words-2a': 'words-2',
  });
  const courses = emulator.records('lesson').map(({ course: of }) => of);
  expect(courses).toEqual(courses.map(() => ({ sourcedId: 'sat' })));
  expect(await changesOf(emulator, folder)).toEqual([]);
});

test('is imported with its placements, plans nothing, and is published elsewhere alike', async () => {
  const { emulator } = await published();
  await inEmptyCatalog(
    async (folder) => {
      const { leftOut } = await importFrom(emulator, folder);
      // Which the emulator fills in, as the document requires it of answers.
      expect(leftOut.filter(({ what }) => !what.startsWith('unlockDate'))).toEqual([]);
      const files = filesIn(folder);
      expect(files[course]).toBe(nested);
      expect(files['catalog.ids']).toContain('words-2a lesson live\n');
      expect(files['catalog.ids']).toMatch(/ placement live words-2a bank\n/);
      expect(isFormatted(folder)).toBe(true);
      expect(await changesOf(emulator, folder)).toEqual([]);
      put(folder, course, edited('title: Level 2, again', 'title: Level 3'));
      expect(await changesOf(emulator, folder)).toEqual(['update lesson/words-2a']);
      const applied = await applyFolder(emulator, folder);
      expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
      const elsewhere = emulatorFor('oneroster');
      onTestFinished(elsewhere.close);
      await applyFolder(elsewhere, folder);
      expect(parents(elsewhere)).toEqual(parents(emulator));
      const ids = (of: Emulator) => of.records('componentResource').map((one) => one['sourcedId']);
      expect(ids(elsewhere)).toEqual(ids(emulator));
    },
    { dialect: 'oneroster' },
  );
});

test('one moves out of its lesson into another, which is new, and the old one retires', async () => {
  const { emulator, folder } = await published();
  const inner = `          - sourcedId: words-2
            title: Level 2
            lessons:
              - sourcedId: words-2a
                title: Level 2, again
                resources: [bank]
`;
  const outer = `      - sourcedId: words-3
        title: Level 3
        lessons:
          - sourcedId: words-2a
            title: Level 2, again
            resources: [bank]
      - sourcedId: purpose
`;
  put(folder, course, edited(inner, '').replace('      - sourcedId: purpose\n', outer));
  const retired = await cli(['retire', 'words-2', '--reason', 'split'], { cwd: folder });
  expect(retired).toMatchObject({ code: 0 });
  expect([...(await changesOf(emulator, folder))].sort()).toEqual([
    'create lesson/words-3',
    'move lesson/words-2a',
    'retire lesson/words-2',
  ]);
  const applied = await applyFolder(emulator, folder);
  expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
  expect(parents(emulator)).toMatchObject({ 'words-2a': 'words-3', 'words-1': 'words' });
  expect(parents(emulator)['words-2']).toBeUndefined();
});

test('a group that is emptied into the unit and made a lesson of another one', async () => {
  const { emulator, folder } = await published();
  const text = nested
    .replace('      - sourcedId: purpose\n        title: Purpose\n', '')
    .replace(
      '    lessons:\n      - sourcedId: words\n        title: Words in context\n        lessons:\n',
      '    lessons:\n      - sourcedId: purpose\n        title: Purpose\n        lessons:\n          - sourcedId: words\n            title: Words in context\n',
    );
  put(folder, course, text);
  expect([...(await changesOf(emulator, folder))].sort()).toEqual([
    'move lesson/words',
    'move lesson/words-1',
    'move lesson/words-2',
  ]);
  const applied = await applyFolder(emulator, folder);
  expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
  expect(parents(emulator)).toMatchObject({ words: 'purpose', 'words-1': 'purpose' });
});

test('retiring a lesson takes those below it along, children first', async () => {
  const { emulator, folder } = await published();
  const retired = await cli(['retire', 'words', '--children', '--reason', 'over'], { cwd: folder });
  expect(retired).toMatchObject({ code: 0 });
  expect(filesIn(folder)[course]).not.toContain('words');
  const before = writesIn(emulator).length;
  const applied = await applyFolder(emulator, folder);
  expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
  expect(Object.keys(parents(emulator))).toEqual(['purpose']);
  const order = writesIn(emulator)
    .slice(before)
    .flatMap(({ path }) => /components\/(words[^/]*)/.exec(path)?.[1] ?? []);
  expect(order.indexOf('words-2a')).toBeLessThan(order.indexOf('words-2'));
  expect(order.at(-1)).toBe('words');
  expect(await changesOf(emulator, folder)).toEqual([]);
});

test('a lesson cannot be retired from under a live one of another client', async () => {
  const { emulator, folder } = await published();
  emulator.seed([{ kind: 'lesson', record: { ...deep, parent: { sourcedId: 'purpose' } } }]);
  expect(await cli(['retire', 'purpose', '--reason', 'over'], { cwd: folder })).toMatchObject({
    code: 0,
  });
  const planned = await planFolder(emulator, folder);
  expect(planned.problems.map(({ code }) => code)).toContain('remote/live-children');
});

test('is shown, counted, and exported with what it hangs under', async () => {
  const { folder } = await published();
  const tree = await cli(['tree'], { cwd: folder });
  expect(tree.stdout).toMatch(/Words in context[^\n]*\n[^\n]*Level 1/);
  const checked = await cli(['check'], { cwd: folder });
  expect(checked.stdout).toContain('5 lessons');
  // Not those that hold others.
  expect(checked.stdout).toContain('1 of 5 lessons places no resource');
  const shown = await cli(['show', 'words'], { cwd: folder });
  expect(shown.stdout).toContain('words-2');
  const ids = await cli(['ids', 'export', '--format', 'json'], { cwd: folder });
  const { courses } = JSON.parse(ids.stdout);
  expect(courses[0].units[0].lessons).toMatchObject([
    { sourcedId: 'words' },
    { sourcedId: 'words-1', lesson: courses[0].units[0].lessons[0].name },
    { sourcedId: 'words-2' },
    { sourcedId: 'words-2a', lesson: courses[0].units[0].lessons[2].name },
    { sourcedId: 'purpose' },
  ]);
  const table = await cli(['export', 'outline', '--out', 'sat.csv'], { cwd: folder });
  expect(filesIn(folder)['sat.csv']).not.toContain('words-2a');
  expect(table.stdout + table.stderr).toContain('words-2a');
  expect(table.stdout + table.stderr).toContain('it is below a lesson');
});

test('the partner dialect refuses it, with the place of each', async () => {
  const { emulator, folder } = start(nested, 'partner');
  const planned = await planFolder(emulator, folder);
  expect(planned.ok).toBe(false);
  const found = planned.problems.filter(({ code }) => code === 'dialect/nesting');
  expect(found.map(({ span }) => span?.start.line)).toEqual([11, 16, 19]);
  expect(writesIn(emulator)).toEqual([]);
});

test('what publishing made is undone, deep ones and all', async () => {
  const { emulator, folder, applied } = await published();
  const id = applied.ok ? applied.value.report.receipt?.file : undefined;
  const undone = await undoReceipt(emulator, folder, String(id));
  expect(undone.problems).toEqual([]);
  expect(parents(emulator)).toEqual({});
});

const deep = {
  sourcedId: 'deep',
  status: 'active',
  title: 'Below a lesson',
  course: { sourcedId: 'course-1' },
  unit: { sourcedId: 'unit-1' },
  parent: { sourcedId: 'lesson-1' },
};

function simple() {
  const { emulator, config } = start();
  return { emulator, config, folder: folderWith({ ...catalogFiles(2), ...config }) };
}

test('one of another client is listed as not managed here, and stays as it is', async () => {
  const { emulator, folder } = simple();
  await applyFolder(emulator, folder);
  emulator.seed([{ kind: 'lesson', record: deep }]);
  const written = writesIn(emulator).length;
  const planned = await planFolder(emulator, folder);
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
  expect(planned.ok && planned.value.plan.unmanaged).toMatchObject([{ address: 'lesson/deep' }]);
  await applyFolder(emulator, folder);
  expect(writesIn(emulator)).toHaveLength(written);
});

test('its id counts as taken', async () => {
  const { emulator, folder, config } = simple();
  await applyFolder(emulator, folder);
  emulator.seed([{ kind: 'lesson', record: deep }]);
  const text =
    'kind: course\nsourcedId: course-1\ntitle: Reading\nunits: [{sourcedId: deep, title: D}]\n';
  const other = folderWith({ ...config, 'catalog/course.yaml': text });
  const planned = await planFolder(emulator, other);
  expect(planned.problems.map(({ code }) => code)).toContain('remote/other-kind');
});

test('lessons that hang under each other are named, and stop nobody', async () => {
  const { emulator, folder } = simple();
  await applyFolder(emulator, folder);
  const loop = (sourcedId: string, above: string) =>
    ({ kind: 'lesson', record: { ...deep, sourcedId, parent: { sourcedId: above } } }) as const;
  emulator.seed([loop('a', 'b'), loop('b', 'a')]);
  const planned = await planFolder(emulator, folder);
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
  const said = planned.ok ? planned.value.plan.warnings.map(({ detail }) => detail) : [];
  expect(said.join()).toContain('are parents of each other');
});
