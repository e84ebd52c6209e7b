import { Gunzip } from 'fflate';
import { limitInWords, limits as outer } from '../../model/limits.ts';
import { checkName, limits, meter, UnsafeArchive } from './limits.ts';

const block = 512;

/** Most bytes of a header with the name of a file, and perhaps its dates and owner. */
const longestHeader = 64 * 1024;

/** Reads the wanted files of a tar.gz. Links are refused: no wanted file needs one. */
export function readTarGz(
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const tar = gunzipped(bytes);
  const files = new Map<string, Uint8Array>();
  const count = meter();
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
    if (entries > limits.entries)
      throw new UnsafeArchive(`it has more than ${limits.entries} entries`);
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'x') {
      if (size > longestHeader) throw new UnsafeArchive('the name of an entry has no end');
      longName = type === 'L' ? text(content) : (paxPath(content) ?? longName);
      continue;
    }
    if (type === 'g') continue;
    const name = withoutDots(longName ?? nameOf(header));
    longName = undefined;
    checkName(name);
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
    const swells = length > limits.all && length > bytes.length * limits.ratio;
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
