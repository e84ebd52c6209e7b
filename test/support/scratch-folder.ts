import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const inMemory = '/dev/shm';
const prefix = 'timeback-catalog-tests-';
/** More than all tests have on the disk at any time. */
const wanted = 1.5 * 1024 ** 3;

/**
 * Vitest calls it before the first test, and what it gives after the last. Tests make thousands of small
 * folders, and a disk takes ten times as long as memory to remove one. So the folder for temporary files is
 * one in memory, if there is room, programs may run there, and nobody chose another. Node keeps there what it
 * compiled of the command line and of scripts, which tests start a thousand times.
 */
export function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !existsSync(inMemory)) return undefined;
  removeLeftOver();
  const { bavail, bsize } = statfsSync(inMemory);
  if (bavail * bsize < wanted) return undefined;
  const folder = join(inMemory, `${prefix}${process.pid}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
    execFileSync(program);
  } catch {
    remove();
    return undefined;
  }
  process.env['TMPDIR'] = folder;
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');
  return remove;
}

/** A run that was killed removes nothing itself. */
function removeLeftOver(): void {
  for (const name of readdirSync(inMemory)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) {
      rmSync(join(inMemory, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else runs, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
