import { Gunzip, unzipSync } from 'fflate';
import { limitInWords, inputLimits as outer } from '../../model/input-limits.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';

/**
 * Limits for archives. Course exports hold many media files, which are not read, and little XML,
 * which is. A larger archive is damaged, or made to fill a machine.
 */
export const archiveLimits = {
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
class UnsafeArchive extends Error {}

/** Throws if the name of an entry could lead out of the archive or hide what it is. */
function checkEntryName(name: string): void {
  const steps = name.split('/');
  const leadsOut = /^(?:\/|[a-z]:)/i.test(name) || name.includes('\\') || steps.includes('..');
  if (leadsOut) throw new UnsafeArchive(`the entry ${JSON.stringify(name)} leads out of it`);
  if (name.length > archiveLimits.name || /\p{Cc}/u.test(name)) {
    throw new UnsafeArchive(
      `the name of an entry is no name of a file: ${JSON.stringify(name.slice(0, 80))}`,
    );
  }
}

/** Counts the bytes that are read, and throws beyond the limits. */
function archiveMeter(): (name: string, packed: number, size: number) => void {
  let all = 0;
  return (name, packed, size) => {
    all += size;
    if (size > archiveLimits.file)
      throw new UnsafeArchive(`${JSON.stringify(name)} has ${size} bytes`);
    if (size > archiveLimits.ratioFrom && size > packed * archiveLimits.ratio) {
      throw new UnsafeArchive(`${JSON.stringify(name)} swells from ${packed} to ${size} bytes`);
    }
    if (all > archiveLimits.all)
      throw new UnsafeArchive(`its files have more than ${archiveLimits.all} bytes`);
  };
}

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

const block = 512;

/** Most bytes of a header with the name of a file, and perhaps its dates and owner. */
const longestHeader = 64 * 1024;

/** Reads the wanted files of a tar.gz. Links are refused: no wanted file needs one. */
function readTarGz(
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const tar = gunzipped(bytes);
  const files = new Map<string, Uint8Array>();
  const count = archiveMeter();
  let entries = 0;
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header);
    const size = octal(header, 124, 12);
    const content = tar.subarray(at + block, at + block + size);
    if (content.length < size) throw new UnsafeArchive('it ends in the middle of a file');
    at += block + Math.ceil(size / block) * block;
    entries += 1;
    if (entries > archiveLimits.entries)
      throw new UnsafeArchive(`it has more than ${archiveLimits.entries} entries`);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'x') {
      if (size > longestHeader) throw new UnsafeArchive('the name of an entry has no end');
      longName = type === 'L' ? text(content) : (paxPath(content) ?? longName);
      continue;
    }
    if (type === 'g') continue;
    const name = withoutDots(longName ?? nameOf(header));
    longName = undefined;
    checkEntryName(name);
    if (type === '1' || type === '2') throw new UnsafeArchive(`${JSON.stringify(name)} is a link`);
    const isFile = type === '0' || type === '\0';
    if (!isFile || !wanted(name)) continue;
    count(name, size, size);
    if (files.has(name)) throw new UnsafeArchive(`it holds ${JSON.stringify(name)} twice`);
    files.set(name, content);
  }
  return files;
}

/** `./a/b` as `a/b`. */
function withoutDots(name: string): string {
  let start = 0;
  while (name.startsWith('./', start)) start += 2;
  return name.slice(start);
}

function gunzipped(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const gunzip = new Gunzip((chunk) => {
    length += chunk.length;
    const swells = length > archiveLimits.all && length > bytes.length * archiveLimits.ratio;
    if (swells) {
      throw new UnsafeArchive(`it swells from ${bytes.length} to more than ${length} bytes`);
    }
    if (length > outer.unpacked.most) {
      const most = limitInWords(outer.unpacked);
      throw new UnsafeArchive(`it unpacks to more than ${most}: unpack it and name its folder`);
    }
    chunks.push(chunk);
  });
  try {
    const step = 64 * 1024;
    for (let at = 0; at < bytes.length; at += step) {
      gunzip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
    }
  } catch (error) {
    if (error instanceof UnsafeArchive) throw error;
    throw new UnsafeArchive(
      `it is damaged (${error instanceof Error ? error.message : 'unknown'})`,
    );
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function checkSum(header: Uint8Array): void {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new UnsafeArchive('it is no tar, or damaged');
}

function octal(header: Uint8Array, from: number, length: number): number {
  const written = text(header.subarray(from, from + length)).trim();
  if (!/^[0-7]*$/.test(written)) throw new UnsafeArchive('it is no tar, or damaged');
  return Number.parseInt(written || '0', 8);
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header.subarray(345, 500));
  const isUstar = text(header.subarray(257, 262)) === 'ustar';
  const name = text(header.subarray(0, 100));
  return isUstar && prefix !== '' ? `${prefix}/${name}` : name;
}

/** The `path` of an extended header, whose lines are length, key and value. */
function paxPath(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1];
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Reads the wanted files of a zip. No file may exceed the size in the directory of the zip. */
function readZip(
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const names = new Set<string>();
  const sizes = new Map<string, number>();
  const count = archiveMeter();
  const files = unpacked(bytes, ({ name, size, originalSize }) => {
    if (names.size >= archiveLimits.entries)
      throw new UnsafeArchive(`it has more than ${archiveLimits.entries} entries`);
    checkEntryName(name);
    if (names.has(name)) throw new UnsafeArchive(`it holds ${JSON.stringify(name)} twice`);
    names.add(name);
    if (name.endsWith('/') || !wanted(name)) return false;
    count(name, size, originalSize);
    sizes.set(name, originalSize);
    return true;
  });
  for (const [name, { length }] of Object.entries(files)) {
    if (length !== sizes.get(name)) throw new UnsafeArchive(`${JSON.stringify(name)} is damaged`);
  }
  return new Map(Object.entries(files));
}

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>['filter']>;

function unpacked(bytes: Uint8Array, filter: Filter): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UnsafeArchive) throw error;
    // Any error of the library comes from the bytes.
    throw new UnsafeArchive(
      `it is damaged (${error instanceof Error ? error.message : 'unknown'})`,
    );
  }
}
