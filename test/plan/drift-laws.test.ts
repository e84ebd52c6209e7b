import { describe, expect, test } from 'vitest';
import { isDrifted } from '../../src/model/drift.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { overlay } from '../../src/remote/dialects/record.ts';
import { fc } from '../support/laws.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';
import { course, driftOf, type There, told, units } from '../support/three-sides.ts';

const leaf = fc.oneof(fc.integer({ max: 3, min: 0 }), fc.constant(null), fc.constantFrom('a', 'é'));
const fields = fc.dictionary(
  fc.constantFrom('a', 'b', 'grades', 'metadata'),
  fc.oneof(leaf, fc.array(leaf, { maxLength: 2 }), fc.dictionary(fc.constantFrom('x', 'y'), leaf)),
);
/** Lessons in some order, each in one of two units, with fields. */
const anySide = fc
  .uniqueArray(fc.tuple(fc.constantFrom('1', '2', '3', '4'), fc.constantFrom('u', 'v'), fields), {
    selector: ([id]) => id,
  })
  .map((lessons) => [
    course,
    ...units,
    ...lessons.map(([id, unit, own]): Short => ['lesson', id, unit, own]),
  ]);

/** A platform after these manifests were applied to it: what it held besides them stays. */
function applied(side: readonly Short[], before: readonly Short[] = []): There[] {
  return side.map(([kind, id, parent, own = {}], index) => {
    const [, , , held = {}] = before.find(([, one]) => one === id) ?? [];
    const fields = overlay(held, own);
    return kind === 'course' ? [kind, id, parent, fields] : [kind, id, parent, fields, index * 3];
  });
}

describe('laws', () => {
  test('nothing has drifted where the base was applied, whatever was edited since', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        expect(isDrifted(driftOf({ base, head, server: applied(base) }))).toBe(false);
      }),
    );
  });

  test('nothing differs where the manifests were applied, whatever the base', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        expect(told(driftOf({ base, head, server: applied(head, base) }))).toEqual([]);
      }),
    );
  });

  test('drift without a base is what a plan would change', () => {
    fc.assert(
      fc.property(anySide, anySide, (head, server) => {
        const drift = driftOf({ head, server: applied(server) });
        const plan = buildPlan({
          catalog: catalogOf(head),
          remote: remoteOf(applied(server)),
          rules,
          sha256,
        });
        if (!plan.ok) throw new Error('no plan');
        const changes = plan.value.changes.filter(
          (change) => !(change.action === 'reorder' && change.makesRoom && !change.fields.length),
        );
        expect(drift.nodes.map(({ address }) => address).sort()).toEqual(
          changes.map(({ address }) => address).sort(),
        );
      }),
    );
  });

  test('every node that a plan would change is told, whoever changed it', () => {
    fc.assert(
      fc.property(anySide, anySide, anySide, (base, head, server) => {
        const drifted = driftOf({ base, head, server: applied(server) });
        const alone = driftOf({ head, server: applied(server) });
        const addresses = new Set(drifted.nodes.map(({ address }) => address));
        for (const { address } of alone.nodes) expect(addresses).toContain(address);
      }),
    );
  });
});
