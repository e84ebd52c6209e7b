import { quoteShort } from '../document/place.ts';
import { mostGuesses, nearest } from '../document/validate.ts';
import {
  comparablePath,
  defaultGlob,
  type GlobFault,
  isGlob,
  literally,
  readGlob,
} from '../model/glob.ts';
import type { Kind } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { isAscii } from '../model/text.ts';
import { filesAbove, type Manifest, type WrittenNode } from './manifest.ts';

/** The files that includes can refer to. */
export interface CatalogFiles {
  /** The manifests by file, in natural order of names. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** The names of all files of the catalog, including unreadable ones. */
  readonly names: ReadonlySet<string>;
  /** The `catalog` globs of the config, for messages. */
  readonly globs: string;
}

/** The includes that were followed so far. `followInclude` adds to it. */
export interface Trail {
  /** Each included file with the place that included it first. */
  readonly included: Map<string, Span>;
  /** Files that an include without a target probably means. */
  readonly meant: Set<string>;
  readonly problems: Problem[];
  /** The includes of files that another include has added already. */
  readonly twice: Twice[];
}

interface Twice {
  readonly file: string;
  readonly span: Span;
  readonly earlier: Span;
}

/**
 * The manifests that an include adds: those of the wanted kind that no other include added. Faults go to
 * the problems of `trail`.
 */
export function followInclude(
  include: Include,
  wanted: { readonly kind: Kind; readonly by: WrittenNode },
  { files, trail }: { readonly files: CatalogFiles; readonly trail: Trail },
): Manifest[] {
  const target = resolveInclude(include.text, wanted.by.manifest.file, files.names);
  if (target.type !== 'files') {
    const guesses = trail.problems.length < mostGuesses ? [...files.names] : [];
    const meant = target.type === 'missing' ? nearestFile(target.path, guesses) : undefined;
    if (meant !== undefined) trail.meant.add(meant);
    trail.problems.push(unresolved(include, target, { guesses, meant, globs: files.globs }));
    return [];
  }
  return target.files.flatMap((file) => {
    const manifest = files.manifests.get(file);
    const fault = refusal(include, { file, manifest, ...wanted });
    const earlier = trail.included.get(file);
    if (fault) trail.problems.push(fault);
    else if (earlier) trail.twice.push({ file, span: include.span, earlier });
    else trail.included.set(file, include.span);
    return manifest && !fault && !earlier ? [manifest] : [];
  });
}

interface Candidate {
  readonly file: string;
  /** Absent if the file cannot be read, which is a problem of its own. */
  readonly manifest: Manifest | undefined;
  readonly kind: Kind;
  readonly by: WrittenNode;
}

function refusal({ span }: Include, candidate: Candidate): Problem | undefined {
  const { file, manifest, kind, by } = candidate;
  const chain = filesAbove(by);
  if (chain.includes(file)) {
    const circle = [...chain.slice(chain.indexOf(file)), file].join(' → ');
    return problem('include/circular', {
      detail: `The includes form a circle: ${circle}.`,
      span,
    });
  }
  if (manifest && manifest.kind !== kind) {
    const start = manifest.document.pointAt(['kind']);
    return problem('include/wrong-kind', {
      detail: `A ${kind} is expected here, but ${file} holds a ${manifest.kind}.`,
      span,
      related: { span: { file, start }, note: 'its kind' },
    });
  }
  return undefined;
}

/** The most files that a problem names. */
const mostNamed = 3;

/**
 * The problems of files that are included twice: one for each two files, as a copied file includes all again,
 * and within a file one for each include.
 */
export function twiceProblems(twice: readonly Twice[]): Problem[] {
  const groups = Map.groupBy(twice, ({ span, earlier }) =>
    earlier.file === span.file
      ? `${span.file}\n${span.start.line}`
      : `${earlier.file}\n${span.file}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [top] = group;
    if (!top) return [];
    if (group.length > 1) return [twiceIn(top, group)];
    const detail = `${top.file} is included a second time here.`;
    return [twiceProblem(top, { detail, hint: 'Remove one of the two includes.' })];
  });
}

function twiceIn(top: Twice, group: readonly Twice[]): Problem {
  const [one, other] = [top.earlier.file, top.span.file];
  const named = group.slice(0, mostNamed).map(({ file }) => file);
  const further = group.length - named.length;
  const files = `${named.join(', ')}${further > 0 ? `, and ${further} more` : ''}`;
  if (one === other) {
    return twiceProblem(top, {
      detail: `${group.length} files are included a second time here: ${files}.`,
      hint: 'Remove this include, or change its pattern.',
    });
  }
  return twiceProblem(top, {
    detail: `${other} includes ${group.length} files that ${one} includes: ${files}.`,
    hint: `If one of ${one} and ${other} is a copy of the other, delete the copy; otherwise remove the includes of these files from one of the two.`,
  });
}

function twiceProblem({ span, earlier }: Twice, said: Pick<Problem, 'detail' | 'hint'>): Problem {
  const related = { span: earlier, note: 'first included here' };
  return problem('include/twice', { ...said, span, related });
}

/** The files that an include leads to, or why it leads nowhere. */
type IncludeTarget =
  | { readonly type: 'files'; readonly files: readonly [string, ...string[]] }
  | { readonly type: 'backslash' | 'absolute' | 'outside' }
  | { readonly type: 'unusable'; readonly fault: GlobFault }
  /** `path` is the path that was looked for, relative to the folder of the config. */
  | { readonly type: 'missing'; readonly path: string };

/** Resolves an include, as written in the file `from`, against all files of the catalog. */
export function resolveInclude(
  include: string,
  from: string,
  files: ReadonlySet<string>,
): IncludeTarget {
  if (looksAbsolute(include)) return { type: 'absolute' };
  const located = locate(include, from);
  if (!located) return { type: 'outside' };
  const path = [...located.folder, ...located.rest].join('/');
  if (files.has(path)) return { type: 'files', files: [path] };
  const [other] = inOtherForm(path, files);
  if (other !== undefined) return { type: 'files', files: [other] };
  if (include.includes('\\')) return { type: 'backslash' };
  const glob = located.rest.join('/');
  const read = isGlob(glob) ? readGlob(glob) : undefined;
  if (!read) return { type: 'missing', path };
  if (!read.ok) return { type: 'unusable', fault: read.fault };
  const [first, ...others] = matching(located.folder, read.glob.matches, files);
  return first === undefined
    ? { type: 'missing', path }
    : { type: 'files', files: [first, ...others] };
}

function looksAbsolute(include: string): boolean {
  return /^(?:[\\/~]|\w+:)/.test(include);
}

/**
 * Files whose names differ from a path in Unicode form only, in natural order: some disks and
 * programs write another form than the author. An exact match takes precedence.
 */
function inOtherForm(path: string, files: ReadonlySet<string>): string[] {
  if (isAscii(path)) return [];
  const wanted = comparablePath(path);
  return [...files].filter((file) => comparablePath(file) === wanted).sort(naturalOrder);
}

interface Located {
  readonly folder: readonly string[];
  readonly rest: readonly string[];
}

/** The folder and pattern of an include; undefined if it climbs above the root. */
function locate(include: string, from: string): Located | undefined {
  const folder = from.split('/').slice(0, -1);
  const rest: string[] = [];
  for (const part of include.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') rest.push(part);
    else if (rest.pop() === undefined && folder.pop() === undefined) return undefined;
  }
  return { folder, rest };
}

/** Matches files in a folder. The folder is literal, since its name may hold glob characters. */
function matching(
  folder: readonly string[],
  matches: (path: string) => boolean,
  files: ReadonlySet<string>,
): string[] {
  const base = comparablePath(folder.map((part) => `${part}/`).join(''));
  return [...files]
    .filter((file) => {
      const path = comparablePath(file);
      return path.startsWith(base) && matches(path.slice(base.length));
    })
    .sort(naturalOrder);
}

/** An include as written, with its place. */
interface Include {
  readonly text: string;
  readonly span: Span;
}

type Unresolved = Exclude<IncludeTarget, { readonly type: 'files' }>;

interface IncludeContext {
  /** Files that may have been meant. */
  readonly guesses: readonly string[];
  /** The file that was probably meant. */
  readonly meant: string | undefined;
  readonly globs: string;
}

/** The file with nearly the same path, or the only file of the same name in another folder. */
function nearestFile(path: string, files: readonly string[]): string | undefined {
  const nameOf = (file: string) => inOneCase(file).split('/').at(-1);
  const moved = files.filter((file) => nameOf(file) === nameOf(path));
  return nearest(path, files) ?? (moved.length === 1 ? moved[0] : undefined);
}

/** Why an include leads to no file, with guesses at what was meant. */
function unresolved(
  { text, span }: Include,
  target: Unresolved,
  { guesses, meant, globs }: IncludeContext,
): Problem {
  switch (target.type) {
    case 'absolute':
      return problem('include/outside', {
        detail: `${quoteShort(text)} is an absolute path, which means something else on every machine.`,
        hint: `Write it relative to the folder of ${span.file}.`,
        span,
      });
    case 'outside':
      return problem('include/outside', {
        detail: `${quoteShort(text)} is outside the folder of the config.`,
        span,
      });
    case 'backslash':
      return problem('include/missing', {
        detail: `${quoteShort(text)} has a backslash, which is not a path separator here.`,
        hint: `Write "${text.replaceAll('\\', '/')}".`,
        span,
      });
    case 'unusable': {
      const { type, reason, hint } = target.fault;
      const detail = `${quoteShort(text)} ${reason}.`;
      const code = type === 'outside' ? 'include/outside' : 'glob/unusable';
      return problem(code, { detail, span, ...(hint !== undefined && { hint }) });
    }
    case 'missing': {
      const sameButCase = guesses.find((file) => inOneCase(file) === inOneCase(target.path));
      if (sameButCase !== undefined) {
        return problem('include/missing', {
          detail: `File not found in the catalog (${globs}): ${quoteShort(target.path)}. ${quoteShort(sameButCase)} differs only in upper and lower case, which matters here, on Linux and in git.`,
          hint: `Write "${includePath(sameButCase, span.file)}".`,
          span,
        });
      }
      const inside = guesses.find((file) => file.startsWith(`${target.path}/`));
      if (inside !== undefined) {
        const folder = literally(includePath(`${target.path}/`, span.file));
        const all = `${folder}*${inside.slice(inside.lastIndexOf('.'))}`;
        return problem('include/missing', {
          detail: `${quoteShort(target.path)} is a folder, and an include names files.`,
          hint: `Write "${all}".`,
          span,
        });
      }
      return problem('include/missing', {
        detail: `File not found in the catalog (${globs}): ${quoteShort(target.path)}.`,
        ...(meant !== undefined && {
          hint: `Did you mean "${includePath(meant, span.file)}"? If the file was moved or renamed, write its new path.`,
        }),
        span,
      });
    }
  }
}

/** The path that includes `file` if written in `from`. */
export function includePath(file: string, from: string): string {
  const to = file.split('/');
  const folder = from.split('/').slice(0, -1);
  const parting = folder.findIndex((part, index) => part !== to[index]);
  const shared = parting === -1 ? folder.length : parting;
  const path = [...folder.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
  return looksAbsolute(path) ? `./${path}` : path;
}

/** A path as case-insensitive file systems (macOS, Windows) compare it. */
export function inOneCase(path: string): string {
  return comparablePath(path).toLowerCase();
}

/**
 * Compares file names in natural order: `unit-2` before `unit-10`. Digits compare as numbers, other
 * characters by code unit, so the order is the same on every machine.
 */
export function naturalOrder(a: string, b: string): number {
  const left = chunks(a);
  const right = chunks(b);
  for (const [index, chunk] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const areNumbers = /^\d/.test(chunk) && /^\d/.test(other);
    const order = areNumbers ? byNumber(chunk, other) : byCodeUnit(chunk, other);
    if (order !== 0) return order;
  }
  // `2` and `02` are equal numbers but two files.
  return left.length - right.length || byCodeUnit(a, b);
}

function chunks(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

/** Compares numbers as text of digits, which may be too long for a number. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || byCodeUnit(x, y);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Gives a check of matched paths: whether a file without a kind is skipped and not reported. By default it
 * is true for `.yml`, since other programs keep such files.
 */
export function isOptional(globs: readonly string[]): (path: string) => boolean {
  if (!globs.includes(defaultGlob)) return () => false;
  const isNamed = matcher(globs.filter((glob) => glob !== defaultGlob));
  return (path) => path.endsWith('.yml') && !isNamed(path);
}

/** Gives a check of paths: whether a glob that starts with `!` excludes them. */
export function exclusion(globs: readonly string[]): (path: string) => boolean {
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  return (path) => unwanted.some((matches) => matches(path));
}

/**
 * Gives a check of paths: whether a list of globs matches them. Globs that start with `!` exclude. A
 * malformed glob matches nothing; the check of the config reports it.
 */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !isExclusion(glob)).flatMap(matchesOf);
  const unwanted = globs.filter(isExclusion).flatMap(matchesOf);
  const any = (all: typeof wanted, path: string) => all.some((matches) => matches(path));
  return (path) => any(wanted, path) && !any(unwanted, path);
}

/** The folders to search for matches of the globs. No folder is inside of another one. */
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
  const read = readGlob(glob.replace(/^!/, ''));
  return read.ok ? [read.glob.matches] : [];
}

function basesOf(glob: string): string[] {
  const read = readGlob(glob);
  return read.ok ? [read.glob.base] : [];
}
