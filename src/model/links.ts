import type { Address } from './node.ts';
import type { Problem } from './problem.ts';

/**
 * The result of checking an address. `there`: it answers. `gone`: its host says that it is not there, or
 * there is no such host. `wrong`: it is no address that can be asked for. `unknown`: asking gave no result,
 * or it was not asked for.
 */
export type LinkVerdict = 'there' | 'gone' | 'wrong' | 'unknown';

/** All verdicts of addresses. */
export const linkVerdicts: readonly LinkVerdict[] = ['there', 'gone', 'wrong', 'unknown'];

/** The result of checking one address. */
export interface LinkAnswer {
  readonly verdict: LinkVerdict;
  /** The reason in a few words: `404`, `the host asks for a login (401)`. */
  readonly why: string;
}

/** An address in a field of a resource, and the result of checking it. */
export interface CheckedLink extends LinkAnswer {
  readonly url: string;
  readonly resource: Address;
  readonly title: string;
  /** The path of the field: `metadata.url`. */
  readonly field: string;
  /** The lessons that place the resource, in the authors' order. */
  readonly lessons: readonly LinkedLesson[];
}

/** A lesson that places a resource with an address. */
export interface LinkedLesson {
  readonly address: Address;
  readonly title: string;
  /** The title of the course. */
  readonly course: string;
}

/** The result of checking the addresses in resources. */
export interface LinksReport {
  readonly environment: string;
  /** The checked addresses, in the authors' order of resources. */
  readonly links: readonly CheckedLink[];
  /** The number of different addresses that were asked for. */
  readonly asked: number;
  /** The resources of the type qti that have no address. */
  readonly nameless: readonly Address[];
  readonly problems: readonly Problem[];
}
