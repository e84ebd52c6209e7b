import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { openNew, UnwritableError } from './write.ts';

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
  return appendingTo(
    path,
    attempt(path, () => openNew(path, 0o600)),
  );
}

/**
 * Opens a receipt that is there, to append to. Half a line that a killed process left at its end is cut
 * off. Throws an UnwritableError.
 */
export function reopenReceiptFile(path: string): ReceiptFile {
  const { O_RDWR, O_WRONLY, O_APPEND } = constants;
  const file = attempt(path, () => {
    // Apart from the handle that appends: Windows lets nobody cut a file through one of those.
    const opened = openKnown(path, O_RDWR);
    try {
      const text = readFileSync(opened);
      const whole = text.lastIndexOf('\n') + 1;
      if (whole < text.length) ftruncateSync(opened, whole);
    } finally {
      closeSync(opened);
    }
    return openKnown(path, O_WRONLY | O_APPEND);
  });
  return appendingTo(path, file);
}

/** A regular file under its own name, and not what a link of that name leads to. */
function openKnown(path: string, flags: number): number {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const opened = openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
  if (fstatSync(opened).isFile()) return opened;
  closeSync(opened);
  throw new Error(`${path} is no regular file`);
}

function appendingTo(path: string, file: number): ReceiptFile {
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

  return {
    path,
    append: (lines) => {
      attempt(path, () => writeAll(file, lines));
      syncLater();
    },
    commit: (...lines) =>
      attempt(path, () => {
        for (const part of lines) writeAll(file, part);
        fdatasyncSync(file);
      }),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      closeSync(file);
    },
  };
}

/** A full disk may take the beginning of a text only. */
function writeAll(file: number, text: string): void {
  let left = Buffer.from(text);
  while (left.length > 0) left = left.subarray(writeSync(file, left));
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new UnwritableError(path, error);
  }
}
