import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { groupDifferences } from '../../src/model/explanation.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Address, Kind } from '../../src/model/node.ts';
import type { Write } from '../../src/remote/dialects/dialect.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { connectionTo } from '../support/platform.ts';

const emulator = createEmulator();
afterEach(() => emulator.close());

const now = new Date('2026-01-02T03:04:05Z');
const dialect = (facts: Parameters<typeof connectionTo>[1] = {}) =>
  connectionTo(emulator, facts).dialect;
/** The one record that a write sends. */
const sent = (write: Write, given: Parameters<typeof connectionTo>[1] = {}) => {
  const [one, ...others] = dialect(given).encode(write, now);
  expect([one?.method, others]).toEqual(['PUT', []]);
  return one?.record ?? {};
};

describe('a record becomes a node', () => {
  test.each<{ name: string; kind: Kind; record: JsonObject; node: JsonObject }>([
    {
      name: 'references are ids, places are apart, server-owned fields are gone',
      kind: 'lesson',
      record: {
        sourcedId: 'l',
        status: 'active',
        dateLastModified: '2026-01-01T00:00:00Z',
        title: 'L',
        course: { sourcedId: 'c', type: 'course' },
        unit: { sourcedId: 'u' },
        sortOrder: 3,
        resource: { sourcedId: 'r' },
        tenantId: 't',
      },
      node: { title: 'L', course: 'c', resources: ['r'], tenantId: 't' },
    },
    {
      name: 'a course has no order',
      kind: 'course',
      record: { sourcedId: 'c', sortOrder: 1, org: { sourcedId: 'o' } },
      node: { sortOrder: 1, org: 'o' },
    },
    {
      name: 'no resource',
      kind: 'lesson',
      record: { sourcedId: 'l', resource: null },
      node: { resources: [] },
    },
    {
      name: 'a key of the platform that is called like a field of ours is not that field',
      kind: 'lesson',
      record: { sourcedId: 'l', resource: { sourcedId: 'r' }, resources: null },
      node: { resources: ['r'] },
    },
    {
      name: 'a list if one is expected',
      kind: 'lesson',
      record: { sourcedId: 'l', resource: [{ sourcedId: 'r' }] },
      node: { resources: ['r'] },
    },
  ])('$name', ({ kind, record, node }) => {
    expect(dialect().decode(kind, record)?.entity.fields).toEqual(node);
  });

  test('the parent is found by its key, as reference or as plain id', () => {
    const parent = (record: JsonObject) => dialect().decode('lesson', record)?.entity.parent;
    expect(parent({ sourcedId: 'l', unit: { sourcedId: 'u' } })).toBe('unit/u');
    expect(parent({ sourcedId: 'l', unit: 'u' })).toBe('unit/u');
  });

  test.each([
    { sortOrder: '10', number: 10 },
    { sortOrder: '2.5', number: 2.5 },
    { sortOrder: '1st', number: undefined },
    { sortOrder: null, number: undefined },
  ])('the order $sortOrder is $number', ({ sortOrder, number }) => {
    expect(dialect().decode('unit', { sourcedId: 'u', sortOrder })?.sortOrder).toBe(number);
  });

  test.each([{}, { sourcedId: '' }, { sourcedId: 7 }])('not a record: %j', (record) => {
    expect(dialect().decode('course', record)).toBeUndefined();
  });
});

describe('a node becomes a body', () => {
  const lesson = {
    entity: {
      kind: 'lesson',
      sourcedId: 'l',
      parent: 'unit/u',
      title: 'L',
      fields: { title: 'L', course: 'c', resources: ['r'], metadata: { xp: 5 } },
    },
    sortOrder: 10,
  } as const;

  test('a create holds what is managed, enveloped', () => {
    expect(dialect().collectionOf('lesson').wrap(sent(lesson))).toEqual({
      lesson: {
        sourcedId: 'l',
        status: 'active',
        title: 'L',
        course: { sourcedId: 'c' },
        unit: { sourcedId: 'u' },
        resource: { sourcedId: 'r' },
        metadata: { xp: 5 },
        sortOrder: 10,
        dateLastModified: '2026-01-02T03:04:05.000Z',
      },
    });
  });

  const base = {
    sourcedId: 'l',
    status: 'inactive',
    dateLastModified: 'old',
    title: 'Old',
    unit: { sourcedId: 'u', href: 'h', type: 'unit' },
    metadata: { xp: 1, AlphaLearn: { DailyXPGoal: 25 } },
    createdAt: 'x',
  };

  test('an update carries over what it does not manage, to the last leaf', () => {
    expect(sent({ ...lesson, base })).toMatchObject({
      title: 'L',
      status: 'inactive',
      unit: { sourcedId: 'u', href: 'h', type: 'unit' },
      metadata: { xp: 5, AlphaLearn: { DailyXPGoal: 25 } },
      createdAt: 'x',
    });
  });

  test('a move drops what the old reference said besides its id', () => {
    const moved = { ...lesson, base, entity: { ...lesson.entity, parent: 'unit/v' } as const };
    expect(sent(moved)).toMatchObject({ unit: { sourcedId: 'v' } });
    expect(JSON.stringify(sent(moved))).not.toContain('"h"');
  });

  test('a retirement changes the status and nothing that it does not understand', () => {
    const odd = { ...base, org: 'as text', unit: 'u', resource: { href: 'h' }, sortOrder: '10' };
    const node = dialect().decode('lesson', odd);
    if (!node) throw new Error('no node');
    const { entity, sortOrder = 0 } = node;
    const write = { entity, base: odd, status: 'retired', sortOrder } as const;
    expect(sent(write)).toEqual({
      ...odd,
      status: 'tobedeleted',
      sortOrder: 10,
      dateLastModified: '2026-01-02T03:04:05.000Z',
    });
    const { facts } = { facts: { 'put.body': 'managed' } };
    expect(sent(write, { facts })).toMatchObject({ title: 'Old' });
  });

  test.each<{ row: string; value: string | boolean | string[]; body: JsonObject }>([
    { row: 'lesson.unit', value: 'unitRef', body: { unitRef: { sourcedId: 'u' } } },
    { row: 'lesson.course', value: 'courseRef', body: { courseRef: { sourcedId: 'c' } } },
    { row: 'lesson.resources.shape', value: 'list', body: { resource: [{ sourcedId: 'r' }] } },
    { row: 'reference.shape', value: 'typed', body: { unit: { sourcedId: 'u', type: 'unit' } } },
    { row: 'sortOrder.key', value: 'position', body: { position: 10 } },
    { row: 'status.active', value: 'live', body: { status: 'live' } },
  ])('the row $row can be corrected', ({ row, value, body }) => {
    expect(sent(lesson, { facts: { [row]: value } })).toMatchObject(body);
  });

  test('rows that take things out of the body', () => {
    const without = sent(lesson, { facts: { 'dateLastModified.sent': false } });
    expect(without).not.toHaveProperty('dateLastModified');
    const managed = sent({ ...lesson, base }, { facts: { 'put.body': 'managed' } });
    expect(managed).not.toHaveProperty('createdAt');
    const owned = sent({ ...lesson, base }, { facts: { 'record.serverOwned': ['createdAt'] } });
    expect(owned).not.toHaveProperty('createdAt');
  });

  test('the envelope and the path can be corrected', () => {
    const corrected = dialect({
      facts: { 'lesson.envelope': 'data', 'lesson.path': '/x/lessons' },
    });
    expect(corrected.collectionOf('lesson').wrap({})).toEqual({ data: {} });
    expect(corrected.collectionOf('lesson').pathOf('l/1')).toBe('/x/lessons/l%2F1');
  });
});

describe('corrections are checked', () => {
  const span = { file: 'timeback-catalog.yaml', start: { line: 7, column: 5 } };
  test.each([
    {
      row: 'lesson.unt',
      value: 'x',
      code: 'config/unknown-fact',
      hint: 'Did you mean "lesson.unit"?',
    },
    { row: 'toString', value: 'x', code: 'config/unknown-fact', hint: expect.anything() },
    { row: 'list.limit', value: 'many', code: 'schema/wrong-type', hint: undefined },
    { row: 'put.body', value: 'all', code: 'schema/wrong-type', hint: undefined },
    { row: 'compare.sets', value: 'subjects', code: 'schema/wrong-type', hint: undefined },
  ])('$row: $value', ({ row, value, code, hint }) => {
    const { problems } = openDialect('partner', new Map([[row, { value, span }]]));
    expect(problems).toMatchObject([{ code, span }]);
    expect(problems[0]?.hint).toEqual(hint);
  });
});

describe('rows that may explain a difference', () => {
  interface Held {
    readonly name: string;
    readonly at: Address;
    readonly path: string;
    readonly wanted: Json;
    readonly record: JsonObject;
    readonly rows: readonly (readonly Json[])[];
  }
  test.each<Held>([
    {
      name: 'a course as plain id',
      at: 'unit/u',
      path: 'parent',
      wanted: 'course/c',
      record: { sourcedId: 'c', courseSourcedId: 'c' },
      rows: [['unit.course', 'courseSourcedId']],
    },
    {
      name: 'a lesson that names no course',
      at: 'lesson/l',
      path: 'course',
      wanted: 'c',
      record: { unit: { sourcedId: 'u' } },
      rows: [['lesson.course', '']],
    },
    {
      name: 'another word for retired',
      at: 'lesson/l',
      path: 'status',
      wanted: 'tobedeleted',
      record: { status: 'inactive' },
      rows: [['status.retired', 'inactive']],
    },
    {
      name: 'live is not another word for retired',
      at: 'lesson/l',
      path: 'status',
      wanted: 'tobedeleted',
      record: { status: 'active' },
      rows: [],
    },
    {
      name: 'prerequisites as references',
      at: 'unit/u',
      path: 'prerequisites',
      wanted: ['a'],
      record: { prerequisites: [{ sourcedId: 'a' }] },
      rows: [['unit.prerequisites', 'references']],
    },
    {
      name: 'nothing like it',
      at: 'course/c',
      path: 'org',
      wanted: 'o',
      record: { toString: 'x', school: { sourcedId: 'p' } },
      rows: [],
    },
  ])('$name', ({ at, path, wanted, record, rows }) => {
    const held = Object.hasOwn(record, path) ? (record[path] ?? null) : null;
    const [group] = groupDifferences([{ address: at, title: '', path: [path], wanted, held }]);
    const found = group ? dialect().proposeCorrections(group, () => record) : [];
    expect(found.flat().map(({ row, value }) => [row, value])).toEqual(rows);
  });
});
