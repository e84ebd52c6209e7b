import { isObject, type Json, type JsonObject, textsIn } from '../model/json.ts';
import { objectUnder } from '../model/json-values.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Address, addressOf, type Entity } from '../model/node.ts';
import { placementsListed, resourceOfName, saidOf } from '../model/placements.ts';
import type { Change, LeavingPlacement } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import type { CompareRules } from './compare.ts';

/**
 * The ids of the placements in some fields, by the names of the placements. A placement without an id is
 * left out.
 */
export function placementIdsIn(fields: JsonObject): ReadonlyMap<string, string> {
  const ids = (placementsListed(fields['resources']) ?? []).flatMap((name): [string, string][] => {
    const { sourcedId } = saidOf(name, fields);
    return typeof sourcedId === 'string' ? [[name, sourcedId]] : [];
  });
  return new Map(ids);
}

/** A placement that keeps its id in another node. */
export interface PlacementMove {
  readonly id: string;
  readonly from: Address;
  readonly to: Address;
}

interface Judging {
  readonly ledger?: Pick<Ledger, 'entries'> | undefined;
  readonly rules?: Pick<CompareRules, 'placementId'>;
}

/** A placement as the platform has it: its node there, and its name in that node. */
interface Held {
  readonly id: string;
  readonly address: Address;
  readonly name: string;
}

/** How placements of some nodes differ from those on the platform. */
interface ComparedPlacements {
  /** The placements that have to move to another node. */
  readonly moves: readonly PlacementMove[];
  /** Their ids. */
  readonly moved: ReadonlySet<string>;
  /** How many placements are in nodes whose manifests do not write `resources`. */
  readonly unmanaged: number;
  /**
   * By node: the ids of placements that write none, by name, if the platform has another placement of that
   * name in the node, and that one belongs elsewhere.
   */
  readonly hidden: ReadonlyMap<Address, ReadonlyMap<string, string>>;
}

/**
 * Compares the placements of nodes with those on the platform. `moves`: those that are on the platform in a
 * node that is wanted or that `ledger` retires, and in another one of `wanted`.
 */
export function comparePlacements(
  wanted: Iterable<readonly [Address, { readonly entity: Entity }]>,
  { entities }: Pick<RemoteState, 'entities'>,
  { ledger, rules }: Judging = {},
): ComparedPlacements {
  const places = new Map<string, Pick<Held, 'address' | 'name'>>();
  const held: Held[] = [];
  const hold = (address: Address, there: RemoteEntity | undefined) => {
    const fields = there?.entity.fields;
    // Only `placements` can hold the ids of placements.
    if (fields?.['placements'] === undefined) return 0;
    const ids = placementIdsIn(fields);
    for (const [name, id] of ids) held.push({ id, address, name });
    return ids.size;
  };
  for (const { kind, sourcedId, state } of ledger?.entries.values() ?? []) {
    if (state !== 'retired') continue;
    const address = addressOf(kind, sourcedId);
    hold(address, entities.get(address));
  }
  let unmanaged = 0;
  for (const [address, { entity }] of wanted) {
    const there = entities.get(address);
    const holds = hold(address, there);
    if (entity.fields['placements'] !== undefined) {
      for (const [name, id] of placementIdsIn(entity.fields)) places.set(id, { address, name });
    }
    const mayPlace = entity.kind === 'unit' || entity.kind === 'lesson';
    if (mayPlace && entity.fields['resources'] === undefined)
      unmanaged += holds - (there?.ended?.length ?? 0);
  }
  const hidden = new Map<Address, Map<string, string>>();
  // Only an entry that its node lacks on the platform can have its placement elsewhere.
  if (rules?.placementId && held.length > 0) {
    for (const [address, { entity }] of wanted) {
      for (const name of idlessAndLacking(entity.fields, entities.get(address))) {
        const id = rules.placementId(entity.sourcedId, name);
        // An entry that writes the id has it.
        if (!places.has(id)) places.set(id, { address, name });
      }
    }
    const out = held.filter(isOut);
    const nodes = out.length > 0 ? new Map(wanted) : undefined;
    const holders = nodes && new Map(held.map((one) => [one.id, one]));
    // The list grows: the entry whose name was not its own may have its placement in a further node.
    for (const { address, name } of out) {
      const entity = nodes?.get(address)?.entity;
      const isListed = placementsListed(entity?.fields['resources'])?.includes(name);
      if (!entity || !isListed || saidOf(name, entity.fields)['sourcedId'] !== undefined) continue;
      const id = rules.placementId(entity.sourcedId, name);
      if (places.has(id)) continue;
      places.set(id, { address, name });
      hidden.set(address, new Map(hidden.get(address)).set(name, id));
      const holder = holders?.get(id);
      if (holder && isOut(holder)) out.push(holder);
    }
  }
  const moves = held.flatMap(({ id, address: from }): PlacementMove[] => {
    const to = places.get(id)?.address ?? from;
    return to === from ? [] : [{ id, from, to }];
  });
  return { moves, moved: new Set(moves.map(({ id }) => id)), unmanaged, hidden };

  /** Whether a placement is not wanted where the platform has it, and is wanted elsewhere. */
  function isOut({ id, address, name }: Held): boolean {
    const place = places.get(id);
    return place !== undefined && (place.address !== address || place.name !== name);
  }
}

/** The fields, with the ids of these placements in them. */
export function withPlacementIds(
  fields: JsonObject,
  ids: ReadonlyMap<string, string> = new Map(),
): JsonObject {
  if (ids.size === 0) return fields;
  const said = [...ids].map(([name, sourcedId]) => [name, { ...saidOf(name, fields), sourcedId }]);
  const others = objectUnder(fields['placements']);
  return { ...fields, placements: { ...others, ...Object.fromEntries(said) } };
}

/** The names of placements that some fields list without an id, and that the node does not have there. */
function idlessAndLacking(fields: JsonObject, there: RemoteEntity | undefined): readonly string[] {
  const names = placementsListed(fields['resources']) ?? [];
  const present = placementsListed(there?.entity.fields['resources']) ?? [];
  if (names.every((name, index) => name === present[index])) return [];
  const known = new Set(present);
  return names.filter(
    (name) => !known.has(name) && saidOf(name, fields)['sourcedId'] === undefined,
  );
}

/**
 * The fields of a node whose manifest does not write `resources`, with the list that lacks the placements that
 * are retired or `moved` to another node, and leaves all others there. Other fields stay as they are.
 */
export function withoutLeaving(
  fields: JsonObject,
  there: RemoteEntity | undefined,
  moved: ReadonlySet<string>,
): JsonObject {
  if (!there || fields['resources'] !== undefined) return fields;
  const { ended = [], entity } = there;
  if (ended.length === 0 && moved.size === 0) return fields;
  const all = placementsListed(entity.fields['resources']) ?? [];
  const ids = placementIdsIn(entity.fields);
  const resources = all.filter((name) => !ended.includes(name) && !moved.has(ids.get(name) ?? ''));
  return resources.length === all.length ? fields : { ...fields, resources };
}

/**
 * The fields of a node on the platform, in which placements that only the ledger ended have the ids that they
 * had in `was`: nobody changed anything there.
 */
export function fieldsBeforeEnd(
  { entity: { fields }, ended = [] }: RemoteEntity,
  was: JsonObject = {},
): JsonObject {
  if (ended.length === 0) return fields;
  const said = Object.entries(objectUnder(fields['placements'])).map(([name, one]) => {
    const { sourcedId } = saidOf(name, was);
    const isOver = ended.includes(name) && sourcedId !== undefined;
    return [name, isOver ? { ...objectUnder(one), sourcedId } : one] as const;
  });
  return { ...fields, placements: Object.fromEntries(said) };
}

/** What some nodes of a platform say of the placements with these ids. */
export function placementsSaid(
  ids: ReadonlySet<string>,
  nodes: Iterable<Address>,
  { entities }: Pick<RemoteState, 'entities'>,
): ReadonlyMap<string, JsonObject> {
  if (ids.size === 0) return new Map();
  const said = [...nodes].flatMap((address) => {
    const fields = entities.get(address)?.entity.fields ?? {};
    return [...placementIdsIn(fields)].flatMap(([name, id]) =>
      ids.has(id) ? [[id, saidOf(name, fields)] as const] : [],
    );
  });
  return new Map(said);
}

/**
 * The fields, with the ids that their placements had before. A placement that comes back from another node,
 * where `moved` has it, gets all that it had before.
 */
export function placementsBack(
  before: JsonObject,
  fields: JsonObject,
  moved: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const ids = placementIdsIn(before);
  // Nodes that exchanged their placements list the same resources as before.
  const exchanged = () =>
    Object.keys(objectUnder(fields['placements'])).filter((name) => moved.has(ids.get(name) ?? ''));
  const names = placementsListed(fields['resources']) ?? exchanged();
  const said = names.flatMap((name): [string, JsonObject][] => {
    const sourcedId = ids.get(name);
    if (sourcedId === undefined) return [];
    const there = moved.get(sourcedId);
    const back = there ? valuesBack(saidOf(name, before), there) : saidOf(name, fields);
    return [[name, { ...back, sourcedId }]];
  });
  if (said.length === 0) return fields;
  const others = objectUnder(fields['placements']);
  return { ...fields, placements: { ...others, ...Object.fromEntries(said) } };
}

/**
 * The list of placements that a node gets back from a run that gave it others, `wanted` in place of `was`;
 * undefined if that is the list of now. A run that was interrupted may have left both. Placements that
 * others made or ended since stay so.
 */
export function listBack(
  was: JsonObject,
  wanted: JsonObject,
  now: JsonObject,
): readonly string[] | undefined {
  const namesById = (fields: JsonObject) =>
    new Map([...placementIdsIn(fields)].map(([name, id]) => [id, name]));
  const [had, got, there] = [namesById(was), namesById(wanted), namesById(now)];
  if (had.size === got.size && [...had.keys()].every((id) => got.has(id))) return undefined;
  const back = [...had].flatMap(([id, name]) => (!got.has(id) || there.has(id) ? [name] : []));
  const others = [...there].flatMap(([id, name]) => (had.has(id) || got.has(id) ? [] : [name]));
  const names = [...back, ...others.filter((name) => !back.includes(name))];
  const present = placementsListed(now['resources']) ?? [];
  const isSame = names.length === present.length && names.every((name, at) => name === present[at]);
  return isSame ? undefined : names;
}

/** The values of before, with null for each that was not there. */
function valuesBack(before: JsonObject, now: JsonObject): JsonObject {
  const changed = Object.entries(now).flatMap(([key, value]): [string, Json][] => {
    const was = Object.hasOwn(before, key) ? (before[key] ?? null) : null;
    if (was === null) return [[key, null]];
    return isObject(was) && isObject(value) ? [[key, valuesBack(was, value)]] : [];
  });
  return { ...before, ...Object.fromEntries(changed) };
}

/** A placement that a change removes, and the change that places its resource elsewhere, if there is one. */
interface Leaving extends LeavingPlacement {
  readonly change: Change;
  readonly comes?: Change;
}

/**
 * The placements that changes remove from lessons and units, each with the node that places its resource
 * again. `moved`: the ids of placements that keep their id in another node.
 */
export function leavingPlacements(
  changes: readonly Change[],
  { entities }: RemoteState,
  moved: ReadonlySet<string>,
): readonly Leaving[] {
  const leaving: { change: Change; resource: string; id: string }[] = [];
  const coming = new Map<string, Change[]>();
  const come = (resource: string, change: Change) => {
    const all = coming.get(resource);
    if (all) all.push(change);
    else coming.set(resource, [change]);
  };
  /** By id: the changes that give an entry this placement in place of another one. */
  const taking = new Map<Json, Change>();
  for (const change of changes) {
    const fields = change.action === 'create' ? [] : change.fields;
    for (const { path, ...values } of fields) {
      const [field, name = '', key] = path;
      if (field !== 'placements' || key !== 'sourcedId' || values.kind !== 'changed') continue;
      const resource = resourceOfName(name);
      leaving.push({ change, resource, id: String(values.before) });
      taking.set(values.after, change);
      come(resource, change);
    }
    // The change of the list of placements; undefined if the change does not touch it.
    const field =
      change.action === 'create'
        ? { kind: 'added' as const, after: change.after.fields['resources'] }
        : change.fields.find(({ path }) => path[0] === 'resources');
    if (!field) continue;
    const before = field.kind === 'changed' ? textsIn(field.before) : [];
    const after = textsIn(field.after);
    for (const name of after) if (!before.includes(name)) come(resourceOfName(name), change);
    const gone = before.filter((name) => !after.includes(name));
    if (gone.length === 0) continue;
    const ids = placementIdsIn(entities.get(change.address)?.entity.fields ?? {});
    for (const name of gone) {
      const id = ids.get(name);
      if (id !== undefined) leaving.push({ change, resource: resourceOfName(name), id });
    }
  }
  return leaving.map(({ change, resource, id }): Leaving => {
    const others = [taking.get(id) ?? [], coming.get(resource) ?? []].flat();
    const comes = others.find(({ address }) => address !== change.address);
    return {
      ...{ sourcedId: id, resource, from: change.address, change },
      ...(comes && { to: comes.address, comes }),
      isKept: comes !== undefined && moved.has(id),
    };
  });
}

/**
 * Warns of resources that leave one node for another on a platform with records of placements: one
 * placement ends and another begins, unless the placement keeps its id.
 */
export function placementMoves(leaving: readonly Leaving[]): Problem[] {
  return leaving.flatMap(({ change, comes: to, resource, sourcedId: id, isKept }) => {
    if (!to) return [];
    const route = `The resource "${resource}" leaves "${change.address}" (${change.title}) for "${to.address}" (${to.title}).`;
    const about = { span: to.source, address: to.address };
    if (isKept) {
      const detail = `${route} Its placement ${id} moves with it: for PowerPath it is the same lesson, and it keeps its results.`;
      return [problem('placement/moves', { detail, ...about })];
    }
    return [
      problem('placement/moves', {
        detail: `${route} It gets a new placement there, with another id than ${id}: for PowerPath that is another lesson, and results of students stay with the old one.`,
        hint: `To keep the placement and its results, write its id into the entry: \`- { resource: ${JSON.stringify(resource)}, sourcedId: ${JSON.stringify(id)} }\`.`,
        ...about,
      }),
    ];
  });
}
