import { canonicalJson } from '../../../model/json.ts';
import { type Kind, kinds } from '../../../model/node.ts';
import { fieldTarget } from '../fields.ts';
import type { OutlineNode } from '../imported.ts';
import { cleanCell, type SourceRow } from './sheet.ts';
import { cellContent } from './table.ts';

/** The name of the last column of an exported table, which holds the exported row for comparison. */
export const exportedName = 'catalog.exported';

/** The names of further entries of this column: the number of the row, and the resources of its lesson. */
const [rowNumber, placedName] = [exportedName, 'lesson.resources'];

/** The numbers of hexadecimal digits of the digests of a name and of a value. */
const [forName, forValue] = [4, 8];

type Digest = (text: string) => string;
type Table = readonly (readonly string[])[];

/** Gives the cell of a row by the name of its column; empty if there is none. */
export type CellOf = (name: string) => string;

export function rowOf(names: readonly string[], cells: readonly string[]): CellOf {
  const values = new Map(names.map((name, at) => [name, cells[at] ?? '']));
  return (name) => values.get(name) ?? '';
}

/** A row as it was exported, in digests. */
export interface RowBefore {
  /** The digest of the cell of a column; undefined if the column was not exported. */
  readonly cell: (name: string) => string | undefined;
  /** The number of the row; absent in tables of earlier exports. */
  readonly number?: number;
  /** Digests of the ids of the resources that its lesson placed, in their order. */
  readonly placed: readonly string[];
}

/** The side that counts if the table and the catalog both changed something since the export. */
export type ConflictChoice = 'table' | 'catalog';

/** What only the catalog changed since the export, and an import keeps. */
export interface Kept {
  readonly cells: number;
  /** The number of nodes with another parent. */
  readonly moved: number;
  /** The number of nodes whose children have another order, or whose placements differ. */
  readonly orders: number;
}

export interface FollowedPlaces extends Omit<Kept, 'cells'> {
  readonly courses: readonly OutlineNode[];
  readonly conflicts: readonly string[];
}

export interface ExportedRow extends SourceRow {
  readonly cell: CellOf;
  readonly before?: RowBefore;
}

/** Writes and reads the column `catalog.exported`. */
export class ExportedRows {
  readonly #sha256: Digest;
  readonly #known = new Map<string, string>();

  constructor(sha256: Digest) {
    this.#sha256 = sha256;
  }

  /** The digest of the meaning of a cell, since a spreadsheet may write an equal value differently. */
  of(name: string, cell: string): string {
    const clean = cleanCell(cell);
    const target = fieldTarget(name);
    const meaning = target && clean !== '' ? canonicalJson(cellContent(clean, target)) : clean;
    return this.#short(meaning, forValue);
  }

  ofId(kind: Kind, id: string): string {
    return this.of(`${kind}.sourcedId`, id);
  }

  /** Adds the column to a table. */
  added([names = [], ...rows]: Table): Table {
    const placed = listsIn(rows.map((cells) => rowOf(names, cells)));
    const entry = (name: string, digest: string) => this.#short(name, forName) + digest;
    const written = rows.map((cells, at) => [
      ...names.map((name, index) => entry(name, this.of(name, cells[index] ?? ''))),
      entry(rowNumber, at.toString(16).padStart(forValue, '0')),
      ...(placed.get(listName('resource', rowOf(names, cells)('lesson.sourcedId'))) ?? []).map(
        (id) => entry(placedName, this.ofId('resource', id)),
      ),
    ]);
    return [
      [...names, exportedName],
      ...rows.map((cells, at) => [...cells, (written[at] ?? []).join('')]),
    ];
  }

  /** Reads a cell of the column; undefined if it does not have this form. */
  read(cell: string): RowBefore | undefined {
    const size = forName + forValue;
    if (!/^[0-9a-f]+$/.test(cell) || cell.length % size !== 0) return undefined;
    const entries = Array.from({ length: cell.length / size }, (_, at) => {
      const text = cell.slice(at * size, (at + 1) * size);
      return [text.slice(0, forName), text.slice(forName)] as const;
    });
    const values = (name: string) => {
      const wanted = this.#short(name, forName);
      return entries.flatMap(([found, value]) => (found === wanted ? value : []));
    };
    const [number] = values(rowNumber);
    return {
      cell: (name) => values(name)[0],
      placed: values(placedName),
      ...(number !== undefined && { number: Number.parseInt(number, 16) }),
    };
  }

  #short(text: string, digits: number): string {
    const found = this.#known.get(text) ?? this.#sha256(text);
    this.#known.set(text, found);
    return found.slice(0, digits);
  }
}

/** The kind of the parent of each kind in a row. */
export const above = { unit: 'course', lesson: 'unit', resource: 'lesson' } as const;

/** The ids below each node, in the order of the rows; `listName` makes the keys. */
export type Lists = ReadonlyMap<string, readonly string[]>;

export function listName(kind: Kind, parent: string): string {
  return `${kind} ${parent}`;
}

export function listsIn(rows: readonly CellOf[]): Lists {
  const lists = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const kind of kinds) {
      const id = row(`${kind}.sourcedId`);
      if (kind === 'course' || id === '') continue;
      const name = listName(kind, row(`${above[kind]}.sourcedId`));
      lists.set(name, (lists.get(name) ?? new Set()).add(id));
    }
  }
  return new Map([...lists].map(([name, ids]) => [name, [...ids]]));
}
