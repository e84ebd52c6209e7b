import type { DialectName } from '../../model/destination.ts';
import type { Lab } from './lab.ts';
import type { Name } from './records.ts';

/** Advice for authors, by row and by measured value. */
export type ForAuthors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One experiment: which rows it settles, and what it sends for that. */
export interface Experiment {
  readonly name: string;
  /**
   * Rows beside the dialect table, each with a question that a person can answer by looking. A comment says
   * what could mislead the experiment.
   */
  readonly questions: Readonly<Record<string, string>>;
  readonly authors?: ForAuthors;
  /** Rows of the dialect table that it settles too. */
  readonly tableRows?: readonly string[];
  /** Records that must exist before it. */
  readonly needs?: readonly Name[];
  /** The most writes; 0: it only reads. */
  readonly writes: number;
  /** The most requests in all. */
  readonly requests: number;
  /** The only dialect in which it makes sense; absent: both. */
  readonly only?: DialectName;
  /** Runs the experiment. `rows`: its own questions; `all`: with the rows of the dialect table. */
  readonly run: (lab: Lab, rows: readonly string[], all: readonly string[]) => Promise<void>;
}
