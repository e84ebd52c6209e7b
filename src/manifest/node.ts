import type { Path } from '../document/place.ts';
import { quoted } from '../document/wording.ts';
import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { Point, Span } from '../model/span.ts';
import type { Manifest } from './manifest.ts';

/** A node as written in a manifest, before anything about its fields is known to hold. */
export interface WrittenNode {
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly manifest: Manifest;
  /** The way to the node inside its manifest. */
  readonly path: Path;
  /** The node whose list it stands in, or is included in. */
  readonly parent?: WrittenNode;
}

/** The node that a whole manifest holds. */
export function rootNode(manifest: Manifest, parent?: WrittenNode): WrittenNode {
  const { kind, value } = manifest;
  return { kind, value, manifest, path: [], ...(parent && { parent }) };
}

/** The id as written, usable or not. */
export function sourcedIdOf({ value }: WrittenNode): string | undefined {
  const { sourcedId } = value;
  return typeof sourcedId === 'string' ? sourcedId : undefined;
}

/** How a message names a node: `lesson "Adding fractions"`. */
export function titleOf({ kind, value }: WrittenNode): string {
  const { title } = value;
  return typeof title === 'string' ? `${kind} ${quoted(title)}` : `${kind} without a title`;
}

/** The place of something inside a node; by default of its key. */
export function pointIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Point {
  return node.manifest.document.pointAt([...node.path, ...inner], what);
}

/** The same place with its file. */
export function spanIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Span {
  return { file: node.manifest.file, start: pointIn(node, inner, what) };
}

/** The files that lead to a node, from the course's down to its own. */
export function filesAbove({ manifest, parent }: WrittenNode): string[] {
  const above = parent ? filesAbove(parent) : [];
  return above.at(-1) === manifest.file ? above : [...above, manifest.file];
}
