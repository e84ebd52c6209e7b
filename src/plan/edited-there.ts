import { valueAt } from '../document/place.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { FieldChange, WritableChange, WritablePlan } from '../model/plan.ts';
import { type CompareRules, diffFields } from './compare.ts';

/**
 * Marks the fields that a plan would set back: what the platform holds there is not what was last sent
 * to it. `sentTo` gives the fields that were sent to a node and kept; undefined where nobody knows.
 */
export function withEditsThere(
  plan: WritablePlan,
  sentTo: (address: Address) => JsonObject | undefined,
  rules: CompareRules,
): WritablePlan {
  const changes = plan.changes.map((change): WritableChange => {
    if (change.action === 'create' || change.action === 'retire') return change;
    if (!change.fields.some(({ kind }) => kind === 'changed')) return change;
    const sent = sentTo(change.address);
    if (!sent) return change;
    const mark = (field: FieldChange): FieldChange =>
      field.kind === 'changed' && isEdited(field, sent, rules)
        ? { ...field, isEditedThere: true }
        : field;
    if (change.action !== 'update') return { ...change, fields: change.fields.map(mark) };
    const [first, ...others] = change.fields;
    return { ...change, fields: [mark(first), ...others.map(mark)] };
  });
  return { ...plan, changes };
}

type Changed = Extract<FieldChange, { readonly kind: 'changed' }>;

function isEdited(field: Changed, sent: JsonObject, rules: CompareRules): boolean {
  const wanted = valueAt(sent, field.path);
  if (wanted === undefined) return false;
  return diffFields(nested(field.path, wanted), nested(field.path, field.before), rules).length > 0;
}

function nested([key = '', ...rest]: readonly string[], value: Json): JsonObject {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
