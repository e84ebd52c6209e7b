import type { DialectName } from '../../model/destination.ts';
import type { Lab } from './lab.ts';
import type { Name } from './records.ts';

/** What authors must know of a platform, by the row and by what was measured. */
export type ForAuthors = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One experiment: what it settles, what it writes to and how it goes about it. */
export interface Experiment {
  readonly name: string;
  /**
   * Rows beside the dialect table, each with a question that a person can answer by looking; in a
   * comment, what could lead the experiment astray.
   */
  readonly questions: Readonly<Record<string, string>>;
  readonly authors?: ForAuthors;
  /** Rows of the dialect table that it settles as well. */
  readonly tableRows?: readonly string[];
  /** Records that must have been made. */
  readonly needs?: readonly Name[];
  /** The most requests that write; 0: it reads alone. */
  readonly writes: number;
  /** The most requests of all. */
  readonly requests: number;
  /** The one dialect in which it makes sense; absent: both. */
  readonly only?: DialectName;
  /** `rows`: its own questions. `all`: with the rows of the dialect table. */
  readonly run: (lab: Lab, rows: readonly string[], all: readonly string[]) => Promise<void>;
}
