import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { LeftOut } from './imported.ts';

/** A node as a source has it, before it has an identity here. */
export interface OutlineNode {
  readonly kind: Kind;
  /** What the source calls it: what it is recognised by when the source is imported again. */
  readonly key: string;
  /** The source gives it no key, so its title is one: another title is no proof of another node. */
  readonly isKeyTitle?: boolean;
  /** Where it stands in the source, for messages: `line 12`. */
  readonly at: string;
  /** An id that the source itself gives it; it may be anything. */
  readonly ownId?: string;
  /** As manifests write them; a title may be absent or empty. */
  readonly fields: JsonObject;
  /** Of a lesson: the keys of the resources that it places. */
  readonly places: readonly string[];
  /** Units of a course, lessons of a unit, in order. */
  readonly children: readonly OutlineNode[];
  /** Of a course: the resources that its lessons place. */
  readonly resources: readonly OutlineNode[];
}

/** What every source is read into: courses, units and lessons in order, recognised by keys. */
export interface Outline {
  /** The name that the source gives itself, if it does. */
  readonly name?: string;
  readonly courses: readonly OutlineNode[];
  readonly leftOut: readonly LeftOut[];
}

/** A node with nothing but what every node has. */
export function outlineNode(
  node: Pick<OutlineNode, 'kind' | 'key' | 'at'> & Partial<OutlineNode>,
): OutlineNode {
  return { fields: {}, places: [], children: [], resources: [], ...node };
}
