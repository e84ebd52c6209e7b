import { join } from 'node:path';
import { type Checked, checked } from '../model/problem.ts';
import { gitFolder, gitPlace } from './git-place.ts';
import { mergeBase, quickMergeBase } from './git-read.ts';
import { gitOutput, isObjectId } from './git-run.ts';
import { readOutside } from './outside.ts';

/**
 * The commit at which the current branch diverged from another: a pull request is compared with it. While a
 * merge waits to be committed, the commits that it merges count as part of the branch.
 *
 * Problems: those of `mergeBase`.
 */
export function forkPoint(folder: string, ref: string): Checked<string> {
  return mergeBase(folder, ref, 'HEAD', mergingIn(folder));
}

/** The same if this clone has both commits and their history; otherwise undefined, without a reason. */
export function knownForkPoint(folder: string, ref: string): string | undefined {
  const fork = quickMergeBase(folder, ref, 'HEAD', mergingIn(folder));
  return fork?.ok ? fork.value : undefined;
}

/** The commits of a merge that is not committed yet; empty if there is no such merge. */
function mergingIn(folder: string): readonly string[] {
  const place = gitPlace(folder);
  if (!place.ok) return [];
  const found = readOutside(join(gitFolder(place.value.top), 'MERGE_HEAD'), {
    most: 64 * 1024,
    links: 'refused',
  });
  const text = found.type === 'file' ? Buffer.from(found.bytes).toString('latin1') : '';
  return text.split('\n').filter(isObjectId);
}

export interface LoggedCommit {
  readonly id: string;
  /** The ids of the commits before it that touched the same files. */
  readonly parents: readonly string[];
  readonly author: string;
  /** The date as ISO 8601. */
  readonly date: string;
  readonly subject: string;
}

/** Shows the content of commits as it is: no program of an attribute converts it. */
const log = ['log', '--no-textconv', '--no-ext-diff', '--no-mailmap', '--no-show-signature'];

/** The files below a folder that ever contained a text, by paths from the top. */
export function filesThatContained(
  folder: string,
  text: string,
  except: readonly string[],
): Checked<readonly string[]> {
  const but = except.map((path) => `:(exclude)${path}`);
  const args = [...log, `-S${text}`, '--no-renames', '--format=', '--name-only', '-z'];
  const found = gitOutput([...args, '--', '.', ...but], { folder });
  if (!found.ok) return found;
  const names = found.value
    .toString()
    .split('\0')
    .map((name) => name.trim());
  return checked([...new Set(names)].filter(Boolean), []);
}

/** The commits up to HEAD that touched files, newest first; with `text`, only those that add or remove it. */
export function commitsOf(
  folder: string,
  files: readonly string[],
  most: number,
  text?: string,
): Checked<readonly LoggedCommit[]> {
  if (files.length === 0) return checked([], []);
  const paths = files.map((file) => `:(top,literal)${file}`);
  const touching = text === undefined ? [] : [`-S${text}`];
  return logged(['--parents', `--max-count=${most}`, ...touching, '--', ...paths], folder);
}

/** The commit that is checked out around a folder; undefined outside of git, or before the first commit. */
export function lastCommit(folder: string): LoggedCommit | undefined {
  const found = logged(['--max-count=1'], folder);
  return found.ok ? found.value[0] : undefined;
}

/**
 * The default branch of the remote `origin`, as the clone knows it: also if it has only one branch. Undefined
 * if git does not tell. The name of a local branch may still change before it is pushed.
 */
export function defaultBranch(folder: string): string | undefined {
  const remote = 'refs/remotes/origin/';
  const head = gitOutput(['symbolic-ref', '--quiet', `${remote}HEAD`], { folder });
  const refs = head.ok
    ? head
    : gitOutput(['for-each-ref', '--format=%(refname)', remote], { folder });
  const [ref = '', ...others] = refs.ok ? refs.value.toString().trim().split('\n') : [];
  return ref.startsWith(remote) && others.length === 0 ? ref.slice(remote.length) : undefined;
}

function logged(which: readonly string[], folder: string): Checked<readonly LoggedCommit[]> {
  const format = '--format=%H%x00%P%x00%an%x00%aI%x00%s';
  const found = gitOutput([...log, '-z', format, ...which], { folder });
  if (!found.ok) return found;
  const fields = found.value.toString().split('\0');
  const commits: LoggedCommit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [id = '', parents = '', author = '', date = '', subject = ''] = fields.slice(at, at + 5);
    commits.push({ id, parents: parents.split(' ').filter(Boolean), author, date, subject });
  }
  return checked(commits, []);
}
