import { anyOf, equals, type Filter, filterText } from '../../../remote/filter.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../lab.ts';
import { textOf } from '../records.ts';

/** Records of one list whose answers to filters are known. */
interface Sample {
  readonly collection: string;
  readonly ids: readonly [string, string, ...string[]];
}

/** The lessons that were made, or where nothing is written two records of any list. */
function sampleOf(lab: Lab): Sample | undefined {
  const own = [...lab.made.values()].filter(
    ({ name, state }) => state === 'live' && name.startsWith('L'),
  );
  const [first, second, ...others] = own;
  if (first && second) {
    const ids = [first, second, ...others].map(({ sourcedId }) => sourcedId);
    return sample(first.collection, ids);
  }
  for (const [collection, { records }] of lab.listings) {
    const ids = records.flatMap(({ sourcedId }) =>
      typeof sourcedId === 'string' ? sourcedId : [],
    );
    // From the end: a server that heeds no filter gives the first.
    if (ids.length >= 2) return sample(collection, ids.toReversed().slice(0, 4));
  }
  return undefined;
}

function sample(collection: string, ids: readonly string[]): Sample | undefined {
  const [first, second, ...others] = ids;
  return first !== undefined && second !== undefined
    ? { collection, ids: [first, second, ...others] }
    : undefined;
}

interface Matched {
  readonly ids: ReadonlySet<string>;
  readonly total: number | undefined;
}

/** What a filter lets through; words where it is refused. A platform with short pages is asked twice. */
async function matching(lab: Lab, collection: string, filter: string): Promise<Matched | string> {
  const ids = new Set<string>();
  let total: number | undefined;
  const times = lab.rows.get('list.pages')?.value === 'short' ? 2 : 1;
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
    'filter.ids': {
      asks: 'Can a list be asked for one id?',
      answers: ['applied', 'ignored', 'refused', 'empty'],
      hazard: 'A list with one record alone cannot tell.',
    },
    'filter.or': {
      asks: 'Do conditions that are joined by OR all count?',
      answers: ['all', 'first alone', 'refused'],
      hazard: 'A page that lacks its last record looks the same; the page is asked for twice then.',
    },
    'filter.and': {
      asks: 'Do conditions that are joined by AND all count?',
      answers: ['all', 'not all', 'refused'],
      hazard: 'The second condition is about the title.',
    },
    'filter.unknown': {
      asks: 'What becomes of a filter on a field that does not exist?',
      answers: ['refused', 'empty', 'ignored'],
      hazard: 'None.',
    },
    'filter.total': {
      asks: 'Is the total of a filtered list that of what it lets through?',
      answers: ['of the filtered', 'of the whole', 'zero'],
      hazard: 'It takes a list of two records.',
    },
    'filter.most': {
      asks: 'Is a filtered list complete when more than ten records pass?',
      answers: ['all', 'a number'],
      hazard: 'It takes a list of more than ten live records.',
    },
  },
  tableRows: ['list.filter'],
  writes: 0,
  requests: 6,
  run: async (lab) => {
    const found = sampleOf(lab);
    const rows = Object.keys(filters.questions);
    if (!found) {
      for (const row of [...rows, 'list.filter']) lab.skip(row, 'no list has two records');
      return;
    }
    const { collection, ids } = found;
    const [first, second] = ids;
    const single = await matching(lab, collection, filterText(one(first)));
    if (typeof single === 'string') {
      lab.measure('filter.ids', 'refused', single);
      lab.measure('list.filter', false, `a list with a filter answered ${single}`);
      for (const row of rows) lab.skip(row, 'filters are refused here');
      return;
    }
    if (!isExactly(single, [first])) {
      const value = single.ids.size === 0 ? 'empty' : 'ignored';
      const how = `asked for one id, ${single.ids.size} records came`;
      lab.measure('filter.ids', value, how);
      lab.measure('list.filter', false, how);
      for (const row of rows) lab.skip(row, 'a list cannot be asked for an id here');
      return;
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
      const isBoth = isExactly(either, [first, second]);
      lab.measure(
        'filter.or',
        isBoth ? 'all' : 'first alone',
        `of two ids ${either.ids.size} came`,
      );
    }
    const isUsable = lab.rows.get('filter.or')?.value === 'all';
    lab.measure('list.filter', isUsable, 'two ids were asked for at once');
    const both = await matching(
      lab,
      collection,
      filterText({ type: 'and', terms: [one(first), equals('title', 'no title of a probe')] }),
    );
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
    lab.skip('filter.most', 'no list has more than eleven live records');
    return;
  }
  const found = await matching(lab, largest.name, filterText(equals('status', active)));
  if (typeof found === 'string') {
    lab.refuse('filter.most', found);
    return;
  }
  const { size } = found.ids;
  const isAll = size >= Math.min(largest.live, 100) - 1;
  lab.measure('filter.most', isAll ? 'all' : size, `of ${largest.live} or more ${size} came`);
}

export const nestedFilters: Experiment = {
  name: 'filters by the parent of a record, and other operators',
  questions: {
    'filter.nested': {
      asks: 'Can a list be asked for the records of one course, `course.sourcedId=…`?',
      answers: ['applied', 'ignored', 'empty', 'refused'],
      hazard: 'A lesson that names no course answers to nothing.',
    },
    'filter.contains': {
      asks: 'Does `title~…` find what is in a title?',
      answers: ['applied', 'ignored', 'refused', 'empty'],
      hazard: 'Titles that the platform changes.',
    },
    'filter.not': {
      asks: 'Does `!=` leave out what it names?',
      answers: ['applied', 'ignored', 'refused', 'empty'],
      hazard: 'It is joined by AND with a condition on the title.',
    },
    'filter.numbers': {
      asks: 'Do `>`, `>=`, `<` and `<=` compare numbers?',
      answers: ['as numbers', 'as texts', 'refused', 'not'],
      hazard: 'Joined by AND with a condition on the title; 10 is less than 9 among texts.',
    },
    'filter.quote': {
      asks: 'Is a quote in a value written twice?',
      answers: ['doubled', 'refused'],
      hazard: 'Nothing in any title of a probe holds a quote: the list has to be empty.',
    },
  },
  tableRows: ['list.filterReferences'],
  needs: ['L1', 'L2', 'L3', 'L4'],
  writes: 0,
  requests: 10,
  run: async (lab) => {
    const rows = [...Object.keys(nestedFilters.questions), 'list.filterReferences'];
    if (lab.rows.get('filter.ids')?.value !== 'applied') {
      for (const row of rows) lab.skip(row, 'a list cannot be asked for an id here');
      return;
    }
    const { collection } = lab.made.get('L1') ?? {};
    if (collection === undefined) return;
    const idOf = (name: 'L1' | 'L2' | 'L3' | 'L4' | 'U3' | 'C2') =>
      lab.made.get(name)?.sourcedId ?? '';
    const isOneList = lab.dialect === 'oneroster';
    const course = lab.dialect === 'partner' ? 'lesson.course' : 'courseComponent.course';
    const key = textOf(lab.table, course) || 'course';
    const under = [idOf('L4'), ...(isOneList ? [idOf('U3')] : [])];
    const ofCourse = await matching(
      lab,
      collection,
      filterText(equals(`${key}.sourcedId`, idOf('C2'))),
    );
    judge(lab, 'filter.nested', ofCourse, under);
    const isNested = lab.rows.get('filter.nested')?.value === 'applied';
    lab.measure('list.filterReferences', isNested, 'records of one course were asked for');

    const own = [...lab.made.values()].filter(
      (one) => one.collection === collection && one.state === 'live',
    );
    const mark = runOf(lab);
    const all = own.map(({ sourcedId }) => sourcedId);
    const has: Filter = { type: 'comparison', path: ['title'], operator: '~', value: mark };
    judge(lab, 'filter.contains', await matching(lab, collection, filterText(has)), all);
    if (lab.rows.get('filter.contains')?.value !== 'applied') {
      for (const row of rows) lab.skip(row, 'no condition finds just the records of the probe');
      return;
    }
    const with_ = (
      path: string,
      operator: '!=' | '>' | '>=' | '<' | '<=',
      value: string | number,
    ) =>
      filterText({
        type: 'and',
        terms: [has, { type: 'comparison', path: [path], operator, value }],
      });
    const others = all.filter((id) => id !== idOf('L1'));
    const not = await matching(lab, collection, with_('sourcedId', '!=', idOf('L1')));
    judge(lab, 'filter.not', not, others);
    await numbers(lab, collection, { with: with_, tenth: idOf('L3') });
    const quote = await matching(lab, collection, filterText(equals('title', "it's no title")));
    if (typeof quote === 'string') lab.measure('filter.quote', 'refused', quote);
    else if (quote.ids.size === 0)
      lab.measure('filter.quote', 'doubled', 'it was read, and none passed');
    else lab.refuse('filter.quote', 'records passed that hold no quote');
  },
};

function judge(lab: Lab, row: string, found: Matched | string, ids: readonly string[]): void {
  if (typeof found === 'string') {
    lab.measure(row, 'refused', found);
    return;
  }
  const isRight = isExactly(found, ids);
  const value = isRight ? 'applied' : found.ids.size === 0 ? 'empty' : 'ignored';
  lab.measure(row, value, `${found.ids.size} records came of ${ids.length} that fit`);
}

/** One lesson has the number 10, all others less than 9. */
async function numbers(
  lab: Lab,
  collection: string,
  by: {
    readonly with: (path: string, operator: '>' | '>=' | '<' | '<=', value: number) => string;
    readonly tenth: string;
  },
): Promise<void> {
  const key = String(lab.rows.get('sortOrder.key')?.value ?? textOf(lab.table, 'sortOrder.key'));
  const row = 'filter.numbers';
  let right = 0;
  for (const operator of ['>', '>=', '<', '<='] as const) {
    const found = await matching(lab, collection, by.with(key, operator, 9));
    if (typeof found === 'string') {
      lab.measure(row, 'refused', found);
      return;
    }
    const isAbove = operator.startsWith('>');
    if (found.ids.size > 0 && found.ids.has(by.tenth) === isAbove) right += 1;
  }
  const value = right === 4 ? 'as numbers' : right === 0 ? 'as texts' : 'not';
  lab.measure(row, value, `${right} of four operators took 10 for more than 9`);
}

function runOf(lab: Lab): string {
  const title = String(lab.made.get('L1')?.body['title'] ?? '');
  return title.split(':')[0] ?? '';
}
