import { addressOf } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Change } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import { desiredFields } from '../plan/desired.ts';
import type { CompareRules } from '../plan/rules.ts';
import type { Write } from '../remote/dialects/dialect.ts';

/** What a change has to be written with. */
export interface Sides {
  /** Holds every node that is not retired. */
  readonly catalog: Catalog;
  readonly state: RemoteState;
  readonly rules: CompareRules;
}

/** One change as a write: the managed fields, laid over the record that the platform has. */
export function writeOf(change: Change, { catalog, state, rules }: Sides): Write {
  const before = state.entities.get(change.address);
  if (change.action === 'retire' && before) {
    const { entity, record: base, sortOrder } = before;
    return { entity, base, status: 'retired', ...(sortOrder !== undefined && { sortOrder }) };
  }
  const node = catalog.nodes.get(change.address);
  if (!node) throw new Error(`${change.address} is in the plan and not in the catalog`);
  const sortOrder = 'to' in change && change.to ? change.to.sortOrder : before?.sortOrder;
  const fields = desiredFields(catalog, node, rules);
  return {
    entity: { ...node.entity, fields },
    ...titlesFor(fields, catalog),
    ...(before && { base: before.record }),
    ...(before?.status === 'tobedeleted' && { status: 'active' }),
    ...(typeof sortOrder === 'number' && { sortOrder }),
  };
}

/** Of what a lesson places, whose titles some dialects need. */
function titlesFor({ resources }: JsonObject, { nodes }: Catalog): Pick<Write, 'titles'> {
  if (!Array.isArray(resources) || resources.length === 0) return {};
  const named = resources.map(String).flatMap((id): [string, string][] => {
    const title = nodes.get(addressOf('resource', id))?.entity.fields['title'];
    return typeof title === 'string' ? [[id, title]] : [];
  });
  return { titles: new Map(named) };
}

/** What a write says, for the receipt: the record itself depends on the dialect. */
export function afterOf({ entity, sortOrder, status }: Write): JsonObject {
  return {
    ...(status && { status }),
    ...(entity.parent && { parent: entity.parent }),
    ...(sortOrder !== undefined && { sortOrder }),
    fields: entity.fields,
  };
}
