import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, withRepository } from '../generate/repository.ts';

/** The repository and package that a rehearsal releases. */
export const rehearsed = {
  repository: 'the-org/timeback-catalog',
  version: '1.0.0',
  tag: 'release/v1.0.0',
} as const;

/**
 * A clone of the committed files, prepared for a release and tagged, and the remote to which it was pushed.
 */
export interface Source {
  readonly clone: string;
  readonly remote: string;
}

/** Does in a clone what docs/releasing.md tells a maintainer to do once and for each release. */
export function sourceIn(folder: string, root: string): Source {
  const clone = join(folder, 'clone');
  const remote = join(folder, 'remote.git');
  run('git', ['clone', '--quiet', '--no-local', root, clone], folder);
  const { repository, version, tag } = rehearsed;
  run('npm', ['pkg', 'set', `repository.url=git+https://github.com/${repository}.git`], clone);
  for (const file of repositoryFiles) edit(clone, file, (text) => withRepository(text, repository));
  run('npm', ['version', '--no-git-tag-version', version], clone);
  edit(clone, 'CHANGELOG.md', (text) =>
    text.replace('## [Unreleased]', `## [Unreleased]\n\n## [${version}] - 2026-12-01`),
  );
  const who = ['-c', 'user.name=a maintainer', '-c', 'user.email=maintainer@example.org'];
  run('git', [...who, 'commit', '--quiet', '--all', '--message', `Version ${version}`], clone);
  run('git', ['init', '--quiet', '--bare', remote], folder);
  run('git', ['remote', 'set-url', 'origin', remote], clone);
  run('git', ['tag', tag], clone);
  run('git', ['push', '--quiet', 'origin', 'HEAD:refs/heads/main', `refs/tags/${tag}`], clone);
  run('git', ['fetch', '--quiet', 'origin'], clone);
  return { clone, remote };
}

function edit(folder: string, file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Runs a program and returns its stdout. Throws if it fails. */
export function run(file: string, args: readonly string[], cwd: string): string {
  const output = execFileSync(file, [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return output.trim();
}
