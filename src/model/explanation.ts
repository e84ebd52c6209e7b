import type { Json, JsonObject } from './json.ts';
import type { LedgerState } from './ledger.ts';
import { type Address, type Kind, kindIn } from './node.ts';
import type { Platform } from './remote.ts';

/** One field that differs between manifests and platform. Parent, order and status count as fields. */
export interface Difference {
  readonly address: Address;
  readonly title: string;
  readonly path: readonly [string, ...string[]];
  /** The value in the manifests. */
  readonly wanted: Json;
  /** The value on the platform; null if it has none. */
  readonly held: Json;
}

/** The same field of several nodes of one kind. */
export interface DifferenceGroup {
  readonly kind: Kind;
  readonly path: Difference['path'];
  readonly nodes: readonly [Difference, ...Difference[]];
}

/** A row of the dialect table with another value. For a list of names it is the whole list. */
export interface CorrectedRow {
  readonly row: string;
  readonly value: string | readonly string[];
  /** The names that the list did not have before. */
  readonly adds?: readonly string[];
}

/** Corrections of the dialect table that were tried, and the differences that they remove. */
export interface Cure {
  readonly rows: readonly [CorrectedRow, ...CorrectedRow[]];
  readonly settles: readonly DifferenceGroup[];
}

/** The differences between manifests and platform, and the corrections that settle them. */
export interface Explanation {
  readonly platform: Platform;
  /** Each was tried together with those before it. */
  readonly cures: readonly Cure[];
  /** The facts of the environment with all cures applied, including its present corrections. */
  readonly facts: Readonly<Record<string, Json>>;
  /** The differences that no row settles: somebody edited them, or they are not published yet. */
  readonly open: readonly DifferenceGroup[];
  /** Nodes that the platform lacks. */
  readonly missing: readonly { readonly address: Address; readonly title: string }[];
}

/** Groups differences by kind and field, in the order in which they come. */
export function groupDifferences(differences: readonly Difference[]): readonly DifferenceGroup[] {
  const groups = new Map<string, [Difference, ...Difference[]]>();
  for (const difference of differences) {
    const key = JSON.stringify([kindIn(difference.address), ...difference.path]);
    const nodes = groups.get(key);
    if (nodes) nodes.push(difference);
    else groups.set(key, [difference]);
  }
  return [...groups.values()].map((nodes) => ({
    kind: kindIn(nodes[0].address),
    path: nodes[0].path,
    nodes,
  }));
}

/** One change of a node in a commit. Plain data. */
export type HistoryStep = JsonObject & {
  /** `created`, `renamed`, `moved`, `re-ordered`, `edited`, `file`, or a word of the identity check. */
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
};

/** A commit that changed a node. Plain data. */
export interface HistoryEntry {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly subject: string;
  readonly steps: readonly HistoryStep[];
}

/** A run that changed a node. */
export interface TouchedBy {
  readonly file: string;
  readonly environment: string;
  readonly command: 'apply' | 'undo';
  readonly started: string;
  readonly actor: string;
  readonly action: string;
  readonly outcome: 'applied' | 'failed' | 'not-tried' | 'unknown';
}

/** The state of a node on a platform, compared with the manifests. */
export interface NodeState {
  readonly environment: string;
  readonly state:
    | 'same'
    | 'create'
    | 'update'
    | 'move'
    | 'reorder'
    | 'retire'
    | 'held'
    /** Another catalog publishes the node and decides its content. */
    | 'released'
    | 'unknown';
  /** The names of fields that differ, or the reason why the state is unknown. */
  readonly what: readonly string[];
}

/** Everything known about one id. Plain data. */
export interface ExplainedNode {
  readonly address: Address;
  readonly title: string;
  /** Present if the id of a placement was asked for. The node is the lesson or unit that it is in. */
  readonly placement?: { readonly sourcedId: string; readonly resource: string };
  /** The place in the manifests. Absent if no manifest has the node any more. */
  readonly place?: {
    readonly file: string;
    readonly line: number;
    readonly parent?: Address;
    /** Absent if the parent has no title. */
    readonly parentTitle?: string;
    readonly position?: number;
    readonly siblings?: number;
  };
  readonly ledger?: {
    readonly state: LedgerState;
    readonly reason?: string;
    /** The catalog that publishes a released id. */
    readonly to?: string;
    /** The catalog from which a live id was taken. */
    readonly from?: string;
  };
  /** The fields that the node has from defaults, and the places of these. */
  readonly defaults?: readonly {
    readonly path: readonly string[];
    readonly file: string;
    readonly line: number;
  }[];
  /** The commits that changed the node, newest first. Absent if git cannot tell. */
  readonly history?: readonly HistoryEntry[];
  /** Why there is no history. */
  readonly noHistory?: string;
  /** Whether the history goes further back than the oldest commit that was examined. */
  readonly isCut: boolean;
  readonly environments: readonly NodeState[];
  /** The runs that changed the node, newest first. */
  readonly receipts: readonly TouchedBy[];
}
