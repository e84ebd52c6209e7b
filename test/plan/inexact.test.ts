import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { Address } from '../../src/model/node.ts';
import { buildPlan, planWithInexact } from '../../src/plan/build.ts';
import type { CompareRules } from '../../src/plan/compare.ts';
import { uncertainNodes } from '../../src/plan/differences.ts';
import { fc } from '../support/laws.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';

/** Values of which many are equal, and many say nothing. */
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, '', 0, false, 'a', 1, [], {}, ['a'], [null]),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('value'), { maxKeys: 2 }),
  ),
})).value;
const fields = fc.dictionary(fc.constantFrom('title', 'org', 'metadata'), value, { maxKeys: 3 });

/** A course and its units as the manifests have them, and as the platform does; some are not there. */
const sides = fc
  .array(fc.record({ wanted: fields, held: fc.option(fields), isAlike: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => {
    const named = all.map(({ wanted, held, isAlike }, at) => {
      const node =
        at === 0 ? (['course', 'c', undefined] as const) : (['unit', `u${at}`, 'c'] as const);
      return { node, wanted, held: isAlike ? wanted : held, number: at * 10 };
    });
    const catalog = catalogOf(named.map(({ node, wanted }): Short => [...node, wanted]));
    const remote = remoteOf(
      named.flatMap(({ node, held, number }) => (held ? [[...node, held, number] as const] : [])),
    );
    return { catalog, remote };
  });
const rulesOf = fc.constantFrom<CompareRules>(rules, {
  ...rules,
  dropped: ['numbers', 'texts', 'truths'],
});

describe('a plan that leaves out what is known', () => {
  test('nodes that are held exactly clear nothing', () => {
    fc.assert(
      fc.property(sides, rulesOf, ({ catalog, remote }, by) => {
        const built = planWithInexact({ catalog, remote, rules: by, sha256 });
        if (!built.ok) return;
        const all = { ...built.value, inexact: [...catalog.nodes.keys()] };
        const told = uncertainNodes(built.value, remote, { catalog, rules: by });
        expect(told).toEqual(uncertainNodes(all, remote, { catalog, rules: by }));
      }),
    );
  });

  test('the nodes of the first plan have the same changes again', () => {
    fc.assert(
      fc.property(sides, sides, rulesOf, ({ catalog, remote }, later, by) => {
        const first = buildPlan({ catalog, remote, rules: by, sha256 });
        if (!first.ok) return;
        const planned = new Set<Address>(first.value.changes.map(({ address }) => address));
        // Only nodes of the plan are read again, so all others stay as they were.
        const entities = new Map(remote.entities);
        for (const [address, entity] of later.remote.entities) {
          if (planned.has(address)) entities.set(address, entity);
        }
        const inputs = { catalog, remote: { ...remote, entities }, rules: by, sha256 };
        const whole = buildPlan(inputs);
        const narrow = buildPlan({ ...inputs, only: planned });
        expect(narrow.ok && narrow.value.changes).toEqual(whole.ok && whole.value.changes);
      }),
    );
  });
});
