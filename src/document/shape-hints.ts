import type { ErrorObject } from 'ajv';
import { isObject, type Json } from '../model/json.ts';
import { type Path, quoteShort } from './place.ts';
import { unglued } from './tree.ts';

/** A value whose type or form the schema does not accept. */
interface Misshaped {
  readonly path: Path;
  readonly value: Json;
  /** The types that the schema accepts here. */
  readonly types: readonly string[];
  readonly schema: ErrorObject['parentSchema'];
}

/** The types that a schema allows: those in `type`, or one of each branch of a choice. */
export function expectedTypes({ schema }: ErrorObject): readonly string[] {
  const list: readonly unknown[] = Array.isArray(schema) ? schema : [schema];
  return list.flatMap((item) => {
    if (typeof item === 'string') return [item];
    const isBranch = typeof item === 'object' && item !== null && 'type' in item;
    return isBranch && typeof item.type === 'string' ? [item.type] : [];
  });
}

/**
 * A hint for a value of the wrong type, if a common mistake explains it: one value for a list of values, or
 * a text for a node.
 */
export function shapeHint({ path, value, types: all, schema }: Misshaped): string | undefined {
  const types = all.filter((type) => type !== 'null');
  const key = path.at(-1);
  if (value === null) {
    const ofId = types.includes('string') ? emptyIdHint(path, value) : undefined;
    return ofId ?? emptyHint(key, types);
  }
  if (path.length === 0 && typeof value === 'string') {
    return eachOnItsLine;
  }
  if (typeof value === 'object' && types.includes('string')) {
    return 'If it is text, put all of it in quotes.';
  }
  if (types.length !== 1) return undefined;
  if (typeof value === 'object') return otherCollection(key, value, types[0]);
  const meant = types[0] === 'object' ? unglued(String(value)) : undefined;
  if (meant && typeof key === 'string') {
    return furtherField.test(String(value)) ? eachOnItsLine : `Write \`${key}: {${meant.field}}\`.`;
  }
  // Any other colon is one of a title or of the name of a file.
  const fields = { include: true, ...schema?.['properties'] };
  if (meant && Object.hasOwn(fields, meant.key)) return `Write \`- ${meant.field}\`.`;
  if (types[0] === 'object' && typeof key === 'number') {
    const isFile = typeof value === 'string' && /\.(?:ya?ml|json)$/i.test(value);
    // A path that begins with a word and a colon would be absolute.
    const path = isFile && /^\w+:/.test(value) ? `./${value}` : value;
    return `Write it as \`- ${isFile ? 'include' : 'title'}: ${quoteShort(String(path))}\`.`;
  }
  return types[0] === 'array' && typeof key === 'string'
    ? listHint(key, String(value), schema?.['items'])
    : undefined;
}

const eachOnItsLine = 'Write each field on its own line, as `name: value`.';

/** A field behind another one: YAML reads lines such as `xp:12` and `note:x` as one text. */
const furtherField = /\s[\p{L}_][\p{L}\d_-]*[:：]\S/u;

/** The hint for the id of a node that has a key but no text; undefined for everything else. */
export function emptyIdHint(path: Path, value: Json): string | undefined {
  return path.at(-1) === 'sourcedId' && (value === null || value === '')
    ? 'Remove the key, and run `timeback-catalog fmt`. It writes a new id only if the node had none.'
    : undefined;
}

function emptyHint(key: string | number | undefined, types: readonly string[]): string | undefined {
  if (typeof key === 'number')
    return 'Remove the dash, or write the fields of the entry behind it.';
  if (types.includes('array')) return `Remove the key, or write \`${key}: []\`.`;
  if (types.includes('object')) {
    return 'Remove the key, or write its fields below it, each indented more than the key.';
  }
  return types.includes('string') ? `Write the text behind \`${key}:\`.` : undefined;
}

function otherCollection(
  key: string | number | undefined,
  value: Json,
  type: string | undefined,
): string | undefined {
  if (type === 'array' && isObject(value)) {
    const first = 'include' in value ? 'include' : 'title';
    return `Put a dash before each entry below \`${key}:\`: \`- ${first}: …\`.`;
  }
  return type === 'object' && Array.isArray(value)
    ? 'Remove the dashes or brackets: each field is `name: value` on its own line.'
    : undefined;
}

function listHint(key: string, text: string, items: unknown): string {
  if (!takesText(items)) {
    return `Write each entry on a line of its own below \`${key}:\`, with a dash: \`- title: ${quoteShort(text)}\`.`;
  }
  const texts = text.split(/[,;|]/).map((one) => one.trim());
  const entries = texts.filter((one) => one !== '').map((one) => quoteShort(one));
  return `Write it as a list: \`${key}: [${entries.join(', ')}]\`.`;
}

/** Whether the entries of a list may be texts, among other types. */
function takesText(items: unknown): boolean {
  if (typeof items !== 'object' || items === null) return true;
  const { type, else: other, anyOf, oneOf }: Readonly<Record<string, unknown>> = { ...items };
  if ([type].flat().includes('string')) return true;
  if (typeof other === 'object' && other !== null) return takesText(other);
  return [anyOf, oneOf].some((all) => Array.isArray(all) && all.some(takesText));
}
