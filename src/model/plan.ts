import type { Json } from './json.ts';
import type { Address, ByDefault, Entity } from './node.ts';
import { type Problem, problem, type Span } from './problem.ts';
import type { Platform } from './remote.ts';

/** The change of one field. `path` leads to it: `['metadata', 'metrics', 'totalXp']`. */
export type FieldChange = { readonly path: readonly [string, ...string[]] } & (
  | { readonly kind: 'added'; readonly after: Json }
  | {
      readonly kind: 'changed';
      readonly before: Json;
      readonly after: Json;
      /** Set if somebody changed the field on the platform after a run of this machine wrote it. */
      readonly isEditedThere?: true;
    }
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
  /** The place of the node in the manifests. */
  readonly source: Span;
  /** The parent after the change. */
  readonly parent?: Address;
  /** The fields that the node has from defaults, as far as the change shows them. */
  readonly byDefault?: readonly ByDefault[];
}

/** The creation of a node that the platform does not have. */
export type Create = Base & {
  readonly action: 'create';
  /** The content to create. Its title is that of the change. */
  readonly after: Omit<Entity, 'title'>;
  /** The place to create it at. Absent for kinds without an order. */
  readonly to?: Place;
};
/** The change of one or more fields. */
type Update = Base & {
  readonly action: 'update';
  readonly fields: readonly [FieldChange, ...FieldChange[]];
};
/** The change of the parent. Fields may change as well. */
type Move = Base & {
  readonly action: 'move';
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/** The change of the `sortOrder` under the same parent. Fields may change as well. */
type Reorder = Base & {
  readonly action: 'reorder';
  /** Whether the position stays and the number only makes room for another node. */
  readonly makesRoom: boolean;
  readonly from: Place;
  readonly to: Place;
  readonly fields: readonly FieldChange[];
};
/**
 * The retirement of a node that the ledger has as retired: its status becomes `tobedeleted`. Records are
 * never deleted. Fields change only if an undo retires a node again that was restored.
 */
export type Retire = Base & {
  readonly action: 'retire';
  readonly reason?: string;
  readonly fields: readonly FieldChange[];
};
/** One step of a plan for one node. */
export type Change = Create | Update | Move | Reorder | Retire;
/** What a change does to its node. */
export type Action = Change['action'];

/** The content that a change gives to its node. */
export interface Content {
  /** The node with all managed fields, including those that follow from its place. */
  readonly entity: Entity;
  /** The titles of the resources that a lesson places, by sourcedId, as far as they are known. */
  readonly titles?: ReadonlyMap<string, string>;
  /** The ids of placements that move to or from another node. Absent: none. */
  readonly moved?: ReadonlySet<string>;
  /** The status in the platform's own word, which an undo gives back. Absent: that of the action. */
  readonly word?: string;
  /** Set if the manifest lists no placements, and the change only takes away retired ones. */
  readonly unlisted?: true;
}

/** A change with all the content that it writes, so that writing needs no further look-up. */
export type WritableChange = Change & { readonly content: Content };

/** An unchanged node that shows where a change is: an ancestor, or the former parent of a moved node. */
export interface ContextNode {
  readonly address: Address;
  readonly title: string;
  readonly parent?: Address;
}

/** The options that narrowed a run to a part of the catalog, and their effect. */
export interface Partial {
  /** The nodes whose subtrees are included, sorted. Empty: everything that is not excluded. */
  readonly target: readonly Address[];
  /** The nodes whose subtrees are left out, sorted. */
  readonly exclude: readonly Address[];
  /** The changes outside of the targets that the targets need, such as new parents. */
  readonly brought: readonly Address[];
  /** The number of changes outside of the targets that are left out. */
  readonly outside: number;
}

/** A change that the manifests ask for and that this run leaves out. */
export interface HeldBackChange {
  readonly address: Address;
  readonly title: string;
  readonly action: Action;
  /** `needs`: it depends on another change that is left out. */
  readonly because: 'excluded' | 'frozen' | 'needs';
  /** The excluded node, the frozen course, or the node that it depends on. */
  readonly on: Address;
}

/** The number of a plan's changes to one course, if it is over the limit. */
export interface CourseLimit {
  readonly address: Address;
  readonly title: string;
  readonly count: number;
  readonly of: number;
  /** The most changes that are allowed; 0 if the course itself is retired. */
  readonly limit: number;
}

/** A limit that a plan exceeds. `apply` refuses the plan unless exactly this number is approved. */
export interface Guard {
  readonly guards: 'retire' | 'update' | 'results';
  /**
   * The number of published nodes, or of results, that the plan touches; `of` is their total, `limit` the
   * most that is allowed.
   */
  readonly count: number;
  readonly of: number;
  readonly limit: number;
  /** The courses over their own limits. Present if the numbers of the whole catalog are within its limit. */
  readonly courses?: readonly CourseLimit[];
  /** The warning, which names the command that approves. `apply` reports the same as an error. */
  readonly problem: Problem;
}

/** The commit that a plan against git was compared with. */
export interface ComparedCommit {
  /** The name of the commit, as the user gave it. */
  readonly ref: string;
  /** The full object id. For a branch it is the commit at which it diverged. */
  readonly commit: string;
}

/** The changes that publishing would make on one platform. Plain data that can be saved as JSON. */
export interface Plan {
  readonly platform: Platform;
  /** Present if no platform was read. Such a plan cannot be applied. */
  readonly against?: ComparedCommit;
  /** Present in an undo without changes: the run that it was to revert, in words. Not in files. */
  readonly undoes?: string;
  /** The changes in outline order, parents before children. */
  readonly changes: readonly Change[];
  /** The unchanged ancestors of changed nodes. */
  readonly context: readonly ContextNode[];
  readonly unchanged: number;
  /** The nodes on the platform that are in no manifest. They are left untouched. */
  readonly unmanaged: readonly ContextNode[];
  /**
   * The number of placements on the platform in nodes whose manifests do not write `resources`. They are
   * left untouched. Absent: none.
   */
  readonly unmanagedPlacements?: number;
  /** Present if the run was narrowed. */
  readonly partial?: Partial;
  /** In outline order. */
  readonly held: readonly HeldBackChange[];
  /** The nodes that `--restore` makes live again, sorted. */
  readonly restored: readonly Address[];
  readonly guards: readonly Guard[];
  readonly warnings: readonly Problem[];
  /** Present if it was measured. It is not part of the digest, since students keep working. */
  readonly impact?: Impact;
  /**
   * The plan hash: SHA-256 of the platform and its destination, the canonical changes, and the options that
   * narrowed them.
   */
  readonly digest: string;
  /** SHA-256 of everything above, so that a saved plan shows what was planned. Absent until it is saved. */
  readonly seal?: string;
}

/** A plan that can be applied. A plan from a file has only the parts that people are shown. */
export interface WritablePlan extends Plan {
  readonly changes: readonly WritableChange[];
}

/** The numbers of changes by their action. */
export interface Tally {
  readonly create: number;
  readonly update: number;
  readonly move: number;
  readonly reorder: number;
  readonly retire: number;
}

/** Counts changes by their action. */
export function tallyOf(changes: readonly { readonly action: Action }[]): Tally {
  const tally = { create: 0, update: 0, move: 0, reorder: 0, retire: 0 };
  for (const change of changes) tally[change.action] += 1;
  return tally;
}

/** The summary that every output shows for a plan that a guard will stop. */
const forecastText = 'apply will refuse this plan';

/** Turns the refusal of a guard into a warning for the plan: to look at a plan is no failure. */
export function guardForecast(refusal: Problem): Problem {
  return { ...refusal, severity: 'warning', summary: forecastText };
}

/** The error that `apply` reports for a guard. */
export function guardRefusal({ problem: { code, detail, hint } }: Guard): Problem {
  return problem(code, { detail, ...(hint !== undefined && { hint }) });
}

/** The warning of a guard as sentences, for every format. */
export function guardText({ problem: { detail } }: Guard): string {
  return `${forecastText}: ${detail}`;
}

/** Whether a text can be a plan hash, or at least its first twelve digits: fewer might match another plan. */
export function isPlanDigest(text: string): boolean {
  return /^[\da-f]{12,64}$/i.test(text);
}

/** An approved number of changes, bound to the plan in which they were counted. */
export interface BoundApproval {
  readonly count: number;
  /** The hash of the plan, or at least its first twelve digits. */
  readonly digest: string;
}

/** An approval as text, which `parseBoundApproval` reads: `7@0123456789ab`. */
export function boundApprovalText({ count, digest }: BoundApproval): string {
  return `${count}@${digest.slice(0, 12)}`;
}

/** Reads an approval such as `7@0123456789ab`; undefined for any other form. */
export function parseBoundApproval(text: string): BoundApproval | undefined {
  const [, number, digest = ''] = /^(\d+)@(.*)$/.exec(text) ?? [];
  return number !== undefined && isPlanDigest(digest)
    ? { count: Number(number), digest }
    : undefined;
}

/**
 * The numbers of records that depend on a node. An absent number is unknown: the client may not read it, or
 * the answer does not show it.
 */
export interface Tied {
  /** The results of students. */
  readonly results?: number;
  /** The classes of the course that are not retired. */
  readonly classes?: number;
  /** The enrollments in these classes. */
  readonly enrollments?: number;
}

/** The numbers of results, classes and enrollments of the nodes that a plan retires or moves. */
export interface Impact extends Tied {
  readonly nodes: readonly (Tied & { readonly address: Address })[];
  /** The placements that leave their lesson or unit. Absent: none. */
  readonly placements?: readonly LeavingPlacement[];
}

/** A placement that a plan takes out of a lesson or unit, with the results of students that belong to it. */
export interface LeavingPlacement {
  readonly sourcedId: string;
  readonly resource: string;
  readonly from: Address;
  /** The node that places its resource again, or that the placement moves to. Absent: none. */
  readonly to?: Address;
  /** Whether it keeps its id there, and so its results. Otherwise it is another lesson for PowerPath. */
  readonly isKept: boolean;
  /** The number of results. Absent: unknown. */
  readonly results?: number;
}

/** The sum of numbers; undefined if one of them is unknown. */
export function sumOf(numbers: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    sum += number;
  }
  return sum;
}
