import type { Address } from '../model/address.ts';
import { type Cause, causes, type Drift, type DriftAction, type Since } from '../model/drift.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { contextOf, type Found, located, type Sources } from './drift-names.ts';
import { orderDrift, parentDrift, type ThreeSides } from './drift-place.ts';
import { asApplied, type LastApplied } from './last-applied.ts';
import type { CompareRules } from './rules.ts';
import { foldDefaults, strangersIn } from './server-own.ts';
import { compareFields, type FieldsOfThree } from './three-way.ts';

export interface DriftInputs extends Sources {
  /** What was last applied; absent where nobody knows: then the manifests count as it. */
  readonly base?: LastApplied;
  readonly since: Since;
  readonly rules: CompareRules;
  readonly warnings?: readonly Problem[];
}

/**
 * What changed on the platform since the last apply, apart from what changed in git: a comparison of
 * three sides by the rules of the planner. A pure function of its inputs.
 */
export function findDrift(inputs: DriftInputs): Drift {
  const { catalog, ledger, server, rules, since, warnings = [] } = inputs;
  const head = asApplied(catalog, ledger, rules);
  const sides = { base: inputs.base ?? head, head, server };
  const compared = compareAll(sides, rules);
  const nodes = nodesOf(compared, sides).map((found) => located(found, inputs));
  const { strangers, elsewhere } = strangersIn(head, server);
  return {
    platform: server.platform,
    since,
    nodes,
    defaults: foldDefaults(defaultsIn(compared, server)),
    strangers,
    elsewhere,
    context: contextOf(nodes, strangers, inputs),
    unchanged: head.nodes.size - nodes.filter(({ address }) => head.nodes.has(address)).length,
    settled: [...compared.values()].reduce((sum, { settled }) => sum + settled, 0),
    warnings,
  };
}

type Compared = ReadonlyMap<Address, FieldsOfThree>;

/** The fields of all nodes that live in the manifests and on the server. */
function compareAll({ base, head, server }: ThreeSides, rules: CompareRules): Compared {
  const compared = new Map<Address, FieldsOfThree>();
  for (const [address, node] of head.nodes) {
    const there = server.entities.get(address);
    if (!there || there.status === 'tobedeleted') continue;
    const was = base.nodes.get(address)?.fields;
    const three = { base: was, head: node.fields, server: there.entity.fields };
    compared.set(address, compareFields(three, rules));
  }
  return compared;
}

function nodesOf(compared: Compared, sides: ThreeSides): Found[] {
  const orders = orderDrift(sides);
  // What left the manifests comes after all that is in them.
  const addresses = [...sides.head.nodes.keys(), ...sides.head.retired];
  return addresses.flatMap((address): Found[] => {
    const own = compared.get(address);
    if (!own) return wholeNode(address, sides);
    const order = orders.get(address);
    const fields = [...parentDrift(address, sides), ...(order ? [order] : []), ...own.drift];
    const cause = causes.find((one) => fields.some((field) => field.cause === one));
    return cause ? [{ address, action: actionOf(fields), cause, fields }] : [];
  });
}

function actionOf(fields: Found['fields']): DriftAction {
  const places = fields.flatMap(({ of, path }) => (of === 'place' ? path[0] : []));
  if (places.includes('parent')) return 'move';
  return places.includes('order') ? 'reorder' : 'update';
}

/** Of a node that one of manifests and server lacks: what came or went. */
function wholeNode(address: Address, { base, head, server }: ThreeSides): Found[] {
  const there = server.entities.get(address);
  const wasLive = base.nodes.has(address);
  const wasRetired = base.retired.has(address);
  const found = (action: DriftAction, cause: Cause) => [{ address, action, cause, fields: [] }];
  if (head.nodes.has(address)) {
    if (!there && wasLive) return found('gone', 'changed on the server');
    if (!there) return found('create', 'edited in git');
    if (wasRetired) return found('restore', 'edited in git');
    return found('retire', wasLive ? 'changed on the server' : 'both');
  }
  if (!there || there.status === 'tobedeleted') return [];
  return wasRetired ? found('restore', 'changed on the server') : found('retire', 'edited in git');
}

/** What the server holds of its own accord, by node. */
function defaultsIn(compared: Compared, server: RemoteState) {
  return [...compared].map(([address, { defaults }]) => {
    // Applying neither sets nor clears a status like `inactive`: somebody else manages it.
    const isOther = server.entities.get(address)?.status === 'other';
    return [address, isOther ? [['status'] as const, ...defaults] : defaults] as const;
  });
}
