import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';

/** A node to be written into the manifests, whatever source it was read from. */
export interface ImportedNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** Fields as manifests write them, the title included. */
  readonly fields: JsonObject;
  /** Units of a course, or lessons of a unit, in order. */
  readonly children: readonly ImportedNode[];
  /** Resources that are written with this course. */
  readonly resources: readonly ImportedNode[];
}

/** Imported nodes with ids, from which manifests are written. */
export interface Imported {
  readonly courses: readonly ImportedNode[];
  /** Resources that belong to no course. */
  readonly resources: readonly ImportedNode[];
}

/** A part of a source that is not imported: a node or a field. */
export interface LeftOut {
  /** The part in words: `lesson "Rivers"`. */
  readonly what: string;
  /** The reason, worded so that it fits all parts with the same one. */
  readonly why: string;
}

/** All nodes, parents before children, resources after their course. */
export function nodesOf({ courses, resources }: Imported): ImportedNode[] {
  return [...courses, ...resources].flatMap(subtree);
}

function subtree(node: ImportedNode): ImportedNode[] {
  return [node, ...node.children.flatMap(subtree), ...node.resources.flatMap(subtree)];
}
