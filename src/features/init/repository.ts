/** The placeholder for the owner in package.json until the repository is known. */
export const placeholderOwner = 'OWNER';

/** A repository as npm writes it: `git+https://github.com/OWNER/REPO.git`, `github:OWNER/REPO`. */
const repositoryOnGitHub = /(?:github:|github\.com[/:])([\w-]+\/[\w.-]+)$/;

/**
 * `OWNER/REPO` from the address of a repository on GitHub, as in package.json; undefined for other addresses.
 */
export function repositoryOf(url: string): string | undefined {
  return repositoryOnGitHub.exec(url)?.[1]?.replace(/\.git$/, '');
}
