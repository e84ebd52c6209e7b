import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { shellWord } from '../model/id-commands.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { gitFolder, upFrom } from './git-place.ts';
import { openRepository } from './git-read.ts';
import { gitOutput } from './git-run.ts';
import { isFileThere, readOutside } from './outside.ts';
import { entryAt } from './write.ts';

/** What of a catalog is looked for among the files that git has. */
interface CatalogPaths {
  /** Says of a path below the folder whether the catalog is made of it. */
  readonly belongs: (path: string) => boolean;
  /** The folders that the catalog is looked for in, `''` for all. */
  readonly folders: readonly string[];
}

/**
 * Files of a catalog that git has and this checkout leaves out: by a sparse checkout, or since a
 * submodule was not fetched. Without them the catalog would read as if their nodes were gone. git is
 * only asked, and what is wanted only worked out, if its folder shows that there may be such.
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

/** `S 100644 ID 0<tab>path` */
function entryOf(line: string): Entry[] {
  const [, tag = '', mode = '', path = ''] = /^(\S) (\d+) \S+ \d\t([\s\S]+)$/.exec(line) ?? [];
  return path === '' ? [] : [{ tag, mode, path }];
}

/** One of two folders lies in the other, or both are one. */
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

/** So many paths are named; the rest is counted. */
const mostNamed = 3;
/** A longer command is replaced by one that takes all in. */
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
  });
}

function notFetched(folder: string, entries: readonly Entry[]): Problem {
  const paths = entries.map(({ path }) => path);
  return problem('file/not-checked-out', {
    detail: `${named(paths)} in git as ${paths.length === 1 ? 'a submodule that is' : 'submodules that are'} not checked out: the manifests in ${paths.length === 1 ? 'it' : 'them'} are not here.`,
    hint: `Run \`git -C ${shellWord(folder)} submodule update --init ${paths.map(shellWord).join(' ')}\`. In GitHub Actions, \`submodules: true\` of actions/checkout does the same.`,
  });
}

/** `a.yaml is`, `a.yaml, b.yaml and 3 more are` */
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

/** A path as a pattern of git that matches it alone, from the top. */
function pattern(path: string): string {
  return `/${path.replace(/[\\*?[\]]/g, '\\$&')}`;
}

/**
 * The files that git tracks at a path or below it, in whatever case: what a checkout may have brought
 * along. None outside of a work tree. `path` is relative to the folder.
 *
 * Problems: those of git, if only git can tell.
 */
export function trackedAt(folder: string, path: string): Checked<readonly string[]> {
  const top = topFolderAbove(realpathSync(folder));
  if (top === undefined || isSurelyUntracked(join(top, '.git', 'index'), path)) {
    return checked([], []);
  }
  const spec = `:(icase,literal)${path.split(sep).join('/')}`;
  const listed = gitOutput(['ls-files', '-z', '--', spec], { folder });
  return listed.ok ? checked(listed.value.toString().split('\0').filter(Boolean), []) : listed;
}

/** The same for a file anywhere. */
export function isTracked(path: string): Checked<boolean> {
  const folder = realpathSync(dirname(path));
  const tracked = trackedAt(folder, relative(dirname(path), path));
  return tracked.ok ? checked(tracked.value.length > 0, []) : tracked;
}

const header = 12;
/** Bytes. An index of a million paths has a tenth of it. */
const longest = 1024 * 1024 * 1024;
const ascii = /^[\x20-\x7e]+$/;

/**
 * Saves a run of git in nearly all cases: versions 2 and 3 of the index spell out each path. Anything
 * else, such as an index in parts or that of a linked work tree, is git's to read.
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
    return !bytes.toString('latin1').toLowerCase().includes(name.toLowerCase());
  } catch {
    return false;
  }
}

/** The nearest folder with `.git` in it, as git looks for it. */
function topFolderAbove(folder: string): string | undefined {
  return [...upFrom(folder)].find((at) => entryAt(join(at, '.git')));
}

/**
 * Whether a folder lies in a checkout of git, as it is named or as links lead to it. What is found there
 * may come from a pull request, and belongs to the user all the same: git wrote it for them.
 */
export function liesInCheckout(folder: string): boolean {
  return [folder, realPathOf(folder)].some((path) => topFolderAbove(path) !== undefined);
}

/** Where a folder really is, or would be if it were made. */
export function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(realPathOf(parent), basename(folder));
  }
}
