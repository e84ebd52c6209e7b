import { lstatSync } from 'node:fs';
import { type Found, type Reading, readOutside } from './outside.ts';

/** What was read before, for who reads the same files again and again. */
export interface KnownFiles {
  readonly files: Map<string, { readonly stamp: string; readonly bytes: Uint8Array }>;
  /** The folders that manifests were looked for in, relative to the catalog. */
  readonly folders: Set<string>;
}

export function noKnownFiles(): KnownFiles {
  return { files: new Map(), folders: new Set() };
}

/** Two changes within one tick of a file system bear the same time: what is this new is read again. */
const settled = 1000;

/** Reads a file, and gives the very same array where it did not change since it was read. */
export function readAgain(path: string, reading: Reading, known: KnownFiles): Found {
  const about = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!about) return { type: 'absent' };
  const { mtimeNs, ctimeNs, mtimeMs, size, ino } = about;
  const stamp = `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
  const before = known.files.get(path);
  if (before?.stamp === stamp && about.isFile()) return { type: 'file', bytes: before.bytes };
  const found = readOutside(path, reading, about);
  const isSettled = Date.now() - Number(mtimeMs) > settled;
  if (found.type === 'file' && isSettled) known.files.set(path, { stamp, bytes: found.bytes });
  else known.files.delete(path);
  return found;
}
