import { quoteShort } from '../../../document/place.ts';
import { woven } from '../../../document/woven.ts';
import { type Kind, plural } from '../../../model/node.ts';
import { nodeInWords } from '../account.ts';
import { branchOf, keyName, type OutlineNode, outlineNode } from '../imported.ts';
import {
  above,
  type CellOf,
  type ConflictChoice,
  type ExportedRow,
  type ExportedRows,
  type FollowedPlaces,
  type Lists,
  listName,
  listsIn,
} from './exported-rows.ts';

interface Sides {
  readonly rows: readonly ExportedRow[];
  /** The rows of the catalog at present. */
  readonly now: readonly CellOf[];
  readonly exported: ExportedRows;
  readonly choice: ConflictChoice | undefined;
  /** The ids that earlier imports of the table gave, by `kind key`. */
  readonly given: ReadonlyMap<string, string>;
}

/** Kinds of nodes with an order among siblings. */
type Placed = 'unit' | 'lesson';
const childOf = { course: 'unit', unit: 'lesson' } as const;

/** The places as the table has them, without comparison. */
export function unfollowed(courses: readonly OutlineNode[]): FollowedPlaces {
  return { courses, moved: 0, orders: 0, conflicts: [] };
}

/**
 * Merges the parents and order of nodes by the same rule as cells: changes that only the catalog made since
 * the export stay, changes that only the table made are taken, and changes of both are conflicts.
 */
export function followPlaces(
  courses: readonly OutlineNode[],
  { rows, now, exported, choice, given }: Sides,
): FollowedPlaces {
  const before = listsBefore(rows, exported);
  if (!before) return unfollowed(courses);
  const { lists: was, parents: wasUnder, placed: wasPlaced } = before;
  const here = listsIn(now);
  const isUnder = parentsIn(now);
  const conflicts: string[] = [];
  const moved = new Set<OutlineNode>();
  const coming = new Map<string, OutlineNode[]>();
  let orders = 0;
  const held = new Set<string>();
  const resourceIds = new Map(
    courses.flatMap(({ resources }) => resources.map(({ key, ownId = key }) => [key, ownId])),
  );
  const own = new Set(courses.flatMap(branchOf).map(({ ownId }) => ownId));
  for (const course of courses) lookBelow(course);
  const all = [...courses, ...unheld()];
  return { courses: all.map(followed), moved: moved.size, orders, conflicts };

  /** The id of a node: its own, or the one that an earlier import gave it. */
  function idOf(node: OutlineNode): string | undefined {
    const id = node.ownId ?? given.get(keyName(node));
    return node.ownId === id || !own.has(id) ? id : undefined;
  }

  function lookBelow(node: OutlineNode): void {
    held.add(listName(node.kind, idOf(node) ?? ''));
    for (const child of node.children) {
      place(child, node);
      lookBelow(child);
    }
  }

  /** Moves a node back to its parent in the catalog, if only the catalog moved it. */
  function place(child: OutlineNode, parent: OutlineNode): void {
    const { kind, ownId: id } = child;
    if ((kind !== 'unit' && kind !== 'lesson') || id === undefined) return;
    const mine = isUnder.get(listName(kind, id));
    const base = wasUnder.get(listName(kind, exported.ofId(kind, id)));
    const theirs = idOf(parent);
    if (mine === undefined || mine === theirs || base === undefined) return;
    const digest = (one: string) => exported.ofId(above[kind], one);
    if (digest(mine) === base) return;
    if (digest(theirs ?? '') !== base) {
      const other = nodeInWords(ofCatalog(above[kind], mine, child.at));
      conflicts.push(
        `${child.at}: ${nodeInWords(child)} was moved to ${nodeInWords(parent)} in the table, to ${other} in the catalog`,
      );
      if (choice !== 'catalog') return;
    }
    moved.add(child);
    const name = listName(kind, mine);
    coming.set(name, [...(coming.get(name) ?? []), child]);
  }

  /** Nodes of the catalog that the table does not name although nodes are moved below them. */
  function unheld(): OutlineNode[] {
    const made = (kind: 'course' | 'unit'): OutlineNode[] =>
      [...coming].flatMap(([name, [first]]) => {
        const [child = '', id = ''] = name.split(' ');
        if (child !== childOf[kind] || held.has(listName(kind, id)) || !first) return [];
        return ofCatalog(kind, id, first.at);
      });
    for (const unit of made('unit')) {
      const name = listName('unit', isUnder.get(listName('unit', unit.key)) ?? '');
      coming.set(name, [...(coming.get(name) ?? []), unit]);
    }
    return made('course');
  }

  /** A node of the catalog with its title, and nothing else that an import would change. */
  function ofCatalog(kind: Kind, id: string, at: string): OutlineNode {
    const said = now.find((row) => row(`${kind}.sourcedId`) === id);
    const title = said?.(`${kind}.title`) ?? '';
    return outlineNode({ kind, key: id, at, ownId: id, fields: { title } });
  }

  function followed(node: OutlineNode): OutlineNode {
    const kind = node.kind === 'course' || node.kind === 'unit' ? childOf[node.kind] : undefined;
    return kind ? { ...node, children: below(node, kind).map(followed) } : placing(node);
  }

  /** A lesson with the resources that it places. Here, a row that was deleted removes a placement. */
  function placing(lesson: OutlineNode): OutlineNode {
    const { ownId = '', emptied = [] } = lesson;
    const base = wasPlaced.get(exported.ofId('lesson', ownId));
    if (!base || !isUnder.has(listName('lesson', ownId))) return lesson;
    const digest = (id: string) => exported.ofId('resource', id);
    const keys = new Map(lesson.places.map((key) => [digest(resourceIds.get(key) ?? key), key]));
    const ids = new Map(
      (here.get(listName('resource', ownId)) ?? []).map((id) => [digest(id), id]),
    );
    const [table, catalog] = [[...keys.keys()], [...ids.keys()]];
    const isLeft = isSame(table, base);
    if (isSame(table, catalog) || isSame(catalog, base)) return lesson;
    const isIn = (one: string) =>
      isLeft ? ids.has(one) : (keys.has(one) && ids.has(one)) || !base.includes(one);
    const order = isLeft ? 'catalog' : orderOf({ ...common(table, catalog), base });
    const isKept = keeps(order, () => {
      return `${lesson.at}: ${nodeInWords(lesson)} places its resources in another order in the table, and in the catalog`;
    });
    const [first, second] = isKept ? [catalog, table] : [table, catalog];
    const places = woven(first.filter(isIn), second.filter(isIn));
    const others = emptied.filter((field) => field !== 'resources');
    return {
      ...lesson,
      places: places.map((one) => keys.get(one) ?? ids.get(one) ?? one),
      emptied: places.length === 0 && ids.size > 0 ? [...others, 'resources'] : others,
    };
  }

  function below(node: OutlineNode, kind: Placed): readonly OutlineNode[] {
    const theirs = node.children.filter((child) => !moved.has(child));
    const id = idOf(node);
    if (id === undefined) return theirs;
    const come = coming.get(listName(kind, id)) ?? [];
    const byId = new Map([...theirs, ...come].map((child) => [idOf(child) ?? child, child]));
    const known = (here.get(listName(kind, id)) ?? []).flatMap((one) => byId.get(one) ?? []);
    const mine = known.filter(({ ownId }) => ownId !== undefined);
    const base = was.get(listName(kind, exported.ofId(above[kind], id))) ?? [];
    const digest = ({ ownId = '' }: OutlineNode) => exported.ofId(kind, ownId);
    const ofTable = new Set(theirs);
    const both = new Set(mine.filter((child) => ofTable.has(child)));
    const of = (list: readonly OutlineNode[]) => list.filter((child) => both.has(child));
    const order = orderOf({ table: of(theirs).map(digest), catalog: of(mine).map(digest), base });
    // A node that the table added has no order from the export.
    const isKept =
      node.ownId !== undefined &&
      keeps(order, () => {
        return `${node.at}: the ${plural[kind]} of ${nodeInWords(node)} have another order in the table, ${inOrder(of(theirs), of(mine))}, and in the catalog, ${inOrder(of(mine), of(theirs))}`;
      });
    return isKept ? woven(mine, theirs) : woven(theirs, known);
  }

  /** Whether the order of the catalog is kept, depending on which side changed it. */
  function keeps(order: ChangedOrder, conflict: () => string): boolean {
    if (order === 'both') conflicts.push(conflict());
    if (order === 'catalog') orders += 1;
    return order === 'catalog' || (order === 'both' && choice === 'catalog');
  }
}

/** Some titles from the first position at which two orders differ. */
function inOrder(list: readonly OutlineNode[], other: readonly OutlineNode[]): string {
  const from = list.findIndex((node, at) => node !== other[at]);
  const shown = list.slice(from, from + 3).map(({ fields }) => quoteShort(String(fields['title'])));
  return shown.join(', ');
}

/** The ids that both the table and the catalog have, in the order of each, and those of the export. */
interface Orders {
  readonly table: readonly string[];
  readonly catalog: readonly string[];
  readonly base: readonly string[];
}

type ChangedOrder = 'same' | 'table' | 'catalog' | 'both';

/** Which side changed the order. A node that both added has no position in the export. */
function orderOf({ table, catalog, base }: Orders): ChangedOrder {
  if (isSame(table, catalog)) return 'same';
  const [exported, both] = [new Set(base), new Set(table)];
  const isKnown = (one: string) => exported.has(one);
  const isIn = (one: string) => both.has(one);
  const [was, theirs, mine] = [base.filter(isIn), table.filter(isKnown), catalog.filter(isKnown)];
  const isTaken = isSame(was, mine) && !isSame(was, theirs);
  const isKept = isSame(was, theirs) && !isSame(was, mine);
  const agree = table.every(
    (one) => isKnown(one) || isSame(before(one, table), before(one, catalog)),
  );
  if (isTaken && agree) return 'table';
  // If they disagree, the order may come from an earlier import of the same table.
  return isKept && (agree || isSame(woven(mine, table), catalog)) ? 'catalog' : 'both';
}

function before(one: string, list: readonly string[]): readonly string[] {
  return list.slice(0, list.indexOf(one)).sort();
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** The ids that both have, in the order of each. */
function common(table: readonly string[], catalog: readonly string[]) {
  const [ofTable, ofCatalog] = [new Set(table), new Set(catalog)];
  return {
    table: table.filter((one) => ofCatalog.has(one)),
    catalog: catalog.filter((one) => ofTable.has(one)),
  };
}

interface Before {
  readonly lists: Lists;
  /** Parents by `KIND ID`; all ids are digests. */
  readonly parents: ReadonlyMap<string, string>;
  readonly placed: ReadonlyMap<string, readonly string[]>;
}

/** The lists as they were exported, without deleted rows; undefined if no row has its number. */
function listsBefore(rows: readonly ExportedRow[], exported: ExportedRows): Before | undefined {
  const numbered = rows.flatMap(({ cell, before }) =>
    before?.number === undefined ? [] : [{ cell, before, number: before.number }],
  );
  if (numbered.length === 0) return undefined;
  const sorted = numbered.sort((a, b) => a.number - b.number);
  const empty = exported.of('', '');
  const cells = sorted.map(({ before }): CellOf => {
    return (name) => (before.cell(name) === empty ? '' : (before.cell(name) ?? ''));
  });
  const placed = sorted.map(
    ({ before }) => [before.cell('lesson.sourcedId') ?? '', before.placed] as const,
  );
  return { lists: listsIn(cells), parents: parentsIn(cells), placed: new Map(placed) };
}

function parentsIn(rows: readonly CellOf[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const row of rows) {
    for (const kind of ['unit', 'lesson'] as const) {
      const name = listName(kind, row(`${kind}.sourcedId`));
      if (!found.has(name)) found.set(name, row(`${above[kind]}.sourcedId`));
    }
  }
  return found;
}
