import type { Address } from './address.ts';
import type { Entity } from './entity.ts';
import type { Point, Span } from './span.ts';

/** Where a node stands in the manifests. */
export interface NodeSource {
  readonly file: string;
  /** The first character of the node. */
  readonly start: Point;
  /** The key of each field as written (`title`, `metadata`, `sourcedId`, …). */
  readonly fields: ReadonlyMap<string, Point>;
}

export interface CatalogNode {
  readonly entity: Entity;
  readonly source: NodeSource;
  /** On a course: nothing of it is to be published for now. */
  readonly freeze?: true;
}

/** What the manifests say the platform should hold. Every reference in it is known to hold. */
export interface Catalog {
  /**
   * All nodes in outline order: a parent before its children, siblings in the authors' order,
   * resources where they are written.
   */
  readonly nodes: ReadonlyMap<Address, CatalogNode>;
}

/** The place to point at for one field of a node, or for the node where the field is not written. */
export function fieldSpan(source: NodeSource, field?: string): Span {
  const start = (field !== undefined && source.fields.get(field)) || source.start;
  return { file: source.file, start };
}
