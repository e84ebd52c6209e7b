import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { canonicalJson, isNumber, isObject, type Json, type JsonObject } from '../model/json.ts';
import { joined } from './comments.ts';
import { closeText, openText, type Shape } from './layout.ts';
import { exactNumbers, newNode } from './new-node.ts';
import { numberFromYaml } from './number.ts';
import { parse } from './parse.ts';

/** Writes a value in the canonical layout, with an optional comment on top. */
export function writeText(value: JsonObject, shape: Shape, heading = ''): string {
  const document = new Document(undefined, {
    version: '1.2',
    merge: false,
    stringKeys: true,
    customTags: [exactNumbers],
  });
  document.contents = newNode(document, value) as typeof document.contents;
  return proved(openText(`${heading}${closeText(document, shape)}`), value, shape);
}

/**
 * Makes a text hold another value. Unchanged parts keep their spelling and comments; maps in lists
 * are recognised by `sourcedId` or `include`, wherever they were.
 */
export function reshape(text: string, wanted: JsonObject, shape: Shape): string {
  const document = openText(text);
  const pool: Pool = { document, maps: new Map() };
  gather(document.contents, pool);
  document.contents = fitted(document.contents, wanted, pool) as typeof document.contents;
  return proved(document, wanted, shape);
}

/** Throws unless the text holds the wanted value. */
function proved(document: Document, wanted: JsonObject, shape: Shape): string {
  const text = closeText(document, shape);
  const parsed = parse('', text);
  if (parsed.ok && canonicalJson(parsed.value.value) === canonicalJson(wanted)) return text;
  throw new Error('a text was written that does not say what it should');
}

interface Pool {
  readonly document: Document;
  /** Maps of lists by `sourcedId` or `include`, each taken once. */
  readonly maps: Map<string, YAMLMap>;
}

function gather(node: unknown, pool: Pool): void {
  if (isMap(node)) for (const { value } of node.items) gather(value, pool);
  if (!isSeq(node)) return;
  for (const item of node.items) {
    const name = isMap(item)
      ? nameOf({ sourcedId: item.get('sourcedId'), include: item.get('include') })
      : undefined;
    if (isMap(item) && name !== undefined && !pool.maps.has(name)) pool.maps.set(name, item);
    gather(item, pool);
  }
}

function nameOf({ sourcedId, include }: { sourcedId?: unknown; include?: unknown }) {
  if (typeof sourcedId === 'string') return `id ${sourcedId}`;
  return typeof include === 'string' ? `include ${include}` : undefined;
}

/** A node with the value: the present one with few changes, or a new one. */
function fitted(node: unknown, value: Json, pool: Pool): Node {
  if (isMap(node) && isObject(value)) return fittedMap(node, value, pool);
  if (isSeq(node) && Array.isArray(value)) return fittedList(node, value, pool);
  if (isScalar(node) && says(node, value)) return node;
  const fresh = newNode(pool.document, value);
  if (isScalar(node)) {
    fresh.commentBefore = node.commentBefore ?? null;
    fresh.comment = node.comment ?? null;
  }
  return fresh;
}

/** Compares numbers by their text: different ones may be equal in JavaScript. */
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
      map.add(pool.document.createPair(newNode(pool.document, key), newNode(pool.document, inner)));
  }
  return map;
}

function fittedList(list: YAMLSeq, value: readonly Json[], pool: Pool): YAMLSeq {
  const left = [...list.items];
  // The parser attaches a comment above the first item to the list; it belongs to the item.
  const [head] = left;
  if (isNode(head) && !list.flow && list.commentBefore) {
    head.commentBefore = joined(list.commentBefore, head.commentBefore);
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
    const at = left.findIndex((one) => isScalar(one) && says(one, item));
    return at === -1 ? newNode(pool.document, item) : left.splice(at, 1)[0];
  });
  // The brackets of an empty list do not mean braces for its first item.
  if (wasEmpty && value.some((item) => isObject(item))) list.flow = false;
  return list;
}
