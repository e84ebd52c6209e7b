import { valueAt } from '../document/place.ts';
import type { Catalog, CatalogNode, Defaults, Override, StandardsPaths } from '../model/catalog.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { put, valueUnder } from '../model/json-values.ts';
import {
  type Address,
  addressOf,
  type ByDefault,
  courseAbove,
  type Entity,
  idIn,
  kindIn,
  withFields,
} from '../model/node.ts';
import {
  fromEntries,
  type NamedPlacement,
  placementName,
  placementsIn,
  resourcesListed,
  withPlacements,
} from '../model/placements.ts';
import type { Content } from '../model/plan.ts';
import type { CompareRules } from './compare.ts';

/**
 * The fields that the platform should hold for a node: the author's, and those that follow from its place.
 */
export function desiredFields(
  catalog: Catalog,
  { entity }: CatalogNode,
  rules: CompareRules,
): JsonObject {
  const { title, kind } = entity;
  const { placementTitle } = rules;
  const placed = placementTitle ? placementsIn(entity.fields) : undefined;
  // A placement without a title of its own gets that of its resource, or of the node that it stands in.
  const titled = placed?.map((one): NamedPlacement => {
    const resource = catalog.nodes.get(addressOf('resource', one.resource))?.entity;
    const own = placementTitle === 'resource' ? resource?.title : undefined;
    return { ...one, said: { title: own ?? title, ...one.said } };
  });
  const fields = titled?.length ? withPlacements(entity.fields, titled) : entity.fields;
  if (kind !== 'lesson' || !rules.lessonNamesCourse) return fields;
  const course = courseAbove(entity.parent, (address) => catalog.nodes.get(address)?.entity);
  return course ? { ...fields, course: idIn(course) } : fields;
}

/**
 * The titles of the resources that a lesson or unit places, by resource id. Some dialects write them with
 * the node. `find` gives a resource; without any resources the result is empty.
 */
export function titlesOf(
  fields: JsonObject,
  find: (resource: Address) => Entity | undefined,
): Pick<Content, 'titles'> {
  const resources = resourcesListed(fields['resources']);
  if (resources.length === 0) return {};
  const named = resources.flatMap((id): [string, string][] => {
    const title = find(addressOf('resource', id))?.title;
    return title ? [[id, title]] : [];
  });
  return { titles: new Map(named) };
}

/** The nodes that have a parent, by parent, in the authors' order. */
export function siblingsByParent(catalog: Catalog): ReadonlyMap<Address, readonly Address[]> {
  const families = new Map<Address, Address[]>();
  catalog.nodes.forEach(({ entity: { parent } }, address) => {
    const family = parent && families.get(parent);
    if (family) family.push(address);
    else if (parent) families.set(parent, [address]);
  });
  return families;
}

/** The org of each course that names one, in the order of the courses. */
export function orgsOf({ nodes }: Catalog): string[] {
  return [...nodes.values()].flatMap(({ entity }) => {
    const org = entity.kind === 'course' ? entity.fields['org'] : undefined;
    return typeof org === 'string' ? [org] : [];
  });
}

/** The settings of an environment that change the manifests for it. */
interface EnvironmentDefaults {
  /** The org of every course whose manifest names none. */
  readonly org?: string;
  /** Values for fields that neither the manifests nor the defaults of their courses set. */
  readonly defaults?: Defaults;
  /** Values that replace those of the manifests, applied in this order. */
  readonly overrides?: readonly Override[];
}

/**
 * The catalog as one environment should hold it: defaults fill in what the manifests do not set, overrides
 * replace what they set. An org that an author wrote stays.
 */
export function forEnvironment(written: Catalog, environment: EnvironmentDefaults): Catalog {
  const { org, overrides = [], defaults = {} } = environment;
  const catalog = withDefaultsUnder(written, defaults);
  if (org === undefined && overrides.length === 0) return catalog;
  const byName = grouped(overrides);
  const nodes = new Map(catalog.nodes);
  for (const node of catalog.nodes.values()) {
    const { kind, sourcedId } = node.entity;
    // Only courses have an org.
    if (kind !== 'course' && byName.size === 0) continue;
    const address = addressOf(kind, sourcedId);
    const fields = fieldsFor(address, node, { org, byName });
    if (fields === node.entity.fields) continue;
    nodes.set(address, { ...node, entity: withFields(node.entity, fields) });
  }
  return { nodes };
}

/** The catalog with unset fields filled from the defaults of their course, then from those of the config. */
function withDefaultsUnder(catalog: Catalog, ofConfig: Defaults): Catalog {
  const isSaid = Object.keys(ofConfig).length > 0;
  const courseOf = courseFinder(catalog);
  if (!isSaid && !courseOf) return catalog;
  const nodes = new Map(catalog.nodes);
  catalog.nodes.forEach((node, address) => {
    const { entity } = node;
    const course = courseOf?.(node);
    const byDefault: ByDefault[] = [];
    const under = (said: JsonObject, of: keyof Defaults, at: readonly string[] = []) => {
      const ofCourse = course && catalog.nodes.get(course)?.defaults?.[of];
      const given = laidUnder(ofCourse ?? {}, ofConfig[of] ?? {}, () => {});
      return laidUnder(said, given, (path) => {
        const isOfCourse = course && ofCourse && valueAt(ofCourse, path) !== undefined;
        const [first = path[0], ...rest] = [...at, ...path];
        byDefault.push({ path: [first, ...rest], ...(isOfCourse && { course }) });
      });
    };
    const own = under(entity.fields, entity.kind);
    const placed = placementsIn(own)?.map((one): NamedPlacement => {
      const name = placementName(one.resource, one.mark);
      return { ...one, said: under(one.said, 'placement', ['placements', name]) };
    });
    const fields = placed ? withPlacements(own, placed) : own;
    if (byDefault.length > 0)
      nodes.set(address, { ...node, entity: withFields(entity, fields), byDefault });
  });
  return { nodes };
}

/**
 * Gives the course of a node, for its defaults: a resource has those of the course whose manifest it is written
 * in. Undefined if no course has any.
 */
function courseFinder({ nodes }: Catalog) {
  const entityOf = (address: Address) => nodes.get(address)?.entity;
  const isSaid = [...nodes.values()].some(({ defaults }) => defaults !== undefined);
  return isSaid
    ? ({ within, entity }: CatalogNode) => courseAbove(within ?? entity.parent, entityOf)
    : undefined;
}

/**
 * How many characters of JSON the defaults of courses, and the defaults and overrides of any one environment, give
 * to the nodes of a catalog: what is said once for a kind is held by each of its nodes.
 */
export function sizeOfGiven(
  catalog: Catalog,
  environments: readonly Pick<EnvironmentDefaults, 'defaults' | 'overrides'>[],
): number {
  const courseOf = courseFinder(catalog);
  const isGiven = environments.some(
    ({ defaults = {}, overrides = [] }) => Object.keys(defaults).length + overrides.length > 0,
  );
  if (!courseOf && !isGiven) return 0;
  const times = new Map<string, number>();
  const count = (name: string, more: number) => times.set(name, (times.get(name) ?? 0) + more);
  const sizes = new Map<JsonObject, number>();
  const sizeOf = (below: string, given: readonly (readonly [string, JsonObject])[]) => {
    let sum = 0;
    for (const [of, fields] of given) {
      const size = sizes.get(fields) ?? canonicalJson(fields).length;
      sizes.set(fields, size);
      sum += size * (times.get(`${below} ${of}`) ?? 0);
    }
    return sum;
  };
  for (const node of catalog.nodes.values()) {
    for (const below of ['', courseOf?.(node) ?? []].flat()) {
      count(`${below} ${node.entity.kind}`, 1);
      count(`${below} placement`, resourcesListed(node.entity.fields['resources']).length);
    }
  }
  let [ofCourses, ofEnvironment] = [0, 0];
  for (const [course, { defaults = {} }] of catalog.nodes)
    ofCourses += sizeOf(course, Object.entries(defaults));
  for (const { defaults = {}, overrides = [] } of environments) {
    const named = overrides.map(({ of, fields }) => [of, fields] as const);
    ofEnvironment = Math.max(ofEnvironment, sizeOf('', [...Object.entries(defaults), ...named]));
  }
  return ofCourses + ofEnvironment;
}

/** The fields, with values of `given` for unset ones. `take` gets the path of each value that is taken. */
function laidUnder(
  said: JsonObject,
  given: JsonObject,
  take: (path: ByDefault['path']) => void,
  above: readonly string[] = [],
): JsonObject {
  const laid: Record<string, Json> = { ...said };
  for (const [key, value] of Object.entries(given)) {
    const [first = key, ...rest] = [...above, key];
    const path: ByDefault['path'] = [first, ...rest];
    const held = valueUnder(said, key);
    const within = held === undefined ? {} : isMerged(path) ? held : null;
    const isEmpty = isObject(value) && Object.keys(value).length === 0;
    if (isObject(value) && isObject(within) && !isEmpty) {
      laid[key] = laidUnder(within, value, take, path);
    } else if (held === undefined) {
      laid[key] = value;
      take(path);
    }
  }
  return laid;
}

/** Whether `overridden` merges maps at a path key by key. */
function isMerged([field, ...rest]: ByDefault['path']): boolean {
  return rest.length === 0 || (field === 'metadata' && deep.includes(rest[0] ?? ''));
}

/** The overrides that apply to a node, by its kind or its address, in the order in which they apply. */
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
  const own = mine.reduce(laidOver, fields);
  const lacksOrg = kind === 'course' && own['org'] === undefined;
  return lacksOrg && org !== undefined ? { ...own, org } : own;
}

/**
 * The fields with an override applied. A list of placements replaces the former list and all fields of its
 * placements.
 */
function laidOver(fields: JsonObject, over: JsonObject): JsonObject {
  if (!Array.isArray(over['resources'])) return overridden(fields, over);
  const { placements: _, ...others } = fields;
  return fromEntries(overridden(others, over));
}

type ByName = ReadonlyMap<string, readonly JsonObject[]>;

/** The fields of the overrides by kind or address, so that a catalog of many nodes is gone through once. */
function grouped(overrides: readonly Override[]): ByName {
  const byName = new Map<string, JsonObject[]>();
  for (const { of, fields } of overrides) byName.set(of, [...(byName.get(of) ?? []), fields]);
  return byName;
}

/** Maps of metadata that are merged at every level: each goal and each metric stands for itself. */
const deep = ['goals', 'metrics'];

/**
 * The fields of a node with those of an override applied, by the rule of `timeback.config.json`: texts,
 * numbers and lists are replaced, maps are merged key by key, and `metadata.goals` and `metadata.metrics`
 * at every level. null is a value: it clears the field.
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

/**
 * The catalog with `standards` at the paths at which the platform keeps them, in the documented form of a
 * learningObjectiveSet. An empty path leaves them out. After this they are fields like any other.
 */
export function withStandards(catalog: Catalog, paths: StandardsPaths): Catalog {
  const laid: [Address, CatalogNode][] = [];
  catalog.nodes.forEach((node, address) => {
    const { kind, fields } = node.entity;
    const mayHave = kind === 'lesson' || kind === 'resource';
    if (mayHave && fields['standards'] !== undefined) laid.push([address, placed(node, paths)]);
  });
  return laid.length === 0 ? catalog : { nodes: new Map([...catalog.nodes, ...laid]) };
}

function placed(node: CatalogNode, paths: StandardsPaths): CatalogNode {
  const { entity } = node;
  const { standards = null, ...others } = entity.fields;
  const path = entity.kind === 'lesson' ? paths.lesson : paths.resource;
  const set: Json =
    standards === null ? null : [{ source: 'CASE', learningObjectiveIds: standards }];
  const fields = path === '' ? others : put(others, path.split('.'), set);
  return { ...node, entity: withFields(entity, fields) };
}
