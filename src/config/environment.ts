import type { DialectName } from '../model/dialect-name.ts';
import type { Json } from '../model/json.ts';
import type { Point } from '../model/span.ts';
import type { WrittenOverride } from './overrides.ts';

/** Names of one pair of environment variables that may hold credentials. Never their values. */
export interface CredentialNames {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A correction of a row of the dialect table, with its place in the config for messages. */
export interface FactCorrection {
  readonly value: Json;
  readonly at: Point;
}

interface Base {
  readonly name: string;
  readonly org?: string;
  /** The documented form of the API that the platform speaks. */
  readonly dialect: DialectName;
  /**
   * Most results of students that a plan may affect by retiring or moving nodes; absent: no limit.
   */
  readonly maxAffectedResults?: number;
  /** Seconds for which a write that does not show yet is read again. */
  readonly settle: number;
  /** Fields with other values than in the manifests. */
  readonly overrides: readonly WrittenOverride[];
}
/** The embedded emulator. Nothing leaves the machine. */
export type EmulatorEnvironment = Base & { readonly type: 'emulator' };
/** A platform that is reached over the network. */
export type PlatformEnvironment = Base & {
  readonly type: 'platform';
  readonly baseUrl: string;
  readonly tokenUrl?: string;
  /** Pairs of variables in this order; the first pair that is set is used. */
  readonly credentials: readonly CredentialNames[];
  readonly parallelism: number;
  readonly facts: ReadonlyMap<string, FactCorrection>;
};
export type Environment = EmulatorEnvironment | PlatformEnvironment;

export const defaultCredentials: readonly CredentialNames[] = [
  { clientId: 'TIMEBACK_CLIENT_ID', clientSecret: 'TIMEBACK_CLIENT_SECRET' },
  { clientId: 'TIMEBACK_API_CLIENT_ID', clientSecret: 'TIMEBACK_API_CLIENT_SECRET' },
];

/** The platform is reported to refuse more than 10 requests at once. */
export const defaultParallelism = 8;

/** Seconds; long enough for platforms whose reads are late. 0: read once. */
export const defaultSettle = 30;

/**
 * Environments without a config: the emulator, and the production address of the Partner API's
 * developer guide. A config may redefine both names.
 */
export const builtIn: readonly Environment[] = [
  { type: 'emulator', name: 'local', dialect: 'partner', settle: defaultSettle, overrides: [] },
  {
    type: 'platform',
    name: 'production',
    baseUrl: 'https://api.alpha-1edtech.ai',
    dialect: 'partner',
    credentials: defaultCredentials,
    parallelism: defaultParallelism,
    facts: new Map(),
    settle: defaultSettle,
    overrides: [],
  },
];
