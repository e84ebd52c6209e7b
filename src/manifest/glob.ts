import { defaultGlob, readGlob } from '../model/glob.ts';

/**
 * Says of a path that the globs match whether it is passed over where it does not say that it holds
 * a node: `.yml` by default, since folders hold such files of other programs.
 */
export function isOptional(globs: readonly string[]): (path: string) => boolean {
  if (!globs.includes(defaultGlob)) return () => false;
  const isNamed = matcher(globs.filter((glob) => glob !== defaultGlob));
  return (path) => path.endsWith('.yml') && !isNamed(path);
}

/** Says of a path whether one of the globs that start with `!` takes it out. */
export function exclusion(globs: readonly string[]): (path: string) => boolean {
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  return (path) => unwanted.some((matches) => matches(path));
}

/**
 * Says of a path whether a list of globs matches it; one that starts with `!` takes paths out again.
 * What is no glob matches nothing: where it was written, a problem says so.
 */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !isExclusion(glob)).flatMap(matchesOf);
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  const any = (all: typeof wanted, path: string) => all.some((matches) => matches(path));
  return (path) => any(wanted, path) && !any(unwanted, path);
}

/** The folders in which what globs match is looked for; none of them lies in another. */
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
