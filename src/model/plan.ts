import type { Json } from './json.ts';
import type { Address, ByDefault, Entity } from './node.ts';
import { type Problem, problem, type Span } from './problem.ts';
import type { Platform } from './remote.ts';

/**
 * The difference of one field. `path` leads into the fields: `['metadata', 'metrics', 'totalXp']`.
 */
export type FieldChange = { readonly path: readonly [string, ...string[]] } & (
  | { readonly kind: 'added'; readonly after: Json }
  | {
      readonly kind: 'changed';
      readonly before: Json;
      readonly after: Json;
      /** Somebody changed it on the platform since a run of this machine wrote it. */
      readonly isEditedThere?: true;
    }
);

/**
 * A place among siblings. `position` counts from one; `sortOrder` is the number on the platform.
 */
export interface Place {
  readonly parent: Address;
  readonly position: number;
  readonly sortOrder: number | null;
}

interface Base {
  readonly address: Address;
  /** The title after the change, for people. */
  readonly title: string;
  /** The place of the node in the manifests. */
  readonly source: Span;
  /** The parent after the change. */
  readonly parent?: Address;
  /** Which of its fields, after the change, the node has by default. */
  readonly byDefault?: readonly ByDefault[];
}

export type Create = Base & {
  readonly action: 'create';
  /** Its title is that of the change. */
  readonly after: Omit<Entity, 'title'>;
  /** Absent for kinds without an order. */
  readonly to?: Place;
};
/** Changed fields, at least one. */
type Update = Base & {
  readonly action: 'update';
  readonly fields: readonly [FieldChange, ...FieldChange[]];
};
/** Another parent. Fields may differ as well. */
type Move = Base & {
  readonly action: 'move';
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/** Another number among the same siblings. Fields may differ as well. */
type Reorder = Base & {
  readonly action: 'reorder';
  /** Whether the position stays and the number only makes room for another node. */
  readonly makesRoom: boolean;
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/** Retired in the ledger: the status becomes the retired one. Records are never deleted. */
export type Retire = Base & {
  readonly action: 'retire';
  readonly reason?: string;
  readonly fields: readonly [];
};
/** One step of a plan for one node. */
export type Change = Create | Update | Move | Reorder | Retire;
export type Action = Change['action'];

/** What a change makes of its node. */
export interface Content {
  /** All fields that are managed, those that follow from the place of the node included. */
  readonly entity: Entity;
  /** Titles of the resources that a lesson places, by sourcedId, as far as they are known. */
  readonly titles?: ReadonlyMap<string, string>;
  /** Ids of placements that come here from another node, or go to one; absent: none. */
  readonly moved?: ReadonlySet<string>;
}

/** A change with all that is written for it, so that nothing has to be looked up to carry it out. */
export type WritableChange = Change & { readonly content: Content };

/** A node that a reader needs to place a change: an ancestor, or the parent a node moved from. */
export interface ContextNode {
  readonly address: Address;
  readonly title: string;
  readonly parent?: Address;
}

/** How a run was narrowed to a part of the catalog, and which further changes it includes. */
export interface Partial {
  /** Nodes whose subtrees are included; empty: everything not excluded. Sorted. */
  readonly target: readonly Address[];
  /** Nodes whose subtrees are left out. Sorted. */
  readonly exclude: readonly Address[];
  /** Changes outside of the targets that the targets need, such as new parents. */
  readonly brought: readonly Address[];
  /** Number of changes outside of the targets that are left out. */
  readonly outside: number;
}

/** A change that the manifests ask for and this run leaves out. */
export interface HeldBackChange {
  readonly address: Address;
  readonly title: string;
  readonly action: Action;
  /** `needs`: it depends on another change that is left out. */
  readonly because: 'excluded' | 'frozen' | 'needs';
  /** The excluded node, the frozen course, or the node it depends on. */
  readonly on: Address;
}

/** Number of a plan's changes to one course, if that is too many. */
export interface CourseLimit {
  readonly address: Address;
  readonly title: string;
  readonly count: number;
  readonly of: number;
  /** 0 if the course itself is retired. */
  readonly limit: number;
}

/** A limit that a plan exceeds. Apply refuses the plan unless exactly this number is approved. */
export interface Guard {
  readonly guards: 'retire' | 'update' | 'results';
  /**
   * Number of published nodes, or results, that are touched; their total; and the most that is
   * allowed.
   */
  readonly count: number;
  readonly of: number;
  readonly limit: number;
  /** Courses over their limits; present if the numbers above are within theirs. */
  readonly courses?: readonly CourseLimit[];
  /** The warning, which names the way to approve. Apply reports the same as an error. */
  readonly problem: Problem;
}

/** The commit that was compared with in place of a platform. */
export interface ComparedCommit {
  /** As the user named it. */
  readonly ref: string;
  /** The full object id. For branches it is the commit where they diverged. */
  readonly commit: string;
}

/** The changes that publishing would make on one platform. Plain data that can be saved as JSON. */
export interface Plan {
  readonly platform: Platform;
  /** Present if no platform was read. Such a plan cannot be applied. */
  readonly against?: ComparedCommit;
  /** Present in an undo: the run that it reverts, in words. */
  readonly undoes?: string;
  /** In outline order, parents before children. */
  readonly changes: readonly Change[];
  /** Unchanged ancestors of changed nodes. */
  readonly context: readonly ContextNode[];
  readonly unchanged: number;
  /** Nodes on the platform that are in no manifest and are left alone. */
  readonly unmanaged: readonly ContextNode[];
  /**
   * Number of placements on the platform in nodes whose manifests say nothing of what they place, which
   * are left alone as well; absent: none.
   */
  readonly unmanagedPlacements?: number;
  /** Present if the run was narrowed. */
  readonly partial?: Partial;
  /** In outline order. */
  readonly held: readonly HeldBackChange[];
  /** Nodes that `--restore` makes live again. Sorted. */
  readonly restored: readonly Address[];
  readonly guards: readonly Guard[];
  readonly warnings: readonly Problem[];
  /** Present if measured. Not part of the digest, since students keep working. */
  readonly impact?: Impact;
  /** SHA-256 of the platform and its destination, the canonical changes and what narrowed them. */
  readonly digest: string;
  /**
   * SHA-256 of everything above, so that a saved plan shows what was planned. Absent until saved.
   */
  readonly seal?: string;
}

/** A plan that can be carried out. One that comes from a file holds only what people are shown. */
export interface WritablePlan extends Plan {
  readonly changes: readonly WritableChange[];
}

/** Numbers of changes by what they do. */
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

/** Shown by every output for a plan that a guard will stop. */
const forecastText = 'apply will refuse this plan';

/** Turns a refusal into a warning for the plan, since looking at a plan is no failure. */
export function guardForecast(refusal: Problem): Problem {
  return { ...refusal, severity: 'warning', summary: forecastText };
}

/** The refusal as an error, when the plan is applied. */
export function guardRefusal({ problem: { code, detail, hint } }: Guard): Problem {
  return problem(code, { detail, ...(hint !== undefined && { hint }) });
}

/** The warning as consecutive sentences, for every format. */
export function guardText({ problem: { detail } }: Guard): string {
  return `${forecastText}: ${detail}`;
}

/**
 * Whether a text is a plan's digest, or at least its first twelve digits: fewer might match another
 * plan.
 */
export function isPlanDigest(text: string): boolean {
  return /^[\da-f]{12,64}$/i.test(text);
}

/** A number of changes together with the plan in which they were counted. */
export interface BoundApproval {
  readonly count: number;
  /** Digest of the plan, or at least its first twelve digits. */
  readonly digest: string;
}

/** The text that `numberOfPlan` reads: `7@0123456789ab`. */
export function boundApprovalText({ count, digest }: BoundApproval): string {
  return `${count}@${digest.slice(0, 12)}`;
}

/** Reads `7@0123456789ab`; undefined for any other form. */
export function parseBoundApproval(text: string): BoundApproval | undefined {
  const [, number, digest = ''] = /^(\d+)@(.*)$/.exec(text) ?? [];
  return number !== undefined && isPlanDigest(digest)
    ? { count: Number(number), digest }
    : undefined;
}

/**
 * Numbers of records that depend on a node. An absent number is unknown: the client may not read it, or
 * the answer does not show it.
 */
export interface Tied {
  /** Results of students. */
  readonly results?: number;
  /** Classes of the course that are not retired. */
  readonly classes?: number;
  /** Enrollments in these classes. */
  readonly enrollments?: number;
}

/** Numbers of student results and classes of the nodes that a plan retires or moves. */
export interface Impact extends Tied {
  readonly nodes: readonly (Tied & { readonly address: Address })[];
  /** Placements that leave their lesson or unit; absent: none. */
  readonly placements?: readonly LeavingPlacement[];
}

/** A placement that a plan takes out of a lesson or unit, where results of students hang on it. */
export interface LeavingPlacement {
  readonly sourcedId: string;
  readonly resource: string;
  readonly from: Address;
  /** Where its resource is placed anew, or where it goes itself; absent: nowhere. */
  readonly to?: Address;
  /** Whether it keeps its id there, and so its results; else it is another lesson to PowerPath. */
  readonly isKept: boolean;
  /** Absent: unknown. */
  readonly results?: number;
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
