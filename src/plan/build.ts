import { nodeWithId } from '../document/place.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { retiring, shellWord } from '../model/id-commands.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Address,
  addressOf,
  type ByDefault,
  type Entity,
  type IdKey,
  type Kind,
  nodeKey,
} from '../model/node.ts';
import { placementNames, saidOf } from '../model/placements.ts';
import type {
  Change,
  ComparedCommit,
  Content,
  ContextNode,
  FieldChange,
  HeldBackChange,
  Partial,
  Place,
  WritableChange,
  WritablePlan,
} from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type Again, guardsOf } from './bulk-guards.ts';
import { type CompareRules, checkRepeatedKeys, diffFields } from './compare.ts';
import { contentToWrite } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import { movedPlacements, placementMoves, unmanagedPlacements } from './placement-moves.ts';
import { checkOrphans, releasedIn, retirements } from './retirements.ts';
import {
  everything,
  isMeant,
  type PlanScope,
  type SelectedChanges,
  selectChanges,
} from './select-changes.ts';
import { presentPlaces, type WantedPlace, wantedPlaces } from './sibling-order.ts';

/** What on the platform forbids planning at all, node by node. */
export function checkAgainstRemote(
  catalog: Catalog,
  remote: RemoteState,
  restore: ReadonlySet<Address>,
  isDraft = false,
): Problem[] {
  const others = otherKinds(catalog, remote);
  const gone = new Set<Address>();
  remote.entities.forEach(({ status }, address) => {
    if (status === 'tobedeleted' && !restore.has(address)) gone.add(address);
  });
  if (others.size + gone.size === 0) return [];
  return [...catalog.nodes].flatMap(([address, node]) => {
    const kind = others.get(nodeKey(node.entity));
    return [
      ...(kind ? [isAnother(node, kind, remote)] : []),
      ...(gone.has(address) ? [retired(address, node, remote, isDraft)] : []),
    ];
  });
}

/**
 * The kinds that the platform holds ids as, where they are not those of the manifests. In another
 * collection, or where it holds an id as that kind as well, the other record is somebody else's affair.
 */
function otherKinds({ nodes }: Catalog, { entities }: RemoteState): ReadonlyMap<IdKey, Kind> {
  const kinds = new Map<IdKey, Kind>();
  for (const { entity } of nodes.values()) kinds.set(nodeKey(entity), entity.kind);
  const others = new Map<IdKey, Kind>();
  for (const { entity } of entities.values()) {
    const { sourcedId, kind } = entity;
    const key = nodeKey(entity);
    const ours = kinds.get(key) ?? kind;
    if (ours !== kind && !entities.has(addressOf(ours, sourcedId))) others.set(key, kind);
  }
  return others;
}

function isAnother({ entity, source }: CatalogNode, taken: Kind, remote: RemoteState): Problem {
  return problem('remote/other-kind', {
    detail: `The ${nodeWithId(entity)} is a ${entity.kind} in the manifests and a ${taken} on ${remote.platform.name}. Events refer to the published kind.`,
    hint: `Make it a ${taken} again. If the ${entity.kind} is another node, restore the ${taken} with its id, and write the ${entity.kind} without one: \`timeback-catalog fmt\` generates it.`,
    span: fieldSpan(source, 'sourcedId'),
    address: addressOf(entity.kind, entity.sourcedId),
  });
}

function retired(
  address: Address,
  { entity, source, writtenId = entity.sourcedId }: CatalogNode,
  { platform }: RemoteState,
  isDraft: boolean,
): Problem {
  const other = isDraft
    ? 'or publish the draft under another prefix'
    : `${retiring([writtenId])} retires it in the manifests too`;
  return problem('remote/retired', {
    detail: `The ${nodeWithId(entity)} has the status "tobedeleted" on ${platform.name}. Publishing would revive it or fail; the documents do not say which.`,
    hint: `Decide: \`--restore ${shellWord(address)}\` makes it live again with a PUT; ${other}.`,
    span: fieldSpan(source, 'sourcedId'),
    address,
  });
}

/**
 * What a plan is made from: the catalog, the state of the platform, the rules of its dialect, and the
 * ledger.
 */
export interface PlanInputs {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** Says what is retired. Without one nothing ever is. */
  readonly ledger?: Ledger;
  /** Whether the nodes are copies, whose ids are in no manifest. */
  readonly isDraft?: boolean;
  /** Nodes that the platform holds as retired and that are to be live again. */
  readonly restore?: ReadonlySet<Address>;
  /** The part of the catalog that the run is about; absent: all of it. */
  readonly scope?: PlanScope;
  /** Where `remote` is not what a platform said but what a commit would have published. */
  readonly against?: ComparedCommit;
  /** What applies the plan, for the advice of its guards: `apply` if absent. */
  readonly command?: string;
  /** Warnings from earlier stages that belong in front of a reviewer. */
  readonly warnings?: readonly Problem[];
}

/** What publishing a catalog would change on a platform. A pure function. */
export function buildPlan(inputs: PlanInputs): Checked<WritablePlan> {
  const { catalog, remote, sha256, ledger, restore = new Set(), warnings = [], against } = inputs;
  const { scope = everything } = inputs;
  const moved = movedPlacements(entitiesOf(catalog), remote);
  const kept = changesOf(inputs, moved);
  const retiring = retirements(ledger, remote);
  const selection = selectChanges([...kept, ...retiring], scope, { catalog, remote });
  const { changes, held } = selection;
  const partial = partialOf(scope, selection);
  const { platform } = remote;
  const unlisted = unmanagedPlacements(catalog, remote);
  const digest = digestOf({ platform, changes, ...(partial && { partial }) }, sha256);
  const plan: WritablePlan = {
    platform,
    ...(against && { against }),
    changes,
    context: contextOf(
      selection,
      (address) => (catalog.nodes.get(address) ?? remote.entities.get(address))?.entity,
    ),
    unchanged: catalog.nodes.size - kept.length,
    unmanaged: unmanagedOf(inputs, new Set(retiring.map(({ address }) => address))),
    ...(unlisted > 0 && { unmanagedPlacements: unlisted }),
    ...(partial && { partial }),
    held,
    restored: [...restore].sort(),
    guards: guardsOf({
      changes,
      digest,
      remote,
      isOurs: (address) => catalog.nodes.has(address),
      isEmpty: catalog.nodes.size === 0,
      again: againOf(inputs, partial),
    }),
    warnings: [...warnings, ...placementMoves(changes, remote, moved)],
    digest,
  };
  const problems = [
    ...checkAgainstRemote(catalog, remote, restore, inputs.isDraft).filter(
      isMeant(scope, { catalog, remote }),
    ),
    ...checkOrphans(retiring, {
      isPlaced: (address) => catalog.nodes.has(address),
      remote,
      released: releasedIn(ledger),
    }),
    ...checkRepeatedKeys(changes, remote),
  ];
  return checked(plan, problems);
}

/** A command that names a receipt knows itself what narrowed the run. */
function againOf(
  { command, restore = new Set() }: PlanInputs,
  partial: Partial | undefined,
): Again {
  if (command !== undefined) return { command };
  return { target: partial?.target ?? [], exclude: partial?.exclude ?? [], restore: [...restore] };
}

function partialOf(
  { target, exclude }: PlanScope,
  { required: brought, outside }: SelectedChanges,
): Partial | undefined {
  if (target.size === 0 && exclude.size === 0) return undefined;
  return { target: [...target].sort(), exclude: [...exclude].sort(), brought, outside };
}

function changesOf(
  { catalog, remote, rules }: PlanInputs,
  moved: ReadonlySet<string>,
): WritableChange[] {
  const wanted = wantedPlaces(catalog, remote);
  const present: ReadonlyMap<Address, Place> =
    wanted.size > 0 ? presentPlaces(remote, catalog, catalog.nodes.keys()) : new Map();
  const changes: WritableChange[] = [];
  const content = (node: CatalogNode): Content => {
    const own = contentToWrite(catalog, node, rules);
    return moved.size > 0 ? { ...own, moved } : own;
  };
  catalog.nodes.forEach((node, address) => {
    const sides = {
      address,
      node,
      content: content(node),
      remote: remote.entities.get(address),
      wanted: wanted.get(address),
      present: present.get(address),
    };
    const change = decide(sides, rules);
    if (change) changes.push(change);
  });
  return changes;
}

function entitiesOf({ nodes }: Catalog): (readonly [Address, Entity])[] {
  return [...nodes].map(([address, { entity }]) => [address, entity] as const);
}

function unmanagedOf(
  { catalog, remote, ledger }: PlanInputs,
  retiring: ReadonlySet<Address>,
): ContextNode[] {
  const unmanaged: ContextNode[] = [];
  const released = releasedIn(ledger);
  remote.entities.forEach(({ entity, status }, address) => {
    const isKnown = catalog.nodes.has(address) || retiring.has(address) || released.has(address);
    if (!isKnown && status !== 'tobedeleted') unmanaged.push(contextNode(address, entity));
  });
  return unmanaged;
}

interface NodeSides {
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
  if (!change) return undefined;
  const byDefault = byDefaultIn(change, sides.node);
  return { ...change, ...(byDefault.length > 0 && { byDefault }), content: sides.content };
}

/** Which of the fields that a change shows the node has by default. */
function byDefaultIn(change: Change, { byDefault = [] }: CatalogNode): readonly ByDefault[] {
  if (change.action === 'create') return byDefault;
  const shown = new Set(change.fields.map(({ path }) => JSON.stringify(path)));
  return byDefault.filter(({ path }) => shown.has(JSON.stringify(path)));
}

function changeOf(sides: NodeSides, rules: CompareRules): Change | undefined {
  const { node, content, remote, present } = sides;
  const wanted = sides.wanted?.place;
  if (!remote) {
    const { title: _, ...after } = node.entity;
    return { ...about(sides), action: 'create', after, ...(wanted && { to: wanted }) };
  }
  const differing = diffFields(content.entity.fields, remote.entity.fields, rules).filter(
    ({ path }) => !isMadeAlong(path, node.entity, remote.entity),
  );
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

/** Whether a field is the title that a new placement gets by itself: the list says that it is new. */
function isMadeAlong(
  [field, name = '', key]: FieldChange['path'],
  wanted: Entity,
  held: Entity,
): boolean {
  if (field !== 'placements' || key !== 'title') return false;
  const isNew = !placementNames(held.fields)?.includes(name);
  return isNew && saidOf(name, wanted.fields)['title'] === undefined;
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

/** What a reader needs to place changes: ancestors, parents that moved nodes leave, what holds. */
export function contextOf(
  {
    changes,
    held,
  }: { readonly changes: readonly Change[]; readonly held: readonly HeldBackChange[] },
  entityOf: (address: Address) => Entity | undefined,
): ContextNode[] {
  const changing = new Set(changes.map(({ address }) => address));
  const context = new Map<Address, ContextNode>();
  const add = (address: Address | undefined): void => {
    if (!address || changing.has(address) || context.has(address)) return;
    const entity = entityOf(address);
    if (!entity) return;
    context.set(address, contextNode(address, entity));
    add(entity.parent);
  };
  for (const change of changes) {
    add(change.parent);
    if (change.action === 'move') add(change.from.parent);
  }
  for (const { on } of held) add(on);
  return [...context.values()];
}

export function contextNode(address: Address, entity: Entity): ContextNode {
  const { title, parent } = entity;
  return { address, title, ...(parent && { parent }) };
}
