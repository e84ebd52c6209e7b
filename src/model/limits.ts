import type { ProblemCode } from './problem-codes.ts';

/** The most that is taken of something that comes from outside, and why no more. */
export interface Limit {
  readonly most: number;
  readonly unit: 'bytes' | 'characters' | 'files' | 'nodes' | 'rows' | 'patterns' | 'entries';
  /** What is limited, as a reader of docs/reference/limits.md knows it. */
  readonly of: string;
  readonly why: string;
  /** The code of the problem that says so. */
  readonly code: ProblemCode;
}

const megabyte = 1024 * 1024;

/**
 * Everything that comes from outside has an end: files of a checkout, files that a user names, and
 * texts in them. A pull request from a stranger is read by the same commands as one's own work, and
 * must neither fill the machine nor keep it busy.
 */
export const limits = {
  config: {
    most: 4 * megabyte,
    unit: 'bytes',
    of: 'The config',
    why: 'A hundred environments with overrides need a hundredth of it.',
    code: 'file/too-large',
  },
  manifest: {
    most: 16 * megabyte,
    unit: 'bytes',
    of: 'A manifest, and a file of standards',
    why: 'It is text that people review.',
    code: 'file/too-large',
  },
  manifests: {
    most: 512 * megabyte,
    unit: 'bytes',
    of: 'All manifests of a catalog together',
    why: 'They are held in memory at once.',
    code: 'file/too-large',
  },
  manifestFiles: {
    most: 100_000,
    unit: 'files',
    of: 'The manifests of a catalog',
    why: 'A catalog of a file a lesson has some thousand.',
    code: 'file/too-many',
  },
  ledger: {
    most: 64 * megabyte,
    unit: 'bytes',
    of: 'The ledger of ids, and the files of keys and names beside it',
    why: 'A million ids fit.',
    code: 'file/too-large',
  },
  ledgerFiles: {
    most: 100_000,
    unit: 'files',
    of: 'The files of a ledger',
    why: 'Each is a run that gave new ids.',
    code: 'file/too-many',
  },
  saved: {
    most: 256 * megabyte,
    unit: 'bytes',
    of: 'A saved plan',
    why: 'It holds each record that changes twice, before and after.',
    code: 'plan/file',
  },
  events: {
    most: 64 * megabyte,
    unit: 'bytes',
    of: 'A file of events, also on standard input',
    why: 'More is a log to be split, and would not fit into the memory of a small machine.',
    code: 'file/too-large',
  },
  outline: {
    most: 16 * megabyte,
    unit: 'bytes',
    of: 'A table or an outline to import, and a file of an export that is read',
    why: 'It is text.',
    code: 'file/unreadable',
  },
  archive: {
    most: 512 * megabyte,
    unit: 'bytes',
    of: 'An archive to import, packed',
    why: 'It holds media, too, which are passed over.',
    code: 'file/unreadable',
  },
  unpacked: {
    most: 256 * megabyte,
    unit: 'bytes',
    of: 'A tar.gz to import, unpacked',
    why: 'It is unpacked in memory. A larger export can be unpacked by hand, and its folder named.',
    code: 'import/archive',
  },
  exportFiles: {
    most: 50_000,
    unit: 'files',
    of: 'The files of an export that are read, and the entries of an archive',
    why: 'No course has more.',
    code: 'import/archive',
  },
  exportBytes: {
    most: 128 * megabyte,
    unit: 'bytes',
    of: 'The files of an export that are read, together',
    why: 'They are held in memory at once, and hold no media.',
    code: 'import/archive',
  },
  rows: {
    most: 200_000,
    unit: 'rows',
    of: 'The rows of a table to import',
    why: 'A longer table is an accident.',
    code: 'import/unreadable',
  },
  nodes: {
    most: 50_000,
    unit: 'nodes',
    of: 'The courses, units and lessons of one import',
    why: 'Each becomes part of a manifest that people review.',
    code: 'import/unreadable',
  },
  glob: {
    most: 1024,
    unit: 'characters',
    of: 'A glob, and an `include`',
    why: 'No path is longer.',
    code: 'glob/unusable',
  },
  globs: {
    most: 100,
    unit: 'entries',
    of: 'The globs under `catalog` or `standards`',
    why: 'Each file is held against each of them.',
    code: 'schema/wrong-value',
  },
  braces: {
    most: 64,
    unit: 'patterns',
    of: 'What the braces of one glob spell out to',
    why: 'Each pair of braces multiplies them.',
    code: 'glob/unusable',
  },
  address: {
    most: 2048,
    unit: 'characters',
    of: 'An address of a platform',
    why: 'Servers and proxies refuse longer ones.',
    code: 'schema/wrong-value',
  },
  sourcedId: {
    most: 255,
    unit: 'characters',
    of: 'A sourcedId',
    why: 'It stands in addresses and in columns of databases.',
    code: 'id/malformed',
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** A limit in words: `16 MB`, `1,024 characters`. */
export function limitInWords({ most, unit }: Limit): string {
  return unit === 'bytes' ? megabytes(most) : `${inThousands(most)} ${unit}`;
}

/** A number of bytes in words, rounded up so that what is too much never reads as the limit itself. */
export function megabytes(bytes: number): string {
  return `${inThousands(Math.ceil(bytes / megabyte))} MB`;
}

function inThousands(number: number): string {
  return number.toLocaleString('en-US');
}
