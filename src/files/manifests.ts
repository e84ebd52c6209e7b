import { type Dirent, type FSWatcher, lstatSync, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { foldersOf, isOptional, matcher } from '../manifest/include.ts';
import { declaredKind, isMeantAsManifest, type SourceFile } from '../manifest/manifest.ts';
import { comparablePath } from '../model/glob.ts';
import { inputLimits, type Limit, limitInWords } from '../model/input-limits.ts';
import type { Kind } from '../model/node.ts';
import { type Checked, checked, type Problem, problem, systemCodeOf } from '../model/problem.ts';
import { isAscii } from '../model/text.ts';
import { isFileThere, misnamed, notRead, readOutside, readPlaced } from './outside.ts';

/** The manifests that were read, and the problems of those that were not. */
export interface ManifestFiles {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
  /** Files in the same folders whose names look like manifests and that no glob matches. */
  readonly strays: readonly string[];
}

interface Reading {
  /** Is filled with the folders that were searched, relative to the folder of the globs. */
  readonly folders?: Set<string>;
  /** The limit of each file; without it that of a manifest. */
  readonly limit?: Limit;
}

/**
 * Reads every file below a folder that the globs match. Symbolic links are not followed; hidden folders and
 * node_modules are not entered. Beyond a limit it gives a problem and no files.
 */
export function readManifests(
  folder: string,
  globs: readonly string[],
  { folders, limit = inputLimits.manifest }: Reading = {},
): ManifestFiles {
  const matches = matcher(globs);
  const isPassedOver = optionalFilter(globs);
  const files: SourceFile[] = [];
  const problems: Problem[] = [];
  const strays: string[] = [];
  let length = 0;
  folders?.clear();
  for (const named of foldersOf(globs)) {
    const base = asOnDisk(folder, named);
    const linked = linkInPath(folder, base);
    if (linked === undefined) visit(base);
    else problems.push(link(linked));
  }
  const most = tooMany(files.length, length);
  if (most) return { files: [], problems: [most], strays: [] };
  files.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { files, problems, strays };

  function visit(path: string): void {
    folders?.add(path);
    const { entries, refused } = folderEntries(join(folder, path));
    // A glob whose folder does not exist matches nothing: catalog/no-files says so.
    const isNone = refused === 'ENOENT' || refused === 'ENOTDIR';
    if (isNone) problems.push(...misnamed(path));
    else if (refused !== undefined) problems.push(closed(path, refused));
    for (const entry of entries) {
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isEntered(entry.name)) visit(file);
      } else if (entry.isSymbolicLink()) {
        if (matches(file) || isFolder(join(folder, file))) problems.push(link(file));
      } else if (matches(file) && !tooMany(files.length, length)) {
        const path = join(folder, file);
        const found = readOutside(path, { most: limit.most, links: 'refused' }, entry);
        if (found.type !== 'file') {
          const fault = notRead(found, { file, limit });
          problems.push(...(fault ? [fault] : misnamed(file)));
          continue;
        }
        if (isPassedOver(file, found.bytes)) continue;
        length += found.bytes.length;
        files.push({ file, bytes: found.bytes });
      } else if (hasNameOfManifest(entry.name) && !matches(file)) strays.push(file);
    }
  }
}

/** Gives a check of files that the globs match: whether a file belongs to another program. */
export function optionalFilter(
  globs: readonly string[],
): (file: string, bytes: Uint8Array) => boolean {
  const isOptionalFile = isOptional(globs);
  return (file, bytes) => isOptionalFile(file) && !isMeantAsManifest(bytes);
}

function hasNameOfManifest(name: string): boolean {
  // Editors on Windows add `.txt`, and Explorer hides it.
  return /\.(?:ya?ml|json)(?:\.txt)?$/i.test(name);
}

/** The name of a folder on disk, if that is the same name in another Unicode form. */
function asOnDisk(folder: string, path: string): string {
  let at = '';
  for (const name of path === '' || isAscii(path) ? [] : path.split('/')) {
    const here = join(folder, at);
    const isThere = lstatSync(join(here, name), { throwIfNoEntry: false }) !== undefined;
    const other = isThere
      ? undefined
      : folderEntries(here).entries.find(
          (entry) => comparablePath(entry.name) === comparablePath(name),
        );
    at = at === '' ? (other?.name ?? name) : `${at}/${other?.name ?? name}`;
  }
  return at || path;
}

/**
 * The problem of a catalog over its limits. Nothing more is read then: a part of a catalog would look like
 * a catalog whose other nodes are gone.
 */
function tooMany(files: number, length: number): Problem | undefined {
  const { manifestFiles, manifests } = inputLimits;
  if (files <= manifestFiles.most && length <= manifests.most) return undefined;
  const over = files > manifestFiles.most ? manifestFiles : manifests;
  return problem('file/too-many', {
    detail: `The globs of the config match more than ${limitInWords(over)} of manifests.`,
    hint: 'Narrow `catalog` in the config, or split the catalog into several.',
  });
}

/** Gives a check of paths below a folder: whether `readManifests` would read a file there. */
export function manifestFilter(globs: readonly string[]): (path: string) => boolean {
  const matches = matcher(globs);
  const folders = foldersOf(globs);
  return (path) => matches(path) && folders.some((folder) => isReached(path, folder));
}

function isReached(written: string, folder: string): boolean {
  const path = comparablePath(written);
  if (folder !== '' && !path.startsWith(`${folder}/`)) return false;
  const folders = path.slice(folder.length).split('/').slice(0, -1);
  return folders.every((name) => isEntered(name));
}

function isEntered(folderName: string): boolean {
  return !folderName.startsWith('.') && folderName !== 'node_modules';
}

/** The part of a path below a folder that is a symbolic link; undefined if there is none. */
function linkInPath(folder: string, path: string): string | undefined {
  const parts = path === '' ? [] : path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return prefixes.find((prefix) =>
    lstatSync(join(folder, prefix), { throwIfNoEntry: false })?.isSymbolicLink(),
  );
}

interface FolderListing {
  readonly entries: readonly Dirent[];
  /** The code of the system's error if the folder cannot be opened. */
  readonly refused?: string;
}

/** The entries of a folder; none if it cannot be opened. */
export function folderEntries(path: string): FolderListing {
  try {
    return { entries: readdirSync(path, { withFileTypes: true }) };
  } catch (error) {
    return { entries: [], refused: systemCodeOf(error) ?? 'unknown' };
  }
}

/** The problem of a closed folder: the nodes in it would look as if they were removed. */
function closed(file: string, code: string): Problem {
  return problem('file/unreadable', {
    detail: `The folder ${file === '' ? 'of the catalog' : file} cannot be opened (${code}), so its manifests are unknown.`,
    hint: 'Check its permissions.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function link(file: string): Problem {
  return problem('file/symbolic-link', {
    detail: `${file} is a symbolic link. Links are not followed, because a link in a pull request could point at any file on the machine that makes the plan.`,
    hint: 'Put the file itself here, or move the link to a place that the `catalog` globs do not match.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

/** The names of a config, in order. Data formats only: a pull request must not run code. */
export const configNames = [
  'timeback-catalog.yaml',
  'timeback-catalog.yml',
  'timeback-catalog.json',
] as const;

interface ConfigFile {
  readonly path: string;
  /** The absolute path of its folder: the catalog folder. */
  readonly folder: string;
}

/** Where the config of a catalog is. */
export interface ConfigPlace extends ConfigFile {
  /** The paths of further configs in the same folder. */
  readonly others: readonly string[];
}

export interface FoundConfig extends ConfigFile {
  readonly bytes: Uint8Array;
}

/**
 * Finds the config for a folder: in it, or in the nearest folder above that has one; undefined if there is
 * none. A library for this is deliberately not used: see docs/decisions/0002-no-cosmiconfig.md.
 */
export function findConfig(from: string): ConfigPlace | undefined {
  const folder = resolve(from);
  const [path, ...others] = configNames.map((name) => join(folder, name)).filter(isFileThere);
  if (path !== undefined) return { path, others, folder };
  const above = dirname(folder);
  return above === folder ? undefined : findConfig(above);
}

/** The depth and the number of folders in which catalogs are looked for, below a folder that is in none. */
const deepest = 3;
const mostFolders = 500;

/** The folders below a folder that have a config, near ones first, relative to it. */
export function configsBelow(folder: string): readonly string[] {
  const found: string[] = [];
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  // Folders that are found are appended and visited in their turn.
  for (const { path, depth } of waiting) {
    if (waiting.length > mostFolders) break;
    const { entries } = folderEntries(join(folder, path));
    if (entries.some((one) => one.isFile() && isConfigName(one.name))) {
      found.push(path);
    } else if (depth < deepest) {
      const folders = entries.filter((one) => one.isDirectory() && isEntered(one.name));
      const below = folders.map(({ name }) => join(path, name));
      waiting.push(...below.toSorted().map((one) => ({ path: one, depth: depth + 1 })));
    }
  }
  return found;
}

/** The config with its bytes; undefined if it is gone. A link or a folder of its name is a problem. */
export function readConfigFile(place: ConfigFile): Checked<FoundConfig | undefined> {
  const file = place.path.slice(place.folder.length).replace(/^[\\/]/, '');
  const bytes = readPlaced(place.path, { file, what: 'the config', limit: inputLimits.config });
  if (!bytes.ok) return bytes;
  return checked(bytes.value && { ...place, bytes: bytes.value }, []);
}

/** A file that states a kind and that no glob of the catalog matches. */
export interface Stray extends SourceFile {
  readonly kind: Kind;
}

/**
 * Finds the manifests that no glob matches: those in the folders of the catalog, and others below the
 * folder of the config, near ones first. Links are not followed. Hidden folders, node_modules, other
 * catalogs and other repositories are not entered. The search ends at a limit.
 */
export function straysBeside(
  folder: string,
  globs: readonly string[],
  known: ManifestFiles['strays'],
): readonly Stray[] {
  const matches = matcher(globs);
  const entered = new Set(foldersOf(globs));
  let left = inputLimits.beside.most;
  let bytesLeft = inputLimits.besideRead.most;
  const found: Stray[] = [];
  for (const file of known) look(file);
  // The folders of the catalog were searched when it was read.
  for (const queue = entered.has('') ? [] : ['']; queue.length > 0 && left > 0; ) {
    const path = queue.shift() ?? '';
    const { entries } = folderEntries(join(folder, path));
    if (path !== '' && entries.some(({ name }) => isOfOthers(name))) continue;
    for (const entry of entries.slice(0, left)) {
      left -= 1;
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isEntered(entry.name) && !entered.has(file)) queue.push(file);
      } else if (entry.isFile() && hasNameOfManifest(entry.name) && !matches(file)) look(file);
    }
  }
  return found;

  function look(file: string): void {
    if (bytesLeft <= 0) return;
    const most = Math.min(inputLimits.manifest.most, bytesLeft);
    const read = readOutside(join(folder, file), { most, links: 'refused' });
    if (read.type !== 'file') return;
    bytesLeft -= read.bytes.length;
    const kind = declaredKind(read.bytes);
    if (kind) found.push({ file, bytes: read.bytes, kind });
  }
}

/** Whether a name shows that another catalog or another repository begins here. */
function isOfOthers(name: string): boolean {
  return name === '.git' || isConfigName(name);
}

/** Whether a name is one of those that a config may have. */
export function isConfigName(name: string): boolean {
  return configNames.some((config) => config === name);
}

/** A watch of folders, each by itself and without the folders below it. */
interface FolderWatch {
  /**
   * Watches these folders from now on and no others; folders that cannot be watched are left out. True if a
   * folder is new: earlier changes in it were not noticed.
   */
  readonly set: (folders: readonly string[]) => boolean;
  readonly close: () => void;
}

/** The milliseconds within which changes count as one: an editor writes a file in several steps. */
const apart = 40;

/** Calls back once after changes in a watched folder, with the paths that changed. */
export function watchFolders(onChange: (names: ReadonlySet<string>) => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let names = new Set<string>();
  const changed = (name: string) => {
    names.add(name);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = names;
      names = new Set();
      onChange(all);
    }, apart);
  };
  const end = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    set(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder)) end(folder);
      let isMore = false;
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, (_, name) => changed(`${folder}/${name ?? ''}`));
          // If a folder is removed, the watch of its parent reports that too.
          watcher.on('error', () => end(folder));
          watchers.set(folder, watcher);
          isMore = true;
        } catch {
          // The folder is gone already.
        }
      }
      return isMore;
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) end(folder);
    },
  };
}
