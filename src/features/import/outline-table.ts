import type { Kind } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { idsWithoutZeros } from '../../model/sourced-id.ts';
import type { LeftOut, OutlineNode, SourceOutline } from './imported.ts';
import { clashOf, sharedIds } from './keys.ts';
import {
  cellsOf,
  columnsOf,
  isNamed,
  type Mapping,
  nodeFor,
  readTable,
  resourceFor,
  type SourceColumn,
  type SourceRow,
  targetText,
  withTitle,
} from './table.ts';

export interface TableOptions {
  readonly mappings: readonly Mapping[];
  /** Title for all rows, if the table has no column for it. */
  readonly course?: string;
  readonly unit?: string;
}

export interface TableOutline extends SourceOutline {
  /** How each column was understood. */
  readonly columns: readonly SourceColumn[];
}

/** Reads a table with one lesson a row. Empty cells of course and unit repeat those above. */
export function readTableOutline(
  file: string,
  text: string,
  options: TableOptions,
): Checked<TableOutline> {
  const table = readTable(file, text);
  if (!table.ok) return table;
  const { names, rows } = table.value;
  const columns = columnsOf(names, options.mappings);
  if (!columns.ok) return columns;
  const missing = missingColumns(file, columns.value, options);
  if (missing) return { ok: false, problems: [missing] };
  const { courses, leftOut, clashes } = gather(rows, columns.value, options);
  const reported = new Set(options.mappings.map(({ column }) => column));
  const unknown = columns.value
    .filter(({ name, target }) => target === undefined && !reported.has(name))
    .map(({ name }) => ({
      what: `the column "${name}"`,
      why: 'nobody said what it holds; `--map "Column=lesson.metadata.name"` does',
    }));
  return checked({ courses, leftOut: [...unknown, ...leftOut], columns: columns.value }, [
    ...clashes,
    ...sharedIds({ courses }),
    ...shortIds(rows, columns.value),
  ]);
}

/** Warns about ids that seem to have lost leading zeros, once a column. */
function shortIds(rows: readonly SourceRow[], columns: readonly SourceColumn[]): Problem[] {
  return columns
    .filter(({ target }) => target?.field === 'sourcedId')
    .flatMap(({ name, index }) => {
      const short = new Set(
        idsWithoutZeros(
          rows.flatMap(({ cells }) => (cells[index] === '' ? [] : (cells[index] ?? []))),
        ),
      );
      const found = rows.filter(({ cells }) => short.has(cells[index] ?? ''));
      const [first] = found;
      if (!first) return [];
      const shown = found
        .slice(0, mostShown)
        .map(({ line, cells }) => `${cells[index]} (line ${line})`);
      const more = found.length - shown.length;
      return [
        problem('import/doubtful-id', {
          detail: `Ids of the column "${name}" are shorter than the others and begin with no zero, as if a spreadsheet had dropped zeros: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
          hint: 'Compare them with what they were. In the spreadsheet, format the column as text before the ids are put into it.',
        }),
      ];
    });
}

const mostShown = 3;

function missingColumns(
  file: string,
  columns: readonly SourceColumn[],
  { course, unit }: TableOptions,
): Problem | undefined {
  const has = (kind: Kind) =>
    columns.some(({ target }) => target?.kind === kind && ['title', 'key'].includes(target.field));
  const lacking = [
    ...(has('course') || course !== undefined ? [] : ['course']),
    ...(has('unit') || unit !== undefined ? [] : ['unit']),
    ...(has('lesson') ? [] : ['lesson']),
  ];
  if (lacking.length === 0) return undefined;
  const seen = columns.map(
    ({ name, target }) => `"${name}"${target ? ` (${targetText(target)})` : ''}`,
  );
  const [first = 'lesson'] = lacking;
  const example = `--map "COLUMN=${first}.title"`;
  return problem('import/columns', {
    detail: `No column of ${file} holds the ${lacking.join(' or the ')}. It has: ${seen.join(', ')}.`,
    hint:
      first === 'lesson'
        ? `Say which one does: ${example}.`
        : `Say which one does, ${example}, or name one for all rows: --${first} TITLE.`,
  });
}

interface Growing {
  readonly node: OutlineNode;
  readonly children: Map<string, Growing>;
  readonly resources: Map<string, OutlineNode>;
}

/** Groups rows by course and unit, wherever they stand. */
function gather(
  rows: readonly SourceRow[],
  columns: readonly SourceColumn[],
  options: TableOptions,
) {
  const courses = new Map<string, Growing>();
  const leftOut: LeftOut[] = [];
  let course: Growing | undefined;
  let unit: Growing | undefined;
  const lines = new Map<string, number>();
  const clashes: Problem[] = [];
  const clash = (found: Problem | undefined) => void (found && clashes.push(found));
  for (const row of rows) {
    const at = `line ${row.line}`;
    const cells = cellsOf(row, columns);
    const namesCourse = isNamed(cells.course);
    if (namesCourse || !course) {
      const next = nodeFor('course', withTitle(cells.course, options.course), { at, above: '' });
      course = grown(courses, next);
      clash(clashOf(course.node, next));
      if (namesCourse && !isNamed(cells.unit)) unit = undefined;
    }
    if (isNamed(cells.unit) || !unit || !course.children.has(unit.node.key)) {
      const values = withTitle(cells.unit, options.unit);
      const next = nodeFor('unit', values, { at, above: course.node.key });
      unit = isNamed(values) ? grown(course.children, next) : undefined;
      if (unit) clash(clashOf(unit.node, next));
    }
    if (!isNamed(cells.lesson)) {
      if (isNamed(cells.resource))
        leftOut.push({ what: `the resource at ${at}`, why: 'its row names no lesson' });
      continue;
    }
    if (!unit) {
      leftOut.push({ what: `the row at ${at}`, why: 'no unit stands in it or above it' });
      continue;
    }
    const lesson = nodeFor('lesson', cells.lesson, { at, above: unit.node.key });
    const resource = isNamed(cells.resource)
      ? resourceFor(cells.resource, { at, lesson })
      : undefined;
    if (resource)
      course.resources.set(resource.key, course.resources.get(resource.key) ?? resource);
    const places = resource ? [resource.key] : [];
    // The same key in the same unit: more resources of one lesson, or a lesson twice.
    const count = (lines.get(lesson.key) ?? 0) + 1;
    lines.set(lesson.key, count);
    const known = unit.children.get(lesson.key);
    if (known && resource && isSame(known.node, lesson)) {
      unit.children.set(lesson.key, {
        ...known,
        node: { ...known.node, places: [...known.node.places, ...places] },
      });
    } else {
      const name = known ? `${lesson.key}\n${row.line}` : lesson.key;
      unit.children.set(name, grow({ ...lesson, places }));
    }
  }
  return { courses: [...courses.values()].map(finished), leftOut, clashes };
}

function isSame(a: OutlineNode, b: OutlineNode): boolean {
  return a.fields['title'] === b.fields['title'] && a.ownId === b.ownId;
}

function grown(siblings: Map<string, Growing>, node: OutlineNode): Growing {
  const known = siblings.get(node.key);
  if (known) return known;
  const growing = grow(node);
  siblings.set(node.key, growing);
  return growing;
}

function grow(node: OutlineNode): Growing {
  return { node, children: new Map(), resources: new Map() };
}

function finished({ node, children, resources }: Growing): OutlineNode {
  return {
    ...node,
    children: [...children.values()].map(finished),
    resources: [...resources.values()],
  };
}
