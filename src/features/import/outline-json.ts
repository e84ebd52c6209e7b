import { quoteShort, valueAt } from '../../document/place.ts';
import { inputLimits } from '../../model/input-limits.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  parseJson,
  repeatedKeyIn,
} from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { nodeInWords, SourceAccount } from './account.ts';
import { withoutGone } from './hidden.ts';
import {
  cleanTitle,
  numberedKey,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
  tooManyNodes,
  unreadable,
} from './imported.ts';
import {
  addressFields,
  firstFieldOf,
  listsOf,
  outlineFieldsOf,
  outlineNames,
  outlineText,
} from './outline-json-fields.ts';

/**
 * Reads an outline as JSON: courses of units of lessons, and the resources of each course, each with `key`,
 * `title` and perhaps `uuid`, and with every field of manifests. A list may be a map by key or title, and a
 * node only a title. Where a manifest refers to a node by its sourcedId, an outline may use its key.
 */
export function readJsonOutline(file: string, text: string): Checked<SourceOutline> {
  const value = readJson(file, text);
  return value.ok ? outlineOfJson(file, value.value) : value;
}

/** Parses a text as JSON. Problems: it is not JSON, or has a key twice. */
export function readJson(file: string, text: string): Checked<Json> {
  const value = parseJson(text);
  if (value === undefined) return notAnOutline(file, value);
  const repeated = repeatedKeyIn(value);
  if (repeated) return repeatedKey(file, repeated);
  return checked(value, []);
}

/** Reads an outline from a parsed value, like `readJsonOutline`. */
export function outlineOfJson(file: string, value: Json): Checked<SourceOutline> {
  const found = coursesOf(value);
  if (!found) return notAnOutline(file, value);
  if (countIn('course', found.courses) > inputLimits.nodes.most) return tooManyNodes();
  const account = new SourceAccount();
  const name = isObject(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
  for (const field of Object.keys(found.around ?? {})) {
    if (field === 'courses') continue;
    const item = account.count({ sort: 'fields', what: `the field ${field}`, at: field });
    if (field === 'name' && name !== undefined) account.placed(item);
    else account.leftOut(item, 'it is outside all courses');
  }
  const courses = nodesIn('course', found.courses, { at: 'courses', above: '' }, account);
  const outline = { ...(name && { name }), courses, leftOut: [], account };
  return checked(withoutGone(outline), []);
}

/** The number of nodes in a list and below it, before anything is made of them. */
function countIn(kind: Kind, list: Json | undefined): number {
  const nodes = typeof list === 'object' && list !== null ? Object.values(list) : [];
  return nodes.reduce<number>((sum, node: Json) => {
    if (!isObject(node)) return sum + 1;
    const below = listsOf(kind).map(({ list: name, kind: child }) => countIn(child, node[name]));
    return below.reduce((all, one) => all + one, sum + 1);
  }, 0);
}

interface FoundCourses {
  readonly courses: Json;
  /** The object that holds the list. */
  readonly around?: JsonObject;
}

function coursesOf(value: Json): FoundCourses | undefined {
  if (Array.isArray(value)) return value.some(mayBeCourse) ? { courses: value } : undefined;
  if (!isObject(value)) return undefined;
  const courses = value['courses'];
  if (Array.isArray(courses) || isObject(courses)) return { courses, around: value };
  const isCourse = listsOf('course').some(({ list, kind }) => kind !== 'resource' && value[list]);
  return isCourse && courses === undefined ? { courses: [value] } : undefined;
}

/** Whether a value may be a course. Rows of a table, for example, have neither a title nor a list. */
function mayBeCourse(value: Json): boolean {
  if (!isObject(value)) return outlineText(value) !== undefined;
  const hasList = listsOf('course').some(({ list }) => value[list] !== undefined);
  return hasList || firstFieldOf(value, outlineNames.title) !== undefined;
}

function repeatedKey(file: string, path: readonly string[]) {
  return unreadable(
    `${file} has the key ${quoteShort(path.at(-1) ?? '')} twice in one map, at ${placeIn(path)}. Only one of them can be read.`,
    'Join the two, or give one of them another name.',
  );
}

/** A path in the form of the places of nodes: `courses[0].units`. */
function placeIn(path: readonly string[]): string {
  return path
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

interface Where {
  readonly at: string;
  /** Keys of the nodes before it in its list. */
  readonly taken?: Set<string>;
  /** The last number of each of these keys. */
  readonly numbers?: Map<string, number>;
  /** Resources inside lessons of the course, which become resources of the course. */
  readonly inside?: OutlineNode[];
  readonly above: string;
}

/** A node as its list holds it: `name` is its key in a list that is a map. */
interface Entry {
  readonly value: Json;
  readonly at: string;
  readonly name?: string;
}

function nodesIn(
  kind: Kind,
  list: Json | undefined,
  { at, ...where }: Where,
  account: SourceAccount,
): OutlineNode[] {
  const entries: Entry[] = Array.isArray(list)
    ? list.map((value: Json, index) => ({ value, at: `${at}[${index}]` }))
    : Object.entries(isObject(list) ? list : {}).map(([name, value]) => ({
        ...{ value, name },
        at: `${at}.${name}`,
      }));
  const [taken, numbers] = [new Set<string>(), new Map<string, number>()];
  return entries.flatMap((entry) => {
    const value = mapOf(kind, entry);
    if (value) return [nodeOf(kind, value, { ...where, taken, numbers, at: entry.at }, account)];
    const why = `it is not a ${kind}: neither a title nor a map with one`;
    account.skip({ sort: 'nodes', what: `the ${kind}`, at: entry.at }, why);
    return [];
  });
}

/** A node as an object, however short it is written; undefined if it is none. */
function mapOf(kind: Kind, { value, name }: Entry): JsonObject | undefined {
  const ofName = name === undefined ? {} : { title: name };
  if (Array.isArray(value)) {
    const [below] = listsOf(kind);
    return below && name !== undefined ? { ...ofName, [below.list]: value } : undefined;
  }
  if (isObject(value)) {
    const hasTitle = firstFieldOf(value, outlineNames.title) !== undefined;
    const hasKey = firstFieldOf(value, outlineNames.key) !== undefined;
    return {
      ...(name !== undefined && !hasKey && hasTitle && { key: name }),
      ...(hasTitle ? {} : ofName),
      ...value,
    };
  }
  const title = outlineText(value);
  if (title === undefined) return undefined;
  return name === undefined ? { title } : { key: name, title };
}

function nodeOf(
  kind: Kind,
  given: JsonObject,
  { at, above, inside: around = [], taken = new Set(), numbers }: Where,
  account: SourceAccount,
): OutlineNode {
  const isPlacing = kind === 'unit' || kind === 'lesson';
  const value = isPlacing
    ? withNamedResources(given, { at, above, inside: around }, account)
    : given;
  const inside = kind === 'course' ? [] : around;
  const title = cleanTitle(firstFieldOf(value, outlineNames.title)?.value);
  const own = outlineText(firstFieldOf(value, outlineNames.key)?.value);
  const ownId = outlineText(firstFieldOf(value, outlineNames.ownId)?.value);
  const vendorResourceId = kind === 'resource' ? outlineText(value['vendorResourceId']) : undefined;
  // Units of different courses often share a name. A lesson keeps its key if it moves.
  const key =
    (own !== undefined && kind === 'unit' ? `${above}/${own}` : own) ??
    ownId ??
    vendorResourceId ??
    numberedKey(
      above === '' ? title : `${above}/${title}`,
      (free) => kind === 'resource' || !taken.has(free),
      numbers,
    );
  taken.add(key);
  const named = { kind, key, fields: { title } };
  const item = account.count({ sort: 'nodes', what: nodeInWords(named), at });
  const { fields, items, state, emptied } = outlineFieldsOf(kind, value, item, account);
  const below = listsOf(kind).map(({ list, kind: child }) => {
    const isLoose = kind === 'course' && child === 'lesson';
    const where = { at: `${at}.${list}`, above: isLoose ? `${key}/${looseKey}` : key, inside };
    return { child, isLoose, nodes: nodesIn(child, value[list], where, account) };
  });
  const loose = below.flatMap(({ isLoose, nodes }) => (isLoose ? nodes : []));
  const unit = outlineNode({
    ...{ kind: 'unit', key: `${key}/${looseKey}`, at },
    fields: { title },
    children: loose,
  });
  const children = below.flatMap(({ child, isLoose, nodes }) =>
    child === 'resource' || isLoose ? [] : nodes,
  );
  const written: JsonObject = {
    title,
    ...fields,
    ...(kind === 'resource' && { vendorResourceId: vendorResourceId ?? own ?? title }),
  };
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined && ownId === undefined && vendorResourceId === undefined,
    at,
    ...(ownId !== undefined && { ownId }),
    ...state,
    fields: written,
    children: loose.length > 0 ? [unit, ...children] : children,
    resources: [
      ...below.flatMap(({ child, nodes }) => (child === 'resource' ? nodes : [])),
      ...(kind === 'course' ? inside : []),
    ],
    items: [item, ...items],
    // Another spelling of a field may have its value.
    emptied: [...new Set(emptied)].filter(
      (path) => valueAt(written, path.split('.')) === undefined,
    ),
  });
}

/**
 * Replaces resources inside a lesson by their keys: each becomes a resource of the course. A resource that an
 * earlier lesson holds already is the same one.
 */
function withNamedResources(
  value: JsonObject,
  { at, above, inside }: Required<Omit<Where, 'taken' | 'numbers'>>,
  account: SourceAccount,
): JsonObject {
  const { resources } = value;
  if (!Array.isArray(resources)) return value;
  const title = cleanTitle(firstFieldOf(value, outlineNames.title)?.value);
  const named = resources.map((entry: Json, index): Json => {
    if (!isObject(entry) || entry['resource'] !== undefined) return entry;
    const url = addressFields.flatMap((field) => outlineText(entry[field]) ?? [])[0];
    const own = firstFieldOf(entry, outlineNames.key)
      ? undefined
      : (outlineText(entry['vendorResourceId']) ?? url);
    const hasTitle = firstFieldOf(entry, outlineNames.title) !== undefined;
    const resource = nodeOf(
      'resource',
      { ...(own !== undefined && { key: own }), ...(!hasTitle && { title }), ...entry },
      { at: `${at}.resources[${index}]`, above: `${above}/${title}` },
      account,
    );
    const first = inside.find(({ key }) => key === resource.key);
    if (first) for (const item of resource.items) account.merged(item, first);
    else inside.push(resource);
    return resource.key;
  });
  return { ...value, resources: named };
}

/** The key of a unit for lessons without one; it is titled like the course. */
const looseKey = 'course items';

/** The lists in which the API of Google Classroom answers. */
const classroomLists = ['courseWork', 'courseWorkMaterial', 'topic'];

function notAnOutline(file: string, value: Json | undefined) {
  if (isObject(value) && (value['CFItems'] ?? value['CFPackage']) !== undefined) {
    return unreadable(
      `${file} is a framework of standards, which lessons refer to. It has no courses.`,
      'Put it beside the catalog, and name it in the config under `standards`.',
    );
  }
  if (isObject(value) && classroomLists.some((list) => value[list] !== undefined)) {
    return unreadable(
      `${file} is a list from the API of Google Classroom, in which items name their topics only by numbers.`,
      'Write topics and titles as a table with a row for each lesson: course, unit, lesson.',
    );
  }
  return unreadable(
    value === undefined
      ? `${file} is not JSON, or it is nested too deeply.`
      : `${file} is JSON, but has no list of courses.`,
    'A table is a list of rows: [{"course", "unit", "lesson"}]. An outline reads {"courses": [{"key", "title", "units": [{"key", "title", "lessons": [{"key", "title", "resources": [KEY]}]}], "resources": [{"key", "title", "metadata"}]}]}, and may have every field of a manifest.',
  );
}
