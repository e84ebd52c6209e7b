import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { asWritten } from './as-written.ts';
import { joined, releaseComments } from './comments.ts';
import { exactNumbers } from './new-node.ts';
import type { Path } from './place.ts';

/** Layout of a map: the order of its keys, and the layouts of the maps in its lists. */
export interface Shape {
  readonly order: readonly string[];
  readonly lists: Readonly<Record<string, Shape>>;
}

/** A field to be written into the map at a path. */
export interface Insertion {
  readonly path: Path;
  readonly key: string;
  readonly value: string;
}

/** Longer lists in brackets and maps in braces are spread over several lines. */
const lineWidth = 100;

/**
 * Writes a valid document in the canonical layout: two blanks a level, keys in order, at most one
 * blank line in a row. Comments stay with what follows them; values keep their spelling.
 */
export function layOut(text: string, shape: Shape, insertions: readonly Insertion[]): string {
  const document = openText(text);
  for (const { path, key, value } of insertions) {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isMap(map)) map.add(document.createPair(key, value));
  }
  return closeText(document, shape);
}

/** Parses a text for editing. Unchanged values are written back as they were, with comments. */
export function openText(text: string): Document {
  const document = parseDocument(text, {
    version: '1.2',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    customTags: (tags) => [...asWritten(text)(tags), exactNumbers],
  });
  releaseComments(document, text);
  return document;
}

/** The text of an edited document in the canonical layout. */
export function closeText(document: Document, shape: Shape): string {
  const { contents } = document;
  if (isMap(contents)) keepHeading(contents, () => arrange(contents, shape));
  return document.toString({ indent: 2, lineWidth, flowCollectionPadding: false });
}

function arrange(map: YAMLMap, shape: Shape): void {
  const rank = (pair: Pair) => {
    const place = shape.order.indexOf(keyOf(pair));
    return place === -1 ? shape.order.length : place;
  };
  map.items.sort((a, b) => rank(a) - rank(b));
  const first = keyNode(map);
  if (first) first.spaceBefore = false;
  for (const pair of map.items) {
    const inner = shape.lists[keyOf(pair)];
    const items = inner && isSeq(pair.value) ? pair.value.items : [];
    for (const item of items) if (inner && isMap(item)) arrangeEntry(item, inner);
  }
}

/** In a list, the comment before the first key stands before the dash, as YAML reads it. */
function arrangeEntry(map: YAMLMap, shape: Shape): void {
  arrange(map, shape);
  const first = keyNode(map);
  if (map.flow || !first) return;
  map.commentBefore = joined(map.commentBefore, first.commentBefore);
  first.commentBefore = null;
}

/** Keeps a comment at the top of the file in first place, whichever key comes first. */
function keepHeading(map: YAMLMap, change: () => void): void {
  const before = keyNode(map);
  const heading = before?.commentBefore;
  if (before) before.commentBefore = null;
  change();
  const after = keyNode(map);
  if (after) after.commentBefore = joined(heading, after.commentBefore);
}

function keyNode({ items: [first] }: YAMLMap): Node | undefined {
  return isScalar(first?.key) ? first.key : undefined;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}
