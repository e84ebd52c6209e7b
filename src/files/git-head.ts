import type { SourceFile } from '../manifest/source-file.ts';
import type { ObjectFormat } from './git-repository.ts';
import { gitOutput, runGit } from './git-run.ts';
import { parseTree } from './git-tree.ts';
import { type Changed, changedSince } from './git-unchanged.ts';

/** What is checked out. */
export interface HeadCommit {
  /** The full object id. */
  readonly id: string;
  /**
   * Whether the files that were asked about are others than those of the commit. `unknown`: a filter
   * stands between them, such as one for large files, and is not run to find out.
   */
  readonly dirty: Changed;
}

/** Files that are held against the commit. */
export interface Held {
  /** As they were read, with paths from the folder. */
  readonly files: readonly SourceFile[];
  /** Whether a file of the commit, by its path from the folder, would have to be among them. */
  readonly belongs: (path: string) => boolean;
}

/**
 * What is checked out around a folder; undefined outside of git, or before the first commit. Without
 * files to hold against it, `dirty` is `unknown`.
 */
export function headCommit(folder: string, held?: Held): HeadCommit | undefined {
  const head = runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { folder });
  const id = head.ok && head.value.status === 0 ? head.value.stdout.toString().trim() : '';
  if (id === '') return undefined;
  return { id, dirty: held ? dirtySince(id, folder, held) : 'unknown' };
}

/** Not by `git status`, which runs the filters that a repository names. */
function dirtySince(id: string, folder: string, { files, belongs }: Held): Changed {
  const listed = gitOutput(['ls-tree', '-r', '-z', id], { folder });
  if (!listed.ok) return 'unknown';
  const committed = parseTree(listed.value.toString()).filter(({ path }) => belongs(path));
  const objectFormat: ObjectFormat = id.length === 64 ? 'sha256' : 'sha1';
  return changedSince(committed, files, { objectFormat, attributesOf: attributesIn(folder) });
}

/** Attributes for which git turns the bytes of a file into others before it makes an id of them. */
const converting = ['filter', 'ident', 'working-tree-encoding'];

/** The paths that have one of these attributes; undefined if git does not say. */
function attributesIn(folder: string) {
  return (paths: readonly string[]): ReadonlySet<string> | undefined => {
    const input = `${paths.join('\0')}\0`;
    const answer = gitOutput(['check-attr', '-z', '--stdin', ...converting], { folder, input });
    if (!answer.ok) return undefined;
    const fields = answer.value.toString().split('\0');
    const found = new Set<string>();
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path = '', , value = ''] = fields.slice(at, at + 3);
      if (value !== 'unspecified' && value !== 'unset') found.add(path);
    }
    return found;
  };
}
