import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { openRepository, type Repository } from './git-repository.ts';
import { contentMissing, gitFailed, gitOutput, runGit } from './git-run.ts';
import { parseBatch, parseTree, type TreeEntry } from './git-tree.ts';
import { isObjectId, unknownCommit, unrelated, type Wanted } from './git-unknown.ts';

/** A commit, read without a checkout. Nothing is written, fetched or run. */
export interface Commit {
  /** The full object id. */
  readonly id: string;
  readonly repository: Repository;
  /** Every path of the commit, links and submodules marked and never followed. */
  list(): Checked<readonly TreeEntry[]>;
  /** The content of blobs by their ids, in one go. */
  read(blobs: readonly string[]): Checked<ReadonlyMap<string, Uint8Array>>;
}

/**
 * Opens a commit of the repository around a folder.
 *
 * Problems: `git/not-installed`, `git/not-a-repository`, `git/failed`, and `git/unknown-commit`,
 * which says what to fetch where the clone lacks the commit.
 */
export function openCommit(folder: string, ref: string): Checked<Commit> {
  const repository = openRepository(folder);
  if (!repository.ok) return repository;
  const resolved = resolve(folder, ref, 'commit');
  if (!resolved.ok) return resolved;
  const id = resolved.value;
  const commit: Commit = {
    id,
    repository: repository.value,
    list() {
      const tree = gitOutput(['ls-tree', '-r', '-z', '--full-tree', id], { folder });
      return tree.ok ? checked(parseTree(tree.value.toString()), []) : tree;
    },
    read(blobs) {
      if (blobs.length === 0) return checked(new Map(), []);
      const input = `${blobs.join('\n')}\n`;
      const batch = gitOutput(['cat-file', '--batch', '--buffer'], { folder, input });
      if (!batch.ok) return batch;
      const contents = parseBatch(batch.value);
      return blobs.every((blob) => contents.has(blob))
        ? checked(contents, [])
        : { ok: false, problems: [contentMissing()] };
    },
  };
  return checked(commit, []);
}

/**
 * The newest commit that two came from: what a pull request has to be compared with.
 *
 * Problems: those of `openCommit`, and `git/no-common-commit`, which says how to deepen a shallow clone.
 */
export function mergeBase(folder: string, a: string, b: string): Checked<string> {
  // One run of git where nothing is wrong. What is wrong takes some more to say.
  const quick = isName(a) && isName(b) ? runGit(['merge-base', a, b], { folder }) : undefined;
  if (quick?.ok && quick.value.status === 0) {
    const ambiguous = [a, b].find((name) => isAmbiguous(name, quick.value.stderr));
    return ambiguous === undefined
      ? checked(quick.value.stdout.toString().trim(), [])
      : { ok: false, problems: [ambiguousName(ambiguous)] };
  }
  const repository = openRepository(folder);
  if (!repository.ok) return repository;
  const one = resolve(folder, a, 'history');
  const other = resolve(folder, b, 'history');
  if (!one.ok) return one;
  if (!other.ok) return other;
  const run = runGit(['merge-base', one.value, other.value], { folder });
  if (!run.ok) return run;
  if (run.value.status === 0) return checked(run.value.stdout.toString().trim(), []);
  const hasNone = run.value.status === 1;
  return { ok: false, problems: [hasNone ? unrelated(folder, [a, b]) : gitFailed(run.value)] };
}

/** The commit that a ref names. */
function resolve(folder: string, ref: string, wanted: Wanted): Checked<string> {
  if (!isName(ref)) return { ok: false, problems: [notARef(ref)] };
  // Not `--quiet`, which would keep from saying that the name is ambiguous.
  const run = runGit(['rev-parse', '--verify', `${ref}^{commit}`], { folder });
  if (!run.ok) return run;
  const { stdout, stderr } = run.value;
  const id = stdout.toString().trim();
  if (isAmbiguous(ref, stderr)) return { ok: false, problems: [ambiguousName(ref)] };
  const isId = run.value.status === 0 && /^[0-9a-f]+$/.test(id);
  return isId ? checked(id, []) : { ok: false, problems: [unknownCommit(folder, ref, wanted)] };
}

/**
 * Whether git had to choose what a name stands for: it prefers a tag, which whoever may push one can
 * put before a branch. A full id and HEAD itself win over any name.
 */
function isAmbiguous(name: string, stderr: string): boolean {
  const warnings = stderr.matchAll(/^warning: refname '(.*)' is ambiguous\.$/gm);
  return [...warnings]
    .map(([, said = '']) => said)
    .some((said) => name.startsWith(said) && !isObjectId(said) && said !== 'HEAD');
}

function ambiguousName(name: string): Problem {
  return problem('git/ambiguous-name', {
    detail: `"${name}" stands for more than one commit in this repository: a tag and a branch, or branches here and of a remote, have that name.`,
    hint: `Name it in full, such as refs/remotes/${name}, refs/heads/${name} or refs/tags/${name}; \`git for-each-ref\` lists them.`,
  });
}

/** Git would take a hyphen for an option; it cannot be told a control character at all. */
function isName(ref: string): boolean {
  return !/^(?:-|$)|\p{Cc}/u.test(ref);
}

function notARef(ref: string): Problem {
  return problem('git/unknown-commit', {
    detail:
      ref === ''
        ? 'The base is empty.'
        : `${JSON.stringify(ref)} cannot name a commit: no name starts with a hyphen or holds a control character.`,
    hint: 'Name a branch, a tag or a commit, as `git log` takes them.',
  });
}
