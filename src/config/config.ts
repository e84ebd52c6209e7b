import type { LocatedDocument } from '../document/parse.ts';
import { quoteShort } from '../document/place.ts';
import type { Defaults } from '../model/catalog.ts';
import {
  type RuleInForce,
  type RuleName,
  ruleNamed,
  ruleNames,
  ruleSets,
} from '../model/content-rules.ts';
import { dialectNames } from '../model/destination.ts';
import { defaultGlob, readGlob } from '../model/glob.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  plainNumber,
  withPlainNumbers,
} from '../model/json.ts';
import { defined, objectUnder, textUnder } from '../model/json-values.ts';
import { type Address, addressOf, parseAddress } from '../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { CourseScope } from '../model/scope.ts';
import { type SdkIdentityField, sdkIdentityFields } from '../model/sdk/values.ts';
import { withoutTrailing } from '../model/text.ts';
import { checkAddresses, checkSpelling, checkUrls, unencryptedAddresses } from './address.ts';
import { type ApprovalRule, readApproval } from './approval-rule.ts';
import {
  builtIn,
  checkOverrides,
  defaultCredentials,
  defaultParallelism,
  defaultSettle,
  type Environment,
  environmentsOf,
  type FactCorrection,
  hostedPlatform,
  type OtherId,
  readDefaults,
  readMeasured,
  readOverrides,
  readServices,
  writtenBase,
  writtenToken,
} from './environment.ts';
import { checkVariables } from './variables.ts';

/** The config with all defaults filled in. */
export interface Config extends SdkPart {
  /** The globs of the manifests, relative to the folder of the config. */
  readonly catalog: readonly string[];
  /** The globs of the CFPackage files with the known standards. Empty: standards are not checked. */
  readonly standards: readonly string[];
  readonly ids: LedgerPlace;
  /** The form that every sourcedId must have. Absent: any form. */
  readonly sourcedIdForm?: 'uuid';
  /** The environment of a run without `--env`. */
  readonly defaultEnv?: string;
  /** The reviews that the GitHub Action asks for before it publishes. Absent: its usual ones. */
  readonly approval?: ApprovalRule;
  /** The rules about content that are in force. */
  readonly rules: readonly RuleInForce[];
  /** Values for fields that the manifests do not set, in every environment. */
  readonly defaults?: Defaults;
  /** Gives the position of a key in the config; if it is not written, of the nearest key around it. */
  readonly pointAt: LocatedDocument['pointAt'];
  /** The names of the environments that the config describes. All others are built in. */
  readonly described: ReadonlySet<string>;
  /** The built-in and the described environments by name. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** The problems of environments with unencrypted addresses, by the name of the environment. */
  readonly unencrypted: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Reads a config that passed its schema and the check for secrets. Gives problems instead if addresses,
 * globs, variables or overrides have errors.
 */
export function readConfig(document: LocatedDocument, file: string): Checked<Config> {
  const value = objectUnder(document.value);
  const problems = [
    checkGlobs,
    checkAddresses,
    checkSpelling,
    checkUrls,
    checkVariables,
    checkNames,
    checkOverrides,
  ].flatMap((check) => check(document, file));
  const written = writtenEnvironments(document);
  const defaultEnv = textUnder(value, 'defaultEnv');
  return checked(
    {
      catalog: oneOrMore(value['catalog']) ?? [defaultGlob],
      standards: oneOrMore(value['standards']) ?? [],
      ids: ledgerPlace(textUnder(value, 'ids')),
      ...(textUnder(value['sourcedId'], 'form') === 'uuid' && { sourcedIdForm: 'uuid' }),
      ...(defaultEnv && { defaultEnv }),
      ...readApproval(value),
      ...readSdk(value),
      rules: readRules(objectUnder(value, 'rules')),
      ...readDefaults(objectUnder(value, 'defaults')),
      pointAt: (...of) => document.pointAt(...of),
      described: new Set(written.map(({ name }) => name)),
      environments: readEnvironments(document),
      unencrypted: unencryptedAddresses(document, file),
    },
    problems,
  );
}

/** Two environments whose names differ in case alone would share their state on many disks. */
function checkNames(document: LocatedDocument, file: string): Problem[] {
  const names = new Map(builtIn.map(({ name }) => [name, name]));
  return environmentsOf(document).flatMap(([name]) => {
    const other = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), name);
    if (other === undefined || other === name) return [];
    return problem('schema/wrong-value', {
      detail: `The environments ${other} and ${name} differ in upper and lower case alone, so they share a folder of receipts and a lock on systems such as macOS and Windows.`,
      hint: builtIn.some((one) => one.name === other)
        ? `Rename ${name}: ${other} is built in.`
        : 'Rename one of them.',
      span: { file, start: document.pointAt(['environments', name]) },
    });
  });
}

/** The built-in and the described environments by name, without checks. */
export function readEnvironments(document: LocatedDocument): Config['environments'] {
  const value = objectUnder(document.value);
  const org = textUnder(value, 'org');
  const standing = builtIn.map((environment) => ({
    ...(org && { org }),
    ...environment,
    ...commonIn(value),
    ...readDefaults(objectUnder(value, 'defaults')),
  }));
  const all = [...standing, ...writtenEnvironments(document)];
  return new Map(all.map((one) => [one.name, one]));
}

function writtenEnvironments(document: LocatedDocument): Environment[] {
  const value = objectUnder(document.value);
  const org = textUnder(value, 'org');
  const { scope, maxAffectedResults, settle } = value;
  const common = defined({ scope, maxAffectedResults, settle });
  const defaults = readDefaults(objectUnder(value, 'defaults'));
  return Object.entries(objectUnder(value, 'environments')).map(([name, environment]) => ({
    ...readEnvironment(name, { ...common, ...objectUnder(environment) }, { document, org }),
    ...defaults,
  }));
}

function readEnvironment(
  name: string,
  value: JsonObject,
  given: { document: LocatedDocument; org: string | undefined },
): Environment {
  const org = textUnder(value, 'org') ?? given.org;
  const overrides = readOverrides(name, objectUnder(value, 'overrides'), given.document);
  const dialect = dialectNames.find((one) => one === value['dialect']) ?? 'partner';
  const allowIds = oneOrMore(value['allowIds']);
  const otherIds = readOtherIds(name, objectUnder(value, 'ids'), given.document);
  const own = {
    ...(org && { org }),
    ...(allowIds && { allowIds }),
    ...(otherIds.size > 0 && { otherIds }),
  };
  const base = { name, dialect, ...own, ...commonIn(value), overrides };
  const hosted = hostedPlatform(value['env'] ?? name);
  const baseUrl = writtenBase(value)?.text ?? hosted?.baseUrl;
  if (value['emulator'] === true || baseUrl === undefined) return { ...base, type: 'emulator' };
  const tokenUrl = writtenToken(value)?.text;
  return {
    ...base,
    type: 'platform',
    baseUrl: withoutTrailing(baseUrl, '/'),
    ...(tokenUrl && { tokenUrl }),
    ...readMeasured(name, value, given.document),
    ...readServices(value),
    credentials: readCredentials(objectUnder(value, 'credentials')),
    parallelism: plainNumber(value['parallelism']) ?? defaultParallelism,
    facts: readFacts(name, objectUnder(value, 'facts'), given.document),
  };
}

/** Keys that may be at the top of a config or at an environment; those of the environment win. */
function commonIn(value: JsonObject): Pick<Environment, 'maxAffectedResults' | 'scope' | 'settle'> {
  const { scope, settle } = value;
  return {
    ...defined({ maxAffectedResults: plainNumber(value['maxAffectedResults']) }),
    ...(isObject(scope) && { scope: readScope(scope) }),
    settle: typeof settle === 'number' ? settle : defaultSettle,
  };
}

function readCredentials(value: JsonObject) {
  const clientId = textUnder(value, 'clientId');
  const clientSecret = textUnder(value, 'clientSecret');
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

function oneOrMore(value: Json | undefined): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.filter((item) => typeof item === 'string');
  return texts.length > 0 ? texts : undefined;
}

/**
 * The keys whose globs decide which files are read. `ids` needs no check of its globs: it names a file or
 * folder beside the config, and its schema allows only letters, digits and `. _ -`. The files of keys and
 * names are named after it.
 */
const globKeys = ['catalog', 'standards'] as const;

/**
 * The problems of globs that are malformed or lead out of the folder of the config: a pull request must not
 * make the tool read other files.
 */
function checkGlobs(document: LocatedDocument, file: string): Problem[] {
  const value = objectUnder(document.value);
  const written = globKeys.flatMap((key) =>
    (oneOrMore(value[key]) ?? []).map((glob) => ({ key, glob })),
  );
  return written.flatMap(({ key, glob }) => {
    const read = readGlob(glob.startsWith('!') ? glob.slice(1) : glob);
    if (read.ok) return [];
    const { type, reason, hint } = read.fault;
    const span = { file, start: document.pointAt([key]) };
    if (type === 'form') {
      const detail = `${key}: ${quoteShort(glob)} ${reason}.`;
      return [problem('glob/unusable', { detail, span, ...(hint !== undefined && { hint }) })];
    }
    return [
      problem('include/outside', {
        detail: `${key}: ${quoteShort(glob)} is outside the folder of the config: it ${reason}.`,
        hint: 'Write globs relative to the config, or move the config to a folder above all manifests.',
        span,
      }),
    ];
  });
}

/** The place of the ledger of ids. All names are relative to the folder of the config. */
export type LedgerPlace =
  /** The ledger is one file. */
  | { readonly form: 'file'; readonly file: string }
  /**
   * The ledger is a folder; lines in the one file count as well until they are moved. `either`: the one
   * file is used as long as the folder does not exist and the catalog is small.
   */
  | { readonly form: 'folder' | 'either'; readonly folder: string; readonly file: string };

const file = 'catalog.ids';

/** Reads `ids` of a config. A folder ends in a slash; undefined means the default names. */
export function ledgerPlace(ids: string | undefined): LedgerPlace {
  if (ids === undefined) return { form: 'either', folder: 'ids', file };
  return ids.endsWith('/')
    ? { form: 'folder', folder: ids.slice(0, -1), file }
    : { form: 'file', file: ids };
}

/** Whether a path, relative to the folder of the config, belongs to a ledger at this place. */
export function isInLedger(path: string, place: LedgerPlace): boolean {
  if (path === place.file) return true;
  if (place.form === 'file' || !path.startsWith(`${place.folder}/`)) return false;
  return isLedgerName(path.slice(place.folder.length + 1));
}

/** Hidden files and folders belong to other programs. */
function isLedgerName(path: string): boolean {
  return path.endsWith('.ids') && path.split('/').every((name) => !name.startsWith('.'));
}

/** The courses that a catalog is about, from `scope` of a config that passed its schema. */
function readScope(value: JsonObject): CourseScope {
  const { courses } = value;
  return {
    ...(courses !== undefined && {
      courses: courses === 'own' ? 'own' : (oneOrMore(courses) ?? []),
    }),
    ...defined({
      org: textUnder(value, 'org'),
      primaryApp: textUnder(value, 'primaryApp'),
      prefix: textUnder(value, 'prefix'),
    }),
  };
}

/** The ids that nodes have in one environment, from its key `ids`. */
function readOtherIds(
  environment: string,
  ids: JsonObject,
  document: LocatedDocument,
): ReadonlyMap<Address, OtherId> {
  return new Map(
    Object.entries(ids).flatMap(([key, value]) => {
      const address = parseAddress(key);
      const id = textUnder(value);
      if (!address || id === undefined) return [];
      const at = document.pointAt(['environments', environment, 'ids', key]);
      return [[addressOf(address.kind, address.sourcedId), { id, at }] as const];
    }),
  );
}

/** The rules that a config puts in force, in the order of their table. */
export function readRules(written: JsonObject): readonly RuleInForce[] {
  const set = ruleSets[written['set'] as keyof typeof ruleSets] ?? [];
  return ruleNames.flatMap((name) => {
    const said = written[name];
    return said === undefined && !set.includes(name) ? [] : inForce(name, said ?? 'on');
  });
}

function inForce(name: RuleName, said: Json): RuleInForce[] {
  const options = isObject(said) ? said : { severity: said };
  const rule = ruleNamed(name);
  const word = options['severity'] ?? 'on';
  if (word === 'off' || word === false) return [];
  return [
    {
      name,
      severity: word === 'error' || word === 'warning' ? word : rule.severity,
      also: texts(options['also']) ?? [],
      keys: texts(options['keys']) ?? rule.keys ?? [],
      patterns: texts(options['patterns']) ?? rule.patterns ?? [],
      needs: { ...rule.needs, ...needsIn(options['needs']) },
      writes: options['write'] === true,
    },
  ];
}

function texts(value: Json | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Each type with the keys that it needs. A list in place of a key means that one of its keys is enough. */
function needsIn(value: Json | undefined): RuleInForce['needs'] {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([type, keys]) => [
      type,
      (Array.isArray(keys) ? keys : []).map((key: Json) => texts(key) ?? [String(key)]),
    ]),
  );
}

/** The apps on the official SDK that a config names. */
interface SdkApps {
  /** The apps' own config files, relative to the folder of this config. */
  readonly files: readonly string[];
  /** Patterns of the ids and codes of their courses. Absent: all courses. */
  readonly courses?: readonly string[];
}

/** What a config says about apps on the official SDK. */
interface SdkPart {
  /** Fields that such apps identify nodes by, so they may not change once published. */
  readonly fixed: ReadonlySet<SdkIdentityField>;
  /** Absent: the config names no such apps. */
  readonly sdk?: SdkApps;
}

/** The default name of the SDK's config file. */
export const sdkConfigName = 'timeback.config.json';

/** Reads `identity` and `sdk` of a config that passed its schema. */
function readSdk({ identity, sdk }: JsonObject): SdkPart {
  const said = isObject(identity) ? identity : {};
  const fixed = new Set(sdkIdentityFields.filter((field) => said[field] === 'fixed'));
  if (!isObject(sdk)) return { fixed };
  const courses = oneOrMore(sdk['courses']);
  const files = oneOrMore(sdk['file']) ?? [sdkConfigName];
  return { fixed, sdk: { files, ...(courses && { courses }) } };
}
