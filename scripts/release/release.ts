import { placeholderOwner, repositoryOf } from '../../src/features/init/repository.ts';

/** The names of a release. */
export interface Release {
  /** The version as package.json has it: `1.2.3`, or `1.3.0-rc.1` for a pre-release. */
  readonly version: string;
  /** The tag of the commit with the Action's bundle. */
  readonly tag: string;
  /** The tag that moves to the newest release of its major version; absent for a pre-release. */
  readonly movingTag?: string;
  /** The dist-tag on npm. */
  readonly npmTag: 'latest' | 'next';
}

/** The tag that a maintainer sets on a commit of main to release it. */
const wanted = /^release\/v((0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(-[0-9A-Za-z.-]+)?)$/;

/** The release that a tag such as `release/v1.2.3` asks for; undefined for other tags. */
export function releaseOf(tag: string): Release | undefined {
  const [, version, major, before] = wanted.exec(tag) ?? [];
  if (version === undefined) return undefined;
  return before === undefined
    ? { version, tag: `v${version}`, movingTag: `v${major}`, npmTag: 'latest' }
    : { version, tag: `v${version}`, npmTag: 'next' };
}

/** What the repository says about itself at the commit to be released. */
export interface Sources {
  readonly packageJson: { readonly version?: unknown; readonly repository?: unknown };
  readonly lockFile: { readonly version?: unknown };
  readonly changelog: string;
  /** All tags of the repository. */
  readonly tags: readonly string[];
  /** `OWNER/REPO` of the workflow; absent on a maintainer's machine. */
  readonly runsIn?: string;
}

/** Why a commit cannot be released as this tag asks, each with what to do; empty if it can. */
export function releaseProblems(tag: string, sources: Sources): readonly string[] {
  const { packageJson, lockFile, changelog, tags, runsIn } = sources;
  const release = releaseOf(tag);
  const problems = repositoryProblems(packageJson.repository, runsIn);
  if (!release) {
    return [
      ...problems,
      `${tag} is no tag of a release. Call it release/vX.Y.Z, by the version in package.json.`,
    ];
  }
  const { version } = release;
  for (const [file, { version: there }] of [
    ['package.json', packageJson],
    ['package-lock.json', lockFile],
  ] as const) {
    if (there === version) continue;
    problems.push(
      `${file} has version ${there}, and the tag wants ${version}. Run: npm version --no-git-tag-version --allow-same-version ${version}`,
    );
  }
  if (notesFor(changelog, version) === undefined) {
    problems.push(
      `CHANGELOG.md says nothing of ${version}. Give what is under "## [Unreleased]" the heading "## [${version}]", with its date.`,
    );
  }
  if (tags.includes(release.tag)) {
    problems.push(
      `${release.tag} is there already, and a release never changes. Take the next version.`,
    );
  }
  return problems;
}

function repositoryProblems(repository: unknown, runsIn: string | undefined): string[] {
  const url =
    typeof repository === 'object' && repository !== null && 'url' in repository
      ? repository.url
      : repository;
  const there = typeof url === 'string' ? repositoryOf(url) : undefined;
  const set =
    'Run: npm pkg set repository.url=git+https://github.com/NAME/timeback-catalog.git && npm run generate';
  if (there === undefined) return [`package.json names no repository on GitHub. ${set}`];
  if (there.startsWith(`${placeholderOwner}/`)) {
    return [`The repository in package.json is ${there}, which stands for an owner. ${set}`];
  }
  return runsIn === undefined || runsIn === there
    ? []
    : [
        `The repository in package.json is ${there}, and this runs in ${runsIn}: nothing is released from a fork.`,
      ];
}

/** The changelog's section about a version, as Markdown; undefined if there is none. */
export function notesFor(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^(?=## )/m);
  const own = sections.find((section) => section.startsWith(`## [${version}]`));
  const text = own?.slice(own.indexOf('\n')).trim();
  return text === '' ? undefined : text;
}
