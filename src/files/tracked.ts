import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Checked, checked } from '../model/problem.ts';
import { topAround } from './checkout.ts';
import { gitOutput } from './git-run.ts';
import { readOutside } from './outside.ts';

/**
 * The files that git tracks at a path or below it, in whatever case: what a checkout may have brought
 * along. None outside of a work tree. `path` is relative to the folder.
 *
 * Problems: those of git, where only git can tell.
 */
export function trackedAt(folder: string, path: string): Checked<readonly string[]> {
  const top = topAround(realpathSync(folder));
  if (top === undefined || isSurelyUntracked(join(top, '.git', 'index'), path)) {
    return checked([], []);
  }
  const spec = `:(icase,literal)${path.split(sep).join('/')}`;
  const listed = gitOutput(['ls-files', '-z', '--', spec], { folder });
  return listed.ok ? checked(listed.value.toString().split('\0').filter(Boolean), []) : listed;
}

/** The same for a file anywhere. */
export function isTracked(path: string): Checked<boolean> {
  const folder = realpathSync(dirname(path));
  const tracked = trackedAt(folder, relative(dirname(path), path));
  return tracked.ok ? checked(tracked.value.length > 0, []) : tracked;
}

const header = 12;
/** Bytes. An index of a million paths has a tenth of it. */
const longest = 1024 * 1024 * 1024;
const ascii = /^[\x20-\x7e]+$/;

/**
 * Saves a run of git in nearly all cases: versions 2 and 3 of the index spell out each path. Anything
 * else, such as an index in parts or that of a linked work tree, is git's to read.
 */
function isSurelyUntracked(index: string, path: string): boolean {
  const name = path.split(sep).at(-1) ?? '';
  if (!ascii.test(name)) return false;
  try {
    const found = readOutside(index, { most: longest, links: 'followed' });
    if (found.type !== 'file') return false;
    const bytes = Buffer.from(found.bytes.buffer, found.bytes.byteOffset, found.bytes.byteLength);
    const version = bytes.readUInt32BE(4);
    const isWhole = bytes.toString('latin1', 0, 4) === 'DIRC' && (version === 2 || version === 3);
    if (!isWhole || bytes.includes('link\0\0', header, 'latin1')) return false;
    return !bytes.toString('latin1').toLowerCase().includes(name.toLowerCase());
  } catch {
    return false;
  }
}
