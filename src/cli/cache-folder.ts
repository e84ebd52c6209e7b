import { resolve } from 'node:path';
import { liesInCheckout } from '../files/git-left-out.ts';
import { isOpenToOthers } from '../files/own-file.ts';
import type { World } from '../run/world.ts';

/** A digest of the code that the build puts together; there is none if nothing was built. */
declare const BUILD: string | undefined;

/** For those who want what is kept somewhere else, where their CI keeps folders for example. */
const cacheVariable = 'TIMEBACK_CATALOG_CACHE';

/** Where things are kept for later runs, or in a few words why they are not. */
export interface CachePlace extends Pick<World, 'cache'> {
  readonly none?: string;
}

/**
 * Where the command line keeps what it read of manifests: a folder of the user, never of a checkout,
 * into which a pull request could put what it likes.
 */
export async function cacheFor(env: World['env']): Promise<CachePlace> {
  if (typeof BUILD === 'undefined') return { none: 'nothing was built' };
  const named = env[cacheVariable];
  const folder = named ? resolve(named) : await usersFolder();
  if (folder === undefined) return { none: 'this account has no home' };
  if (liesInCheckout(folder)) return { none: `${folder} lies in a checkout of git` };
  if (isOpenToOthers(folder)) return { none: `${folder} can be written by others` };
  return { cache: { folder, build: BUILD } };
}

async function usersFolder(): Promise<string | undefined> {
  try {
    const { default: envPaths } = await import('env-paths');
    return envPaths('timeback-catalog', { suffix: '' }).cache;
  } catch {
    // An account without a home, as in some containers.
    return undefined;
  }
}
