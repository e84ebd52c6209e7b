import type { Address } from './address.ts';
import type { Entity } from './entity.ts';
import type { Point, Span } from './span.ts';

/** Position of a node in the manifests. */
export interface NodeSource {
  readonly file: string;
  /** The first character of the node. */
  readonly start: Point;
  /** Position of each field's key as written (`title`, `metadata`, `sourcedId`, …). */
  readonly fields: ReadonlyMap<string, Point>;
}

export interface CatalogNode {
  readonly entity: Entity;
  readonly source: NodeSource;
  /** Set on a course of which nothing is to be published for now. */
  readonly freeze?: true;
}

/**
 * The nodes that the platform should hold, according to the manifests. Every reference is valid.
 */
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
