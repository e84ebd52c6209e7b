import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { forEnvironment, overridden } from '../../src/plan/desired.ts';
import { fc } from '../support/laws.ts';
import { catalogOf } from '../support/nodes.ts';

describe('an override', () => {
  const fields = {
    title: 'A',
    grades: ['6', '7'],
    metadata: {
      goals: { dailyXp: 10, dailyLessons: 2, by: { day: 1, week: 5 } },
      metrics: { totalXp: 100 },
      tags: { a: 1, b: 2 },
      courseType: 'base',
    },
    vendor: { one: 1, two: 2 },
  };
  test.each<{ name: string; over: JsonObject; is: JsonObject }>([
    { name: 'replaces a text', over: { title: 'B' }, is: { title: 'B' } },
    { name: 'replaces a list', over: { grades: ['8'] }, is: { grades: ['8'] } },
    { name: 'adds a field', over: { courseCode: 'C' }, is: { courseCode: 'C' } },
    { name: 'clears', over: { grades: null }, is: { grades: null } },
    { name: 'clears a map', over: { vendor: null }, is: { vendor: null } },
    {
      name: 'merges a map key by key',
      over: { vendor: { two: 3 } },
      is: { vendor: { one: 1, two: 3 } },
    },
    {
      name: 'replaces a map in metadata',
      over: { metadata: { tags: { a: 9 } } },
      is: { metadata: { ...fields.metadata, tags: { a: 9 } } },
    },
    {
      name: 'merges goals and metrics all the way down',
      over: { metadata: { goals: { dailyXp: 5, by: { day: 2 } }, metrics: { totalLessons: 9 } } },
      is: {
        metadata: {
          ...fields.metadata,
          goals: { dailyXp: 5, dailyLessons: 2, by: { day: 2, week: 5 } },
          metrics: { totalXp: 100, totalLessons: 9 },
        },
      },
    },
    {
      name: 'clears one goal',
      over: { metadata: { goals: { dailyXp: null } } },
      is: { metadata: { ...fields.metadata, goals: { ...fields.metadata.goals, dailyXp: null } } },
    },
    {
      name: 'replaces goals that were no map',
      over: { metadata: { goals: 5 } },
      is: { metadata: { ...fields.metadata, goals: 5 } },
    },
  ])('$name', ({ over, is }) => {
    expect(overridden(fields, over)).toEqual({ ...fields, ...is });
  });
});

const key = fc.constantFrom('title', 'metadata', 'goals', 'metrics', 'a', 'constructor', 'é');
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, 1, 'x', ['y']),
    fc.dictionary(key, tie('value')),
  ),
}));
const anyFields: fc.Arbitrary<JsonObject> = fc.dictionary(key, value);

describe('laws', () => {
  test('twice is once', () => {
    fc.assert(
      fc.property(anyFields, anyFields, (fields, over) => {
        const once = overridden(fields, over);
        expect(overridden(once, over)).toEqual(once);
      }),
    );
  });

  test('nothing overrides nothing', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        expect(overridden(fields, {})).toEqual(fields);
      }),
    );
  });

  test('what is not named stays, and what is named and no map holds', () => {
    fc.assert(
      fc.property(anyFields, anyFields, (fields, over) => {
        const after = overridden(fields, over);
        for (const [name, held] of Object.entries(fields)) {
          if (!Object.hasOwn(over, name)) expect(after[name]).toEqual(held);
        }
        for (const [name, wanted] of Object.entries(over)) {
          if (typeof wanted !== 'object' || wanted === null) expect(after[name]).toEqual(wanted);
        }
      }),
    );
  });

  test('inputs are left as they are', () => {
    fc.assert(
      fc.property(anyFields, anyFields, (fields, over) => {
        const before = JSON.stringify([fields, over]);
        overridden(fields, over);
        expect(JSON.stringify([fields, over])).toBe(before);
      }),
    );
  });
});

describe('a catalog for an environment', () => {
  const catalog = catalogOf([
    ['course', 'c1', undefined, { metadata: { goals: { dailyXp: 1 } } }],
    ['course', 'c2', undefined, { org: 'written' }],
    ['unit', 'u1', 'course/c1'],
  ]);
  const fieldsOf = (environment: Parameters<typeof forEnvironment>[1]) =>
    [...forEnvironment(catalog, environment).nodes.values()].map(({ entity }) => entity.fields);

  test('a kind, then a node, then the org of the environment', () => {
    const overrides = [
      { of: 'course', fields: { metadata: { goals: { dailyXp: 2, dailyLessons: 2 } } } },
      { of: 'course/c1', fields: { metadata: { goals: { dailyXp: 3 } } } },
    ] as const;
    expect(fieldsOf({ org: 'o', overrides })).toMatchObject([
      { org: 'o', metadata: { goals: { dailyXp: 3, dailyLessons: 2 } } },
      { org: 'written', metadata: { goals: { dailyXp: 2, dailyLessons: 2 } } },
      {},
    ]);
  });

  test('an org that is overridden stands', () => {
    const overrides = [{ of: 'course/c1', fields: { org: 'theirs' } }] as const;
    expect(fieldsOf({ org: 'o', overrides })[0]).toMatchObject({ org: 'theirs' });
  });

  test('who nothing applies to stays the very same', () => {
    const overrides = [{ of: 'course/c1', fields: { org: 'theirs' } }] as const;
    const after = forEnvironment(catalog, { overrides });
    expect(after.nodes.get('unit/u1')).toBe(catalog.nodes.get('unit/u1'));
    expect(forEnvironment(catalog, {})).toBe(catalog);
  });

  test('identity and place are the same everywhere', () => {
    const overrides = [{ of: 'unit', fields: { metadata: { a: 1 } } }] as const;
    const identity = ({ nodes }: typeof catalog) =>
      [...nodes].map(
        ([
          address,
          {
            entity: { fields: _, ...rest },
          },
        ]) => [address, rest],
      );
    expect(identity(forEnvironment(catalog, { overrides }))).toEqual(identity(catalog));
  });
});
