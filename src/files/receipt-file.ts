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
import { openNew, openUnlinked, tryToWrite } from './write.ts';

/** A file of appended lines, which outlive the process at once and the machine soon. */
export interface ReceiptFile {
  readonly path: string;
  /** Appends lines. Throws an UnwritableError. */
  readonly append: (lines: string) => void;
  /** Appends lines in parts. Afterwards all that was appended is on the disk. Throws an UnwritableError. */
  readonly commit: (...lines: readonly string[]) => void;
  readonly close: () => void;
}

/** Creates a receipt that only its owner can read. Throws an UnwritableError. */
export function createReceiptFile(path: string): ReceiptFile {
  return appendingAfter(path, () => closeSync(openNew(path, 0o600)));
}

/**
 * Opens an existing receipt to append to it. A part of a line that a killed process left at its end is cut
 * off. Throws an UnwritableError.
 */
export function reopenReceiptFile(path: string): ReceiptFile {
  return appendingAfter(path, () => cutHalfLine(path));
}

function appendingAfter(path: string, prepare: () => void): ReceiptFile {
  const file = tryToWrite(path, () => {
    prepare();
    return openKnown(path, constants.O_WRONLY | constants.O_APPEND);
  });
  return appendingTo(path, file);
}

/** Cuts off everything behind the last whole line. */
function cutHalfLine(path: string): void {
  // A handle of its own: Windows does not let a file be cut through a handle that appends.
  const opened = openKnown(path, constants.O_RDWR);
  try {
    const text = readFileSync(opened);
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) ftruncateSync(opened, whole);
  } finally {
    closeSync(opened);
  }
}

/** Opens a regular file by its own name, without following a link. */
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

  // One sync at a time covers all lines that came meanwhile, so a request never waits for the disk.
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

  // A full disk may take only the beginning of a text. The next text must follow a whole line once there is
  // room, or nobody could read the rest.
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
      tryToWrite(path, () => writeAll(lines));
      syncLater();
    },
    commit: (...lines) =>
      tryToWrite(path, () => {
        for (const part of lines) writeAll(part);
        fdatasyncSync(file);
        // A file that was removed still takes lines, but nobody can read them.
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
