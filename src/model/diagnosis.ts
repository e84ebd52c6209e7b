import type { Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** Findings about one environment, from reads only. */
export interface Diagnosis {
  readonly platform: Platform;
  /** Absent if no token was issued. */
  readonly access?: Access;
  /** Absent if no answer had a date. */
  readonly clock?: ClockOffset;
  /** Routes to the hosts that were asked; absent if no variable names a proxy. */
  readonly routes?: readonly Route[];
  readonly collections: readonly CollectionRead[];
  /** The whole dialect table; empty if no token was issued. */
  readonly rows: readonly RowFinding[];
  readonly problems: readonly Problem[];
  /**
   * True for a built-in environment that the config does not mention and that has no credentials.
   * This is not a fault.
   */
  readonly unused?: true;
}

/** How a host is reached under the proxy variables. */
export interface Route {
  /** Scheme, host and port. */
  readonly to: string;
  /** URL of the proxy, without user and password; absent if NO_PROXY bypasses it. */
  readonly proxy?: string;
  /** The variable that decided, as spelled. */
  readonly variable: string;
}

export interface Access {
  /** Milliseconds that the token request took. */
  readonly ms: number;
  /** Lifetime of the token in seconds; absent if the platform did not say. */
  readonly lifetime?: number;
  readonly scopes?: Scopes;
}

/** Scopes of a token according to the platform, unverified. */
export interface Scopes {
  /** Source: the answer with the token, or the payload of the token itself. */
  readonly from: 'answer' | 'token';
  readonly names: readonly string[];
}

/** How far the platform's clock is ahead of ours, in milliseconds, with the uncertainty. */
export interface ClockOffset {
  readonly ahead: number;
  readonly within: number;
}

/** One page of a collection. */
export interface CollectionRead {
  /** Name of one record, and the plural. */
  readonly name: string;
  readonly called: string;
  /** Number of records according to the platform. */
  readonly total: number;
  readonly ms: number;
  /** Limit in the request. */
  readonly asked: number;
  readonly records: number;
  /** Page limit of the server, if lower than the requested one. */
  readonly cap?: number;
}

/** One row of the dialect table, and what reading shows about it. */
export interface RowFinding {
  readonly row: string;
  /** The value in force: from the table, or from a correction in the config. */
  readonly value: Json;
  readonly source: string;
  readonly isCorrected: boolean;
  readonly verdict: Verdict;
  /** Reason for the verdict, in words. */
  readonly evidence: string;
}
export type Verdict = 'holds' | 'differs' | 'unknown';
