import { type Address, addressOf, kindIn } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { withFields } from '../model/entity.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Override } from '../model/override.ts';

/** What an environment adds to the manifests. */
interface EnvironmentDefaults {
  /** The org of every course that names none. */
  readonly org?: string;
  /** Laid over the manifests in this order. */
  readonly overrides?: readonly Override[];
}

/** The catalog as one environment should hold it. An org that an author wrote stands. */
export function forEnvironment(catalog: Catalog, environment: EnvironmentDefaults): Catalog {
  const { org, overrides = [] } = environment;
  if (org === undefined && overrides.length === 0) return catalog;
  const byName = grouped(overrides);
  const nodes = new Map(catalog.nodes);
  for (const node of catalog.nodes.values()) {
    const { kind, sourcedId } = node.entity;
    // An org is for courses.
    if (kind !== 'course' && byName.size === 0) continue;
    const address = addressOf(kind, sourcedId);
    const fields = fieldsFor(address, node, { org, byName });
    if (fields === node.entity.fields) continue;
    nodes.set(address, { ...node, entity: withFields(node.entity, fields) });
  }
  return { nodes };
}

/** The overrides that a node is touched by, in the order in which they are laid over it. */
export function overridesOf<Some extends Override>(
  address: Address,
  overrides: readonly Some[],
): readonly Some[] {
  const kind = kindIn(address);
  return overrides.filter(({ of }) => of === kind || of === address);
}

function fieldsFor(
  address: Address,
  { entity: { kind, fields } }: CatalogNode,
  { org, byName }: { readonly org: string | undefined; readonly byName: ByName },
): JsonObject {
  const mine = [...(byName.get(kind) ?? []), ...(byName.get(address) ?? [])];
  const own = mine.reduce(overridden, fields);
  const lacksOrg = kind === 'course' && own['org'] === undefined;
  return lacksOrg && org !== undefined ? { ...own, org } : own;
}

type ByName = ReadonlyMap<string, readonly JsonObject[]>;

/** So that a catalog of many nodes is gone through once. */
function grouped(overrides: readonly Override[]): ByName {
  const byName = new Map<string, JsonObject[]>();
  for (const { of, fields } of overrides) byName.set(of, [...(byName.get(of) ?? []), fields]);
  return byName;
}

/** Maps of metadata that are merged all the way down: each goal and each number stands for itself. */
const deep = ['goals', 'metrics'];

/**
 * The fields of a node with those of an override laid over, by the rule of `timeback.config.json`:
 * texts, numbers and lists are replaced, a map is merged key by key, and `metadata.goals` and
 * `metadata.metrics` all the way down. null is a value: it clears.
 */
export function overridden(fields: JsonObject, over: JsonObject): JsonObject {
  return {
    ...fields,
    ...map(over, (name, value) => {
      const isDeep = (key: string) => name === 'metadata' && deep.includes(key);
      return merge(fields[name], value, isDeep);
    }),
  };
}

function merge(base: Json | undefined, over: Json, isDeep: (key: string) => boolean): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const always = () => true;
  const merged = map(over, (key, value) => (isDeep(key) ? merge(base[key], value, always) : value));
  return { ...base, ...merged };
}

function map(object: JsonObject, to: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, to(key, value)]));
}
