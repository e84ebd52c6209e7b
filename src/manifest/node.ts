import type { Path } from '../document/place.ts';
import { quoted } from '../document/wording.ts';
import type { JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { Point, Span } from '../model/span.ts';
import type { Manifest } from './manifest.ts';

/** A node as written in a manifest, its fields still unchecked. */
export interface WrittenNode {
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly manifest: Manifest;
  /** Path of the node inside its manifest. */
  readonly path: Path;
  /** The node whose list holds or includes it. */
  readonly parent?: WrittenNode;
}

/** The node that a whole manifest holds. */
export function rootNode(manifest: Manifest, parent?: WrittenNode): WrittenNode {
  const { kind, value } = manifest;
  return { kind, value, manifest, path: [], ...(parent && { parent }) };
}

/** The id as written, valid or not. */
export function sourcedIdOf({ value }: WrittenNode): string | undefined {
  const { sourcedId } = value;
  return typeof sourcedId === 'string' ? sourcedId : undefined;
}

/** The name of a node in messages: `lesson "Adding fractions"`. */
export function titleOf({ kind, value }: WrittenNode): string {
  const { title } = value;
  return typeof title === 'string' ? `${kind} ${quoted(title)}` : `${kind} without a title`;
}

/** The position of a value inside a node, by default that of its key. */
export function pointIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Point {
  return node.manifest.document.pointAt([...node.path, ...inner], what);
}

/** The span of a value inside a node, by default that of its key. */
export function spanIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Span {
  return { file: node.manifest.file, start: pointIn(node, inner, what) };
}

/** The files that lead to a node, from the file of its course to its own. */
export function filesAbove({ manifest, parent }: WrittenNode): string[] {
  const above = parent ? filesAbove(parent) : [];
  return above.at(-1) === manifest.file ? above : [...above, manifest.file];
}
