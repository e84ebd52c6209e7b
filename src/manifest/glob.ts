import { defaultGlob, readGlob } from '../model/glob.ts';

/**
 * Returns a check of matched paths: whether a file without a kind is skipped instead of reported.
 * True for `.yml` by default, since other programs keep such files.
 */
export function isOptional(globs: readonly string[]): (path: string) => boolean {
  if (!globs.includes(defaultGlob)) return () => false;
  const isNamed = matcher(globs.filter((glob) => glob !== defaultGlob));
  return (path) => path.endsWith('.yml') && !isNamed(path);
}

/** Returns a check of paths: whether a glob that starts with `!` excludes them. */
export function exclusion(globs: readonly string[]): (path: string) => boolean {
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  return (path) => unwanted.some((matches) => matches(path));
}

/**
 * Returns a check of paths: whether a list of globs matches them. Globs that start with `!`
 * exclude. A malformed glob matches nothing; the config check reports it.
 */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !isExclusion(glob)).flatMap(matchesOf);
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  const any = (all: typeof wanted, path: string) => all.some((matches) => matches(path));
  return (path) => any(wanted, path) && !any(unwanted, path);
}

/** The folders to search for matches of the globs. None lies in another. */
export function foldersOf(globs: readonly string[]): readonly string[] {
  const bases = new Set(globs.filter((glob) => !isExclusion(glob)).flatMap(basesOf));
  const isBelow = (base: string) =>
    [...bases].some((other) => other !== base && (other === '' || base.startsWith(`${other}/`)));
  return [...bases].filter((base) => !isBelow(base));
}

function isExclusion(glob: string): boolean {
  return glob.startsWith('!');
}

function matchesOf(glob: string) {
  const read = readGlob(withoutMark(glob));
  return read.ok ? [read.glob.matches] : [];
}

function basesOf(glob: string): string[] {
  const read = readGlob(glob);
  return read.ok ? [read.glob.base] : [];
}

function withoutMark(glob: string): string {
  return isExclusion(glob) ? glob.slice(1) : glob;
}
