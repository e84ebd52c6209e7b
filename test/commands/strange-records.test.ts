// What a platform holds that cannot be so: one warning with the id of the record, and nobody is stopped.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { type DialectName, dialectNames, emulatorFor } from '../support/dialects.ts';
import { applyFolder, planFolder } from '../support/publish.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { type Lists, staticPlatform } from '../support/static-platform.ts';

const url = 'https://timeback.test';
const to = (sourcedId: string) => ({ sourcedId });
const live = (sourcedId: string, more: object = {}): JsonObject => ({
  ...{ sourcedId, status: 'active', title: sourcedId.toUpperCase(), sortOrder: 1 },
  ...more,
});

const courses = [live('c'), live('d')];
const units = [live('u', { course: to('c') }), live('v', { course: to('d') })];
const components = (...more: JsonObject[]): Lists => ({
  course: courses,
  courseComponent: [...units, ...more],
});

interface Case {
  readonly name: string;
  readonly dialect: DialectName;
  readonly lists: Lists;
  /** One warning each, and what it says. */
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'a component that is its own parent',
    dialect: 'oneroster',
    lists: components(live('a', { course: to('c'), parent: to('a') })),
    says: ['"lesson/a" is its own parent'],
  },
  {
    name: 'a component that is its own courseComponent',
    dialect: 'oneroster',
    lists: components(live('a', { course: to('c'), courseComponent: to('a') })),
    says: ['"lesson/a" is its own parent'],
  },
  {
    name: 'components that are above each other, and one below them',
    dialect: 'oneroster',
    lists: components(
      live('a', { course: to('c'), parent: to('b') }),
      live('b', { course: to('c'), parent: to('a') }),
      live('below', { course: to('c'), parent: to('a') }),
    ),
    says: ['"lesson/a", "lesson/b" are parents of each other'],
  },
  {
    name: 'a course and a component with one id',
    dialect: 'oneroster',
    lists: components(live('c', { course: to('c') })),
    says: ['"course/c" and "unit/c" have the same id'],
  },
  {
    name: 'a course and a unit with one id',
    dialect: 'partner',
    lists: { course: courses, unit: [...units, live('c', { course: to('c') })] },
    says: ['"course/c" and "unit/c" have the same id'],
  },
  {
    name: 'a component of no course',
    dialect: 'oneroster',
    lists: components(live('lost')),
    says: ['"unit/lost" has no course'],
  },
  {
    name: 'a unit of no course and a lesson of no unit',
    dialect: 'partner',
    lists: { course: courses, unit: [live('lost')], lesson: [live('stray', { unit: null })] },
    says: ['"unit/lost" has no course', '"lesson/stray" has no unit'],
  },
  {
    name: 'a lesson in another course than its unit',
    dialect: 'oneroster',
    lists: components(live('l', { course: to('d'), parent: to('u') })),
    says: ['"lesson/l" says that it is in the course "d", but its parent "unit/u" is in "c"'],
  },
  {
    name: 'a lesson in another course than its unit',
    dialect: 'partner',
    lists: {
      course: courses,
      unit: units,
      lesson: [live('l', { course: to('d'), unit: to('u') })],
    },
    says: ['"lesson/l" says that it is in the course "d"'],
  },
  ...dialectNames.map((dialect) => ({
    name: 'an unknown status',
    dialect,
    lists: { course: [...courses, live('e', { status: 'archived' })] },
    says: ['"course/e" has the status "archived"'],
  })),
  ...dialectNames.map((dialect) => ({
    name: 'a record without an id among others',
    dialect,
    lists: { course: [...courses, { title: 'Nameless', status: 'active' }] },
    says: ['There is no sourcedId in the course "Nameless", number 3 of its list'],
  })),
  ...dialectNames.map((dialect) => ({
    name: 'a record twice in one answer, in the same words',
    dialect,
    lists: { course: [...courses, live('d'), live('d')] },
    says: ['"course/d" is in its list more than once, each time the same: it counts once.'],
  })),
];

/** A catalog with a node that the platform lacks, and one that it has: both ways lead past the records. */
const manifest = `kind: course
sourcedId: c
title: C
units:
  - { sourcedId: u, title: U }
  - { sourcedId: 11111111-1111-4111-8111-111111111111, title: New }
`;

const reading = [
  ['plan'],
  ['plan', '--refresh-only'],
  ['tree'],
  ['doctor'],
  ['doctor', '--explain-drift'],
] as const;

test.each(cases)('$dialect: $name', async ({ dialect, lists, says }) => {
  const { fetch } = staticPlatform(dialect, lists);
  const config = { 'timeback-catalog.yaml': configFor(url, dialect) };
  const around = { cwd: folderWith({ ...config, 'catalog/c.yaml': manifest }), env: credentials };
  for (const args of reading) {
    const ended = await commandLine([...args, '--env', 'test'], around, { fetch });
    expectWarnings(ended, says, args.join(' '));
  }
  const empty = { cwd: folderWith(config), env: credentials };
  const imported = await commandLine(['import', 'remote', '--env', 'test'], empty, { fetch });
  expectWarnings(imported, says, 'import remote');
});

function expectWarnings(
  ended: { readonly code: number | null; readonly stdout: string; readonly stderr: string },
  says: readonly string[],
  what: string,
) {
  const text = (ended.stdout + ended.stderr).replaceAll(/\s+/g, ' ');
  expect(ended.code, `${what}: ${text}`).toBe(0);
  expect(text.split('[remote/strange-record]').length - 1, `${what}: ${text}`).toBe(says.length);
  for (const one of says) expect(text, what).toContain(one);
}

test('of many records of a kind a few are told each by itself, and the others in one warning', async () => {
  const lost = Array.from({ length: 40 }, (_, index) => live(`lost-${index}`));
  const { fetch } = staticPlatform('partner', { course: courses, unit: lost });
  const cwd = folderWith({ ...catalogFiles(1), 'timeback-catalog.yaml': configFor(url) });
  const around = { cwd, env: credentials };
  const { stdout } = await commandLine(['plan', '--env', 'test'], around, { fetch });
  const text = stdout.replaceAll(/\s+/g, ' ');
  expect(text.split('[remote/strange-record]').length - 1).toBe(4);
  expect(text).toContain('37 more records have no parent: unit/lost-3, ');
  expect(text).toContain('and 17 others.');
});

test('retired records are not told', async () => {
  const gone = { status: 'tobedeleted' };
  const { fetch } = staticPlatform('partner', { course: courses, unit: [live('lost', gone)] });
  const cwd = folderWith({ ...catalogFiles(1), 'timeback-catalog.yaml': configFor(url) });
  const ended = await commandLine(['plan', '--env', 'test'], { cwd, env: credentials }, { fetch });
  expect(ended.code).toBe(0);
  expect(ended.stdout + ended.stderr).not.toContain('strange-record');
});

describe.each(dialectNames)('%s: a total that contradicts what came', (dialect) => {
  test.each([
    { name: 'none, beside a record', records: [live('c')], total: 0 },
    { name: 'fewer than came', records: courses, total: 1 },
    { name: 'more than ever come', records: courses, total: 7 },
  ])('$name', async ({ records, total }) => {
    const { fetch } = staticPlatform(dialect, { course: { records, total } });
    const config = { 'timeback-catalog.yaml': configFor(url, dialect) };
    const cwd = folderWith({ ...config, 'catalog/c.yaml': manifest });
    for (const args of [['plan'], ['doctor'], ['tree'], ['apply', '--auto-approve']]) {
      const around = { cwd, env: credentials };
      const ended = await commandLine([...args, '--env', 'test'], around, { fetch });
      expect(ended.code, args.join(' ')).toBe(1);
      expect(ended.stdout + ended.stderr, args.join(' ')).toContain('remote/incomplete-read');
    }
  });
});

describe.each(dialectNames)('%s: the emulator can hold such records', (dialect) => {
  const config = { 'timeback-catalog.yaml': configFor(url, dialect) };

  test('published beside them: converged, and they stay as they are', async () => {
    const emulator = emulatorFor(dialect, { quirks: ['takes-odd-records'] });
    const records = dialect === 'partner' ? oddOfPartner : oddOfOneroster;
    const session = await writerOf(emulator, dialect);
    for (const [path, body] of records) {
      expect((await session(path, body)).status, path).toBeLessThan(300);
    }
    const cwd = folderWith({ ...catalogFiles(2), ...config });
    const applied = await applyFolder(emulator, cwd);
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
    expect(applied.value.report.settled).toEqual({ state: 'converged' });
    const planned = await planFolder(emulator, cwd);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    expect(planned.value.plan.changes).toEqual([]);
    const odd = planned.value.plan.warnings.filter(({ code }) => code === 'remote/strange-record');
    expect(odd.map(({ address }) => address).sort()).toEqual(
      dialect === 'partner' ? ['lesson/stray', 'unit/odd', 'unit/same'] : ['lesson/a', 'unit/same'],
    );
    emulator.close();
  });

  test('and say a total of 0 beside records', async () => {
    const emulator = emulatorFor(dialect, { quirks: ['totals-of-zero'] });
    const cwd = folderWith({ ...catalogFiles(2), ...config });
    emulator.seed([{ kind: 'course', record: live('x') }]);
    const planned = await planFolder(emulator, cwd);
    expect(planned.problems.map(({ code }) => code)).toContain('remote/incomplete-read');
    emulator.close();
  });
});

type Written = readonly [path: string, body: JsonObject];
const dated = { dateLastModified: '2026-01-01T00:00:00Z' };
const oddOfPartner: readonly Written[] = [
  ['PUT /rostering/1.0/courses/same', { course: live('same', dated) }],
  ['PUT /rostering/1.0/units/same', { unit: live('same', { ...dated, course: to('same') }) }],
  [
    'PUT /rostering/1.0/units/odd',
    { unit: live('odd', { ...dated, status: 'archived', course: to('same') }) },
  ],
  ['PUT /rostering/1.0/lessons/stray', { lesson: live('stray', dated) }],
];
const oneroster = '/ims/oneroster/rostering/v1p2/courses';
const oddOfOneroster: readonly Written[] = [
  [`POST ${oneroster}/`, { course: live('same', { org: to('partner-sandbox') }) }],
  [
    `POST ${oneroster}/components`,
    { courseComponent: live('same', { course: to('same'), unlockDate: '2026-01-01T00:00:00Z' }) },
  ],
  [`POST ${oneroster}/components`, { courseComponent: live('a', { course: to('same') }) }],
  [
    `PUT ${oneroster}/components/a`,
    { courseComponent: live('a', { course: to('same'), parent: to('a') }) },
  ],
];

/** Writes as any client may. */
async function writerOf(emulator: ReturnType<typeof emulatorFor>, dialect: DialectName) {
  const { TIMEBACK_CLIENT_ID: id, TIMEBACK_CLIENT_SECRET: secret } = credentials;
  const path = dialect === 'partner' ? '/auth/1.0/token' : '/oauth2/token';
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const body = new URLSearchParams(form);
  const token = await emulator.fetch(new Request(`${url}${path}`, { method: 'POST', body }));
  const { access_token } = (await token.json()) as { access_token: string };
  return (request: string, json: JsonObject) => {
    const [method = '', where = ''] = request.split(' ');
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    return emulator.fetch(
      new Request(`${url}${where}`, { method, headers, body: JSON.stringify(json) }),
    );
  };
}
