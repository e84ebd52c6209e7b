import { valueAt } from '../../../document/place.ts';
import { snapshotOf } from '../../../identity/compared-snapshot.ts';
import type { Catalog, Snapshot, SnapshotNode } from '../../../model/catalog.ts';
import { isNumber, isObject, isSameJson, type Json, type JsonObject } from '../../../model/json.ts';
import { idKey, type Kind, kinds } from '../../../model/node.ts';
import { resourcesListed } from '../../../model/placements.ts';
import { contentFields, type FieldTarget } from '../fields.ts';
import type { LeftOut } from '../imported.ts';
import { cellContent, quotedCell } from './table.ts';

/** The nodes of one row, one of each kind at most. */
type Row = Partial<Record<Kind, SnapshotNode>>;

export interface CatalogTable {
  /** The names of the columns, `KIND.FIELD`, then a row for each lesson. */
  readonly table: readonly (readonly string[])[];
  /** Values that no cell or row can hold, each with the reason. */
  readonly leftOut: readonly LeftOut[];
}

/** The table of a catalog as `export outline` writes it: ids, order, and a column for each field. */
export function catalogTable(catalog: Catalog): CatalogTable {
  const nodes = snapshotOf(catalog);
  const rows = rowsOf(nodes);
  const leftOut: LeftOut[] = [];
  const targets = kinds.flatMap((kind) => columnsFor(kind, [...nodes.values()]));
  const used = new Set(rows.flatMap((row) => Object.values(row)));
  for (const node of nodes.values()) {
    if (!used.has(node)) {
      const why =
        node.kind === 'lesson'
          ? 'it is below a lesson, and a row has only one lesson'
          : 'no lesson of a row places it';
      leftOut.push({ what: `the ${node.kind} ${node.sourcedId}`, why });
    }
  }
  const named = new Set<string>();
  const cells = rows.map((row) =>
    targets.map((target) => {
      const node = row[target.kind];
      const value = node && contentAt(node, target.field);
      if (!node || value === undefined) return '';
      const cell = cellFor(value, target);
      const name = `${node.sourcedId} ${target.field}`;
      if (cell === undefined && !named.has(name)) {
        named.add(name);
        leftOut.push({
          what: `${target.field} of the ${node.kind} ${node.sourcedId}`,
          why: 'it does not fit into a cell',
        });
      }
      return cell ?? '';
    }),
  );
  return { table: [targets.map(({ kind, field }) => `${kind}.${field}`), ...cells], leftOut };
}

/** A row for each lesson, and one more for each further resource that it places. */
function rowsOf(nodes: Snapshot): readonly Row[] {
  const children = Map.groupBy(nodes.values(), ({ kind, parent = '' }) => `${kind} ${parent}`);
  const below = ({ sourcedId }: SnapshotNode, kind: Kind) =>
    [...(children.get(`${kind} ${sourcedId}`) ?? [])].sort((a, b) => a.position - b.position);
  const inner: Readonly<Record<Kind, (node: SnapshotNode) => readonly SnapshotNode[]>> = {
    course: (node) => below(node, 'unit'),
    unit: (node) => below(node, 'lesson'),
    lesson: ({ fields }) =>
      resourcesListed(fields['resources']).flatMap((id) => nodes.get(idKey('resource', id)) ?? []),
    resource: () => [],
  };
  const rowsFor = (node: SnapshotNode, above: Row): Row[] => {
    const row = { ...above, [node.kind]: node };
    const all = inner[node.kind](node);
    return all.length === 0 ? [row] : all.flatMap((one) => rowsFor(one, row));
  };
  const courses = [...nodes.values()].filter(({ kind }) => kind === 'course');
  return courses.flatMap((course) => rowsFor(course, {}));
}

/** The columns of a kind: id and title first, then the fields that any node of the kind has. */
function columnsFor(kind: Kind, nodes: readonly SnapshotNode[]): readonly FieldTarget[] {
  const ofKind = nodes.filter((node) => node.kind === kind);
  if (ofKind.length === 0 && kind === 'resource') return [];
  const known = contentFields(kind);
  const leaves = [...new Set(ofKind.flatMap(({ fields }) => leavesIn(fields, known)))];
  const rank = (field: string) => known.indexOf(field.split('.')[0] ?? '');
  const further = leaves.sort((a, b) => rank(a) - rank(b));
  return ['sourcedId', 'title', ...further].map((field) => ({ kind, field }));
}

/** Names of metadata entries that can be part of the name of a column. */
const plainName = /^[^\s.]+$/;

function leavesIn(fields: JsonObject, known: readonly string[]): readonly string[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    if (!known.includes(field)) return [];
    return field === 'metadata' || field === 'additional'
      ? entriesIn(value, field)
      : isObject(value)
        ? []
        : [field];
  });
}

function entriesIn(value: Json, path: string): readonly string[] {
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    plainName.test(key) ? entriesIn(inner, `${path}.${key}`) : [],
  );
}

function contentAt(node: SnapshotNode, field: string): Json | undefined {
  if (field === 'sourcedId') return node.sourcedId;
  if (field === 'title') return node.title;
  return valueAt(node.fields, field.split('.'));
}

/** The cell that an import would read as this value; undefined if no cell can hold it. */
export function cellFor(value: Json, target: FieldTarget): string | undefined {
  const plain = Array.isArray(value)
    ? value.map((each: Json) => String(each)).join('; ')
    : isObject(value) || value === null
      ? undefined
      : isNumber(value) || typeof value !== 'string'
        ? String(value)
        : value;
  if (plain === undefined) return undefined;
  return [quotedCell(plain), plain, `'${plain}`].find(
    (cell) => cell === cell.trim() && isSameJson(cellContent(cell, target), value),
  );
}
