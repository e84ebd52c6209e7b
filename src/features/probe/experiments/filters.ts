import {
  anyOf,
  compared,
  equals,
  type Filter,
  type FilterOperator,
  filterText,
} from '../../../remote/filter.ts';
import type { Experiment, Lab } from '../lab.ts';
import { textOf } from '../records.ts';

/** Records of one list for which the right answers to filters are known. */
interface Sample {
  readonly collection: string;
  readonly ids: readonly [string, string];
}

/** The test lessons, or two records of any list if nothing was written. */
function sampleOf(lab: Lab): Sample | undefined {
  const lessons = [...lab.made.values()].filter(
    ({ name, state }) => state === 'live' && name.startsWith('L'),
  );
  const lists = [...lab.listings].map(
    // From the end, since a server that ignores filters gives the first record.
    ([collection, { records }]) => [collection, records.toReversed()] as const,
  );
  for (const [collection, records] of [
    [lessons[0]?.collection ?? '', lessons],
    ...lists,
  ] as const) {
    const ids = records.flatMap(({ sourcedId }) =>
      typeof sourcedId === 'string' ? sourcedId : [],
    );
    const [first, second] = ids;
    if (first !== undefined && second !== undefined) return { collection, ids: [first, second] };
  }
  return undefined;
}

interface Matched {
  readonly ids: ReadonlySet<string>;
  readonly total: number | undefined;
}

/**
 * The records that a filter lets through; the platform's words if it refuses. A short page is asked for
 * twice.
 */
async function matching(lab: Lab, collection: string, filter: string): Promise<Matched | string> {
  const ids = new Set<string>();
  let total: number | undefined;
  const times = lab.value('list.pages') === 'short' ? 2 : 1;
  for (let time = 0; time < times; time += 1) {
    const reply = await lab.list(collection, { filter, limit: '100', offset: '0' });
    if (!reply.isTaken) return reply.words;
    if (!reply.listed) return 'the answer held no list';
    for (const { sourcedId } of reply.listed.records) ids.add(String(sourcedId));
    total = reply.listed.total;
  }
  return { ids, total };
}

function isExactly(found: Matched, ids: readonly string[]): boolean {
  return found.ids.size === ids.length && ids.every((id) => found.ids.has(id));
}

const one = (id: string): Filter => equals('sourcedId', id);

export const filters: Experiment = {
  name: 'filters by id',
  questions: {
    // A list of only one record cannot tell.
    'filter.ids': 'Can a list be asked for one id?',
    // A page without its last record looks the same, so that page is asked for twice.
    'filter.or': 'Do conditions that are joined by OR all count?',
    // The second condition is about the title.
    'filter.and': 'Do conditions that are joined by AND all count?',
    'filter.unknown': 'What becomes of a filter on a field that does not exist?',
    // Needs a list of two records.
    'filter.total': 'Is the total of a filtered list that of what it lets through?',
    // Needs a list of more than ten live records.
    'filter.most': 'Is a filtered list complete when more than ten records pass?',
  },
  tableRows: ['list.filter'],
  writes: 0,
  requests: 6,
  run: async (lab, rows, all) => {
    const found = sampleOf(lab);
    if (!found) return lab.skip(all, 'no list has two records');
    const { collection, ids } = found;
    const [first, second] = ids;
    const single = await matching(lab, collection, filterText(one(first)));
    if (typeof single === 'string') {
      lab.measure('filter.ids', 'refused', single);
      lab.measure('list.filter', false, `a list with a filter answered ${single}`);
      return lab.skip(rows, 'filters are refused here');
    }
    if (!isExactly(single, [first])) {
      const value = single.ids.size === 0 ? 'empty' : 'ignored';
      const how = `asked for one id, ${single.ids.size} records came`;
      lab.measure('filter.ids', value, how);
      lab.measure('list.filter', false, how);
      return lab.skip(rows, 'a list cannot be asked for an id here');
    }
    lab.measure('filter.ids', 'applied', 'asked for one id, that one came alone');
    const { total } = single;
    if (total !== undefined) {
      const value = total === 1 ? 'of the filtered' : total === 0 ? 'zero' : 'of the whole';
      lab.measure('filter.total', value, `one record passed, and the total was ${value}`);
    }
    const either = await matching(lab, collection, filterText(anyOf('sourcedId', [first, second])));
    if (typeof either === 'string') lab.measure('filter.or', 'refused', either);
    else {
      const value = isExactly(either, ids) ? 'all' : 'first alone';
      lab.measure('filter.or', value, `of two ids ${either.ids.size} came`);
    }
    lab.measure('list.filter', lab.value('filter.or') === 'all', 'two ids were asked for at once');
    const terms = [one(first), equals('title', 'no title of a probe')];
    const both = await matching(lab, collection, filterText({ type: 'and', terms }));
    if (typeof both === 'string') lab.measure('filter.and', 'refused', both);
    else {
      const isAll = both.ids.size === 0;
      lab.measure('filter.and', isAll ? 'all' : 'not all', `${both.ids.size} records passed`);
    }
    const unknown = await matching(lab, collection, filterText(equals('noSuchFieldOfAProbe', 'x')));
    if (typeof unknown === 'string') lab.measure('filter.unknown', 'refused', unknown);
    else {
      const value = unknown.ids.size === 0 ? 'empty' : 'ignored';
      lab.measure('filter.unknown', value, `${unknown.ids.size} records came`);
    }
    await most(lab);
  },
};

async function most(lab: Lab): Promise<void> {
  const active = textOf(lab.table, 'status.active');
  const counts = [...lab.listings].map(([name, { records }]) => ({
    name,
    live: records.filter(({ status }) => status === active).length,
  }));
  const [largest] = counts.toSorted((a, b) => b.live - a.live);
  if (!largest || largest.live <= 11) {
    return lab.skip('filter.most', 'no list has more than eleven live records');
  }
  const found = await matching(lab, largest.name, filterText(equals('status', active)));
  if (typeof found === 'string') return lab.refuse('filter.most', found);
  const { size } = found.ids;
  const isAll = size >= Math.min(largest.live, 100) - 1;
  lab.measure('filter.most', isAll ? 'all' : size, `of ${largest.live} or more ${size} came`);
}

export const nestedFilters: Experiment = {
  name: 'filters by the parent of a record, and other operators',
  questions: {
    // Misleading: a lesson that names no course passes no such filter.
    'filter.nested': 'Can a list be asked for the records of one course, `course.sourcedId=…`?',
    // Misleading: a platform that changes titles.
    'filter.contains': 'Does `title~…` find what is in a title?',
    // Joined by AND with a condition on the title.
    'filter.not': 'Does `!=` leave out what it names?',
    // Joined by AND with a condition on the title. Among texts, 10 is less than 9.
    'filter.numbers': 'Do `>`, `>=`, `<` and `<=` compare numbers?',
    // No title of a probe holds a quote, so the list must be empty.
    'filter.quote': 'Is a quote in a value written twice?',
  },
  tableRows: ['list.filterReferences'],
  needs: ['L1', 'L2', 'L3', 'L4'],
  writes: 0,
  requests: 10,
  run: async (lab, _, rows) => {
    if (lab.value('filter.ids') !== 'applied') {
      return lab.skip(rows, 'a list cannot be asked for an id here');
    }
    const { idOf } = lab;
    const { collection, body } = lab.one('L1');
    const isOneList = lab.dialect === 'oneroster';
    const course = isOneList ? 'courseComponent.course' : 'lesson.course';
    const key = textOf(lab.table, course) || 'course';
    const under = [idOf('L4'), ...(isOneList ? [idOf('U3')] : [])];
    const ofCourse = filterText(equals(`${key}.sourcedId`, idOf('C2')));
    judge(lab, 'filter.nested', await matching(lab, collection, ofCourse), under);
    const isNested = lab.value('filter.nested') === 'applied';
    lab.measure('list.filterReferences', isNested, 'records of one course were asked for');

    const own = [...lab.made.values()].filter(
      (one) => one.collection === collection && one.state === 'live',
    );
    const [mark = ''] = String(body['title'] ?? '').split(':');
    const all = own.map(({ sourcedId }) => sourcedId);
    const has = compared('title', '~', mark);
    judge(lab, 'filter.contains', await matching(lab, collection, filterText(has)), all);
    if (lab.value('filter.contains') !== 'applied') {
      return lab.skip(rows, 'no condition finds just the records of the probe');
    }
    const passing = (path: string, operator: FilterOperator, value: string | number) => {
      const terms = [has, compared(path, operator, value)];
      return matching(lab, collection, filterText({ type: 'and', terms }));
    };
    const others = all.filter((id) => id !== idOf('L1'));
    judge(lab, 'filter.not', await passing('sourcedId', '!=', idOf('L1')), others);
    await numbers(lab, passing);
    const quote = await matching(lab, collection, filterText(equals('title', "it's no title")));
    if (typeof quote === 'string') lab.measure('filter.quote', 'refused', quote);
    else if (quote.ids.size > 0) lab.refuse('filter.quote', 'records passed that hold no quote');
    else lab.measure('filter.quote', 'doubled', 'it was read, and none passed');
  },
};

function judge(lab: Lab, row: string, found: Matched | string, ids: readonly string[]): void {
  if (typeof found === 'string') lab.measure(row, 'refused', found);
  else {
    const isRight = isExactly(found, ids);
    const value = isRight ? 'applied' : found.ids.size === 0 ? 'empty' : 'ignored';
    lab.measure(row, value, `${found.ids.size} records came of ${ids.length} that fit`);
  }
}

/** Compares numbers: one lesson has the number 10, all others less than 9. */
async function numbers(
  lab: Lab,
  passing: (path: string, operator: FilterOperator, value: number) => Promise<Matched | string>,
): Promise<void> {
  const key = String(lab.value('sortOrder.key') ?? textOf(lab.table, 'sortOrder.key'));
  const row = 'filter.numbers';
  let right = 0;
  for (const operator of ['>', '>=', '<', '<='] as const) {
    const found = await passing(key, operator, 9);
    if (typeof found === 'string') return lab.measure(row, 'refused', found);
    const isAbove = operator.startsWith('>');
    if (found.ids.size > 0 && found.ids.has(lab.idOf('L3')) === isAbove) right += 1;
  }
  const value = right === 4 ? 'as numbers' : right === 0 ? 'as texts' : 'not';
  lab.measure(row, value, `${right} of four operators took 10 for more than 9`);
}
