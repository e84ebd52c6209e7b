import type { NodeContent } from './content.ts';

/** The content of one state, before or after, with the content that its id has in the other state. */
export interface ChangedContent {
  readonly content: NodeContent;
  /** The content under the same id in the other state. Absent if the id is gone, or new. */
  readonly sameId?: NodeContent;
}

/**
 * The most comparisons for one feature. A feature of more contents tells nothing, and comparing them all
 * would take too long.
 */
const mostComparisons = 900;
const mostByWord = 25;

/** Less in common than this is chance. A word counts for less, the more contents lost and gained it. */
const leastInCommon = 0.3;

/** The most candidates of one content that are weighed: those with most in common. */
const mostWeighed = 4;

/** A feature that a content has and that its own id does not have in the other state. */
interface Mark {
  readonly name: string;
  readonly isWord: boolean;
}

/**
 * Pairs of a content before and a content after, by their indices, that are worth weighing: the one id lost
 * a feature and the other gained it. Features that stayed with their id take no part, so an edit that takes
 * nothing from another node costs almost no time.
 */
export function moveCandidates(
  before: readonly ChangedContent[],
  after: readonly ChangedContent[],
): readonly (readonly [number, number])[] {
  const met = new Map<string, { isWord: boolean; lost: number[]; gained: number[] }>();
  before.forEach((each, index) => {
    for (const { name, isWord } of marksOf(each)) {
      const place = met.get(name);
      if (place) place.lost.push(index);
      else met.set(name, { isWord, lost: [index], gained: [] });
    }
  });
  after.forEach((each, index) => {
    for (const { name } of marksOf(each)) met.get(name)?.gained.push(index);
  });
  const votes = new Map<number, Vote>();
  for (const { isWord, lost, gained } of met.values()) {
    const size = lost.length * gained.length;
    if (size === 0 || size > (isWord ? mostByWord : mostComparisons)) continue;
    for (const row of lost) {
      for (const column of gained) {
        const key = row * after.length + column;
        const vote = votes.get(key) ?? { row, column, count: 0 };
        vote.count += (isWord ? 1 : 4) / size;
        votes.set(key, vote);
      }
    }
  }
  return foremost([...votes.values()].filter(({ count }) => count >= leastInCommon));
}

interface Vote {
  readonly row: number;
  readonly column: number;
  count: number;
}

/** The best candidates of each content, from both sides, so that exchanging the states gives the same. */
function foremost(votes: readonly Vote[]): readonly (readonly [number, number])[] {
  const best = new Set<Vote>();
  for (const side of ['row', 'column'] as const) {
    for (const group of Map.groupBy(votes, (vote) => vote[side]).values()) {
      const first =
        group.length <= mostWeighed
          ? group
          : [...group].sort((a, b) => b.count - a.count).slice(0, mostWeighed);
      for (const vote of first) best.add(vote);
    }
  }
  return [...best].map(({ row, column }) => [row, column]);
}

function marksOf({ content, sameId: counterpart }: ChangedContent): Mark[] {
  const marks: Mark[] = [];
  const put = (name: string, isWord: boolean) => marks.push({ name, isWord });
  // The whole content is one mark, since an absent text is a feature beside a present title.
  put(`content ${content.title}\n${content.text}`, false);
  if (content.title !== '' && content.title !== counterpart?.title) {
    put(`title ${content.title}`, false);
    for (const term of content.titleTerms) {
      if (!counterpart?.titleTerms.has(term)) put(`word ${term}`, true);
    }
  }
  for (const [path, value] of content.names) {
    if (value !== counterpart?.names.get(path)) put(`name ${path} ${value}`, false);
  }
  if (content.text !== '' && content.text !== counterpart?.text) {
    put(`text ${content.text}`, false);
    const own = counterpart && !isGrown(content.text, counterpart.text) ? counterpart : undefined;
    for (const term of own || !counterpart ? content.textTerms : []) {
      if (!own?.textTerms.has(term)) put(`term ${term}`, true);
    }
  }
  for (const child of content.children) {
    if (!counterpart?.children.has(child)) put(`child ${child}`, false);
  }
  return marks;
}

/** Whether one text is the other with an insertion at one place: then no part of it went elsewhere. */
function isGrown(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short === '') return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  return long.endsWith(short.slice(start));
}

/** A row and a column that may belong together, and the value of putting them together. */
export interface Edge {
  readonly row: number;
  readonly column: number;
  readonly worth: number;
}

/** The largest group for which all arrangements are compared. In larger ones the best edge is taken first. */
const largestWeighed = 64;

/**
 * Chooses edges so that each row and each column is in one edge at most and their sum is the largest. Rows
 * and columns that no chain of edges links are handled apart, so that the time grows with the number of
 * edges and not with its square.
 */
export function assign(edges: readonly Edge[]): readonly Edge[] {
  return groupsOf(edges).flatMap((group) => {
    const rows = new Set(group.map(({ row }) => row)).size;
    const columns = new Set(group.map(({ column }) => column)).size;
    return Math.max(rows, columns) <= largestWeighed ? weighed(group) : bestFirst(group);
  });
}

function groupsOf(edges: readonly Edge[]): readonly (readonly Edge[])[] {
  const above = new Map<string, string>();
  const top = (name: string): string => {
    let at = name;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) {
      // Halves the path for the next search.
      const further = above.get(next);
      if (further !== undefined) above.set(at, further);
      at = next;
    }
    return at;
  };
  for (const { row, column } of edges) {
    const [a, b] = [top(`row ${row}`), top(`column ${column}`)];
    if (a !== b) above.set(a, b);
  }
  return [...Map.groupBy(edges, ({ row }) => top(`row ${row}`)).values()];
}

function bestFirst(edges: readonly Edge[]): Edge[] {
  const rows = new Set<number>();
  const columns = new Set<number>();
  return [...edges]
    .sort((a, b) => b.worth - a.worth)
    .filter(({ row, column }) => {
      if (rows.has(row) || columns.has(column)) return false;
      rows.add(row);
      columns.add(column);
      return true;
    });
}

/** The Hungarian method: places one row after the other along the cheapest chain of changes. */
function weighed(edges: readonly Edge[]): Edge[] {
  const rows = [...new Set(edges.map(({ row }) => row))];
  const columns = [...new Set(edges.map(({ column }) => column))];
  const [rowAt, columnAt] = [indexOf(rows), indexOf(columns)];
  // Each row also has a column of its own, to the right of the others, in which it stays alone.
  const width = columns.length + rows.length;
  const best = Array.from({ length: rows.length }, () => new Array<Edge | undefined>(width));
  for (const edge of edges) {
    const line = best[rowAt.get(edge.row) ?? 0];
    if (line) line[columnAt.get(edge.column) ?? 0] = edge;
  }
  const cost = (row: number, column: number): number => {
    const edge = best[row]?.[column];
    if (edge) return -edge.worth;
    return column === columns.length + row ? 0 : Number.POSITIVE_INFINITY;
  };
  const taken = cheapest(rows.length, width, cost);
  return taken.flatMap((row, column) => (row < 0 ? [] : (best[row]?.[column] ?? [])));
}

function indexOf(values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(values.map((value, index) => [value, index]));
}

/** The row of each column, -1 for none. The costs of rows and columns are kept, so each step is cheap. */
function cheapest(
  rows: number,
  width: number,
  cost: (row: number, column: number) => number,
): readonly number[] {
  const ofRow = new Array<number>(rows).fill(0);
  const ofColumn = new Array<number>(width + 1).fill(0);
  const rowOf = new Array<number>(width + 1).fill(-1);
  const at = (list: readonly number[], index: number) => list[index] ?? 0;
  for (let row = 0; row < rows; row += 1) {
    const least = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
    const from = new Array<number>(width).fill(width);
    const used = new Array<boolean>(width + 1).fill(false);
    // The column behind the last one holds the row that is to be placed.
    rowOf[width] = row;
    let column = width;
    while (at(rowOf, column) >= 0) {
      used[column] = true;
      const here = at(rowOf, column);
      let next = width;
      let step = Number.POSITIVE_INFINITY;
      for (let other = 0; other < width; other += 1) {
        if (used[other]) continue;
        const price = cost(here, other) - at(ofRow, here) - at(ofColumn, other);
        if (price < at(least, other)) {
          least[other] = price;
          from[other] = column;
        }
        if (at(least, other) < step) {
          step = at(least, other);
          next = other;
        }
      }
      for (let other = 0; other <= width; other += 1) {
        if (used[other]) {
          const its = at(rowOf, other);
          ofRow[its] = at(ofRow, its) + step;
          ofColumn[other] = at(ofColumn, other) - step;
        } else if (other < width) least[other] = at(least, other) - step;
      }
      column = next;
    }
    while (column !== width) {
      const before = at(from, column);
      rowOf[column] = at(rowOf, before);
      column = before;
    }
  }
  return rowOf.slice(0, width);
}
