import type { Address } from '../model/address.ts';
import { type CatalogNode, fieldSpan } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Change, FieldChange, Place } from '../model/plan.ts';
import type { RemoteEntity } from '../model/remote.ts';
import { diffFields } from './diff.ts';
import type { WantedPlace } from './place.ts';
import type { CompareRules } from './rules.ts';

export interface NodeSides {
  readonly address: Address;
  readonly node: CatalogNode;
  /** What the platform should hold, fields that follow from the place included. */
  readonly fields: JsonObject;
  readonly remote: RemoteEntity | undefined;
  /** Absent for kinds without an order. */
  readonly wanted: WantedPlace | undefined;
  readonly present: Place | undefined;
}

/** The one place that says what happens to a node of the catalog. */
export function decide(sides: NodeSides, rules: CompareRules): Change | undefined {
  const { address, node, fields, remote, present } = sides;
  const wanted = sides.wanted?.place;
  const base = {
    address,
    title: titleOf(node.entity.fields),
    ...(node.entity.parent && { parent: node.entity.parent }),
  };
  const at = (field?: string) => fieldSpan(node.source, field);
  if (!remote) {
    const after = node.entity;
    return { ...base, source: at(), action: 'create', after, ...(wanted && { to: wanted }) };
  }
  // Only a node that is to be restored gets this far with that status: see guard.ts.
  const revived: readonly FieldChange[] =
    remote.status === 'tobedeleted'
      ? [{ path: ['status'], kind: 'changed', before: 'tobedeleted', after: 'active' }]
      : [];
  const differing = [...revived, ...diffFields(fields, remote.entity.fields, rules)];
  const [first, ...rest] = differing;
  if (wanted && present && wanted.parent !== present.parent) {
    return { ...base, source: at(), action: 'move', from: present, to: wanted, fields: differing };
  }
  if (wanted && wanted.sortOrder !== present?.sortOrder) {
    const from = present ?? { ...wanted, sortOrder: null };
    const makesRoom = sides.wanted?.isInOrder === true;
    const reorder = { ...base, source: at(), action: 'reorder', makesRoom } as const;
    return { ...reorder, from, to: wanted, fields: differing };
  }
  if (!first) return undefined;
  return { ...base, source: at(first.path[0]), action: 'update', fields: [first, ...rest] };
}

export function titleOf(fields: JsonObject): string {
  return typeof fields['title'] === 'string' ? fields['title'] : '';
}
