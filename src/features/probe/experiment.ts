import type { DialectName } from '../../model/destination.ts';
import type { Lab } from './lab.ts';
import type { Name } from './records.ts';

/** What one row of a platform's contract asks. */
export interface RowQuestion {
  /** A question that a person can answer by looking: "Does PUT replace the fields …?" */
  readonly asks: string;
  /** The answers that are known; a platform may give another one. */
  readonly answers: readonly string[];
  /** What could lead the experiment astray. */
  readonly hazard: string;
  /** What an author must know, by the answer. */
  readonly authors?: Readonly<Record<string, string>>;
}

/** One experiment: what it settles, what it writes to and how it goes about it. */
export interface Experiment {
  readonly name: string;
  /** Rows beside the dialect table, by their names. */
  readonly questions: Readonly<Record<string, RowQuestion>>;
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
  readonly run: (lab: Lab) => Promise<void>;
}
