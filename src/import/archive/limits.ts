import { limits as outer } from '../../model/limits.ts';

/**
 * Limits for archives. Course exports hold many media files, which are not read, and little XML,
 * which is. A larger archive is damaged, or made to fill a machine.
 */
export const limits = {
  entries: outer.exportFiles.most,
  /** Bytes of one file that is read, and of all of them. */
  file: outer.outline.most,
  all: outer.exportBytes.most,
  /** Most growth on unpacking. Small files may grow more, since a few bytes prove nothing. */
  ratio: 200,
  ratioFrom: 1024 * 1024,
  /** Characters of a name. */
  name: 1024,
  /** XML elements: nesting depth, and total number. */
  depth: 64,
  elements: 500_000,
} as const;

/** The reason why an archive is refused. Thrown and caught within this folder. */
export class UnsafeArchive extends Error {}

/** Throws if the name of an entry could lead out of the archive or hide what it is. */
export function checkName(name: string): void {
  const steps = name.split('/');
  const leadsOut = /^(?:\/|[a-z]:)/i.test(name) || name.includes('\\') || steps.includes('..');
  if (leadsOut) throw new UnsafeArchive(`the entry ${JSON.stringify(name)} leads out of it`);
  if (name.length > limits.name || /\p{Cc}/u.test(name)) {
    throw new UnsafeArchive(
      `the name of an entry is no name of a file: ${JSON.stringify(name.slice(0, 80))}`,
    );
  }
}

/** Counts the bytes that are read, and throws beyond the limits. */
export function meter(): (name: string, packed: number, size: number) => void {
  let all = 0;
  return (name, packed, size) => {
    all += size;
    if (size > limits.file) throw new UnsafeArchive(`${JSON.stringify(name)} has ${size} bytes`);
    if (size > limits.ratioFrom && size > packed * limits.ratio) {
      throw new UnsafeArchive(`${JSON.stringify(name)} swells from ${packed} to ${size} bytes`);
    }
    if (all > limits.all) throw new UnsafeArchive(`its files have more than ${limits.all} bytes`);
  };
}
