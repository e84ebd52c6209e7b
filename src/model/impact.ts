import type { Address } from './address.ts';

/**
 * Numbers of records that depend on a node, as far as the platform tells. An absent number is
 * unknown: it may not be read, or the answer does not show it.
 */
export interface Tied {
  /** Results of students. */
  readonly results?: number;
  /** Classes of the course that are not retired. */
  readonly classes?: number;
  /** Enrollments in these classes. */
  readonly enrollments?: number;
}

/** What depends on the nodes that a plan retires or moves. */
export interface Impact extends Tied {
  readonly nodes: readonly (Tied & { readonly address: Address })[];
}

/** The sum; undefined if a part is unknown. */
export function sumOf(numbers: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    sum += number;
  }
  return sum;
}
