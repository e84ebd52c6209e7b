import type { LocatedDocument } from '../document/parse.ts';
import { dialectNames } from '../model/dialect-name.ts';
import { plainNumber } from '../model/exact-number.ts';
import { defaultGlob } from '../model/glob.ts';
import { isObject, type Json, type JsonObject, withPlainNumbers } from '../model/json.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { withoutTrailing } from '../model/trailing.ts';
import { checkAddresses, checkSpelling, checkUrls, unencryptedAddresses } from './address.ts';
import {
  builtIn,
  defaultCredentials,
  defaultParallelism,
  defaultSettle,
  type Environment,
  type FactCorrection,
} from './environment.ts';
import { checkGlobs } from './globs.ts';
import { type LedgerPlace, ledgerPlace } from './ledger-place.ts';
import { checkOverrides, readOverrides } from './overrides.ts';
import { checkVariables } from './variables.ts';
import { hostedPlatform, writtenBase, writtenToken } from './whereabouts.ts';

/** The config with all defaults filled in. */
export interface Config {
  /** Globs of the manifests, relative to the folder of the config. */
  readonly catalog: readonly string[];
  /** Globs of the CFPackage files with the known standards; empty: standards are not checked. */
  readonly standards: readonly string[];
  /** Where the ledger of ids is. */
  readonly ids: LedgerPlace;
  /** Form that every sourcedId must have; absent: any. */
  readonly sourcedIdForm?: 'uuid';
  readonly defaultEnv?: string;
  /** Names of the environments that the config describes. The others are built in. */
  readonly described: ReadonlySet<string>;
  /** Built-in and described environments by name. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** Problems of environments with unencrypted addresses, by environment. */
  readonly unencrypted: ReadonlyMap<string, readonly Problem[]>;
}

/** Reads a config that passed its schema and the check for secrets. */
export function readConfig(document: LocatedDocument, file: string): Checked<Config> {
  const value = isObject(document.value) ? document.value : {};
  const problems = [
    checkGlobs,
    checkAddresses,
    checkSpelling,
    checkUrls,
    checkVariables,
    checkOverrides,
  ].flatMap((check) => check(document, file));
  const written = writtenEnvironments(document);
  const defaultEnv = text(value['defaultEnv']);
  return checked(
    {
      catalog: globs(value['catalog']) ?? [defaultGlob],
      standards: globs(value['standards']) ?? [],
      ids: ledgerPlace(text(value['ids'])),
      ...(object(value['sourcedId'])['form'] === 'uuid' && { sourcedIdForm: 'uuid' }),
      ...(defaultEnv && { defaultEnv }),
      described: new Set(written.map(({ name }) => name)),
      environments: readEnvironments(document),
      unencrypted: unencryptedAddresses(document, file),
    },
    problems,
  );
}

/** The built-in and described environments by name, unchecked. */
export function readEnvironments(document: LocatedDocument): Config['environments'] {
  const value = object(document.value);
  const org = text(value['org']);
  const standing = builtIn.map((environment) => ({
    ...(org && { org }),
    ...limitIn(value),
    ...environment,
    settle: settleIn(value),
  }));
  const all = [...standing, ...writtenEnvironments(document)];
  return new Map(all.map((one) => [one.name, one]));
}

function writtenEnvironments(document: LocatedDocument): Environment[] {
  const value = object(document.value);
  const org = text(value['org']);
  const common = { ...limitIn(value), settle: settleIn(value) };
  return Object.entries(object(value['environments'])).map(([name, environment]) =>
    readEnvironment(name, { ...common, ...object(environment) }, { document, org }),
  );
}

function readEnvironment(
  name: string,
  value: JsonObject,
  given: { document: LocatedDocument; org: string | undefined },
): Environment {
  const org = text(value['org']) ?? given.org;
  const overrides = readOverrides(name, object(value['overrides']), given.document);
  const dialect = dialectNames.find((one) => one === value['dialect']) ?? 'partner';
  const settle = settleIn(value);
  const base = { name, dialect, ...(org && { org }), ...limitIn(value), settle, overrides };
  const hosted = hostedPlatform(value['env'] ?? name);
  const baseUrl = writtenBase(value)?.text ?? hosted?.baseUrl;
  if (value['emulator'] === true || baseUrl === undefined) return { ...base, type: 'emulator' };
  const tokenUrl = writtenToken(value)?.text;
  return {
    ...base,
    type: 'platform',
    baseUrl: withoutTrailing(baseUrl, '/'),
    ...(tokenUrl && { tokenUrl }),
    credentials: readCredentials(object(value['credentials'])),
    parallelism: plainNumber(value['parallelism']) ?? defaultParallelism,
    facts: readFacts(name, object(value['facts']), given.document),
  };
}

function limitIn(value: JsonObject): { readonly maxAffectedResults?: number } {
  const maxAffectedResults = plainNumber(value['maxAffectedResults']);
  return maxAffectedResults === undefined ? {} : { maxAffectedResults };
}

function settleIn({ settle }: JsonObject): number {
  return typeof settle === 'number' ? settle : defaultSettle;
}

function readCredentials(value: JsonObject) {
  const clientId = text(value['clientId']);
  const clientSecret = text(value['clientSecret']);
  return clientId && clientSecret ? [{ clientId, clientSecret }] : defaultCredentials;
}

function readFacts(
  name: string,
  value: JsonObject,
  document: LocatedDocument,
): ReadonlyMap<string, FactCorrection> {
  return new Map(
    Object.entries(value).map(([row, correction]) => [
      row,
      {
        value: withPlainNumbers(correction),
        at: document.pointAt(['environments', name, 'facts', row]),
      },
    ]),
  );
}

function globs(value: Json | undefined): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.flatMap((item) => text(item) ?? []);
  return texts.length > 0 ? texts : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
