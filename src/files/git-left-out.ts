import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path';
import { shellWord } from '../model/id-commands.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { gitFolder, realPathOf, upFrom } from './git-place.ts';
import { openRepository } from './git-read.ts';
import { gitOutput, runGit } from './git-run.ts';
import { isFileThere, readOutside } from './outside.ts';
import { entryAt } from './write.ts';

/** The paths of a catalog, to look for them among the files that git has. */
interface CatalogPaths {
  /** Whether a path below the folder is a file of the catalog. */
  readonly belongs: (path: string) => boolean;
  /** The folders of the catalog; `''` stands for all folders. */
  readonly folders: readonly string[];
}

/**
 * The problems of catalog files that git has and that this checkout leaves out, by a sparse checkout or a
 * submodule that was not fetched. Without these files it would look as if their nodes were removed. git is
 * started, and `wantedOf` is called, only if the repository shows that there may be such files.
 */
export function leftOutOfCheckout(folder: string, wantedOf: () => CatalogPaths): Problem[] {
  const top = topFolderAbove(realPathOf(folder));
  if (top === undefined) return [];
  const isSparse = isFileThere(join(gitFolder(top), 'info/sparse-checkout'));
  if (!isSparse && !isFileThere(join(top, '.gitmodules'))) return [];
  const listed = gitOutput(['ls-files', '-t', '-s', '-z'], { folder });
  if (!listed.ok) return [];
  const wanted = wantedOf();
  const entries = listed.value.toString().split('\0').flatMap(entryOf);
  const sparse = entries.filter(
    ({ tag, path }) => tag === 'S' && wanted.belongs(path) && !isFileThere(join(folder, path)),
  );
  const modules = entries.filter(
    ({ mode, path }) =>
      mode === '160000' &&
      wanted.folders.some((base) => isOneInOther(base, path)) &&
      isEmpty(join(folder, path)),
  );
  return [
    ...(sparse.length > 0 ? [notInSparse(folder, top, sparse)] : []),
    ...(modules.length > 0 ? [notFetched(folder, modules)] : []),
  ];
}

interface Entry {
  readonly tag: string;
  readonly mode: string;
  readonly path: string;
}

/** Reads a line of `git ls-files -t -s`: `S 100644 ID 0<tab>path`; empty if it has another form. */
function entryOf(line: string): Entry[] {
  const [, tag = '', mode = '', path = ''] = /^(\S) (\d+) \S+ \d\t([\s\S]+)$/.exec(line) ?? [];
  return path === '' ? [] : [{ tag, mode, path }];
}

/** Whether one of two folders is in the other, or both are the same. */
function isOneInOther(a: string, b: string): boolean {
  return a === '' || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return true;
  }
}

/** The most paths that a message names; the others are counted. */
const mostNamed = 3;
/** The most paths in a command. A longer one is replaced by a command that includes everything. */
const mostAdded = 10;

function notInSparse(folder: string, top: string, entries: readonly Entry[]): Problem {
  const paths = entries.map(({ path }) => path);
  const repository = openRepository(folder);
  const prefix =
    repository.ok && repository.value.prefix !== '' ? `${repository.value.prefix}/` : '';
  const cone = gitOutput(['config', '--bool', 'core.sparseCheckoutCone'], { folder });
  const isCone = cone.ok && cone.value.toString().trim() === 'true';
  const added = new Set(
    paths.map((path) => (isCone ? folderOf(prefix + path) : pattern(prefix + path))),
  );
  const command =
    added.size > mostAdded || added.has('')
      ? 'disable'
      : `add ${[...added].map(shellWord).join(' ')}`;
  return problem('file/not-checked-out', {
    detail: `${named(paths)} in git, and this checkout leaves ${paths.length === 1 ? 'it' : 'them'} out (sparse checkout). Without ${paths.length === 1 ? 'it' : 'them'} it would look as if nodes were removed.`,
    hint: `Run \`git -C ${shellWord(top)} sparse-checkout ${command}\`.`,
    lacks: 'files',
  });
}

function notFetched(folder: string, entries: readonly Entry[]): Problem {
  const paths = entries.map(({ path }) => path);
  return problem('file/not-checked-out', {
    detail: `${named(paths)} in git as ${paths.length === 1 ? 'a submodule that is' : 'submodules that are'} not checked out: the manifests in ${paths.length === 1 ? 'it' : 'them'} are not here.`,
    hint: `Run \`git -C ${shellWord(folder)} submodule update --init ${paths.map(shellWord).join(' ')}\`.`,
    lacks: 'submodules',
  });
}

/**
 * A warning for each pattern of git that hides files of a catalog, which are relative to the folder: a clone
 * lacks them. Files that git tracks already are not hidden.
 */
export function hiddenFromGit(folder: string, files: readonly string[]): Problem[] {
  const byFolder = Map.groupBy(files, (file) => posix.dirname(file));
  const byTop = Map.groupBy(byFolder, ([at]) => submoduleOf(folder, at));
  return [...byTop].flatMap(([top, folders]) =>
    hiddenIn(
      folder,
      top,
      folders.flatMap(([, own]) => own),
    ),
  );
}

/** The innermost repository below a folder that a path is in, relative to it; `''` if it is in none. */
function submoduleOf(folder: string, path: string): string {
  if (path === '.' || entryAt(join(folder, path, '.git'))) return path === '.' ? '' : path;
  return submoduleOf(folder, posix.dirname(path));
}

/** The same for the files of one repository, whose top is relative to the folder. git fails on others. */
function hiddenIn(folder: string, top: string, files: readonly string[]): Problem[] {
  const at = join(folder, top);
  const input = files.map((file) => `${posix.relative(top, file)}\0`).join('');
  const asked = runGit(['check-ignore', '--stdin', '-z', '-v'], { folder: at, input });
  if (!asked.ok || asked.value.status !== 0) return [];
  const answers = asked.value.stdout.toString().split('\0');
  const byPattern = new Map<string, string[]>();
  for (let next = 0; next + 3 < answers.length; next += 4) {
    const [source = '', line = '', pattern = '', file = ''] = answers.slice(next, next + 4);
    // The last pattern that matches decides, and one with `!` shows the file again.
    if (pattern.startsWith('!')) continue;
    const list = isAbsolute(source) ? source : posix.join(top, source);
    const where = `${list}:${line} (${pattern})`;
    byPattern.set(where, [...(byPattern.get(where) ?? []), file]);
  }
  return [...byPattern].map(([where, hidden]) => {
    const paths = hidden.map((file) => posix.join(top, file));
    const added = hidden.length > mostAdded ? 'FILES' : hidden.map(shellWord).join(' ');
    return problem('file/hidden-from-git', {
      detail: `${named(paths)} not in git, since ${where} hides ${hidden.length === 1 ? 'it' : 'them'}. Other clones, such as that of CI, have no such file.`,
      hint: `Remove that line, or run \`git -C ${shellWord(at)} add --force -- ${added}\`.`,
      span: { file: paths[0] ?? '', start: { line: 1, column: 1 } },
    });
  });
}

/** Paths as the subject of a sentence: `a.yaml is`, `a.yaml, b.yaml and 3 more are`. */
function named(paths: readonly string[]): string {
  const shown = paths.slice(0, mostNamed);
  const more = paths.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.pop() ?? '';
  return all.length === 0 ? `${last} is` : `${all.join(', ')} and ${last} are`;
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** A path as a pattern of git that matches only this path, from the top. */
function pattern(path: string): string {
  return `/${path.replace(/[\\*?[\]]/g, '\\$&')}`;
}

/**
 * The files that git tracks at a path or below it, in any spelling that a file system takes for the same: a
 * checkout may have brought them. Empty outside of a work tree. `path` is relative to the folder.
 *
 * Problems: those of git, if only git can tell.
 */
export function trackedAt(folder: string, path: string): Checked<readonly string[]> {
  const top = topFolderAbove(realPathOf(folder));
  if (top === undefined || isSurelyUntracked(join(top, '.git', 'index'), path)) {
    return checked([], []);
  }
  const listed = gitOutput(['ls-files', '-z'], { folder });
  if (!listed.ok) return listed;
  const at = `${folded(path.split(sep).join('/'))}/`;
  const files = listed.value.toString().split('\0');
  return checked(
    files.filter((file) => `${folded(file)}/`.startsWith(at)),
    [],
  );
}

/** One form of the names that are the same on a disk which ignores case, such as that of a Mac. */
function folded(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase();
}

/** The letters beyond ASCII that such a disk takes for one of ASCII: the kelvin sign and the long s. */
const doubles = { k: '\u212a', s: '\u017f' };

/** Whether git tracks the file at a path. Problems: those of git, if only git can tell. */
export function isTracked(path: string): Checked<boolean> {
  const folder = realPathOf(dirname(path));
  const tracked = trackedAt(folder, relative(dirname(path), path));
  return tracked.ok ? checked(tracked.value.length > 0, []) : tracked;
}

const header = 12;
/** The most bytes of an index that is read. An index of a million paths has a tenth of it. */
const longest = 1024 * 1024 * 1024;
const ascii = /^[\x20-\x7e]+$/;

/**
 * Whether the index of git surely lacks a path, which saves a run of git in nearly all cases: versions 2
 * and 3 of the index spell out each path. All other forms, such as a split index or that of a linked work
 * tree, are left to git.
 */
function isSurelyUntracked(index: string, path: string): boolean {
  const name = path.split(sep).at(-1) ?? '';
  if (!ascii.test(name)) return false;
  try {
    const found = readOutside(index, { most: longest, links: 'followed' });
    if (found.type !== 'file') return false;
    const bytes = Buffer.from(found.bytes.buffer, found.bytes.byteOffset, found.bytes.byteLength);
    const version = bytes.readUInt32BE(4);
    const isWhole = bytes.toString('latin1', 0, 4) === 'DIRC' && (version === 2 || version === 3);
    if (!isWhole || bytes.includes('link\0\0', header, 'latin1')) return false;
    const wanted = name.toLowerCase();
    const hasDouble = Object.entries(doubles).some(
      ([letter, other]) => wanted.includes(letter) && bytes.includes(other),
    );
    return !hasDouble && !bytes.toString('latin1').toLowerCase().includes(wanted);
  } catch {
    return false;
  }
}

/** The nearest folder that contains `.git`, as git looks for it; undefined if there is none. */
function topFolderAbove(folder: string): string | undefined {
  return [...upFrom(folder)].find((at) => entryAt(join(at, '.git')));
}

/**
 * Whether a folder is in a checkout of git, by its path or by the path that links lead to. Its files may
 * come from a pull request, although they belong to the user: git wrote them.
 */
export function liesInCheckout(folder: string): boolean {
  return [folder, realPathOf(folder)].some((path) => topFolderAbove(path) !== undefined);
}
