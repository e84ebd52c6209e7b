/** Stands for the owner in package.json, as long as nobody has said where the repository is. */
export const placeholderOwner = 'OWNER';

/** As npm writes it: `git+https://github.com/OWNER/REPO.git`, `github:OWNER/REPO`. */
const repositoryOnGitHub = /(?:github:|github\.com[/:])([\w-]+\/[\w.-]+)$/;

/** `OWNER/REPO` of an address of a repository on GitHub, as package.json may have it; undefined if it is none. */
export function repositoryOf(url: string): string | undefined {
  return repositoryOnGitHub.exec(url)?.[1]?.replace(/\.git$/, '');
}
