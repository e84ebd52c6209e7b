import { unwritableReason } from '../../document/edit.ts';
import { quoteShort } from '../../document/place.ts';
import { childLists, referenceLists } from '../../manifest/manifest.ts';
import { isNumber, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Kind, kinds } from '../../model/node.ts';
import type { SourceAccount, SourceItem } from './account.ts';
import { contentFields, takesValue } from './fields.ts';
import { type SourceState, stateOfField } from './states.ts';

/** The keys by which an outline may name titles, keys and ids; the plainest word comes first. */
export const outlineNames = {
  title: ['title', 'name'],
  key: ['key', 'id', 'slug'],
  ownId: ['uuid', 'sourcedId'],
} as const;

/** The keys by which an outline may name the lists of a manifest. */
const listNames: Readonly<Record<string, readonly string[]>> = {
  units: ['units', 'modules', 'sections', 'chapters'],
  lessons: ['lessons', 'pages', 'activities', 'items'],
  resources: ['resources'],
};

/** What people call the address of a resource. */
export const addressFields: readonly string[] = ['url', 'href', 'link'];
const noAddress = 'only a resource has an address: {"resources": [{"title", "url"}]}';

interface ListOfKind {
  readonly list: string;
  readonly kind: Kind;
}

function namedLists(kind: Kind): readonly ListOfKind[] {
  const own = Object.entries(childLists[kind]);
  // Lessons that are directly in a course are accepted too.
  const loose: readonly (readonly [string, Kind])[] =
    kind === 'course' ? [['lessons', 'lesson']] : [];
  return [...own, ...loose].flatMap(([name, child]) =>
    // In a lesson, `items` and `activities` are rarely lessons.
    (child === kind ? [name] : (listNames[name] ?? [name])).map((list) => ({ list, kind: child })),
  );
}

const listsByKind = new Map(kinds.map((kind) => [kind, namedLists(kind)]));

/** The lists of a kind under every name, each with the kind of its entries. */
export function listsOf(kind: Kind): readonly ListOfKind[] {
  return listsByKind.get(kind) ?? [];
}

/** The fields of a node that manifests have too; each is an item of the account. */
export function outlineFieldsOf(
  kind: Kind,
  value: JsonObject,
  of: SourceItem,
  account: SourceAccount,
): {
  readonly fields: JsonObject;
  readonly items: readonly SourceItem[];
  readonly state: SourceState;
  /** The fields of a manifest that are there, but empty, by path. */
  readonly emptied: readonly string[];
} {
  const lists = listsOf(kind).map(({ list }) => list);
  const identity = [outlineNames.title, outlineNames.key, outlineNames.ownId].map(
    (alike) => firstFieldOf(value, alike)?.field,
  );
  const fields: Record<string, Json> = {};
  const metadata: Record<string, Json> = {};
  const items: SourceItem[] = [];
  const emptied: string[] = [];
  let state: SourceState = {};
  for (const [field, content] of Object.entries(value)) {
    if (lists.includes(field) && (Array.isArray(content) || isObject(content))) continue;
    const isOwnId = outlineNames.ownId.some((one) => one === field);
    const name = isOwnId ? `id ${quoteShort(outlineText(content) ?? '')}` : `field ${field}`;
    const item = account.count({
      what: `the ${name} of ${of.what}`,
      at: `${of.at}.${field}`,
      ...{ sort: 'fields', field: isOwnId ? 'sourcedId' : field, of },
    });
    const stated = stateOfField(field, content);
    state = { ...stated, ...state };
    const found = lists.includes(field)
      ? { why: 'it is neither a list nor a map' }
      : identity.includes(field) || field === 'kind' || isEmpty(content) || stated
        ? 'said'
        : contentFor(kind, field, content);
    if (found === 'said') {
      items.push(item);
      const { field: name, isMetadata } = placeFor(kind, field);
      if (isEmpty(content) && name !== undefined)
        emptied.push(isMetadata ? `metadata.${name}` : name);
    } else if (found.why !== undefined) account.leftOut(item, found.why);
    else {
      items.push(item);
      (found.isMetadata ? metadata : fields)[found.field] = found.content;
    }
  }
  const own = fields['metadata'];
  const all = { ...metadata, ...(isObject(own) && own) };
  return {
    fields: { ...fields, ...(Object.keys(all).length > 0 && { metadata: all }) },
    items,
    state,
    emptied,
  };
}

function isEmpty(content: Json): boolean {
  return content === '' || content === null || (Array.isArray(content) && content.length === 0);
}

/** Where a manifest holds a field of an outline: a field of its own, or an entry of metadata, or none. */
interface FieldPlace {
  readonly field?: string;
  readonly isMetadata?: boolean;
}

function placeFor(kind: Kind, field: string): FieldPlace {
  const isOfMetadata =
    kind === 'resource'
      ? [...addressFields, 'type'].includes(field)
      : field === 'description' || (kind === 'lesson' && field === 'minutes');
  if (isOfMetadata)
    return { field: addressFields.includes(field) ? 'url' : field, isMetadata: true };
  const asWritten = kind === 'course' && (field === 'subject' || field === 'grade');
  const name = asWritten ? `${field}s` : field;
  const known = [...contentFields(kind), ...Object.keys(referenceLists[kind])];
  return known.includes(name) ? { field: name } : {};
}

/** The value of a field of an outline in a manifest, or why it has none. */
type FieldContent =
  | {
      readonly field: string;
      readonly content: Json;
      readonly isMetadata?: boolean;
      readonly why?: undefined;
    }
  | { readonly why: string };

function contentFor(kind: Kind, field: string, value: Json): FieldContent {
  const { field: name, isMetadata } = placeFor(kind, field);
  if (name === undefined) {
    const isAddress = addressFields.includes(field);
    return { why: isAddress ? noAddress : 'no manifest has a field for it' };
  }
  if (isMetadata) {
    const text = outlineText(value) ?? (field === 'description' ? textsOf(value).join('\n') : '');
    const isCount = field === 'minutes' && String(Number(text)) === text;
    if (text === '') return { why: 'it is not a string, a number or a list of them' };
    return { field: name, content: isCount ? Number(text) : text, isMetadata: true };
  }
  const text = outlineText(value);
  const texts = textsOf(value);
  const isWhole = texts.length === (Array.isArray(value) ? value.length : 1);
  const forms: readonly Json[] = [
    value,
    ...(text === undefined ? [] : [text]),
    ...(isWhole ? [texts] : []),
  ];
  const content = forms.find((form) => takesValue({ kind, field: name }, form));
  if (content === undefined) return { why: 'a manifest does not allow that value there' };
  const why = unwritableReason(content);
  return why === undefined ? { field: name, content } : { why };
}

/** The first of several fields with a text or a number. */
export function firstFieldOf(value: JsonObject, alike: readonly string[]) {
  const field = alike.find((one) => outlineText(value[one]) !== undefined);
  return field === undefined ? undefined : { field, value: value[field] };
}

/** A text or a number as a text; undefined for other values, and for an empty text. */
export function outlineText(value: Json | undefined): string | undefined {
  if (isNumber(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.toWellFormed().trim() : undefined;
}

function textsOf(value: Json | undefined): string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return list.flatMap((item) => outlineText(item) ?? []);
}
