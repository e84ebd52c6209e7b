import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { limits } from '../../src/remote/limits.ts';
import { openSieve } from '../../src/remote/records.ts';

function dialectOf(name: 'partner' | 'oneroster') {
  const opened = openDialect(name, new Map());
  if (!opened.ok) throw new Error('the table is wrong');
  return opened.value;
}

function sift(name: 'partner' | 'oneroster', list: string, page: readonly JsonObject[]) {
  const dialect = dialectOf(name);
  const own = { has: (id: string) => id === 'own', isLike: (title: string) => title === 'Alike' };
  const sieve = openSieve(dialect, own);
  const collection = dialect.collections.find((one) => one.name === list);
  if (!collection) throw new Error(`no list ${list}`);
  const whole = sieve.keep(page, { collection, offset: 0 });
  return { whole: whole.map((one) => one['sourcedId']), others: sieve.others() };
}

const lesson = {
  status: 'active',
  title: 'Title',
  unit: { sourcedId: 'u' },
  sortOrder: 3,
  metadata: { text: 'x'.repeat(1000) },
};

test('of a record of others it is kept which it is, what it is called and where it stands', () => {
  const page = [
    { ...lesson, sourcedId: 'own' },
    { ...lesson, sourcedId: 'other' },
  ];
  const { whole, others } = sift('partner', 'lesson', page);
  expect(whole).toEqual(['own']);
  expect(others).toEqual([
    {
      entity: {
        ...{ kind: 'lesson', sourcedId: 'other', title: 'Title', parent: 'unit/u' },
        fields: { title: 'Title' },
      },
      status: 'active',
      sortOrder: 3,
      record: {},
      isGist: true,
    },
  ]);
});

test('what may be a node of the manifests under another id is kept whole, up to a number', () => {
  const page = Array.from({ length: limits.alike + 1 }, (_, index) => ({
    ...lesson,
    sourcedId: `other-${index}`,
    title: 'Alike',
  }));
  const { whole, others } = sift('partner', 'lesson', page);
  expect([whole.length, others.length]).toEqual([limits.alike, 1]);
});

test('a placement goes with its lesson, and of others nothing is left', () => {
  const placement = (sourcedId: string, component: string) => ({
    sourcedId,
    courseComponent: { sourcedId: component },
    resource: { sourcedId: 'r' },
  });
  const page = [placement('a', 'own'), placement('b', 'other'), placement('own', 'other')];
  const { whole, others } = sift('oneroster', 'componentResource', page);
  expect({ whole, others }).toEqual({ whole: ['a', 'own'], others: [] });
});

test('a component of others is a unit, or a lesson below one', () => {
  const page = [
    { sourcedId: 'a', status: 'tobedeleted', course: { sourcedId: 'c' } },
    { sourcedId: 'b', status: 'odd', course: { sourcedId: 'c' }, parent: { sourcedId: 'a' } },
  ];
  const { others } = sift('oneroster', 'courseComponent', page);
  expect(others.map(({ entity: { kind, parent }, status }) => [kind, parent, status])).toEqual([
    ['unit', 'course/c', 'tobedeleted'],
    ['lesson', 'unit/a', 'other'],
  ]);
});
