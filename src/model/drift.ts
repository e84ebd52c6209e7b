import type { Address } from './address.ts';
import type { Json } from './json.ts';
import type { Kind } from './kind.ts';
import type { ContextNode } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Platform } from './remote.ts';
import type { Span } from './span.ts';

/** Who made a field differ, the one that matters most first. These words are shown as they are. */
export const causes = ['both', 'changed on the server', 'edited in git'] as const;
/**
 * `both`: manifests and server moved away from what was last applied, and not to the same; applying
 * would write over what somebody else did.
 */
export type Cause = (typeof causes)[number];

/** One field in which what was last applied, the manifests and the server do not agree. */
export interface FieldDrift {
  /** A place counts as a field: `parent` is an address, `order` a position among siblings from one. */
  readonly of: 'field' | 'place';
  readonly path: readonly [string, ...string[]];
  readonly cause: Cause;
  /** As last applied; null where it was not, or was nothing. */
  readonly before: Json;
  /** On the server now; null where there is nothing. */
  readonly after: Json;
  /** In the manifests now; absent where they no longer write it. */
  readonly wanted?: Json;
}

/**
 * What happened to a node: on the server if that is the cause, else what applying would do. `gone`:
 * the server has no record of it. `restore`: it was retired and is live.
 */
export type DriftAction = 'create' | 'update' | 'move' | 'reorder' | 'retire' | 'restore' | 'gone';

/** One node that is not everywhere as it was last applied. */
export interface NodeDrift {
  readonly address: Address;
  readonly title: string;
  /** The node it hangs under: in the manifests, else where it last was. */
  readonly parent?: Address;
  /** Where it stands in the manifests, or its line of the ledger. */
  readonly source?: Span;
  readonly action: DriftAction;
  /** Of the fields the cause that matters most. */
  readonly cause: Cause;
  /** Empty where the node as a whole came or went. */
  readonly fields: readonly FieldDrift[];
}

/** A field that the server holds on nodes of one kind and that no manifest writes. */
export interface ServerDefault {
  readonly kind: Kind;
  readonly path: readonly [string, ...string[]];
  readonly addresses: readonly [Address, ...Address[]];
}

/** Where it is known from what was last applied. `manifests`: from nowhere, so they count as it. */
export type Since =
  | { readonly from: 'commit'; readonly ref: string; readonly commit: string }
  /** Of the last whole apply from this machine. */
  | { readonly from: 'receipt'; readonly file: string; readonly commit: string }
  | { readonly from: 'manifests' };

/** What changed on one platform since the last apply, apart from what changed in git. Plain data. */
export interface Drift {
  readonly platform: Platform;
  readonly since: Since;
  /** In outline order; what left the manifests comes last. */
  readonly nodes: readonly NodeDrift[];
  readonly defaults: readonly ServerDefault[];
  /** On the server and in no manifest, under a node that the manifests hold. */
  readonly strangers: readonly ContextNode[];
  /** How many others are on the server and in no manifest. */
  readonly elsewhere: number;
  /** Parents of the nodes above. */
  readonly context: readonly ContextNode[];
  /** Nodes that are everywhere as they were last applied. */
  readonly unchanged: number;
  /** Fields that were edited in git and are on the server already. */
  readonly settled: number;
  readonly warnings: readonly Problem[];
}

/** How many fields, and nodes that came or went as a whole, there are of each cause. */
export function countCauses(nodes: readonly NodeDrift[]): Readonly<Record<Cause, number>> {
  const counts = { both: 0, 'changed on the server': 0, 'edited in git': 0 };
  for (const { cause, fields } of nodes) {
    if (fields.length === 0) counts[cause] += 1;
    for (const field of fields) counts[field.cause] += 1;
  }
  return counts;
}

/** Whether somebody changed on the server what was applied: what a watch has to report. */
export function isDrifted({ nodes }: Pick<Drift, 'nodes'>): boolean {
  return nodes.some(({ cause }) => cause !== 'edited in git');
}
