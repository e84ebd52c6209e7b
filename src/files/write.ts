import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The operating system refused to write a file. */
export class UnwritableError extends Error {
  constructor(path: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
    super(`${path} cannot be written${code}.`, { cause });
  }
}

/**
 * Replaces a file at one stroke: whoever reads it finds the old text or the new one, never a half,
 * and a full disk leaves the old one in place. Makes missing folders.
 */
export function writeWhole(path: string, text: string): void {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${process.pid}.new`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UnwritableError(path, error);
  }
}
