import type { ReadSources } from '../document/place.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Platform } from '../model/remote.ts';
import type { Outcome, PerEnvironment } from '../model/report.ts';
import type { PageRead } from '../remote/connection.ts';
import type { Offers } from '../remote/http/failures.ts';
import type { RetryPolicy } from '../remote/http/retry.ts';

/** What happens while a command runs, for whoever shows progress. */
export type Progress =
  /** The embedded emulator serves; `folder` holds its data. */
  | { readonly type: 'embedded'; readonly folder: string }
  /** `--insecure-http` is in use: the credentials of this environment are sent unencrypted. */
  | { readonly type: 'unencrypted'; readonly environment: string }
  | { readonly type: 'reading'; readonly platform: Platform }
  /** One more page of a list, of which several are read side by side. */
  | ({ readonly type: 'page' } & PageRead)
  | {
      readonly type: 'read';
      readonly platform: Platform;
      readonly records: number;
      readonly requests: number;
    }
  | { readonly type: 'planning' }
  /** `nodes` of the manifests were compared. */
  | { readonly type: 'planned'; readonly nodes: number; readonly changes: number }
  /** A request is tried again; `time` counts from one. */
  | { readonly type: 'retrying'; readonly reason: string; readonly time: number }
  /** The plan is approved, and its changes are sent from now on. */
  | { readonly type: 'applying'; readonly plan: Plan }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'proving' }
  | { readonly type: 'proved' }
  /**
   * Of so many changes that were written so many do not show yet; after a pause, in milliseconds, they
   * are asked for again.
   */
  | {
      readonly type: 'settling';
      readonly missing: number;
      readonly written: number;
      readonly pause: number;
    }
  /** How far a rehearsal is. `elapsed`: how long XP was waited for, in milliseconds. */
  | {
      readonly type: 'rehearsing';
      readonly step: 'making' | 'sending' | 'waiting' | 'waited' | 'cleaning';
      readonly done: number;
      readonly total: number;
      readonly elapsed?: number;
    }
  /** How far a probe is: experiments that are done, then records that are taken away. */
  | {
      readonly type: 'probing';
      readonly step: 'measuring' | 'cleaning';
      readonly done: number;
      readonly total: number;
    }
  /** In a run over several environments: where it happens. */
  | { readonly type: 'in'; readonly environment: string; readonly progress: Progress };

/** Where catalogs are kept from one run to the next. */
export interface CatalogCache {
  /** Of this user. */
  readonly folder: string;
  /** Which build of the tool reads: no other may take for its own what this one keeps. */
  readonly build: string;
  /** Bytes of manifests from which on it is done; absent: as many as make it worth the while. */
  readonly from?: number;
}

/**
 * Everything that a function takes from outside: folder, variables, clock, network, signals, progress.
 * `nodeWorld` makes one.
 */
export interface World {
  /** The folder that the command works for. */
  readonly cwd: string;
  /** Where this package is installed: the schemas are in it. */
  readonly packageFolder: string;
  /** The files of the catalog that were read: renderers take source lines of problems from it. */
  readonly sources: ReadSources;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Lets so many milliseconds pass, or fewer if the signal is aborted. Never rejects. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A new random UUID. */
  readonly uuid: () => string;
  /** Lower-case hexadecimal. */
  readonly sha256: (text: string) => string;
  /** Where what was read of manifests is kept; absent: nowhere. */
  readonly cache?: CatalogCache;
  /** Aborted by the first Ctrl-C: finish what is in flight, start nothing. */
  readonly stop: AbortSignal;
  /** Aborted by the second: stop waiting. */
  readonly abort: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** How long the platform is waited for; absent: the usual time. */
  readonly retryPolicy?: RetryPolicy;
  /** What hints may name of the command that runs; absent: nothing that only some commands have. */
  readonly offers?: Offers;
  /** In place of the network. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** One line for `--debug`; never a secret. */
  readonly debug: (line: string) => void;
}

/** Pipelines set CI; `CI=false` and an empty value say that this is none. */
export function inPipeline({ env }: Pick<World, 'env'>): boolean {
  return isSwitchedOn(env['CI']);
}

/**
 * Whether a variable that switches something on is set, and not to a word that switches it off: `0`,
 * `false`, `no` or `off`, in any case, as programs in other languages write them (`False`).
 */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value.trim());
}

/** Shows the plans of all environments to a person, and says whether they were approved. */
export type AskJointly = (shown: readonly PerEnvironment<Plan>[]) => Promise<boolean>;

/** One question for runs that go on side by side. */
export interface JointApproval {
  /** A run has a plan with changes. Resolves with the one answer. */
  readonly planned: (environment: string, plan: Plan) => Promise<boolean>;
  /** A run has ended. One that has not asked has nothing to publish, or no plan. */
  readonly ended: (environment: string, result: Checked<Plan>) => void;
}

/**
 * Asks once, when every run has come to its plan or ended without: a person who sees only some of
 * the platforms cannot judge the run. Nothing is sent anywhere before the answer.
 */
export function jointApproval(environments: readonly string[], ask: AskJointly): JointApproval {
  const known = new Map<string, Checked<Plan>>();
  const answer = Promise.withResolvers<boolean>();
  let waiting = 0;
  const resolveAnswer = (environment: string, result: Checked<Plan>): void => {
    if (known.has(environment)) return;
    known.set(environment, result);
    if (known.size < environments.length || waiting === 0) return;
    const shown = environments.flatMap((name) => {
      const result = known.get(name);
      return result ? [{ environment: name, result: result }] : [];
    });
    ask(shown).then(answer.resolve, answer.reject);
  };
  return {
    planned: (environment, plan) => {
      waiting += 1;
      resolveAnswer(environment, checked(plan, []));
      return answer.promise;
    },
    ended: resolveAnswer,
  };
}
