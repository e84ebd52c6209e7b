import { join, relative } from 'node:path';
import { type ApprovalRule, readApprovalRule, ruleInWords } from '../../config/approval-rule.ts';
import { isInLedger, readEnvironments } from '../../config/config.ts';
import { type Environment, writtenBase, writtenToken } from '../../config/environment.ts';
import { type LocatedDocument, parseYaml } from '../../document/parse.ts';
import { ReadSources } from '../../document/place.ts';
import { decodeText } from '../../document/source-text.ts';
import { forkPoint } from '../../files/git-history.ts';
import { blobId, type HeadCommit, headCommit, openCommit } from '../../files/git-read.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import {
  type FoundConfig,
  findConfig,
  manifestFilter,
  readConfigFile,
} from '../../files/manifests.ts';
import { isOptional } from '../../manifest/include.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import {
  type Destination,
  type DestinationChange,
  destinationChanges,
  pairsText,
} from '../../model/destination.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { cutText } from '../../model/text.ts';
import { destinationOf } from '../environment.ts';
import type { World } from '../world.ts';
import { findBaseConfig } from './base-config.ts';
import { readManifestFiles } from './catalog-files.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** The change that a reviewer looks at, with its name in messages: "This pull request changes …". */
interface ReviewedChange {
  /** The commit that the change is to be merged into, as the user named it. */
  readonly ref: string;
  readonly called: 'branch' | 'pull request';
}

/**
 * Compares the config with that of the commit from which the branch diverged. The notices are about changes
 * of where credentials go and of the rows by which the catalog is sent: one for each, at its line. A config
 * that cannot be read gives none, and no rules. The resolved addresses are compared,
 * whatever their spelling is, and those of every environment, not only of the one to publish to. A refused
 * config is compared as well: a reviewer should know what it would have done.
 */
export function reviewedConfig(since: ReviewedChange, { cwd }: Pick<World, 'cwd'>): ReviewedConfig {
  const place = findConfig(cwd);
  const read = place ? readConfigFile(place) : undefined;
  const found = read?.ok ? read.value : undefined;
  const now = found && documentOf(relative(found.folder, found.path), found.bytes);
  // A config that cannot be read sends nothing, and reading it gives the reason.
  if (!found || !now) return { notices: [], rules: { before: undefined, now: undefined } };
  const before = documentAt(since.ref, found, now);
  // Without the commit no plan is made for a branch: the identity check needs it first.
  if (before === 'unknown') return { notices: [], rules: { before: undefined, now: ruleOf(now) } };
  const notices = compared({ before, now, file: relative(found.folder, found.path), since });
  return { notices, rules: { before: ruleOf(before), now: ruleOf(now) } };
}

/** What a reviewer should know about the config. */
export interface ReviewedConfig {
  readonly notices: readonly Problem[];
  /** The rules about reviews where the branch diverged, and now. A config that cannot be read has none. */
  readonly rules: {
    readonly before: ApprovalRule | undefined;
    readonly now: ApprovalRule | undefined;
  };
}

interface Sides {
  readonly before: LocatedDocument;
  readonly now: LocatedDocument;
  readonly file: string;
  readonly since: ReviewedChange;
}

function compared(sides: Sides): readonly Problem[] {
  const [before, now] = [readEnvironments(sides.before), readEnvironments(sides.now)];
  const problems = [...now.values()].flatMap((environment) => {
    const was = before.get(environment.name);
    return was ? changed(was, environment, sides) : added(environment, before, sides);
  });
  return [...problems, ...otherDefault(sides), ...otherApproval(sides)];
}

function documentOf(file: string, bytes: Uint8Array): LocatedDocument | undefined {
  const text = decodeText(file, bytes);
  const document = text.ok ? parseYaml(file, text.value) : text;
  return document.ok ? document.value : undefined;
}

/** The config of the commit; an empty one if it had none that can be read; `unknown` if git cannot tell. */
function documentAt(
  ref: string,
  { folder, path, bytes: today }: FoundConfig,
  now: LocatedDocument,
): LocatedDocument | 'unknown' {
  const fork = forkPoint(folder, ref);
  const opened = fork.ok ? openCommit(folder, fork.value) : fork;
  const tree = opened.ok ? opened.value.list() : opened;
  if (!opened.ok || !tree.ok) return 'unknown';
  const { repository, read } = opened.value;
  const configFile = relative(folder, path);
  const config = findBaseConfig(tree.value, { repository, configFile, blobs: new Set() });
  // If it is unclear which of several configs it was, all settings of today count as new.
  const entry = config.ok ? config.value : undefined;
  if (entry?.blob === blobId(today, repository.objectFormat)) return now;
  const contents = entry && read([entry.blob]);
  const bytes = entry && contents?.ok ? contents.value.get(entry.blob) : undefined;
  return (bytes && documentOf(configFile, bytes)) ?? empty(configFile);
}

function empty(file: string): LocatedDocument {
  const document = parseYaml(file, '{}');
  if (!document.ok) throw new Error('an empty config cannot be read');
  return document.value;
}

function changed(was: Environment, is: Environment, sides: Sides): Problem[] {
  const { name } = is;
  const { called } = sides.since;
  const differing = destinationChanges(shown(was), shown(is));
  const isOtherDialect = was.dialect !== is.dialect;
  // Another dialect has other rows altogether, and changes of org and overrides show in the plan.
  const shaping = differing.filter(
    ({ what, ofCredentials }) =>
      !ofCredentials && !isOtherDialect && what !== 'org' && what !== 'overrides',
  );
  const dialect: DestinationChange[] = isOtherDialect
    ? [{ what: 'dialect', was: was.dialect, is: is.dialect, ofCredentials: false }]
    : [];
  return [
    ...differing.flatMap((change) =>
      change.ofCredentials
        ? [
            problem('config/redirected', {
              detail: `This ${called} changes where credentials of ${name} are sent: ${brief(change)}.`,
              hint: 'Approve it only if you know the new address and trust it with these credentials.',
              span: spanOf(change.what, name, sides),
            }),
          ]
        : [],
    ),
    ...[...dialect, ...shaping].map((change) =>
      problem('config/corrected', {
        detail: `This ${called} changes how the catalog is sent to ${name}: ${brief(change)}.`,
        hint: 'Approve it only if you know what the row does: docs/dialect-partner.md and docs/dialect-oneroster.md list all rows.',
        span: spanOf(change.what, name, sides),
      }),
    ),
  ];
}

function added(is: Environment, before: ReadonlyMap<string, Environment>, sides: Sides): Problem[] {
  if (is.type === 'emulator') return [];
  const { tokenUrl, baseUrl, qtiUrl, caliperUrl, credentials, corrected } = shown(is);
  const names = new Set(credentials.flatMap((pair) => Object.values(pair)));
  const sharing = [...before.values()].filter(
    (one) =>
      one.type === 'platform' &&
      one.credentials.some((pair) => Object.values(pair).some((variable) => names.has(variable))),
  );
  const same =
    sharing.length === 0
      ? ''
      : ` These are the credentials of ${sharing.map(({ name }) => name).join(', ')}.`;
  const links = qtiUrl === undefined ? '' : ` and, with --links, to ${cut(qtiUrl)}`;
  const events = caliperUrl === undefined ? '' : ` and, by a rehearsal, to ${cut(caliperUrl)}`;
  const rows = corrected.length === 0 ? '' : ` Corrected rows: ${corrected.join(', ')}.`;
  return [
    problem('config/redirected', {
      detail: `This ${sides.since.called} adds the environment ${is.name}: the credentials in ${pairsText(credentials)} are sent to ${cut(tokenUrl)}, and the access token to ${cut(baseUrl)}${links}${events}.${same}${rows}`,
      hint: 'Approve it only if you know the address and trust it with these credentials.',
      span: spanOf('', is.name, sides),
    }),
  ];
}

function ruleOf({ value }: LocatedDocument): ApprovalRule | undefined {
  return isObject(value) ? readApprovalRule(value) : undefined;
}

/** The warning about a changed rule for reviews: an author who changes it could approve a plan alone. */
function otherApproval({ file, now, before, since }: Sides): Problem[] {
  const [was, is] = [ruleInWords(ruleOf(before)), ruleInWords(ruleOf(now))];
  if (was === is) return [];
  return [
    problem('config/approval', {
      detail: `This ${since.called} changes how many reviews a plan needs: approval was ${was}, is ${is}. For this ${since.called} the stricter rule applies.`,
      span: { file, start: now.pointAt(['approval']) },
    }),
  ];
}

/** The warning about another default environment, which runs without a named environment use. */
function otherDefault(sides: Sides): Problem[] {
  const { file, now, before, since } = sides;
  const defaultOf = ({ value }: LocatedDocument) => (isObject(value) ? value['defaultEnv'] : null);
  const [was = 'local', is = 'local'] = [defaultOf(before), defaultOf(now)];
  if (was === is) return [];
  return [
    problem('config/redirected', {
      detail: `This ${since.called} changes the default environment: defaultEnv was ${cut(String(was))}, is ${cut(String(is))}.`,
      span: { file, start: now.pointAt(['defaultEnv']) },
    }),
  ];
}

function spanOf(what: string, name: string, { file, now }: Sides) {
  const environments = isObject(now.value) ? now.value['environments'] : undefined;
  const written = isObject(environments) ? environments[name] : undefined;
  const within = isObject(written) ? placeOf(what, written) : [];
  return { file, start: now.pointAt(['environments', name, ...within]) };
}

/** The path of a setting in an environment; the environment itself if the setting is not written. */
function placeOf(what: string, written: JsonObject): readonly string[] {
  const base = writtenBase(written)?.path ?? (written['env'] === undefined ? [] : ['env']);
  switch (what) {
    case '':
      return [];
    case 'baseUrl':
      return base;
    case 'tokenUrl': {
      const { facts } = written;
      const ofRow = isObject(facts) && 'token.path' in facts ? ['facts', 'token.path'] : base;
      return writtenToken(written)?.path ?? ofRow;
    }
    case 'credentials':
    case 'dialect':
    case 'qti':
    case 'caliper':
    case 'scope':
      return [what];
    default:
      return ['facts', what];
  }
}

/**
 * The destination of an environment without parts of addresses that must not be shown: a refused config has
 * them, too.
 */
function shown(environment: Environment): Destination {
  const destination = destinationOf(environment);
  const { baseUrl, tokenUrl, qtiUrl, caliperUrl } = destination;
  const further = {
    ...(qtiUrl !== undefined && { qtiUrl: open(qtiUrl) }),
    ...(caliperUrl !== undefined && { caliperUrl: open(caliperUrl) }),
  };
  return { ...destination, baseUrl: open(baseUrl), tokenUrl: open(tokenUrl), ...further };
}

function open(address: string): string {
  const url = URL.parse(address);
  if (!url || url.origin === 'null') return address.replace(/^[^@]*@/, '…@');
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${url.origin}${path}${url.search === '' ? '' : '?…'}`;
}

function brief({ what, was, is }: DestinationChange): string {
  return `${what} was ${cut(was)}, is ${cut(is)}`;
}

/** A setting in a message, cut if it is long. */
const cut = (text: string) => cutText(text, 300);

/**
 * The commit that is checked out, and whether the files that were read are the same as in it: config,
 * ledger and all manifests. Without manifests, as for `undo`, that is unknown.
 */
export function checkedOut(
  workspace: Workspace,
  manifests: readonly SourceFile[] | undefined,
): HeadCommit | undefined {
  const { folder, config, configFile } = workspace;
  if (!manifests) return headCommit(folder);
  const ledger = readLedgerBytes(folder, config.ids);
  const read = readConfigFile({ path: join(folder, configFile), folder });
  // Both were read when the run began: if they cannot be read any more, it is unknown.
  if (!ledger.ok || !read.ok || !read.value) return headCommit(folder);
  const isManifest = manifestFilter(config.catalog);
  // Some files that the globs match are no manifests, which only their content shows.
  const isOptionalFile = isOptional(config.catalog);
  const names = new Set(manifests.map(({ file }) => file));
  return headCommit(folder, {
    files: [{ file: configFile, bytes: read.value.bytes }, ...ledger.value, ...manifests],
    belongs: (path) =>
      path === configFile ||
      isInLedger(path, config.ids) ||
      (isOptionalFile(path) ? names.has(path) : isManifest(path)),
  });
}

/** Whether the catalog around a folder surely has edits that its commit lacks. */
export function hasEdits(cwd: string): boolean {
  const workspace = openWorkspace({ cwd, sources: new ReadSources() });
  if (!workspace.ok) return false;
  const { files } = readManifestFiles(workspace.value);
  return checkedOut(workspace.value, files)?.dirty === true;
}
