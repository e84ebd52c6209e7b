import type { CST } from 'yaml';
import { itemLines, keyLines } from './item-lines.ts';
import type { Edit, Page } from './page.ts';
import { closingOf, colonOf, endOf, entriesOf, startOf, type WrittenList } from './token.ts';

/** What has to go for some entries of one list to be gone. */
export interface Cut {
  readonly lines: readonly number[];
  readonly edits: readonly Edit[];
  /** The line that the list opens with, where it stays a list of lines. */
  readonly opening?: number;
  /** No entry is left, and the key goes with them. */
  readonly takesKey: boolean;
}

/** Entries of a list, by their positions. */
export interface Wanted {
  readonly written: WrittenList;
  readonly positions: ReadonlySet<number>;
  /** Where no entry is left: whether the key goes where it can, or keeps an empty list. */
  readonly emptied: 'remove' | 'keep';
}

/** How to take entries out of a list; undefined where they share a line with something else. */
export function cutOf({ written, positions, emptied }: Wanted, page: Page): Cut | undefined {
  const { list } = written;
  const entries = entriesOf(list);
  if ([...positions].some((position) => !entries[position])) return undefined;
  const isEmptied = positions.size === entries.length;
  const key = isEmptied && emptied === 'remove' ? keyLines(written, page) : undefined;
  return list.type === 'block-seq'
    ? blockCut({ written, positions, key }, page)
    : flowCut({ list, positions, key });
}

interface Going {
  readonly positions: ReadonlySet<number>;
  /** The lines of the key that goes with the last entries. */
  readonly key: readonly number[] | undefined;
}

function blockCut(
  { written, positions, key }: Going & { readonly written: WrittenList },
  page: Page,
): Cut | undefined {
  const entries = entriesOf(written.list);
  const items = entries.filter((_, position) => positions.has(position));
  const found = items.map((item) => itemLines(item, page));
  if (!found.every((lines) => lines !== undefined)) return undefined;
  const lines = found.flat();
  if (key) return { lines: [...key, ...lines], edits: [], takesKey: true };
  const colon = written.entry && colonOf(written.entry);
  if (items.length < entries.length) {
    const opening = colon === undefined ? {} : { opening: page.lineAt(colon) };
    return { lines, edits: [], takesKey: false, ...opening };
  }
  if (colon === undefined) return undefined;
  return { lines, edits: [{ start: colon + 1, end: colon + 1, text: ' []' }], takesKey: false };
}

/** Between brackets only commas part the entries: whose a comment is there cannot be told. */
function flowCut({
  list,
  positions,
  key,
}: Going & { readonly list: CST.FlowCollection }): Cut | undefined {
  const around = [...list.items.flatMap(({ start, sep = [] }) => [...start, ...sep]), ...list.end];
  const closing = closingOf(list);
  if (around.some(({ type, offset }) => type === 'comment' && offset < closing)) return undefined;
  if (key) return { lines: key, edits: [], takesKey: true };
  const entries = entriesOf(list);
  const lastKept = [...entries.keys()].findLast((position) => !positions.has(position));
  const edits =
    lastKept === undefined
      ? [cutBetween(list.start.offset + 1, closing)]
      : [...positions].flatMap((position) => withItsComma(position, { entries, lastKept }));
  return { lines: [], edits, takesKey: false };
}

/** The comma behind an entry goes with it; where nothing is kept behind it, the one before. */
function withItsComma(
  position: number,
  list: { readonly entries: readonly CST.CollectionItem[]; readonly lastKept: number },
): Edit[] {
  const [before, item, after] = [-1, 0, 1].map((step) => list.entries[position + step]);
  if (!item) return [];
  if (after && position < list.lastKept) return [cutBetween(startOf(item), startOf(after))];
  return before ? [cutBetween(endOf(before), endOf(item))] : [];
}

function cutBetween(start: number, end: number): Edit {
  return { start, end, text: '' };
}
