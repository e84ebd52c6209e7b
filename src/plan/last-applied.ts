import { valueAt } from '../document/place.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, withFields } from '../model/node.ts';
import type { FieldChange, WritableChange, WritablePlan } from '../model/plan.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import { type CompareRules, isSettledBy } from './compare.ts';
import { desiredFields, siblingsByParent } from './desired.ts';
import { releasedIn } from './retirements.ts';
import { wantedPlaces } from './sibling-order.ts';

/** A node as it was last written to the platform. */
export interface AppliedNode {
  readonly parent?: Address;
  /** The managed fields, including those that follow from the place. */
  readonly fields: JsonObject;
}

/** What was last applied to a platform, from a commit or from a receipt. */
export interface LastApplied {
  /** The nodes by address, siblings in the order that they were put in. */
  readonly nodes: ReadonlyMap<Address, AppliedNode>;
  readonly retired: ReadonlySet<Address>;
  /** Nodes that were released to another catalog, so this one does not compare them. Absent: none. */
  readonly released?: ReadonlySet<Address>;
}

/** The state that applying exactly these manifests and this ledger would leave as last applied. */
export function asApplied(
  catalog: Catalog,
  ledger: Ledger | undefined,
  rules: CompareRules,
): LastApplied {
  const nodes = [...catalog.nodes].map(([address, node]): [Address, AppliedNode] => {
    const { parent } = node.entity;
    return [address, { ...(parent && { parent }), fields: desiredFields(catalog, node, rules) }];
  });
  const entries = [...(ledger?.entries.values() ?? [])];
  const retired = entries.filter(({ state }) => state === 'retired');
  return {
    nodes: new Map(nodes),
    retired: new Set(retired.map(({ kind, sourcedId }) => addressOf(kind, sourcedId))),
    released: new Set(releasedIn(ledger).keys()),
  };
}

/** The state of an empty platform after a catalog was published to it. */
export function asPublished(
  catalog: Catalog,
  { platform, rules }: { readonly platform: Platform; readonly rules: CompareRules },
): RemoteState {
  const empty: RemoteState = { platform, entities: new Map(), requests: 0 };
  const places = wantedPlaces(siblingsByParent(catalog), empty);
  const entities = [...catalog.nodes].map(([address, node]): [Address, RemoteEntity] => {
    const sortOrder = places.get(address)?.place.sortOrder ?? undefined;
    return [
      address,
      {
        entity: withFields(node.entity, desiredFields(catalog, node, rules)),
        status: 'active',
        ...(sortOrder !== undefined && { sortOrder }),
        record: {},
      },
    ];
  });
  return { ...empty, entities: new Map(entities) };
}

/**
 * Marks the fields that a plan would set back because the platform's value is not what was last sent to it.
 * `sentTo` gives the fields that were last sent to a node; undefined if unknown.
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
    const { unlisted } = change.content;
    const mark = (field: FieldChange): FieldChange => {
      if (field.kind !== 'changed' || (unlisted && field.path[0] === 'resources')) return field;
      return isEdited(field, sent, rules) ? { ...field, isEditedThere: true } : field;
    };
    if (change.action !== 'update') return { ...change, fields: change.fields.map(mark) };
    const [first, ...others] = change.fields;
    return { ...change, fields: [mark(first), ...others.map(mark)] };
  });
  return { ...plan, changes };
}

type Changed = Extract<FieldChange, { readonly kind: 'changed' }>;

function isEdited(field: Changed, sent: JsonObject, rules: CompareRules): boolean {
  const wanted = valueAt(sent, field.path);
  return (
    wanted !== undefined && !isSettledBy({ path: field.path, wanted, held: field.before }, rules)
  );
}
