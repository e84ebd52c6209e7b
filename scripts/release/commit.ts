import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Release } from './release.ts';

/** The files to commit, and the commit on which they are based. */
interface Given {
  readonly root: string;
  /** The commit of main that is released. */
  readonly source: string;
  readonly release: Release;
  /** Built files that main does not have, by their paths from `root`. */
  readonly files: readonly string[];
}

/**
 * Commits the built files on top of the source, beside main, and sets the tags there; work tree, index and
 * branches stay unchanged. The same source gives the same commit on every machine. Returns the names of the
 * tags, as `git push` takes them.
 */
export function commitRelease({ root, source, release, files }: Given): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-release-'));
  const date = gitIn(root, {}, 'show', '-s', '--format=%cI', source);
  const who = {
    NAME: 'timeback-catalog release',
    EMAIL: 'release@users.noreply.github.com',
    DATE: date,
  };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(who).map(([name, value]) => [`GIT_${role}_${name}`, value]),
    ),
  );
  const git = (...args: readonly string[]) =>
    gitIn(root, { ...env, GIT_INDEX_FILE: join(folder, 'index') }, ...args);
  try {
    git('read-tree', source);
    for (const file of files) {
      const blob = git('hash-object', '-w', '--no-filters', file);
      git('update-index', '--add', '--cacheinfo', `100644,${blob},${file}`);
    }
    const message = `Release ${release.version}\n\nMade from ${git('rev-parse', source)}, with what the Action runs.`;
    const commit = git('commit-tree', git('write-tree'), '-p', source, '-m', message);
    git('tag', release.tag, commit);
    if (release.movingTag === undefined) return [`refs/tags/${release.tag}`];
    git('tag', '--force', release.movingTag, commit);
    return [`refs/tags/${release.tag}`, `+refs/tags/${release.movingTag}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gitIn(
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): string {
  const output = execFileSync('git', [...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return output.trim();
}
