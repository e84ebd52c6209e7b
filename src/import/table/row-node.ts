import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { Kind } from '../../model/kind.ts';
import { type OutlineNode, outlineNode } from '../outline.ts';
import type { Values } from './cells.ts';

/**
 * The node of a kind in a row. Without a key its title is the key, prefixed with the parent's key.
 */
export function nodeFor(
  kind: Kind,
  values: Values,
  { at, above }: { at: string; above: string },
): OutlineNode {
  const ownId = values.get('sourcedId');
  const title = String(values.get('title') ?? '');
  const own = values.get('key') ?? ownId;
  const name = own === undefined ? title : String(own);
  // Units of different courses often share a name. A lesson with a key keeps it if it moves.
  const isBelow = above !== '' && (own === undefined || kind === 'unit');
  const key = isBelow ? `${above}/${name}` : name;
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined,
    at,
    ...(ownId !== undefined && { ownId: String(ownId) }),
    fields: fieldsOf(values, title),
  });
}

/** The resource in a row, identified by its key, its vendor's id or its address. */
export function resourceFor(
  values: Values,
  { at, lesson }: { at: string; lesson: OutlineNode },
): OutlineNode {
  const url = values.get('metadata.url');
  const name =
    values.get('key') ?? values.get('vendorResourceId') ?? url ?? values.get('title') ?? '';
  const node = nodeFor('resource', new Map([...values, ['key', name]]), { at, above: '' });
  const title = node.fields['title'] || lesson.fields['title'] || '';
  const vendorResourceId = values.get('vendorResourceId') ?? name;
  return { ...node, fields: { ...node.fields, title, vendorResourceId: String(vendorResourceId) } };
}

function fieldsOf(values: Values, title: string): JsonObject {
  const plain = [...values].filter(
    ([field]) => !['key', 'sourcedId', 'title'].includes(field) && !field.startsWith('metadata.'),
  );
  const metadata = [...values]
    .filter(([field]) => field.startsWith('metadata.'))
    .reduce<JsonObject>(
      (map, [field, value]) => deepened(map, field.split('.').slice(1), value),
      {},
    );
  return {
    title,
    ...Object.fromEntries(plain),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

function deepened(
  map: JsonObject,
  [first = '', ...rest]: readonly string[],
  value: Json,
): JsonObject {
  if (rest.length === 0) return { ...map, [first]: value };
  const inner = map[first];
  return { ...map, [first]: deepened(isObject(inner) ? inner : {}, rest, value) };
}
