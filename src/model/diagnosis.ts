import type { Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

/** What could be told of one environment by reading alone. */
export interface Diagnosis {
  readonly platform: Platform;
  /** Absent where no token was got. */
  readonly access?: Access;
  /** Absent where no answer said what time it is. */
  readonly clock?: ClockOffset;
  /** What the proxy variables say of the hosts that were asked; absent where none names a proxy. */
  readonly routes?: readonly Route[];
  readonly collections: readonly CollectionRead[];
  /** The whole dialect table; empty where no token was got. */
  readonly rows: readonly RowFinding[];
  readonly problems: readonly Problem[];
  /** Built in, not described in the config, and without credentials: nothing is wrong with it. */
  readonly unused?: true;
}

/** How a host is reached, by the proxy variables. */
export interface Route {
  /** Scheme, host and port. */
  readonly to: string;
  /** The address of the proxy, without user and password; absent: NO_PROXY has it asked directly. */
  readonly proxy?: string;
  /** The variable that says so, as it is spelled. */
  readonly variable: string;
}

export interface Access {
  /** How long getting the token took, in milliseconds. */
  readonly ms: number;
  /** Seconds; absent where the platform did not say. */
  readonly lifetime?: number;
  readonly scopes?: Scopes;
}

/** What a token is good for, as the platform says it. Never verified. */
export interface Scopes {
  /** The answer that brought the token, or the payload of the token itself. */
  readonly from: 'answer' | 'token';
  readonly names: readonly string[];
}

/** How far the platform's clock is ahead of ours, in milliseconds, and how exactly that is known. */
export interface ClockOffset {
  readonly ahead: number;
  readonly within: number;
}

/** One page of a collection. */
export interface CollectionRead {
  /** What one record is called, and several of them. */
  readonly name: string;
  readonly called: string;
  /** How many the platform says there are. */
  readonly total: number;
  readonly ms: number;
  /** The most records that were asked for. */
  readonly asked: number;
  readonly records: number;
  /** The most that the server gives on a page, where that is fewer than asked. */
  readonly cap?: number;
}

/** One row of the dialect table, and what reading says about it. */
export interface RowFinding {
  readonly row: string;
  /** What the tool takes to be so: the table's, or the correction of the config. */
  readonly value: Json;
  readonly source: string;
  readonly isCorrected: boolean;
  readonly verdict: Verdict;
  /** What the verdict rests on, in words. */
  readonly evidence: string;
}
export type Verdict = 'holds' | 'differs' | 'unknown';
