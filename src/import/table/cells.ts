import type { Json } from '../../model/json.ts';
import type { Kind } from '../../model/kind.ts';
import { type Column, isList, type Target } from './columns.ts';
import type { Row } from './read-table.ts';

/** Values of one kind in a row, by field. */
export type Values = ReadonlyMap<string, Json>;

/** Values of a row by kind and field, without empty cells. */
export function cellsOf(
  { cells }: Row,
  columns: readonly Column[],
): Readonly<Record<Kind, Values>> {
  const of = (kind: Kind): Values =>
    new Map(
      columns.flatMap(({ index, target }): (readonly [string, Json])[] => {
        const cell = cells[index] ?? '';
        return target?.kind === kind && cell !== ''
          ? [[target.field, contentOf(cell, target)]]
          : [];
      }),
    );
  return { course: of('course'), unit: of('unit'), lesson: of('lesson'), resource: of('resource') };
}

function contentOf(cell: string, target: Target): Json {
  if (isList(target))
    return cell
      .split(/[;,|]/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const isNumber = target.field.startsWith('metadata.') && String(Number(cell)) === cell;
  return isNumber && Number.isFinite(Number(cell)) ? Number(cell) : cell;
}

/** Adds a title to values that have none. */
export function withTitle(values: Values, title: string | undefined): Values {
  return isNamed(values) || title === undefined ? values : new Map([...values, ['title', title]]);
}

/** Whether any value identifies a node. */
export function isNamed(values: Values): boolean {
  return (
    ['title', 'key', 'sourcedId'].some((field) => values.has(field)) || values.has('metadata.url')
  );
}
