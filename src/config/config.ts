import type { LocatedDocument } from '../document/parse.ts';
import { quoteShort } from '../document/place.ts';
import { nearest } from '../document/validate.ts';
import type { Defaults } from '../model/catalog.ts';
import type { RuleInForce } from '../model/content-rules.ts';
import { dialectNames } from '../model/destination.ts';
import { defaultGlob, readGlob } from '../model/glob.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  plainNumber,
  withPlainNumbers,
} from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
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
  type FactCorrection,
  hostedPlatform,
  readDefaults,
  readMeasured,
  readOverrides,
  readServices,
  writtenBase,
  writtenToken,
} from './environment.ts';
import { readOtherIds, readScope } from './narrowing.ts';
import { readRules } from './rules.ts';
import { readSdk, type SdkPart } from './sdk.ts';
import { checkVariables } from './variables.ts';

/** The config with all defaults filled in. */
export interface Config extends SdkPart {
  /** Globs of the manifests, relative to the folder of the config. */
  readonly catalog: readonly string[];
  /** Globs of the CFPackage files with the known standards; empty: standards are not checked. */
  readonly standards: readonly string[];
  /** Where the ledger of ids is. */
  readonly ids: LedgerPlace;
  /** Form that every sourcedId must have; absent: any. */
  readonly sourcedIdForm?: 'uuid';
  readonly defaultEnv?: string;
  /** What the GitHub Action asks for before it publishes; absent: what the pull request is used to. */
  readonly approval?: ApprovalRule;
  /** The rules about content that are in force. */
  readonly rules: readonly RuleInForce[];
  /** What is laid under the manifests, in every environment. */
  readonly defaults?: Defaults;
  /** The line of `defaults` in the config; of its start, if there are none. */
  readonly defaultsLine: number;
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
      ...readApproval(value),
      ...readSdk(value),
      rules: readRules(object(value['rules'])),
      ...readDefaults(object(value['defaults'])),
      defaultsLine: document.pointAt(['defaults']).line,
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
    ...commonIn(value),
    ...environment,
    ...readDefaults(object(value['defaults'])),
    settle: settleIn(value),
  }));
  const all = [...standing, ...writtenEnvironments(document)];
  return new Map(all.map((one) => [one.name, one]));
}

function writtenEnvironments(document: LocatedDocument): Environment[] {
  const value = object(document.value);
  const org = text(value['org']);
  const { scope, maxAffectedResults } = value;
  const common = {
    ...(scope !== undefined && { scope }),
    ...(maxAffectedResults !== undefined && { maxAffectedResults }),
    settle: settleIn(value),
  };
  const defaults = readDefaults(object(value['defaults']));
  return Object.entries(object(value['environments'])).map(([name, environment]) => ({
    ...readEnvironment(name, { ...common, ...object(environment) }, { document, org }),
    ...defaults,
  }));
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
  const allowIds = globs(value['allowIds']);
  const otherIds = readOtherIds(name, object(value['ids']), given.document);
  const own = {
    ...(org && { org }),
    ...(allowIds && { allowIds }),
    ...(otherIds.size > 0 && { otherIds }),
  };
  const base = { name, dialect, ...own, ...commonIn(value), settle, overrides };
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
    credentials: readCredentials(object(value['credentials'])),
    parallelism: plainNumber(value['parallelism']) ?? defaultParallelism,
    facts: readFacts(name, object(value['facts']), given.document),
  };
}

/** What may stand at the top of a config and at an environment, which then has its own. */
function commonIn(value: JsonObject): Pick<Environment, 'maxAffectedResults' | 'scope'> {
  const { scope } = value;
  return { ...limitIn(value), ...(isObject(scope) && { scope: readScope(scope) }) };
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

interface EnvironmentChoice {
  /** Value of `--env`, if given. */
  readonly named?: string;
  /** Whether this is a pipeline (`CI` is set). */
  readonly ci: boolean;
}

/** Chooses the environment of a run. Outside of CI, if nothing names one, the emulator is used. */
export function selectEnvironment(
  config: Config,
  { named, ci }: EnvironmentChoice,
): Checked<Environment> {
  if (namesSeveral(named)) return { ok: false, problems: [onlyOne(named)] };
  const name = named ?? config.defaultEnv ?? 'local';
  const environment = config.environments.get(name);
  if (!environment) return { ok: false, problems: [unknown(name, config)] };
  if (ci && named === undefined && environment.type === 'emulator') {
    return { ok: false, problems: [notNamed(config)] };
  }
  return checked(environment, []);
}

/** Value of `--env` for every platform in the config. No environment may have this name. */
export const everyPlatform = 'all';

/** Whether `--env` asks for a run over several environments, even if it matches only one. */
export function namesSeveral(named: string | undefined): named is string {
  return named !== undefined && (named === everyPlatform || named.includes(','));
}

/**
 * The environments of a run over several, in the order of `--env` or of the config. `all` means
 * platforms that the config describes: neither emulators nor the built-in production, which nobody
 * asked for.
 */
export function selectEnvironments(config: Config, named: string): Checked<readonly Environment[]> {
  if (named === everyPlatform) return allPlatforms(config);
  const names = [...new Set(named.split(',').map((name) => name.trim()))];
  if (names.includes('') || names.includes(everyPlatform)) {
    return { ok: false, problems: [noList(named)] };
  }
  const problems = names
    .filter((name) => !config.environments.has(name))
    .map((name) => unknown(name, config));
  const environments = names.flatMap((name) => config.environments.get(name) ?? []);
  return checked(environments, problems);
}

function allPlatforms({ described, environments }: Config): Checked<readonly Environment[]> {
  const platforms = [...described].flatMap((name) => {
    const environment = environments.get(name);
    return environment?.type === 'platform' ? [environment] : [];
  });
  if (platforms.length > 0) return checked(platforms, []);
  const none = problem('config/unknown-environment', {
    detail:
      '`--env all` stands for the platforms under `environments` in the config, and there is none.',
    hint: 'Describe them there, or name an environment.',
  });
  return { ok: false, problems: [none] };
}

/**
 * Environments that one run cannot publish to, since they would overwrite each other. Another
 * client on the same platform counts as another publisher.
 */
export function checkApart(environments: readonly Environment[]): Problem[] {
  const first = new Map<string, string>();
  return environments.flatMap((environment) => {
    if (environment.type === 'emulator') return [];
    const { name, baseUrl, credentials } = environment;
    const key = JSON.stringify([URL.parse(baseUrl)?.href, credentials]);
    const other = first.get(key);
    first.set(key, other ?? name);
    if (other === undefined) return [];
    return [
      problem('environment/same-platform', {
        detail: `${other} and ${name} are both ${baseUrl}, with the same credentials.`,
        hint: `Name one of them, or give ${name} the credentials of its own client.`,
      }),
    ];
  });
}

function onlyOne(named: string): Problem {
  return problem('usage/wrong', {
    detail: `This works with one environment at a time, and --env names several: ${named}.`,
    hint: 'Name one. `plan` and `apply` take several, without --refresh-only, --resume and --plan-hash.',
  });
}

function noList(named: string): Problem {
  return problem('usage/wrong', {
    detail: `--env ${named} is no list of environments.`,
    hint: 'Write `--env a,b`, or `--env all` by itself.',
  });
}

function unknown(name: string, config: Config): Problem {
  const names = [...config.environments.keys()];
  // `prod` is no misspelt `production`, but its beginning.
  const begun = names.filter((one) => one.startsWith(name));
  const near = nearest(name, names) ?? (begun.length === 1 ? begun[0] : undefined);
  return problem('config/unknown-environment', {
    detail: `There is no environment "${name}". There are: ${names.join(', ')}.`,
    hint: near ? `Did you mean "${near}"?` : 'Describe it under `environments` in the config.',
  });
}

function notNamed(config: Config): Problem {
  return problem('environment/not-named', {
    detail:
      'CI is set and no environment is named. Without one the emulator would serve, and a pipeline that publishes to an emulator looks like one that publishes.',
    hint: `Add \`--env NAME\`, with one of: ${[...config.environments.keys()].join(', ')}.`,
  });
}

/**
 * Keys whose globs decide which files are read. `ids` names a file or folder beside the config and
 * is limited by its schema to letters, digits and `. _ -`; the files of keys and names are named
 * after it.
 */
const globKeys = ['catalog', 'standards'] as const;

/**
 * Globs that are malformed or leave the folder of the config: a pull request must not make the tool
 * read other files.
 */
function checkGlobs(document: LocatedDocument, file: string): Problem[] {
  return globKeys.flatMap((key) => checkKey(key, document, file));
}

function checkKey(key: string, document: LocatedDocument, file: string): Problem[] {
  const globs = isObject(document.value) ? document.value[key] : undefined;
  return (Array.isArray(globs) ? globs : [globs]).flatMap((glob) => {
    if (typeof glob !== 'string') return [];
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
        detail: `${key}: ${quoteShort(glob)} leads out of the folder of the config: it ${reason}.`,
        hint: 'Write globs relative to the config, or put the config into a folder above all manifests.',
        span,
      }),
    ];
  });
}

/** Where the ledger of ids is. All names are relative to the folder of the config. */
export type LedgerPlace =
  /** The ledger is one file. */
  | { readonly form: 'file'; readonly file: string }
  /**
   * The ledger is a folder; lines in the one file count as well until they are moved. `either`: the
   * one file is enough as long as the folder does not exist and the catalog is small.
   */
  | { readonly form: 'folder' | 'either'; readonly folder: string; readonly file: string };

const file = 'catalog.ids';

/** Reads `ids` of a config. A folder ends in a slash. */
export function ledgerPlace(ids: string | undefined): LedgerPlace {
  if (ids === undefined) return { form: 'either', folder: 'ids', file };
  return ids.endsWith('/')
    ? { form: 'folder', folder: ids.slice(0, -1), file }
    : { form: 'file', file: ids };
}

/** Whether a path, relative to the folder of the config, belongs to a ledger in this place. */
export function isInLedger(path: string, place: LedgerPlace): boolean {
  if (path === place.file) return true;
  if (place.form === 'file' || !path.startsWith(`${place.folder}/`)) return false;
  return isLedgerName(path.slice(place.folder.length + 1));
}

/** Excludes hidden files and folders, which belong to other programs. */
function isLedgerName(path: string): boolean {
  return path.endsWith('.ids') && path.split('/').every((name) => !name.startsWith('.'));
}
