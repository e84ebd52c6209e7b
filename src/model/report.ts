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

/** The outcome of one change. Every change of a plan has exactly one. */
export type Outcome =
  | (Base & { readonly status: 'applied' })
  | (Base & { readonly status: 'failed'; readonly problem: Problem })
  | (Base & {
      readonly status: 'not-tried';
      /**
       * `earlier failure`: a node it depends on was not written. `platform failing`: after repeated
       * failures nothing more was sent.
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

/** Nodes that the platform accepted but still shows in their former state. */
export interface Invisible {
  readonly nodes: readonly Base[];
  /** Milliseconds during which they were read again. */
  readonly waited: number;
  /** `apply/not-visible`. */
  readonly problem: Problem;
}

/** What reading back after the writes showed. */
export type Settled =
  | { readonly state: 'converged' }
  | {
      readonly state: 'differs';
      readonly fields: readonly Unkept[];
      /** Corrections that would settle the differences. */
      readonly explanation?: Explanation;
      /** Nodes that do not show yet, beside the differences. */
      readonly invisible?: Invisible;
    }
  /** Everything that shows is as it was sent. */
  | { readonly state: 'not-visible'; readonly invisible: Invisible }
  | { readonly state: 'unread'; readonly problem: Problem };

export interface ApplyReport {
  readonly platform: Platform;
  readonly digest: string;
  readonly outcomes: readonly Outcome[];
  readonly unchanged: number;
  readonly settled: Settled;
  /** The receipt of the run, relative to the catalog; absent if there was nothing to do. */
  readonly receipt?: {
    readonly file: string;
    /** The receipt that an undo takes back; absent for other runs. */
    readonly undoes?: string;
    /** Why writing to it failed. Nothing was sent after that. */
    readonly problem?: Problem;
  };
  /** Present for a resumed run: the number of changes that were written before. */
  readonly resumed?: { readonly earlier: number };
}

/** Nodes that do not show yet, for any result of reading back. */
export function invisibleIn(settled: Settled): Invisible | undefined {
  return 'invisible' in settled ? settled.invisible : undefined;
}
