import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Entity } from '../../src/model/node.ts';
import type { Dialect, PlacementIds, Records, Write } from '../../src/remote/dialects/dialect.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { placementId } from '../../src/remote/dialects/placements.ts';

const now = new Date('2026-01-02T03:04:05Z');

function dialect(facts: Readonly<Record<string, Json>> = {}, given?: PlacementIds): Dialect {
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const corrections = Object.entries(facts).map(([row, value]) => [row, { value, span }] as const);
  const opened = openDialect('oneroster', new Map(corrections), given);
  if (!opened.ok) throw new Error(opened.problems.map(({ detail }) => detail).join());
  return opened.value;
}

const records = (lists: Readonly<Record<string, readonly JsonObject[]>>): Records =>
  new Map(Object.entries(lists));
const nodes = (lists: Parameters<typeof records>[0]) =>
  dialect()
    .compose(records(lists))
    .map(({ kind, record }) => dialect().decode(kind, record)?.entity);

const link = (sourcedId: string) => ({ sourcedId });
const placement = (sourcedId: string, resource: string, more: JsonObject = {}) => ({
  sourcedId,
  status: 'active',
  courseComponent: link('l'),
  resource: link(resource),
  ...more,
});

describe('records become nodes', () => {
  test('a component without a parent is a unit, a nested one a lesson', () => {
    const courseComponent = [
      { sourcedId: 'u', course: link('c'), parent: null, courseComponent: null },
      { sourcedId: 'l', course: link('c'), parent: link('u') },
      { sourcedId: 'm', course: link('c'), parent: null, courseComponent: link('u') },
    ];
    expect(nodes({ courseComponent })).toMatchObject([
      { kind: 'unit', sourcedId: 'u', parent: 'course/c' },
      { kind: 'lesson', sourcedId: 'l', parent: 'unit/u', fields: { course: 'c' } },
      { kind: 'lesson', sourcedId: 'm', parent: 'unit/u' },
    ]);
  });

  test('what a lesson places comes in order, without the retired', () => {
    const componentResource = [
      placement('p', 'r', { sortOrder: 2 }),
      placement('q', 's', { sortOrder: 1 }),
      placement('o', 't', { status: 'tobedeleted' }),
      placement('n', 'r', { courseComponent: link('other') }),
    ];
    const courseComponent = [{ sourcedId: 'l', parent: link('u') }];
    expect(nodes({ courseComponent, componentResource })).toMatchObject([
      { fields: { resources: ['s', 'r'] } },
    ]);
  });
});

const lesson: Entity = {
  kind: 'lesson',
  sourcedId: 'l',
  title: 'L',
  parent: 'unit/u',
  fields: { title: 'L', course: 'c', resources: ['r', 's'] },
};
const titles = new Map([['r', 'Film']]);
const base = {
  sourcedId: 'l',
  status: 'active',
  title: 'L',
  course: link('c'),
  parent: link('u'),
  courseComponent: link('u'),
  componentResources: [placement('p', 'r', { title: 'Own', sortOrder: 3, lessonType: 'quiz' })],
};
const sent = (write: Write, by = dialect()) => by.encode(write, now);

describe('a node becomes requests', () => {
  test('a new lesson: itself, nested by both keys, then what it places', () => {
    const [own, ...placed] = sent({ entity: lesson, sortOrder: 10, titles });
    expect(own).toEqual({
      method: 'POST',
      collection: 'courseComponent',
      sourcedId: 'l',
      record: {
        sourcedId: 'l',
        status: 'active',
        title: 'L',
        course: link('c'),
        parent: link('u'),
        courseComponent: link('u'),
        sortOrder: 10,
      },
    });
    expect(placed).toMatchObject([
      {
        method: 'POST',
        collection: 'componentResource',
        record: { title: 'Film', courseComponent: link('l'), resource: link('r'), sortOrder: 10 },
      },
      { record: { title: 'L', resource: link('s'), sortOrder: 20 } },
    ]);
  });

  test('if only places differ, the lesson itself is not written', () => {
    expect(sent({ entity: lesson, base })).toMatchObject([
      { method: 'POST', collection: 'componentResource', record: { resource: link('s') } },
    ]);
  });

  test('what is not placed any more is retired, and what else it says stays', () => {
    const entity = { ...lesson, fields: { ...lesson.fields, resources: [] } };
    expect(sent({ entity, base })).toMatchObject([
      { method: 'PUT', sourcedId: 'p', record: { status: 'tobedeleted', lessonType: 'quiz' } },
    ]);
  });

  test('what was retired is made live again, and of two the live one stays', () => {
    const twice = [
      placement('p', 'r', { status: 'tobedeleted', sortOrder: 1 }),
      placement('q', 'r', { sortOrder: 5 }),
      placement('o', 's', { status: 'tobedeleted' }),
    ];
    const written = sent({ entity: lesson, base: { ...base, componentResources: twice } });
    expect(written).toMatchObject([
      { method: 'PUT', sourcedId: 'o', record: { status: 'active' } },
    ]);
  });

  test('a lesson that does not say what it places leaves it alone, and so does its retirement', () => {
    const { resources: _, ...fields } = lesson.fields;
    const renamed = { ...lesson, fields: { ...fields, title: 'New' } };
    expect(sent({ entity: renamed, base })).toMatchObject([{ collection: 'courseComponent' }]);
    expect(sent({ entity: lesson, base, status: 'retired' })).toMatchObject([
      { method: 'PUT', collection: 'courseComponent', record: { status: 'tobedeleted' } },
    ]);
  });

  test('nothing of ours is in the record of the lesson', () => {
    const renamed = { ...lesson, fields: { ...lesson.fields, title: 'New' } };
    const [own] = sent({ entity: renamed, base });
    expect(own?.record).not.toHaveProperty('componentResources');
    expect(own?.record).not.toHaveProperty('resources');
  });
});

describe('ids of placements', () => {
  test('are the same for ever: published ones must not change', () => {
    expect(placementId('l', 'r')).toBe('716db9aa-465c-8b75-804c-67f962be77da');
    expect(placementId('l', 'r')).not.toBe(placementId('r', 'l'));
  });

  test('are those of the ledger if it has them', () => {
    const given = (_: string, resource: string) => ({
      ...(resource === 'r' && { live: 'given' }),
      hasEnded: false,
      isOver: () => false,
    });
    const placed = sent({ entity: lesson }, dialect({}, given)).slice(1);
    expect(placed.map(({ sourcedId }) => sourcedId)).toEqual(['given', placementId('l', 's')]);
  });
});

test.each<{ row: string; value: Json; expected: object }>([
  { row: 'create.method', value: 'PUT', expected: { method: 'PUT' } },
  { row: 'courseComponent.parent', value: 'in', expected: { record: { in: link('u') } } },
  { row: 'sortOrder.key', value: 'position', expected: { record: { position: 10 } } },
  {
    row: 'dateLastModified.sent',
    value: true,
    expected: { record: { dateLastModified: now.toISOString() } },
  },
])('the row $row can be corrected', ({ row, value, expected }) => {
  const [own] = sent({ entity: lesson, sortOrder: 10 }, dialect({ [row]: value }));
  expect(own).toMatchObject(expected);
});

test('every row of the other dialect that this one lacks is refused, with its own page', () => {
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const opened = openDialect('oneroster', new Map([['zzz', { value: 'u', span }]]));
  expect(opened.problems).toMatchObject([
    { code: 'config/unknown-fact', hint: 'docs/dialect-oneroster.md lists the rows.' },
  ]);
});
