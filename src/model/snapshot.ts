import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';
import type { Problem } from './problem.ts';
import type { Span } from './span.ts';

/** A node as identity sees it: who it is, where it stands, and what makes it recognisable. */
export interface SnapshotNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** The sourcedId of the node it hangs under. */
  readonly parent?: string;
  /** From one, among the siblings of its kind under its parent; courses and resources among all. */
  readonly position: number;
  readonly title: string;
  /** Everything the author wrote, the title included. */
  readonly fields: JsonObject;
  /** Where its sourcedId is written; a cure replaces the id on this line. */
  readonly span: Span;
}

/** One state of the manifests, by sourcedId in outline order. No id is in it twice. */
export type Snapshot = ReadonlyMap<string, SnapshotNode>;

/** Why a node cannot be told by its id. In a snapshot it goes by a name that no sourcedId can be. */
export interface Unnamed {
  /** `id/missing`, `id/placeholder`, `id/malformed` or `id/duplicate`. */
  readonly problem: Problem;
  /** What stands in the place of an id; absent where nothing does. */
  readonly written?: string;
}
