import type { LocatedDocument } from '../document/parse.ts';
import { type Defaults, defaulted, type Override } from '../model/catalog.ts';
import type { DialectName } from '../model/destination.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { textUnder } from '../model/json-values.ts';
import { type Address, addressOf, type Kind, kinds, parseAddress } from '../model/node.ts';
import { type Point, type Problem, problem } from '../model/problem.ts';
import type { CourseScope } from '../model/scope.ts';
import { withoutTrailing } from '../model/text.ts';

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

/** An id of one environment, with its place in the config for messages. */
export interface OtherId {
  readonly id: string;
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
  /** Nodes that exist here under other ids, by address: the id that each has here. */
  readonly otherIds?: ReadonlyMap<Address, OtherId>;
  /** Patterns of the ids that may be written; absent: any. */
  readonly allowIds?: readonly string[];
  /** The courses that the catalog is about; absent: all that the platform shows. */
  readonly scope?: CourseScope;
  /** Seconds for which a write that does not show yet is read again. */
  readonly settle: number;
  /** What the config says for nodes that do not say it, in every environment. */
  readonly defaults?: Defaults;
  /** Fields with other values than in the manifests. */
  readonly overrides: readonly WrittenOverride[];
}
/** The embedded emulator. Nothing leaves the machine. */
type EmulatorEnvironment = Base & { readonly type: 'emulator' };
/** A platform that is reached over the network. */
export type PlatformEnvironment = Base & {
  readonly type: 'platform';
  readonly baseUrl: string;
  readonly tokenUrl?: string;
  /** The service of tests and items, which links are asked for with the token. */
  readonly qti?: string;
  /** The service that takes events, which a rehearsal sends to with the token. */
  readonly caliper?: string;
  /** The file with what was measured of the platform, relative to the config, and where it is named. */
  readonly measured?: { readonly file: string; readonly at: Point };
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

/** An override with its place in the config for messages. */
type WrittenOverride = Override & { readonly at: Point };

/** The overrides of an environment, kinds before single nodes: the later one wins. */
export function readOverrides(
  environment: string,
  value: JsonObject,
  document: LocatedDocument,
): readonly WrittenOverride[] {
  const overrides = Object.entries(value).flatMap(([key, fields]): WrittenOverride[] => {
    const of = kindOrAddress(key);
    if (of === undefined || !isObject(fields)) return [];
    const at = document.pointAt(['environments', environment, 'overrides', key]);
    return [{ of, fields: asManifest(fields), at }];
  });
  const isKind = ({ of }: Override) => kinds.some((kind) => kind === of);
  return [...overrides.filter(isKind), ...overrides.filter((one) => !isKind(one))];
}

/** Fields that tell nodes apart, so that no override of a whole kind may set them. */
const ofOneNode = ['title', 'courseCode', 'vendorResourceId'];

/** Overrides that would give all nodes of a kind the same name. */
export function checkOverrides(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, { overrides }]) =>
    kinds.flatMap((kind) => {
      const fields = isObject(overrides) ? overrides[kind] : undefined;
      const own = ofOneNode.filter((field) => isObject(fields) && Object.hasOwn(fields, field));
      return own.map((field) => {
        const path = ['environments', name, 'overrides', kind, field];
        return problem('config/override-of-all', {
          detail: `${path.join('.')} would give every ${kind} the same ${field}.`,
          hint: `Name the node: \`${kind}/ID: {${field}: …}\`.`,
          span: { file, start: document.pointAt(path) },
        });
      });
    }),
  );
}

function kindOrAddress(key: string): Kind | Address | undefined {
  const kind = kinds.find((each) => each === key);
  const address = parseAddress(key);
  return kind ?? (address && addressOf(address.kind, address.sourcedId));
}

/** What a config says for nodes that do not say it, under the names that catalog nodes use. */
export function readDefaults(value: JsonObject): { readonly defaults?: Defaults } {
  const defaults = defaulted.flatMap((one) => {
    const fields = value[one];
    return isObject(fields) ? [[one, asManifest(fields)] as const] : [];
  });
  return defaults.length > 0 ? { defaults: Object.fromEntries(defaults) } : {};
}

function asText(grade: Json): string {
  return typeof grade === 'string' ? grade : canonicalJson(grade);
}

/** The fields under the names that catalog nodes use. */
function asManifest({ additional, ...fields }: JsonObject): JsonObject {
  const { grades } = fields;
  return {
    ...fields,
    // The platform expects grades as texts; authors write `6`.
    ...(Array.isArray(grades) && { grades: grades.map(asText) }),
    ...(isObject(additional) && additional),
  };
}

/** The environments as written in a config, by name. */
export function environmentsOf({
  value,
}: LocatedDocument): readonly (readonly [string, JsonObject])[] {
  const environments = isObject(value) ? value['environments'] : undefined;
  return isObject(environments)
    ? Object.entries(environments).flatMap(([name, environment]) =>
        isObject(environment) ? [[name, environment] as const] : [],
      )
    : [];
}

/** Keys by which an environment names its platform: our own, then those of the Core client. */
const modes = ['emulator', 'env', 'baseUrl', 'services'] as const;
type Mode = (typeof modes)[number];

/** The keys that an environment uses to name its platform. */
export function modesOf(environment: JsonObject): Mode[] {
  return modes.filter((mode) =>
    mode === 'emulator' ? environment[mode] === true : environment[mode] !== undefined,
  );
}

/** The platform behind a known name, from `env: production` or from the name of the environment. */
export function hostedPlatform(name: Json | undefined): PlatformEnvironment | undefined {
  return builtIn.find(
    (known): known is PlatformEnvironment => known.type === 'platform' && known.name === name,
  );
}

/** Where the base URL of a service may stand; the first one counts. */
const basePaths = [['baseUrl'], ['services', 'oneroster'], ['services', 'oneroster', 'baseUrl']];
/** Where the token URL may stand: beside a service first, then at the environment. */
const tokenPaths = [['services', 'oneroster', 'tokenUrl'], ['tokenUrl']];

/** Services beside that of the catalog, which the token may be sent to. */
const services = ['qti', 'caliper'] as const;

/** An address as written, with its path inside the environment. */
interface WrittenAddress {
  readonly path: readonly string[];
  readonly text: string;
}

/** The written base URL of an environment, if it has one. */
export function writtenBase(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(basePaths, environment)[0];
}

/** The written token URL of an environment, if it has one. */
export function writtenToken(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(tokenPaths, environment)[0];
}

/** Every address written in an environment, used or not. */
export function writtenAddresses(environment: JsonObject): readonly WrittenAddress[] {
  return addressesAt([...basePaths, ...tokenPaths, ...services.map((one) => [one])], environment);
}

function addressesAt(paths: readonly string[][], environment: JsonObject): WrittenAddress[] {
  return paths.flatMap((path) => {
    const text = textUnder(environment, ...path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** The addresses of further services, without a slash at the end. */
export function readServices(
  environment: JsonObject,
): Partial<Readonly<Record<(typeof services)[number], string>>> {
  const written = addressesAt(
    services.map((one) => [one]),
    environment,
  );
  return Object.fromEntries(written.map(({ path, text }) => [path[0], withoutTrailing(text, '/')]));
}

/** The environment with measured rows in force wherever the config itself says nothing. */
export function withMeasuredFacts(
  environment: PlatformEnvironment,
  rows: ReadonlyMap<string, Json>,
): PlatformEnvironment {
  const at = environment.measured?.at ?? { line: 1, column: 1 };
  const measured = [...rows].map(([row, value]) => [row, { value, at }] as const);
  return { ...environment, facts: new Map([...measured, ...environment.facts]) };
}

/** The file with what was measured of the platform, as an environment names it. */
export function readMeasured(
  environment: string,
  { measured }: JsonObject,
  document: LocatedDocument,
): Pick<PlatformEnvironment, 'measured'> {
  if (typeof measured !== 'string') return {};
  const at = document.pointAt(['environments', environment, 'measured']);
  return { measured: { file: measured, at } };
}
