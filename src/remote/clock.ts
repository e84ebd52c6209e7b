import type { ClockOffset } from '../model/diagnosis.ts';
import type { AnswerHeaders } from './http/transport.ts';

/** When a request went out and its answer had come, by our clock in milliseconds. */
export interface Span {
  readonly sent: number;
  readonly answered: number;
}

/** `Date` has no fractions. */
const second = 1000;

/**
 * How far a platform's clock is ahead of ours, by the `Date` of one answer: it was stamped some time
 * between sending and answering. What a cache had kept says in `Age` how long ago that was.
 */
export function offsetOf(
  headers: AnswerHeaders,
  { sent, answered }: Span,
): ClockOffset | undefined {
  const stamped = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(stamped)) return undefined;
  const age = Number(headers.get('age') ?? 0);
  const from = stamped + (age > 0 ? age * second : 0);
  const least = from - answered;
  const greatest = from + second - sent;
  return { ahead: (least + greatest) / 2, within: (greatest - least) / 2 };
}

/** The offset that is known most exactly. */
export function bestOffset(offsets: readonly ClockOffset[]): ClockOffset | undefined {
  return offsets.toSorted((a, b) => a.within - b.within)[0];
}
