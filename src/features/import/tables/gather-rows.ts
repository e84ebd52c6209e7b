import { quoteShort } from '../../../document/place.ts';
import { canonicalJson, isSameJson, type Json, type JsonObject } from '../../../model/json.ts';
import { nest } from '../../../model/json-values.ts';
import type { Kind } from '../../../model/node.ts';
import { type Problem, problem } from '../../../model/problem.ts';
import { firstFew } from '../../../model/text.ts';
import { nodeInWords, outlineTitleOf, type SourceAccount, type SourceItem } from '../account.ts';
import { ofIdentity } from '../fields.ts';
import { numberedKey, type OutlineNode } from '../imported.ts';
import { clashOf } from '../keys.ts';
import { stateIn } from '../states.ts';
import type { SourceColumn } from './columns.ts';
import type { CountedRow } from './count-rows.ts';
import { cellsOf, isNamed, nodeFor, resourceFor, type Values } from './table.ts';

/** Titles for all rows, if no column has them. */
interface GivenTitles {
  readonly course?: string;
  readonly unit?: string;
}

/** The most rows that a contradiction names. */
const mostShown = 3;

interface Growing {
  /** The node, whose fields have paths as names, such as `metadata.xp`. */
  node: OutlineNode;
  /** Items of further rows about it. */
  readonly items: SourceItem[];
  /** Fields that it gets if no row gives them. */
  readonly otherwise: JsonObject;
  /** The place where each field was given first. */
  readonly saidAt: Map<string, string>;
  readonly children: Map<string, Growing>;
  /** The last number of each key among the children. */
  readonly numbers: Map<string, number>;
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
  let lost: Level | undefined;
  const clashes: Problem[] = [];
  const contradictions: string[] = [];
  for (const row of rows) {
    const said = saidIn(row, columns);
    lost = lostIn(row.spoilt, said.cells, lost);
    const known = lost === undefined ? levels.length : levels.indexOf(lost);
    const before: Growing | undefined = unit;
    if (known > levels.indexOf('course')) course = enter('course', courses, course, said);
    if (course && known > levels.indexOf('unit')) unit = enter('unit', course.children, unit, said);
    // A later row does not repeat what is above an unknown node.
    if (lost === 'course' || lost === 'unit') unit = undefined;
    if (lost !== undefined || unit !== before) lesson = undefined;
    if (lost !== undefined) leaveOutRow(row, lost);
    else if (isNamed(said.cells.lesson)) readLesson(row, said);
    else readUnnamed(row, said);
  }
  if (contradictions.length > 0) clashes.push(twoLessons(contradictions));
  const all = [...courses.values()].filter((one) => !isRemark(one));
  return { courses: all.map((one) => finished(one, whole)), clashes };

  /** The node that a row names, or the one above it, with what the row says about it. */
  function enter(
    kind: 'course' | 'unit',
    siblings: Map<string, Growing>,
    present: Growing | undefined,
    { at, cells, itemsOf }: Said,
  ): Growing | undefined {
    const items = itemsOf(kind);
    if (present && siblings.has(present.node.key) && !isNamed(cells[kind])) {
      const { key, fields } = present.node;
      const titled = new Map([...cells[kind], ['title', String(fields['title'] ?? '')]]);
      if (cells[kind].size > 0)
        take(present, { ...nodeFor(kind, titled, { at, above: '' }), key, items });
      return present;
    }
    const given = isNamed(cells[kind]) ? undefined : options[kind];
    const values = given === undefined ? cells[kind] : new Map([...cells[kind], ['title', given]]);
    if (kind === 'unit' && !isNamed(values)) return undefined;
    const above = kind === 'unit' ? (course?.node.key ?? '') : '';
    const next = { ...nodeFor(kind, values, { at, above }), items };
    const known = siblings.get(next.key);
    const clash = known && clashOf(known.node, next);
    if (clash) clashes.push(clash);
    else if (known) take(known, next);
    const entered = known ?? grow(next);
    siblings.set(next.key, entered);
    return entered;
  }

  function readLesson(row: CountedRow, said: Said): void {
    const { at, cells, itemsOf } = said;
    if (!unit) {
      account.leftOut(row.item, 'there is no unit in it or above it');
      for (const item of [...itemsOf('lesson'), ...itemsOf('resource')])
        account.leftOut(item, 'there is no unit in its row or above it');
      return;
    }
    const items = itemsOf('lesson');
    const next = { ...nodeFor('lesson', cells.lesson, { at, above: unit.node.key }), items };
    const siblings = unit.children;
    const known = siblings.get(next.key);
    const isMore =
      known &&
      isNamed(cells.resource) &&
      known.node.fields['title'] === next.fields['title'] &&
      known.node.ownId === next.ownId;
    if (isMore && !isContrary(known.node, next)) {
      lesson = known;
      account.merged(row.item, known.node);
      take(known, next);
    } else {
      if (isMore)
        contradictions.push(`${known.node.at} and ${at}: ${quoteShort(outlineTitleOf(next))}`);
      const isFree = (key: string) => !siblings.has(key);
      const key = isMore ? numberedKey(next.key, isFree, unit.numbers) : next.key;
      const hidden = row.isHidden && { hidden: 'its row is hidden' };
      lesson = grow({ ...next, key, items: [row.item, ...items], ...hidden });
      siblings.set(known && !isMore ? `${key}\n${row.line}` : key, lesson);
    }
    if (isNamed(cells.resource)) placeResource(lesson, said);
  }

  /** A row without a lesson: a further resource of the lesson above it, or facts about its unit or course. */
  function readUnnamed(row: CountedRow, said: Said): void {
    const { cells, itemsOf } = said;
    const hasResource = isNamed(cells.resource);
    if (hasResource && lesson) {
      placeResource(lesson, said);
      for (const item of [...itemsOf('lesson'), row.item]) account.merged(item, lesson.node);
      return;
    }
    const why = hasResource
      ? 'its row has no lesson, and there is none above it in the unit'
      : 'its row has no lesson';
    for (const item of [...itemsOf('lesson'), ...itemsOf('resource')]) account.leftOut(item, why);
    const holder = isNamed(cells.unit) ? unit : isNamed(cells.course) ? course : undefined;
    if (holder && !hasResource && cells.lesson.size === 0) holder.items.push(row.item);
    else account.leftOut(row.item, why);
  }

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

  /** Whether a course is only a note: a text in its column with nothing below it. */
  function isRemark({ node, items, children }: Growing): boolean {
    if (children.size > 0 || !node.isKeyTitle) return false;
    for (const item of [...items, ...node.items])
      account.leftOut(item, 'no row has a lesson of that course; with a key it is imported');
    return true;
  }

  /** Merges another row about a node into it: the first row counts, and lists are joined. */
  function take(into: Growing, from: OutlineNode): void {
    const name = nodeInWords(into.node);
    const merged = { ...into.node.fields };
    const wrong = new Set<string>();
    for (const [field, other] of Object.entries(from.fields)) {
      const one = merged[field];
      const joined = joinedValue(field, one, other);
      if (joined === undefined) {
        wrong.add(field);
        const place = into.saidAt.get(field) ?? into.node.at;
        clashes.push(contradicted(name, field, [one ?? null, other], [place, from.at]));
      } else {
        merged[field] = joined;
        if (one === undefined || one === '') into.saidAt.set(field, from.at);
      }
    }
    for (const item of from.items) {
      const { field = '' } = item;
      if (wrong.has(field)) account.leftOut(item, `another row has a different value for ${name}`);
      else if (from.kind === 'resource' || ofIdentity.includes(field))
        account.merged(item, into.node);
      else into.items.push(item);
    }
    into.node = { ...into.node, fields: merged };
  }

  function placeResource(into: Growing, { at, cells, itemsOf }: Said): void {
    const { node, otherwise } = resourceFor(cells.resource, { at, lesson: into.node });
    const resource = { ...node, items: itemsOf('resource') };
    const { key } = resource;
    const first = course?.resources.get(key);
    if (first) take(first, resource);
    else course?.resources.set(key, grow(resource, otherwise));
    const { places } = into.node;
    if (!places.includes(key)) into.node = { ...into.node, places: [...places, key] };
  }
}

/** What a row says: its values and their items, by the kind that they are about. */
interface Said {
  readonly at: string;
  readonly cells: Readonly<Record<Kind, Values>>;
  readonly itemsOf: (kind: Kind) => readonly SourceItem[];
}

/**
 * What a row says, with its state at the node that it is about: the lesson that it names, else a resource, a
 * unit or a course. An empty cell repeats what is above, so a row without a name gives no state.
 */
function saidIn(row: CountedRow, columns: readonly SourceColumn[]): Said {
  const cells = cellsOf(row, columns);
  const about = (['lesson', 'resource', 'unit', 'course'] as const).find((kind) =>
    isNamed(cells[kind]),
  );
  const state = cells.lesson.get('status');
  const itemsOf = (kind: Kind) =>
    [...row.items].flatMap(([index, item]) => {
      const target = columns[index]?.target;
      const isState = target?.kind === 'lesson' && target.field === 'status';
      return (isState ? (about ?? 'lesson') : target?.kind) === kind ? [item] : [];
    });
  if (about === 'lesson' || state === undefined) return { at: row.at, cells, itemsOf };
  const lesson = new Map([...cells.lesson].filter(([field]) => field !== 'status'));
  const stated = about && { [about]: new Map([['status', state], ...cells[about]]) };
  return { at: row.at, cells: { ...cells, lesson, ...stated }, itemsOf };
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

/** The value of a field joined with that of another row; undefined if they contradict each other. */
function joinedValue(field: string, one: Json | undefined, other: Json): Json | undefined {
  if (one === undefined || one === '' || one === null) return other;
  if (other === '' || isSameJson(one, other)) return one;
  if (field === 'status') {
    // Two words may name one state.
    const [first, second] = [one, other].map((word) => Object.keys(stateIn(String(word)) ?? {}));
    return first?.join() === second?.join() ? one : undefined;
  }
  if (!Array.isArray(one) || !Array.isArray(other)) return undefined;
  const all: readonly Json[] = [...one, ...other];
  return [...new Map(all.map((each) => [canonicalJson(each), each])).values()];
}

/** Whether two rows about one node contradict each other, apart from its state. */
function isContrary(a: OutlineNode, b: OutlineNode): boolean {
  return Object.entries(b.fields).some(
    ([field, other]) =>
      field !== 'status' && joinedValue(field, a.fields[field], other) === undefined,
  );
}

function contradicted(
  name: string,
  field: string,
  values: readonly Json[],
  places: readonly string[],
): Problem {
  const said = values.map((value) =>
    quoteShort(typeof value === 'string' ? value : canonicalJson(value)),
  );
  return problem('import/rows-differ', {
    detail: `${places.join(' and ')} contradict each other about ${name}: ${field} is ${said.join(' and ')}. The first one is used.`,
    hint: 'Write the same value in the rows, or leave the cell empty in all but one.',
  });
}

function twoLessons(places: readonly string[]): Problem {
  return problem('import/rows-differ', {
    detail: `Rows with the same title in one unit have different values, so each becomes a separate lesson: ${firstFew(places, mostShown)}.`,
    hint: 'If they are one lesson, make the cells the same or leave them empty in all but one row; if not, give each a key in a column `key`.',
  });
}

function grow(node: OutlineNode, otherwise: JsonObject = {}): Growing {
  const saidAt = new Map(Object.keys(node.fields).map((field) => [field, node.at]));
  const [children, numbers, resources] = [new Map(), new Map(), new Map()];
  return { node, items: [], otherwise, saidAt, children, numbers, resources };
}

function finished(
  { node, items, otherwise, children, resources }: Growing,
  columns: readonly SourceColumn[],
): OutlineNode {
  const { status = '', ...said } = node.fields;
  const fields = { ...otherwise, ...said, title: said['title'] || (otherwise['title'] ?? '') };
  return {
    ...stateIn(String(status)),
    ...node,
    fields: nest(Object.entries(fields).map(([path, value]) => [path.split('.'), value])),
    items: [...node.items, ...items],
    emptied: emptiedOf({ ...node, fields }, columns),
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
    ...fields.filter((field) => node.fields[field] === undefined),
    ...(isBare ? ['resources'] : []),
  ];
}
