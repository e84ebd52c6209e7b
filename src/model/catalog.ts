import type { JsonObject } from './json.ts';
import { type Address, type ByDefault, type Entity, type IdKey, type Kind, kinds } from './node.ts';
import type { Action } from './plan.ts';
import type { Point, Problem, Span } from './problem.ts';

/** The place at which a node is written: file, line and column. */
export interface NodeSource {
  readonly file: string;
  /** The first character of the node. */
  readonly start: Point;
  /** The position of each field's key as written (`title`, `metadata`, `sourcedId`, …). */
  readonly fields: ReadonlyMap<string, Point>;
}

/** A node of the manifests: its content, the place at which it is written, and its defaults. */
export interface CatalogNode {
  readonly entity: Entity;
  readonly source: NodeSource;
  /** The id of the node in the manifests, if it is published under another one. */
  readonly writtenId?: string;
  /** Set on a course of which nothing is published for now. */
  readonly freeze?: true;
  /** The course in whose manifest a resource is written. Absent if the resource has a file of its own. */
  readonly within?: Address;
  /** Values of a course for fields that the nodes in it do not set. */
  readonly defaults?: Defaults;
  /** The fields that the node has from defaults. Only in a catalog to which defaults were applied. */
  readonly byDefault?: readonly ByDefault[];
}

/** The keys of `defaults`: the kinds, and placements in units and lessons. */
export const defaulted = [...kinds, 'placement'] as const;

/** Values for fields that nodes of a kind, or placements, do not set. */
export type Defaults = Readonly<Partial<Record<(typeof defaulted)[number], JsonObject>>>;

/** The nodes that a platform should have, according to the manifests. Every reference is valid. */
export interface Catalog {
  /**
   * All nodes in outline order: parents before children, siblings in the authors' order, resources
   * where they are written.
   */
  readonly nodes: ReadonlyMap<Address, CatalogNode>;
}

/** The span of a field, or of the node if the field is not written. */
export function fieldSpan(source: NodeSource, field?: string): Span {
  const start = (field !== undefined && source.fields.get(field)) || source.start;
  return { file: source.file, start };
}

/** A node as the identity check compares it: id, place, and content by which people recognise it. */
export interface SnapshotNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** The sourcedId of the parent. */
  readonly parent?: string;
  /** Counted from one among siblings of its kind. Courses and resources count among all of their kind. */
  readonly position: number;
  readonly title: string;
  /** All fields that the author wrote, including the title. */
  readonly fields: JsonObject;
  /** The position of the sourcedId, which a cure replaces. */
  readonly span: Span;
}

/** One state of the manifests, in outline order, for the identity check. */
export type Snapshot = ReadonlyMap<IdKey, SnapshotNode>;

/** A node without a usable id. In a snapshot it has a name that no sourcedId can be. */
export interface Unnamed {
  /** `id/missing`, `id/placeholder`, `id/malformed`, `id/duplicate`, or of a schema if the id is no text. */
  readonly problem: Problem;
  /** The problem if the catalog is compared with nothing. Absent if the problem of a node above covers it. */
  readonly alone?: Problem | undefined;
  /** The name of the uppermost copy, if a unit or a file was copied with all that is below it. */
  readonly copyAbove?: string;
  /** The text in the place of the id; empty if it is no text. Absent if there is no key. */
  readonly written?: string;
}

/** How a node differs from another state of the catalog. */
export interface TreeMark {
  readonly action: Action | 'refused' | 'released';
  /** The names of changed fields, or `renamed`, `moved from …`. */
  readonly what: readonly string[];
}

/** A node of the manifests with everything below it. */
export interface TreeNode {
  readonly address: Address;
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly mark?: TreeMark;
  readonly children: readonly TreeNode[];
}

/** A node that only the other state has. */
export interface GoneNode {
  readonly address: Address;
  readonly title: string;
  readonly mark: TreeMark;
}

/** The outline of a catalog, and how it differs from a platform or a commit. Plain data. */
export interface CatalogTree {
  /** Courses first, in the authors' order; then resources. */
  readonly roots: readonly TreeNode[];
  /** What the catalog was compared with, by the name that the user gave. */
  readonly against?: { readonly type: 'environment' | 'commit'; readonly name: string };
  readonly gone: readonly GoneNode[];
}

/**
 * The paths at which records keep the standards of a node: keys joined by dots. Empty: the platform has no
 * such field.
 */
export interface StandardsPaths {
  readonly lesson: string;
  readonly resource: string;
}

/** How to ask a platform for a standard by its identifier, to learn whether the platform knows it. */
export interface StandardsService {
  /** The path to which the identifier is appended. */
  readonly path: string;
  /** The key around a standard in answers. Empty: no key. */
  readonly envelope: string;
  /** The key of a standard that holds its identifier. */
  readonly id: string;
  /** Other keys that may hold the identifier. If present, an answer without the envelope is read as well. */
  readonly alsoRead?: { readonly ids: readonly string[] };
}

/** The answers of a platform about some standards. Standards in neither set are unknown. */
export interface StandardsAnswer {
  readonly known: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** The reason why the others are unknown. */
  readonly why?: string;
}

/** Values of fields that one environment replaces, for one node or for all nodes of a kind. */
export interface Override {
  readonly of: Kind | Address;
  readonly fields: JsonObject;
}
