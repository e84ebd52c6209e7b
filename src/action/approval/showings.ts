import type { History, Showing } from '../marker.ts';

// The plans that a comment showed, and when. An approval is for the plan on the screen, so a review counts
// for a plan hash only if the comment showed that plan at the time.

/** The most plans that a comment remembers. Older ones are forgotten and cannot be approved. */
const mostKept = 60;

/**
 * Hexadecimal digits of a plan hash that are kept: enough that nobody can make a second plan with the same
 * ones.
 */
const digits = 16;

interface Shown extends History {
  /** When the comment was last written, in milliseconds by GitHub's clock. */
  readonly updatedAt?: number;
}

/** The plans that a comment showed; the last one has been shown since the comment was last written. */
export function showingsOf({ shown = [], updatedAt }: Shown): readonly Showing[] {
  const last = shown.at(-1);
  if (!last || last.at !== undefined || updatedAt === undefined) return shown;
  return [...shown.slice(0, -1), { ...last, at: new Date(updatedAt).toISOString() }];
}

/** The plans with a new one at the end; a plan that the comment shows already keeps its time. */
export function withShowing(
  shown: readonly Showing[],
  digest: string | undefined,
  now: Date,
): readonly Showing[] {
  const is = shortOf(digest);
  if (shown.at(-1)?.plan === is) return shown;
  return [...shown, { plan: is, by: now.toISOString() }].slice(-mostKept);
}

/** Whether the comment showed a plan at a time in milliseconds. GitHub counts whole seconds. */
export function wasShownAt(shown: readonly Showing[], digest: string, time: number): boolean {
  return shown.findLast((one) => startOf(one) <= time)?.plan === shortOf(digest);
}

/**
 * Since when the comment shows its current plan, in milliseconds by GitHub's clock; undefined if not known.
 */
export function shownSince(shown: readonly Showing[]): number | undefined {
  const at = Date.parse(shown.at(-1)?.at ?? '');
  return Number.isFinite(at) ? at : undefined;
}

function startOf({ at, by }: Showing): number {
  const time = Date.parse(at ?? by);
  // A time that cannot be read counts as never, so nothing is approved by it. GitHub leaves fractions of
  // seconds out.
  return Number.isFinite(time) ? Math.floor(time / 1000) * 1000 : Number.POSITIVE_INFINITY;
}

/** The beginning of a plan hash, as comments keep it; `''` without a plan. */
function shortOf(digest: string | undefined): string {
  return digest?.slice(0, digits) ?? '';
}
