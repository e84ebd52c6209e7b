import { Gunzip, unzipSync } from 'fflate';
import { decodeStrictly } from '../../../document/source-text.ts';
import type { ExportFiles } from '../../../files/import-folder.ts';
import { limitInWords, inputLimits as limits } from '../../../model/input-limits.ts';
import { type Checked, checked, failure } from '../../../model/problem.ts';

/** The error for an archive that is refused, with the reason. Thrown and caught only in this file. */
class UnsafeArchive extends Error {}

/** The reason why an archive that may be sound is not read. */
class OtherPacking extends UnsafeArchive {}

type Wanted = (path: string) => boolean;

/**
 * Reads the wanted files of a zip, tar or tar.gz, told apart by their bytes. Nothing is unpacked to disk.
 * Other files may have any name that does not lead out of the archive.
 */
export function readArchive(file: string, bytes: Uint8Array, wanted: Wanted): Checked<ExportFiles> {
  const read = readerFor(bytes);
  if (!read) return refused(`${file} is neither a zip archive nor a tar.gz.`, otherKind);
  try {
    return checked(read(bytes, wanted), []);
  } catch (error) {
    if (error instanceof UnsafeArchive) {
      const hint = error instanceof OtherPacking ? unpackIt : again;
      return refused(`${file} is not read: ${error.message}.`, hint);
    }
    throw error;
  }
}

function readerFor(
  bytes: Uint8Array,
): ((bytes: Uint8Array, wanted: Wanted) => ExportFiles) | undefined {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) return readZip;
  if (first === 0x1f && second === 0x8b) return (all, wanted) => readTar(gunzipped(all), wanted);
  return text(bytes.subarray(257, 262)) === 'ustar' ? readTar : undefined;
}

function refused(detail: string, hint = again): Checked<never> {
  return failure('import/archive', { detail, hint });
}

const again =
  'Export the course again. If the error stays, the archive is damaged or was manipulated.';
const unpackIt = 'Unpack it, and name its folder.';
const otherKind =
  'Unpack an archive of another kind, and name its folder. For a table: `timeback-catalog import outline`.';

/** Takes the entries of an archive one by one; throws `UnsafeArchive` beyond the limits. */
function collector(wanted: Wanted) {
  const files = new Map<string, Uint8Array>();
  const names: string[] = [];
  const taken = new Set<string>();
  let entries = 0;
  let all = 0;
  return { count, admit, files, names };

  function count(): void {
    entries += 1;
    if (entries > limits.exportFiles.most)
      throw new UnsafeArchive(`it has more than ${limitInWords(limits.exportFiles)}`);
  }

  /** The path of a file that is to be read; undefined for all others. Throws for an unsafe entry. */
  function admit(name: string, { packed, size }: { packed: number; size: number }) {
    const path = pathWithin(name);
    if (path === undefined)
      throw new UnsafeArchive(`the entry ${JSON.stringify(name)} points outside the archive`);
    names.push(path);
    if (!wanted(path)) return undefined;
    checkName(path);
    if (taken.has(path)) throw new UnsafeArchive(`it has ${JSON.stringify(path)} twice`);
    taken.add(path);
    measure(path, packed, size);
    return path;
  }

  function measure(path: string, packed: number, size: number): void {
    all += size;
    const named = JSON.stringify(path);
    if (size > limits.outline.most) throw new UnsafeArchive(`${named} has ${size} bytes`);
    if (size > limits.swellingFrom.most && size > packed * limits.swelling.most)
      throw new UnsafeArchive(`${named} grows from ${packed} to ${size} bytes`);
    if (all > limits.exportBytes.most)
      throw new UnsafeArchive(`its files have more than ${limitInWords(limits.exportBytes)}`);
  }
}

/**
 * The path of an entry in the archive: Windows programs write backslashes, and macOS decomposes letters.
 * Undefined if the path leads out.
 */
function pathWithin(name: string): string | undefined {
  const slashed = name.replaceAll('\\', '/').normalize('NFC');
  if (slashed.startsWith('/')) return undefined;
  const path = plainPath(slashed);
  return path !== undefined && /^[a-z]:\//i.test(path) ? undefined : path;
}

/** A path without `.` and `..`; undefined if it leads out. */
export function plainPath(path: string): string | undefined {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..' && steps.pop() === undefined) return undefined;
    if (step !== '' && step !== '.' && step !== '..') steps.push(step);
  }
  return steps.join('/');
}

/** Checks the name of a file that is read. Throws if it has characters that hide what it is. */
function checkName(path: string): void {
  const isPlain =
    path.length <= limits.entryName.most && !/\p{Cc}/u.test(path) && !/^[a-z]:/i.test(path);
  if (isPlain) return;
  const named = JSON.stringify(path.slice(0, 80));
  throw new UnsafeArchive(`the name of an entry is not a file name: ${named}`);
}

const block = 512;

/** Reads the wanted files of a tar. A wanted file that is a link is refused; other links are ignored. */
function readTar(tar: Uint8Array, wanted: Wanted): ExportFiles {
  const found = collector(wanted);
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header);
    const size = octal(header, 124, 12);
    const content = tar.subarray(at + block, at + block + size);
    if (content.length < size) throw new UnsafeArchive('it ends in the middle of a file');
    at += block + Math.ceil(size / block) * block;
    found.count();
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'x') {
      if (size > limits.entryHeader.most)
        throw new UnsafeArchive('the name of an entry has no end');
      longName = type === 'L' ? text(content) : (paxPath(content) ?? longName);
      continue;
    }
    // Headers for all files, and long names of link targets, are not needed.
    if (type === 'g' || type === 'K') continue;
    const name = longName ?? nameOf(header);
    longName = undefined;
    if (type === '5' || name.endsWith('/')) continue;
    const path = found.admit(name, { packed: size, size });
    if (path === undefined) continue;
    if (type !== '0' && type !== '\0') throw new UnsafeArchive(`${JSON.stringify(path)} is a link`);
    found.files.set(path, content);
  }
  return found;
}

function gunzipped(bytes: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const gunzip = new Gunzip((chunk) => {
    length += chunk.length;
    const swells = length > limits.exportBytes.most && length > bytes.length * limits.swelling.most;
    if (swells) {
      throw new UnsafeArchive(`it grows from ${bytes.length} to more than ${length} bytes`);
    }
    if (length > limits.unpacked.most) {
      const most = limitInWords(limits.unpacked);
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
    throw damaged(error);
  }
  return Buffer.concat(chunks, length);
}

/** An error as a refusal: every other error of the library is due to the bytes. */
function damaged(error: unknown): Error {
  if (error instanceof UnsafeArchive) return error;
  return new UnsafeArchive(`it is damaged (${error instanceof Error ? error.message : 'unknown'})`);
}

function checkSum(header: Uint8Array): void {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== octal(header, 148, 8))
    throw new UnsafeArchive('it is not a tar file, or it is damaged');
}

function octal(header: Uint8Array, from: number, length: number): number {
  const written = text(header.subarray(from, from + length)).trim();
  if (!/^[0-7]*$/.test(written)) throw new UnsafeArchive('it is not a tar file, or it is damaged');
  return Number.parseInt(written || '0', 8);
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header.subarray(345, 500));
  const isUstar = text(header.subarray(257, 262)) === 'ustar';
  const name = text(header.subarray(0, 100));
  return isUstar && prefix !== '' ? `${prefix}/${name}` : name;
}

/** The `path` in an extended header, whose lines hold length, key and value. */
function paxPath(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1];
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Reads the wanted files of a zip. No file may be larger than the directory of the zip says. */
function readZip(bytes: Uint8Array, wanted: Wanted): ExportFiles {
  const found = collector(wanted);
  const expected = new Map<string, { readonly path: string; readonly size: number }>();
  if (hasPassword(bytes)) throw new OtherPacking('it has a password');
  const files = unpacked(bytes, ({ name, size: packed, originalSize: size, compression }) => {
    found.count();
    const readable = readableName(name);
    if (/[/\\]$/.test(readable)) return false;
    const path = found.admit(readable, { packed, size });
    if (path === undefined) return false;
    if (compression !== 0 && compression !== 8)
      throw new OtherPacking(
        `${JSON.stringify(path)} is compressed by a method that few programs know`,
      );
    expected.set(name, { path, size });
    return true;
  });
  for (const [name, content] of Object.entries(files)) {
    const { path = name, size } = expected.get(name) ?? {};
    if (content.length !== size) throw new UnsafeArchive(`${JSON.stringify(path)} is damaged`);
    found.files.set(path, content);
  }
  return found;
}

/**
 * Whether the first entry of a zip has a password, or the last one in its directory: a folder, which often comes
 * first, has none.
 */
function hasPassword(bytes: Uint8Array): boolean {
  const last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf('PK\x01\x02');
  return [bytes[6], bytes[last + 8]].some((flags = 0) => flags % 2 === 1);
}

/**
 * The name of an entry in UTF-8 that the zip does not declare, as programs of macOS write it: the library
 * reads it as Latin letters.
 */
function readableName(name: string): string {
  if (!/[\x80-\xff]/.test(name) || /[^\0-\xff]/.test(name)) return name;
  return decodeStrictly(Uint8Array.from(name, (letter) => letter.charCodeAt(0))) ?? name;
}

type Filter = NonNullable<NonNullable<Parameters<typeof unzipSync>[1]>['filter']>;

function unpacked(bytes: Uint8Array, filter: Filter): ReturnType<typeof unzipSync> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw damaged(error);
  }
}
