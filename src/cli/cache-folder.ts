import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { liesInCheckout } from '../files/git-left-out.ts';
import { isOpenToOthers } from '../files/own-file.ts';
import type { World } from '../run/world.ts';

/** A hash of the built code, set by the build; undefined if the code runs from source. */
declare const BUILD: string | undefined;

/** The environment variable that names another folder for the cache, such as one that a CI keeps. */
const cacheVariable = 'TIMEBACK_CATALOG_CACHE';

/** The cache folder, or in a few words why there is none. */
export interface CachePlace extends Pick<World, 'cache'> {
  readonly none?: string;
  /** The folder for compiled code; undefined if none is kept. */
  readonly compiled?: string;
}

/**
 * The cache folder of the command line. It is the user's, never inside a checkout, where a pull request could
 * put anything into it.
 */
export async function cacheFor(env: World['env']): Promise<CachePlace> {
  if (typeof BUILD === 'undefined') return { none: 'nothing was built' };
  const named = env[cacheVariable];
  const folder = named ? namedFolder(named) : await usersFolder();
  if (folder === undefined) return { none: 'there is no folder for it' };
  if (liesInCheckout(folder)) return { none: `${folder} lies in a checkout of git` };
  if (isOpenToOthers(folder)) return { none: `${folder} can be written by others` };
  // Anyone who can write this folder can run code. A folder that jobs share is only for catalogs, which have checksums.
  const compiled = named ? {} : { compiled: join(folder, 'compiled') };
  return { cache: { folder, build: BUILD }, ...compiled };
}

/** A path in full; undefined if it depends on a working folder that was removed. */
function namedFolder(named: string): string | undefined {
  try {
    return resolve(named);
  } catch {
    return undefined;
  }
}

async function usersFolder(): Promise<string | undefined> {
  try {
    const { default: envPaths } = await import('env-paths');
    return envPaths('timeback-catalog', { suffix: '' }).cache;
  } catch {
    // Some containers have accounts without a home folder.
    return undefined;
  }
}

/** The files of one version of Node: some builds, each with all commands. */
const mostCompiled = 2000;

/** Lets Node keep in a folder what it compiles of the program. A failure only makes the next start slower. */
export function keepCompiled(folder: string): void {
  try {
    // Node would make the folders above readable to all.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Node never removes the code of earlier builds. Listing all folders at once takes longer than the cache gains.
    for (const name of readdirSync(folder)) {
      const ofNode = join(folder, name);
      if (readdirSync(ofNode).length > mostCompiled) rmSync(ofNode, { recursive: true });
    }
    enableCompileCache(folder);
  } catch {
    // The folder cannot be written.
  }
}
