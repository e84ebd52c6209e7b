import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Shape } from './layout.ts';
import { type LocatedDocument, parse } from './parse.ts';
import { type Path, valueAt } from './place.ts';
import { reshape, writeText } from './reshape.ts';

/** A map to be inserted into a list. */
export interface Insert {
  /** Path of the map that holds the list. */
  readonly path: Path;
  readonly list: string;
  /** Position of the new item, from zero. */
  readonly index: number;
  readonly item: JsonObject;
  /** Layout of the item. */
  readonly shape: Shape;
}

/**
 * Inserts an item into a list and keeps every other byte. A list that is not on lines of its own
 * (`[{…}, {…}]`) makes the whole text be laid out by `whole`.
 */
export function insertItem(text: string, insert: Insert, whole: Shape): string {
  const document = parse('', text);
  if (!document.ok || !isObject(document.value.value))
    throw new Error('inserting into no document');
  const wanted = withItem(document.value.value, insert.path, insert) as JsonObject;
  const spliced = splice(text, document.value, insert);
  const after = spliced === undefined ? undefined : parse('', spliced);
  const isRight = after?.ok && canonicalJson(after.value.value) === canonicalJson(wanted);
  if (spliced !== undefined && isRight) return spliced;
  const reshaped = reshape(text.replaceAll('\r\n', '\n'), wanted, whole);
  return text.includes('\r\n') ? reshaped.replaceAll('\n', '\r\n') : reshaped;
}

function withItem(value: Json, [step, ...rest]: Path, insert: Insert): Json {
  if (step !== undefined) {
    if (Array.isArray(value)) {
      return value.map((inner: Json, at) => (at === step ? withItem(inner, rest, insert) : inner));
    }
    const inner = isObject(value) ? value[step] : undefined;
    return isObject(value) ? { ...value, [step]: withItem(inner ?? null, rest, insert) } : value;
  }
  if (!isObject(value)) return value;
  const { list, index, item } = insert;
  return { ...value, [list]: itemsOf(value[list]).toSpliced(index, 0, item) };
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

/** Inserts below `lessons:` or `lessons: []`. */
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

/** The line of a key with no value or `[]`, without the value. A comment behind it stays. */
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

/** The first of the comment lines directly above an item. */
function commentStart(lines: readonly string[], at: number, dash: number): number {
  let start = at;
  while (isComment(lines[start - 1]) && indentOf(lines[start - 1]) === dash) start -= 1;
  return start;
}

/** The line after the last one that is indented deeper than `column`. */
function contentEnd(lines: readonly string[], from: number, column: number): number {
  let end = from + 1;
  for (let at = from + 1; at < lines.length; at += 1) {
    if (isBlank(lines[at])) continue;
    if (indentOf(lines[at]) <= column) break;
    end = at + 1;
  }
  return end;
}

function itemLines(item: JsonObject, shape: Shape, dash: number): string[] {
  const indent = ' '.repeat(dash);
  return writeText(item, shape)
    .trimEnd()
    .split('\n')
    .map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`.trimEnd());
}

const indentOf = (line = '') => /^ */.exec(line)?.[0].length ?? 0;
const isBlank = (line = '') => line.trim() === '';
const isComment = (line = '') => /^\s*#/.test(line);
