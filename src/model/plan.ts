import type { Address } from './address.ts';
import type { Entity } from './entity.ts';
import type { Impact } from './impact.ts';
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
  /** Its title is that of the change. */
  readonly after: Omit<Entity, 'title'>;
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

/** What a change makes of its node. */
export interface Content {
  /** All fields that are managed, those that follow from the place of the node included. */
  readonly entity: Entity;
  /** Titles of the resources that a lesson places, by sourcedId, as far as they are known. */
  readonly titles?: ReadonlyMap<string, string>;
}

/** A change with all that is written for it, so that nothing has to be looked up to carry it out. */
export type WritableChange = Change & { readonly content: Content };

/** A node that a reader needs to place a change: an ancestor, or the parent a node moved from. */
export interface ContextNode {
  readonly address: Address;
  readonly title: string;
  readonly parent?: Address;
}

/** How a run was narrowed to a part of the catalog, and what came along all the same. */
export interface Partial {
  /** Nodes whose subtrees the run is about; empty: all but what is excluded. Sorted. */
  readonly target: readonly Address[];
  /** Nodes whose subtrees are left. Sorted. */
  readonly exclude: readonly Address[];
  /** Changes outside the targets that those inside need: new parents, for example. */
  readonly brought: readonly Address[];
  /** How many changes outside the targets are left. */
  readonly outside: number;
}

/** A change that the manifests ask for and that this run leaves. */
export interface Held {
  readonly address: Address;
  readonly title: string;
  readonly action: Action;
  /** `needs`: what it depends on is held. */
  readonly because: 'excluded' | 'frozen' | 'needs';
  /** The excluded node, the frozen course, or what it needs. */
  readonly on: Address;
}

/** How much a plan touches of what one course holds on the platform, where that is too much. */
export interface CourseLimit {
  readonly address: Address;
  readonly title: string;
  readonly count: number;
  readonly of: number;
  /** 0 where the course itself retires. */
  readonly limit: number;
}

/** A limit that a plan exceeds. Apply refuses it unless exactly this number is approved. */
export interface Guard {
  readonly guards: 'retire' | 'update' | 'results';
  /** How many published nodes, or results, would be touched, of how many; how many are let through. */
  readonly count: number;
  readonly of: number;
  readonly limit: number;
  /** Present where the numbers above are within their limit, and those of these courses are not. */
  readonly courses?: readonly CourseLimit[];
  /** In words, as a warning with the way through: apply refuses with the same as an error. */
  readonly problem: Problem;
}

/** The commit whose manifests stood in for a platform. */
export interface Against {
  /** As the user named it. */
  readonly ref: string;
  /** The full object id; where a branch is compared, the commit that it left from. */
  readonly commit: string;
}

/** What publishing would change. Plain data: it survives JSON. */
export interface Plan {
  readonly platform: Platform;
  /** Present where no platform was read: such a plan is for reading and cannot be applied. */
  readonly against?: Against;
  /** In outline order, so a parent stands before its children. */
  readonly changes: readonly Change[];
  /** Ancestors of changed nodes that do not change themselves. */
  readonly context: readonly ContextNode[];
  readonly unchanged: number;
  /** On the platform, in no manifest, and left alone. */
  readonly unmanaged: readonly ContextNode[];
  /** Present where the run was narrowed. */
  readonly partial?: Partial;
  /** In outline order. */
  readonly held: readonly Held[];
  /** Nodes that are made live again on purpose: `--restore`. Sorted. */
  readonly restored: readonly Address[];
  readonly guards: readonly Guard[];
  readonly warnings: readonly Problem[];
  /** Present where it was measured. Never part of the digest: students go on working meanwhile. */
  readonly impact?: Impact;
  /** SHA-256 of the platform and its destination, the canonical changes and what narrowed them. */
  readonly digest: string;
  /** SHA-256 of everything above, so that a saved plan shows what was planned. Absent until saved. */
  readonly seal?: string;
}

/** A plan that can be carried out. One that comes from a file holds only what people are shown. */
export interface WritablePlan extends Plan {
  readonly changes: readonly WritableChange[];
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
