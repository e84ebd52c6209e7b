import { type Json, textsIn } from '../model/json.ts';
import { type Address, addressOf, kindIn } from '../model/node.ts';
import { resourceOfName } from '../model/placements.ts';
import type { Change, FieldChange, HeldBackChange, WritableChange } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { PlacementMove } from './placement-moves.ts';

/** The options that narrow a run. Each address stands for its whole subtree. */
export interface PlanScope {
  /** The nodes to plan. Empty: all nodes. */
  readonly target: ReadonlySet<Address>;
  /** The nodes to leave out. */
  readonly exclude: ReadonlySet<Address>;
}

/** The scope of a run that nothing narrows. */
export const everything: PlanScope = { target: new Set(), exclude: new Set() };

/** The changes that a run makes, and those that it leaves out. */
export interface SelectedChanges {
  readonly changes: readonly WritableChange[];
  /** The addresses of changes outside the targets that changes inside need. */
  readonly required: readonly Address[];
  /** Changes that are excluded or frozen, or that need such a change. */
  readonly held: readonly HeldBackChange[];
  /** How many changes are outside the targets. */
  readonly outside: number;
}

/**
 * Narrows changes to the targets and to what these need, and holds back what is excluded or frozen and all
 * that depends on it: a lesson of an excluded new unit has no parent to go to.
 */
export function selectChanges(
  changes: readonly WritableChange[],
  scope: PlanScope,
  {
    frozen,
    parentOf,
    moves = [],
  }: {
    readonly frozen: ReadonlySet<Address>;
    readonly parentOf: ParentOf;
    readonly moves?: readonly PlacementMove[];
  },
): SelectedChanges {
  // Most runs are not narrowed, and the steps below would leave nothing out.
  if (scope.target.size + scope.exclude.size + frozen.size === 0) {
    return { changes, required: [], held: [], outside: 0 };
  }
  const above = ancestry(parentOf);
  const needed = neededBy(changes, moves);
  const { chosen, brought } = choose(changes, { target: scope.target, above, needed });
  const reasons = new Map<Address, Pick<HeldBackChange, 'because' | 'on'>>();
  for (const change of chosen) {
    const reason = ownReason(change, { exclude: scope.exclude, frozen, above });
    if (reason) reasons.set(change.address, reason);
  }
  spread(chosen, { reasons, needed });
  const held = chosen.flatMap(({ address, title, action }): HeldBackChange[] => {
    const reason = reasons.get(address);
    return reason ? [{ address, title, action, ...reason }] : [];
  });
  const kept = chosen.filter(({ address }) => !reasons.has(address));
  const keptAddresses = new Set(kept.map(({ address }) => address));
  return {
    changes: kept,
    required: brought.filter((address) => keptAddresses.has(address)),
    held,
    outside: changes.length - chosen.length,
  };
}

/** Gives a filter for problems: true if their node is within the targets and not excluded. */
export function isMeant(
  { target, exclude }: PlanScope,
  parentOf: ParentOf,
): (one: Problem) => boolean {
  const above = ancestry(parentOf);
  return ({ address }) => {
    const chain = above(address);
    const isTargeted = target.size === 0 || chain.some((one) => target.has(one));
    return isTargeted && !chain.some((one) => exclude.has(one));
  };
}

type Above = (address: Address | undefined) => readonly Address[];

/** The parent of a node: in the manifests, or on the platform for a node that left them. */
type ParentOf = (address: Address) => Address | undefined;

/** Gives a function from an address to the node and all its ancestors. */
function ancestry(parentOf: ParentOf): Above {
  return (address) => {
    const chain: Address[] = [];
    for (let at = address; at !== undefined && !chain.includes(at); ) {
      chain.push(at);
      at = parentOf(at);
    }
    return chain;
  };
}

/**
 * The changes that a change cannot do without. An edit of its parent is not one of them. Of a placement that
 * moves, the node that gives it away and the node that takes it are written together or not at all.
 */
function neededBy(
  changes: readonly WritableChange[],
  moves: readonly PlacementMove[],
): (change: Change) => readonly WritableChange[] {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const before = dependencies(changes);
  const together = new Map<Address, WritableChange[]>();
  const add = ({ address }: Change, needs: WritableChange) =>
    together.set(address, [...(together.get(address) ?? []), needs]);
  for (const { id, from, to } of moves) {
    const [gives, takes] = [byAddress.get(from), byAddress.get(to)];
    if (!gives || !takes || gives.action === 'create') continue;
    // A lesson that retires would stay live without what it placed.
    add(takes, gives);
    if (gives.action !== 'retire' && gives.fields.some((field) => givesAway(field, id)))
      add(gives, takes);
  }
  return (change) => [
    ...(together.get(change.address) ?? []),
    ...before(change).flatMap((address) => {
      const dependency = byAddress.get(address);
      if (!dependency) return [];
      return change.action === 'retire' || makesLive(dependency) ? [dependency] : [];
    }),
  ];
}

/** Whether a change of a field takes a placement from its node: from its list, or from an entry that stays. */
function givesAway({ path: [field, , key], ...values }: FieldChange, id: string): boolean {
  if (field !== 'placements' || key !== 'sourcedId') return field === 'resources';
  return values.kind === 'changed' && values.before === id;
}

function makesLive(change: Change): boolean {
  return change.action === 'create' || change.fields.some(({ path }) => path[0] === 'status');
}

function choose(
  changes: readonly WritableChange[],
  by: {
    readonly target: ReadonlySet<Address>;
    readonly above: Above;
    readonly needed: (change: Change) => readonly WritableChange[];
  },
): { readonly chosen: readonly WritableChange[]; readonly brought: readonly Address[] } {
  if (by.target.size === 0) return { chosen: changes, brought: [] };
  const targeted = changes.filter(({ address }) => by.above(address).some((a) => by.target.has(a)));
  const chosen = new Set(targeted);
  // A set also gives what is added during the loop, so needs of needs are found too.
  for (const change of chosen) for (const need of by.needed(change)) chosen.add(need);
  const direct = new Set(targeted);
  return {
    chosen: changes.filter((change) => chosen.has(change)),
    brought: changes.flatMap((each) =>
      chosen.has(each) && !direct.has(each) ? [each.address] : [],
    ),
  };
}

/**
 * Why a change is held back by itself: a node around it is excluded or frozen. A move also changes the
 * place that it leaves.
 */
function ownReason(
  change: Change,
  by: {
    readonly exclude: ReadonlySet<Address>;
    readonly frozen: ReadonlySet<Address>;
    readonly above: Above;
  },
): Pick<HeldBackChange, 'because' | 'on'> | undefined {
  const left = change.action === 'move' ? by.above(change.from.parent) : [];
  const places = [...by.above(change.address), ...left];
  const excluded = places.find((address) => by.exclude.has(address));
  if (excluded) return { because: 'excluded', on: excluded };
  const frozen = places.find((address) => by.frozen.has(address));
  return frozen && { because: 'frozen', on: frozen };
}

/** Holds back every change that needs a held one, directly or through others. */
function spread(
  chosen: readonly Change[],
  by: {
    readonly reasons: Map<Address, Pick<HeldBackChange, 'because' | 'on'>>;
    readonly needed: (change: Change) => readonly Change[];
  },
): void {
  if (by.reasons.size === 0) return;
  const needs = chosen.flatMap((change) =>
    by.needed(change).map((needed) => ({ on: needed.address, address: change.address })),
  );
  const needing = Map.groupBy(needs, ({ on }) => on);
  // A map also gives what is added during the loop.
  for (const on of by.reasons.keys()) {
    for (const { address } of needing.get(on) ?? []) {
      if (!by.reasons.has(address)) by.reasons.set(address, { because: 'needs', on });
    }
  }
}

/**
 * Gives a function from a change to the addresses of the changes that must be written before it. A node
 * waits for its parent and for the nodes that its fields refer to; a node that retires waits for those that
 * leave it: children that retire or move away, and lessons that stop placing it. All other changes may run
 * in parallel.
 */
export function dependencies(changes: readonly Change[]): (change: Change) => readonly Address[] {
  const planned = new Set(changes.map(({ address }) => address));
  /** By node: the changes that take a child or a reference away from it. */
  const leaving = new Map<Address, Address[]>();
  const add = (from: Address | undefined, address: Address): void => {
    if (from) leaving.set(from, [...(leaving.get(from) ?? []), address]);
  };
  for (const change of changes) {
    const { address } = change;
    if (change.action === 'retire') add(change.parent, address);
    if (change.action === 'move') add(change.from.parent, address);
    if (change.action === 'create') continue;
    for (const { path, ...values } of change.fields) {
      const before = values.kind === 'changed' ? values.before : null;
      for (const named of nodesNamedBy(address, path[0], before)) add(named, address);
    }
  }
  return (change) => {
    const { address, parent } = change;
    const sent =
      change.action === 'create'
        ? referring.map((field) => nodesNamedBy(address, field, change.after.fields[field] ?? null))
        : change.fields.map(({ path, after }) => nodesNamedBy(address, path[0], after));
    const needed = parent ? [parent, ...sent.flat()] : sent.flat();
    const before = change.action === 'retire' ? (leaving.get(address) ?? []) : needed;
    return before.filter((one) => one !== address && planned.has(one));
  };
}

/** Fields that refer to other nodes. */
const referring = ['prerequisites', 'resources'] as const;

/** The nodes that a field of a node refers to. A prerequisite is of the same kind as the node. */
function nodesNamedBy(address: Address, field: string, value: Json): readonly Address[] {
  const ids = textsIn(value);
  if (field === 'resources') return ids.map((id) => addressOf('resource', resourceOfName(id)));
  return field === 'prerequisites' ? ids.map((id) => addressOf(kindIn(address), id)) : [];
}
