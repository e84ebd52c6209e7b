import { woven } from '../../document/woven.ts';
import type { Address, Kind } from '../../model/node.ts';
import type { Action, Change, Plan } from '../../model/plan.ts';
import type { AppliedPlan, Outcome, PerEnvironment } from '../../model/report.ts';
import { ellipsis, type Look } from '../look.ts';
import { partsOf } from './names.ts';
import { count, done, kindCounts } from './wording.ts';

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
export interface TableColumn {
  readonly environment: string;
  /** The cells by node; absent if the changes of this environment are unknown. */
  readonly cells?: ReadonlyMap<Address, Cell>;
  /** The nodes that have a cell, in outline order. */
  readonly nodes: readonly TableNode[];
  /** Unchanged nodes that show where the others are. */
  readonly context: readonly TableNode[];
}

/** A node with a cell for each environment that changes it, or an ancestor without cells. */
export interface NodeRow {
  readonly row: 'node';
  readonly address: Address;
  readonly title: string;
  readonly depth: number;
  readonly cells: readonly (Cell | undefined)[];
}
/** Nodes with the same cells that are only counted. */
export interface FoldRow {
  readonly row: 'fold';
  readonly depth: number;
  /** The kinds of the counted nodes. */
  readonly below: readonly Kind[];
  readonly cells: readonly (Cell | undefined)[];
}
export type LabelledRow = NodeRow | FoldRow;

/** A row for each node that any environment changes, under its ancestors. */
export function rowsOf(columns: readonly TableColumn[]): readonly NodeRow[] {
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

function grow(columns: readonly TableColumn[]) {
  const all = columns.flatMap(({ nodes, context }) => [...context, ...nodes]);
  const known = new Map(all.map((node) => [node.address, node]));
  const titles = new Map(all.map(({ address, title }) => [address, title]));
  const roots: Address[] = [];
  const children = new Map<Address, Address[]>();
  const underway = new Set<Address>();
  const place = (address: Address): Address[] | undefined => {
    const there = children.get(address);
    const node = known.get(address);
    // Only a damaged plan file has circular parents; its changes must still be visible.
    if (there || !node || underway.has(address)) return there;
    underway.add(address);
    const siblings = (node.parent && place(node.parent)) ?? roots;
    const below: Address[] = [];
    siblings.push(address);
    children.set(address, below);
    return below;
  };
  // All lists are parts of one outline, so one order can keep the order of each.
  const orders = columns.map(({ nodes }) => nodes.map(({ address }) => address));
  orders.reduce<Address[]>((order, list) => woven(order, list), []).forEach(place);
  return { roots, children, titles };
}

/**
 * Shortens long runs of rows with equal cells: the first are shown, the others counted. Only rows that are
 * new or renumbered to make room are counted. The widest limit within the budget is used.
 */
export function foldRows(rows: readonly NodeRow[]): readonly LabelledRow[] {
  const attempts = limits.map((limit) => foldAt(rows, limit));
  return attempts.find(({ length }) => length <= budget) ?? attempts.at(-1) ?? [];
}

const limits = [20, 8, 2] as const;
const budget = 300;

function foldAt(rows: readonly NodeRow[], limit: number): LabelledRow[] {
  const shown: LabelledRow[] = [];
  let from = 0;
  while (from < rows.length) {
    const end = endOfRun(rows, from);
    shown.push(...foldRun(rows.slice(from, end), limit, rows[end]));
    from = end;
  }
  return shown;
}

const isAncestor = ({ cells }: NodeRow) => cells.every((cell) => cell === undefined);

/** The cells of a row as text; undefined if the row must be shown. */
function sameness({ cells }: NodeRow): string | undefined {
  if (cells.some((cell) => cell && !cell.folds)) return undefined;
  return cells.map((cell) => cell?.text ?? '').join('\n');
}

/** The end of a run of equal rows. Their ancestors belong to it, but not those of the row that ends it. */
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

function foldRun(run: readonly NodeRow[], limit: number, next: NodeRow | undefined): LabelledRow[] {
  const members = run.filter((row) => !isAncestor(row));
  const firstHidden = members[limit / 2];
  if (members.length <= limit || !firstHidden) return [...run];
  const at = run.indexOf(firstHidden);
  const hidden = run.slice(at);
  const open = openAt(hidden, next);
  const counted = hidden.filter((row) => !open.has(row) && !isAncestor(row));
  const below = counted.map(({ address }) => partsOf(address).kind);
  const { depth, cells } = firstHidden;
  return [...run.slice(0, at), { row: 'fold', depth, below, cells }, ...open];
}

/** The ancestors of the next row, which have to be shown. */
function openAt(rows: readonly NodeRow[], next: NodeRow | undefined): ReadonlySet<NodeRow> {
  const open: NodeRow[] = [];
  let { depth } = next ?? { depth: 0 };
  for (const row of rows.toReversed()) {
    if (row.depth < depth) open.unshift(row);
    depth = Math.min(depth, row.depth);
  }
  return new Set(open);
}

/** The plan of an environment as a column of the table. */
export function planColumn({ environment, result }: PerEnvironment<Plan>): TableColumn {
  if (!result.ok) return { environment, nodes: [], context: [] };
  const { changes, context } = result.value;
  const cells = new Map(changes.map((change) => [change.address, changeCell(change)]));
  return { environment, cells, nodes: changes, context };
}

/** The report of an environment as a column of the table. */
export function reportColumn({ environment, result }: PerEnvironment<AppliedPlan>): TableColumn {
  if (!result.ok) return { environment, nodes: [], context: [] };
  const { plan, report } = result.value;
  const cells = new Map<Address, Cell>(
    report.outcomes.map((outcome) => [outcome.address, outcomeCell(outcome)]),
  );
  const nodes = plan.changes.filter(({ address }) => cells.has(address));
  return { environment, cells, nodes, context: plan.context };
}

function changeCell(change: Change): Cell {
  const { action: mark } = change;
  switch (change.action) {
    case 'create':
      return { mark, text: 'add', folds: true };
    case 'update':
      return { mark, text: count(change.fields.length, 'field'), folds: false };
    case 'move':
      return { mark, text: 'move', folds: false };
    case 'reorder': {
      const folds = change.makesRoom && change.fields.length === 0;
      return { mark, text: change.makesRoom ? 'renumber' : 're-order', folds };
    }
    case 'retire':
      return { mark, text: 'retire', folds: false };
  }
}

function outcomeCell({ status, action }: Outcome): Cell {
  switch (status) {
    case 'applied':
      return { mark: action, text: done[action], folds: action === 'create' };
    case 'failed':
      return { mark: 'refused', text: `not ${done[action]}`, folds: false };
    case 'not-tried':
      return { mark: 'refused', text: 'not tried', folds: false };
  }
}

/** The text of counted rows: `… and 12 units, 90 lessons`. */
export function moreRowsText({ below }: FoldRow, look: Look): string {
  return `${ellipsis(look)} and ${kindCounts(below, ' more').join(', ')}`;
}

/** The names of environments: `staging, eu and production`. */
export function environmentsText(several: readonly Pick<PerEnvironment<unknown>, 'environment'>[]) {
  const names = several.map(({ environment }) => environment);
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/** Why an environment has no result, in a few words; its problems say more. */
export function failureText({ result }: PerEnvironment<unknown>): string {
  const [first] = result.ok ? [] : result.problems;
  return first ? `${first.summary} [${first.code}]` : 'no result';
}

/** The numbers of environments with changes, without changes, and without a plan. */
export function numbersOf(several: readonly PerEnvironment<Plan>[]) {
  const plans = several.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const changed = plans.filter(({ changes }) => changes.length > 0).length;
  return { changed, unchanged: plans.length - changed, failed: several.length - plans.length };
}

/** The last line: `3 environments: 1 with changes, 1 without changes, 1 failed.` */
export function severalLine(numbers: {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}): string {
  const { changed, unchanged, failed } = numbers;
  const parts = [
    ...(changed > 0 ? [`${changed} with changes`] : []),
    ...(unchanged > 0 ? [`${unchanged} without changes`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${count(changed + unchanged + failed, 'environment')}: ${parts.join(', ')}.`;
}
