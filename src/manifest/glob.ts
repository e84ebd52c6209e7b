import picomatch from 'picomatch';

/** Says of a path whether a glob matches it; a glob that starts with `!` takes paths out again. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !isExclusion(glob)).map(withoutDot);
  const unwanted = globs.filter(isExclusion).map((glob) => withoutDot(glob.slice(1)));
  const matches = picomatch(wanted);
  const excludes = picomatch(unwanted);
  return (path) => matches(path) && !excludes(path);
}

/** The folder below which everything lies that a glob can match; `''` is the root. */
export function baseOf(glob: string): string {
  const { base, isGlob } = picomatch.scan(withoutDot(glob), { unescape: true });
  return isGlob ? base : base.split('/').slice(0, -1).join('/');
}

/** Whether a path holds marks that only globs have. */
export function isGlob(path: string): boolean {
  return picomatch.scan(path).isGlob;
}

function isExclusion(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

function withoutDot(glob: string): string {
  return glob.replace(/^(?:\.\/)+/, '');
}
