import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';

/** A node that is to stand in the manifests, whatever it was read from. */
export interface ImportedNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** As manifests write them, the title included. */
  readonly fields: JsonObject;
  /** Units of a course, lessons of a unit, in order. */
  readonly children: readonly ImportedNode[];
  /** Of a course: resources that are written with it. */
  readonly resources: readonly ImportedNode[];
}

/** What was read and has an identity: the one thing that manifests are written from. */
export interface Imported {
  readonly courses: readonly ImportedNode[];
  /** Resources that no course is the place for. */
  readonly resources: readonly ImportedNode[];
}

/** Something that a source holds and no manifest will, or a field that it will not. */
export interface LeftOut {
  /** What it is, in words: `lesson "Rivers"`. */
  readonly what: string;
  /** Why, in words that fit many: they are told once for all of them. */
  readonly why: string;
}

/** All nodes, parents before children, resources after what they are written with. */
export function nodesOf({ courses, resources }: Imported): ImportedNode[] {
  return [...courses, ...resources].flatMap(subtree);
}

function subtree(node: ImportedNode): ImportedNode[] {
  return [node, ...node.children.flatMap(subtree), ...node.resources.flatMap(subtree)];
}
