import type { Address } from './address.ts';
import type { Entity } from './entity.ts';
import type { Json } from './json.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';
import type { Span } from './span.ts';

/** One field's difference. `path` is the way into the fields: `['metadata', 'metrics', 'totalXp']`. */
export type FieldChange = { readonly path: readonly [string, ...string[]] } & (
  | { readonly kind: 'added'; readonly after: Json }
  | { readonly kind: 'changed'; readonly before: Json; readonly after: Json }
);

/** A place among siblings. `position` counts from one; `sortOrder` is the number on the platform. */
export interface Place {
  readonly parent: Address;
  readonly position: number;
  readonly sortOrder: number | null;
}

interface Base {
  readonly address: Address;
  /** The title after the change, for people. */
  readonly title: string;
  /** Where the node stands in the manifests. */
  readonly source: Span;
  /** The node it hangs under, after the change. */
  readonly parent?: Address;
}

export type Create = Base & {
  readonly action: 'create';
  readonly after: Entity;
  /** Absent for kinds without an order. */
  readonly to?: Place;
};
/** Cannot be written down without a difference. */
export type Update = Base & {
  readonly action: 'update';
  readonly fields: readonly [FieldChange, ...FieldChange[]];
};
/** Another parent; its fields may differ as well. */
export type Move = Base & {
  readonly action: 'move';
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/** Another number among the same siblings; its fields may differ as well. */
export type Reorder = Base & {
  readonly action: 'reorder';
  /** Its place among the siblings stays; only its number changes, to make room for another. */
  readonly makesRoom: boolean;
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/** Retired in the ledger: its status becomes the retired one. No record is ever deleted. */
export type Retire = Base & {
  readonly action: 'retire';
  readonly reason?: string;
  readonly fields: readonly [];
};
export type Change = Create | Update | Move | Reorder | Retire;
export type Action = Change['action'];

/** A node that a reader needs to place a change: an ancestor, or the parent a node moved from. */
export interface ContextNode {
  readonly address: Address;
  readonly title: string;
  readonly parent?: Address;
}

/** What publishing would change. Plain data: it survives JSON. */
export interface Plan {
  readonly platform: Platform;
  /** In outline order, so a parent stands before its children. */
  readonly changes: readonly Change[];
  /** Ancestors of changed nodes that do not change themselves. */
  readonly context: readonly ContextNode[];
  readonly unchanged: number;
  /** On the platform, in no manifest, and left alone. */
  readonly unmanaged: readonly ContextNode[];
  readonly warnings: readonly Problem[];
  /** SHA-256 of the platform's URL, the dialect and the canonical changes; nothing else. */
  readonly digest: string;
}

export interface Tally {
  readonly create: number;
  readonly update: number;
  readonly move: number;
  readonly reorder: number;
  readonly retire: number;
}

export function tallyOf(changes: readonly { readonly action: Action }[]): Tally {
  const tally = { create: 0, update: 0, move: 0, reorder: 0, retire: 0 };
  for (const change of changes) tally[change.action] += 1;
  return tally;
}
