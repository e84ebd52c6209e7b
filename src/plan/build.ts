import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, type Entity, withFields } from '../model/node.ts';
import { placementsListed, saidOf } from '../model/placements.ts';
import type {
  Change,
  ComparedCommit,
  Content,
  ContextNode,
  FieldChange,
  HeldBackChange,
  Place,
  WritableChange,
  WritablePlan,
} from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { guardsOf } from './bulk-guards.ts';
import { type CompareRules, checkRepeatedKeys, diffFields, holdsExactly } from './compare.ts';
import { checkAgainstRemote } from './conflicts.ts';
import { desiredFields, siblingsByParent, titlesOf } from './desired.ts';
import { digestOf, type Sha256 } from './digest.ts';
import {
  comparePlacements,
  leavingPlacements,
  type PlacementMove,
  placementMoves,
  withoutLeaving,
  withPlacementIds,
} from './placement-moves.ts';
import { checkOrphans, releasedIn, retirements } from './retirements.ts';
import { everything, isMeant, type PlanScope, selectChanges } from './select-changes.ts';
import { presentPlaces, type WantedPlace, wantedPlaces } from './sibling-order.ts';

/** The inputs of a plan: the catalog, the state of the platform, the rules of its dialect, and the ledger. */
export interface PlanInputs {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly rules: CompareRules;
  readonly sha256: Sha256;
  /** The ledger, which says what is retired. Absent: nothing is retired. */
  readonly ledger?: Ledger;
  /** Whether the nodes are copies under derived ids (a draft), which are in no manifest. */
  readonly isDraft?: boolean;
  /** Nodes that the platform holds as retired and that are to be live again. */
  readonly restore?: ReadonlySet<Address>;
  /**
   * The nodes to compare, in a plan that is made again: of all others it is known that they stay as they are.
   * Absent: all nodes.
   */
  readonly only?: ReadonlySet<Address>;
  /** The part of the catalog that the run is about. Absent: all of it. */
  readonly scope?: PlanScope;
  /** Set if `remote` is not the state of a platform but what a commit would have published. */
  readonly against?: ComparedCommit;
  /** The command that applies the plan, for the advice of its guards. Absent: `apply`. */
  readonly command?: string;
  /** Warnings of earlier steps, which the plan shows to a reviewer. */
  readonly warnings?: readonly Problem[];
}

/** A plan to publish a catalog, and what comparing showed besides. */
export interface BuiltPlan {
  readonly plan: WritablePlan;
  /**
   * The nodes that the platform does not show exactly as they should be: those with changes, and those with
   * values that are equal in another form, or cleared.
   */
  readonly inexact: readonly Address[];
}

/**
 * Compares a catalog with a platform: the changes that publishing would make, with guards and warnings; or
 * the problems that forbid it. A pure function.
 */
export function buildPlan(inputs: PlanInputs): Checked<WritablePlan> {
  const built = planWithInexact(inputs);
  return built.ok ? checked(built.value.plan, built.problems) : built;
}

/** What `buildPlan` does, with the nodes that differ in form. */
export function planWithInexact(inputs: PlanInputs): Checked<BuiltPlan> {
  const { catalog, remote, sha256, ledger, restore = new Set(), warnings = [], against } = inputs;
  const { scope = everything, command } = inputs;
  const { platform, entities } = remote;
  const isOurs = (address: Address) => catalog.nodes.has(address);
  const entityOf = (address: Address) =>
    (catalog.nodes.get(address) ?? entities.get(address))?.entity;
  const parentOf = (address: Address) => entityOf(address)?.parent;
  const placements = comparePlacements(catalog.nodes, remote, inputs);
  const { moves, moved, unmanaged: unlisted } = placements;
  const isNarrowed = scope.target.size + scope.exclude.size > 0;
  const retiring = retirements(ledger, remote);
  const select = (leaving: ReadonlySet<string>) => {
    const { changes: kept, frozen, inexact } = changesOf(inputs, placements, leaving);
    const by = { frozen, parentOf, moves };
    return { kept, inexact, ...selectChanges([...kept, ...retiring], scope, by) };
  };
  // A placement leaves a node without a list only if the node that takes it is in the run.
  const isWhole = moved.size === 0 || !(isNarrowed || hasFrozen(catalog));
  const selection = isWhole ? select(moved) : select(takenIn(select(new Set()).changes, moves));
  const { kept, inexact, changes, held, required: brought, outside } = selection;
  const target = [...scope.target].sort();
  const exclude = [...scope.exclude].sort();
  const partial = isNarrowed && { partial: { target, exclude, brought, outside } };
  const digest = digestOf({ platform, changes, ...partial }, sha256);
  const released = releasedIn(ledger);
  const retired = new Set(retiring.map(({ address }) => address));
  const plan: WritablePlan = {
    platform,
    ...(against && { against }),
    changes,
    context: contextOf(selection, entityOf, [...target, ...exclude]),
    unchanged: catalog.nodes.size - kept.length,
    unmanaged: unmanagedOf(
      remote,
      (address) => isOurs(address) || retired.has(address) || released.has(address),
    ),
    ...(unlisted > 0 && { unmanagedPlacements: unlisted }),
    ...partial,
    held,
    restored: [...restore].sort(),
    guards: guardsOf({
      changes,
      digest,
      remote,
      isOurs,
      isEmpty: catalog.nodes.size === 0,
      // A command that names a receipt knows itself what narrowed the run.
      again: command === undefined ? { target, exclude, restore: [...restore] } : { command },
    }),
    warnings: [...warnings, ...placementMoves(leavingPlacements(changes, remote, moved))],
    digest,
  };
  const problems = [
    ...checkAgainstRemote(inputs, inexact).filter(isMeant(scope, parentOf)),
    ...checkOrphans(retiring, { isPlaced: isOurs, remote, released }),
    ...checkRepeatedKeys(changes, remote),
  ];
  return checked({ plan, inexact }, problems);
}

/** All changes of publishing a catalog, including those that a run leaves out. */
export function allChanges(
  inputs: Pick<PlanInputs, 'catalog' | 'remote' | 'rules' | 'ledger'>,
): readonly WritableChange[] {
  const { catalog, remote, ledger } = inputs;
  const placements = comparePlacements(catalog.nodes, remote, inputs);
  const { changes } = changesOf(inputs, placements, placements.moved);
  return [...changes, ...retirements(ledger, remote)];
}

function hasFrozen(catalog: Catalog): boolean {
  return [...catalog.nodes.values()].some(({ freeze }) => freeze);
}

/** The ids of the placements that some changes take from other nodes. */
function takenIn(changes: readonly Change[], moves: readonly PlacementMove[]): ReadonlySet<string> {
  const written = new Set(changes.map(({ address }) => address));
  return new Set(moves.flatMap(({ id, to }) => (written.has(to) ? [id] : [])));
}

/**
 * The changes of the nodes of the catalog, the nodes that differ in form, and the courses that are frozen.
 * `leaving`: the ids of the placements that nodes without a list give away.
 */
function changesOf(
  { catalog, remote, rules, only }: Pick<PlanInputs, 'catalog' | 'remote' | 'rules' | 'only'>,
  { moved, hidden }: ReturnType<typeof comparePlacements>,
  leaving: ReadonlySet<string>,
) {
  const wanted = wantedPlaces(siblingsByParent(catalog), remote);
  const present: ReadonlyMap<Address, Place> =
    wanted.size > 0
      ? presentPlaces(remote, (address) => catalog.nodes.has(address), catalog.nodes.keys())
      : new Map();
  const changes: WritableChange[] = [];
  const inexact: Address[] = [];
  const frozen = new Set<Address>();
  catalog.nodes.forEach((node, address) => {
    if (node.freeze) frozen.add(address);
    if (only && !only.has(address)) return;
    const there = remote.entities.get(address);
    const desired = withPlacementIds(desiredFields(catalog, node, rules), hidden.get(address));
    const fields = withoutLeaving(desired, there, leaving);
    // Nearly all nodes are as they should be, and then nothing more is made for them.
    const isInPlace = there && there.status !== 'tobedeleted' && !wanted.has(address);
    const held = isInPlace ? there.entity.fields : undefined;
    if (held && fields === desired && holdsExactly(fields, held)) return;
    inexact.push(address);
    if (held && diffFields(fields, held, rules).length === 0) return;
    const entity = withFields(node.entity, fields);
    const titles = titlesOf(entity.fields, (one) => catalog.nodes.get(one)?.entity);
    const unlisted = fields !== desired && { unlisted: true as const };
    const content = { entity, ...titles, ...unlisted };
    const sides = {
      address,
      node,
      content: moved.size > 0 ? { ...content, moved } : content,
      remote: there,
      wanted: wanted.get(address),
      present: present.get(address),
    };
    const change = decide(sides, rules);
    if (change) changes.push(change);
  });
  return { changes, frozen, inexact };
}

/** Live nodes on the platform that `isKnown` does not accept: neither the catalog nor its ledger has them. */
function unmanagedOf(
  { entities }: RemoteState,
  isKnown: (address: Address) => boolean,
): ContextNode[] {
  const unmanaged: ContextNode[] = [];
  entities.forEach(({ entity, status }, address) => {
    if (status !== 'tobedeleted' && !isKnown(address)) unmanaged.push(contextNode(address, entity));
  });
  return unmanaged;
}

interface NodeSides {
  readonly address: Address;
  readonly node: CatalogNode;
  /** What the platform should hold of the node. */
  readonly content: Content;
  readonly remote: RemoteEntity | undefined;
  /** Absent for kinds without an order, and if the node and all its siblings are in order. */
  readonly wanted: WantedPlace | undefined;
  readonly present: Place | undefined;
}

/**
 * The change that brings a node to its wanted content and place; undefined if nothing differs. All plans
 * decide it here.
 */
export function decide(sides: NodeSides, rules: CompareRules): WritableChange | undefined {
  const change = changeOf(sides, rules);
  if (!change) return undefined;
  const { node, content } = sides;
  // Of the values that the node has by default, a change lists those that it shows; a create shows all.
  const shown =
    change.action === 'create' || !node.byDefault
      ? undefined
      : new Set(change.fields.map(({ path }) => JSON.stringify(path)));
  const byDefault = (node.byDefault ?? []).filter(
    ({ path }) => !shown || shown.has(JSON.stringify(path)),
  );
  return { ...change, ...(byDefault.length > 0 && { byDefault }), content };
}

function changeOf(sides: NodeSides, rules: CompareRules): Change | undefined {
  const { address, node, content, remote, present } = sides;
  const { entity, source } = node;
  const wanted = sides.wanted?.place;
  /** `field`: the field whose line in the manifest the change names. */
  const about = (field?: string) => ({
    address,
    title: entity.title,
    ...(entity.parent && { parent: entity.parent }),
    source: fieldSpan(source, field),
  });
  if (!remote) {
    const { title: _, ...after } = entity;
    return { ...about(), action: 'create', after, ...(wanted && { to: wanted }) };
  }
  const differing = diffFields(content.entity.fields, remote.entity.fields, rules).filter(
    ({ path }) => !isMadeAlong(path, entity, remote.entity),
  );
  // Only for a node that is to be restored: `checkAgainstRemote` refuses others with this status.
  const isRetired = remote.status === 'tobedeleted';
  if (isRetired || content.word !== undefined) {
    const before = isRetired ? remote.status : (remote.record['status'] ?? null);
    const after = content.word ?? 'active';
    differing.unshift({ path: ['status'], kind: 'changed', before, after });
  }
  if (wanted && present && wanted.parent !== present.parent) {
    return { ...about(), action: 'move', from: present, to: wanted, fields: differing };
  }
  if (wanted && wanted.sortOrder !== present?.sortOrder) {
    const from = present ?? { ...wanted, sortOrder: null };
    const makesRoom = sides.wanted?.isInOrder === true;
    return { ...about(), action: 'reorder', makesRoom, from, to: wanted, fields: differing };
  }
  const [first, ...rest] = differing;
  if (!first) return undefined;
  return { ...about(first.path[0]), action: 'update', fields: [first, ...rest] };
}

/**
 * Whether a field is the title that a new placement gets without an author: its entry in `resources`
 * already shows that it is new.
 */
function isMadeAlong(
  [field, name = '', key]: FieldChange['path'],
  wanted: Entity,
  held: Entity,
): boolean {
  if (field !== 'placements' || key !== 'title') return false;
  const isNew = !placementsListed(held.fields['resources'])?.includes(name);
  return isNew && saidOf(name, wanted.fields)['title'] === undefined;
}

/**
 * Unchanged nodes that a reader needs to see where changes are: ancestors, parents that moved nodes leave,
 * nodes that hold changes back, and those that the run names.
 */
export function contextOf(
  {
    changes,
    held,
  }: { readonly changes: readonly Change[]; readonly held: readonly HeldBackChange[] },
  entityOf: (address: Address) => Entity | undefined,
  named: readonly Address[] = [],
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
  for (const address of named) add(address);
  return [...context.values()];
}

/** A node reduced to its address, title and parent. */
export function contextNode(address: Address, entity: Entity): ContextNode {
  const { title, parent } = entity;
  return { address, title, ...(parent && { parent }) };
}
