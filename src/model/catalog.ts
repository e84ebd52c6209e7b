import type { JsonObject } from './json.ts';
import { type Address, type ByDefault, type Entity, type IdKey, type Kind, kinds } from './node.ts';
import type { Action } from './plan.ts';
import type { Point, Problem, Span } from './problem.ts';

/** Where a node is written: file, line and column. */
export interface NodeSource {
  readonly file: string;
  /** The first character of the node. */
  readonly start: Point;
  /** Position of each field's key as written (`title`, `metadata`, `sourcedId`, …). */
  readonly fields: ReadonlyMap<string, Point>;
}

/** A node of the manifests: its content, where it is written, and what it has by default. */
export interface CatalogNode {
  readonly entity: Entity;
  readonly source: NodeSource;
  /** Its id in the manifests, if it is published under another one. */
  readonly writtenId?: string;
  /** Set on a course of which nothing is to be published for now. */
  readonly freeze?: true;
  /** The course that a resource is written in; absent for one that stands by itself. */
  readonly within?: Address;
  /** What a course says for the nodes in it. */
  readonly defaults?: Defaults;
  /** Fields that the node has by default. Only in a catalog that defaults were laid under. */
  readonly byDefault?: readonly ByDefault[];
}

/** What `defaults` have fields for: nodes of a kind, and placements in units and lessons. */
export const defaulted = [...kinds, 'placement'] as const;

/** Fields for the nodes of a kind, and for placements, that do not say them. */
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

/** A node as identity compares it: id, place, and recognisable content. */
export interface SnapshotNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** sourcedId of the parent. */
  readonly parent?: string;
  /** From one, among siblings of its kind; courses and resources count among all of their kind. */
  readonly position: number;
  readonly title: string;
  /** Everything the author wrote, the title included. */
  readonly fields: JsonObject;
  /** Position of the sourcedId, which a cure replaces. */
  readonly span: Span;
}

/** One state of the manifests, in outline order. */
export type Snapshot = ReadonlyMap<IdKey, SnapshotNode>;

/** Why a node has no usable id. In a snapshot it has a name that no sourcedId can be. */
export interface Unnamed {
  /** `id/missing`, `id/placeholder`, `id/malformed` or `id/duplicate`. */
  readonly problem: Problem;
  /** The same if nothing is compared; absent if the problem of a node above it says it. */
  readonly alone?: Problem | undefined;
  /** The text in place of the id; absent if there is none. */
  readonly written?: string;
}

/** How a node differs from another state of the catalog. */
export interface TreeMark {
  readonly action: Action | 'refused' | 'released';
  /** Changed fields, or `renamed`, `moved from …`. */
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
  /** What the catalog was compared with, by the user's name for it. */
  readonly against?: { readonly type: 'environment' | 'commit'; readonly name: string };
  readonly gone: readonly GoneNode[];
}

/**
 * Where records keep the standards of a node: keys joined by dots. Empty: the platform has no such
 * field.
 */
export interface StandardsPaths {
  readonly lesson: string;
  readonly resource: string;
}

/** How to ask for a standard by its identifier, to learn whether the platform knows it. */
export interface StandardsService {
  /** Path that the identifier is appended to. */
  readonly path: string;
  /** Key that wraps a standard in answers; empty: none. */
  readonly envelope: string;
  /** Key of a standard that holds its identifier. */
  readonly id: string;
  /** An answer without the envelope is read as well, and the identifier under other keys; absent: neither is. */
  readonly alsoRead?: { readonly ids: readonly string[] };
}

/** A platform's answers about some standards. Those in neither set are unknown. */
export interface StandardsAnswer {
  readonly known: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** Why the others are unknown. */
  readonly why?: string;
}

/** Fields with other values in one environment, for one node or all nodes of a kind. */
export interface Override {
  readonly of: Kind | Address;
  readonly fields: JsonObject;
}
