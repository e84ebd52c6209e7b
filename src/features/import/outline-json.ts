import { unwritableReason } from '../../document/edit.ts';
import { childLists, referenceLists } from '../../manifest/manifest.ts';
import { isNumber, isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { contentFields, takesValue } from './fields.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
} from './imported.ts';

/** Names of an outline that are no fields of manifests, or other fields there. */
const further: Readonly<Record<Kind, readonly string[]>> = {
  course: ['key', 'uuid', 'subject', 'description'],
  unit: ['key', 'uuid', 'description'],
  lesson: ['key', 'uuid', 'description', 'minutes'],
  resource: ['key', 'uuid'],
};

/**
 * Reads an outline as JSON: courses of units of lessons, and the resources of each course, each with
 * `key`, `title` and perhaps `uuid`, and with every field that manifests have. Where a manifest names
 * another node by its sourcedId, an outline may name its key.
 */
export function readJsonOutline(file: string, text: string): Checked<SourceOutline> {
  const value = parseJson(text);
  const courses = coursesOf(value);
  if (!courses) return { ok: false, problems: [notAnOutline(file, value)] };
  const leftOut: LeftOut[] = [];
  const name = isObject(value) && typeof value['name'] === 'string' ? value['name'] : undefined;
  return checked(
    {
      ...(name && { name }),
      courses: courses.map((course, index) =>
        nodeOf('course', course, { at: `courses[${index}]`, above: '', leftOut }),
      ),
      leftOut,
    },
    [],
  );
}

function coursesOf(value: Json | undefined): readonly JsonObject[] | undefined {
  const found = isObject(value)
    ? (value['courses'] ?? (value['units'] ? [value] : undefined))
    : value;
  if (!Array.isArray(found)) return undefined;
  return found.every((course: Json) => isObject(course)) ? found : undefined;
}

interface Where {
  readonly at: string;
  /** Key of the parent. */
  readonly above: string;
  readonly leftOut: LeftOut[];
}

function nodeOf(kind: Kind, value: JsonObject, { at, above, leftOut }: Where): OutlineNode {
  const { title: _, ...fields } = fieldsOf(kind, value, leftOut);
  const title = cleanTitle(value['title']);
  const own = textOf(value['key']);
  const ownId = textOf(value['uuid']) ?? textOf(value['sourcedId']);
  const vendorResourceId = textOf(value['vendorResourceId']);
  // Units of different courses often share a name. A lesson keeps its key if it moves.
  const key =
    (own !== undefined && kind === 'unit' ? `${above}/${own}` : own) ??
    ownId ??
    (kind === 'resource' ? vendorResourceId : undefined) ??
    (above === '' ? title : `${above}/${title}`);
  const inner = Object.entries(childLists[kind]).map(([list, child]) => ({
    child,
    nodes: objectsOf(value[list]).map((item, index) =>
      nodeOf(child, item, { at: `${at}.${list}[${index}]`, above: key, leftOut }),
    ),
  }));
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined && ownId === undefined && vendorResourceId === undefined,
    at,
    ...(ownId !== undefined && { ownId }),
    fields: {
      title,
      ...fields,
      ...(kind === 'resource' && { vendorResourceId: vendorResourceId ?? own ?? title }),
    },
    children: inner.flatMap(({ child, nodes }) => (child === 'resource' ? [] : nodes)),
    resources: inner.flatMap(({ child, nodes }) => (child === 'resource' ? nodes : [])),
  });
}

function objectsOf(items: Json | undefined): readonly JsonObject[] {
  return Array.isArray(items) ? items.filter((item: Json) => isObject(item)) : [];
}

/** The fields of a node that manifests have as well, and those that an outline names otherwise. */
function fieldsOf(kind: Kind, value: JsonObject, leftOut: LeftOut[]): JsonObject {
  const taken: Record<string, Json> = {};
  const lists = Object.keys(childLists[kind]);
  const known = [...contentFields(kind), ...Object.keys(referenceLists[kind])];
  for (const [field, content] of Object.entries(value)) {
    if (['kind', 'sourcedId', 'title', ...lists, ...further[kind]].includes(field)) continue;
    if (content === '' || (Array.isArray(content) && content.length === 0)) continue;
    const found = [content, textOf(content) ?? null, textsOf(content)].find((form) =>
      takesValue({ kind, field }, form),
    );
    const why = !known.includes(field)
      ? 'no manifest has a field for it'
      : found === undefined
        ? 'a manifest takes no such value there'
        : unwritableReason(found);
    if (why === undefined && found !== undefined) taken[field] = found;
    else leftOut.push({ what: `${field} of ${kind}s`, why: why ?? '' });
  }
  const description = textOf(value['description']);
  const { minutes, subject } = value;
  const said = {
    ...(description !== undefined && { description }),
    ...(kind === 'lesson' && isNumber(minutes) && { minutes }),
  };
  const metadata = taken['metadata'];
  const subjects = textsOf(subject);
  return {
    ...(kind === 'course' && subjects.length > 0 && { subjects }),
    ...taken,
    ...(Object.keys(said).length > 0 && {
      metadata: { ...said, ...(isObject(metadata) && metadata) },
    }),
  };
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
