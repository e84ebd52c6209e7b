import type { JsonObject } from './json.ts';

/** The kinds of catalog nodes, in reading order. */
export const kinds = ['course', 'unit', 'lesson', 'resource'] as const;
/** Which kind of node: `course`, `unit`, `lesson` or `resource`. */
export type Kind = (typeof kinds)[number];

/** The parent kind. Courses and resources have no parent. */
export const parentKind = { unit: 'course', lesson: 'unit' } as const satisfies Partial<
  Record<Kind, Kind>
>;

/** Plural of a kind, as in the platform's collections. */
export const plural = {
  course: 'courses',
  unit: 'units',
  lesson: 'lessons',
  resource: 'resources',
} as const satisfies Record<Kind, string>;

/**
 * A course, unit, lesson or resource of either side.
 *
 * `fields` holds what authors may write, under the authors' names (`title`, `org`, `resources`,
 * `metadata`, and the content of `additional` at the top level). It never holds identity, parent,
 * order or server-owned values.
 */
export interface Entity {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** As `titleIn` finds it in the fields, for people. */
  readonly title: string;
  readonly parent?: Address;
  readonly fields: JsonObject;
}

/** The title among the fields of a node; empty if there is none that is a text. */
export function titleIn({ title }: JsonObject): string {
  return typeof title === 'string' ? title : '';
}

/** The same node with other fields, and so perhaps with another title. */
export function withFields(entity: Entity, fields: JsonObject): Entity {
  return fields === entity.fields ? entity : { ...entity, title: titleIn(fields), fields };
}

/**
 * The name of a node, equal on both sides: `lesson/9f41…`. Identity is the sourcedId alone; the
 * kind stands in front so that a person and `--target` can tell what is meant. It is the key of
 * every map of nodes, and only this file knows how it is written.
 */
export type Address = `${Kind}/${string}`;

/** Where the id of a node is unique: units and lessons are components of one collection. */
const collections = {
  course: 'course',
  unit: 'component',
  lesson: 'component',
  resource: 'resource',
  placement: 'placement',
} as const satisfies Record<Kind | 'placement', string>;

/**
 * Key of maps by id. Ids are unique per collection and not over all: a course and a unit may share
 * one, and so may a resource and a placement; a unit and a lesson may not.
 */
export type IdKey = `${(typeof collections)[Kind | 'placement']}/${string}`;

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

/** What the same text may be the id of, nodes of all collections. */
export function nodeKeysOf(sourcedId: string): readonly IdKey[] {
  return [idKey('course', sourcedId), idKey('unit', sourcedId), idKey('resource', sourcedId)];
}

/** The key of the node that a unit or a lesson hangs under. */
export function parentKeyOf(kind: Kind, parent: string): IdKey {
  return idKey(kind === 'unit' ? 'course' : 'unit', parent);
}

/** A node as a text names it. */
interface NodeName {
  /** Absent if the text is a sourcedId alone. */
  readonly kind?: Kind;
  readonly sourcedId: string;
}

export function addressOf(kind: Kind, sourcedId: string): Address {
  return `${kind}/${sourcedId}`;
}

/** The sourcedId of an address. */
export function idIn(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}

/** The kind of an address. */
export function kindIn(address: Address): Kind {
  const kind = kinds.find((one) => address.startsWith(`${one}/`));
  if (!kind) throw new Error(`not an address: ${address}`);
  return kind;
}

/** The parts of a text that comes from outside; undefined if it is not an address. */
export function parseAddress(text: string): Required<NodeName> | undefined {
  const kind = kinds.find((candidate) => text.startsWith(`${candidate}/`));
  const sourcedId = kind && text.slice(kind.length + 1);
  return kind && sourcedId ? { kind, sourcedId } : undefined;
}

/** What a person means by an argument: a node by its address, or by its sourcedId alone. */
export function nodeNamed(text: string): NodeName {
  return parseAddress(text) ?? { sourcedId: text };
}

/**
 * The course that a node is in, the node itself included; undefined if nothing leads to one. Some
 * platforms hold lessons that hang under each other.
 */
export function courseAbove(
  address: Address | undefined,
  entityOf: (address: Address) => Pick<Entity, 'parent'> | undefined,
): Address | undefined {
  const passed = new Set<Address>();
  let at = address;
  while (at && kindIn(at) !== 'course' && !passed.has(at)) {
    passed.add(at);
    at = entityOf(at)?.parent;
  }
  return at && kindIn(at) === 'course' ? at : undefined;
}

/** A field that a node has by default. Plain data. */
export interface ByDefault {
  /** As in a difference: `['metadata', 'masteryThreshold']`. */
  readonly path: readonly [string, ...string[]];
  /** The course that says it; absent: the config. */
  readonly course?: Address;
}
