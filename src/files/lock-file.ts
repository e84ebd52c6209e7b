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
import { nameBeside, openNew, openUnlinked, pause, UnwritableError } from './write.ts';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly started: string;
  /** Among which processes `pid` counts: one start of a machine, one container. Absent if it has no name. */
  readonly space?: string;
}

/** A lock that is ours, or whose it is. */
export type Lock = HeldLock | ForeignLock;

export interface HeldLock {
  readonly isHeld: true;
  /** Removes it, unless another run has taken it over. */
  readonly release: () => void;
  /** Aborted, with a `LockLoss` as the reason, when the lock is ours no more. */
  readonly lost: AbortSignal;
  /** The lock that was taken over: its holder, or who wrote something that is no lock. */
  readonly stale?: Partial<Holder>;
}

/** Another run has taken it over, as after a sleep of the machine; or somebody removed it. */
export type LockLoss = 'taken' | 'removed';

export interface ForeignLock {
  readonly isHeld: false;
  /** Empty if what is there is no lock, yet. */
  readonly holder: Partial<Holder>;
  /**
   * Present if the holder may be gone, as by its process number it is this process or one that
   * cannot be asked for: if the sighting is the same after `renewals`, it is gone.
   */
  readonly sighting?: string;
}

/** How often a held lock is renewed, and how long one that may be abandoned is watched. */
export const renewals = { every: 1000, watched: 5000 } as const;

/** Milliseconds without a renewal after which any lock is stale, whatever it names. */
const staleAfter = 60_000;
/** And one that is empty or damaged, which may be on its way on some file systems. */
const damagedAfter = 5000;

/**
 * Takes a lock file: of any number of runs that try at once, one has it. It is renewed while the
 * process lives. A lock is stale, and taken over, if its process is gone, and if it was not
 * renewed for a minute, whatever host and process it names; process numbers alone say nothing, since
 * in a container each run has the same.
 *
 * `gone` is the sighting of an earlier try: a lock that was not renewed since is stale as well.
 * Throws an UnwritableError.
 */
export function takeLock(path: string, started: string, gone?: string): Lock {
  const space = spaceOfProcesses();
  const mine: Holder = { pid: process.pid, host: hostname(), started, ...(space && { space }) };
  const aside = nameBeside(path);
  try {
    const file = writeNew(aside, mine);
    try {
      return takeOver(path, { aside, file, mine, gone });
    } finally {
      rmSync(aside, { force: true });
    }
  } catch (error) {
    throw error instanceof UnwritableError
      ? error
      : new UnwritableError(path, error, 'Nothing was sent.');
  }
}

interface Attempt {
  /** Holds the lock that is to be, and has the time of its file system. */
  readonly aside: string;
  readonly file: number;
  readonly mine: Holder;
  readonly gone: string | undefined;
}

/** Several others may come first, one after the other. */
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

/** The lock, whole at once and only if there is none; undefined if there is. */
function place(path: string, { aside, file, mine }: Attempt): number | undefined {
  try {
    linkSync(aside, path);
    return file;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'))
      throw error;
  }
  // A file system without links: for a moment the lock is empty, and counts as held.
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
  /** This file, as it was last written. */
  readonly sighting: string;
  /** By the clock of its file system. */
  readonly written: number;
}

/** What is under the name of the lock now; undefined if there is nothing. */
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

/** Empty if the text is none of ours, or was cut off. */
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
  // By one clock, since that of another machine may be wrong. A time to come is nobody's renewal.
  const age = Math.abs(fstatSync(file).mtimeMs - seen.written);
  if (age > staleAfter || seen.sighting === gone) return 'stale';
  if (pid === undefined) return age > damagedAfter ? 'stale' : 'doubtful';
  if (host !== mine.host) return 'held';
  // Without names of spaces, as on other systems, the name of the host has to do.
  if (space !== undefined && space !== mine.space) return 'doubtful';
  // A process can hold a lock of its own in a run beside this one.
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
    // Somebody else's process is alive all the same.
    return hasCode(error, 'EPERM');
  }
}

/** Linux tells starts of a machine and containers apart. */
function spaceOfProcesses(): string | undefined {
  try {
    const start = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${start} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock if it is still the one that was seen. Only who has the right to remove does so, or two
 * runs could take the same stale lock over, the second one that of the first.
 */
function remove(path: string, sighting: string): boolean {
  return withRight(path, () => {
    if (look(path)?.sighting !== sighting) return false;
    rmSync(path, { force: true });
    return true;
  });
}

const mostWaits = 40;

/** Does something for which one process at a time has the right; false if it cannot be had. */
function withRight(path: string, task: () => boolean): boolean {
  const right = join(dirname(path), `.${basename(path)}.right`);
  for (let waits = 0; waits < mostWaits; waits += 1) {
    try {
      closeSync(openNew(right, 0o600));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      // It is had for a few system calls: who has it longer was killed meanwhile.
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
      // The next time, or the lock is lost.
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
        // A lock that stays expires. What the run did must be told all the same.
      }
      // Until now, so that no other file can have its number.
      closeSync(file);
    },
  };
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(systemCodeOf(error) ?? '');
}
