import type { ReadSources } from '../document/place.ts';
import type { Plan } from '../model/plan.ts';
import type { Platform } from '../model/remote.ts';
import type { Outcome } from '../model/report.ts';
import type { PageRead } from '../remote/connection.ts';
import type { Offers } from '../remote/http/failures.ts';
import type { RetryPolicy } from '../remote/http/retry.ts';

/** An event during a command, for showing progress. */
export type Progress =
  /**
   * The embedded emulator is in use; `folder` has its data. If nothing chose it, `unnamed` has the names of
   * the platforms that the config describes.
   */
  | {
      readonly type: 'embedded';
      readonly folder: string;
      readonly unnamed: readonly string[];
    }
  /** `--insecure-http` is in use: the credentials of this environment are sent unencrypted. */
  | { readonly type: 'unencrypted'; readonly environment: string }
  | { readonly type: 'reading'; readonly platform: Platform }
  /** One more page of a list was read. Several pages are read in parallel. */
  | ({ readonly type: 'page' } & PageRead)
  | {
      readonly type: 'read';
      readonly platform: Platform;
      readonly records: number;
      readonly requests: number;
    }
  | { readonly type: 'planning' }
  /** The `nodes` of the manifests were compared. */
  | { readonly type: 'planned'; readonly nodes: number; readonly changes: number }
  /** A request is tried again. `time` counts from one. */
  | { readonly type: 'retrying'; readonly reason: string; readonly time: number }
  /** The plan is approved, and its changes are sent from now on. */
  | { readonly type: 'applying'; readonly plan: Plan }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'proving' }
  | { readonly type: 'proved' }
  /** Of the `written` changes, `missing` do not show yet. They are read again after `pause` milliseconds. */
  | {
      readonly type: 'settling';
      readonly missing: number;
      readonly written: number;
      readonly pause: number;
    }
  /** The progress of a rehearsal. `elapsed`: the milliseconds for which XP was awaited. */
  | {
      readonly type: 'rehearsing';
      readonly step: 'making' | 'sending' | 'waiting' | 'waited' | 'cleaning';
      readonly done: number;
      readonly total: number;
      readonly elapsed?: number;
    }
  /** The progress of a probe: finished experiments, then removed records. */
  | {
      readonly type: 'probing';
      readonly step: 'measuring' | 'cleaning';
      readonly done: number;
      readonly total: number;
    }
  /** An event of one environment, in a run over several. */
  | { readonly type: 'in'; readonly environment: string; readonly progress: Progress };

/** The cache of catalogs from one run to the next. */
export interface CatalogCache {
  /** The folder of the cache, which belongs to this user. */
  readonly folder: string;
  /** The build of the tool. A build only uses entries that it wrote itself. */
  readonly build: string;
  /** The least bytes of manifests for the cache. Absent: the usual number, from which it saves time. */
  readonly from?: number;
}

/**
 * Everything that a function takes from outside: folder, variables, clock, network, signals, progress.
 * `nodeWorld` makes one.
 */
export interface World {
  /** The folder that the command works in. */
  readonly cwd: string;
  /** The folder of this package, which has the schemas. */
  readonly packageFolder: string;
  /** The files of the catalog that were read: renderers take the source lines of problems from them. */
  readonly sources: ReadSources;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Waits for some milliseconds, or less if the signal is aborted. Never rejects. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Gives a new random UUID. */
  readonly uuid: () => string;
  /** Gives the SHA-256 of a text, in lower-case hexadecimal. */
  readonly sha256: (text: string) => string;
  /** The cache of read catalogs. Absent: no cache. */
  readonly cache?: CatalogCache;
  /** Aborted by the first Ctrl-C: running requests are finished, and no new ones are started. */
  readonly stop: AbortSignal;
  /** Aborted by the second Ctrl-C: waiting ends. */
  readonly abort: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** How long and how often requests are repeated. Absent: the usual policy. */
  readonly retryPolicy?: RetryPolicy;
  /** The options of the running command that hints may name. Absent: only those of all commands. */
  readonly offers?: Offers;
  /** The function that sends requests, in place of the network. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Writes one line for `--debug`, which never has a secret. */
  readonly debug: (line: string) => void;
}

/** Whether the run is in a pipeline: CI is set. `CI=false` and an empty value mean that it is not. */
export function inPipeline({ env }: Pick<World, 'env'>): boolean {
  return isSwitchedOn(env['CI']);
}

/**
 * Whether a variable is set to a value that switches something on: not to `0`, `false`, `no`, `off` or
 * nothing, in any case, as programs in other languages write them (`False`).
 */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value.trim());
}
