import { isAscii } from '../model/ascii.ts';
import { type GlobFault, inOneForm, isGlob, readGlob } from '../model/glob.ts';
import { naturalOrder } from './natural-order.ts';

/** The files that an include leads to, or why it leads nowhere. */
export type IncludeTarget =
  | { readonly type: 'files'; readonly files: readonly [string, ...string[]] }
  | { readonly type: 'backslash' | 'absolute' | 'outside' }
  | { readonly type: 'unusable'; readonly fault: GlobFault }
  /** `path` is the path that was looked for, relative to the folder of the config. */
  | { readonly type: 'missing'; readonly path: string };

/** Resolves an include of one file against all files of the catalog. */
export function resolveInclude(
  include: string,
  from: string,
  files: ReadonlySet<string>,
): IncludeTarget {
  if (/^(?:[\\/~]|\w+:)/.test(include)) return { type: 'absolute' };
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

/**
 * Files whose names differ from a path in Unicode form only, in natural order: some disks and
 * programs write another form than the author. An exact match takes precedence.
 */
function inOtherForm(path: string, files: ReadonlySet<string>): string[] {
  if (isAscii(path)) return [];
  const wanted = inOneForm(path);
  return [...files].filter((file) => inOneForm(file) === wanted).sort(naturalOrder);
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
  const base = inOneForm(folder.map((part) => `${part}/`).join(''));
  return [...files]
    .filter((file) => {
      const path = inOneForm(file);
      return path.startsWith(base) && matches(path.slice(base.length));
    })
    .sort(naturalOrder);
}
