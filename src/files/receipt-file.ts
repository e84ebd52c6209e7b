import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { utf16 } from '../document/decode.ts';
import { type Checked, checked } from '../model/problem.ts';
import { UnwritableError } from './write.ts';

/** A file that only grows. Lines survive the death of the process at once, and of the machine soon. */
export interface ReceiptFile {
  readonly path: string;
  /** Throws an UnwritableError. */
  readonly append: (lines: string) => void;
  /** The same, in parts; all that was appended is on the disk when it returns. */
  readonly commit: (...lines: readonly string[]) => void;
  readonly close: () => void;
}

/**
 * Opens a receipt to append to, made if it is new, for its owner alone. Half a line that a killed
 * process left at its end is cut off. Throws an UnwritableError.
 */
export function openReceiptFile(path: string): ReceiptFile {
  const file = attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = openSync(path, 'a', 0o600);
    const bytes = readFileSync(path);
    ftruncateSync(opened, bytes.lastIndexOf('\n') + 1);
    return opened;
  });
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

/** The receipts of a folder, newest first: their names begin with the time. */
export function listReceiptFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names
      .sort()
      .reverse()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The text of a receipt, `named` in problems of its encoding; undefined where it cannot be read. */
export function readReceiptFile(path: string, named: string): Checked<string> | undefined {
  try {
    const bytes = readFileSync(path);
    const fault = utf16(named, bytes);
    // A run that was killed may have left half a character at the end.
    return fault ? { ok: false, problems: [fault] } : checked(new TextDecoder().decode(bytes), []);
  } catch {
    return undefined;
  }
}

/** Removes one receipt; gives whether it is gone. */
export function removeReceiptFile(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Removes all receipts of a folder but the newest. Nothing depends on its success. */
export function pruneReceiptFiles(folder: string, keep: number): void {
  for (const path of listReceiptFiles(folder).slice(keep)) rmSync(path, { force: true });
}
