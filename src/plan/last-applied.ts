import { type Address, addressOf } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { desiredFields } from './desired.ts';
import { releasedIn } from './retire.ts';
import type { CompareRules } from './rules.ts';

/** A node as it was written to the platform. */
export interface AppliedNode {
  readonly parent?: Address;
  /** The fields that were managed, those that follow from the place included. */
  readonly fields: JsonObject;
}

/** What a platform was last made to hold. From a commit or from a receipt: drift does not ask. */
export interface LastApplied {
  /** Siblings in the order that they were put in. */
  readonly nodes: ReadonlyMap<Address, AppliedNode>;
  readonly retired: ReadonlySet<Address>;
  /** Handed over to another catalog: not asked for here. Absent: nothing was. */
  readonly released?: ReadonlySet<Address>;
}

/** What the platform would hold had exactly these manifests been applied. */
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
