import { type Checked, checked, problem } from '../../model/problem.ts';
import { UnsafeArchive } from './limits.ts';
import { readTarGz } from './tar.ts';
import { readZip } from './zip.ts';

/** The wanted files of an archive, by path. Nothing is unpacked to disk. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** Reads the wanted files of a zip or tar.gz; the bytes tell which. */
export function readArchive(
  file: string,
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): Checked<ArchiveFiles> {
  const [first, second] = bytes;
  const isZip = first === 0x50 && second === 0x4b;
  const isGzip = first === 0x1f && second === 0x8b;
  if (!isZip && !isGzip) return refused(`${file} is neither a zip archive nor a tar.gz.`);
  try {
    return checked((isZip ? readZip : readTarGz)(bytes, wanted), []);
  } catch (error) {
    if (error instanceof UnsafeArchive) return refused(`${file} is not read: ${error.message}.`);
    throw error;
  }
}

function refused(detail: string): Checked<never> {
  const hint =
    'Export the course again; where that gives the same, its archive is damaged or was tampered with.';
  return { ok: false, problems: [problem('import/archive', { detail, hint })] };
}
