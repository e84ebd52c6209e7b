import { isNumber, isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import {
  cleanTitle,
  type LeftOut,
  type OutlineNode,
  outlineNode,
  type SourceOutline,
} from './imported.ts';

/** For each kind, the list of its children and their kind. */
const below: Partial<Record<Kind, { readonly list: string; readonly kind: Kind }>> = {
  course: { list: 'units', kind: 'unit' },
  unit: { list: 'lessons', kind: 'lesson' },
};

const known: Readonly<Record<string, readonly string[]>> = {
  course: [
    'key',
    'uuid',
    'title',
    'units',
    'subject',
    'subjects',
    'grades',
    'courseCode',
    'description',
  ],
  unit: ['key', 'uuid', 'title', 'lessons', 'description'],
  lesson: ['key', 'uuid', 'title', 'description', 'minutes'],
};

/**
 * Reads an outline as JSON: courses, units and lessons, each with `key`, `title` and perhaps
 * `uuid`.
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
  const title = cleanTitle(value['title']);
  const own = textOf(value['key']);
  // Units of different courses often share a name. A lesson keeps its key if it moves.
  const key =
    (own !== undefined && kind === 'unit' ? `${above}/${own}` : own) ??
    textOf(value['uuid']) ??
    (above === '' ? title : `${above}/${title}`);
  const ownId = textOf(value['uuid']) ?? textOf(value['sourcedId']);
  for (const field of Object.keys(value)) {
    if (known[kind]?.includes(field) || field === 'sourcedId') continue;
    leftOut.push({ what: `${field} of ${kind}s`, why: 'no manifest has a field for it' });
  }
  const inner = below[kind];
  const items = inner ? value[inner.list] : undefined;
  const children = Array.isArray(items) ? items.filter((item: Json) => isObject(item)) : [];
  return outlineNode({
    kind,
    key,
    isKeyTitle: own === undefined && ownId === undefined,
    at,
    ...(ownId !== undefined && { ownId }),
    fields: { title, ...fieldsOf(kind, value) },
    children: inner
      ? children.map((child: JsonObject, index: number) =>
          nodeOf(inner.kind, child, { at: `${at}.${inner.list}[${index}]`, above: key, leftOut }),
        )
      : [],
  });
}

function fieldsOf(kind: Kind, value: JsonObject): JsonObject {
  const description = textOf(value['description']);
  const metadata = {
    ...(description !== undefined && { description }),
    ...(kind === 'lesson' && isNumber(value['minutes']) && { minutes: value['minutes'] }),
  };
  const subjects = textsOf(value['subjects'] ?? value['subject']);
  const grades = textsOf(value['grades']);
  const code = textOf(value['courseCode']);
  return {
    ...(kind === 'course' && code !== undefined && { courseCode: code }),
    ...(kind === 'course' && subjects.length > 0 && { subjects }),
    ...(kind === 'course' && grades.length > 0 && { grades }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
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
    hint: 'An outline reads {"courses": [{"key", "title", "units": [{"key", "title", "lessons": [{"key", "title"}]}]}]}.',
  });
}
