import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { defined, textUnder } from '../../model/json-values.ts';
import { sumOf } from '../../model/plan.ts';
import { anyOf, compared, equals, type Filter, filterText } from '../filter.ts';
import type { AllowedRequests } from '../http/allowed-requests.ts';
import type { Requester } from '../http/request.ts';
import { type ClassroomFacts, mark, type OnerosterClassroom } from './facts.ts';

/** What results of students may belong to: a lesson or a course, and placements. */
export interface ResultHolder {
  readonly lesson?: string;
  readonly course?: string;
  readonly placements?: readonly string[];
}

/** What is counted: the results of each holder, by keys of the caller, and the classes of courses. */
export interface Counted {
  readonly holders: ReadonlyMap<string, ResultHolder>;
  readonly courses: readonly string[];
  /** Ids of test students of rehearsals, whose results are nobody's work. */
  readonly testStudents?: readonly string[];
}

/** The counted numbers. A number that is absent is unknown. */
export interface Counts {
  /** The number of results by the key of the holder. */
  readonly results: ReadonlyMap<string, number>;
  /** The results of all holders together, each counted once. */
  readonly allResults?: number;
  readonly classes: ReadonlyMap<string, number>;
  readonly enrollments: ReadonlyMap<string, number>;
}

type CountedResults = Pick<Counts, 'results' | 'allResults'>;

interface Means {
  readonly requester: Requester;
  readonly facts: ClassroomFacts;
  /** The key of the total in a list answer. */
  readonly total: string;
}

/** The requests that counting may send: it reads a few lists. */
export function counting(facts: ClassroomFacts): AllowedRequests {
  const paths = [
    ...[facts['results.path'], facts['class.path'], facts['enrollment.path']],
    ...(facts.dialect === 'oneroster' ? [facts['lineItem.path']] : []),
  ];
  return { requests: paths.map((path) => ({ method: 'GET', path })), ofOthers: true };
}

/**
 * The most holders and classes that are counted, since each takes one request: a plan that changes more is
 * about something else.
 */
const mostHolders = 200;
const mostClasses = 1000;
const mostClassesCounted = 50;
const mostLineItems = 1000;
/** The most ids in one address, which every proxy in between has to accept. */
const mostTestStudents = 50;
const mostLineItemsAsked = 20;

/**
 * Counts the results and classes of lessons, courses and placements. Asks only for the fields that it needs,
 * so that no personal data is read, and returns only numbers. A number is left unknown if the platform does
 * not answer as asked: no failure here ends the run.
 */
export async function countTied(counted: Counted, means: Means): Promise<Counts> {
  const [results, classes] = await Promise.all([
    countResults(counted, means),
    Promise.all(counted.courses.map(async (id) => [id, await classesOf(id, means)] as const)),
  ]);
  const known = classes.flatMap(([id, found]) => (found ? [[id, found] as const] : []));
  return {
    ...results,
    classes: new Map(known.map(([id, { open }]) => [id, open])),
    enrollments: new Map(
      known.flatMap(([id, { enrolled }]) => (enrolled === undefined ? [] : [[id, enrolled]])),
    ),
  };
}

async function countResults(
  { holders, testStudents = [] }: Counted,
  means: Means,
): Promise<CountedResults> {
  const { facts } = means;
  const asked = [...holders].slice(0, mostHolders);
  if (facts.dialect === 'oneroster')
    return countByLineItems(asked, testStudents, { ...means, facts });
  const field = facts['results.lesson'];
  const lessons = asked.flatMap(([key, { lesson }]) =>
    lesson === undefined ? [] : [[key, lesson] as const],
  );
  if (lessons.length === 0) return { results: new Map(), allResults: 0 };
  // Any one result shows whether records have the field. A filter on a field that they lack finds nothing and
  // proves nothing.
  const any = await read({ collection: 'results', field, limit: 1 }, means);
  if (!any || (any.total > 0 && any.values[0] === undefined)) return { results: new Map() };
  const found = await Promise.all(
    lessons.map(async ([key, id]) => {
      const wanted = { field, ids: [id], testStudents };
      return [key, any.total === 0 ? 0 : await resultsOn(wanted, means)] as const;
    }),
  );
  const allResults =
    holders.size > asked.length ? undefined : sumOf(found.map(([, count]) => count));
  return countsOf(found, allResults);
}

function countsOf(
  found: readonly (readonly [string, number | undefined])[],
  allResults: number | undefined,
): CountedResults {
  const results = new Map(
    found.flatMap(([key, count]) => (count === undefined ? [] : [[key, count]])),
  );
  return { results, ...defined({ allResults }) };
}

/**
 * Counts results by line items: apps on the SDK put results on line items, which name a course, a lesson or a
 * placement.
 */
async function countByLineItems(
  holders: readonly (readonly [string, ResultHolder])[],
  testStudents: readonly string[],
  means: Means & { readonly facts: OnerosterClassroom },
): Promise<CountedResults> {
  const field = means.facts['results.lineItem'];
  const counted = new Map<string, Promise<number | undefined>>();
  const on = (ids: readonly string[]) =>
    Promise.all(
      chunks(ids, mostLineItemsAsked).map((some) => {
        const key = some.join(' ');
        const known = counted.get(key) ?? resultsOn({ field, ids: some, testStudents }, means);
        counted.set(key, known);
        return known;
      }),
    ).then(sumOf);
  const items = await Promise.all(
    holders.map(async ([key, holder]) => [key, await lineItemsOf(holder, means)] as const),
  );
  const found = await Promise.all(
    items.map(async ([key, ids]) => [key, ids && (await on(ids))] as const),
  );
  const all = items.every(([, ids]) => ids)
    ? await on([...new Set(items.flatMap(([, ids = []]) => ids))].sort())
    : undefined;
  return countsOf(found, all);
}

function chunks<T>(all: readonly T[], most: number): T[][] {
  const count = Math.ceil(all.length / most);
  return Array.from({ length: count }, (_, at) => all.slice(at * most, (at + 1) * most));
}

/** The live line items of a holder, sorted; undefined if the platform does not say. */
async function lineItemsOf(
  { course, lesson, placements = [] }: ResultHolder,
  means: Means & { readonly facts: OnerosterClassroom },
): Promise<readonly string[] | undefined> {
  const { facts } = means;
  const asked = [
    [facts['lineItem.course'], course === undefined ? [] : [course]],
    [facts['lineItem.lesson'], lesson === undefined ? [] : [lesson]],
    ...chunks(placements, mostLineItemsAsked).map(
      (ids) => [facts['lineItem.placement'], ids] as const,
    ),
  ] as const;
  const pages = await Promise.all(
    asked
      .filter(([, ids]) => ids.length > 0)
      .map(async ([field, ids]) => {
        const filter = anyOf(field, ids);
        const page = await read(
          { collection: 'lineItem', field, filter, limit: mostLineItems },
          means,
        );
        return page && isOnly(page, ids) && page.total === page.records.length ? page : undefined;
      }),
  );
  if (pages.includes(undefined)) return undefined;
  const live = pages
    .flatMap((page) => page?.records ?? [])
    .filter(({ status }) => status !== 'tobedeleted');
  return [...new Set(live.map(({ sourcedId }) => String(sourcedId)))].sort();
}

/** The number of results that name one of some ids; undefined if the platform does not say. */
async function resultsOn(
  {
    field,
    ids,
    testStudents = [],
  }: Pick<Counted, 'testStudents'> & { readonly field: string; readonly ids: readonly string[] },
  means: Means,
): Promise<number | undefined> {
  const page = { collection: 'results', field, limit: 1 } as const;
  const all = anyOf(field, ids);
  // If the platform does not understand the longer filter, a number that is too high is better than none.
  const some =
    (testStudents.length > 0 &&
      (await read({ ...page, filter: withoutStudents(all, testStudents) }, means))) ||
    (await read({ ...page, filter: all }, means));
  return some && isOnly(some, ids) ? some.total : undefined;
}

/** A filter that leaves out results of test students. No other student ids are asked for. */
function withoutStudents(filter: Filter, students: readonly string[]): Filter {
  const others = students
    .slice(0, mostTestStudents)
    .map((value) => compared('student.sourcedId', '!=', value));
  return { type: 'and', terms: [filter, ...others] };
}

async function classesOf(
  course: string,
  means: Means,
): Promise<{ readonly open: number; readonly enrolled?: number } | undefined> {
  const field = means.facts['class.course'];
  const filter = equals(field, course);
  const asked = { collection: 'class', field, filter, limit: mostClasses } as const;
  const page = await read({ ...asked, more: 'metadata' }, means);
  if (!page || !isOnly(page, [course]) || page.total > page.records.length) return undefined;
  const open = page.records.filter(
    (group) => group['status'] !== 'tobedeleted' && !isOfRehearsal(group),
  );
  if (open.length > mostClassesCounted) return { open: open.length };
  const numbers = await Promise.all(open.map(({ sourcedId }) => enrolledIn(sourcedId, means)));
  const enrolled = sumOf(numbers);
  return { open: open.length, ...(enrolled !== undefined && { enrolled }) };
}

/** Whether a class belongs to a rehearsal: one that was killed leaves its classes and their enrollments. */
function isOfRehearsal(group: JsonObject): boolean {
  return textUnder(group, 'metadata', mark) !== undefined;
}

async function enrolledIn(group: Json | undefined, means: Means): Promise<number | undefined> {
  if (typeof group !== 'string') return undefined;
  const field = means.facts['enrollment.class'];
  const live = compared('status', '!=', 'tobedeleted');
  const filter: Filter = { type: 'and', terms: [equals(field, group), live] };
  const page = await read({ collection: 'enrollment', field, filter, limit: 1 }, means);
  return page && isOnly(page, [group]) ? page.total : undefined;
}

interface Asked {
  readonly collection: 'results' | 'class' | 'enrollment' | 'lineItem';
  /** The field that each record must show to prove the filter. */
  readonly field: string;
  readonly filter?: Filter;
  readonly limit: number;
  /** A further field to ask for. */
  readonly more?: string;
}

interface Page {
  readonly total: number;
  readonly records: readonly JsonObject[];
  /** The value of the asked field in each record. */
  readonly values: readonly (string | undefined)[];
}

async function read(
  { collection, field, filter, limit, more }: Asked,
  { requester, facts, total: totalKey }: Means,
): Promise<Page | undefined> {
  const [top = ''] = field.split('.');
  const query = new URLSearchParams({
    limit: String(limit),
    fields: [...new Set(['sourcedId', 'status', top, ...(more ? [more] : [])])].join(','),
    ...(filter && { filter: filterText(filter) }),
  });
  const { path: list, plural } = listOf(collection, facts);
  const path = `${list}?${query}`;
  const doing = 'Counting the results and classes of retired and moved nodes';
  const ask = { path, doing, isDispensable: true } as const;
  const answer = await requester.ask(ask);
  const json = answer.ok ? answer.value.json : undefined;
  if (!isObject(json)) return undefined;
  const found = json[plural];
  const total = plainNumber(json[totalKey]);
  if (!Array.isArray(found) || total === undefined) return undefined;
  const records = found.filter(isObject);
  return {
    total,
    records,
    values: records.map((record) => textUnder(record, ...field.split('.'))),
  };
}

function listOf(collection: Asked['collection'], facts: ClassroomFacts) {
  const row = (name: string) => String(Reflect.get(facts, `${collection}.${name}`));
  return { path: row('path'), plural: row('plural') };
}

/** Whether a page holds only what was asked for: a filter without effect would count everything. */
function isOnly({ total, values }: Page, wanted: readonly string[]): boolean {
  const isWanted = (value: string | undefined) => value !== undefined && wanted.includes(value);
  return values.every(isWanted) && (total === 0 || values.length > 0);
}
