import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type ScalarTag,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import {
  canonicalJson,
  ExactNumber,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  numberFromText,
} from '../model/json.ts';
import { giveComments, takeComments } from './comments.ts';
import { isJsonText, jsonValueOf, rewriteJson } from './json-text.ts';
import { parseYaml } from './parse.ts';
import { editedAll, type Path } from './place.ts';
import { keepSourceText } from './source-text.ts';
import { numberFromYaml, yamlHazardOf } from './tree.ts';

/** The layout of a map: the order of its keys, and the layouts of the maps in its lists. */
export interface MapLayout {
  readonly order: readonly string[];
  readonly lists: Readonly<Record<string, MapLayout>>;
}

/** A field to write into the map at a path. */
interface Insertion {
  readonly path: Path;
  readonly key: string;
  readonly value: string;
  /** The key for a text that is at the path in place of a map: the text and the field then become a map. */
  readonly textAs?: string;
}

/** Longer lists in brackets and maps in braces are written on several lines. */
const lineWidth = 100;

/**
 * Writes a valid document in the canonical layout: two spaces for each level, keys in order, at most one
 * blank line in a row. Comments stay with the entry that follows them; values keep their spelling. A text
 * that is JSON keeps every byte except for the insertions and deletions. Line ends stay `\r\n` if the text
 * has any.
 */
export function layOut(
  text: string,
  shape: MapLayout,
  insertions: readonly Insertion[],
  deletions: readonly Path[] = [],
): string {
  return keepingLineEnds(text, (unix) => laidOut(unix, shape, insertions, deletions));
}

/**
 * Applies a change to a text whose line ends are all `\n`, and gives the result the line ends of the text.
 */
function keepingLineEnds(text: string, change: (unix: string) => string): string {
  if (!text.includes('\r\n')) return change(text);
  return change(text.replaceAll('\r\n', '\n')).replaceAll('\n', '\r\n');
}

function laidOut(
  text: string,
  shape: MapLayout,
  insertions: readonly Insertion[],
  deletions: readonly Path[],
): string {
  if (isJsonText(text)) {
    const filled = insertions.map(({ path, key, value, textAs }) => ({
      path,
      edit: (there: Json): Json => {
        if (isObject(there)) return { ...there, [key]: value };
        return textAs === undefined ? there : { [textAs]: there, [key]: value };
      },
    }));
    const inList = Map.groupBy(deletions, (path) => JSON.stringify(path.slice(0, -1)));
    const emptied = [...inList.values()].map((paths) => {
      const gone = new Set(paths.map((path) => path.at(-1)));
      const edit = (list: Json) =>
        Array.isArray(list) ? list.filter((_: Json, at) => !gone.has(at)) : list;
      return { path: paths[0]?.slice(0, -1) ?? [], edit };
    });
    const left = editedAll(jsonValueOf(text), [...filled, ...emptied]);
    return rewriteJson(text, left as JsonObject, shape.order);
  }
  const document = openYamlText(text);
  for (const { path, key, value, textAs } of insertions) {
    const there = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isMap(there)) there.add(document.createPair(key, value));
    if (!isScalar(there) || textAs === undefined) continue;
    const map = document.createNode({ [textAs]: there.value, [key]: value });
    if (there.comment !== undefined) map.comment = there.comment;
    if (there.commentBefore !== undefined) map.commentBefore = there.commentBefore;
    document.setIn(path, map);
  }
  // In reverse order, since items of a list move up when one before them is deleted.
  for (const path of deletions.toReversed()) document.deleteIn(path);
  return closeYamlText(document, shape);
}

/** Parses a text for editing. Unchanged values are written back as they were, with their comments. */
function openYamlText(written: string): Document {
  const source = takeComments(written);
  const document = parseDocument(source.text, {
    version: '1.2',
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    customTags: (tags) => [...keepSourceText(source.text)(tags), exactNumbers],
  });
  giveComments(document, source);
  return document;
}

/** The text of an edited document in the canonical layout. */
function closeYamlText(document: Document, shape: MapLayout): string {
  const { contents } = document;
  if (isMap(contents)) keepHeading(contents, () => arrange(contents, shape));
  closeKeptBlocks(contents);
  return document.toString({ indent: 2, lineWidth, flowCollectionPadding: false });
}

/**
 * A block text may own the blank lines behind it (`+`). So a comment that ends a list or map behind a block
 * text gets no blank line before it.
 *
 * @returns Whether the node ends with a block text.
 */
function closeKeptBlocks(node: unknown): boolean {
  if (isScalar(node))
    return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  if (!isCollection(node)) return false;
  let isKept = false;
  for (const item of node.items) isKept = closeKeptBlocks(isPair(item) ? item.value : item);
  if (isKept && node.comment) node.comment = node.comment.replace(/^\n/, '');
  return isKept;
}

function arrange(map: YAMLMap, shape: MapLayout): void {
  const rank = (pair: Pair) => {
    const place = shape.order.indexOf(keyOf(pair));
    return place === -1 ? shape.order.length : place;
  };
  map.items.sort((a, b) => rank(a) - rank(b));
  const first = keyNode(map);
  if (first) first.spaceBefore = false;
  for (const pair of map.items) {
    const key = keyOf(pair);
    const inner = Object.hasOwn(shape.lists, key) ? shape.lists[key] : undefined;
    const items = inner && isSeq(pair.value) ? pair.value.items : [];
    for (const item of items) if (inner && isMap(item)) arrangeEntry(item, inner);
  }
}

/** Arranges the map of a list entry. YAML reads a comment before its first key as one before the dash. */
function arrangeEntry(map: YAMLMap, shape: MapLayout): void {
  arrange(map, shape);
  const first = keyNode(map);
  if (map.flow || !first) return;
  map.commentBefore = joinComments(map.commentBefore, first.commentBefore);
  first.commentBefore = null;
}

/** Keeps a comment at the top of the file at the top, whichever key is the first one after a change. */
function keepHeading(map: YAMLMap, change: () => void): void {
  const before = keyNode(map);
  const heading = before?.commentBefore;
  if (before) before.commentBefore = null;
  change();
  const after = keyNode(map);
  if (after) after.commentBefore = joinComments(heading, after.commentBefore);
}

function keyNode({ items: [first] }: YAMLMap): Node | undefined {
  return isScalar(first?.key) ? first.key : undefined;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** A comment in the form that the parser stores: lines without `#`. */
type Comment = string | null | undefined;

/** Joins two comments, one below the other; null if there are none. */
function joinComments(a: Comment, b: Comment): string | null {
  return a && b ? `${a}\n${b}` : a || b || null;
}

/** A tag that writes numbers with their exact text. It is never read, nor written as a tag. */
const exactNumbers: ScalarTag = {
  tag: 'tag:timeback-catalog,2026:number',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  resolve: numberFromText,
  stringify: ({ value }) => String(value),
};

/**
 * A value as YAML that all readers read in the same way: ambiguous texts in quotes, lists of plain values
 * on one line. The document must have the tag `exactNumbers`.
 */
function yamlNodeOf(document: Document, value: Json): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  visit(node, {
    Scalar: (_, scalar) => {
      if (isAmbiguous(scalar)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Seq: (_, list) => {
      if (list.items.length > 0 && list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return node;
}

/** Whether readers differ about a value without quotes, or would not see some of its characters. */
function isAmbiguous({ value }: Scalar): boolean {
  if (typeof value !== 'string') return false;
  return (
    yamlHazardOf(value) !== undefined || /[\u0080-\u009f\u2028\u2029\ufeff]|^\s|\s$/u.test(value)
  );
}

/**
 * Writes a value in the canonical layout, with an optional comment at the top. Throws an Error if the text
 * would not hold the value.
 */
export function layOutValue(value: JsonObject, shape: MapLayout, heading = ''): string {
  const document = new Document(undefined, {
    version: '1.2',
    merge: false,
    stringKeys: true,
    customTags: [exactNumbers],
  });
  document.contents = yamlNodeOf(document, value) as typeof document.contents;
  return assertSaysValue(openYamlText(`${heading}${closeYamlText(document, shape)}`), value, shape);
}

/**
 * Rewrites a text so that it holds another value. Unchanged parts keep their spelling and comments; maps in
 * lists are recognised by `sourcedId` or `include`, wherever they were. JSON stays JSON, and line ends
 * stay. Throws an Error if the result would not hold the value.
 */
export function rewriteValue(text: string, wanted: JsonObject, shape: MapLayout): string {
  return keepingLineEnds(text, (unix) => rewritten(unix, wanted, shape));
}

function rewritten(text: string, wanted: JsonObject, shape: MapLayout): string {
  if (isJsonText(text)) return rewriteJson(text, wanted, shape.order);
  const document = openYamlText(text);
  const pool: Pool = { document, maps: new Map() };
  gather(document.contents, pool);
  document.contents = fitted(document.contents, wanted, pool) as typeof document.contents;
  return assertSaysValue(document, wanted, shape);
}

/** The text of a document. Throws an Error if it does not hold the wanted value. */
function assertSaysValue(document: Document, wanted: JsonObject, shape: MapLayout): string {
  const text = closeYamlText(document, shape);
  const parsed = parseYaml('', text);
  if (parsed.ok && canonicalJson(parsed.value.value) === canonicalJson(wanted)) return text;
  throw new Error('a text was written that does not say what it should');
}

interface Pool {
  readonly document: Document;
  /** The maps of lists by `sourcedId` or `include`. Each is used once. */
  readonly maps: Map<string, YAMLMap>;
}

function gather(node: unknown, pool: Pool): void {
  if (isMap(node)) for (const { value } of node.items) gather(value, pool);
  if (!isSeq(node)) return;
  for (const item of node.items) {
    const name = isMap(item)
      ? nameOf({
          sourcedId: item.get('sourcedId'),
          include: item.get('include'),
          resource: item.get('resource'),
        })
      : undefined;
    if (isMap(item) && name !== undefined && !pool.maps.has(name)) pool.maps.set(name, item);
    gather(item, pool);
  }
}

/** The name by which a map of a list is recognised. A resource and its placement may have the same id. */
function nameOf({
  sourcedId,
  include,
  resource,
}: {
  sourcedId?: unknown;
  include?: unknown;
  resource?: unknown;
}) {
  if (typeof sourcedId === 'string') {
    return `${typeof resource === 'string' ? 'placement' : 'id'} ${sourcedId}`;
  }
  return typeof include === 'string' ? `include ${include}` : undefined;
}

/** A node with the value: the present node with few changes, or a new one. */
function fitted(node: unknown, value: Json, pool: Pool): Node {
  if (isMap(node) && isObject(value)) return fittedMap(node, value, pool);
  if (isSeq(node) && Array.isArray(value)) return fittedList(node, value, pool);
  if (isScalar(node) && says(node, value)) return node;
  const fresh = yamlNodeOf(pool.document, value);
  if (isScalar(node)) {
    fresh.commentBefore = node.commentBefore ?? null;
    fresh.comment = node.comment ?? null;
  }
  return fresh;
}

/** Numbers are compared by their text: different ones may be equal in JavaScript. */
function says({ value, source }: Scalar, wanted: Json): boolean {
  if (!isNumber(wanted)) return value === wanted;
  const said = typeof value === 'number' ? numberFromYaml(source ?? String(value)) : undefined;
  return said !== undefined && String(said) === String(wanted);
}

function fittedMap(map: YAMLMap, value: JsonObject, pool: Pool): YAMLMap {
  for (const key of map.items.map((pair) => (isScalar(pair.key) ? pair.key.value : pair.key))) {
    if (typeof key === 'string' && !Object.hasOwn(value, key)) map.delete(key);
  }
  for (const [key, inner] of Object.entries(value)) {
    const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
    if (pair) pair.value = fitted(pair.value, inner, pool);
    else
      map.add(
        pool.document.createPair(yamlNodeOf(pool.document, key), yamlNodeOf(pool.document, inner)),
      );
  }
  return map;
}

/** Whether both are entries of `resources` without an id for the same resource. */
function isSamePlace(node: unknown, item: Json): boolean {
  if (!isMap(node) || !isObject(item) || typeof item['resource'] !== 'string') return false;
  return node.get('resource') === item['resource'] && !node.has('sourcedId');
}

function fittedList(list: YAMLSeq, value: readonly Json[], pool: Pool): YAMLSeq {
  const left = [...list.items];
  // The parser attaches a comment above the first item to the list; it belongs to the item.
  const [head] = left;
  if (isNode(head) && !list.flow && list.commentBefore) {
    head.commentBefore = joinComments(list.commentBefore, head.commentBefore);
    list.commentBefore = null;
  }
  const wasEmpty = left.length === 0;
  list.items = value.map((item) => {
    const name = isObject(item) ? nameOf(item) : undefined;
    const known = name === undefined ? undefined : pool.maps.get(name);
    if (name !== undefined && known) {
      pool.maps.delete(name);
      return fitted(known, item, pool);
    }
    const at = left.findIndex(
      (one) => (isScalar(one) && says(one, item)) || isSamePlace(one, item),
    );
    const [kept] = at === -1 ? [] : left.splice(at, 1);
    return isMap(kept) ? fitted(kept, item, pool) : (kept ?? yamlNodeOf(pool.document, item));
  });
  // An empty list is written in brackets, but its first map is not to be written in braces.
  if (wasEmpty && value.some((item) => isObject(item))) list.flow = false;
  return list;
}
