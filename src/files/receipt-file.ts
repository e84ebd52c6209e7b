import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { openNew, openUnlinked, UnwritableError } from './write.ts';

/** A file that only grows. Lines survive the death of the process at once, and of the machine soon. */
export interface ReceiptFile {
  readonly path: string;
  /** Throws an UnwritableError. */
  readonly append: (lines: string) => void;
  /** The same, in parts; all that was appended is on the disk when it returns. */
  readonly commit: (...lines: readonly string[]) => void;
  readonly close: () => void;
}

/** Makes a receipt, for its owner alone. Throws an UnwritableError. */
export function createReceiptFile(path: string): ReceiptFile {
  return appendingAfter(path, () => closeSync(openNew(path, 0o600)));
}

/**
 * Opens a receipt that is there, to append to. Half a line that a killed process left at its end is cut
 * off. Throws an UnwritableError.
 */
export function reopenReceiptFile(path: string): ReceiptFile {
  return appendingAfter(path, () => cutHalfLine(path));
}

function appendingAfter(path: string, prepare: () => void): ReceiptFile {
  const file = attempt(path, () => {
    prepare();
    return openKnown(path, constants.O_WRONLY | constants.O_APPEND);
  });
  return appendingTo(path, file);
}

/** Cuts off what follows the last whole line. */
function cutHalfLine(path: string): void {
  // Apart from the handle that appends: Windows lets nobody cut a file through one of those.
  const opened = openKnown(path, constants.O_RDWR);
  try {
    const text = readFileSync(opened);
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) ftruncateSync(opened, whole);
  } finally {
    closeSync(opened);
  }
}

/** A regular file under its own name, and not what a link of that name leads to. */
function openKnown(path: string, flags: number): number {
  const opened = openUnlinked(path, flags);
  if (fstatSync(opened).isFile()) return opened;
  closeSync(opened);
  throw new Error(`${path} is no regular file`);
}

function appendingTo(path: string, file: number): ReceiptFile {
  let isTorn = false;
  let isSyncing = false;
  let isBehind = false;
  let isClosed = false;

  // One at a time, for all lines that came meanwhile: a request never waits for the disk.
  const syncLater = (): void => {
    if (isSyncing || isClosed) {
      isBehind = true;
      return;
    }
    isSyncing = true;
    fdatasync(file, () => {
      isSyncing = false;
      if (!isBehind || isClosed) return;
      isBehind = false;
      syncLater();
    });
  };

  // A full disk may take the beginning of a text only. What is appended once it has room again must follow a
  // whole line, or nobody could read the rest.
  const writeAll = (text: string): void => {
    if (isTorn) cutHalfLine(path);
    isTorn = true;
    let left = Buffer.from(text);
    while (left.length > 0) left = left.subarray(writeSync(file, left));
    isTorn = false;
  };

  return {
    path,
    append: (lines) => {
      attempt(path, () => writeAll(lines));
      syncLater();
    },
    commit: (...lines) =>
      attempt(path, () => {
        for (const part of lines) writeAll(part);
        fdatasyncSync(file);
        // What was removed meanwhile takes every line, and nobody can read it.
        if (fstatSync(file).nlink === 0) {
          throw Object.assign(new Error('the file was removed'), { code: 'ENOENT' });
        }
      }),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      closeSync(file);
    },
  };
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new UnwritableError(path, error);
  }
}
