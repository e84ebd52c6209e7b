import type { Address } from './address.ts';

/**
 * How much hangs on something, as far as the platform tells: numbers and nothing else. What is absent is
 * unknown: it may not be read, or the answer does not say what was asked.
 */
export interface Tied {
  /** Results that students have. */
  readonly results?: number;
  /** Classes of the course that are not retired. */
  readonly classes?: number;
  /** Enrollments in these classes. */
  readonly enrollments?: number;
}

/** What hangs on the nodes that a plan retires or moves. */
export interface Impact extends Tied {
  readonly nodes: readonly (Tied & { readonly address: Address })[];
}

/** The sum, where every part is known. */
export function sumOf(numbers: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    sum += number;
  }
  return sum;
}
