import type { JsonObject } from './json.ts';

/** The kinds of catalog nodes, in reading order. */
export const kinds = ['course', 'unit', 'lesson', 'resource'] as const;
/** The kind of a node. */
export type Kind = (typeof kinds)[number];

/** The kind of the parent, by kind. Courses and resources have no parent. */
export const parentKind = { unit: 'course', lesson: 'unit' } as const satisfies Partial<
  Record<Kind, Kind>
>;

/** The plural of each kind, as in the platform's collections. */
export const plural = {
  course: 'courses',
  unit: 'units',
  lesson: 'lessons',
  resource: 'resources',
} as const satisfies Record<Kind, string>;

/**
 * A course, unit, lesson or resource, in the same form for git and for the platform.
 *
 * `fields` holds what authors may write, under the authors' names (`title`, `org`, `resources`, `metadata`,
 * and the content of `additional` at the top level). It never holds identity, parent, order or server-owned
 * values.
 */
export interface Entity {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** The title that `titleIn` finds in the fields, for people. */
  readonly title: string;
  readonly parent?: Address;
  readonly fields: JsonObject;
}

/** The title among the fields of a node; empty if the title is missing or no text. */
export function titleIn({ title }: JsonObject): string {
  return typeof title === 'string' ? title : '';
}

/** The same node with other fields, and with the title in them. */
export function withFields(entity: Entity, fields: JsonObject): Entity {
  return fields === entity.fields ? entity : { ...entity, title: titleIn(fields), fields };
}

/**
 * Kind and id of a node in one word, equal in git and on the platform: `lesson/9f41…`. Identity is the
 * sourcedId alone; the kind is in front so that a person and `--target` can tell what is meant. Maps of
 * nodes use it as their key, and only this file knows its form.
 */
export type Address = `${Kind}/${string}`;

/** The collections within which ids are unique. Units and lessons are components of one collection. */
const collections = {
  course: 'course',
  unit: 'component',
  lesson: 'component',
  resource: 'resource',
  placement: 'placement',
} as const satisfies Record<Kind | 'placement', string>;

/**
 * The key of a map by id. Ids are unique within a collection, not over all: a course and a unit may have
 * the same id, and so may a resource and a placement; a unit and a lesson may not.
 */
export type IdKey = `${(typeof collections)[Kind | 'placement']}/${string}`;

/** The key of an id of a node or placement. */
export function idKey(kind: Kind | 'placement', sourcedId: string): IdKey {
  return `${collections[kind]}/${sourcedId}`;
}

/** The key of a node. */
export function nodeKey({ kind, sourcedId }: Pick<Entity, 'kind' | 'sourcedId'>): IdKey {
  return idKey(kind, sourcedId);
}

/** The key of the node with an address. */
export function keyOfAddress(address: Address): IdKey {
  return idKey(kindIn(address), idIn(address));
}

/** The keys of all nodes that may have an id, one for each collection. */
export function nodeKeysOf(sourcedId: string): readonly IdKey[] {
  return [idKey('course', sourcedId), idKey('unit', sourcedId), idKey('resource', sourcedId)];
}

/** The key of a node's parent, from the kind of the node and the parent's id. */
export function parentKeyOf(kind: Kind, parent: string): IdKey {
  return idKey(kind === 'unit' ? 'course' : 'unit', parent);
}

/** A node as a text names it. */
interface NodeName {
  /** Absent if the text is a sourcedId alone. */
  readonly kind?: Kind;
  readonly sourcedId: string;
}

/** The address of a node. */
export function addressOf(kind: Kind, sourcedId: string): Address {
  return `${kind}/${sourcedId}`;
}

/** The sourcedId of an address. */
export function idIn(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}

/** The kind of an address. Throws an Error if the text is no address. */
export function kindIn(address: Address): Kind {
  const text = address.slice(0, address.indexOf('/'));
  const kind = kinds.find((one) => one === text);
  if (!kind) throw new Error(`not an address: ${address}`);
  return kind;
}

/** The kind and sourcedId of a text from outside; undefined if it is not an address. */
export function parseAddress(text: string): Required<NodeName> | undefined {
  const kind = kinds.find((candidate) => text.startsWith(`${candidate}/`));
  const sourcedId = kind && text.slice(kind.length + 1);
  return kind && sourcedId ? { kind, sourcedId } : undefined;
}

/** The node that an argument of a person names: by its address, or by its sourcedId alone. */
export function nodeNamed(text: string): NodeName {
  return parseAddress(text) ?? { sourcedId: text };
}

/** The most levels of parents that are followed: nodes of a platform may be their own ancestors. */
const mostLevels = 1000;

/** The course that a node is in; of a course, the course itself; undefined if it is in none. */
export function courseAbove(
  address: Address | undefined,
  entityOf: (address: Address) => Pick<Entity, 'parent'> | undefined,
): Address | undefined {
  let at = address;
  for (let level = 0; at !== undefined && level < mostLevels; level += 1) {
    if (at.startsWith('course/')) return at;
    at = entityOf(at)?.parent;
  }
  return undefined;
}

/** A field that a node has from defaults. Plain data. */
export interface ByDefault {
  /** The path of the field: `['metadata', 'masteryThreshold']`. */
  readonly path: readonly [string, ...string[]];
  /** The course whose `defaults` have the value. Absent: those of the config. */
  readonly course?: Address;
}
