import type { Address } from './address.ts';
import type { Explanation } from './explanation.ts';
import type { Json } from './json.ts';
import type { Action } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';

interface Base {
  readonly address: Address;
  readonly title: string;
  readonly action: Action;
}

/** What became of one change. Every change of the plan has exactly one outcome. */
export type Outcome =
  | (Base & { readonly status: 'applied' })
  | (Base & { readonly status: 'failed'; readonly problem: Problem })
  | (Base & {
      readonly status: 'not-tried';
      /**
       * `earlier failure`: a node it depends on was not written. `platform failing`: others had
       * failed one after the other, so that nothing more was sent.
       */
      readonly because: 'earlier failure' | 'interrupted' | 'platform failing';
      readonly blockedBy?: Address;
    });

/** A field that was sent and that the platform did not keep. */
export interface Unkept {
  readonly address: Address;
  readonly title: string;
  readonly path: readonly [string, ...string[]];
  readonly sent: Json;
  readonly kept: Json;
}

/** What reading back after the writes showed. */
export type Settled =
  | { readonly state: 'converged' }
  | {
      readonly state: 'differs';
      readonly fields: readonly Unkept[];
      /** What would settle it. */
      readonly explanation?: Explanation;
    }
  | { readonly state: 'unread'; readonly problem: Problem };

export interface ApplyReport {
  readonly platform: Platform;
  readonly digest: string;
  readonly outcomes: readonly Outcome[];
  readonly unchanged: number;
  readonly settled: Settled;
  /** The receipt of the run, relative to the catalog; absent where nothing was to be done. */
  readonly receipt?: {
    readonly file: string;
    /** The receipt that the run takes back; absent where it is no undo. */
    readonly undoes?: string;
    /** Why it could not be written on: from then on nothing was sent. */
    readonly problem?: Problem;
  };
  /** Where an interrupted run was taken up: how many of its changes were written before. */
  readonly resumed?: { readonly earlier: number };
}
