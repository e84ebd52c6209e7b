import type { Address } from './node.ts';
import type { Problem } from './problem.ts';

/**
 * What is known of an address. `there`: it answers. `gone`: its host says that it is not there, or there is
 * no such host. `wrong`: it is not an address that can be asked for. `unknown`: it was asked in vain, or not at all.
 */
export type LinkVerdict = 'there' | 'gone' | 'wrong' | 'unknown';

export const linkVerdicts: readonly LinkVerdict[] = ['there', 'gone', 'wrong', 'unknown'];

/** What became of one address. */
export interface LinkAnswer {
  readonly verdict: LinkVerdict;
  /** In a few words: `404`, `the host asks for a login (401)`. */
  readonly why: string;
}

/** A field of a resource that names an address. */
export interface CheckedLink extends LinkAnswer {
  readonly url: string;
  readonly resource: Address;
  readonly title: string;
  /** `metadata.url` */
  readonly field: string;
  /** The lessons that place the resource, in the authors' order. */
  readonly lessons: readonly LinkedLesson[];
}

export interface LinkedLesson {
  readonly address: Address;
  readonly title: string;
  /** Title of the course. */
  readonly course: string;
}

/** Whether what resources name is there. */
export interface LinksReport {
  readonly environment: string;
  /** In the authors' order of resources. */
  readonly links: readonly CheckedLink[];
  /** How many different addresses were asked for. */
  readonly asked: number;
  /** Resources of the type qti that name no address. */
  readonly nameless: readonly Address[];
  readonly problems: readonly Problem[];
}
