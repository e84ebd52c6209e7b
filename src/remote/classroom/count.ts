import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { sumOf } from '../../model/plan.ts';
import { equals, type Filter, filterText } from '../filter.ts';
import type { AllowedRequest, AllowedRequests } from '../http/allowed-requests.ts';
import type { Requester } from '../http/request.ts';
import { type ClassroomFacts, mark } from './facts.ts';

/** What is counted: of which lessons the results, of which courses the classes. */
export interface Counted {
  readonly lessons: readonly string[];
  readonly courses: readonly string[];
  /** Test students of rehearsals: their results are nobody's work. */
  readonly testStudents?: readonly string[];
}

/** Absent: unknown. */
export interface Counts {
  readonly results: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
  readonly enrollments: ReadonlyMap<string, number>;
}

interface Means {
  readonly requester: Requester;
  readonly facts: ClassroomFacts;
}

/** Counting reads three lists. */
export function counting(facts: ClassroomFacts): AllowedRequests {
  const lists = ['results', 'class', 'enrollment'] as const;
  const requests = lists.map(
    (list): AllowedRequest => ({ method: 'GET', path: facts[`${list}.path`] }),
  );
  return { requests, ofOthers: true };
}

/** One request each; beyond this a plan is about something else than these lessons. */
const mostLessons = 200;
const mostClasses = 1000;
const mostClassesCounted = 50;
/** An address has to be taken by every proxy on the way. */
const mostTestStudents = 50;

/**
 * Counts what hangs on lessons and courses. Asks only for the fields that it needs, so that nothing of
 * a person comes in, and gives numbers alone. Whatever does not answer as asked is left unknown: no
 * failure here ends anything.
 */
export async function countTied(counted: Counted, means: Means): Promise<Counts> {
  const [results, classes] = await Promise.all([
    countResults(counted, means),
    Promise.all(counted.courses.map(async (id) => [id, await classesOf(id, means)] as const)),
  ]);
  const known = classes.flatMap(([id, found]) => (found ? [[id, found] as const] : []));
  return {
    results,
    classes: new Map(known.map(([id, { open }]) => [id, open])),
    enrollments: new Map(
      known.flatMap(([id, { enrolled }]) => (enrolled === undefined ? [] : [[id, enrolled]])),
    ),
  };
}

async function countResults(
  { lessons, testStudents = [] }: Counted,
  means: Means,
): Promise<ReadonlyMap<string, number>> {
  const { facts } = means;
  const field = facts['results.lesson'];
  if (lessons.length === 0) return new Map();
  const page = { collection: 'results', field, limit: 1 } as const;
  // Any result: it shows whether the field is there. A filter on another gives nothing and says nothing.
  const any = await read(page, means);
  if (!any || (any.total > 0 && any.values[0] === undefined)) return new Map();
  const found = await Promise.all(
    lessons.slice(0, mostLessons).map(async (id) => {
      if (any.total === 0) return [id, 0] as const;
      const all = equals(field, id);
      // Where the longer filter is not understood, too many are better than none known.
      const some =
        (testStudents.length > 0 &&
          (await read({ ...page, filter: withoutStudents(all, testStudents) }, means))) ||
        (await read({ ...page, filter: all }, means));
      return [id, some && isOnly(some, id) ? some.total : undefined] as const;
    }),
  );
  return new Map(found.flatMap(([id, count]) => (count === undefined ? [] : [[id, count]])));
}

/** Asks for nobody's id but for those that rehearsals of this machine made up. */
function withoutStudents(filter: Filter, students: readonly string[]): Filter {
  const others = students.slice(0, mostTestStudents).map(
    (value): Filter => ({
      type: 'comparison',
      path: ['student', 'sourcedId'],
      operator: '!=',
      value,
    }),
  );
  return { type: 'and', terms: [filter, ...others] };
}

async function classesOf(
  course: string,
  means: Means,
): Promise<{ readonly open: number; readonly enrolled?: number } | undefined> {
  const field = means.facts['class.course'];
  const filter = equals(field, course);
  const asked = {
    collection: 'class',
    field,
    filter,
    limit: mostClasses,
    more: 'metadata',
  } as const;
  const page = await read(asked, means);
  if (!page || !isOnly(page, course) || page.total > page.records.length) return undefined;
  const open = page.records.filter(
    (group) => group['status'] !== 'tobedeleted' && !isOfRehearsal(group),
  );
  if (open.length > mostClassesCounted) return { open: open.length };
  const numbers = await Promise.all(open.map(({ sourcedId }) => enrolledIn(sourcedId, means)));
  const enrolled = sumOf(numbers);
  return { open: open.length, ...(enrolled !== undefined && { enrolled }) };
}

/** A rehearsal that was killed leaves its classes, and with them the enrollments. */
function isOfRehearsal({ metadata }: JsonObject): boolean {
  return isObject(metadata) && typeof metadata[mark] === 'string';
}

async function enrolledIn(group: Json | undefined, means: Means): Promise<number | undefined> {
  if (typeof group !== 'string') return undefined;
  const field = means.facts['enrollment.class'];
  const live: Filter = {
    type: 'comparison',
    path: ['status'],
    operator: '!=',
    value: 'tobedeleted',
  };
  const filter: Filter = { type: 'and', terms: [equals(field, group), live] };
  const page = await read({ collection: 'enrollment', field, filter, limit: 1 }, means);
  return page && isOnly(page, group) ? page.total : undefined;
}

interface Asked {
  readonly collection: 'results' | 'class' | 'enrollment';
  /** What the records must show of themselves. */
  readonly field: string;
  readonly filter?: Filter;
  readonly limit: number;
  /** A field that is asked for as well. */
  readonly more?: string;
}

interface Page {
  readonly total: number;
  readonly records: readonly JsonObject[];
  /** Of each record, what the field holds. */
  readonly values: readonly (string | undefined)[];
}

async function read(
  { collection, field, filter, limit, more }: Asked,
  { requester, facts }: Means,
): Promise<Page | undefined> {
  const [top = ''] = field.split('.');
  const query = new URLSearchParams({
    limit: String(limit),
    fields: [...new Set(['sourcedId', 'status', top, ...(more ? [more] : [])])].join(','),
    ...(filter && { filter: filterText(filter) }),
  });
  const path = `${facts[`${collection}.path`]}?${query}`;
  const doing = 'Counting the results and classes of retired and moved nodes';
  const ask = { path, doing, isDispensable: true } as const;
  const answer = await requester.turn(() => requester.send(ask));
  const json = answer.ok ? answer.value.json : undefined;
  if (!isObject(json)) return undefined;
  const list = json[facts[`${collection}.plural`]];
  const total = plainNumber(json['total']);
  if (!Array.isArray(list) || total === undefined) return undefined;
  const records = list.filter(isObject);
  return { total, records, values: records.map((record) => textAt(record, field.split('.'))) };
}

/** Whether a page holds what was asked for: a filter that has no effect would count everything. */
function isOnly({ total, values }: Page, wanted: string): boolean {
  return values.every((value) => value === wanted) && (total === 0 || values.length > 0);
}

function textAt(record: JsonObject, path: readonly string[]): string | undefined {
  let value: Json | undefined = record;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
