import { extname, resolve } from 'node:path';
import { writeWhole } from '../../files/write.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import type { Catalog, Snapshot, SnapshotNode } from '../../model/catalog.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isNumber, isObject, isSameJson, type Json, type JsonObject } from '../../model/json.ts';
import { idKey, type Kind, kinds } from '../../model/node.ts';
import { resourcesIn } from '../../model/placements.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { contentFields, type FieldTarget } from '../import/fields.ts';
import { cellContent, quotedCell } from '../import/tables/table.ts';

export interface ExportOutlineOptions {
  /** The file to write: `.csv`, `.tsv` or `.xlsx`. */
  readonly out: string;
}

export interface ExportedOutline {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  /** What no cell can hold, or no row, in words; it stays as it is when the table is imported. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

/** Endings of files that a table is written to. */
export const tableEndings = ['.csv', '.tsv', '.xlsx'];

/** Writes the catalog as a table that `import outline` reads: ids, order, and a column for each field. */
export async function exportOutline(
  { out }: ExportOutlineOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Promise<Checked<ExportedOutline>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const { table, leftOut } = tableOf(read.value.catalog);
  const path = resolve(world.cwd, out);
  const ending = extname(out).toLowerCase();
  if (table.length - 1 > inputLimits.rows.most) {
    const detail = `The table would have ${table.length - 1} rows, more than an import reads.`;
    return { ok: false, problems: [problem('export/too-large', { detail })] };
  }
  if (ending === '.xlsx') {
    const { default: writeXlsxFile } = await import('write-excel-file/node');
    const data = table.map((row) =>
      row.map((cell) => (cell === '' ? null : { value: cell, type: String })),
    );
    writeWhole(path, await writeXlsxFile(data, { sheet: 'Catalog' }).toBuffer());
  } else writeWhole(path, textOf(table, ending === '.tsv' ? '\t' : ','));
  const [head = []] = table;
  return checked(
    { file: out, rows: table.length - 1, columns: head.length, leftOut },
    read.problems,
  );
}

type Row = Partial<Record<Kind, SnapshotNode>>;

function tableOf(catalog: Catalog) {
  const nodes = snapshotOf(catalog);
  const rows = rowsOf(nodes);
  const leftOut: { what: string; why: string }[] = [];
  const targets = kinds.flatMap((kind) => columnsFor(kind, [...nodes.values()]));
  const used = new Set(rows.flatMap((row) => Object.values(row)));
  for (const node of nodes.values()) {
    if (!used.has(node)) {
      leftOut.push({
        what: `the ${node.kind} ${node.sourcedId}`,
        why: 'no lesson of a course places it, so it has no row',
      });
    }
  }
  const named = new Set<string>();
  const cells = rows.map((row) =>
    targets.map((target) => {
      const node = row[target.kind];
      const value = node && valueAt(node, target.field);
      if (!node || value === undefined) return '';
      const cell = cellFor(value, target);
      const name = `${node.sourcedId} ${target.field}`;
      if (cell === undefined && !named.has(name)) {
        named.add(name);
        leftOut.push({
          what: `${target.field} of the ${node.kind} ${node.sourcedId}`,
          why: 'no cell can hold it',
        });
      }
      return cell ?? '';
    }),
  );
  return { table: [targets.map(({ kind, field }) => `${kind}.${field}`), ...cells], leftOut };
}

/** A row a lesson, and one more for each further resource that it places. */
function rowsOf(nodes: Snapshot): readonly Row[] {
  const children = Map.groupBy(nodes.values(), ({ kind, parent = '' }) => `${kind} ${parent}`);
  const below = ({ sourcedId }: SnapshotNode, kind: Kind) =>
    [...(children.get(`${kind} ${sourcedId}`) ?? [])].sort((a, b) => a.position - b.position);
  const courses = [...nodes.values()].filter(({ kind }) => kind === 'course');
  return courses.flatMap((course): Row[] => {
    const units = below(course, 'unit');
    if (units.length === 0) return [{ course }];
    return units.flatMap((unit): Row[] => {
      const lessons = below(unit, 'lesson');
      if (lessons.length === 0) return [{ course, unit }];
      return lessons.flatMap((lesson): Row[] => {
        const placed = resourcesIn(lesson.fields).flatMap(
          (id) => nodes.get(idKey('resource', id)) ?? [],
        );
        return placed.length === 0
          ? [{ course, unit, lesson }]
          : placed.map((resource) => ({ course, unit, lesson, resource }));
      });
    });
  });
}

/** Id and title first, then fields that any node of the kind has. */
function columnsFor(kind: Kind, nodes: readonly SnapshotNode[]): readonly FieldTarget[] {
  const ofKind = nodes.filter((node) => node.kind === kind);
  if (ofKind.length === 0 && kind === 'resource') return [];
  const known = contentFields(kind);
  const leaves = [...new Set(ofKind.flatMap(({ fields }) => leavesIn(fields, known)))];
  const rank = (field: string) => known.indexOf(field.split('.')[0] ?? '');
  const further = leaves.sort((a, b) => rank(a) - rank(b));
  return ['sourcedId', 'title', ...further].map((field) => ({ kind, field }));
}

/** Names of entries that a column can be called by. */
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

function valueAt(node: SnapshotNode, field: string): Json | undefined {
  if (field === 'sourcedId') return node.sourcedId;
  if (field === 'title') return node.title;
  return field
    .split('.')
    .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), node.fields);
}

/** The cell that an import reads as this value; undefined if there is none. */
function cellFor(value: Json, target: FieldTarget): string | undefined {
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

function textOf(table: readonly (readonly string[])[], mark: string): string {
  const needsQuotes = (cell: string) => cell.includes(mark) || /["\r\n]|^\s|\s$/.test(cell);
  const written = (cell: string) => (needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // With a byte order mark spreadsheet programs take it for UTF-8.
  return `\uFEFF${table.map((row) => `${row.map(written).join(mark)}\r\n`).join('')}`;
}
