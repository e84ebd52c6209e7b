import type { Json } from './json.ts';
import type { Address, Kind } from './node.ts';
import type { ContextNode } from './plan.ts';
import type { Problem, Span } from './problem.ts';
import type { Platform } from './remote.ts';

/** Causes of drift, the most important first, as JSON has them; a person reads `causeWords`. */
export const causes = ['both', 'changed on the server', 'edited in git'] as const;
/**
 * Who changed a field since the last apply. `both`: manifests and platform, to different values, so that
 * applying would overwrite a change.
 */
export type Cause = (typeof causes)[number];

/** One field that differs between what was last applied, the manifests and the platform. */
export interface FieldDrift {
  /**
   * A place counts as a field: `parent` is an address, `order` a position among siblings from one.
   */
  readonly of: 'field' | 'place';
  readonly path: readonly [string, ...string[]];
  readonly cause: Cause;
  /** Last applied value; null if there was none. */
  readonly before: Json;
  /** Value on the server now; null if there is none. */
  readonly after: Json;
  /** Value in the manifests now; absent if they no longer write it. */
  readonly wanted?: Json;
}

/**
 * What happened to a node on the server, or else what applying would do. `gone`: the server has no
 * record of it. `restore`: it was retired and is live.
 */
export type DriftAction = 'create' | 'update' | 'move' | 'reorder' | 'retire' | 'restore' | 'gone';

/** One node that differs from what was last applied. */
export interface NodeDrift {
  readonly address: Address;
  readonly title: string;
  /** The parent in the manifests, or else the last known one. */
  readonly parent?: Address;
  /** The node in the manifests, or its line in the ledger. */
  readonly source?: Span;
  readonly action: DriftAction;
  /** The most important cause among the fields. */
  readonly cause: Cause;
  /** Empty if the whole node was added or removed. */
  readonly fields: readonly FieldDrift[];
}

/** A field that the platform has for nodes of a kind, and that no manifest writes. */
export interface ServerDefault {
  readonly kind: Kind;
  readonly path: readonly [string, ...string[]];
  readonly addresses: readonly [Address, ...Address[]];
}

/**
 * Which commit or run was last applied. `manifests`: it is unknown, so the current manifests are used.
 */
export type Since =
  | { readonly from: 'commit'; readonly ref: string; readonly commit: string }
  /** The last whole apply from this machine. */
  | { readonly from: 'receipt'; readonly file: string; readonly commit: string }
  | { readonly from: 'manifests' };

/** Changes on a platform since the last apply, apart from changes in git. Plain data. */
export interface Drift {
  readonly platform: Platform;
  readonly since: Since;
  /** In outline order; nodes that left the manifests come last. */
  readonly nodes: readonly NodeDrift[];
  readonly defaults: readonly ServerDefault[];
  /** Nodes on the server that are in no manifest, under a parent that is. */
  readonly strangers: readonly ContextNode[];
  /** Number of other nodes on the server that are in no manifest. */
  readonly elsewhere: number;
  /** Parents of the nodes above. */
  readonly context: readonly ContextNode[];
  /** Number of nodes that are everywhere as last applied. */
  readonly unchanged: number;
  /** Number of fields edited in git that the server has already. */
  readonly settled: number;
  readonly warnings: readonly Problem[];
}

/** Counts fields, and nodes added or removed as a whole, by cause. */
export function countCauses(nodes: readonly NodeDrift[]): Readonly<Record<Cause, number>> {
  const counts = { both: 0, 'changed on the server': 0, 'edited in git': 0 };
  for (const { cause, fields } of nodes) {
    if (fields.length === 0) counts[cause] += 1;
    for (const field of fields) counts[field.cause] += 1;
  }
  return counts;
}

/** Whether somebody changed on the server what was applied, which a watch has to report. */
export function isDrifted({ nodes }: Pick<Drift, 'nodes'>): boolean {
  return nodes.some(({ cause }) => cause !== 'edited in git');
}

/** Findings about one environment, from reads only. */
export interface Diagnosis {
  readonly platform: Platform;
  /** Absent if no token was issued. */
  readonly access?: TokenDiagnosis;
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

export interface TokenDiagnosis {
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

/** One row of the dialect table, and what the reads of `doctor` show about it. */
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
/** Whether a row of the dialect table is right: confirmed, wrong, or not testable by reading. */
export type Verdict = 'holds' | 'differs' | 'unknown';

/** How far a row of a platform's contract is known. */
export const rowStates = ['measured', 'contradicted', 'refused', 'not tried'] as const;
export type RowState = (typeof rowStates)[number];

/** One row of what a platform does: a value of the dialect table, or a behaviour beside it. */
export interface MeasuredRow {
  readonly row: string;
  readonly state: RowState;
  /** What was measured, or for `contradicted` a list of what experiments said; otherwise absent. */
  readonly value?: Json;
  /** What showed it; for `refused` the words of the platform, for `not tried` the reason. */
  readonly how: string;
  /** When it was measured, as ISO 8601, and by which version of the tool; absent: in a run that goes on. */
  readonly measured?: string;
  readonly build?: string;
}

/** What `probe` found out about one platform: the content of `platform.facts.yaml`. */
export interface PlatformFacts {
  /** Base address and dialect: facts of one platform say nothing about another. */
  readonly platform: { readonly url: string; readonly dialect: string };
  /** ISO 8601. */
  readonly measured: string;
  /** Version of the tool that measured. */
  readonly build: string;
  /** Whether nothing was written, so that only some rows could be settled. */
  readonly readOnly: boolean;
  readonly rows: readonly MeasuredRow[];
}

/** A record that a probe made, and what became of it. */
export interface ProbeRecord {
  /** Name of its collection: course, courseComponent. */
  readonly collection: string;
  readonly sourcedId: string;
  /** `lesson 2`, for people. */
  readonly called: string;
  readonly state: 'retired' | 'absent' | 'left';
}

/** A row with what the tool had taken to be so, and what follows from it. */
export interface ExplainedRow extends MeasuredRow {
  /** What the row asks, as a question. */
  readonly asks: string;
  /** What the tool takes to be so; absent: it assumes nothing. */
  readonly assumed?: Json;
  /** Whether the measured value is another one than the tool assumes. */
  readonly differs: boolean;
  /** `config`: the value corrects a row of the dialect table. `alike`: the tool gets along with any value. */
  readonly handled: 'config' | 'alike';
  /** What authors must know of this value; absent: nothing. */
  readonly authors?: string;
}

/** The result of a probe. */
export interface ProbeReport {
  readonly platform: Platform;
  readonly facts: PlatformFacts;
  readonly rows: readonly ExplainedRow[];
  readonly requests: number;
  readonly writes: number;
  readonly records: readonly ProbeRecord[];
  /** Relative to the folder of the catalog; absent: nothing was written to the platform. */
  readonly receipt?: string;
  /** File that the facts were written to; absent: none. */
  readonly file?: string;
  readonly problems: readonly Problem[];
}
