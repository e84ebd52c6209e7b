import { type Limit, limits } from '../model/limits.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { type Found, readOutside, whyNotRead } from './outside.ts';

/** Why a file of a checkout is not read, placed at the file; absent where it was read or is not there. */
export function notRead(
  found: Found,
  { file, what, limit }: { readonly file: string; readonly what?: string; readonly limit: Limit },
): Problem | undefined {
  const name = what === undefined ? file : `${file}, ${what},`;
  const detail = whyNotRead(found, name, limit);
  if (detail === undefined) return undefined;
  const span = { file, start: { line: 1, column: 1 } };
  switch (found.type) {
    case 'link':
      return problem('file/symbolic-link', {
        detail: `${detail} One in a pull request could point at any file of the machine that plans it, outside the catalog folder.`,
        hint: 'Put the file itself here.',
        span,
      });
    case 'too-large':
      return problem('file/too-large', { detail, hint: hintOf(limit), span });
    case 'refused':
      return problem('file/unreadable', { detail, hint: 'Check its permissions.', span });
    default:
      return problem('file/unreadable', { detail, hint: 'Put a file there, or nothing.', span });
  }
}

function hintOf(limit: Limit): string {
  return limit === limits.manifest
    ? 'Split it, one file a unit for example, and join the parts with `include`.'
    : 'Restore it from git.';
}

/** The bytes of a file that stands at a fixed place of a catalog; undefined where there is none. */
export function readPlaced(
  path: string,
  about: { readonly file: string; readonly what: string; readonly limit: Limit },
): Checked<Uint8Array | undefined> {
  const found = readOutside(path, { most: about.limit.most, links: 'refused' });
  const fault = notRead(found, about);
  if (fault) return { ok: false, problems: [fault] };
  return checked(found.type === 'file' ? found.bytes : undefined, []);
}

/** The bytes of a file that somebody names, wherever it lies and by whatever links. */
export function readNamed(path: string, name: string, limit: Limit): Checked<Uint8Array> {
  const found = readOutside(path, { most: limit.most, links: 'followed' });
  if (found.type === 'file') return checked(found.bytes, []);
  const detail = whyNotRead(found, name, limit) ?? `${name} does not exist.`;
  const code = found.type === 'too-large' ? 'file/too-large' : 'file/unreadable';
  const hint = hintForNamed(found);
  return { ok: false, problems: [problem(code, { detail, ...(hint && { hint }) })] };
}

function hintForNamed({ type }: Found): string | undefined {
  if (type === 'special') return 'Save what it gives as a file, and name that.';
  return type === 'too-large' ? 'Split it, or take out what is not needed.' : undefined;
}
