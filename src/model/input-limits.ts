import type { ProblemCode } from './problem-codes.ts';

/** A limit for input from outside, with its reason. */
export interface Limit {
  readonly most: number;
  readonly unit:
    | 'bytes'
    | 'characters'
    | 'files'
    | 'nodes'
    | 'rows'
    | 'patterns'
    | 'entries'
    | 'times'
    | 'levels'
    | 'elements';
  /** The thing that is limited, as docs/reference/limits.md names it. */
  readonly of: string;
  readonly why: string;
  /** The code of the problem that reports an excess. */
  readonly code: ProblemCode;
  /** What to do about a file that is too large; absent: restore it from git. */
  readonly hint?: string;
}

const megabyte = 1024 * 1024;

/**
 * The limits for all input from outside: files of a checkout, files that a user names, and texts in them.
 * The same commands read a stranger's pull request and an author's own work. Input must not fill the
 * machine nor keep it busy.
 */
export const inputLimits = {
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
    of: 'A manifest',
    why: 'It is text that people review.',
    code: 'file/too-large',
    hint: 'Split it, for example one file per unit, and join the parts with `include`.',
  },
  standards: {
    most: 64 * megabyte,
    unit: 'bytes',
    of: 'A file of standards',
    why: 'A framework of 20,000 standards, with all that links them, has half of it.',
    code: 'file/too-large',
    hint: 'Remove what is not read: all but `CFItems`.',
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
    why: 'A catalog with one file per lesson has a few thousand.',
    code: 'file/too-many',
  },
  beside: {
    most: 5000,
    unit: 'entries',
    of: 'The files and folders beside the manifests that are searched for manifests that no glob matches',
    why: 'A catalog may be in a large repository, and every check reads it.',
    code: 'catalog/unmatched',
  },
  besideRead: {
    most: 32 * megabyte,
    unit: 'bytes',
    of: 'What is read of them',
    why: 'They are only asked whether they are manifests, and which ids they hold.',
    code: 'catalog/unmatched',
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
    code: 'file/too-large',
  },
  archive: {
    most: 512 * megabyte,
    unit: 'bytes',
    of: 'An archive to import, packed',
    why: 'It holds media, too, which are passed over.',
    code: 'file/too-large',
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
  swelling: {
    most: 200,
    unit: 'times',
    of: 'What an archive unpacks to, and each larger file in it, as against its packed size',
    why: 'Text shrinks to a twentieth; what shrinks to less was made to fill a machine.',
    code: 'import/archive',
  },
  swellingFrom: {
    most: megabyte,
    unit: 'bytes',
    of: 'What a file of an archive unpacks to without being called large',
    why: 'A few bytes prove nothing.',
    code: 'import/archive',
  },
  entryName: {
    most: 1024,
    unit: 'characters',
    of: 'The name of a file of an archive that is read',
    why: 'No path is longer.',
    code: 'import/archive',
  },
  entryHeader: {
    most: megabyte,
    unit: 'bytes',
    of: 'What a tar says of a file before it',
    why: 'It holds a name, dates and owners.',
    code: 'import/archive',
  },
  elementDepth: {
    most: 64,
    unit: 'levels',
    of: 'The nesting of elements in XML to import',
    why: 'No course has more, and what is nested is gone through by nested calls.',
    code: 'import/unreadable',
  },
  elements: {
    most: 500_000,
    unit: 'elements',
    of: 'The elements of an XML file to import',
    why: 'They are held in memory at once.',
    code: 'import/unreadable',
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
  placements: {
    most: 500_000,
    unit: 'entries',
    of: 'The resources that the lessons of one content package place',
    why: 'Each lesson with a test places all items of it.',
    code: 'import/unreadable',
  },
  glob: {
    most: 1024,
    unit: 'characters',
    of: 'A glob, and an `include`',
    why: 'No path is longer.',
    code: 'glob/unusable',
  },
  given: {
    most: 64 * megabyte,
    unit: 'bytes',
    of: 'What defaults and overrides give to all nodes of a catalog together',
    why: 'Each node is held with what it is given.',
    code: 'schema/wrong-value',
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
    why: 'It is used in addresses and in columns of databases.',
    code: 'id/malformed',
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** A limit in words: `16 MB`, `1,024 characters`. */
export function limitInWords({ most, unit }: Limit): string {
  return unit === 'bytes' ? megabytes(most) : `${inThousands(most)} ${unit}`;
}

/** Bytes in words, rounded up so that an excess never reads as the limit itself. */
export function megabytes(bytes: number): string {
  return `${inThousands(Math.ceil(bytes / megabyte))} MB`;
}

function inThousands(number: number): string {
  return number.toLocaleString('en-US');
}
