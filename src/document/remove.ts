import { canonicalJson, isObject, type Json } from '../model/json.ts';
import { parse } from './parse.ts';
import type { Path } from './place.ts';

/**
 * Removes items from block lists and keeps every other byte. Comment lines directly above an item
 * go with it, and so does a key whose list becomes empty.
 *
 * Undefined if an item is not on lines of its own (`[{…}, {…}]`); ask a person to put it on lines
 * of its own.
 */
export function removeItems(text: string, paths: readonly Path[]): string | undefined {
  const document = parse('', text);
  if (!document.ok) return undefined;
  const lines = text.split('\n');
  const doomed = new Set<number>();
  for (const path of paths) {
    const block = itemBlock(lines, document.value.pointAt(path, 'value').line - 1);
    if (!block) return undefined;
    for (let line = block.start; line < block.end; line += 1) doomed.add(line);
  }
  for (const line of emptiedKeys(lines, doomed)) doomed.add(line);
  const rest = lines.filter((_, index) => !doomed.has(index)).join('\n');
  const after = parse('', rest);
  const wanted = withoutItems(document.value.value, paths);
  // Nothing else may have changed, whatever the layout was.
  const isRight = after.ok && canonicalJson(after.value.value) === canonicalJson(wanted);
  return isRight ? rest : undefined;
}

interface Block {
  readonly start: number;
  readonly end: number;
}

/** The lines of a list item, from its comments to the last line indented below its dash. */
function itemBlock(lines: readonly string[], at: number): Block | undefined {
  const dash = /^(\s*)-\s/.exec(lines[at] ?? '')?.[1]?.length;
  if (dash === undefined) return undefined;
  let start = at;
  while (isComment(lines[start - 1]) && indentOf(lines[start - 1]) === dash) start -= 1;
  let end = at + 1;
  for (let line = at + 1; line < lines.length; line += 1) {
    if (isBlank(lines[line])) continue;
    if (indentOf(lines[line]) <= dash) break;
    end = line + 1;
  }
  // One blank line between neighbours is enough.
  const standsAfterBlank = start === 0 || isBlank(lines[start - 1]);
  while (standsAfterBlank && end < lines.length - 1 && isBlank(lines[end])) end += 1;
  return { start, end };
}

/** Keys above removed lines only: `lessons:` of a unit that lost its last lesson. */
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

/** A list may have the indentation of its key. */
function isItemOf(below: string, key: string): boolean {
  return indentOf(below) === indentOf(key) && /^\s*-\s/.test(below);
}

const indentOf = (line = '') => /^ */.exec(line)?.[0].length ?? 0;
const isBlank = (line = '') => line.trim() === '';
const isComment = (line = '') => /^\s*#/.test(line);

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
