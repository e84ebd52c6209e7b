import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { LeftOut } from './imported.ts';

/** A node of a source, before it has an id here. */
export interface OutlineNode {
  readonly kind: Kind;
  /** The source's name for the node, by which later imports recognise it. */
  readonly key: string;
  /**
   * The key is the title because the source has no keys, so a new title may still be the same node.
   */
  readonly isKeyTitle?: boolean;
  /** Place in the source for messages: `line 12`. */
  readonly at: string;
  /** The id that the source gives, unchecked. */
  readonly ownId?: string;
  /** Fields as manifests write them. The title may be absent or empty. */
  readonly fields: JsonObject;
  /** Keys of the resources that a lesson places. */
  readonly places: readonly string[];
  /** Units of a course, or lessons of a unit, in order. */
  readonly children: readonly OutlineNode[];
  /** Resources that the lessons of a course place. */
  readonly resources: readonly OutlineNode[];
}

/** The result of reading any source: courses, units and lessons in order, each with a key. */
export interface Outline {
  /** The source's own name, if it has one. */
  readonly name?: string;
  readonly courses: readonly OutlineNode[];
  readonly leftOut: readonly LeftOut[];
}

/** A node with empty defaults. */
export function outlineNode(
  node: Pick<OutlineNode, 'kind' | 'key' | 'at'> & Partial<OutlineNode>,
): OutlineNode {
  return { fields: {}, places: [], children: [], resources: [], ...node };
}
