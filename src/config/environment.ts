import type { DialectName } from '../model/dialect-name.ts';
import type { Json } from '../model/json.ts';
import type { Point } from '../model/span.ts';
import type { WrittenOverride } from './overrides.ts';

/** One pair of environment variables that may hold the credentials. Names, never values. */
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
  /** The documented form of the API that is spoken with it. */
  readonly dialect: DialectName;
  /** How many results of students a plan may affect by what it retires or moves. */
  readonly maxAffectedResults?: number;
  /** For how many seconds what was written and does not show is asked for again. */
  readonly settle: number;
  /** Fields that it holds other than the manifests say. */
  readonly overrides: readonly WrittenOverride[];
}
/** The emulator inside the tool: nothing leaves the machine. */
export type EmulatorEnvironment = Base & { readonly type: 'emulator' };
/** A platform that is reached over the network. */
export type PlatformEnvironment = Base & {
  readonly type: 'platform';
  readonly baseUrl: string;
  readonly tokenUrl?: string;
  /** Tried in this order; the first pair that is set is used. */
  readonly credentials: readonly CredentialNames[];
  readonly parallelism: number;
  readonly facts: ReadonlyMap<string, FactCorrection>;
};
export type Environment = EmulatorEnvironment | PlatformEnvironment;

export const defaultCredentials: readonly CredentialNames[] = [
  { clientId: 'TIMEBACK_CLIENT_ID', clientSecret: 'TIMEBACK_CLIENT_SECRET' },
  { clientId: 'TIMEBACK_API_CLIENT_ID', clientSecret: 'TIMEBACK_API_CLIENT_SECRET' },
];

/** More than 10 requests at once are reported to be refused. */
export const defaultParallelism = 8;

/** Outlasts the reads of a platform that are late; 0: asked once. */
export const defaultSettle = 30;

/**
 * Environments that need no config: the emulator, and the one production address that the Partner
 * API's developer guide documents. A config may describe either name anew.
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
