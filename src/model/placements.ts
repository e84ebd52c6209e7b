import { isObject, type Json, type JsonObject, textsIn } from './json.ts';
import { type Ledger, placementKey } from './ledger.ts';

/**
 * The fields of a lesson or unit that say what it places. `resources` lists the names of placements in
 * order. A name is the sourcedId of the resource; if that resource is already in the list, the placement's
 * own mark follows after a space, which no sourcedId has. `placements` has the other fields of each
 * placement, by the same names.
 */
export const placedFields = ['resources', 'placements'] as const;

/** The fields of a placement that authors write, in the order in which a manifest has them. */
export const placementOrder = [
  ...['resource', 'sourcedId', 'title', 'lessonType', 'metadata', 'additional'],
] as const;

/** The name of a placement. `mark` tells it from other placements of the same resource. */
export function placementName(resource: string, mark?: string): string {
  return mark === undefined ? resource : `${resource} ${mark}`;
}

/** The sourcedId of the resource in the name of a placement. */
export function resourceOfName(name: string): string {
  const end = name.indexOf(' ');
  return end === -1 ? name : name.slice(0, end);
}

/** The names of placements in a list `resources`; undefined if the list is not written. */
export function placementsListed(resources: Json | undefined): readonly string[] | undefined {
  return resources === undefined ? undefined : textsIn(resources);
}

/** The sourcedIds of the resources in a list `resources`, each once. */
export function resourcesListed(resources: Json | undefined): readonly string[] {
  return [...new Set(textsIn(resources).map(resourceOfName))];
}

/** The fields of the placement with a name, other than its resource; empty if it has none. */
export function saidOf(name: string, { placements }: JsonObject): JsonObject {
  const said = isObject(placements) && Object.hasOwn(placements, name) ? placements[name] : {};
  return isObject(said ?? null) ? (said as JsonObject) : {};
}

/** A placement with the parts of its name, and its fields. */
export interface NamedPlacement {
  readonly resource: string;
  /** Absent for the placement whose name is its resource alone. */
  readonly mark?: string;
  /** The fields of the placement, other than its resource. */
  readonly said: JsonObject;
}

/** The placements that some fields list, in order; undefined if the fields do not have the list. */
export function placementsIn(fields: JsonObject): readonly NamedPlacement[] | undefined {
  return placementsListed(fields['resources'])?.map((name) => {
    const resource = resourceOfName(name);
    const mark = name === resource ? {} : { mark: name.slice(resource.length + 1) };
    return { resource, ...mark, said: saidOf(name, fields) };
  });
}

/** The fields with these placements in place of those that they list. */
export function withPlacements(
  { placements: _, ...fields }: JsonObject,
  placed: readonly NamedPlacement[],
): JsonObject {
  const named = placed.map(({ resource, mark, said }) => {
    return { name: placementName(resource, mark), said };
  });
  const saying = named.filter(({ said }) => Object.keys(said).length > 0);
  return {
    ...fields,
    resources: named.map(({ name }) => name),
    ...(saying.length > 0 && {
      placements: Object.fromEntries(saying.map(({ name, said }) => [name, said])),
    }),
  };
}

/**
 * The resource that an entry of `resources` names: the entry is an id, or a map with the id under
 * `resource`. Undefined if it has neither form.
 */
export function resourceOfEntry(entry: Json): string | undefined {
  const id = isObject(entry) ? entry['resource'] : entry;
  return typeof id === 'string' ? id : undefined;
}

/** Turns fields whose `resources` has entries as authors write them into fields with placements by name. */
export function fromEntries(fields: JsonObject): JsonObject {
  const { resources } = fields;
  if (!Array.isArray(resources)) return fields;
  const isShort = resources.every((entry) => typeof entry === 'string');
  if (isShort && new Set(resources).size === resources.length) return fields;
  const placed = resources.flatMap((entry: Json) => {
    const resource = resourceOfEntry(entry);
    return resource === undefined ? [] : [{ resource, said: saidInEntry(entry) }];
  });
  return withPlacements(fields, marked(placed));
}

/** Gives marks to placements of the same resource. The first one without an id of its own needs no mark. */
function marked(placed: readonly NamedPlacement[]): readonly NamedPlacement[] {
  const byResource = Map.groupBy(placed, ({ resource }) => resource);
  const plain = new Set(
    [...byResource.values()].map(
      (all) => all.find(({ said }) => said['sourcedId'] === undefined) ?? all[0],
    ),
  );
  return placed.map((one) => {
    if (plain.has(one)) return one;
    const { sourcedId } = one.said;
    const turn = (byResource.get(one.resource)?.indexOf(one) ?? 0) + 1;
    return { ...one, mark: typeof sourcedId === 'string' ? sourcedId : String(turn) };
  });
}

function saidInEntry(entry: Json): JsonObject {
  if (!isObject(entry)) return {};
  const { resource: _, additional, ...said } = entry;
  return { ...(isObject(additional) && additional), ...said };
}

/** The entries of `resources` as authors write them. A placement without further fields is an id alone. */
export function toEntries(placed: readonly NamedPlacement[]): Json {
  return placed.map(({ resource, said }) => {
    if (Object.keys(said).length === 0) return resource;
    const own = Object.entries(said).filter(([field]) => isWritten(field));
    const others = Object.entries(said).filter(([field]) => !isWritten(field));
    const additional = others.length > 0 ? { additional: Object.fromEntries(others) } : {};
    return inOrder({ resource, ...Object.fromEntries(own), ...additional });
  });
}

const written: readonly string[] = placementOrder;

function isWritten(field: string): boolean {
  return written.includes(field);
}

function inOrder(entry: JsonObject): JsonObject {
  return Object.fromEntries(
    placementOrder.flatMap((field) => {
      const value = entry[field];
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
}

/** An entry of `resources` in a lesson or unit of the manifests. */
export interface WrittenPlacement {
  /** The id of the lesson or unit. */
  readonly parent: string;
  readonly resource: string;
  /** Absent in the short form. */
  readonly sourcedId?: string;
}

/** An entry of `resources`, and the placement that it stands for. */
export interface ResolvedPlacement {
  readonly written: WrittenPlacement;
  /** The id of the placement. Absent: it has none yet. */
  readonly sourcedId?: string;
  /** Set if several ids of the ledger fit the entry and nothing tells which one is meant. */
  readonly rivals?: readonly string[];
  /** Set if an earlier entry stands for the same placement, so this one needs an id of its own. */
  readonly isFurther?: true;
}

/**
 * The ids of all placements of a catalog. An entry has the id that it writes. Without one it stands for the
 * live id that the ledger has for its parent and resource, if no other entry writes that id.
 */
export function resolvePlacements(
  all: readonly WrittenPlacement[],
  ledger: Pick<Ledger, 'placements'> | undefined,
): readonly ResolvedPlacement[] {
  const claimed = new Set(all.flatMap(({ sourcedId }) => sourcedId ?? []));
  const free = new Map<string, string[]>();
  for (const { sourcedId, parent, resource, state } of ledger?.placements.values() ?? []) {
    if (state !== 'live' || claimed.has(sourcedId)) continue;
    const key = placementKey(parent, resource);
    const ids = free.get(key);
    if (ids) ids.push(sourcedId);
    else free.set(key, [sourcedId]);
  }
  const seen = new Set<string>();
  return all.map((written): ResolvedPlacement => {
    const { parent, resource, sourcedId } = written;
    if (sourcedId !== undefined) return { written, sourcedId };
    const key = placementKey(parent, resource);
    if (seen.has(key)) return { written, isFurther: true };
    seen.add(key);
    const [id, ...more] = free.get(key) ?? [];
    if (id === undefined) return { written };
    return more.length === 0 ? { written, sourcedId: id } : { written, rivals: [id, ...more] };
  });
}
