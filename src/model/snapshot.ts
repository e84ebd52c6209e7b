import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';
import type { Problem } from './problem.ts';
import type { Span } from './span.ts';

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

/** One state of the manifests by sourcedId, in outline order. Ids are unique. */
export type Snapshot = ReadonlyMap<string, SnapshotNode>;

/** Why a node has no usable id. In a snapshot it has a name that no sourcedId can be. */
export interface Unnamed {
  /** `id/missing`, `id/placeholder`, `id/malformed` or `id/duplicate`. */
  readonly problem: Problem;
  /** The text in place of the id; absent if there is none. */
  readonly written?: string;
}
