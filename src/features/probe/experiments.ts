import { content } from './experiments/content.ts';
import { back, fewer, grades } from './experiments/fewer.ts';
import { filters, nestedFilters } from './experiments/filters.ts';
import { asked, errors, foreign, lists, pages, sorting } from './experiments/lists.ts';
import { first } from './experiments/make.ts';
import { ids, incomplete, others } from './experiments/others.ts';
import { again, listed, placed, retireAndRestore } from './experiments/retiring.ts';
import { access, rate } from './experiments/service.ts';
import { below, dangling, moves, orders, titles, unit } from './experiments/structure.ts';
import type { Experiment, ForAuthors } from './lab.ts';

/** Before anything is written. */
export const readingFirst: readonly Experiment[] = [access, lists, errors, foreign];

/** What writes, and what reads what was written; the most valuable first. */
export const writing: readonly Experiment[] = [
  first,
  incomplete,
  others,
  ids,
  pages,
  filters,
  nestedFilters,
  sorting,
  asked,
  content,
  fewer,
  back,
  unit,
  dangling,
  orders,
  listed,
  placed,
  moves,
  retireAndRestore,
  grades,
  again,
  titles,
  below,
];

/** What reads alone, on what is there; also if nothing is written. */
export const readingOnly: readonly Experiment[] = [pages, filters, sorting, asked];

export const readingLast: readonly Experiment[] = [rate];

export const every: readonly Experiment[] = [...readingFirst, ...writing, ...readingLast];

/** Every question beside the dialect table, by its row. */
export const questions: Readonly<Record<string, string>> = {
  ...Object.assign({}, ...every.map((one) => one.questions)),
  // Settled while everything is taken away, by one unit of a retired course.
  'retire.cascades': 'Are units retired with their course?',
};

export const forAuthors: ForAuthors = {
  ...Object.assign({}, ...every.map(({ authors }) => authors)),
  'retire.cascades': {
    yes: 'A course takes all that is under it along when it is retired here.',
  },
};

/** The experiments by the rows beside the table that each settles. */
export function experimentOf(row: string): Experiment | undefined {
  return every.find(({ questions: of }) => Object.hasOwn(of, row));
}
