import type { Catalog } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject, keyIn } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import { type CompareRules, isDropped } from './compare.ts';
import { desiredFields } from './desired.ts';

/**
 * The nodes on the platform that a plan can only be sure of once they were read whole, in case lists
 * show less: those that it changes, and those in which a manifest clears what is not shown. Each
 * with the fields of which nothing is shown.
 */
export function uncertainNodes(
  { changes }: Pick<Plan, 'changes'>,
  { entities }: RemoteState,
  { catalog, rules }: { readonly catalog: Catalog; readonly rules: CompareRules },
): ReadonlyMap<Address, readonly string[]> {
  const unshown = new Map(unshownFields(changes.filter(({ address }) => entities.has(address))));
  for (const [address, node] of catalog.nodes) {
    const held = entities.get(address)?.entity.fields;
    const cleared = held ? clearedUnseen(desiredFields(catalog, node, rules), held, rules) : [];
    if (cleared.length > 0) unshown.set(address, [...(unshown.get(address) ?? []), ...cleared]);
  }
  return unshown;
}

/** Nodes that are changed, each with the fields that it would get although nothing is shown of them. */
export function unshownFields(changes: readonly Change[]): ReadonlyMap<Address, readonly string[]> {
  return new Map(
    changes.map((change) => {
      const fields = 'fields' in change ? change.fields : [];
      const added = fields.flatMap(({ kind, path }) => (kind === 'added' ? path[0] : []));
      return [change.address, [...new Set(added)]];
    }),
  );
}

/** The fields in which there is to be nothing where nothing is shown. */
function clearedUnseen(
  wanted: JsonObject,
  held: JsonObject,
  rules: CompareRules,
): readonly string[] {
  const fields: string[] = [];
  for (const field in wanted) {
    // What is kept apart is no field of a record that could be left out.
    if (rules.apart?.includes(field)) continue;
    if (clears(wanted[field], valueIn(held, field), rules)) fields.push(field);
  }
  return fields;
}

function clears(wanted: Json | undefined, held: Json | undefined, rules: CompareRules): boolean {
  if (isObject(wanted)) {
    if (held !== undefined && held !== null && !isObject(held)) return false;
    const inner = isObject(held) ? held : {};
    for (const key in wanted) if (clears(wanted[key], valueIn(inner, key), rules)) return true;
    return false;
  }
  // A list may show null in the place of what it leaves out.
  if ((held ?? null) !== null || wanted === undefined) return false;
  if (Array.isArray(wanted)) return wanted.length === 0;
  return wanted === null || isDropped(wanted, rules);
}

function valueIn(map: JsonObject, key: string): Json | undefined {
  const held = keyIn(map, key);
  return held === undefined ? undefined : map[held];
}
