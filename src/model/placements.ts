import { isObject, type Json, type JsonObject, textsIn } from './json.ts';
import { type Ledger, placementKey } from './ledger.ts';

/**
 * Fields of a lesson or unit that say what it places. `resources` lists placements in their order, each by
 * its name: the sourcedId of its resource or, if the resource stands there already, that and the
 * placement's own mark after a blank, which no sourcedId has. `placements` has what is said of each
 * beyond that, by the same names.
 */
export const placedFields = ['resources', 'placements'] as const;

/** Fields of a placement that authors write, in the order in which they stand in a manifest. */
export const placementOrder = [
  ...['resource', 'sourcedId', 'title', 'lessonType', 'metadata', 'additional'],
] as const;

/** The name of a placement. `mark`: what tells it from another one of the same resource. */
export function placementName(resource: string, mark?: string): string {
  return mark === undefined ? resource : `${resource} ${mark}`;
}

/** The sourcedId of the resource that a placement of that name places. */
export function resourceOfName(name: string): string {
  const end = name.indexOf(' ');
  return end === -1 ? name : name.slice(0, end);
}

/** The names of the placements in the list `resources` of some fields; undefined if they have none. */
export function placementsListed(resources: Json | undefined): readonly string[] | undefined {
  return resources === undefined ? undefined : textsIn(resources);
}

/** The sourcedIds of the resources that such a list places, each once. */
export function resourcesListed(resources: Json | undefined): readonly string[] {
  return [...new Set(textsIn(resources).map(resourceOfName))];
}

/** What fields say of the placement of a name, beyond its resource. */
export function saidOf(name: string, { placements }: JsonObject): JsonObject {
  const said = isObject(placements) && Object.hasOwn(placements, name) ? placements[name] : {};
  return isObject(said ?? null) ? (said as JsonObject) : {};
}

/** A placement as the fields of its node have it. */
export interface NamedPlacement {
  readonly resource: string;
  /** Absent for the one that goes by its resource alone. */
  readonly mark?: string;
  readonly said: JsonObject;
}

/** The placements that some fields list, in order; undefined if they do not say it. */
export function placementsIn(fields: JsonObject): readonly NamedPlacement[] | undefined {
  return placementsListed(fields['resources'])?.map((name) => {
    const resource = resourceOfName(name);
    const mark = name === resource ? {} : { mark: name.slice(resource.length + 1) };
    return { resource, ...mark, said: saidOf(name, fields) };
  });
}

/** The fields with these placements in the place of what they list. */
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

/** An entry of `resources` as authors write it: an id, or a map with the id under `resource`. */
export function resourceOfEntry(entry: Json): string | undefined {
  const id = isObject(entry) ? entry['resource'] : entry;
  return typeof id === 'string' ? id : undefined;
}

/** Fields in which `resources` has entries as authors write them, as fields with placements by name. */
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

/** Of one resource that stands several times, the first without an id of its own needs no mark. */
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

/** The entries of `resources` as authors write them: an id if nothing more is said. */
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

/** An entry of `resources`, as a lesson or unit of the manifests has it. */
export interface WrittenPlacement {
  /** The id of the lesson or unit. */
  readonly parent: string;
  readonly resource: string;
  /** Absent in the short form. */
  readonly sourcedId?: string;
}

/** Which placement an entry stands for. */
export interface ResolvedPlacement {
  readonly written: WrittenPlacement;
  /** Absent: it has none yet. */
  readonly sourcedId?: string;
  /** Set if nothing tells which of these ids the entry stands for. */
  readonly rivals?: readonly string[];
  /** Set if an entry above stands for the same placement, so that this one needs an id of its own. */
  readonly isFurther?: true;
}

/**
 * The ids of all placements of a catalog. An entry has the id that it writes out; without one it
 * stands for the live id that the ledger has for its parent and resource and no entry writes out.
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
