import { afterEach, describe, expect, test } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type SeedRecord,
} from '../../src/features/emulator/server/emulator.ts';
import type { Json } from '../../src/model/json.ts';
import type { Connection } from '../../src/remote/connection.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';
import { remoteTo } from '../support/platform.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const to = (sourcedId: string) => ({ sourcedId });
const live = { status: 'active', dateLastModified: '2026-01-01T00:00:00Z' };
const records: readonly SeedRecord[] = [
  { kind: 'course', record: { sourcedId: 'c', ...live, title: 'C', org: to('partner-sandbox') } },
  { kind: 'unit', record: { sourcedId: 'u', ...live, title: 'U', course: to('c'), sortOrder: 1 } },
  { kind: 'resource', record: { sourcedId: 'r', ...live, title: 'R', vendorResourceId: 'v' } },
  ...['l', 'm'].map((sourcedId, index): SeedRecord => {
    const place = { course: to('c'), unit: to('u'), sortOrder: index + 1 };
    return {
      kind: 'lesson',
      record: { sourcedId, ...live, title: 'L', ...place, resource: to('r') },
    };
  }),
];

type Facts = Readonly<Record<string, Json>>;

async function probe(
  options: EmulatorOptions,
  parts: Partial<Connection> & { readonly facts?: Facts; readonly seed?: typeof records } = {},
) {
  const { seed = records, ...connection } = parts;
  emulator = createEmulator(options);
  emulator.seed(seed);
  const found = await remoteTo(emulator, connection).probe();
  const verdicts = new Map(found.rows.map(({ row, verdict }) => [row, verdict]));
  const which = (verdict: string) =>
    [...verdicts].flatMap(([row, is]) => (is === verdict ? row : []));
  const evidence = (of: string) => found.rows.find(({ row }) => row === of)?.evidence;
  return { ...found, verdicts, which, evidence };
}

test('a platform that is as the table says: nothing differs, and only writing tells the rest', async () => {
  const { rows, which, problems, access, collections, evidence } = await probe({});
  expect(problems).toEqual([]);
  expect(rows.map(({ row }) => row)).toEqual(Object.keys(partnerFacts));
  expect(which('differs')).toEqual([]);
  expect(which('unknown')).toEqual([
    'list.filterReferences',
    'unit.prerequisites',
    'lesson.standards',
    'resource.standards',
    'standard.path',
    'standard.envelope',
    'standard.id',
    'reference.shape',
    'status.retired',
    'dateLastModified.sent',
    'put.body',
    'id.form',
    'id.most',
    'list.records',
    'record.serverOwned',
    'values.dropped',
    'compare.sets',
    'compare.texts',
    'compare.blanks',
    'compare.letters',
    'compare.dates',
    'compare.ignored',
    ...Object.keys(partnerFacts).filter((row) => row.startsWith('event.')),
  ]);
  expect(evidence('standard.path')).toContain('check --standards-env');
  expect(access).toMatchObject({ lifetime: 3600, scopes: { from: 'answer' } });
  expect(collections.map(({ name, total }) => [name, total])).toEqual([
    ['course', 1],
    ['unit', 1],
    ['lesson', 2],
    ['resource', 1],
  ]);
  const methods = emulator.requests.filter(({ path }) => path !== '/auth/1.0/token');
  expect(new Set(methods.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('an empty platform: what takes a record to tell is unknown', async () => {
  const { which, verdicts, evidence } = await probe({}, { seed: [] });
  expect(which('differs')).toEqual([]);
  for (const row of ['lesson.envelope', 'list.filter', 'lesson.unit', 'sortOrder.key']) {
    expect(verdicts.get(row), row).toBe('unknown');
  }
  expect(evidence('unit.course')).toBe('no units to check');
});

describe('a platform that is otherwise', () => {
  test.each<{
    name: string;
    options?: EmulatorOptions;
    facts?: Facts;
    row: string;
    says: string;
  }>([
    {
      name: 'a unit under another key',
      options: { quirks: ['unit-named-parent'] },
      row: 'lesson.unit',
      says: '0 of 2 lessons seen have it; ids of units are under "parent"',
    },
    {
      name: 'an order under another key',
      options: { quirks: ['order-named-position'] },
      row: 'sortOrder.key',
      says: '0 of 3 units and lessons seen have it; numbers are under "position"',
    },
    {
      name: 'resources under another key',
      options: { quirks: ['resources-listed'] },
      row: 'lesson.resources',
      says: '0 of 2 lessons seen have it; ids of resources are under "resources"',
    },
    {
      name: 'one resource where a list is expected',
      facts: { 'lesson.resources.shape': 'list' },
      row: 'lesson.resources.shape',
      says: 'seen as one',
    },
    {
      name: 'lessons that name their course',
      facts: { 'lesson.course': '' },
      row: 'lesson.course',
      says: 'ids of courses are under "course"',
    },
    {
      name: 'no filter',
      options: { quirks: ['filter-ignored'] },
      row: 'list.filter',
      says: 'asked for one id, the list had others, or was refused',
    },
    {
      name: 'a filter that is refused',
      options: { quirks: ['filter-refused'] },
      row: 'list.filter',
      says: 'asked for one id, the list had others, or was refused',
    },
    {
      name: 'a filter that was thought not to be there',
      facts: { 'list.filter': false },
      row: 'list.filter',
      says: 'asked for one id, the list had that one alone',
    },
    {
      name: 'smaller pages',
      facts: { 'list.limit': 5000 },
      row: 'list.limit',
      says: 'limit=5000 was refused, limit=100 was taken',
    },
    {
      name: 'another path',
      facts: { 'unit.path': '/rostering/1.0/unitz' },
      row: 'unit.path',
      says: 'Reading units: the platform answered 404: There is nothing at /rostering/1.0/unitz.',
    },
    {
      name: 'another key of the records',
      facts: { 'unit.plural': 'things' },
      row: 'unit.plural',
      says: 'the answer has "units", "offset", "limit", "total"',
    },
    {
      name: 'another key of the total',
      facts: { 'list.total': 'totalCount' },
      row: 'list.total',
      says: 'the answer has "courses", "offset", "limit", "total"',
    },
    {
      name: 'another envelope',
      facts: { 'lesson.envelope': 'thing' },
      row: 'lesson.envelope',
      says: 'the answer has "lesson"',
    },
    {
      name: 'another word for live',
      facts: { 'status.active': 'live' },
      row: 'status.active',
      says: 'seen instead: "active"',
    },
  ])('$name', async ({ options = {}, facts = {}, row, says }) => {
    const { which, evidence } = await probe(options, { facts });
    expect(which('differs')).toEqual([row]);
    expect(evidence(row)).toBe(says);
  });

  test('corrected, it holds', async () => {
    const facts = { 'lesson.unit': 'parent', 'sortOrder.key': 'position' };
    const quirks = ['unit-named-parent', 'order-named-position'] as const;
    const { rows, which } = await probe({ quirks }, { facts });
    expect(which('differs')).toEqual([]);
    expect(rows.find(({ row }) => row === 'lesson.unit')).toMatchObject({
      value: 'parent',
      isCorrected: true,
      verdict: 'holds',
    });
  });
});

describe('what the server caps pages at', () => {
  const many = Array.from({ length: 150 }, (_, index): SeedRecord => {
    const record = { sourcedId: `c${index}`, ...live, title: 'C', org: to('partner-sandbox') };
    return { kind: 'course', record };
  });

  test.each<{ name: string; seed: typeof records; options?: EmulatorOptions; is: object }>([
    { name: 'nothing shows one', seed: many, is: { asked: 1000, records: 150 } },
    {
      name: 'it says so',
      seed: records,
      options: { quirks: ['page-cap-100'] },
      is: { records: 1, cap: 100 },
    },
    {
      name: 'it gives fewer',
      seed: many,
      options: { quirks: ['page-cap-100'] },
      is: { records: 100, total: 150, cap: 100 },
    },
  ])('$name', async ({ seed, options = {}, is }) => {
    const { collections, verdicts } = await probe(options, { seed });
    expect(collections[0]).toMatchObject(is);
    expect('cap' in (collections[0] ?? {})).toBe('cap' in is);
    // That a server gives fewer is allowed for.
    expect(verdicts.get('list.limit')).toBe('holds');
  });
});

describe('what does not work is told, and the rest is read all the same', () => {
  test('a record that may not be seen', async () => {
    const { problems, collections, verdicts } = await probe({
      faults: [{ fault: 'forbid', id: 'u' }],
    });
    expect(problems.map(({ code }) => code)).toEqual(['auth/forbidden']);
    expect(collections).toHaveLength(4);
    expect(verdicts.get('unit.envelope')).toBe('unknown');
  });

  test('a token that is refused: no row is told of', async () => {
    const { access, rows, problems } = await probe({ clients: [{ id: 'other', secret: 'x' }] });
    expect(access).toBeUndefined();
    expect(rows).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['auth/refused']);
  });

  test('tokens from elsewhere say nothing about the path of the table', async () => {
    emulator = createEmulator();
    const { fetch } = emulator;
    const elsewhere = (request: Request) =>
      fetch(request.url === 'http://auth.invalid/token' ? tokenRequest(request) : request);
    const { rows } = await remoteTo(emulator, {
      tokenUrl: 'http://auth.invalid/token',
      fetch: async (request) => elsewhere(request),
    }).probe();
    expect(rows.find(({ row }) => row === 'token.path')?.verdict).toBe('unknown');
    expect(rows.find(({ row }) => row === 'token.auth')?.verdict).toBe('holds');
  });
});

function tokenRequest(request: Request): Request {
  return new Request('http://emulator.invalid/auth/1.0/token', request);
}

describe('whether lists show all of a record', () => {
  const seed = records.map(({ kind, record }) => ({
    kind,
    record: { ...record, metadata: { xp: 1 } },
  }));

  test('a list that lacks something: the row differs, and says what it is', async () => {
    const { verdicts, evidence } = await probe({ quirks: ['lists-show-less'] }, { seed });
    expect(verdicts.get('list.records')).toBe('differs');
    expect(evidence('list.records')).toBe(
      'the list of course lacks "metadata", the list of unit lacks "metadata", the list of lesson lacks "metadata", the list of resource lacks "metadata" of a record read by itself; it is "part"',
    );
  });

  test.each([
    { quirks: ['lists-show-less'], value: 'part', verdict: 'holds' },
    { quirks: [], value: 'whole', verdict: 'holds' },
    { quirks: [], value: 'unknown', verdict: 'unknown' },
    { quirks: ['lists-show-less'], value: 'whole', verdict: 'differs' },
  ] as const)(
    '$quirks, and the table says $value: $verdict',
    async ({ quirks, value, verdict }) => {
      const facts = { 'list.records': value };
      const { verdicts } = await probe({ quirks }, { seed, facts });
      expect(verdicts.get('list.records')).toBe(verdict);
    },
  );
});
