import { join } from 'node:path';
import { configNames, findConfig } from '../files/config-file.ts';
import { watchFolders } from '../files/watch.ts';
import type { Checked } from '../model/problem.ts';
import { type CheckOptions, type CheckResult, check } from './check.ts';
import type { World } from './world.ts';

/**
 * Checks now and whenever a manifest, the config or the ledger is saved, until the world stops.
 * Gives the last result.
 */
export async function watchCheck(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources' | 'stop'>,
  onResult: (result: Checked<CheckResult>) => void,
): Promise<Checked<CheckResult>> {
  const folders = new Set<string>();
  const folder = findConfig(world.cwd)?.folder;
  const checkNow = (): Checked<CheckResult> => {
    const result = check(options, world, folders);
    const isMore = folder !== undefined && watched.set(foldersOf(folder, folders));
    return isMore ? checkNow() : result;
  };
  const watched = watchFolders((names) => {
    // Beside the config stand files that have nothing to do with it, plans for example.
    const isOthers = (name: string) => folder !== undefined && isBeside(name, folder);
    if (!folders.has('') && [...names].every(isOthers)) return;
    last = checkNow();
    onResult(last);
  });
  let last = checkNow();
  onResult(last);
  if (folder === undefined) return last;
  await new Promise<void>((resolve) => {
    if (world.stop.aborted) resolve();
    world.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  watched.close();
  return last;
}

function foldersOf(folder: string, below: ReadonlySet<string>): string[] {
  return [...new Set([folder, ...[...below].map((each) => join(folder, each))])];
}

function isBeside(path: string, folder: string): boolean {
  const name = path.slice(folder.length + 1);
  const isOurs = configNames.some((each) => each === name) || name.endsWith('.ids');
  return !name.includes('/') && !isOurs;
}
