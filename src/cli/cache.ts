import { resolve } from 'node:path';
import type { World } from '../commands/world.ts';
import { liesInCheckout } from '../files/own-file.ts';

/** A digest of the code that the build puts together; there is none where nothing was built. */
declare const BUILD: string | undefined;

/** For those who want what is kept somewhere else, where their CI keeps folders for example. */
const cacheVariable = 'TIMEBACK_CATALOG_CACHE';

/**
 * Where the command line keeps what it read of manifests, and the code that V8 compiled of it: a
 * folder of the user, never of a checkout, into which a pull request could put what it likes.
 */
export async function cacheFor(
  env: World['env'],
  debug: World['debug'] = () => {},
): Promise<Pick<World, 'cache'>> {
  if (typeof BUILD === 'undefined') return {};
  const named = env[cacheVariable];
  const folder = named ? resolve(named) : await usersFolder();
  if (folder === undefined) return {};
  if (liesInCheckout(folder)) {
    debug(`cache: nothing is kept, since ${folder} lies in a checkout of git`);
    return {};
  }
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
