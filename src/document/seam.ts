import type { Edit, Page } from './page.ts';

/** Lines to take out of a page, and the lines beside which blank ones are special. */
export interface Leaving {
  readonly gone: ReadonlySet<number>;
  /** Lines that a list opens with: no blank line comes to stand below one. */
  readonly openings: ReadonlySet<number>;
  /** Lines of texts whose empty lines at the end count. */
  readonly counting: ReadonlySet<number>;
}

/** Takes lines out so that blank lines do not pile up where they were. */
export function withoutLines(page: Page, leaving: Leaving): Edit[] {
  const isLoose = (line: number) =>
    leaving.gone.has(line) || (page.isBlank(line) && !leaving.counting.has(line));
  const edits: Edit[] = [];
  for (let from = 0; from < page.lines; from += 1) {
    if (!isLoose(from)) continue;
    let to = from + 1;
    while (to < page.lines && isLoose(to)) to += 1;
    edits.push(...closed({ from, to }, page, leaving));
    from = to;
  }
  return edits;
}

/** From a line to before another one: lines that leave, and all blank lines around and between. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

function closed({ from, to }: Stretch, page: Page, leaving: Leaving): Edit[] {
  const all = Array.from({ length: to - from }, (_, index) => from + index);
  const first = all.find((line) => leaving.gone.has(line));
  const last = all.findLast((line) => leaving.gone.has(line));
  if (first === undefined || last === undefined) return [];
  const above = { from, to: first };
  const below = { from: last + 1, to };
  const kept = blanksKept(above, below, { page, leaving });
  const lines = (start: number, end: number) => ({
    start: page.startOf(start),
    end: page.startOf(end),
    text: '',
  });
  return kept === undefined ? [lines(from, to)] : [lines(from, kept.from), lines(kept.to, to)];
}

/** Of the blank lines above and below, those that stay. */
function blanksKept(
  above: Stretch,
  below: Stretch,
  { page, leaving }: { readonly page: Page; readonly leaving: Leaving },
): Stretch | undefined {
  const neighbour = above.from - 1;
  if (neighbour < 0 || below.to >= page.lines || leaving.counting.has(neighbour)) return undefined;
  if (leaving.openings.has(neighbour)) return above;
  return above.to - above.from >= below.to - below.from ? above : below;
}
