import type { CST } from 'yaml';
import type { Page } from './page.ts';
import { closingOf, colonOf, endOf, startOf, type WrittenList } from './token.ts';

/**
 * The lines of an entry whose dash is the first on its line: the comments right above the dash and
 * as far in, all that the entry holds, and comments below that are farther in. Undefined for others.
 */
export function itemLines(item: CST.CollectionItem, page: Page): number[] | undefined {
  const dash = startOf(item);
  const indent = indentOf(dash, page);
  if (indent === undefined) return undefined;
  const line = page.lineAt(dash);
  const end = lastCommentInside(page.lineAt(endOf(item) - 1), indent, page);
  return [...commentsAbove(line, indent, page), ...range(line, end + 1)];
}

/**
 * The lines of a key that can go: it stands first on its line, in a map that has other entries and
 * no braces around it. Of a list in brackets these are all lines.
 */
export function keyLines({ list, entry, map }: WrittenList, page: Page): number[] | undefined {
  if (!entry || map?.type !== 'block-map') return undefined;
  const start = startOf(entry);
  const indent = indentOf(start, page);
  const hasOthers = map.items.some((item) => item !== entry && item.key);
  if (!hasOthers || indent === undefined) return undefined;
  const line = page.lineAt(start);
  const end = list.type === 'flow-collection' ? closingOf(list) : (colonOf(entry) ?? start);
  return [...commentsAbove(line, indent, page), ...range(line, page.lineAt(end) + 1)];
}

/** How far in something stands that is the first on its line. */
function indentOf(offset: number, page: Page): number | undefined {
  const before = page.text.slice(page.startOf(page.lineAt(offset)), offset);
  return /^ *$/.test(before) ? before.length : undefined;
}

/** A comment that starts the file is about the file. */
function commentsAbove(line: number, indent: number, page: Page): number[] {
  let first = line;
  while (first > 0 && page.commentIndent(first - 1) === indent) first -= 1;
  return first === 0 ? [] : range(first, line);
}

function lastCommentInside(from: number, indent: number, page: Page): number {
  let last = from;
  for (let line = from + 1; line < page.lines; line += 1) {
    const column = page.commentIndent(line);
    if (column !== undefined && column > indent) last = line;
    else if (!page.isBlank(line)) break;
  }
  return last;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
