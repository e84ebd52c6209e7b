import type { Difference } from '../model/explanation.ts';
import type { JsonObject } from '../model/json.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import { diffFields } from './diff.ts';
import type { CompareRules } from './rules.ts';

/**
 * What changes would change, field by field. A node that is not on the platform has no fields that
 * differ: nothing of it is there.
 */
export function differencesOf(changes: readonly Change[], remote: RemoteState): Difference[] {
  return changes.flatMap((change) => differencesIn(change, remote));
}

function differencesIn(change: Change, remote: RemoteState): Difference[] {
  const { address, title } = change;
  const base = { address, title };
  const there = remote.entities.get(address);
  switch (change.action) {
    case 'create':
      return [];
    case 'retire': {
      const held = there?.record['status'] ?? null;
      return [{ ...base, path: ['status'], wanted: 'tobedeleted', held }];
    }
    case 'update':
      return change.fields.map((field) => ({ ...base, ...sides(field) }));
    case 'move':
    case 'reorder': {
      const fields = change.fields.map((field) => ({ ...base, ...sides(field) }));
      const { parent: wanted, sortOrder } = change.to;
      const held = there?.entity.parent ?? null;
      const order = there?.sortOrder ?? null;
      const place: Difference[] = [
        ...(wanted === held ? [] : [{ ...base, path: ['parent'] as const, wanted, held }]),
        // Among other siblings the number says nothing.
        ...(change.action === 'move' || sortOrder === order
          ? []
          : [{ ...base, path: ['sortOrder'] as const, wanted: sortOrder, held: order }]),
      ];
      return [...fields, ...place];
    }
  }
}

function sides(field: FieldChange): Pick<Difference, 'path' | 'wanted' | 'held'> {
  const held = field.kind === 'changed' ? field.before : null;
  return { path: field.path, wanted: field.after, held };
}

/** Whether two values of a field are the same by rules. */
export function isSettledBy({ path, wanted, held }: Difference, rules: CompareRules): boolean {
  const within = (value: Difference['held']): JsonObject =>
    path.reduceRight<JsonObject>((inner, key, index) => {
      return { [key]: index === path.length - 1 ? value : inner };
    }, {});
  return diffFields(within(wanted), within(held), rules).length === 0;
}
