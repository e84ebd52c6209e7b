import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { deepest } from './compose.ts';
import { isJsonText, rewriteJson } from './json-text.ts';
import { layOutValue, type MapLayout, rewriteValue } from './layout.ts';
import { type LocatedDocument, parseYaml } from './parse.ts';
import { editedAt, type Path, valueAt } from './place.ts';
import { isForbiddenKey } from './tree.ts';

interface Insert {
  /** The path of the map that holds the list. */
  readonly path: Path;
  readonly list: string;
  /** The position of the new item in the list, from zero. */
  readonly index: number;
  readonly item: JsonObject;
  readonly shape: MapLayout;
}

/**
 * Inserts an item into a list and keeps every other byte. If the list is not on lines of its own (`[{…},
 * {…}]`), the whole text is laid out by `whole`. Throws an Error if the text is no document.
 */
export function insertItem(text: string, insert: Insert, whole: MapLayout): string {
  const document = parseYaml('', text);
  if (!document.ok || !isObject(document.value.value))
    throw new Error('inserting into no document');
  const { path, list, index, item } = insert;
  const wanted = editedAt(document.value.value, path, (map) =>
    isObject(map) ? { ...map, [list]: itemsOf(map[list]).toSpliced(index, 0, item) } : map,
  ) as JsonObject;
  const spliced = isJsonText(text) ? undefined : splice(text, document.value, insert);
  const after = spliced === undefined ? undefined : parseYaml('', spliced);
  const isRight = after?.ok && canonicalJson(after.value.value) === canonicalJson(wanted);
  if (spliced !== undefined && isRight) return spliced;
  return rewriteValue(text, wanted, whole);
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function splice(text: string, document: LocatedDocument, insert: Insert): string | undefined {
  const { path, list } = insert;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const parent = valueAt(document.value, path);
  if (!isObject(parent)) return undefined;
  const items = itemsOf(parent[list]);
  const place =
    items.length > 0
      ? besideItem(lines, document, insert)
      : Object.hasOwn(parent, list)
        ? belowKey(lines, document, insert)
        : endOfMap(lines, document, insert);
  return place && lines.toSpliced(place.at, place.replaced, ...place.lines).join(lineEnd);
}

interface Splice {
  readonly at: number;
  readonly replaced: number;
  readonly lines: readonly string[];
}

function besideItem(
  lines: readonly string[],
  document: LocatedDocument,
  { path, list, index, item, shape }: Insert,
): Splice | undefined {
  const beside = document.pointAt([...path, list, Math.max(0, index - 1)], 'value').line - 1;
  const dash = /^(\s*)-\s/.exec(lines[beside] ?? '')?.[1]?.length;
  if (dash === undefined) return undefined;
  const fresh = itemLines(item, shape, dash);
  const start = commentStart(lines, beside, dash);
  if (index === 0) return { at: start, replaced: 0, lines: fresh };
  const isApart = index > 1 && isBlank(lines[start - 1]);
  const at = contentEnd(lines, beside, dash);
  return { at, replaced: 0, lines: isApart ? ['', ...fresh] : fresh };
}

/** Inserts the item below `lessons:` or `lessons: []`. */
function belowKey(
  lines: readonly string[],
  document: LocatedDocument,
  { path, list, item, shape }: Insert,
): Splice | undefined {
  const { line, column } = document.pointAt([...path, list]);
  const text = lines[line - 1] ?? '';
  const key = keyOfNothing(text, column);
  if (key === undefined) return undefined;
  return { at: line - 1, replaced: 1, lines: [key, ...itemLines(item, shape, column + 1)] };
}

/**
 * The line of a key whose value is empty or `[]`, without the value; undefined if it has another value. A
 * comment behind it stays.
 */
function keyOfNothing(text: string, column: number): string | undefined {
  const colon = text.indexOf(':', column - 1);
  if (colon === -1) return undefined;
  const rest = text.slice(colon + 1).trim();
  const close = rest.startsWith('[') ? rest.indexOf(']') : -1;
  const isEmptyList = close !== -1 && rest.slice(1, close).trim() === '';
  const behind = isEmptyList ? rest.slice(close + 1).trim() : rest;
  if (behind !== '' && !behind.startsWith('#')) return undefined;
  return `${text.slice(0, colon + 1)}${behind && ` ${behind}`}`;
}

function endOfMap(
  lines: readonly string[],
  document: LocatedDocument,
  { path, list, item, shape }: Insert,
): Splice | undefined {
  const first = Object.keys(valueAt(document.value, path) ?? {})[0];
  if (first === undefined) return undefined;
  const { line, column } = document.pointAt([...path, first]);
  const indent = column - 1;
  const fresh = [`${' '.repeat(indent)}${list}:`, ...itemLines(item, shape, indent + 2)];
  return { at: contentEnd(lines, line - 1, indent - 1), replaced: 0, lines: fresh };
}

/** The index of the first comment line directly above an item, or of the item. */
function commentStart(lines: readonly string[], at: number, dash: number): number {
  let start = at;
  while (isComment(lines[start - 1]) && indentOf(lines[start - 1]) === dash) start -= 1;
  return start;
}

/** The index behind the last line that is indented deeper than `column`. */
function contentEnd(lines: readonly string[], from: number, column: number): number {
  let end = from + 1;
  for (let at = from + 1; at < lines.length; at += 1) {
    if (isBlank(lines[at])) continue;
    if (indentOf(lines[at]) <= column) break;
    end = at + 1;
  }
  return end;
}

function itemLines(item: JsonObject, shape: MapLayout, dash: number): string[] {
  const indent = ' '.repeat(dash);
  return layOutValue(item, shape)
    .trimEnd()
    .split('\n')
    .map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`.trimEnd());
}

const indentOf = (line = '') => /^ */.exec(line)?.[0].length ?? 0;
const isBlank = (line = '') => line.trim() === '';
const isComment = (line = '') => /^\s*#/.test(line);

/**
 * Removes items from block lists and keeps every other byte. Comment lines directly above an item are
 * removed with it, and so is a key whose list becomes empty.
 *
 * Undefined if an item of a YAML list is not on lines of its own (`[{…}, {…}]`): then a person must put it
 * there. In JSON the items may be anywhere.
 */
export function removeItems(text: string, paths: readonly Path[]): string | undefined {
  const document = parseYaml('', text);
  if (!document.ok) return undefined;
  const wanted = withoutItems(document.value.value, paths);
  if (isJsonText(text) && isObject(wanted)) return rewriteJson(text, wanted, []);
  const lines = text.split('\n');
  const doomed = new Set<number>();
  for (const path of paths) {
    const block = itemBlock(lines, document.value.pointAt(path, 'value').line - 1);
    if (!block) return undefined;
    for (let line = block.start; line < block.end; line += 1) doomed.add(line);
  }
  for (const line of emptiedKeys(lines, doomed)) doomed.add(line);
  const rest = lines.filter((_, index) => !doomed.has(index)).join('\n');
  const after = parseYaml('', rest);
  // Nothing else may have changed, whatever the layout was.
  const isRight = after.ok && canonicalJson(after.value.value) === canonicalJson(wanted);
  return isRight ? rest : undefined;
}

interface Block {
  readonly start: number;
  readonly end: number;
}

/** The lines of a list item, from the comments above it to the last line indented deeper than its dash. */
function itemBlock(lines: readonly string[], at: number): Block | undefined {
  const dash = /^(\s*)-\s/.exec(lines[at] ?? '')?.[1]?.length;
  if (dash === undefined) return undefined;
  const start = commentStart(lines, at, dash);
  let end = contentEnd(lines, at, dash);
  // One blank line between neighbours is enough.
  const standsAfterBlank = start === 0 || isBlank(lines[start - 1]);
  while (standsAfterBlank && end < lines.length - 1 && isBlank(lines[end])) end += 1;
  return { start, end };
}

/** The keys that have only removed lines below them: `lessons:` of a unit that lost its last lesson. */
function emptiedKeys(lines: readonly string[], doomed: ReadonlySet<number>): number[] {
  return lines.flatMap((line, index) => {
    if (doomed.has(index) || !/^\s*(?:- )?\w+:\s*(?:#.*)?\r?$/.test(line)) return [];
    let next = index + 1;
    let lost = false;
    while (next < lines.length && (doomed.has(next) || isBlank(lines[next]))) {
      lost ||= doomed.has(next);
      next += 1;
    }
    const below = lines[next];
    const holds =
      below !== undefined && (indentOf(below) > indentOf(line) || isItemOf(below, line));
    return lost && !holds ? [index] : [];
  });
}

/** Whether a line is an item of the list of a key: such a list may have the indentation of its key. */
function isItemOf(below: string, key: string): boolean {
  return indentOf(below) === indentOf(key) && /^\s*-\s/.test(below);
}

/** The value without the items, and without lists that become empty. */
function withoutItems(value: Json, paths: readonly Path[]): Json {
  if (Array.isArray(value)) {
    const gone = new Set(paths.filter(({ length }) => length === 1).map(([step]) => step));
    return value.flatMap((item: Json, index) =>
      gone.has(index) ? [] : [withoutItems(item, below(paths, index))],
    );
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const mine = below(paths, key);
    const next = mine.length === 0 ? inner : withoutItems(inner, mine);
    const isEmptied = mine.length > 0 && Array.isArray(next) && next.length === 0;
    return isEmptied ? [] : [[key, next] as const];
  });
  return Object.fromEntries(kept);
}

function below(paths: readonly Path[], step: string | number): Path[] {
  return paths.filter(([first]) => first === step).map(([, ...rest]) => rest);
}

/** The most levels of a value. The others are left for the course, unit and lesson around it. */
const levels = deepest - 16;

/**
 * The reason why a value cannot be written into a document, as the end of a sentence after "it"; undefined
 * if it can.
 */
export function unwritableReason(value: Json, level = 0): string | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'holds half of a character';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (level >= levels) return 'is nested too deeply';
  if (Array.isArray(value)) return firstOf(value, level);
  if (!isObject(value)) return undefined;
  const bad = Object.keys(value).find((key) => isForbiddenKey(key) || !key.isWellFormed());
  if (bad !== undefined) return `has the key ${JSON.stringify(bad)}, which no manifest may have`;
  return firstOf(Object.values(value), level);
}

function firstOf(values: readonly Json[], level: number): string | undefined {
  for (const value of values) {
    const reason = unwritableReason(value, level + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
