import { quoteShort } from '../../document/place.ts';
import { isNumber, isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { nodeInWords, SourceAccount, type SourceItem } from './account.ts';
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
 * Reads an outline as JSON: courses, units and lessons, each with `key`, `title` and perhaps `uuid`.
 * A list may be a map by key or by title, and a node a mere title.
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
  // Units of different courses often share a name. A lesson keeps its key if it moves.
  const key =
    (own !== undefined && kind === 'unit' ? `${above}/${own}` : own) ??
    ownId ??
    (above === '' ? title : `${above}/${title}`);
  const named = { kind, key, fields: { title } };
  const item = reading.account.count({ sort: 'nodes', what: nodeInWords(named), at });
  const { fields, items } = fieldsOf(kind, value, item, reading);
  const node = outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined && ownId === undefined,
    at,
    ...(ownId !== undefined && { ownId }),
    fields: { title, ...fields },
  });
  return {
    ...node,
    items: [item, ...items],
    children: childrenOf(node, value, reading),
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
  const lists = kind === 'course' ? [...names.units, ...names.lessons] : (below[kind]?.list ?? []);
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
    else if (found === 'unfit') account.leftOut(item, 'it is no text, number or list of them');
    else {
      items.push(item);
      if (found !== 'identity') (found.isMetadata ? metadata : fields)[found.field] = found.content;
    }
  }
  return {
    fields: { ...fields, ...(Object.keys(metadata).length > 0 && { metadata }) },
    items,
  };
}

interface FieldContent {
  readonly field: string;
  readonly content: Json;
  readonly isMetadata?: boolean;
}

/** What a field of an outline comes to in a manifest; undefined if there is no place for it. */
function contentFor(kind: Kind, field: string, value: Json): FieldContent | 'unfit' | undefined {
  if (field === 'description') return metadataOf(field, textOf(value) ?? textsOf(value).join('\n'));
  if (kind === 'lesson' && field === 'minutes') {
    const text = textOf(value) ?? '';
    return metadataOf(
      field,
      isNumber(value) ? value : String(Number(text)) === text ? Number(text) : text,
    );
  }
  if (kind !== 'course') return undefined;
  if (field === 'courseCode') return nonEmpty({ field, content: textOf(value) ?? '' });
  if (field === 'subject' || field === 'subjects') {
    return nonEmpty({ field: 'subjects', content: textsOf(value) });
  }
  if (field === 'grade' || field === 'grades')
    return nonEmpty({ field: 'grades', content: textsOf(value) });
  return undefined;
}

function metadataOf(field: string, content: Json): FieldContent | 'unfit' {
  return nonEmpty({ field, content, isMetadata: true });
}

function nonEmpty(found: FieldContent): FieldContent | 'unfit' {
  const { content } = found;
  return content === '' || (Array.isArray(content) && content.length === 0) ? 'unfit' : found;
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
    hint: 'An outline reads {"courses": [{"key", "title", "units": [{"key", "title", "lessons": [{"key", "title"}]}]}]}.',
  });
}
