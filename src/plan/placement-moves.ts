import type { Catalog } from '../model/catalog.ts';
import { type JsonObject, textsIn } from '../model/json.ts';
import type { Address, Entity } from '../model/node.ts';
import { placementNames, resourceOfName, saidOf } from '../model/placements.ts';
import type { Change, LeavingPlacement } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/** The ids of what some fields place, as far as they say them, by the names of placements. */
export function placementIdsIn(fields: JsonObject): ReadonlyMap<string, string> {
  const ids = (placementNames(fields) ?? []).flatMap((name): [string, string][] => {
    const { sourcedId } = saidOf(name, fields);
    return typeof sourcedId === 'string' ? [[name, sourcedId]] : [];
  });
  return new Map(ids);
}

/** The ids of placements that stand in one node on the platform and are to stand in another. */
export function movedPlacements(
  wanted: Iterable<readonly [Address, Entity]>,
  { entities }: Pick<RemoteState, 'entities'>,
): ReadonlySet<string> {
  const all = [...wanted];
  const places = new Map<string, Address>();
  for (const [address, { fields }] of all) {
    for (const id of placementIdsIn(fields).values()) places.set(id, address);
  }
  const moved = new Set<string>();
  if (places.size === 0) return moved;
  for (const [address] of all) {
    const held = entities.get(address)?.entity.fields ?? {};
    for (const id of placementIdsIn(held).values()) {
      const place = places.get(id);
      if (place !== undefined && place !== address) moved.add(id);
    }
  }
  return moved;
}

/** Placements on the platform in nodes of the manifests that say nothing of what is placed there. */
export function unmanagedPlacements({ nodes }: Catalog, { entities }: RemoteState): number {
  let number = 0;
  for (const [address, { entity }] of nodes) {
    if (entity.kind === 'course' || entity.kind === 'resource') continue;
    if (entity.fields['resources'] !== undefined) continue;
    number += placementIdsIn(entities.get(address)?.entity.fields ?? {}).size;
  }
  return number;
}

/** A placement that a change takes away from a node, or makes there. */
interface Step {
  readonly change: Change;
  readonly resource: string;
  /** Absent for one that is new. */
  readonly id?: string;
}

/** A placement that leaves, with the changes that take it out and place its resource again. */
interface Leaving extends LeavingPlacement {
  readonly change: Change;
  readonly comes?: Change;
}

/** What changes take out of lessons and units, and where its resource is placed again. */
export function leavingPlacements(
  changes: readonly Change[],
  { entities }: RemoteState,
  moved: ReadonlySet<string>,
): readonly Leaving[] {
  const leaving = changes.flatMap((change) =>
    leavingBy(change, entities.get(change.address)?.entity),
  );
  const coming = Map.groupBy(changes.flatMap(comingBy), ({ resource }) => resource);
  return leaving.map(({ change, resource, id = '' }): Leaving => {
    const comes = coming
      .get(resource)
      ?.find((one) => one.change.address !== change.address)?.change;
    return {
      ...{ sourcedId: id, resource, from: change.address, change },
      ...(comes && { to: comes.address, comes }),
      isKept: comes !== undefined && moved.has(id),
    };
  });
}

/**
 * Says of resources that leave one place for another what that is on a platform with records of
 * placements: the end of one and the beginning of another, unless the placement keeps its id.
 */
export function placementMoves(...args: Parameters<typeof leavingPlacements>): Problem[] {
  return leavingPlacements(...args).flatMap(
    ({ change, comes: to, resource, sourcedId: id, isKept }) => {
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
    },
  );
}

function leavingBy(change: Change, held: Entity | undefined): Step[] {
  const [before, after] = listsOf(change);
  const ids = placementIdsIn(held?.fields ?? {});
  return before.flatMap((name) => {
    const id = ids.get(name);
    const isGone = !after.includes(name) && id !== undefined;
    return isGone ? [{ change, resource: resourceOfName(name), id }] : [];
  });
}

function comingBy(change: Change): Step[] {
  const [before, after] = listsOf(change);
  return after.flatMap((name) =>
    before.includes(name) ? [] : [{ change, resource: resourceOfName(name) }],
  );
}

/** What a change lists before and after; both empty where it says nothing of that. */
function listsOf(change: Change): readonly [readonly string[], readonly string[]] {
  if (change.action === 'create') return [[], textsIn(change.after.fields['resources'])];
  const field = change.fields.find(({ path }) => path[0] === 'resources');
  if (!field) return [[], []];
  return [field.kind === 'changed' ? textsIn(field.before) : [], textsIn(field.after)];
}
