import { type Problem, problem } from '../model/problem.ts';
import { notTaken } from './http/failures.ts';
import type { AnswerSize } from './http/transport.ts';
import { countText, limits, sizeText } from './limits.ts';

/** What all lists of one reading may take together: they are kept until the plan is made. */
export interface ReadingRoom {
  /** Counts an answer; the limit that it goes beyond, in words. */
  readonly take: (size: AnswerSize) => string | undefined;
  /** Told how many records are kept by now; what comes after too many is not taken. */
  readonly holds: (records: number) => void;
}

export function openReadingRoom(): ReadingRoom {
  let bytes = 0;
  let values = 0;
  let kept = 0;
  return {
    holds: (records) => {
      kept = records;
    },
    take: (size) => {
      bytes += size.bytes;
      values += size.values;
      if (bytes > limits.reading) return `more than ${sizeText(limits.reading)}`;
      if (values > limits.readingValues)
        return `more than ${countText(limits.readingValues)} values`;
      if (kept > limits.kept) return `more than ${countText(limits.kept)} records`;
      return undefined;
    },
  };
}

/** What a platform sends goes beyond a limit. */
export function tooMuch(detail: string): Problem {
  return problem('remote/too-much', { detail, hint: notTaken });
}
