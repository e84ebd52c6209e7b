import { unwritableReason } from '../../document/edit.ts';
import { quoteShort } from '../../document/place.ts';
import { childLists, referenceLists } from '../../manifest/manifest.ts';
import { isNumber, isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { nodeInWords, SourceAccount, type SourceItem } from './account.ts';
import { contentFields, takesValue } from './fields.ts';
import { cleanTitle, type OutlineNode, outlineNode, type SourceOutline } from './imported.ts';

/** What people call the lists of an outline, its titles and its keys. */
const names = {
  courses: ['courses'],
  units: ['units', 'modules', 'sections', 'chapters'],
  lessons: ['lessons', 'pages', 'activities', 'items'],
  title: ['title', 'name'],
  key: ['key', 'id', 'slug'],
  ownId: ['uuid', 'sourcedId'],
} as const;

/** For each kind, the list of its children and their kind. */
const below: Partial<Record<Kind, { readonly list: readonly string[]; readonly kind: Kind }>> = {
  course: { list: names.units, kind: 'unit' },
  unit: { list: names.lessons, kind: 'lesson' },
};

/**
 * Reads an outline as JSON: courses of units of lessons, and the resources of each course, each with
 * `key`, `title` and perhaps `uuid`, and with every field that manifests have. A list may be a map by
 * key or by title, and a node a mere title. Where a manifest names another node by its sourcedId, an
 * outline may name its key.
 */
export function readJsonOutline(file: string, text: string): Checked<SourceOutline> {
  const value = parseJson(text);
  const found = coursesOf(value);
  if (!found) return { ok: false, problems: [notAnOutline(file, value)] };
  const account = new SourceAccount();
  const name = isObject(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
  const reading = { account };
  if (found.around) {
    for (const field of Object.keys(found.around)) {
      if (names.courses.some((one) => one === field)) continue;
      const item = account.count({ sort: 'fields', what: `the field ${field}`, at: field });
      if (field === 'name' && name !== undefined) account.placed(item);
      else account.leftOut(item, 'it stands outside of all courses');
    }
  }
  const courses = nodesIn('course', found.courses, { at: found.at, above: '' }, reading);
  return checked({ ...(name && { name }), courses, leftOut: [], account }, []);
}

interface FoundCourses {
  readonly courses: Json;
  readonly at: string;
  /** The map whose list they are. */
  readonly around?: JsonObject;
}

function coursesOf(value: Json | undefined): FoundCourses | undefined {
  if (Array.isArray(value)) return { courses: value, at: 'courses' };
  if (!isObject(value)) return undefined;
  const courses = value['courses'];
  if (Array.isArray(courses) || isObject(courses)) return { courses, at: 'courses', around: value };
  const isCourse = [...names.units, ...names.lessons].some((list) => value[list] !== undefined);
  return isCourse && courses === undefined ? { courses: [value], at: 'courses' } : undefined;
}

interface Reading {
  readonly account: SourceAccount;
}

interface Where {
  readonly at: string;
  /** Key of the parent. */
  readonly above: string;
}

/** A node as its list has it: `name` is its name in a list that is a map. */
interface Entry {
  readonly value: Json;
  readonly at: string;
  readonly name?: string;
}

function nodesIn(kind: Kind, list: Json, { at, above }: Where, reading: Reading): OutlineNode[] {
  const entries: Entry[] = Array.isArray(list)
    ? list.map((value: Json, index) => ({ value, at: `${at}[${index}]` }))
    : Object.entries(isObject(list) ? list : {}).map(([name, value]) => ({
        ...{ value, name },
        at: `${at}.${name}`,
      }));
  return entries.flatMap((entry) => {
    const item = { sort: 'nodes', what: `the ${kind}`, at: entry.at };
    const value = mapOf(kind, entry);
    if (value) return [nodeOf(kind, value, { at: entry.at, above }, reading)];
    reading.account.leftOut(item, `it is no ${kind}: neither a title nor a map with one`);
    return [];
  });
}

/** A node as a map, however short it is written. */
function mapOf(kind: Kind, { value, name }: Entry): JsonObject | undefined {
  const [list] = below[kind]?.list ?? [];
  const ofName = name === undefined ? {} : { title: name };
  if (Array.isArray(value))
    return list && name !== undefined ? { ...ofName, [list]: value } : undefined;
  if (isObject(value)) {
    const hasTitle = firstOf(value, names.title) !== undefined;
    const hasKey = firstOf(value, names.key) !== undefined;
    return {
      ...(name !== undefined && !hasKey && hasTitle && { key: name }),
      ...(hasTitle ? {} : ofName),
      ...value,
    };
  }
  const title = textOf(value);
  if (title === undefined) return undefined;
  return name === undefined ? { title } : { key: name, title };
}

function nodeOf(
  kind: Kind,
  value: JsonObject,
  { at, above }: Where,
  reading: Reading,
): OutlineNode {
  const title = cleanTitle(firstOf(value, names.title)?.value);
  const own = textOf(firstOf(value, names.key)?.value);
  const ownId = textOf(firstOf(value, names.ownId)?.value);
  const vendorId = kind === 'resource' ? textOf(value['vendorResourceId']) : undefined;
  // Units of different courses often share a name. A lesson keeps its key if it moves.
  const key =
    (own !== undefined && kind === 'unit' ? `${above}/${own}` : own) ??
    ownId ??
    vendorId ??
    (above === '' ? title : `${above}/${title}`);
  const named = { kind, key, fields: { title } };
  const item = reading.account.count({ sort: 'nodes', what: nodeInWords(named), at });
  const { fields, items } = fieldsOf(kind, value, item, reading);
  const node = outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined && ownId === undefined && vendorId === undefined,
    at,
    ...(ownId !== undefined && { ownId }),
    fields: {
      title,
      ...fields,
      ...(kind === 'resource' && { vendorResourceId: vendorId ?? own ?? title }),
    },
  });
  return {
    ...node,
    items: [item, ...items],
    children: childrenOf(node, value, reading),
    resources:
      kind === 'course'
        ? nodesIn(
            'resource',
            value['resources'] ?? [],
            { at: `${at}.resources`, above: '' },
            reading,
          )
        : [],
  };
}

function childrenOf(node: OutlineNode, value: JsonObject, reading: Reading): OutlineNode[] {
  const inner = below[node.kind];
  if (!inner) return [];
  const own = inner.list.flatMap((list) =>
    nodesIn(inner.kind, value[list] ?? [], { at: `${node.at}.${list}`, above: node.key }, reading),
  );
  if (node.kind !== 'course') return own;
  // Lessons without a unit get one, named after the course.
  const key = `${node.key}/course items`;
  const loose = names.lessons.flatMap((list) =>
    nodesIn('lesson', value[list] ?? [], { at: `${node.at}.${list}`, above: key }, reading),
  );
  if (loose.length === 0) return own;
  const { title = '' } = node.fields;
  const unit = outlineNode({ kind: 'unit', key, at: node.at, fields: { title }, children: loose });
  return [unit, ...own];
}

/** The fields of a node that a manifest has a place for; each is an item of the account. */
function fieldsOf(
  kind: Kind,
  value: JsonObject,
  of: SourceItem,
  { account }: Reading,
): { readonly fields: JsonObject; readonly items: readonly SourceItem[] } {
  const lists =
    kind === 'course' ? [...names.units, ...names.lessons, 'resources'] : (below[kind]?.list ?? []);
  const identity = [names.title, names.key, names.ownId].map(
    (alike) => firstOf(value, alike)?.field,
  );
  const fields: Record<string, Json> = {};
  const metadata: Record<string, Json> = {};
  const items: SourceItem[] = [];
  for (const [field, content] of Object.entries(value)) {
    if (lists.includes(field) && (Array.isArray(content) || isObject(content))) continue;
    const isOwnId = names.ownId.some((one) => one === field);
    const item = account.count({
      sort: 'fields',
      what: `the ${isOwnId ? `id ${quoteShort(textOf(content) ?? '')}` : `field ${field}`} of ${of.what}`,
      at: `${of.at}.${field}`,
      field: isOwnId ? 'sourcedId' : field,
      of,
    });
    const found = identity.includes(field) ? 'identity' : contentFor(kind, field, content);
    if (lists.includes(field)) account.leftOut(item, 'it is neither a list nor a map');
    else if (found === undefined) account.leftOut(item, 'no manifest has a field for it');
    else if (typeof found === 'string' && found !== 'identity') account.leftOut(item, found);
    else {
      items.push(item);
      if (found !== 'identity') (found.isMetadata ? metadata : fields)[found.field] = found.content;
    }
  }
  return {
    fields: { ...fields, ...withMetadata(fields['metadata'], metadata) },
    items,
  };
}

function withMetadata(written: Json | undefined, entries: JsonObject): JsonObject {
  if (Object.keys(entries).length === 0) return {};
  return { metadata: { ...entries, ...(isObject(written) && written) } };
}

interface FieldContent {
  readonly field: string;
  readonly content: Json;
  readonly isMetadata?: boolean;
}

/** Names that outlines have for fields of manifests. */
const otherwise: Readonly<Record<string, string>> = { subject: 'subjects', grade: 'grades' };

/** What a field of an outline comes to in a manifest, or why to nothing; undefined if it has no place. */
function contentFor(kind: Kind, name: string, value: Json): FieldContent | string | undefined {
  if (name === 'description' && kind !== 'resource') {
    return filled({ field: name, content: textOf(value) ?? textsOf(value).join('\n') });
  }
  if (kind === 'lesson' && name === 'minutes') {
    const text = textOf(value) ?? '';
    const number = String(Number(text)) === text ? Number(text) : text;
    return filled({ field: name, content: isNumber(value) ? value : number });
  }
  const field = (kind === 'course' ? otherwise[name] : undefined) ?? name;
  const lists = Object.keys(childLists[kind]);
  const known = [...contentFields(kind), ...Object.keys(referenceLists[kind])];
  if (!known.includes(field) || lists.includes(field)) return undefined;
  const forms = [value, textOf(value) ?? null, textsOf(value)];
  const content = forms.find((form) => form !== '' && takesValue({ kind, field }, form));
  if (content === undefined) return unfit;
  return unwritableReason(content) ?? { field, content };
}

const unfit = 'a manifest takes no such value there';

/** A field of an outline that becomes an entry of metadata. */
function filled(found: FieldContent): FieldContent | string {
  return found.content === '' ? unfit : { ...found, isMetadata: true };
}

function firstOf(value: JsonObject, alike: readonly string[]) {
  const field = alike.find((one) => textOf(value[one]) !== undefined);
  return field === undefined ? undefined : { field, value: value[field] };
}

function textOf(value: Json | undefined): string | undefined {
  if (isNumber(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.toWellFormed().trim() : undefined;
}

function textsOf(value: Json | undefined): string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return list.flatMap((item) => textOf(item) ?? []);
}

function notAnOutline(file: string, value: Json | undefined): Problem {
  return problem('import/unreadable', {
    detail:
      value === undefined
        ? `${file} is no JSON, or nested beyond measure.`
        : `${file} is JSON, and holds no list of courses.`,
    hint: 'An outline reads {"courses": [{"key", "title", "units": [{"key", "title", "lessons": [{"key", "title", "resources": [KEY]}]}], "resources": [{"key", "title", "metadata"}]}]}, and takes every field of a manifest.',
  });
}
