import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a file is there under exactly this name, below a folder: no part of the way is a link, and
 * none is spelt otherwise, as systems allow that take `A` and `a` for one name. `path` has slashes.
 */
export function isFileBelow(folder: string, path: string): boolean {
  const [name = '', ...rest] = path.split('/');
  const there = join(folder, name);
  const found = lstatSync(there, { throwIfNoEntry: false });
  if (!found || !hasEntry(folder, name)) return false;
  return rest.length === 0
    ? found.isFile()
    : found.isDirectory() && isFileBelow(there, rest.join('/'));
}

/** A name may be spelt in another form of Unicode than git keeps. */
function hasEntry(folder: string, name: string): boolean {
  const wanted = name.normalize('NFC');
  try {
    return readdirSync(folder).some((entry) => entry.normalize('NFC') === wanted);
  } catch {
    return false;
  }
}
