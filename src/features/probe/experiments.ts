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

/** Experiments before anything is written. */
export const readingFirst: readonly Experiment[] = [access, lists, errors, foreign];

/** Experiments that write, or read what was written; the most valuable come first. */
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

/** Experiments that only read existing records, also if nothing is written. */
export const readingOnly: readonly Experiment[] = [pages, filters, sorting, asked];

export const readingLast: readonly Experiment[] = [rate];

export const every: readonly Experiment[] = [...readingFirst, ...writing, ...readingLast];

/** Every question beside the dialect table, by its row. */
export const questions: Readonly<Record<string, string>> = {
  ...Object.assign({}, ...every.map((one) => one.questions)),
  // Settled while everything is removed, by one unit of a retired course.
  'retire.cascades': 'Are units retired with their course?',
};

export const forAuthors: ForAuthors = {
  ...Object.assign({}, ...every.map(({ authors }) => authors)),
  'retire.cascades': {
    yes: 'A course takes all that is under it along when it is retired here.',
  },
};

/** The experiment that settles a row beside the table; undefined for other rows. */
export function experimentOf(row: string): Experiment | undefined {
  return every.find(({ questions: of }) => Object.hasOwn(of, row));
}
