import { runGit } from './git-run.ts';

/** What is checked out around a folder; undefined outside of git, or before the first commit. */
export function headCommit(
  folder: string,
): { readonly id: string; readonly dirty: boolean } | undefined {
  const head = runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { folder });
  const id = head.ok && head.value.status === 0 ? head.value.stdout.toString().trim() : '';
  if (id === '') return undefined;
  // Without the lock git would take to write down what it found.
  const changed = runGit(['--no-optional-locks', 'status', '--porcelain', '--', '.'], { folder });
  const dirty = !changed.ok || changed.value.status !== 0 || changed.value.stdout.length > 0;
  return { id, dirty };
}
