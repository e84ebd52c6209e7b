import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, parse, posix, resolve, sep, win32 } from 'node:path';
import { shellWord } from '../model/id-commands.ts';
import { type Checked, checked, failure, type Problem } from '../model/problem.ts';
import { readOutside } from './outside.ts';
import { entryAt } from './write.ts';

/** The place of the repository around a folder. */
interface GitPlace {
  /** The folder, without links. */
  readonly folder: string;
  /** The top of the work tree, absolute and without links. */
  readonly top: string;
}

/**
 * Finds the repository around a folder as git does, without starting git. It refuses places that would lead
 * git astray: files of a checkout that look like a repository, a link to the folder in the work tree, and a
 * repository that belongs to another work tree.
 *
 * Problems: `git/not-a-repository` and `git/unsafe-repository`.
 */
export function gitPlace(folder: string): Checked<GitPlace> {
  const real = realPathOf(folder);
  const link = real === resolve(folder) ? undefined : linkInWorkTree(resolve(folder));
  if (link !== undefined) return unsafe(reachedByLink(link, real));
  for (const at of upFrom(real)) {
    const entry = entryAt(join(at, '.git'));
    if (entry) {
      const found = entry.isDirectory() ? ofFolder(at) : entry.isFile() ? ofFile(at) : ofLink(at);
      if (found === 'none') break;
      return found === 'here' ? checked({ folder: real, top: at }, []) : unsafe(found);
    }
    if (looksBare(at)) {
      // In the repository folder itself no files are checked out.
      if (basename(at) === '.git') break;
      return unsafe(bareRepositoryAbove(at));
    }
  }
  return notARepository(folder);
}

/** The refusal of a folder whose repository must not be trusted; undefined otherwise. */
export function unsafePlace(folder: string): Problem | undefined {
  const place = gitPlace(folder);
  return place.problems.find(({ code }) => code === 'git/unsafe-repository');
}

/** Whether two paths lead to the same file. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) =>
    statSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** A folder and all folders above it, the nearest first. */
export function* upFrom(folder: string): Generator<string> {
  yield folder;
  const above = dirname(folder);
  if (above !== folder) yield* upFrom(above);
}

function exists(...path: readonly string[]): boolean {
  return entryAt(join(...path)) !== undefined;
}

/** Whether git would take a folder for a repository. `commondir` says that objects and refs are elsewhere. */
function looksBare(folder: string): boolean {
  if (!exists(folder, 'HEAD')) return false;
  return exists(folder, 'commondir') || (exists(folder, 'objects') && exists(folder, 'refs'));
}

/** `here`: a proper repository of this work tree. `none`: git cannot use it either. */
type Verdict = 'here' | 'none' | Refusal;

type Refusal = Pick<Problem, 'detail' | 'hint'>;

function ofFolder(top: string): Verdict {
  const gitDir = join(top, '.git');
  if (!looksBare(gitDir)) return 'none';
  return exists(gitDir, 'commondir') ? foreignParts(gitDir) : judged(top, gitDir);
}

function ofFile(top: string): Verdict {
  const gitDir = gitFolderNamed(top);
  if (gitDir === undefined || !exists(gitDir, 'HEAD')) return 'none';
  return exists(gitDir, 'commondir') ? ofLinked(top, gitDir) : ofElsewhere(top, gitDir);
}

/** The folder that the file `.git` at the top of a work tree names; undefined if there is no such file. */
function gitFolderNamed(top: string): string | undefined {
  // A checkout could put a link there, to any file of the machine.
  const written = textOf(join(top, '.git'), { most: longestPath, links: 'refused' });
  return written?.startsWith('gitdir:')
    ? resolve(top, written.slice('gitdir:'.length).trim())
    : undefined;
}

/** The folder in which git keeps what belongs to one work tree: HEAD, the index, and an unfinished merge. */
export function gitFolder(top: string): string {
  return gitFolderNamed(top) ?? join(top, '.git');
}

/** Judges a linked work tree: the repository keeps a folder for it, which must name this place. */
function ofLinked(top: string, gitDir: string): Verdict {
  const common = resolve(gitDir, textOf(join(gitDir, 'commondir'))?.trim() ?? '');
  const isKept = isSameFile(dirname(gitDir), join(common, 'worktrees'));
  const back = resolve(gitDir, textOf(join(gitDir, 'gitdir'))?.trim() ?? '');
  return isKept && isSameFile(back, join(top, '.git'))
    ? judged(top, gitDir)
    : otherTree(top, gitDir);
}

/** Judges a repository at another place, such as a submodule's. It must not be a checked-out file. */
function ofElsewhere(top: string, gitDir: string): Verdict {
  return isBelow(top, realPathOf(gitDir)) ? among(top, gitDir) : judged(top, gitDir);
}

function judged(top: string, gitDir: string): Verdict {
  // A linked work tree has its own config, `config.worktree`; the common one does not place it.
  const names = exists(gitDir, 'commondir') ? [] : ['config'];
  for (const name of [...names, 'config.worktree']) {
    const file = join(gitDir, name);
    const elsewhere = workTreesIn(textOf(file) ?? '').find(
      (value) => !isSameFile(resolve(gitDir, value), top),
    );
    if (elsewhere !== undefined) return otherWorkTree(top, file, elsewhere);
  }
  return 'here';
}

/** The most bytes of a config; git itself would take too long to read a longer one. */
const config = { most: 256 * 1024 * 1024, links: 'followed' } as const;

/** The most bytes of a file that names a folder. */
const longestPath = 64 * 1024;

/** The text of a file; undefined if the path is no file. */
function textOf(
  file: string,
  limit: Parameters<typeof readOutside>[1] = config,
): string | undefined {
  const found = readOutside(file, limit);
  return found.type === 'file' ? Buffer.from(found.bytes).toString('utf8') : undefined;
}

/** Whether a path is a folder or something below it. */
export function isBelow(folder: string, path: string, on = sep === '/' ? posix : win32): boolean {
  const folders = on.relative(folder, path);
  return !(folders === '..' || folders.startsWith(`..${on.sep}`) || on.isAbsolute(folders));
}

/** The most links in a row. More are a circle, as for the operating system. */
const mostLinks = 40;

/** The first link on the way to a path that is in a work tree, brought by a checkout perhaps. */
function linkInWorkTree(path: string): string | undefined {
  const { root } = parse(path);
  let at = root;
  let left = mostLinks;
  const names = path.slice(root.length).split(sep).reverse();
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (name === '' || name === '.') continue;
    const next = name === '..' ? dirname(at) : join(at, name);
    if (!entryAt(next)?.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (left === 0 || [...upFrom(at)].some((folder) => exists(folder, '.git'))) return next;
    left -= 1;
    const target = readlinkSync(next);
    const start = parse(target).root;
    if (start !== '') at = resolve(at, start);
    names.push(...target.slice(start.length).split(/[\\/]/).reverse());
  }
  return undefined;
}

function unsafe(refusal: Refusal) {
  return failure('git/unsafe-repository', refusal);
}

/** The failure for a folder outside of every git repository. */
export function notARepository(folder: string) {
  return failure('git/not-a-repository', {
    detail: `${folder} is not in a git repository, so there is no commit to compare with.`,
    hint: 'Run the command in a clone of the repository, or leave out the option that names a commit.',
    lacks: 'repository',
  });
}

function bareRepositoryAbove(folder: string): Refusal {
  const held = exists(folder, 'commondir') ? 'HEAD and commondir' : 'HEAD, objects and refs';
  return {
    detail: `${folder} has ${held}: git would treat this folder as a separate repository, with another history and with settings that can run programs.`,
    hint: `Remove or rename ${join(folder, 'HEAD')}, and find out who added it.`,
  };
}

function reachedByLink(link: string, real: string): Refusal {
  return {
    detail: `${link} is a symbolic link in a work tree to ${real}: the comparison would use the commits of another repository.`,
    hint: `Replace the link with the folder itself, or use \`--chdir ${shellWord(real)}\`.`,
  };
}

function ofLink(top: string): Refusal {
  const link = join(top, '.git');
  return {
    detail: `${link} is a symbolic link or not a file: git would read another repository.`,
    hint: 'Replace the link with a file of this name with one line, `gitdir: ` and the path of the repository.',
  };
}

function foreignParts(gitDir: string): Refusal {
  return {
    detail: `${join(gitDir, 'commondir')} says that the commits are kept in another repository, but only a linked work tree has such a file.`,
    hint: 'Clone the repository again, and run the command in the clone.',
  };
}

function otherTree(top: string, gitDir: string): Refusal {
  return {
    detail: `${join(top, '.git')} says that this is the linked work tree ${basename(gitDir)} of a repository, but the repository has another path for it.`,
    hint: `If the folder was moved, run \`git -C ${shellWord(top)} worktree repair\`.`,
  };
}

function among(top: string, gitDir: string): Refusal {
  return {
    detail: `${join(top, '.git')} names ${gitDir} as the repository, and that is a folder among the files that are checked out.`,
    hint: 'Move the repository out of the work tree, and write its new path into the file.',
  };
}

function otherWorkTree(top: string, file: string, value: string): Refusal {
  return {
    detail: `core.worktree in ${file} is ${JSON.stringify(value)}, and the files are in ${top}: git would read the files of another folder.`,
    hint: `Run \`git config --file ${shellWord(file)} --unset-all core.worktree\`.`,
  };
}

/**
 * The values of `core.worktree` in the text of a git config, in order. Other settings, includes, and text
 * that is no config are skipped: git takes the place of a work tree from this file alone.
 */
export function workTreesIn(text: string): string[] {
  const values: string[] = [];
  let isCore = false;
  // A backslash at the end of a line continues it on the next line.
  for (const line of text.replaceAll(/\\\r?\n/g, '').split('\n')) {
    const [, section, after = line] = /^\s*\[([^\]]*)\](.*)$/s.exec(line) ?? [];
    if (section !== undefined) isCore = section.trim().toLowerCase() === 'core';
    const [, value] = /^\s*worktree\s*=(.*)$/is.exec(after) ?? [];
    if (isCore && value !== undefined) values.push(unquoted(value.trimStart()));
  }
  return values;
}

/** The value of a setting. Quotes keep blanks and comment signs; a backslash keeps the next character. */
function unquoted(written: string): string {
  let value = '';
  let kept = 0;
  let isQuoted = false;
  for (let at = 0; at < written.length; at += 1) {
    const sign = written.charAt(at);
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === '\\') {
      at += 1;
      value += escapes[written.charAt(at)] ?? written.charAt(at);
    } else if (!isQuoted && (sign === '#' || sign === ';')) break;
    else value += sign;
    if (isQuoted || sign.trim() !== '') kept = value.length;
  }
  return value.slice(0, kept);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/**
 * A path without links. It is one call of the system, several times as fast as Node's own way; not on
 * Windows, where it would turn a drive into the network share behind it. Throws if the path does not exist.
 */
export const realPath: (path: string) => string =
  process.platform === 'win32' ? realpathSync : realpathSync.native;

/**
 * The path of a folder without links. For a folder that does not exist, it is the path that it would have.
 */
export function realPathOf(folder: string): string {
  try {
    return realPath(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : join(realPathOf(parent), basename(folder));
  }
}
