import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isJsonText, rewriteJson } from './json-text.ts';
import { type LocatedDocument, lineStartsOf, parseYaml } from './parse.ts';
import { type Path, valueAt } from './place.ts';

/** A text to write into one field of a map. */
interface Field {
  readonly path: Path;
  readonly key: string;
  readonly text: string;
}

/**
 * Writes fields of maps: replaces their values, or adds each as the first field behind `kind`. Every other byte
 * stays. What is not possible in place, such as for a value with escapes, is not written: a person must do it.
 */
export function writeFields<Some extends Field>(
  text: string,
  fields: readonly Some[],
): { readonly text: string; readonly written: readonly Some[] } {
  const document = parseYaml('', text);
  if (!document.ok) return { text, written: [] };
  const { value } = document.value;
  if (isJsonText(text)) {
    const json = withFields(value, fields) as JsonObject;
    return { text: rewriteJson(text, json, ['kind', 'sourcedId']), written: fields };
  }
  const edits = editsIn(text, document.value);
  const tried = fields.flatMap((field) => {
    const spelled = edits(field);
    return spelled.length > 0 ? [{ field, spelled }] : [];
  });
  const given = tried.map(({ field }) => field);
  const wanted = canonicalJson(withFields(value, given));
  // Several fields are written together in their likeliest spellings: a parse for each would take too long.
  const [only] = tried.length === 1 ? tried : [];
  const attempts = only
    ? only.spelled.map((edit) => [edit])
    : [tried.flatMap(({ spelled }) => spelled.slice(0, 1))];
  // The place that was found may be a comment, so the result is compared: nothing else may change.
  const right = attempts
    .map((attempt) => withEdits(text, attempt))
    .find((attempt) => {
      const after = parseYaml('', attempt);
      return after.ok && canonicalJson(after.value.value) === wanted;
    });
  if (right !== undefined) return { text: right, written: given };
  if (given.length < 2) return { text, written: [] };
  const half = given.length >> 1;
  const first = writeFields(text, given.slice(0, half));
  const rest = writeFields(first.text, given.slice(half));
  return { text: rest.text, written: [...first.written, ...rest.written] };
}

/** A value with fields of its maps. */
function withFields(value: Json, fields: readonly Field[]): Json {
  const byStep = Map.groupBy(fields, ({ path: [step] }) => step);
  const inside = (inner: Json, step: string | number) => {
    const mine = byStep.get(step)?.map((one) => ({ ...one, path: one.path.slice(1) }));
    return mine ? withFields(inner, mine) : inner;
  };
  if (Array.isArray(value)) return value.map(inside);
  if (!isObject(value)) return value;
  const own = byStep.get(undefined)?.map(({ key, text }) => [key, text] as const) ?? [];
  const inner = Object.entries(value).map(([key, one]) => [key, inside(one, key)] as const);
  return Object.fromEntries([...inner, ...own]);
}

/** A text in place of a part of another. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

function withEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(end, edit.start), edit.by);
    end = edit.end;
  }
  return [...parts, text.slice(end)].join('');
}

/** The spellings of values without a text of their own. */
const spelledEmpty = ['""', "''", '[]', '{}', '|'];

/** Gives the edits that may write a field, the likeliest first. */
function editsIn(text: string, document: LocatedDocument): (field: Field) => Edit[] {
  const starts = lineStartsOf(text);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return (field) => {
    const map = valueAt(document.value, field.path);
    if (!isObject(map)) return [];
    return map[field.key] === undefined ? insertions(field, map) : replacements(field, map);
  };

  function offsetOf(path: Path, what?: 'value'): number {
    const { line, column } = document.pointAt(path, what);
    return (starts[line - 1] ?? 0) + column - 1;
  }

  function replacements({ path, key, text: wanted }: Field, map: JsonObject): Edit[] {
    const present = map[key];
    const at = [...path, key];
    const colon = text.indexOf(':', offsetOf(at));
    const [behind, space] = text[colon + 1] === ' ' ? [colon + 2, ''] : [colon + 1, ' '];
    const isText = typeof present === 'string' && present !== '';
    const written = isText ? present : document.writtenAt(at);
    const here = offsetOf(at, 'value');
    const empty = spelledEmpty.filter((each) => text.startsWith(each, here));
    const others = written === undefined ? [...empty, ...spelledEmpty] : [written];
    const forms = formsOf(wanted);
    return [...others, ''].flatMap((old) => {
      const start = text.indexOf(old, behind);
      const edit = { start, end: start + old.length };
      return start < 0
        ? []
        : forms.map((form) => ({ ...edit, by: (old === '' ? space : '') + form }));
    });
  }

  function insertions({ path, key, text: wanted }: Field, map: JsonObject): Edit[] {
    const offsets = Object.keys(map)
      .filter((each) => each !== 'kind')
      .map((each) => offsetOf([...path, each]));
    const at = Math.min(...offsets);
    if (!Number.isFinite(at)) return [];
    const indent = at - (text.lastIndexOf('\n', at - 1) + 1);
    // The separator is for a field on a line of its own, or within `{…}`.
    const separators = [`${lineBreak}${' '.repeat(indent)}`, ', '];
    if (text.slice(0, at).trimEnd().endsWith('{')) separators.reverse();
    const forms = formsOf(wanted);
    return separators.flatMap((separator) =>
      forms.map((form) => ({ start: at, end: at, by: `${key}: ${form}${separator}` })),
    );
  }
}

/** The spellings of a text: without quotes, and in quotes, which YAML may need to read it as a text. */
function formsOf(text: string): readonly string[] {
  const forms = [text, JSON.stringify(text)];
  const read = parseYaml('', `a: ${text}\n`);
  const isRead = read.ok && isObject(read.value.value) && read.value.value['a'] === text;
  return isRead ? forms : forms.reverse();
}
