import { accessSync, constants, statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import { isBelow, realPath } from './git-place.ts';

/** The machine as far as finding a program needs it: its system, its variables and its files. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Whether a path is a file that can be started. */
  readonly isProgram: (path: string) => boolean;
  /** The path without links; undefined if it does not exist. */
  readonly realPath: (path: string) => string | undefined;
}

/** The path of git, and the folders in which git may look for other programs. */
export interface FoundProgram {
  /** The absolute path of the program. */
  readonly path: string;
  /** The trusted folders of the PATH, joined as the platform joins them. */
  readonly searchPath: string;
}

/**
 * Finds git, or another program, in the folders of the PATH; undefined if it is in none. Folders that a
 * checkout could fill are left out: relative ones, and those in the work tree. An operating system that
 * looks for a bare name, as Windows does, would look in the current folder first. On Windows only `git.exe`
 * counts, since other forms need a shell.
 */
export function findGit(
  workTree: string,
  machine: Machine,
  program = 'git',
): FoundProgram | undefined {
  const { platform, isProgram, realPath } = machine;
  const path = platform === 'win32' ? win32 : posix;
  const top = realPath(workTree) ?? workTree;
  const isInside = (place: string) => isBelow(top, place, path);
  const isTrusted = (place: string) => {
    const real = realPath(place);
    return real !== undefined && !isInside(place) && !isInside(real);
  };
  const folders = searchPathOf(machine)
    .split(path.delimiter)
    // Windows allows quotes around an entry.
    .map((entry) => (platform === 'win32' ? entry.replace(/^"(.*)"$/, '$1') : entry))
    .filter((entry) => isWhole(entry, platform) && isTrusted(entry));
  const name = platform === 'win32' ? `${program}.exe` : program;
  const found = folders
    .map((folder) => path.join(folder, name))
    .find((file) => isProgram(file) && isTrusted(file));
  return found === undefined
    ? undefined
    : { path: found, searchPath: folders.join(path.delimiter) };
}

/** Whether an entry is a whole path. On Windows `\tools` is another folder on each drive. */
function isWhole(entry: string, platform: NodeJS.Platform): boolean {
  if (platform !== 'win32') return posix.isAbsolute(entry);
  return /^(?:[A-Za-z]:[\\/]|\\\\[^\\/])/.test(entry);
}

/** The value of PATH; empty if it is not set. Windows does not tell `Path` from `PATH`. */
export function searchPathOf({ platform, env }: Machine): string {
  const isPath = (name: string) => (platform === 'win32' ? name.toUpperCase() : name) === 'PATH';
  return Object.entries(env).find(([name]) => isPath(name))?.[1] ?? '';
}

/** The machine that this process runs on, with its own variables or others. */
export function thisMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  return { platform: process.platform, env, isProgram, realPath: realPathOrNone };
}

/**
 * The path of another program, from its name or its absolute path; undefined if it is missing or in a
 * folder that a checkout could fill.
 */
export function programFor(name: string, workTree: string): string | undefined {
  const env = posix.isAbsolute(name) ? { PATH: dirname(name) } : process.env;
  return findGit(workTree, thisMachine(env), posix.basename(name))?.path;
}

function isProgram(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function realPathOrNone(path: string): string | undefined {
  try {
    return realPath(path);
  } catch {
    return undefined;
  }
}
