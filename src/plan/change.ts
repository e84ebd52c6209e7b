import type { Address } from '../model/address.ts';
import { type CatalogNode, fieldSpan } from '../model/catalog.ts';
import type { Change, Content, FieldChange, Place, WritableChange } from '../model/plan.ts';
import type { RemoteEntity } from '../model/remote.ts';
import { diffFields } from './diff.ts';
import type { WantedPlace } from './place.ts';
import type { CompareRules } from './rules.ts';

export interface NodeSides {
  readonly address: Address;
  readonly node: CatalogNode;
  /** What the platform should hold of it. */
  readonly content: Content;
  readonly remote: RemoteEntity | undefined;
  /** Absent for kinds without an order, and where the node and its siblings stand as they should. */
  readonly wanted: WantedPlace | undefined;
  readonly present: Place | undefined;
}

/** The one place that says what happens to a node of the catalog. */
export function decide(sides: NodeSides, rules: CompareRules): WritableChange | undefined {
  const change = changeOf(sides, rules);
  return change && { ...change, content: sides.content };
}

function changeOf(sides: NodeSides, rules: CompareRules): Change | undefined {
  const { node, content, remote, present } = sides;
  const wanted = sides.wanted?.place;
  if (!remote) {
    const after = node.entity;
    return { ...about(sides), action: 'create', after, ...(wanted && { to: wanted }) };
  }
  const differing = diffFields(content.entity.fields, remote.entity.fields, rules);
  // Only a node that is to be restored gets this far with that status: see guard.ts.
  if (remote.status === 'tobedeleted') differing.unshift(revived);
  if (wanted && present && wanted.parent !== present.parent) {
    return { ...about(sides), action: 'move', from: present, to: wanted, fields: differing };
  }
  if (wanted && wanted.sortOrder !== present?.sortOrder) {
    const from = present ?? { ...wanted, sortOrder: null };
    const makesRoom = sides.wanted?.isInOrder === true;
    const reorder = { ...about(sides), action: 'reorder', makesRoom } as const;
    return { ...reorder, from, to: wanted, fields: differing };
  }
  const [first, ...rest] = differing;
  if (!first) return undefined;
  return { ...about(sides, first.path[0]), action: 'update', fields: [first, ...rest] };
}

const revived: FieldChange = {
  path: ['status'],
  kind: 'changed',
  before: 'tobedeleted',
  after: 'active',
};

/** What every change says of its node. `field`: where to look in the manifests. */
function about({ address, node }: NodeSides, field?: string) {
  const { entity, source } = node;
  return {
    address,
    title: entity.title,
    ...(entity.parent && { parent: entity.parent }),
    source: fieldSpan(source, field),
  };
}
