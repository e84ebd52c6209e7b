import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { repositoryOf } from '../../src/features/init/repository.ts';
import type { Output } from './output.ts';

const root = join(import.meta.dirname, '../..');

/** Files that name the repository, in addition to package.json. */
export const repositoryFiles: readonly string[] = [
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  'docs/releasing.md',
  'README.md',
  'docs/how-to/publish-from-github.md',
  'docs/how-to/publish-from-other-hosts.md',
  'docs/how-to/several-catalogs.md',
  '.github/ISSUE_TEMPLATE/config.yml',
  '.github/CODEOWNERS',
];

/** Places in a text that name it: an Action, an address, `--repo`, and the owner for reviews. */
const places = [
  /(?<=\buses: )[\w.-]+\/timeback-catalog(?=@)/g,
  /(?<=\bgithub\.com\/)[\w.-]+\/timeback-catalog(?=[/\s)])/g,
  /(?<=--repo )(?!NAME\/)[\w.-]+\/timeback-catalog\b/g,
];
const owner = /(?<=^\* @)[\w-]+(?:\/[\w-]+)?$/m;

/** Documents with the repository that package.json names, whatever they named before. */
export const repositoryNames: readonly Output[] = repositoryFiles.map((file) => ({
  file,
  make: () =>
    withRepository(
      readFileSync(join(root, file), 'utf8'),
      repositoryOf(packageJson.repository.url),
    ),
}));

/** A text that names the repository everywhere as given, `OWNER/REPO`. Throws if none is given. */
export function withRepository(text: string, repository: string | undefined): string {
  if (repository === undefined) throw new Error('package.json names no repository on GitHub.');
  const named = places.reduce((soFar, place) => soFar.replace(place, repository), text);
  return named.replace(owner, repository.split('/')[0] ?? '');
}
