import type { Address } from '../../model/address.ts';
import { type Kind, kinds } from '../../model/kind.ts';
import type { Action } from '../../model/plan.ts';
import { partsOf } from './names.ts';

/** What happens, or happened, to one node in one environment. */
export interface Cell {
  readonly mark: Action | 'refused';
  readonly text: string;
  /** Whether a long run of such cells may be counted instead of shown. */
  readonly folds: boolean;
}

interface TableNode {
  readonly address: Address;
  readonly title: string;
  readonly parent?: Address;
}

/** One environment of the table. */
export interface Column {
  readonly environment: string;
  /** Absent where there is nothing to show: then the whole column is unknown. */
  readonly cells?: ReadonlyMap<Address, Cell>;
  /** The nodes that have a cell, in outline order. */
  readonly nodes: readonly TableNode[];
  /** Unchanged nodes that show where the others are. */
  readonly context: readonly TableNode[];
}

/** A node with a cell for each column that has one, or an ancestor, which has none. */
export interface NodeRow {
  readonly row: 'node';
  readonly address: Address;
  readonly title: string;
  readonly depth: number;
  readonly cells: readonly (Cell | undefined)[];
}
/** Nodes that all have these cells and are only counted. */
export interface FoldRow {
  readonly row: 'fold';
  readonly depth: number;
  readonly below: Readonly<Record<Kind, number>>;
  readonly cells: readonly (Cell | undefined)[];
}
export type Row = NodeRow | FoldRow;

/** All nodes that any column has a cell for, under their ancestors. */
export function rowsOf(columns: readonly Column[]): readonly NodeRow[] {
  const { roots, children, titles } = grow(columns);
  const rows: NodeRow[] = [];
  const walk = (address: Address, depth: number): void => {
    const cells = columns.map((column) => column.cells?.get(address));
    rows.push({ row: 'node', address, title: titles.get(address) ?? address, depth, cells });
    for (const child of children.get(address) ?? []) walk(child, depth + 1);
  };
  for (const root of roots) walk(root, 0);
  return rows;
}

function grow(columns: readonly Column[]) {
  const all = columns.flatMap(({ nodes, context }) => [...context, ...nodes]);
  const known = new Map(all.map((node) => [node.address, node]));
  const titles = new Map(all.map(({ address, title }) => [address, title]));
  const roots: Address[] = [];
  const children = new Map<Address, Address[]>();
  const underway = new Set<Address>();
  const place = (address: Address): Address[] | undefined => {
    const there = children.get(address);
    const node = known.get(address);
    // Parents in a circle come from a damaged plan file only; its changes must still be seen.
    if (there || !node || underway.has(address)) return there;
    underway.add(address);
    const siblings = (node.parent && place(node.parent)) ?? roots;
    const below: Address[] = [];
    siblings.push(address);
    children.set(address, below);
    return below;
  };
  mergeOrders(columns.map(({ nodes }) => nodes.map(({ address }) => address))).forEach(place);
  return { roots, children, titles };
}

/** One order that keeps each of these: they are parts of one outline. */
function mergeOrders(lists: readonly (readonly Address[])[]): readonly Address[] {
  return lists.reduce<readonly Address[]>((order, list) => {
    const known = new Set(order);
    const following = new Map<Address | undefined, Address[]>();
    let last: Address | undefined;
    for (const address of list) {
      if (known.has(address)) last = address;
      else {
        const behind = following.get(last);
        if (behind) behind.push(address);
        else following.set(last, [address]);
      }
    }
    const after = (address?: Address) => following.get(address) ?? [];
    return [...after(), ...order.flatMap((address) => [address, ...after(address)])];
  }, []);
}

/**
 * Long runs of rows that say the same, with the first of each shown and the others counted. Only what
 * is new or renumbered to make room is ever counted. The widest limit that keeps to the budget counts.
 */
export function foldRows(rows: readonly NodeRow[]): readonly Row[] {
  const attempts = limits.map((limit) => foldAt(rows, limit));
  return attempts.find(({ length }) => length <= budget) ?? attempts.at(-1) ?? [];
}

const limits = [20, 8, 2] as const;
const budget = 300;

function foldAt(rows: readonly NodeRow[], limit: number): Row[] {
  const shown: Row[] = [];
  let from = 0;
  while (from < rows.length) {
    const end = endOfRun(rows, from);
    shown.push(...foldRun(rows.slice(from, end), limit, rows[end]));
    from = end;
  }
  return shown;
}

const isAncestor = ({ cells }: NodeRow) => cells.every((cell) => cell === undefined);

/** What a row says in each column; undefined where it must be shown. */
function sameness({ cells }: NodeRow): string | undefined {
  if (cells.some((cell) => cell && !cell.folds)) return undefined;
  return cells.map((cell) => cell?.text ?? '').join('\n');
}

/** Ancestors go along with the run, but for those of the row that ends it. */
function endOfRun(rows: readonly NodeRow[], from: number): number {
  let start = from;
  let row = rows[start];
  while (row && isAncestor(row)) {
    start += 1;
    row = rows[start];
  }
  const same = row && sameness(row);
  let end = start + 1;
  for (let at = end; same !== undefined && at < rows.length; at += 1) {
    const next = rows[at];
    if (!next || isAncestor(next)) continue;
    if (sameness(next) !== same) break;
    end = at + 1;
  }
  return end;
}

function foldRun(run: readonly NodeRow[], limit: number, next: NodeRow | undefined): Row[] {
  const members = run.filter((row) => !isAncestor(row));
  const firstHidden = members[limit / 2];
  if (members.length <= limit || !firstHidden) return [...run];
  const at = run.indexOf(firstHidden);
  const hidden = run.slice(at);
  const open = openAt(hidden, next);
  const counted = hidden.filter((row) => !open.has(row) && !isAncestor(row));
  const below = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { address } of counted) below[partsOf(address).kind] += 1;
  const { depth, cells } = firstHidden;
  return [...run.slice(0, at), { row: 'fold', depth, below, cells }, ...open];
}

/** The rows that the next one hangs under: they have to stay in sight. */
function openAt(rows: readonly NodeRow[], next: NodeRow | undefined): ReadonlySet<NodeRow> {
  const open: NodeRow[] = [];
  let { depth } = next ?? { depth: 0 };
  for (const row of rows.toReversed()) {
    if (row.depth < depth) open.unshift(row);
    depth = Math.min(depth, row.depth);
  }
  return new Set(open);
}

/** The kinds that a fold counts, in the order in which people read them. */
export function countedKinds({ below }: FoldRow): readonly Kind[] {
  return kinds.filter((kind) => below[kind] > 0);
}
