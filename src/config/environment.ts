import type { LocatedDocument } from '../document/parse.ts';
import { type Defaults, defaulted, type Override } from '../model/catalog.ts';
import type { DialectName } from '../model/destination.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { gradesAsTexts, textUnder } from '../model/json-values.ts';
import { type Address, addressOf, type Kind, kinds, parseAddress } from '../model/node.ts';
import { type Point, type Problem, problem } from '../model/problem.ts';
import type { CourseScope } from '../model/scope.ts';
import { withoutTrailing } from '../model/text.ts';

/** The names of two environment variables that may hold credentials. Never their values. */
export interface CredentialNames {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A correction of a row of the dialect table. `at` is its place in the config, for messages. */
export interface FactCorrection {
  readonly value: Json;
  readonly at: Point;
}

/** The id of a node in one environment. `at` is its place in the config, for messages. */
export interface OtherId {
  readonly id: string;
  readonly at: Point;
}

interface Base {
  readonly name: string;
  readonly org?: string;
  /** The documented form of the API that the platform speaks. */
  readonly dialect: DialectName;
  /** The most results of students that a plan may affect by retiring or moving nodes. Absent: no limit. */
  readonly maxAffectedResults?: number;
  /** The other ids that nodes have in this environment, by the addresses in the manifests. */
  readonly otherIds?: ReadonlyMap<Address, OtherId>;
  /** Patterns of the ids that may be written. Absent: all ids. */
  readonly allowIds?: readonly string[];
  /** The courses that the catalog is about. Absent: all that the platform shows. */
  readonly scope?: CourseScope;
  /** The seconds during which a write that does not show yet is read again. */
  readonly settle: number;
  /** Values of the config for fields that neither a manifest nor its course sets. */
  readonly defaults?: Defaults;
  /** Values of fields that replace those of the manifests. */
  readonly overrides: readonly WrittenOverride[];
}
/** The embedded emulator. Nothing leaves the machine. */
type EmulatorEnvironment = Base & { readonly type: 'emulator' };
/** A platform that is reached over the network. */
export type PlatformEnvironment = Base & {
  readonly type: 'platform';
  readonly baseUrl: string;
  readonly tokenUrl?: string;
  /** The URL of the service of tests and items. The token is sent to it to check links. */
  readonly qti?: string;
  /** The URL of the service that takes events. A rehearsal sends its events and the token to it. */
  readonly caliper?: string;
  /** The file with measured facts, relative to the config, and the place that names it. */
  readonly measured?: { readonly file: string; readonly at: Point };
  /** Pairs of variables. The first pair that is set is used. */
  readonly credentials: readonly CredentialNames[];
  /** The most requests at once. */
  readonly parallelism: number;
  /** The corrections of rows of the dialect table, by row. */
  readonly facts: ReadonlyMap<string, FactCorrection>;
};
/** An environment of a config: the embedded emulator, or a platform. */
export type Environment = EmulatorEnvironment | PlatformEnvironment;

/** The variables that hold credentials if the config names none. */
export const defaultCredentials: readonly CredentialNames[] = [
  { clientId: 'TIMEBACK_CLIENT_ID', clientSecret: 'TIMEBACK_CLIENT_SECRET' },
  { clientId: 'TIMEBACK_API_CLIENT_ID', clientSecret: 'TIMEBACK_API_CLIENT_SECRET' },
];

/** The most requests at once by default. The platform is reported to refuse more than 10. */
export const defaultParallelism = 8;

/**
 * The seconds for which an unseen write is read again if the config names no number: long enough for
 * platforms whose reads are late. 0 means to read once.
 */
export const defaultSettle = 30;

/**
 * The environments without a config: the emulator, and the production address from the Partner API's
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

/** An override. `at` is its place in the config, for messages. */
type WrittenOverride = Override & { readonly at: Point };

/** The overrides of an environment, those of kinds before those of nodes, since the later one wins. */
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

/** Fields that tell nodes apart, so an override of a whole kind may not set them. */
const ofOneNode = ['title', 'courseCode', 'vendorResourceId'];

/** The problems of overrides that would give all nodes of a kind the same name. */
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

/** Reads `defaults` of a config, with the names of fields that catalog nodes use; empty if it has none. */
export function readDefaults(value: JsonObject): { readonly defaults?: Defaults } {
  const defaults = defaulted.flatMap((one) => {
    const fields = value[one];
    return isObject(fields) ? [[one, asManifest(fields)] as const] : [];
  });
  return defaults.length > 0 ? { defaults: Object.fromEntries(defaults) } : {};
}

/** The fields with the names that catalog nodes use. */
function asManifest({ additional, ...fields }: JsonObject): JsonObject {
  const { grades } = fields;
  return {
    ...fields,
    ...(Array.isArray(grades) && { grades: gradesAsTexts(grades) }),
    ...(isObject(additional) && additional),
  };
}

/** The environments as written in a config: names and their unchecked values. */
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

/** The keys by which an environment names its platform: our own, then that of the Core client. */
const modes = ['emulator', 'env', 'baseUrl', 'services'] as const;
type Mode = (typeof modes)[number];

/** The keys by which this environment names its platform. */
export function modesOf(environment: JsonObject): Mode[] {
  return modes.filter((mode) =>
    mode === 'emulator' ? environment[mode] === true : environment[mode] !== undefined,
  );
}

/** The built-in platform of a name, such as that in `env: production`; undefined if there is none. */
export function hostedPlatform(name: Json | undefined): PlatformEnvironment | undefined {
  return builtIn.find(
    (known): known is PlatformEnvironment => known.type === 'platform' && known.name === name,
  );
}

/** The places of the base URL of a service; the first one that is written counts. */
const basePaths = [['baseUrl'], ['services', 'oneroster'], ['services', 'oneroster', 'baseUrl']];
/** The places of the token URL: beside a service first, then at the environment. */
const tokenPaths = [['services', 'oneroster', 'tokenUrl'], ['tokenUrl']];

/** The services beside that of the catalog to which the token may be sent. */
const services = ['qti', 'caliper'] as const;

/** An address as written, with its path inside the environment. */
interface WrittenAddress {
  readonly path: readonly string[];
  readonly text: string;
}

/** The base URL as written in an environment; undefined if it has none. */
export function writtenBase(environment: JsonObject): WrittenAddress | undefined {
  return addressesAt(basePaths, environment)[0];
}

/** The token URL as written in an environment; undefined if it has none. */
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

/** The URLs of further services, without a slash at the end. */
export function readServices(
  environment: JsonObject,
): Partial<Readonly<Record<(typeof services)[number], string>>> {
  const written = addressesAt(
    services.map((one) => [one]),
    environment,
  );
  return Object.fromEntries(written.map(({ path, text }) => [path[0], withoutTrailing(text, '/')]));
}

/** The environment with measured facts for all rows that the config itself does not correct. */
export function withMeasuredFacts(
  environment: PlatformEnvironment,
  rows: ReadonlyMap<string, Json>,
): PlatformEnvironment {
  const at = environment.measured?.at ?? { line: 1, column: 1 };
  const measured = [...rows].map(([row, value]) => [row, { value, at }] as const);
  return { ...environment, facts: new Map([...measured, ...environment.facts]) };
}

/** The file with measured facts that an environment names; empty if it names none. */
export function readMeasured(
  environment: string,
  { measured }: JsonObject,
  document: LocatedDocument,
): Pick<PlatformEnvironment, 'measured'> {
  if (typeof measured !== 'string') return {};
  const at = document.pointAt(['environments', environment, 'measured']);
  return { measured: { file: measured, at } };
}
