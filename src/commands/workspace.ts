import { relative } from 'node:path';
import { type Config, readConfig } from '../config/config.ts';
import { isInLedger, type LedgerPlace } from '../config/ledger-place.ts';
import { checkSecrets } from '../config/secret.ts';
import { decode } from '../document/decode.ts';
import type { ReadSources } from '../document/frame.ts';
import { parse } from '../document/parse.ts';
import { validate } from '../document/validate.ts';
import { configNames, type FoundConfig, findConfig, readConfigFile } from '../files/config-file.ts';
import { leftOutOfCheckout } from '../files/git-left-out.ts';
import { unsafePlace } from '../files/git-place.ts';
import { readLedgerBytes } from '../files/ledger-files.ts';
import { type ManifestFiles, manifestFilter, readManifests } from '../files/manifests.ts';
import type { LedgerTexts } from '../identity/ledger-home.ts';
import { type LedgerFile, type LedgerFiles, readLedgerFiles } from '../identity/ledger-parse.ts';
import { buildCatalog } from '../manifest/build.ts';
import { foldersOf } from '../manifest/glob.ts';
import type { Readings } from '../manifest/readings.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
  problem,
} from '../model/problem.ts';
import type { Unnamed } from '../model/snapshot.ts';
import { checkIdForm } from './id-form.ts';
import { ledgerElsewhere } from './ledger-elsewhere.ts';
import { checkStandards } from './standards.ts';
import { type Unmatched, unmatchedManifests, unmatchedOf } from './unmatched.ts';
import type { World } from './world.ts';

/** A catalog folder with its config read. */
export interface Workspace {
  /** Absolute path; file names in problems and spans are relative to it. */
  readonly folder: string;
  readonly configFile: string;
  readonly config: Config;
  /** What was read of the catalog, for the source lines of problems. */
  readonly sources: ReadSources;
}

export function openWorkspace({
  cwd,
  sources,
}: Pick<World, 'cwd' | 'sources'>): Checked<Workspace> {
  const place = findConfig(cwd);
  // Whether or not this command will ask git: a checkout that leads it astray is not worked with.
  const unsafe = place && unsafePlace(place.folder);
  if (unsafe) return { ok: false, problems: [unsafe] };
  const found = place ? readConfigFile(place) : checked(undefined, []);
  if (!found.ok) return found;
  if (found.value) {
    const workspace = readWorkspace(found.value, sources);
    const leftOut = workspace.ok ? notCheckedOut(workspace.value) : [];
    return leftOut.length > 0 ? { ok: false, problems: leftOut } : workspace;
  }
  const missing = problem('config/missing', {
    detail: `Neither ${cwd} nor a folder above it has a ${configNames[0]}.`,
    hint: 'Run `timeback-catalog init` to start a catalog here, or name its folder with `--chdir FOLDER`.',
  });
  return { ok: false, problems: [missing] };
}

/** What git has of a catalog and this checkout leaves out: no part of a catalog reads as the whole. */
function notCheckedOut({ folder, config: { catalog, ids } }: Workspace): readonly Problem[] {
  return leftOutOfCheckout(folder, () => {
    const isManifest = manifestFilter(catalog);
    const isKept = (path: string) => isInLedger(path, ids) || /^[^/]+\.(?:keys|names)$/.test(path);
    return { belongs: (path) => isManifest(path) || isKept(path), folders: foldersOf(catalog) };
  });
}

/** A workspace from the bytes of its config, whether or not they lie there. */
export function readWorkspace(
  { path, folder, bytes }: FoundConfig,
  sources: ReadSources,
): Checked<Workspace> {
  const configFile = relative(folder, path);
  const text = decode(configFile, bytes);
  if (!text.ok) return text;
  sources.hide(configFile);
  const document = parse(configFile, text.value);
  if (!document.ok) return document;
  // Before the schema, whose messages quote what they find.
  const secrets = checkSecrets(document.value, configFile);
  if (secrets.length > 0) return { ok: false, problems: secrets };
  const invalid = validate('config', document.value, configFile);
  if (hasErrors(invalid)) return { ok: false, problems: invalid };
  const config = readConfig(document.value, configFile);
  if (!config.ok) return config;
  return checked({ folder, configFile, config: config.value, sources }, []);
}

export interface ReadLedger {
  /** The bytes of its files. */
  readonly sources: readonly SourceFile[];
  readonly texts: LedgerTexts;
  readonly ledger: Ledger;
}

/** Reads the ledger of ids; undefined where the catalog has none. */
export function readLedger(workspace: Workspace): Checked<ReadLedger | undefined> {
  const { folder, config, sources } = workspace;
  const read = readLedgerBytes(folder, config.ids);
  const elsewhere = ledgerElsewhere(workspace, !read.ok || read.value.length > 0);
  if (elsewhere) return { ok: false, problems: [elsewhere] };
  if (!read.ok) return read;
  if (read.value.length === 0) return checked(undefined, []);
  sources.add(read.value);
  const files = read.value.map(({ file, bytes }) => ({ file, text: decode(file, bytes) }));
  const undecoded = files.flatMap(({ text }) => text.problems);
  if (hasErrors(undecoded)) return { ok: false, problems: undecoded };
  const texts = new Map(
    files.flatMap(({ file, text }) => (text.ok ? [[file, text.value] as const] : [])),
  );
  const { ledger, problems } = readLedgerFiles(ledgerFiles(texts, config.ids));
  return checked({ sources: read.value, texts, ledger }, problems);
}

/** What is read as one ledger of these texts, and under which name. */
export function ledgerFiles(texts: LedgerTexts, place: LedgerPlace): LedgerFiles {
  const files = [...texts].map(([file, text]): LedgerFile => ({ file, text }));
  const isInFolder = files.some(({ file }) => file !== place.file);
  const where = place.form !== 'file' && isInFolder ? `${place.folder}/` : place.file;
  return { where, files, sorted: place.file };
}

export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly files: readonly SourceFile[];
  /** Where another state of the catalog is to be read as well, for that. */
  readonly readings?: Readings;
  /** The manifests beside the catalog that no glob matches. */
  readonly unmatched?: Unmatched;
  /** Nodes without a usable id, where the catalog is wanted all the same: see `Provisional`. */
  readonly unnamed?: ReadonlyMap<string, Unnamed>;
}

/** The bytes of all manifests of a workspace. `folders` takes the folders that were looked through. */
export function readManifestFiles(
  { folder, config, sources }: Workspace,
  folders?: Set<string>,
): ManifestFiles {
  const read = readManifests(folder, config.catalog, folders);
  sources.add(read.files);
  return read;
}

/**
 * Reads and checks all manifests of a workspace. With `readings`, what was read is kept in them, so
 * that `readBase` need not read unchanged files again.
 */
export function readCatalog(
  workspace: Workspace,
  readings?: Readings,
  folders?: Set<string>,
): Checked<ReadCatalog> {
  return catalogFrom(readManifestFiles(workspace, folders), workspace, readings);
}

/** The same from files that were read already. */
export function catalogFrom(
  read: ManifestFiles,
  workspace: Workspace,
  readings?: Readings,
): Checked<ReadCatalog> {
  const { files, problems } = read;
  const { folder, config } = workspace;
  const unmatched = unmatchedOf(workspace, read);
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
      hint: 'Correct `catalog` in the config, or run `timeback-catalog init` to start a catalog.',
    });
    return { ok: false, problems: [none, ...strays] };
  }
  const shared = readings && { readings };
  const built = buildCatalog({ files, globs, ...shared });
  const further = built.ok
    ? [...checkStandards(built.value, workspace), ...idForms(built.value, workspace)]
    : [];
  const all = inReadingOrder([...problems, ...built.problems, ...further]);
  if (!built.ok) return { ok: false, problems: all };
  return checked({ catalog: built.value, files, unmatched, ...shared }, all);
}

function idForms(catalog: Catalog, workspace: Workspace): Problem[] {
  const { config, configFile } = workspace;
  let ledger: Checked<ReadLedger | undefined> | undefined;
  const hasLine = (id: string) => {
    ledger ??= readLedger(workspace);
    return ledger.ok && ledger.value?.ledger.entries.has(id) === true;
  };
  return checkIdForm(catalog, { form: config.sourcedIdForm, configFile, hasLine });
}

/**
 * Whether the catalog is empty because its nodes left it: the ledger knows them, and says what became of
 * each. If any is live and manifests lie elsewhere, the globs are wrong.
 */
function isEmptied(workspace: Workspace, hasStrays: boolean): boolean {
  const ledger = readLedger(workspace);
  const entries = ledger.ok ? [...(ledger.value?.ledger.entries.values() ?? [])] : [];
  return entries.length > 0 && (!hasStrays || entries.every(({ state }) => state !== 'live'));
}
