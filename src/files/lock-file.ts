import {
  closeSync,
  fstatSync,
  linkSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { systemCodeOf } from '../model/problem.ts';
import { nameBeside, openNew, openUnlinked, pause, tryToWrite } from './write.ts';

/** The process that holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The time at which its run started, as ISO 8601. */
  readonly started: string;
  /** The processes among which `pid` is unique, such as one container, if the system names them. */
  readonly space?: string;
}

/** A lock that this run holds, or one that another run holds. */
export type Lock = HeldLock | ForeignLock;

/** A lock that this run holds. */
export interface HeldLock {
  readonly isHeld: true;
  /** Removes the lock, unless another run has taken it over. */
  readonly release: () => void;
  /** Aborted if this run has lost the lock. The reason of the signal is a `LockLoss`. */
  readonly lost: AbortSignal;
  /** The stale lock that was taken over: its holder, or the parts that could be read. */
  readonly stale?: Partial<Holder>;
}

/** How a lock was lost: another run has taken it over, or it was removed. */
export type LockLoss = 'taken' | 'removed';

/** A lock that another run holds. */
export interface ForeignLock {
  readonly isHeld: false;
  /** Empty if the file has no readable lock, or not yet. */
  readonly holder: Partial<Holder>;
  /**
   * Present if the holder may be gone: its process number is ours, or cannot be checked from here. If the
   * sighting is the same after `renewals.watched`, the holder is gone.
   */
  readonly sighting?: string;
}

/** Milliseconds between renewals of a held lock, and those for which a possibly abandoned lock is watched. */
export const renewals = { every: 1000, watched: 5000 } as const;

/** The milliseconds without a renewal after which every lock is stale, whatever holder it names. */
const staleAfter = 60_000;
/** The same for an empty or damaged lock. Some file systems show a lock before its content. */
const damagedAfter = 5000;

/**
 * Takes a lock file: of any number of runs that try at once, one gets it. The lock is renewed while the
 * process lives. A lock is stale, and taken over, if its process is gone, or if it was not renewed for a
 * minute, whatever host and process it names. Process numbers alone say nothing: in a container each run
 * has the same one.
 *
 * `gone` is the sighting of an earlier try: a lock that was not renewed since then is stale as well. Throws
 * an UnwritableError.
 */
export function takeLock(path: string, started: string, gone?: string): Lock {
  const space = spaceOfProcesses();
  const mine: Holder = { pid: process.pid, host: hostname(), started, ...(space && { space }) };
  const aside = nameBeside(path);
  const take = () => {
    const file = writeNew(aside, mine);
    try {
      return takeOver(path, { aside, file, mine, gone });
    } finally {
      rmSync(aside, { force: true });
    }
  };
  return tryToWrite(path, take, 'Nothing was sent.');
}

interface Attempt {
  /** A file with the content of the lock to be. It shows the time of its file system. */
  readonly aside: string;
  readonly file: number;
  readonly mine: Holder;
  readonly gone: string | undefined;
}

/** The most tries: several other runs may come first, one after the other. */
const mostTries = 20;

function takeOver(path: string, attempt: Attempt): Lock {
  let stale: Partial<Holder> | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const file = place(path, attempt);
    if (file !== undefined) return heldLock(path, { ...attempt, file }, stale);
    const seen = look(path);
    if (!seen) continue;
    const verdict = judge(seen, attempt);
    if (verdict !== 'stale') {
      closeSync(attempt.file);
      const { holder, sighting } = seen;
      return { isHeld: false, holder, ...(verdict === 'doubtful' && { sighting }) };
    }
    if (remove(path, seen.sighting)) stale = seen.holder;
  }
  closeSync(attempt.file);
  return { isHeld: false, holder: look(path)?.holder ?? {} };
}

/** Puts the lock into place whole, and only if there is none; undefined if there is one. */
function place(path: string, { aside, file, mine }: Attempt): number | undefined {
  try {
    linkSync(aside, path);
    return file;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'))
      throw error;
  }
  // A file system without hard links: the lock is empty for a moment, and counts as held.
  try {
    const own = writeNew(path, mine);
    closeSync(file);
    return own;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  }
}

function writeNew(path: string, holder: Holder): number {
  const file = openNew(path, 0o600);
  try {
    writeFileSync(file, JSON.stringify(holder));
    return file;
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw error;
  }
}

interface Seen {
  readonly holder: Partial<Holder>;
  /** Identifies this file as it was last written. */
  readonly sighting: string;
  /** The time of the last write, by the clock of its file system. */
  readonly written: number;
}

/** The lock file as it is now; undefined if there is none. */
function look(path: string): Seen | undefined {
  let file: number;
  try {
    file = openUnlinked(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const { ino, mtimeNs, mtimeMs } = fstatSync(file, { bigint: true });
    const holder = holderIn(readFileSync(file, 'utf8'));
    return { holder, sighting: `${ino} ${mtimeNs}`, written: Number(mtimeMs) };
  } finally {
    closeSync(file);
  }
}

/** The holder in the text of a lock; empty if the text is no lock or was cut off. */
function holderIn(text: string): Partial<Holder> {
  try {
    const { pid, host, started, space } = JSON.parse(text);
    const isHolder =
      Number.isInteger(pid) && typeof host === 'string' && typeof started === 'string';
    if (!isHolder) return {};
    return { pid, host, started, ...(typeof space === 'string' && { space }) };
  } catch {
    return {};
  }
}

function judge(seen: Seen, { file, mine, gone }: Attempt): 'held' | 'doubtful' | 'stale' {
  const { pid, host, space } = seen.holder;
  // Both times are from one clock, since that of another machine may be wrong. A time in the future proves
  // no renewal.
  const age = Math.abs(fstatSync(file).mtimeMs - seen.written);
  if (age > staleAfter || seen.sighting === gone) return 'stale';
  if (pid === undefined) return age > damagedAfter ? 'stale' : 'doubtful';
  if (host !== mine.host) return 'held';
  // On systems without names of spaces the name of the host must be enough.
  if (space !== undefined && space !== mine.space) return 'doubtful';
  // This process may hold the lock in another run of its own.
  if (pid === mine.pid) return ownLocks.has(inodeOf(seen)) ? 'held' : 'stale';
  return isAlive(pid) ? 'held' : 'stale';
}

const ownLocks = new Set<string>();

function inodeOf({ sighting }: Pick<Seen, 'sighting'>): string {
  return sighting.slice(0, sighting.indexOf(' '));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, too.
    return hasCode(error, 'EPERM');
  }
}

/** The space of processes: one start of a machine, one container. Only Linux names it. */
function spaceOfProcesses(): string | undefined {
  try {
    const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${start} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock if it is still the one that was seen. Only the process with the right to remove does so.
 * Otherwise two runs could take over the same stale lock, and the second one would remove the lock of the
 * first.
 */
function remove(path: string, sighting: string): boolean {
  return withRight(path, () => {
    if (look(path)?.sighting !== sighting) return false;
    rmSync(path, { force: true });
    return true;
  });
}

const mostWaits = 40;

/** Runs a task for which only one process at a time has the right; false if the right cannot be had. */
function withRight(path: string, task: () => boolean): boolean {
  const right = join(dirname(path), `.${basename(path)}.right`);
  for (let waits = 0; waits < mostWaits; waits += 1) {
    try {
      closeSync(openNew(right, 0o600));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      // A process needs the right for a few system calls. If it has it for longer, it was killed.
      const about = lstatSync(right, { throwIfNoEntry: false });
      if (about && Date.now() - about.mtimeMs > staleAfter) rmSync(right, { force: true });
      pause(5);
      continue;
    }
    try {
      return task();
    } finally {
      rmSync(right, { force: true });
    }
  }
  return false;
}

function heldLock(
  path: string,
  { file, mine }: Pick<Attempt, 'file' | 'mine'>,
  stale: Partial<Holder> | undefined,
): HeldLock {
  const own = String(fstatSync(file, { bigint: true }).ino);
  const losing = new AbortController();
  const loss = (): LockLoss | undefined => {
    const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (there === undefined) return 'removed';
    return String(there.ino) === own ? undefined : 'taken';
  };
  const renew = (): void => {
    try {
      const how = loss();
      if (how === undefined) writeSync(file, JSON.stringify(mine), 0);
      else losing.abort(how);
    } catch {
      // The next renewal tries again, or the lock is lost.
    }
  };
  ownLocks.add(own);
  const timer = setInterval(renew, renewals.every).unref();
  let isReleased = false;
  return {
    isHeld: true,
    lost: losing.signal,
    ...(stale && { stale }),
    release: () => {
      if (isReleased) return;
      isReleased = true;
      clearInterval(timer);
      ownLocks.delete(own);
      try {
        withRight(path, () => {
          if (loss() !== undefined) return false;
          rmSync(path, { force: true });
          return true;
        });
      } catch {
        // A lock that stays will expire, and the result of the run must be reported.
      }
      // The file stays open until now, so that no other file can have its inode number.
      closeSync(file);
    },
  };
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(systemCodeOf(error) ?? '');
}
