import type { Entry } from './entry.ts';
import type { GroundTruth } from './ground-truth.ts';
import type { Step } from './replay.ts';

/** One line about one revision. */
export interface Remark {
  readonly rev: string;
  readonly text: string;
}

/** One class of events: what is known about it, and what `check` reported. */
export interface Row {
  readonly name: string;
  /** The name in the ground truth; absent if nothing is known. */
  readonly measure?: string;
  readonly truth?: number;
  readonly reported: number;
  readonly missed: readonly Remark[];
  /** Reports of events that did not happen. */
  readonly untrue: readonly Remark[];
  /** Reports of events that the ground truth does not cover. */
  readonly further: readonly Remark[];
}

export type Scoring = (steps: readonly Step[], truth: GroundTruth) => readonly Row[];

/** A node in words. */
export function inWords({ kind, written, course }: Entry): string {
  const where = course ? ` of ${course.written.key}` : '';
  return `${kind} "${written.title}"${where}`;
}
