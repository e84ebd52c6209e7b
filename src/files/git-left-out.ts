import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, problem } from '../model/problem.ts';
import { shellWord } from '../model/shell-word.ts';
import { realPathOf, topAround } from './checkout.ts';
import { openRepository } from './git-repository.ts';
import { gitOutput } from './git-run.ts';
import { isThere, readOutside } from './outside.ts';

/** What of a catalog is looked for among the files that git has. */
export interface Wanted {
  /** Says of a path below the folder whether the catalog is made of it. */
  readonly belongs: (path: string) => boolean;
  /** The folders that the catalog is looked for in, `''` for all. */
  readonly folders: readonly string[];
}

/**
 * Files of a catalog that git has and this checkout leaves out: by a sparse checkout, or since a
 * submodule was not fetched. Without them the catalog would read as if their nodes were gone. git is
 * only asked, and what is wanted only worked out, where its folder shows that there may be such.
 */
export function leftOutOfCheckout(folder: string, wantedOf: () => Wanted): Problem[] {
  const top = topAround(realPathOf(folder));
  if (top === undefined) return [];
  const isSparse = isThere(join(gitFolder(top), 'info/sparse-checkout'));
  if (!isSparse && !isThere(join(top, '.gitmodules'))) return [];
  const listed = gitOutput(['ls-files', '-t', '-s', '-z'], { folder });
  if (!listed.ok) return [];
  const wanted = wantedOf();
  const entries = listed.value.toString().split('\0').flatMap(entryOf);
  const sparse = entries.filter(
    ({ tag, path }) => tag === 'S' && wanted.belongs(path) && !isThere(join(folder, path)),
  );
  const modules = entries.filter(
    ({ mode, path }) =>
      mode === '160000' &&
      wanted.folders.some((base) => areOnOneWay(base, path)) &&
      isEmpty(join(folder, path)),
  );
  return [
    ...(sparse.length > 0 ? [notInSparse(folder, top, sparse)] : []),
    ...(modules.length > 0 ? [notFetched(folder, modules)] : []),
  ];
}

/** Where git keeps what belongs to a work tree. */
function gitFolder(top: string): string {
  const path = join(top, '.git');
  const found = readOutside(path, { most: longestPath, links: 'refused' });
  const written = found.type === 'file' ? Buffer.from(found.bytes).toString('utf8') : '';
  return written.startsWith('gitdir:')
    ? resolve(top, written.slice('gitdir:'.length).trim())
    : path;
}

const longestPath = 64 * 1024;

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
function areOnOneWay(a: string, b: string): boolean {
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
    detail: `${named(paths)} in git, and this checkout leaves ${paths.length === 1 ? 'it' : 'them'} out (sparse checkout): without ${paths.length === 1 ? 'it' : 'them'} the catalog would read as if nodes were gone.`,
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
