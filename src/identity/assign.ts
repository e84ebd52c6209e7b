/** A row and a column that may belong together, and what that is worth. */
export interface Edge {
  readonly row: number;
  readonly column: number;
  readonly worth: number;
}

/** In larger groups the best edge is taken first; only here every arrangement is weighed. */
const largestWeighed = 64;

/**
 * Gives each row one column at most, and each column one row, so that the sum is as large as can be.
 * Rows and columns that no chain of edges links are looked at apart, so that the time grows with the
 * number of edges and not with its square.
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
      // Halves the way for the next one who comes along.
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

/** The Hungarian method, one row after the other along the cheapest chain of changes. */
function weighed(edges: readonly Edge[]): Edge[] {
  const rows = [...new Set(edges.map(({ row }) => row))];
  const columns = [...new Set(edges.map(({ column }) => column))];
  const [rowAt, columnAt] = [indexOf(rows), indexOf(columns)];
  // To the right of the columns each row has one for itself, where it stays alone.
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

/** The row of each column, -1 for none; costs of rows and columns are kept so that each step is cheap. */
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
    // The column behind the last one holds the row that looks for a place.
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
