import type { Json } from './json.ts';
import type { Address, Kind } from './node.ts';
import type { ContextNode } from './plan.ts';
import type { Problem, Span } from './problem.ts';
import type { Platform } from './remote.ts';

/** The causes of drift, the most important first, with their names in JSON. People read `causeWords`. */
export const causes = ['both', 'changed on the server', 'edited in git'] as const;
/**
 * Who changed a field since the last apply. `both`: the manifests and the platform changed it, to different
 * values, so applying would overwrite a change.
 */
export type Cause = (typeof causes)[number];

/** One field that differs between what was last applied, the manifests and the platform. */
export interface FieldDrift {
  /** A place counts as a field: `parent` is an address, `order` a position among siblings from one. */
  readonly of: 'field' | 'place';
  readonly path: readonly [string, ...string[]];
  readonly cause: Cause;
  /** The last applied value; null if there was none. */
  readonly before: Json;
  /** The value on the platform now; null if it has none. */
  readonly after: Json;
  /** The value in the manifests now. Absent if they no longer write it. */
  readonly wanted?: Json;
}

/**
 * What happened to a node on the platform, or else what applying would do to it. `gone`: the platform has
 * no record of it. `restore`: it was retired and is live.
 */
export type DriftAction = 'create' | 'update' | 'move' | 'reorder' | 'retire' | 'restore' | 'gone';

/** One node that differs from what was last applied. */
export interface NodeDrift {
  readonly address: Address;
  readonly title: string;
  /** The parent in the manifests, or else the last known one. */
  readonly parent?: Address;
  /** The place of the node in its manifest, or of its line in the ledger. */
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
 * The commit or run that was last applied. `manifests`: it is unknown, so the current manifests count as
 * last applied.
 */
export type Since =
  | { readonly from: 'commit'; readonly ref: string; readonly commit: string }
  /** The last whole apply from this machine. */
  | { readonly from: 'receipt'; readonly file: string; readonly commit: string }
  | { readonly from: 'manifests' };

/** The differences between last applied, manifests and platform. Plain data. */
export interface Drift {
  readonly platform: Platform;
  readonly since: Since;
  /** The drifted nodes in outline order; nodes that left the manifests come last. */
  readonly nodes: readonly NodeDrift[];
  readonly defaults: readonly ServerDefault[];
  /** Nodes on the platform that are in no manifest, below a parent that is. */
  readonly strangers: readonly ContextNode[];
  /** The number of other nodes on the platform that are in no manifest. */
  readonly elsewhere: number;
  /** The parents of the nodes above, as far as they are known. */
  readonly context: readonly ContextNode[];
  /** The number of nodes that are everywhere as they were last applied. */
  readonly unchanged: number;
  /** The number of fields that were edited in git and that the platform already has. */
  readonly settled: number;
  readonly warnings: readonly Problem[];
}

/** Counts the fields, and the nodes that were added or removed whole, by their cause. */
export function countCauses(nodes: readonly NodeDrift[]): Readonly<Record<Cause, number>> {
  const counts = { both: 0, 'changed on the server': 0, 'edited in git': 0 };
  for (const { cause, fields } of nodes) {
    if (fields.length === 0) counts[cause] += 1;
    for (const field of fields) counts[field.cause] += 1;
  }
  return counts;
}

/** Whether somebody changed on the platform what was applied, so that a watch has to report it. */
export function isDrifted({ nodes }: Pick<Drift, 'nodes'>): boolean {
  return nodes.some(({ cause }) => cause !== 'edited in git');
}

/** What `doctor` found out about one environment, by reads only. */
export interface Diagnosis {
  readonly platform: Platform;
  /** Absent if no token was issued. */
  readonly access?: TokenDiagnosis;
  /** Absent if no answer had a date. */
  readonly clock?: ClockOffset;
  /** The routes to the hosts that were asked. Absent if no variable names a proxy. */
  readonly routes?: readonly Route[];
  readonly collections: readonly CollectionRead[];
  /** The whole dialect table. Empty if no token was issued. */
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
  /** The scheme, host and port. */
  readonly to: string;
  /** The URL of the proxy, without user and password. Absent if NO_PROXY bypasses it. */
  readonly proxy?: string;
  /** The variable that decided it, as it is spelled. */
  readonly variable: string;
}

/** What an issued token shows. */
export interface TokenDiagnosis {
  /** The milliseconds that the token request took. */
  readonly ms: number;
  /** The lifetime of the token in seconds. Absent if the platform did not say. */
  readonly lifetime?: number;
  readonly scopes?: Scopes;
}

/** The scopes of a token according to the platform, unverified. */
export interface Scopes {
  /** The source: the answer with the token, or the payload of the token itself. */
  readonly from: 'answer' | 'token';
  readonly names: readonly string[];
}

/** How far the platform's clock is ahead of ours, in milliseconds; `within` is the uncertainty. */
export interface ClockOffset {
  readonly ahead: number;
  readonly within: number;
}

/** The read of one page of a collection. */
export interface CollectionRead {
  /** The name of one record; `called` is the plural. */
  readonly name: string;
  readonly called: string;
  /** The number of records according to the platform. */
  readonly total: number;
  readonly ms: number;
  /** The limit in the request. */
  readonly asked: number;
  readonly records: number;
  /** The most records that the platform gives in one page, if it is less than `asked`. */
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
  /** The reason for the verdict, in words. */
  readonly evidence: string;
}
/** Whether a row of the dialect table is right: confirmed, wrong, or not testable by reading. */
export type Verdict = 'holds' | 'differs' | 'unknown';

/** How well a row of a platform's contract is known. */
export const rowStates = ['measured', 'contradicted', 'refused', 'not tried'] as const;
/** The state of a row of a platform's contract. */
export type RowState = (typeof rowStates)[number];

/** One row of what a platform does: a value of the dialect table, or another behaviour. */
export interface MeasuredRow {
  readonly row: string;
  readonly state: RowState;
  /** The measured value; for `contradicted` the list of values. Absent for all other states. */
  readonly value?: Json;
  /** The evidence. For `refused` the words of the platform, for `not tried` the reason. */
  readonly how: string;
  /**
   * The time of the measurement as ISO 8601, and in `build` the version of the tool. Absent in a run that
   * goes on.
   */
  readonly measured?: string;
  readonly build?: string;
}

/** What `probe` found out about one platform: the content of `platform.facts.yaml`. */
export interface PlatformFacts {
  /** The base URL and the dialect: facts of one platform say nothing about another. */
  readonly platform: { readonly url: string; readonly dialect: string };
  /** The time of the measurement, as ISO 8601. */
  readonly measured: string;
  /** The version of the tool that measured. */
  readonly build: string;
  /** Whether nothing was written, so that only some rows could be settled. */
  readonly readOnly: boolean;
  readonly rows: readonly MeasuredRow[];
}

/** A record that a probe created, and its state after the cleanup. */
export interface ProbeRecord {
  /** The name of its collection: course, courseComponent. */
  readonly collection: string;
  readonly sourcedId: string;
  /** Its name for people: `lesson 2`. */
  readonly called: string;
  readonly state: 'retired' | 'absent' | 'left';
}

/** A row with what the tool assumed before, and with what follows from it. */
export interface ExplainedRow extends MeasuredRow {
  /** What the row asks, as a question. */
  readonly asks: string;
  /** The value that the tool assumes. Absent: it assumes none. */
  readonly assumed?: Json;
  /** Whether the measured value is another than the assumed one. */
  readonly differs: boolean;
  /** `config`: the value corrects a row of the dialect table. `alike`: the tool works with any value. */
  readonly handled: 'config' | 'alike';
  /** What authors must know about this value. Absent: nothing. */
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
  /**
   * The path of the receipt, relative to the folder of the catalog. Absent: nothing was written to the
   * platform.
   */
  readonly receipt?: string;
  /** The file that the facts were written to. Absent: no file was written. */
  readonly file?: string;
  readonly problems: readonly Problem[];
}
