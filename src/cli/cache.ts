import { resolve } from 'node:path';
import type { World } from '../commands/world.ts';

/** A digest of the code that the build puts together; there is none where nothing was built. */
declare const BUILD: string | undefined;

/** For those who want what is kept somewhere else, where their CI keeps folders for example. */
const cacheVariable = 'TIMEBACK_CATALOG_CACHE';

/**
 * Where this command keeps what it read of manifests: a folder of the user, never of the catalog,
 * into which a pull request could put what it likes.
 */
export async function cacheFor(env: World['env']): Promise<Pick<World, 'cache'>> {
  if (typeof BUILD === 'undefined') return {};
  const named = env[cacheVariable];
  const folder = named ? resolve(named) : await usersFolder();
  return folder === undefined ? {} : { cache: { folder, build: BUILD } };
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
