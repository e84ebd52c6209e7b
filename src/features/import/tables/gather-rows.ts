import { quoteShort, valueAt } from '../../../document/place.ts';
import { isObject, isSameJson, type Json } from '../../../model/json.ts';
import type { Kind } from '../../../model/node.ts';
import { type Problem, problem } from '../../../model/problem.ts';
import { nodeInWords, outlineTitleOf, type SourceAccount, type SourceItem } from '../account.ts';
import { ofIdentity } from '../fields.ts';
import { numberedKey, type OutlineNode } from '../imported.ts';
import { clashOf } from '../keys.ts';
import type { SourceColumn } from './columns.ts';
import type { CountedRow } from './count-rows.ts';
import { cellsOf, isNamed, nodeFor, resourceFor, type Values, withTitle } from './table.ts';

/** Titles for all rows, if no column has them. */
interface GivenTitles {
  readonly course?: string;
  readonly unit?: string;
}

/** The most rows that a contradiction names. */
const mostShown = 3;

interface Growing {
  node: OutlineNode;
  /** The place where each field was given first. */
  readonly saidAt: Map<string, string>;
  readonly children: Map<string, Growing>;
  readonly resources: Map<string, Growing>;
}

/** Groups rows by course and unit, wherever the rows are. */
export function gather(
  rows: readonly CountedRow[],
  columns: readonly SourceColumn[],
  /** Columns without a damaged cell: an empty cell in them was emptied on purpose. */
  whole: readonly SourceColumn[],
  account: SourceAccount,
  options: GivenTitles,
) {
  const courses = new Map<string, Growing>();
  let course: Growing | undefined;
  let unit: Growing | undefined;
  let lesson: Growing | undefined;
  const clashes: Problem[] = [];
  const contradictions: string[] = [];
  let lost: Level | undefined;
  /** Rows that hold only the name of a course. */
  const naming = new Map<SourceItem, Growing>();
  const clash = (found: Problem | undefined) => void (found && clashes.push(found));
  for (const row of rows) {
    const { at } = row;
    const { cells, kindOfCell } = withState(cellsOf(row, columns), columns);
    const itemsOf = (kind: Kind) =>
      [...row.items].flatMap(([index, item]) => (kindOfCell(index) === kind ? [item] : []));
    /** A node as a row describes it without naming it. */
    const further = ({ node: { kind, key, fields } }: Growing, values: Values): OutlineNode => {
      const titled = new Map([...values, ['title', String(fields['title'] ?? '')]]);
      return { ...nodeFor(kind, titled, { at, above: '' }), key, items: itemsOf(kind) };
    };
    if (isOfTotals(cells)) {
      for (const item of [row.item, ...row.items.values()])
        account.leftOut(item, 'it looks like a row of totals; with a key it is imported');
      continue;
    }
    const namesCourse = isNamed(cells.course);
    const isLost = lostIn(row.spoilt, cells, lost);
    lost = isLost;
    if (isLost === 'course') {
      leaveOutRow(row, isLost);
      continue;
    }
    if (namesCourse || !course) {
      const next = nodeFor('course', withTitle(cells.course, options.course), { at, above: '' });
      course = grown(courses, { ...next, items: itemsOf('course') });
      clash(clashOf(course.node, next));
      if (namesCourse && !isNamed(cells.unit)) unit = undefined;
    } else if (cells.course.size > 0) {
      course = grown(courses, further(course, cells.course));
    }
    if (isLost === 'unit') {
      unit = undefined;
      lesson = undefined;
      leaveOutRow(row, isLost);
      continue;
    }
    if (isNamed(cells.unit) || !unit || !course.children.has(unit.node.key)) {
      const values = withTitle(cells.unit, options.unit);
      const next = nodeFor('unit', values, { at, above: course.node.key });
      const before: Growing | undefined = unit;
      unit = isNamed(values)
        ? grown(course.children, { ...next, items: itemsOf('unit') })
        : undefined;
      if (unit) clash(clashOf(unit.node, next));
      if (unit !== before) lesson = undefined;
    } else if (cells.unit.size > 0) {
      unit = grown(course.children, further(unit, cells.unit));
    }
    if (isLost === 'lesson') {
      lesson = undefined;
      leaveOutRow(row, isLost);
      continue;
    }
    const resourceItems = itemsOf('resource');
    if (!isNamed(cells.lesson)) {
      const above: Growing | undefined = lesson;
      if (isNamed(cells.resource) && above && unit) {
        const found = resourceFor(cells.resource, { at, lesson: above.node });
        placeResource(course, above, { ...found, items: resourceItems });
        for (const item of itemsOf('lesson')) account.merged(item, nodeInWords(above.node));
        account.merged(row.item, nodeInWords(above.node));
        continue;
      }
      const why = isNamed(cells.resource)
        ? 'its row has no lesson, and there is none above it in the unit'
        : 'its row has no lesson';
      for (const item of [...itemsOf('lesson'), ...resourceItems]) account.leftOut(item, why);
      const holder = isNamed(cells.unit) ? unit : namesCourse ? course : undefined;
      if (holder && !isNamed(cells.resource) && cells.lesson.size === 0) {
        account.merged(row.item, nodeInWords(holder.node));
        if (holder === course) naming.set(row.item, holder);
      } else account.leftOut(row.item, why);
      continue;
    }
    if (!unit) {
      account.leftOut(row.item, 'there is no unit in it or above it');
      for (const item of [...itemsOf('lesson'), ...resourceItems])
        account.leftOut(item, 'there is no unit in its row or above it');
      continue;
    }
    const next = nodeFor('lesson', cells.lesson, { at, above: unit.node.key });
    const items = [row.item, ...itemsOf('lesson')];
    const siblings = unit.children;
    const known = siblings.get(next.key);
    const isMore = known && isNamed(cells.resource) && isSame(known.node, next);
    if (known && isMore && differing(known.node, next).length === 0) {
      lesson = known;
      account.merged(row.item, nodeInWords(known.node));
      take(known, { ...next, items: itemsOf('lesson') });
    } else {
      const isOther = known && isMore;
      if (isOther)
        contradictions.push(`${known.node.at} and ${at}: ${quoteShort(outlineTitleOf(next))}`);
      const again = isOther
        ? { ...next, key: numberedKey(next.key, (free) => !siblings.has(free)) }
        : next;
      lesson = grow({ ...again, items, ...(row.isHidden && { hidden: 'its row is hidden' }) });
      siblings.set(known && !isOther ? `${next.key}\n${row.line}` : again.key, lesson);
    }
    if (isNamed(cells.resource)) {
      const found = resourceFor(cells.resource, { at, lesson: next });
      placeResource(course, lesson, { ...found, items: resourceItems });
    }
  }
  if (contradictions.length > 0) clashes.push(twoLessons(contradictions));
  const all = [...courses.values()].filter((one) => !isRemark(one));
  return { courses: all.map((one) => finished(one, whole)), clashes };

  /** Leaves a row out, except its cells about higher nodes. */
  function leaveOutRow({ item, items, spoilt }: CountedRow, level: Level): void {
    const why = spoilt.has(level)
      ? `the cell with its ${level} is damaged`
      : `the cell with its ${level}, in a row above, is damaged`;
    account.leftOut(item, why);
    for (const [index, part] of items) {
      const kind = columns[index]?.target?.kind ?? level;
      const isBelow = kind === 'resource' || levels.indexOf(kind) >= levels.indexOf(level);
      if (isBelow) account.leftOut(part, why);
    }
  }

  /**
   * Whether a course is only a note: a text in the column of courses with nothing below it usually is one.
   */
  function isRemark(one: Growing): boolean {
    if (one.children.size > 0 || !one.node.isKeyTitle) return false;
    const rowItems = [...naming].flatMap(([item, holder]) => (holder === one ? [item] : []));
    for (const item of [...rowItems, ...one.node.items])
      account.leftOut(item, 'no row has a lesson of that course; with a key it is imported');
    return true;
  }

  /** Merges another row about a node into it: the first row counts, and lists are joined. */
  function take(into: Growing, from: OutlineNode): void {
    const name = nodeInWords(into.node);
    const merged = { ...into.node.fields };
    const wrong = new Set<string>();
    for (const field of Object.keys(from.fields)) {
      const [one, other] = [merged[field], from.fields[field] ?? null];
      if (other === '' || isSameJson(one ?? null, other)) continue;
      const joined = joinedValue(one, other);
      if (joined === undefined) {
        wrong.add(field);
        const place = into.saidAt.get(field) ?? into.node.at;
        clashes.push(contradicted(name, field, [one ?? null, other], [place, from.at]));
      } else {
        merged[field] = joined;
        if (one === undefined) into.saidAt.set(field, from.at);
      }
    }
    const added: SourceItem[] = [];
    for (const item of from.items) {
      const [top = ''] = (item.field ?? '').split('.');
      if (wrong.has(top)) account.leftOut(item, `another row has a different value for ${name}`);
      else if (ofIdentity.includes(top)) account.merged(item, name);
      else added.push(item);
    }
    const { gone, hidden } = from;
    const state = { ...(gone !== undefined && { gone }), ...(hidden !== undefined && { hidden }) };
    into.node = { ...state, ...into.node, fields: merged, items: [...into.node.items, ...added] };
  }

  function grown(siblings: Map<string, Growing>, node: OutlineNode): Growing {
    const known = siblings.get(node.key);
    if (known) {
      take(known, node);
      return known;
    }
    const growing = grow(node);
    siblings.set(node.key, growing);
    return growing;
  }

  function placeResource(of: Growing, into: Growing, resource: OutlineNode): void {
    const first = of.resources.get(resource.key);
    if (first) for (const item of resource.items) account.merged(item, nodeInWords(first.node));
    else of.resources.set(resource.key, grow(resource));
    const { places } = into.node;
    if (!places.includes(resource.key))
      into.node = { ...into.node, places: [...places, resource.key] };
  }
}

/**
 * The values of a row with its state at the node that it is about: the lesson that it names, else a resource,
 * a unit or a course. An empty cell repeats what is above, so a row without a name gives no state.
 */
function withState(cells: Readonly<Record<Kind, Values>>, columns: readonly SourceColumn[]) {
  const about = (['lesson', 'resource', 'unit', 'course'] as const).find((kind) =>
    isNamed(cells[kind]),
  );
  const state = cells.lesson.get('status');
  const kindOfCell = (index: number) => {
    const { kind, field } = columns[index]?.target ?? {};
    return kind === 'lesson' && field === 'status' ? (about ?? kind) : kind;
  };
  if (about === 'lesson' || state === undefined) return { cells, kindOfCell };
  const lesson = new Map([...cells.lesson].filter(([field]) => field !== 'status'));
  const stated = about && { [about]: new Map([['status', state], ...cells[about]]) };
  return { cells: { ...cells, lesson, ...stated }, kindOfCell };
}

const levels = ['course', 'unit', 'lesson'] as const;
type Level = (typeof levels)[number];

/**
 * The highest node of a row that is unknown because of a damaged cell, in this row or in an earlier one that
 * it repeats by an empty cell. Undefined if all are known.
 */
function lostIn(
  spoilt: ReadonlySet<Kind>,
  cells: Readonly<Record<Kind, Values>>,
  before: Level | undefined,
): Level | undefined {
  for (const level of levels) {
    if (isNamed(cells[level])) {
      if (levels.indexOf(level) <= levels.indexOf(before ?? 'course')) before = undefined;
    } else if (spoilt.has(level) || level === before) return level;
  }
  return undefined;
}

const total = /^(?:(?:grand|overall|sub)[\s-]*)?(?:totals?|sums?|summe|gesamt|suma|somme)\s*:?$/i;

/** Whether a row sums up those above it: it has "Total" in place of a title, and numbers beside it. */
function isOfTotals({ course, unit, lesson, resource }: Readonly<Record<Kind, Values>>): boolean {
  const kinds = [course, unit, lesson];
  const titles = kinds.flatMap((values) => values.get('title') ?? []);
  const own = kinds.flatMap((values) => [...values]).filter(([field]) => field !== 'title');
  const last = lesson.get('title') ?? titles.at(-1);
  return (
    typeof last === 'string' &&
    total.test(last) &&
    !isNamed(resource) &&
    own.length > 0 &&
    own.every(([field, value]) => field.includes('.') && typeof value === 'number')
  );
}

/** A value joined with that of another row; undefined if they contradict each other. */
function joinedValue(one: Json | undefined, other: Json): Json | undefined {
  if (one === undefined || one === '' || one === null) return other;
  if (Array.isArray(one) && Array.isArray(other)) {
    return [
      ...one,
      ...other.filter((each: Json) => !one.some((known: Json) => isSameJson(known, each))),
    ];
  }
  if (!isObject(one) || !isObject(other)) return undefined;
  const result: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const joined = isSameJson(one[key] ?? null, value) ? value : joinedValue(one[key], value);
    if (joined === undefined) return undefined;
    result[key] = joined;
  }
  return result;
}

/** Fields in which two rows about one node contradict each other. */
function differing(a: OutlineNode, b: OutlineNode): readonly string[] {
  return Object.keys(b.fields).filter((field) => {
    const [one, other] = [a.fields[field], b.fields[field] ?? null];
    return !isSameJson(one ?? null, other) && joinedValue(one, other) === undefined;
  });
}

function contradicted(
  name: string,
  field: string,
  values: readonly Json[],
  places: readonly string[],
): Problem {
  const said = values.map((value) => quoteShort(JSON.stringify(value)));
  return problem('import/rows-differ', {
    detail: `${places.join(' and ')} contradict each other about ${name}: ${field} is ${said.join(' and ')}. The first one is used.`,
    hint: 'Write the same value in the rows, or leave the cell empty in all but one.',
  });
}

function twoLessons(places: readonly string[]): Problem {
  return problem('import/rows-differ', {
    detail: `Rows with the same title in one unit have different values, so each becomes a separate lesson: ${places.slice(0, mostShown).join('; ')}${places.length > mostShown ? ` and ${places.length - mostShown} more` : ''}.`,
    hint: 'If they are one lesson, make the cells the same or leave them empty in all but one row; if not, give each a key in a column `key`.',
  });
}

function isSame(a: OutlineNode, b: OutlineNode): boolean {
  return a.fields['title'] === b.fields['title'] && a.ownId === b.ownId;
}

function grow(node: OutlineNode): Growing {
  const saidAt = new Map(Object.keys(node.fields).map((field) => [field, node.at]));
  return { node, saidAt, children: new Map(), resources: new Map() };
}

function finished(
  { node, children, resources }: Growing,
  columns: readonly SourceColumn[],
): OutlineNode {
  return {
    ...node,
    emptied: emptiedOf(node, columns),
    children: [...children.values()].map((one) => finished(one, columns)),
    resources: [...resources.values()].map((one) => finished(one, columns)),
  };
}

/** Fields that have a column but no cell with content. */
function emptiedOf(node: OutlineNode, columns: readonly SourceColumn[]): readonly string[] {
  const fields = columns.flatMap(({ target }) =>
    target?.kind === node.kind && !ofIdentity.includes(target.field) ? [target.field] : [],
  );
  const hasResources = columns.some(({ target }) => target?.kind === 'resource');
  const isBare = node.kind === 'lesson' && hasResources && node.places.length === 0;
  return [
    ...fields.filter((field) => valueAt(node.fields, field.split('.')) === undefined),
    ...(isBare ? ['resources'] : []),
  ];
}
