import type { AnswerHeaders } from './exchange.ts';

/**
 * How long an answer asks to wait, in milliseconds (RFC 9110, section 10.2.3).
 *
 * A date is taken by the clock that wrote it, which the answer's own `Date` tells: a clock that is
 * an hour off, theirs or ours, must not turn a second into an hour, or an hour into nothing. Without
 * a `Date` no more than `longest` is believed.
 */
export function askedPause(
  headers: AnswerHeaders,
  by: { readonly now: Date; readonly longest: number },
): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // What is no HTTP date may still be one for Date.parse, such as -5.
  const until = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(until)) return undefined;
  const theirs = Date.parse(headers.get('date') ?? '');
  return Number.isFinite(theirs)
    ? Math.max(0, until - theirs)
    : Math.min(by.longest, Math.max(0, until - by.now.getTime()));
}
