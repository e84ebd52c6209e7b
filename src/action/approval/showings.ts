import type { History, Showing } from '../marker.ts';

// Which plan stood in the comment at which time. An approval is for the plan that was on the screen, so
// a review counts for a digest only if it was given while the comment showed that one.

/** More of a comment's past than this is forgotten, oldest first: what is forgotten approves nothing. */
const mostKept = 60;

/** Digits of a digest that are kept: enough that nobody finds a second plan with them. */
const digits = 16;

interface Shown extends History {
  /** When the comment was written last, in milliseconds by the clock of GitHub. */
  readonly updatedAt?: number;
}

/** What a comment showed and since when; the last entry is as old as the comment is. */
export function showingsOf({ shown = [], updatedAt }: Shown): readonly Showing[] {
  const last = shown.at(-1);
  if (!last || last.at !== undefined || updatedAt === undefined) return shown;
  return [...shown.slice(0, -1), { ...last, at: new Date(updatedAt).toISOString() }];
}

/** The same once the comment shows a plan: one that stood there already has been there all along. */
export function withShowing(
  shown: readonly Showing[],
  digest: string | undefined,
  now: Date,
): readonly Showing[] {
  const is = shortOf(digest);
  if (shown.at(-1)?.plan === is) return shown;
  return [...shown, { plan: is, by: now.toISOString() }].slice(-mostKept);
}

/** Whether the comment showed this plan at a time, in milliseconds. GitHub counts whole seconds. */
export function wasShownAt(shown: readonly Showing[], digest: string, time: number): boolean {
  return shown.findLast((one) => startOf(one) <= time)?.plan === shortOf(digest);
}

/** Since when the comment shows what it shows now, by the clock of GitHub. */
export function shownSince(shown: readonly Showing[]): number | undefined {
  const at = Date.parse(shown.at(-1)?.at ?? '');
  return Number.isFinite(at) ? at : undefined;
}

function startOf({ at, by }: Showing): number {
  const time = Date.parse(at ?? by);
  // What cannot be read came late: then nothing is approved by it. GitHub leaves out parts of seconds.
  return Number.isFinite(time) ? Math.floor(time / 1000) * 1000 : Number.POSITIVE_INFINITY;
}

/** As digests are kept in a comment. */
function shortOf(digest: string | undefined): string {
  return digest?.slice(0, digits) ?? '';
}
