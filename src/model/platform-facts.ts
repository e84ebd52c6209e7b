import type { Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** How far a row of a platform's contract is known. */
export const rowStates = ['measured', 'contradicted', 'refused', 'not tried'] as const;
export type RowState = (typeof rowStates)[number];

/** One row of what a platform does: a value of the dialect table, or a behaviour beside it. */
export interface MeasuredRow {
  readonly row: string;
  readonly state: RowState;
  /** What was measured, or for `contradicted` a list of what experiments said; otherwise absent. */
  readonly value?: Json;
  /** What showed it; for `refused` the words of the platform, for `not tried` the reason. */
  readonly how: string;
  /** When it was measured, as ISO 8601, and by which version of the tool; absent: in a run that goes on. */
  readonly measured?: string;
  readonly build?: string;
}

/** What `probe` found out about one platform: the content of `platform.facts.yaml`. */
export interface PlatformFacts {
  /** Base address and dialect: facts of one platform say nothing about another. */
  readonly platform: { readonly url: string; readonly dialect: string };
  /** ISO 8601. */
  readonly measured: string;
  /** Version of the tool that measured. */
  readonly build: string;
  /** Whether nothing was written, so that only some rows could be settled. */
  readonly readOnly: boolean;
  readonly rows: readonly MeasuredRow[];
}

/** A record that a probe made, and what became of it. */
export interface ProbeRecord {
  /** Name of its collection: course, courseComponent. */
  readonly collection: string;
  readonly sourcedId: string;
  /** `lesson 2`, for people. */
  readonly called: string;
  readonly state: 'retired' | 'absent' | 'left';
}

/** A row with what the tool had taken to be so, and what follows from it. */
export interface ExplainedRow extends MeasuredRow {
  /** What the row asks, as a question. */
  readonly asks: string;
  /** What the tool takes to be so; absent: it assumes nothing. */
  readonly assumed?: Json;
  /** Whether the measured value is another one than the tool assumes. */
  readonly differs: boolean;
  /** `config`: the value corrects a row of the dialect table. `alike`: the tool gets along with any value. */
  readonly handled: 'config' | 'alike';
  /** What authors must know of this value; absent: nothing. */
  readonly authors?: string;
}

/** The result of a probe. */
export interface ProbeReport {
  readonly platform: Platform;
  readonly facts: PlatformFacts;
  readonly rows: readonly ExplainedRow[];
  readonly requests: number;
  readonly writes: number;
  readonly records: readonly ProbeRecord[];
  /** Relative to the folder of the catalog; absent: nothing was written to the platform. */
  readonly receipt?: string;
  /** File that the facts were written to; absent: none. */
  readonly file?: string;
  readonly problems: readonly Problem[];
}
