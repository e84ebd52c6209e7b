import type { Answered, Sending, Tried } from './attempt.ts';
import { isFinal } from './cause.ts';
import type { Patience } from './patience.ts';
import { meansLater } from './statuses.ts';

/** An end of a try that is none of a request. */
export type Trouble =
  | Exclude<Tried, { type: 'answered' } | { type: 'interrupted' }>
  /** The platform asks to come back later. */
  | { readonly type: 'later'; readonly answer: Answered }
  /** A success whose body is none: an HTML page, nothing, or JSON that breaks off. */
  | { readonly type: 'garbled'; readonly answer: Answered };

/** A body that came whole and makes no sense is seldom another one next time. */
const repetitionsOfGarbled = 2;

/** An answer, welcome or not, or what was wrong with the try. */
export function judge(
  tried: Exclude<Tried, { type: 'interrupted' }>,
  { expects }: Pick<Sending, 'expects'>,
): Answered | Trouble {
  if (tried.type !== 'answered') return tried;
  if (meansLater(tried.status, tried.headers.get('retry-after') !== null))
    return { type: 'later', answer: tried };
  const isSuccess = tried.status >= 200 && tried.status < 300;
  const isGarbled = tried.json === undefined && (expects === 'json' || isHtml(tried.text));
  return isSuccess && isGarbled ? { type: 'garbled', answer: tried } : tried;
}

export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html)/i.test(text);
}

/** Whether a write may have reached the platform's data although it failed like this. */
export function mayHaveArrived(trouble: Trouble): boolean {
  return trouble.type !== 'later' || trouble.answer.status >= 500;
}

/** How far a request has come. */
export interface Progress {
  readonly tries: number;
  /** Milliseconds since the first try began. */
  readonly elapsed: number;
  /** Tries after the first that are allowed at most. */
  readonly repetitions: number;
  /** What the platform asks for, in milliseconds. */
  readonly asked: number | undefined;
  /** From 0 to 1: many who failed together must not come back together. */
  readonly chance: number;
}

/** How long to wait before the next try, in milliseconds; undefined where there is none. */
export function pauseBefore(
  trouble: Trouble,
  { tries, elapsed, repetitions, asked, chance }: Progress,
  patience: Patience,
): number | undefined {
  // The next answer would say the same again.
  if (trouble.type === 'too much' || trouble.type === 'telling') return undefined;
  const most = trouble.type === 'garbled' ? repetitionsOfGarbled : repetitions;
  if (tries > most || (trouble.type === 'lost' && isFinal(trouble.cause))) return undefined;
  const jitter = 0.5 + chance / 2;
  const backoff = Math.min(patience.longestPause, patience.firstPause * 2 ** (tries - 1)) * jitter;
  // A pause of zero would spend all tries at once.
  const pause = asked === undefined ? backoff : Math.max(asked, patience.firstPause * jitter);
  return elapsed + pause < patience.allTries ? pause : undefined;
}
