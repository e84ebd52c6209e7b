import { type Catalog, fieldSpan } from '../model/catalog.ts';
import {
  type Cause,
  causes,
  type Drift,
  type DriftAction,
  type NodeDrift,
  type ServerDefault,
  type Since,
} from '../model/drift.ts';
import type { Json } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, keyOfAddress, kindIn, parseAddress } from '../model/node.ts';
import type { ContextNode } from '../model/plan.ts';
import type { Problem, Span } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { contextNode } from './build.ts';
import type { CompareRules } from './compare.ts';
import { asApplied, type LastApplied } from './last-applied.ts';
import { fieldsBeforeEnd } from './placement-moves.ts';
import {
  compareFields,
  type FieldsOfThree,
  orderDrift,
  parentDrift,
  type ThreeSides,
} from './three-way.ts';

/** The inputs of drift: what was last applied, the manifests, and the state of the platform. */
export interface DriftInputs extends Sources {
  /** What was last applied. Absent: unknown, and the manifests count as it. */
  readonly base?: LastApplied;
  readonly since: Since;
  readonly rules: CompareRules;
  readonly warnings?: readonly Problem[];
}

/** Compares last applied, manifests and platform: every difference with its cause. A pure function. */
export function findDrift(inputs: DriftInputs): Drift {
  const { catalog, ledger, server, rules, since, warnings = [] } = inputs;
  const head = asApplied(catalog, ledger, rules);
  const sides = { base: inputs.base ?? head, head, server };
  const compared = compareAll(sides, rules);
  const nodes = nodesOf(compared, sides).map((found) => located(found, inputs));
  const { strangers, elsewhere } = unknownNodesIn(head, server);
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

/** The compared fields of all nodes that are in the manifests and live on the platform. */
function compareAll({ base, head, server }: ThreeSides, rules: CompareRules): Compared {
  const compared = new Map<Address, FieldsOfThree>();
  for (const [address, node] of head.nodes) {
    const there = server.entities.get(address);
    if (!there || there.status === 'tobedeleted') continue;
    const was = base.nodes.get(address)?.fields;
    const three = { base: was, head: node.fields, server: fieldsBeforeEnd(there, was) };
    compared.set(address, compareFields(three, rules));
  }
  return compared;
}

function nodesOf(compared: Compared, sides: ThreeSides): Found[] {
  const orders = orderDrift(sides);
  // Retired nodes come after all nodes that are in the manifests.
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

/** The drift of a whole node that the manifests or the platform lack; empty if they agree. */
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

/** By node, the paths of the fields that the platform has and no manifest writes or wrote. */
function defaultsIn(compared: Compared, server: RemoteState) {
  return [...compared].map(([address, { defaults }]) => {
    // Applying neither sets nor clears a status like `inactive`: somebody else manages it.
    const isOther = server.entities.get(address)?.status === 'other';
    return [address, isOther ? [['status'] as const, ...defaults] : defaults] as const;
  });
}

/** The drift of a node without its title, place and source. */
type Found = Pick<NodeDrift, 'address' | 'action' | 'cause' | 'fields'>;

interface Sources {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
  readonly server: RemoteState;
}

/** Adds what a reader needs to recognise a node: its title, its place, where it is written. */
function located(found: Found, sources: Sources): NodeDrift {
  const { address, action, cause, fields } = found;
  const known = knownAs(address, sources);
  const source = sourceOf(found, sources);
  return {
    address,
    title: known?.title ?? '',
    ...(known?.parent && { parent: known.parent }),
    ...(source && { source }),
    action,
    cause,
    fields,
  };
}

/** The entity of a node in the manifests; if they have none, the one on the platform. */
function knownAs(address: Address, { catalog, server }: Sources) {
  return (catalog.nodes.get(address) ?? server.entities.get(address))?.entity;
}

/** The place of a drift: the field or the node in its manifest, or the line of the node in the ledger. */
function sourceOf(
  { address, fields: [first] }: Found,
  { catalog, ledger }: Sources,
): Span | undefined {
  const node = catalog.nodes.get(address);
  if (node) return fieldSpan(node.source, first?.of === 'field' ? first.path[0] : undefined);
  const entry = ledger?.entries.get(keyOfAddress(address));
  return entry && { file: entry.file, start: { line: entry.line, column: 1 } };
}

/** The nodes that are shown beside drifted ones: the parents that these have, had or should have. */
function contextOf(
  nodes: readonly NodeDrift[],
  strangers: readonly ContextNode[],
  sources: Sources,
): ContextNode[] {
  const parents = [...nodes, ...strangers].map(({ parent }) => parent);
  const places = nodes.flatMap(({ fields }) =>
    fields
      .filter(({ of, path }) => of === 'place' && path[0] === 'parent')
      .flatMap(({ before, after, wanted }) => [before, after, wanted].map(asAddress)),
  );
  return [...new Set([...parents, ...places])].flatMap((address): ContextNode[] => {
    const known = address && knownAs(address, sources);
    if (!known) return [];
    return [contextNode(address, known)];
  });
}

function asAddress(value: Json | undefined): Address | undefined {
  const parsed = typeof value === 'string' ? parseAddress(value) : undefined;
  return parsed && addressOf(parsed.kind, parsed.sourcedId);
}

type Path = ServerDefault['path'];

/**
 * The fields that the platform has and no manifest writes, one entry for each kind and path with the nodes
 * that have it, in the order in which they come.
 */
export function foldDefaults(
  defaults: Iterable<readonly [Address, readonly Path[]]>,
): readonly ServerDefault[] {
  const all = [...defaults].flatMap(([address, paths]) =>
    paths.map((path) => ({ kind: kindIn(address), path, address })),
  );
  const folded = Map.groupBy(all, ({ kind, path }) => JSON.stringify([kind, ...path]));
  return [...folded.values()].flatMap(([first, ...others]): ServerDefault[] => {
    if (!first) return [];
    const { address, ...shared } = first;
    return [{ ...shared, addresses: [address, ...others.map((one) => one.address)] }];
  });
}

/**
 * Live nodes on the platform that manifests and ledger do not know: `strangers` are below nodes of this
 * catalog, `elsewhere` counts the others. The ledger knows released nodes.
 */
export function unknownNodesIn(
  head: LastApplied,
  { entities }: RemoteState,
): { readonly strangers: readonly ContextNode[]; readonly elsewhere: number } {
  const unknown = [...entities].filter(
    ([address, { status }]) =>
      status !== 'tobedeleted' &&
      !head.nodes.has(address) &&
      !head.retired.has(address) &&
      !head.released?.has(address),
  );
  const isBelowOurs = (address: Address | undefined, seen: readonly Address[] = []): boolean => {
    if (!address || seen.includes(address)) return false;
    const parent = entities.get(address)?.entity.parent;
    return head.nodes.has(address) || isBelowOurs(parent, [...seen, address]);
  };
  const strangers = unknown.flatMap(([address, { entity }]): ContextNode[] => {
    const { title, parent } = entity;
    return parent && isBelowOurs(parent) ? [{ address, title, parent }] : [];
  });
  return { strangers, elsewhere: unknown.length - strangers.length };
}
