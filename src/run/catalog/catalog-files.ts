import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isInLedger, type LedgerPlace, ledgerPlace } from '../../config/config.ts';
import { decodeText } from '../../document/source-text.ts';
import { openCommit } from '../../files/git-read.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import { type ManifestFiles, readManifests } from '../../files/manifests.ts';
import { readPlaced } from '../../files/outside.ts';
import { entryAt } from '../../files/write.ts';
import { isUuid } from '../../identity/content.ts';
import type { LedgerTexts } from '../../identity/ledger/edit.ts';
import { type LedgerFile, type LedgerFiles, readLedgerFiles } from '../../identity/ledger/parse.ts';
import { buildCatalog } from '../../manifest/build.ts';
import type { ManifestReadings, SourceFile } from '../../manifest/manifest.ts';
import { type Catalog, fieldSpan, type Unnamed } from '../../model/catalog.ts';
import { inputLimits, limitInWords, megabytes } from '../../model/input-limits.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type IdKey, idKey } from '../../model/node.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import { sizeOfGiven } from '../../plan/desired.ts';
import type { World } from '../world.ts';
import { entriesBelow, findBaseConfig, readBaseConfig } from './base-config.ts';
import { checkStandards } from './standards.ts';
import { type Unmatched, unmatchedManifests, unmatchedOf } from './unmatched.ts';
import { noteRead, openWorkspace, type Workspace } from './workspace.ts';

/** The ledger of a catalog, as bytes, as texts and as read. */
export interface ReadLedger {
  /** The files of the ledger with their bytes. */
  readonly sources: readonly SourceFile[];
  readonly texts: LedgerTexts;
  readonly ledger: Ledger;
}

/**
 * Reads the ledger of ids; undefined if the catalog has none. A problem if it has errors or seems to be at
 * another place.
 */
export function readLedger(workspace: Workspace): Checked<ReadLedger | undefined> {
  const { folder, config } = workspace;
  const read = readLedgerBytes(folder, config.ids);
  const elsewhere = ledgerElsewhere(workspace, !read.ok || read.value.length > 0);
  if (elsewhere) return { ok: false, problems: [elsewhere] };
  if (!read.ok) return read;
  if (read.value.length === 0) return checked(undefined, []);
  noteRead(workspace, read.value);
  const files = read.value.map(({ file, bytes }) => ({ file, text: decodeText(file, bytes) }));
  const undecoded = files.flatMap(({ text }) => text.problems);
  if (hasErrors(undecoded)) return { ok: false, problems: undecoded };
  const texts = new Map(
    files.flatMap(({ file, text }) => (text.ok ? [[file, text.value] as const] : [])),
  );
  const { ledger, problems } = readLedgerFiles(ledgerFiles(texts, config.ids));
  return checked({ sources: read.value, texts, ledger }, problems);
}

/** The texts of a ledger as one set of files, with the name of the ledger in messages. */
export function ledgerFiles(texts: LedgerTexts, place: LedgerPlace): LedgerFiles {
  const files = [...texts].map(([file, text]): LedgerFile => ({ file, text }));
  const isInFolder = files.some(({ file }) => file !== place.file);
  const where = place.form !== 'file' && isInFolder ? `${place.folder}/` : place.file;
  return { where, files, sorted: place.file };
}

/** A catalog with the files that it was read from. */
export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly files: readonly SourceFile[];
  /** The readings of the manifests, for reading another state of the catalog. */
  readonly readings?: ManifestReadings;
  /** The manifests beside the catalog that no glob matches. */
  readonly unmatched?: Unmatched;
  /**
   * The nodes without a usable id, in a catalog that was read despite errors about ids: see `Provisional`.
   */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
}

/**
 * Reads the bytes of all manifests of a workspace. `folders` is filled with the folders that were searched.
 */
export function readManifestFiles(workspace: Workspace, folders?: Set<string>): ManifestFiles {
  const { folder, config } = workspace;
  const read = readManifests(folder, config.catalog, { ...(folders && { folders }) });
  noteRead(workspace, read.files);
  return read;
}

/**
 * Reads and checks all manifests of a workspace. `readings` keeps the result of each file, so that
 * `readBase` need not read unchanged files again.
 */
export function readCatalog(
  workspace: Workspace,
  readings?: ManifestReadings,
  folders?: Set<string>,
): Checked<ReadCatalog> {
  return catalogFrom(readManifestFiles(workspace, folders), workspace, readings);
}

/** A catalog as it is on the disk, with its ledger if it has one. */
export interface OpenCatalog {
  readonly workspace: Workspace;
  readonly read: ReadCatalog;
  readonly ledger: ReadLedger | undefined;
}

/** Finds, reads and checks the manifests and the ledger for a folder. */
export function openCatalog(world: Pick<World, 'cwd' | 'sources'>): Checked<OpenCatalog> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const ledger = readLedger(workspace.value);
  return read.ok && ledger.ok
    ? checked({ workspace: workspace.value, read: read.value, ledger: ledger.value }, [])
    : { ok: false, problems: [...read.problems, ...ledger.problems] };
}

/** Checks manifests whose files were read already. */
export function catalogFrom(
  read: ManifestFiles,
  workspace: Workspace,
  readings?: ManifestReadings,
): Checked<ReadCatalog> {
  const { files, problems } = read;
  const { folder, config, configFile } = workspace;
  const unmatched = unmatchedOf(workspace, read.strays);
  const globs = config.catalog.join(', ');
  if (files.length === 0 && problems.length === 0) {
    const strays = unmatchedManifests(unmatched, workspace);
    if (isEmptied(workspace, strays.length > 0)) {
      return checked(
        { catalog: { nodes: new Map() }, files, unmatched, ...(readings && { readings }) },
        [],
      );
    }
    const none = problem('catalog/no-files', {
      detail: `No file below ${folder} matches ${globs}.`,
      hint:
        strays.length > 0
          ? `Manifests lie elsewhere: ${strays.length === 1 ? 'the warning' : 'each warning'} says how to include them. A glob names files and not a folder: \`catalog: ["catalog/**/*.{yaml,yml}"]\`.`
          : 'Correct `catalog` in the config, or begin with `timeback-catalog new course "TITLE"`.',
    });
    return { ok: false, problems: [none, ...strays] };
  }
  const shared = readings && { readings };
  let ledger: Checked<ReadLedger | undefined> | undefined;
  const hasLine = (node: IdKey) => {
    ledger ??= readLedger(workspace);
    return ledger.ok && ledger.value?.ledger.entries.has(node) === true;
  };
  const built = buildCatalog({ files, globs, ...shared });
  const further = built.ok
    ? [
        ...checkStandards(built.value, workspace),
        ...checkGiven(workspace, built.value),
        ...checkIdForm(built.value, { form: config.sourcedIdForm, configFile, hasLine }),
      ]
    : [];
  const all = inReadingOrder([...problems, ...built.problems, ...further]);
  if (!built.ok) return { ok: false, problems: all };
  return checked({ catalog: built.value, files, unmatched, ...shared }, all);
}

/**
 * Whether the catalog is empty because its nodes left it: the ledger knows them, and their states. If any
 * is live and there are manifests elsewhere, the globs are wrong instead.
 */
function isEmptied(workspace: Workspace, hasStrays: boolean): boolean {
  const ledger = readLedger(workspace);
  const entries = ledger.ok ? [...(ledger.value?.ledger.entries.values() ?? [])] : [];
  return entries.length > 0 && (!hasStrays || entries.every(({ state }) => state !== 'live'));
}

/** The problem of defaults and overrides that, at each node that they are for, would fill the machine. */
export function checkGiven({ config, configFile }: Workspace, catalog: Catalog): Problem[] {
  const size = sizeOfGiven(catalog, [...config.environments.values()]);
  if (size <= inputLimits.given.most) return [];
  const whose = `The defaults of courses and of ${configFile}, and its overrides, give`;
  return [
    problem(inputLimits.given.code, {
      detail: `${whose} ${megabytes(size)} to the nodes of the catalog; at most ${limitInWords(inputLimits.given)} are allowed.`,
      hint: 'Remove from them what not every node needs.',
    }),
  ];
}

interface Demand {
  /** The form that the config requires. Absent: any form. */
  readonly form: 'uuid' | undefined;
  readonly configFile: string;
  /** Whether the ledger has an id. Asked only for ids of another form. */
  readonly hasLine: (node: IdKey) => boolean;
}

/** The problems of ids that do not have the form that the config requires. */
export function checkIdForm({ nodes }: Catalog, { form, configFile, hasLine }: Demand): Problem[] {
  if (form !== 'uuid') return [];
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const { kind, sourcedId } = entity;
    if (isUuid(sourcedId)) return [];
    const span = fieldSpan(source, 'sourcedId');
    return [
      problem('id/not-uuid', {
        detail: `The ${kind} has the id ${sourcedId}, but the config requires UUIDs (sourcedId.form in ${configFile}).`,
        hint: hasLine(idKey(kind, sourcedId))
          ? 'The ledger has it, and a published id never changes. If this one is published, remove `sourcedId` from the config.'
          : `Remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which generates a UUID.`,
        span,
        address,
      }),
    ];
  });
}

/**
 * The problem of a ledger that is not at the place which `ids` of the config names, if that can be seen:
 * beside that place, or at the last commit. Without this check all ids that ever existed would silently be
 * forgotten.
 */
function ledgerElsewhere(workspace: Workspace, isFound: boolean): Problem | undefined {
  return otherForm(workspace) ?? besideIt(workspace) ?? (isFound ? undefined : atHead(workspace));
}

/**
 * The problem that `ids` names a folder and it is a file, or the other way round. A folder is written with
 * a slash at its end.
 */
function otherForm({ folder, configFile, config: { ids } }: Workspace): Problem | undefined {
  if (ids.form === 'either') return undefined;
  const name = ids.form === 'file' ? ids.file : ids.folder;
  const entry = entryAt(join(folder, name));
  if (ids.form === 'file' ? !entry?.isDirectory() : !entry?.isFile()) return undefined;
  const [is, named, right] =
    ids.form === 'file' ? ['a folder', 'a file', `${name}/`] : ['a file', 'a folder', name];
  return problem('ledger/elsewhere', {
    detail: `\`ids: ${asWritten(ids)}\` in ${configFile} names ${named}, and ${name} is ${is}.`,
    hint: `Write \`ids: ${right}\` in ${configFile}.`,
  });
}

/** The problem of a second ledger under another name: all of it would be ignored. */
function besideIt({ folder, configFile, config: { ids } }: Workspace): Problem | undefined {
  if (ids.form === 'either') return undefined;
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ids') && !isInLedger(entry.name, ids),
  );
  const file = files.find(({ name }) => isLedger(folder, name))?.name;
  const usual = ledgerPlace(undefined);
  const all = readLedgerBytes(folder, usual);
  const isInFolder = (all.ok ? all.value : []).some(
    (one) => one.file !== usual.file && !isInLedger(one.file, ids),
  );
  const there = file ?? (isInFolder ? 'ids/' : undefined);
  if (there === undefined) return undefined;
  return problem('ledger/elsewhere', {
    detail: `\`ids\` in ${configFile} is ${asWritten(ids)}, but there is also a ledger in ${there}, which would be ignored.`,
    hint: `Write \`ids: ${there}\` in ${configFile} if that is the ledger, or move its lines to ${asWritten(ids)} and delete it.`,
  });
}

const fact = /^\S+ (?:course|unit|lesson|resource|placement) (?:live|retired|released|taken)\b/m;

function isLedger(folder: string, file: string): boolean {
  const about = { file, what: 'the ledger of ids', limit: inputLimits.ledger };
  const bytes = readPlaced(join(folder, file), about);
  return bytes.ok && bytes.value !== undefined && fact.test(new TextDecoder().decode(bytes.value));
}

/** The problem that the ledger of the last commit, by its own config, has another name than today. */
function atHead(workspace: Workspace): Problem | undefined {
  const { folder, configFile, config } = workspace;
  const commit = openCommit(folder, 'HEAD');
  const tree = commit.ok ? commit.value.list() : commit;
  if (!commit.ok || !tree.ok) return undefined;
  const { repository } = commit.value;
  const found = findBaseConfig(tree.value, { repository, configFile, blobs: new Set() });
  if (!found.ok || !found.value) return undefined;
  const { path, blob } = found.value;
  const then = readBaseConfig(commit.value, { path, blob, ref: 'HEAD' }, workspace);
  if (!then.ok || asWritten(then.value.ids) === asWritten(config.ids)) return undefined;
  const there = entriesBelow(posix.dirname(path), tree.value).find(
    (entry) => entry.type === 'file' && isInLedger(entry.path, then.value.ids),
  );
  if (!there) return undefined;
  const { ids } = then.value;
  const former = there.path === ids.file || ids.form === 'file' ? there.path : `${ids.folder}/`;
  const write = `Write \`ids: ${former}\` in ${configFile}`;
  const today = asWritten(config.ids);
  if (today === undefined) {
    return problem('ledger/elsewhere', {
      detail: `${configFile} has no \`ids\`, and neither catalog.ids nor ids/ exists. At HEAD the ledger is in ${former}.`,
      hint: `${write}.`,
    });
  }
  return problem('ledger/elsewhere', {
    detail: `\`ids\` in ${configFile} is ${today}, which does not exist. At HEAD the ledger is in ${former}.`,
    hint: `${write}, or move the ledger from ${former} to ${today} with \`git mv\`.`,
  });
}

/** The ledger as a config names it; undefined if the config does not name it. */
function asWritten(ids: LedgerPlace): string | undefined {
  if (ids.form === 'either') return undefined;
  return ids.form === 'file' ? ids.file : `${ids.folder}/`;
}
