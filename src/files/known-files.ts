import { readFileSync, statSync } from 'node:fs';

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

/** The bytes of a file, the very same array where the file did not change since it was read. */
export function readAgain(path: string, known: KnownFiles): Uint8Array {
  const { mtimeNs, ctimeNs, mtimeMs, size, ino } = statSync(path, { bigint: true });
  const stamp = `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
  const before = known.files.get(path);
  if (before?.stamp === stamp) return before.bytes;
  const bytes = readFileSync(path);
  if (Date.now() - Number(mtimeMs) > settled) known.files.set(path, { stamp, bytes });
  else known.files.delete(path);
  return bytes;
}
