import { join } from 'node:path';
import type { Checked } from '../model/problem.ts';
import { gitFolder, gitPlace } from './git-place.ts';
import { mergeBase } from './git-read.ts';
import { isObjectId } from './git-run.ts';
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
