import { readFileSync, statSync } from 'node:fs';
import { type Checked, checked, problem } from '../model/problem.ts';

/** The largest source that is read, in bytes: outlines are text, archives hold media too. */
export const largestSource = { outline: 16 * 1024 * 1024, archive: 512 * 1024 * 1024 } as const;

/** The bytes of a file that somebody names, wherever it lies. */
export function readSource(path: string, name: string, most: number): Checked<Uint8Array> {
  try {
    const found = statSync(path);
    if (!found.isFile()) return unreadable(`${name} is no file.`);
    if (found.size > most) {
      const [size, limit] = [found.size, most].map((bytes) => Math.ceil(bytes / 1024 / 1024));
      return unreadable(`${name} has ${size} MB; at most ${limit} MB are read.`);
    }
    return checked(readFileSync(path), []);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return unreadable(
      code === 'ENOENT' ? `${name} does not exist.` : `${name} cannot be opened (${code}).`,
    );
  }
}

function unreadable(detail: string): Checked<never> {
  return { ok: false, problems: [problem('file/unreadable', { detail })] };
}
