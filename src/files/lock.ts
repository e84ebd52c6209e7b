import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UnwritableError } from './write.ts';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly started: string;
}

/** A lock that is ours, or whose it is. */
export type Lock =
  | { readonly isHeld: true; readonly release: () => void; readonly stale?: Holder }
  | { readonly isHeld: false; readonly holder: Holder };

/**
 * Takes a lock file. One that a process of this machine left behind when it died is stale, and is
 * taken over; of another machine that cannot be told, so its lock counts. Throws an UnwritableError.
 */
export function takeLock(path: string, started: string): Lock {
  const mine: Holder = { pid: process.pid, host: hostname(), started };
  if (create(path, mine)) return held(path);
  const holder = read(path);
  if (holder && isAlive(holder)) return { isHeld: false, holder };
  rmSync(path, { force: true });
  // Another process may have come first.
  if (!create(path, mine)) {
    return { isHeld: false, holder: read(path) ?? { ...mine, pid: 0 } };
  }
  return { ...held(path), ...(holder && { stale: holder }) };
}

function held(path: string): Extract<Lock, { isHeld: true }> {
  return { isHeld: true, release: () => rmSync(path, { force: true }) };
}

function create(path: string, holder: Holder): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify(holder));
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new UnwritableError(path, error);
  }
}

/** undefined where the file is none of ours, or was cut off. */
function read(path: string): Holder | undefined {
  try {
    const { pid, host, started } = JSON.parse(readFileSync(path, 'utf8'));
    const isHolder =
      Number.isInteger(pid) && typeof host === 'string' && typeof started === 'string';
    return isHolder ? { pid, host, started } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
