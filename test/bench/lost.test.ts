// What goes wrong in many nodes at once, or is done with many: ten times the nodes cost ten times the work.
import { expect, test } from 'vitest';
import { chooseNodes } from '../../src/features/retire/nodes.ts';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import { snapshotOf } from '../../src/identity/compared-snapshot.ts';
import { parseLedger } from '../../src/identity/ledger/parse.ts';
import { checkPlacements } from '../../src/identity/placement-gate.ts';
import { provisionalCatalog } from '../../src/manifest/build.ts';
import { removeNodes } from '../../src/manifest/edit.ts';
import { formatManifest, withoutEntries } from '../../src/manifest/format.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { idKey, type Kind, keyOfAddress } from '../../src/model/node.ts';
import { nameAmong, nameables } from '../../src/run/naming.ts';
import { countOperations } from '../support/operations.ts';

const few = 60;
const most = 10.5;

/** A lesson as its fields in YAML. */
type Lesson = readonly string[];

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const source = (file: string, text: string) => ({ file, bytes: new TextEncoder().encode(text) });
const titled = (at: number, name = 'Lesson') => `title: ${name} ${at}`;
const withId = (at: number) => [`sourcedId: lesson-${at}`, titled(at)];
const placing = (at: number, id = '') =>
  `resources: [{ resource: resource-${at}${id && `, sourcedId: ${id}`} }]`;

/** Lessons of one unit that stay, and as many that are lost there and are each in another unit under a new id. */
function scatteredOf(count: number) {
  const node = (kind: Kind, sourcedId: string, title: string, parent?: string, position = 1) => {
    const place = { span: { file: 'a.yaml', start: { line: 1, column: 1 } }, position };
    const fields = { title, metadata: { slug: title } };
    const whole = { kind, sourcedId, title, fields, ...place, ...(parent && { parent }) };
    return [idKey(kind, sourcedId), whole] as const;
  };
  const lessons = (id: string, name: string, parentOf: (at: number) => string) =>
    numbers(count).map((at) => node('lesson', `${id}${at}`, `${name}${at}`, parentOf(at), at + 1));
  const staying = [
    node('course', 'course', 'A course'),
    node('unit', 'unit', 'A unit', 'course'),
    ...numbers(count).map((at) => node('unit', `unit-${at}`, `Unit ${at}`, 'course', at + 2)),
    ...lessons('stays-', 'staying', () => 'unit'),
  ];
  const before = new Map([...staying, ...lessons('old-', 'lost', () => 'unit')]);
  const after = new Map([...staying, ...lessons('new-', 'lost', (at) => `unit-${at}`)]);
  return { before, after };
}

/** A course whose one unit has all the lessons. */
function courseOf(lessons: readonly Lesson[], resources = 0) {
  const list = (items: readonly Lesson[], indent: string) =>
    items.map(([first, ...rest]) =>
      [`${indent}- ${first}`, ...rest.map((line) => `${indent}  ${line}`)].join('\n'),
    );
  const placed = numbers(resources).map((at) => [
    `sourcedId: resource-${at}`,
    titled(at, 'Resource'),
    `vendorResourceId: v-${at}`,
  ]);
  const text = [
    'kind: course\nsourcedId: course\ntitle: A course',
    ...(placed.length > 0 ? ['resources:', ...list(placed, '  ')] : []),
    'units:\n  - sourcedId: unit\n    title: A unit\n    lessons:',
    ...list(lessons, '      '),
  ].join('\n');
  return provisionalCatalog({
    files: [source('catalog/course.yaml', `${text}\n`)],
    globs: 'catalog/**',
  });
}

/** A course in JSON whose one unit has these lessons. */
function jsonOf(lessons: readonly object[]): string {
  const units = [{ sourcedId: 'unit', title: 'A unit', lessons }];
  return JSON.stringify({ kind: 'course', sourcedId: 'course', title: 'A course', units }, null, 2);
}

function ledgerOf(lines: readonly string[]): Ledger {
  const all = ['course course live', 'unit unit live', ...lines];
  const read = parseLedger('catalog.ids', `${all.sort().join('\n')}\n`);
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join('\n'));
  return read.value;
}

const lessonLines = (count: number) => numbers(count).map((at) => `lesson-${at} lesson live`);

/** The problems of lessons, held against the ledger and, if wanted, against what they were. */
function identityOf(count: number, lessons: readonly Lesson[], { hasBase = true } = {}) {
  const { catalog, unnamed } = courseOf(lessons);
  const ledger = ledgerOf(lessonLines(count));
  const before = snapshotOf(courseOf(numbers(count).map(withId)).catalog);
  return () =>
    checkIdentity({
      ...(hasBase && { before, ledgerBefore: ledger }),
      ...{ after: snapshotOf(catalog), unnamed, ledgerAfter: ledger },
    }).problems.length;
}

/** The problems of placements: at first each lesson places its own resource, with an id of the ledger. */
function placementsOf(count: number, lessons: readonly Lesson[], { hasLines = true } = {}) {
  const lines = numbers(count).map(
    (at) => `placement-${at} placement live lesson-${at} resource-${at}`,
  );
  const ledgerBefore = ledgerOf([...lessonLines(count), ...lines]);
  const ledger = hasLines ? ledgerBefore : ledgerOf(lessonLines(count));
  const was = courseOf(
    numbers(count).map((at) => [...withId(at), placing(at)]),
    count,
  ).catalog;
  const before = { catalog: was, ledger: ledgerBefore };
  const after = { catalog: courseOf(lessons, count).catalog, ledger };
  return () => checkPlacements({ before, after, isRecorded: true }).problems.length;
}

/** What is done with so many nodes; it returns how much came of it. */
const tasks: Readonly<Record<string, (count: number) => () => number>> = {
  'no lesson has its id, and the base had it': (count) =>
    identityOf(
      count,
      numbers(count).map((at) => [titled(at)]),
    ),
  'no lesson has its id, and the ledger has it': (count) =>
    identityOf(
      count,
      numbers(count).map((at) => [titled(at)]),
      { hasBase: false },
    ),
  'other lessons without ids are in the places of all': (count) =>
    identityOf(
      count,
      numbers(count).map((at) => [titled(at * 7919, 'Quite another')]),
    ),
  'each lesson is in another unit, with another id': (count) => {
    const states = scatteredOf(count);
    return () => checkIdentity(states).problems.length;
  },
  'each id is at two lessons': (count) =>
    identityOf(
      count,
      numbers(count).flatMap((at) => [withId(at), withId(at)]),
    ),
  'each lesson has the id of the next': (count) =>
    identityOf(
      count,
      numbers(count).map((at) => [`sourcedId: lesson-${(at + 1) % count}`, titled(at)]),
    ),
  'the ledger has no placement': (count) =>
    placementsOf(
      count,
      numbers(count).map((at) => [...withId(at), placing(at)]),
      { hasLines: false },
    ),
  'each placement is in another lesson, with another id': (count) =>
    placementsOf(count, [
      ...numbers(count).map(withId),
      ...numbers(count).map((at) => [...withId(count + at), placing(at, `other-${at}`)]),
    ]),
  'each second placement has the id of the next': (count) =>
    placementsOf(
      count,
      numbers(count).map((at) => [
        ...withId(at),
        placing(at, at % 2 === 0 ? `placement-${at + 1}` : ''),
      ]),
    ),
  'each placement has the id of the one before, and a new lesson that of the last': (count) =>
    placementsOf(
      count,
      numbers(count + 1).map((at) => [
        ...withId(at),
        placing(Math.min(at, count - 1), `placement-${at - 1}`),
      ]),
    ),
  'each lesson has another id, and a line confirms it': (count) => {
    const states = scatteredOf(count);
    const lines = numbers(count).flatMap((at) => [
      `new-${at} lesson live`,
      `old-${at} lesson retired moved`,
      `new-${at} lesson replaces old-${at} moved`,
    ]);
    const ledger = (more: readonly string[]) => ledgerOf([...lessonLines(count), ...more]);
    const ledgers = { ledgerBefore: ledger([]), ledgerAfter: ledger(lines) };
    return () =>
      checkIdentity({ ...states, ...ledgers }).problems.filter(
        ({ code }) => code === 'identity/confirmed',
      ).length;
  },
  'each line confirms nothing': (count) => {
    const states = { before: new Map(), after: new Map() };
    const lines = numbers(count).map((at) => `new-${at} lesson replaces old-${at} moved`);
    const ledgers = { ledgerBefore: ledgerOf([]), ledgerAfter: ledgerOf(lines) };
    return () => checkIdentity({ ...states, ...ledgers }).problems.length;
  },
  'each lesson of a manifest in JSON gets an id': (count) => {
    const text = jsonOf(numbers(count).map((at) => ({ title: `Lesson ${at}` })));
    return () => {
      let minted = 0;
      const formatted = formatManifest(source('catalog/course.json', text), () => `id-${minted++}`);
      return formatted.ok ? formatted.value.minted.length : 0;
    };
  },
  'each placement of a manifest in JSON is taken out': (count) => {
    const resources = numbers(count).map((at) => `resource-${at}`);
    const manifest = source(
      'catalog/course.json',
      jsonOf([{ sourcedId: 'lesson', title: 'A lesson', resources }]),
    );
    const paths = numbers(count).map((at) => ['units', 0, 'lessons', 0, 'resources', at]);
    return () => (withoutEntries(manifest, paths)?.includes('"resources": []') ? count : 0);
  },
  'each of many unknown addresses is retired': (count) => {
    const { catalog } = courseOf(numbers(count).map(withId));
    const nodes = numbers(count).map((at) => `lesson/${'x'.repeat(20)}${at}`);
    const retirement = { type: 'retire', reason: 'gone', children: false } as const;
    return () => chooseNodes({ nodes, retirement }, catalog, { ledger: undefined }).problems.length;
  },
  'each lesson is named by its title': (count) => {
    const live = nameables(courseOf(numbers(count).map(withId)).catalog);
    const target = numbers(count).map((at) => `Lesson ${at}`);
    return () => nameAmong({ target }, { live, all: live }, 'whole').target.size;
  },
  'each lesson is removed with its file': (count) => {
    const files = numbers(count).map((at) =>
      source(`catalog/${at}.yaml`, `kind: lesson\nsourcedId: lesson-${at}\ntitle: Lesson ${at}\n`),
    );
    const kind: Kind = 'lesson';
    const nodes = new Set(numbers(count).map((at) => keyOfAddress(`${kind}/lesson-${at}`)));
    return () => {
      const removal = removeNodes(files, nodes);
      return removal.ok ? removal.value.deleted.length : 0;
    };
  },
};

test.each(Object.entries(tasks))('%s', async (_, prepare) => {
  const count = async (nodes: number) => {
    const task = prepare(nodes);
    let came = 0;
    const operations = await countOperations(() => {
      came = task();
    });
    return { came, operations };
  };
  const small = await count(few);
  const large = await count(10 * few);
  expect(small.came).toBeGreaterThan(0);
  expect(large.operations / small.operations).toBeLessThan(most);
});
