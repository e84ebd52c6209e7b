// What a platform holds that manifests cannot, or that others decide: named, and never lost.
import { expect, test } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type SeedRecord,
} from '../../src/features/emulator/server/emulator.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { put } from '../support/catalog-folder.ts';
import { changesOf, filesIn, importFrom, inEmptyCatalog } from '../support/import-folder.ts';
import { applyFolder } from '../support/publish.ts';

type Row = readonly [SeedRecord['kind'], string, JsonObject?];

const link = (sourcedId: string): Json => ({ sourcedId });

async function holding(
  rows: readonly Row[],
  run: (emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = createEmulator();
  try {
    emulator.seed(
      rows.map(([kind, sourcedId, fields]) => ({
        kind,
        record: { sourcedId, status: 'active', title: `The ${sourcedId}`, ...fields },
      })),
    );
    await run(emulator);
  } finally {
    emulator.close();
  }
}

const reading: readonly Row[] = [
  ['course', 'c', { org: link('partner-sandbox') }],
  ['unit', 'u2', { course: link('c'), sortOrder: 20 }],
  ['unit', 'u1', { course: link('c'), sortOrder: 10 }],
  ['lesson', 'l', { unit: link('u1'), course: link('c'), sortOrder: 1, resource: link('r') }],
  ['resource', 'r', { vendorResourceId: 'v' }],
  ['resource', 'loose', { vendorResourceId: 'w' }],
];

test('order is the platform’s, resources stand with the course that places them or by themselves', () =>
  holding(reading, (emulator) =>
    inEmptyCatalog(async (folder) => {
      await importFrom(emulator, folder);
      const files = filesIn(folder);
      expect(files['catalog/the-c.yaml']).toBe(`kind: course
sourcedId: c
title: The c
units:
  - sourcedId: u1
    title: The u1
    lessons:
      - sourcedId: l
        title: The l
        resources: [r]
  - sourcedId: u2
    title: The u2
resources:
  - sourcedId: r
    title: The r
    vendorResourceId: v
`);
      expect(files['catalog/resources/the-loose.yaml']).toContain('kind: resource\n');
      expect(files['catalog.ids']).toContain('\nloose resource live\n');
      expect(await changesOf(emulator, folder)).toEqual([]);
    }),
  ));

test('retired records are lines of the ledger and stay retired', () =>
  holding(
    [...reading, ['lesson', 'gone', { unit: link('u1'), status: 'tobedeleted' }]],
    (emulator) =>
      inEmptyCatalog(async (folder) => {
        expect((await importFrom(emulator, folder)).retired).toBe(1);
        const { 'catalog.ids': ledger, ...manifests } = filesIn(folder);
        expect(ledger).toContain('gone lesson retired retired on test when it was imported\n');
        expect(JSON.stringify(manifests)).not.toContain('gone');
        expect(await changesOf(emulator, folder)).toEqual([]);
      }),
  ));

const cases: readonly { what: string; row: Row; why: RegExp; subject: string }[] = [
  {
    what: 'a unit of a course that is not shown',
    row: ['unit', 'x', { course: link('elsewhere') }],
    why: /its course is not imported/,
    subject: 'unit "The x" (x)',
  },
  { what: 'a unit without a course', row: ['unit', 'x'], why: /has no course/, subject: '(x)' },
  {
    what: 'an id that no manifest can hold',
    row: ['course', 'a b'],
    why: /not allowed in a manifest/,
    subject: '(a b)',
  },
  {
    what: 'no title',
    row: ['course', 'x', { title: '' }],
    why: /--untitled/,
    subject: 'course x',
  },
  {
    what: 'an id of two kinds in one collection',
    row: ['lesson', 'u1', { unit: link('u2'), course: link('c') }],
    why: /same sourcedId/,
    subject: 'lesson "The u1" (u1)',
  },
  {
    what: 'a resource that lacks what the schema wants',
    row: ['resource', 'x'],
    why: /no vendorResourceId/,
    subject: '(x)',
  },
  {
    what: 'a field that manifests do not know',
    row: ['course', 'x', { colour: 'red' }],
    why: /stays unchanged on the platform/,
    subject: 'colour of courses',
  },
  {
    what: 'a field of another form',
    row: ['course', 'x', { subjects: 'Reading' }],
    why: /not a form/,
    subject: 'subjects of the course "The x" (x)',
  },
  {
    what: 'a key that no manifest may have',
    row: ['course', 'x', { metadata: { constructor: 1, fine: 2 } }],
    why: /"constructor"/,
    subject: 'an entry of metadata of the course "The x" (x)',
  },
  {
    what: 'a unit that waits for itself',
    row: ['unit', 'x', { course: link('c'), sortOrder: 30, prerequisites: ['u1', 'x'] }],
    why: /form a circle/,
    subject: 'prerequisites of the unit "The x" (x)',
  },
  {
    what: 'a lesson that places what is not taken in',
    row: ['lesson', 'x', { unit: link('u1'), resource: link('foreign') }],
    why: /refers to nodes that are not imported/,
    subject: 'resources of the lesson "The x" (x)',
  },
];

test.each(cases)('$what is named, and what can be taken in is', ({ row, why, subject }) =>
  holding([...reading, row], (emulator) =>
    inEmptyCatalog(async (folder) => {
      const before = emulator.records(row[0]);
      const { leftOut } = await importFrom(emulator, folder);
      expect(leftOut).toHaveLength(1);
      expect(leftOut[0]?.why).toMatch(why);
      expect(leftOut[0]?.what).toContain(subject);
      expect(filesIn(folder)['catalog/the-c.yaml']).toContain('sourcedId: l\n');
      await applyFolder(emulator, folder);
      expect(emulator.records(row[0])).toEqual(before);
    }),
  ),
);

test('what hangs under something that is left out is left out with it, and named', () =>
  holding(
    [
      ...reading,
      ['unit', 'x', { course: link('elsewhere') }],
      ['lesson', 'y', { unit: link('x') }],
    ],
    (emulator) =>
      inEmptyCatalog(async (folder) => {
        const { leftOut } = await importFrom(emulator, folder);
        expect(leftOut.map(({ what }) => what)).toEqual([
          'the unit "The x" (x)',
          'the lesson "The y" (y)',
        ]);
      }),
  ));

const nested: readonly Row[] = [
  ...reading,
  ['lesson', 'deep', { unit: link('u1'), course: link('c'), parent: link('l') }],
];

test('oneroster: a component below a lesson stands in it', () =>
  holding(nested, (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        const { leftOut } = await importFrom(emulator, folder);
        expect(leftOut.filter(({ what }) => what.includes('(deep)'))).toEqual([]);
        expect(filesIn(folder)['catalog/the-c.yaml']).toContain(
          '        lessons:\n          - sourcedId: deep\n',
        );
        expect(await changesOf(emulator, folder)).toEqual([]);
      },
      { dialect: 'oneroster' },
    ),
  ));

const placement = (sourcedId: string, resource: string, status = 'active', lesson = 'l'): Row => [
  'componentResource',
  sourcedId,
  { status, courseComponent: link(lesson), resource: link(resource), sortOrder: 1 },
];

test.each([
  { what: 'keeps the id that it has', ids: ['theirs'], kept: 'theirs placement live l r' },
  {
    what: 'whose id a node has keeps it',
    ids: ['l'],
    kept: 'l placement live l r',
  },
])('oneroster: a placement $what in the ledger', ({ ids, kept }) =>
  holding(
    [
      ...reading.filter(([, id]) => id !== 'l'),
      ['lesson', 'l', { unit: link('u1'), course: link('c'), sortOrder: 1 }],
      ...ids.map((id) => placement(id, 'r')),
      placement('gone', 'loose', 'tobedeleted'),
    ],
    (emulator) =>
      inEmptyCatalog(
        async (folder) => {
          await importFrom(emulator, folder);
          const { 'catalog.ids': ledger = '' } = filesIn(folder);
          expect(ledger.split('\n').filter((line) => line.includes(' placement '))).toEqual([kept]);
          expect(await changesOf(emulator, folder)).toEqual([]);
        },
        { dialect: 'oneroster' },
      ),
  ),
);

const manifest = `kind: course
sourcedId: c
title: The c
units:
  - sourcedId: u
    title: The u
    lessons:
      - sourcedId: l
        title: The l
        resources: [r]
resources:
  - sourcedId: r
    title: The r
    vendorResourceId: v
`;

/** The same course, with these letters after each id. */
const readingAs = (end: string): readonly Row[] => {
  const [course, unit] = [link(`c${end}`), link(`u${end}`)];
  return [
    ['course', `c${end}`, { title: 'The c', org: link('partner-sandbox') }],
    ['unit', `u${end}`, { title: 'The u', course, sortOrder: 10 }],
    ['lesson', `l${end}`, { title: 'The l', unit, course, sortOrder: 1 }],
    ['resource', `r${end}`, { title: 'The r', vendorResourceId: 'v' }],
  ];
};
const mine: Row = [
  'componentResource',
  'mine',
  { title: 'The r', courseComponent: link('l-x'), resource: link('r-x'), sortOrder: 1 },
];
const ids = { 'course/c': 'c-x', 'unit/u': 'u-x', 'lesson/l': 'l-x', 'resource/r': 'r-x' };

test('oneroster: what has ids of manifests that the environment replaces is skipped with all that is in it', () => {
  const [course, unit] = [link('c'), link('u')];
  const ofOthers: readonly Row[] = [
    ...readingAs(''),
    ['unit', 'in-c', { course, sortOrder: 20 }],
    ['lesson', 'in-u', { unit, course, sortOrder: 2 }],
    ['lesson', 'in-l', { unit, course, parent: link('l'), sortOrder: 1 }],
  ];
  const placed = [placement('a-theirs', 'r'), mine];
  return holding([...ofOthers, ...readingAs('-x'), ...placed], (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        put(folder, 'catalog/the-c.yaml', manifest);
        const { leftOut, plan } = await importFrom(emulator, folder);
        const files = filesIn(folder);
        expect(files['catalog/the-c.yaml']).toBe(manifest);
        expect(files['catalog.ids']).toContain('\nmine placement live l r\n');
        expect(files['catalog.ids']).not.toContain('theirs');
        expect(leftOut.map(({ what }) => what).sort()).toEqual(
          ofOthers.map(([kind, id]) => `the ${kind} "The ${id}" (${id})`).sort(),
        );
        expect(plan.ok && plan.value.changes).toEqual([]);
      },
      { dialect: 'oneroster', ids },
    ),
  );
});

test('oneroster: a placement of a resource of others is none of the resource with its id here', () => {
  const placed = [placement('a', 'r', 'active', 'l-x'), mine];
  return holding([...readingAs(''), ...readingAs('-x'), ...placed], (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        put(folder, 'catalog/the-c.yaml', manifest);
        await importFrom(emulator, folder);
        expect(filesIn(folder)['catalog.ids']).toContain('\nmine placement live l r\n');
      },
      { dialect: 'oneroster', ids },
    ),
  );
});

test('an id that an environment gives a node and that is the same is no other id', () =>
  holding(readingAs(''), (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        put(folder, 'catalog/the-c.yaml', 'kind: course\nsourcedId: c\ntitle: The c\n');
        expect((await importFrom(emulator, folder)).leftOut).toEqual([]);
        expect(filesIn(folder)['catalog/the-c.yaml']).toContain('sourcedId: l');
      },
      { ids: { 'course/c': 'c' } },
    ),
  ));

test('oneroster: a resource that is placed twice is taken in twice, each by its id', () =>
  holding([...reading, placement('again', 'r')], (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        const { leftOut } = await importFrom(emulator, folder);
        expect(leftOut.map(({ what }) => what).join()).not.toContain('resources of');
        const { 'catalog/the-c.yaml': text = '' } = filesIn(folder);
        expect(text.match(/resource: r\b/g)).toHaveLength(2);
        expect(text).toContain('sourcedId: again');
        expect(await changesOf(emulator, folder)).toEqual([]);
      },
      { dialect: 'oneroster' },
    ),
  ));

test('oneroster: placements whose ids no manifest can have stay as they are, and are named', () =>
  holding([...reading, placement('an/id', 'r')], (emulator) =>
    inEmptyCatalog(
      async (folder) => {
        const { leftOut } = await importFrom(emulator, folder);
        expect(leftOut).toContainEqual({
          what: 'resources of the lesson "The l" (l)',
          why: 'the sourcedId of a placement is not allowed in a manifest',
        });
        expect(await changesOf(emulator, folder)).toEqual([]);
      },
      { dialect: 'oneroster' },
    ),
  ));

test('--untitled gives a title, and the plan shows that', () =>
  holding([...reading, ['course', 'x', { title: '' }]], (emulator) =>
    inEmptyCatalog(async (folder) => {
      const { plan, leftOut } = await importFrom(emulator, folder, { untitled: 'No title' });
      expect(leftOut).toEqual([]);
      expect(plan.ok && plan.value.changes.map(({ address }) => address)).toEqual(['course/x']);
    }),
  ));

test('--additional takes in what manifests do not know', () =>
  holding([['course', 'x', { colour: 'red', org: link('partner-sandbox') }]], (emulator) =>
    inEmptyCatalog(async (folder) => {
      const { leftOut } = await importFrom(emulator, folder, { additional: true });
      expect(leftOut).toEqual([]);
      expect(filesIn(folder)['catalog/the-x.yaml']).toContain('additional:\n  colour: red\n');
      expect(await changesOf(emulator, folder)).toEqual([]);
    }),
  ));

test('manifests that are there keep every word; what they lack is put in its place', () =>
  holding(reading, (emulator) =>
    inEmptyCatalog(async (folder) => {
      const mine = `# By hand.
kind: course
sourcedId: c
title: Mine   # not the platform's
units:
  # The second.
  - sourcedId: u2
    title: Also mine
`;
      put(folder, 'catalog/mine.yaml', mine);
      await importFrom(emulator, folder);
      const { 'catalog/mine.yaml': text = '' } = filesIn(folder);
      expect(text).toContain(
        "# By hand.\nkind: course\nsourcedId: c\ntitle: Mine # not the platform's\n",
      );
      expect(text).toContain('  # The second.\n  - sourcedId: u2\n    title: Also mine\n');
      expect(text.indexOf('sourcedId: u1')).toBeLessThan(text.indexOf('sourcedId: u2'));
      expect(text).toContain('- sourcedId: l\n');
      expect(await changesOf(emulator, folder)).toEqual(['update course/c', 'update unit/u2']);
    }),
  ));

test('what the ledger has as retired does not come back by an import', () =>
  holding(reading, (emulator) =>
    inEmptyCatalog(async (folder) => {
      put(folder, 'catalog.ids', 'l lesson retired dropped\n');
      const { leftOut } = await importFrom(emulator, folder);
      expect(leftOut.map(({ what }) => what)).toEqual(['the lesson "The l" (l)']);
      expect(await changesOf(emulator, folder)).toEqual(['retire lesson/l']);
    }),
  ));

test('a dry run writes nothing', () =>
  holding(reading, (emulator) =>
    inEmptyCatalog(async (folder) => {
      const before = filesIn(folder);
      const { written } = await importFrom(emulator, folder, { dryRun: true });
      expect(written).toEqual([
        'catalog/the-c.yaml',
        'catalog/resources/the-loose.yaml',
        'catalog.ids',
      ]);
      expect(filesIn(folder)).toEqual(before);
    }),
  ));

test('a folder that the globs do not reach is refused', () =>
  holding(reading, (emulator) =>
    inEmptyCatalog(async (folder) => {
      await expect(importFrom(emulator, folder, { into: '../out' })).rejects.toThrow(
        'import/nowhere',
      );
    }),
  ));
