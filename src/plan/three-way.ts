import type { Cause, FieldDrift } from '../model/drift.ts';
import { heldIn, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isNothing } from '../model/json-values.ts';
import type { Address } from '../model/node.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type CompareRules, covers, isSettledBy } from './compare.ts';
import type { LastApplied } from './last-applied.ts';
import { keepingOrder } from './sibling-order.ts';

type Path = FieldDrift['path'];

/** One field on three sides; undefined if a side does not write it. */
interface Sides {
  readonly base: Json | undefined;
  readonly head: Json | undefined;
  readonly server: Json | undefined;
}

/** The result of comparing the fields of one node on three sides. */
export interface FieldsOfThree {
  readonly drift: readonly FieldDrift[];
  /** The paths of fields that the platform has and that neither last applied nor the manifests write. */
  readonly defaults: readonly Path[];
  /** How many fields differ from last applied and agree between the manifests and the platform. */
  readonly settled: number;
}

/**
 * Compares the fields of one node as last applied (undefined if the node is new), in the manifests, and on
 * the platform. Values are equal if the planner takes them for equal. Maps are compared entry by entry if
 * every side that writes them has a map.
 */
export function compareFields(
  sides: {
    readonly base: JsonObject | undefined;
    readonly head: JsonObject;
    readonly server: JsonObject;
  },
  rules: CompareRules,
): FieldsOfThree {
  const drift: FieldDrift[] = [];
  const defaults: Path[] = [];
  let settled = 0;
  visitEntries(undefined, sides);
  return { drift, defaults: uniquePaths(defaults), settled };

  function visitEntries(path: Path | undefined, { base, head, server }: Sides): void {
    for (const key of namesIn([base, head, server].filter(isObject))) {
      const at: Path = path ? [...path, key] : [key];
      const [was, is, held] = [valueIn(base, key), valueIn(head, key), valueIn(server, key)];
      if (was === undefined && is === undefined) defaults.push(...foreignPaths(at, held, rules));
      else visit(at, { base: was, head: is, server: held });
    }
  }

  function visit(path: Path, sides: Sides): void {
    if (covers(rules.ignored, path)) return;
    const found = goesDeeper(sides) ? undefined : judge(path, sides, rules);
    if (!found) visitEntries(path, sides);
    else if (found === 'settled') settled += 1;
    else if (found !== 'as applied') drift.push(found);
  }
}

function goesDeeper({ base, head, server }: Sides): boolean {
  const written = [base, head].filter((value) => value !== undefined);
  return written.every(isObject) && (isObject(server) || server === undefined || server === null);
}

function judge(
  path: Path,
  sides: Sides,
  rules: CompareRules,
): FieldDrift | 'as applied' | 'settled' {
  const { base, head, server = null } = sides;
  const holds = (wanted: Json, held: Json) => isSettledBy({ path, wanted, held }, rules);
  const cause = driftCause(
    {
      kept: base === undefined ? undefined : holds(base, server),
      wanted: head === undefined ? undefined : holds(head, server),
    },
    () => base !== undefined && head !== undefined && holds(head, base),
  );
  if (cause === 'as applied' || cause === 'settled') return cause;
  const before = base ?? null;
  return {
    of: 'field',
    path,
    cause,
    before,
    after: server,
    ...(head !== undefined && { wanted: head }),
  };
}

/**
 * The cause of a difference. `kept`: whether the platform holds what was last applied; `wanted`: whether it
 * holds what the manifests write; undefined if those write nothing. A field that is only now written in git
 * cannot have been changed on the platform; a field that left git counts as it was last applied.
 */
function driftCause(
  { kept, wanted }: { readonly kept: boolean | undefined; readonly wanted: boolean | undefined },
  isUnedited: () => boolean,
): Cause | 'as applied' | 'settled' {
  if (wanted === undefined) return kept === false ? 'changed on the server' : 'as applied';
  if (wanted) return kept === false ? 'settled' : 'as applied';
  if (kept === undefined || kept) return 'edited in git';
  return isUnedited() ? 'changed on the server' : 'both';
}

/**
 * The paths of fields that nobody here writes, at most two keys deep: a platform that adds to `metadata`
 * gives the same paths for a node whose manifest writes some of it and for one whose manifest writes none.
 */
function foreignPaths(path: Path, value: Json | undefined, rules: CompareRules): Path[] {
  if (path[0] === 'placements') return placementPaths(path, value ?? null, rules);
  if (covers(rules.ignored, path) || isNothing(value)) return [];
  if (path.length > 1 || !isObject(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]): Path[] => {
    const deeper: Path = [...path, key];
    return covers(rules.ignored, deeper) || isNothing(inner) ? [] : [deeper];
  });
}

function uniquePaths(paths: readonly Path[]): readonly Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/** The paths of fields in placements, without names and ids of placements: every placement has these. */
function placementPaths(path: Path, value: Json, rules: CompareRules): Path[] {
  if (path.length < 3) {
    const inner = isObject(value) ? Object.entries(value) : [];
    return inner.flatMap(([key, item]) => placementPaths([...path, key], item, rules));
  }
  const field = path.slice(2, 4);
  if (field[0] === 'sourcedId' || covers(rules.ignored, path) || isNothing(value)) return [];
  if (isObject(value) && field.length === 1) {
    return Object.entries(value).flatMap(([key, item]) =>
      placementPaths([...path, key], item, rules),
    );
  }
  return [['placements', ...field]];
}

/** The keys of all maps. Keys that differ only in their Unicode form count as one. */
function namesIn(maps: readonly JsonObject[]): ReadonlySet<string> {
  const names = new Map<string, string>();
  for (const key of maps.flatMap((map) => Object.keys(map))) {
    const form = key.normalize('NFC');
    if (!names.has(form)) names.set(form, key);
  }
  return new Set(names.values());
}

function valueIn(map: Json | undefined, key: string): Json | undefined {
  return isObject(map) ? heldIn(map, key) : undefined;
}

/** What was last applied, what the manifests would apply, and what the platform holds. */
export interface ThreeSides {
  readonly base: LastApplied;
  readonly head: LastApplied;
  readonly server: RemoteState;
}

/** The drift of a node's parent, as a field named `parent`; empty if the parent is the wanted one. */
export function parentDrift(address: Address, { base, head, server }: ThreeSides): FieldDrift[] {
  const wanted = head.nodes.get(address)?.parent;
  if (!wanted) return [];
  const before = base.nodes.get(address)?.parent;
  const after = server.entities.get(address)?.entity.parent;
  const kept = before && before === after;
  const cause = driftCause({ kept, wanted: wanted === after }, () => wanted === before);
  if (cause === 'as applied' || cause === 'settled') return [];
  const values = { before: before ?? null, after: after ?? null, wanted };
  return [{ of: 'place', path: ['parent'], cause, ...values }];
}

/**
 * The siblings that are not in the order of the manifests, each with its drift as a field named `order`.
 * Order is compared, numbers are not. The cause is judged for all siblings of a parent at once: the result
 * does not show which of two was moved past the other.
 */
export function orderDrift({ base, head, server }: ThreeSides): ReadonlyMap<Address, FieldDrift> {
  const number = (address: Address) => server.entities.get(address)?.sortOrder;
  const before = familiesOf(base.nodes);
  const found = new Map<Address, FieldDrift>();
  for (const [parent, children] of familiesOf(head.nodes)) {
    const family = children.filter((address) => standsUnder(parent, server.entities.get(address)));
    const settled = keepingOrder(family.map(number));
    if (settled.size === family.length) continue;
    const members = new Set(family);
    const applied = (before.get(parent) ?? []).filter((address) => members.has(address));
    const kept = keepingOrder(applied.map(number)).size === applied.length;
    const cause = kept
      ? 'edited in git'
      : isSameOrder(applied, family)
        ? 'changed on the server'
        : 'both';
    const positions = { applied: rank(applied), held: ranksByNumber(family, number) };
    family.forEach((address, index) => {
      if (settled.has(index)) return;
      const wanted = index + 1;
      const values = {
        before: positions.applied.get(address) ?? null,
        after: positions.held.get(address) ?? null,
      };
      found.set(address, { of: 'place', path: ['order'], cause, ...values, wanted });
    });
  }
  return found;
}

type Families = ReadonlyMap<Address, readonly Address[]>;

function familiesOf(nodes: LastApplied['nodes']): Families {
  const inParents = [...nodes.keys()].filter((address) => nodes.get(address)?.parent);
  return Map.groupBy(inParents, (address) => nodes.get(address)?.parent ?? address);
}

function standsUnder(parent: Address, there: RemoteEntity | undefined): boolean {
  return there?.entity.parent === parent && there.status !== 'tobedeleted';
}

/** Whether two lists have their common members in the same order. All members of `few` are in `many`. */
function isSameOrder(few: readonly Address[], many: readonly Address[]): boolean {
  const common = new Set(few);
  const rest = many.filter((address) => common.has(address));
  return rest.every((address, index) => address === few[index]);
}

function rank(addresses: readonly Address[]): ReadonlyMap<Address, number> {
  return new Map(addresses.map((address, index) => [address, index + 1]));
}

/** Positions by number. A node has none if its number is missing or a sibling has the same. */
function ranksByNumber(
  family: readonly Address[],
  numberOf: (address: Address) => number | undefined,
): ReadonlyMap<Address, number> {
  const numbers = family.flatMap((address) => numberOf(address) ?? []).sort((a, b) => a - b);
  const ranks = new Map<Address, number>();
  for (const address of family) {
    const number = numberOf(address);
    const first = number === undefined ? -1 : numbers.indexOf(number);
    if (number !== undefined && numbers.lastIndexOf(number) === first)
      ranks.set(address, first + 1);
  }
  return ranks;
}
