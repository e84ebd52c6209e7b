import { type Problem, problem } from '../model/problem.ts';
import type { Size } from './exchange.ts';
import { notTaken } from './fault.ts';
import { countText, limits, sizeText } from './limits.ts';

/** What all lists of one reading may take together: they are kept until the plan is made. */
export interface ReadingRoom {
  /** Counts an answer; the limit that it goes beyond, in words. */
  readonly take: (size: Size) => string | undefined;
}

export function openReadingRoom(): ReadingRoom {
  let bytes = 0;
  let values = 0;
  return {
    take: (size) => {
      bytes += size.bytes;
      values += size.values;
      if (bytes > limits.reading) return `more than ${sizeText(limits.reading)}`;
      if (values > limits.readingValues)
        return `more than ${countText(limits.readingValues)} values`;
      return undefined;
    },
  };
}

/** What a platform sends goes beyond a limit. */
export function tooMuch(detail: string): Problem {
  return problem('remote/too-much', { detail, hint: notTaken });
}
