import { lastCommit } from '../files/git-read.ts';
import { packageText } from '../files/package-files.ts';
import type { World } from '../run/world.ts';
import type { PageOrigin } from '../text/look.ts';

/** Where a page comes from that is made now. Outside of git there is no commit. */
export function pageOrigin({ cwd, now, packageFolder }: World): PageOrigin {
  const last = lastCommit(cwd);
  const at = new Date(last?.date ?? '');
  // A commit may claim a year that no clock knows.
  const commit =
    last && !Number.isNaN(at.valueOf()) ? { ...last, date: at.toISOString() } : undefined;
  const { version } = JSON.parse(packageText(packageFolder, 'package.json'));
  return { at: now().toISOString(), version, ...(commit && { commit }) };
}
