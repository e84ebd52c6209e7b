import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { takeLock } from '../files/lock.ts';
import { openStateFolder } from '../files/state-folder.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** Whose lock is taken. */
export interface Locking {
  readonly world: Pick<World, 'now' | 'debug'>;
  readonly workspace: Workspace;
  readonly environment: Environment;
}

/** Runs a task while no other run of this catalog on this machine publishes to the environment. */
export async function locked<T>(
  { world, workspace, environment }: Locking,
  task: () => Promise<Checked<T>>,
): Promise<Checked<T>> {
  const { name } = environment;
  const path = join(openStateFolder(workspace.folder), `${name}.lock`);
  const lock = takeLock(path, world.now().toISOString());
  if (!lock.isHeld) return { ok: false, problems: [taken(name, path, lock.holder)] };
  if (lock.stale) {
    const { pid, started } = lock.stale;
    world.debug(`the lock of process ${pid}, which began ${started} and is gone, is taken over`);
  }
  try {
    return await task();
  } finally {
    lock.release();
  }
}

function taken(
  environment: string,
  path: string,
  { pid, host, started }: { readonly pid: number; readonly host: string; readonly started: string },
): Problem {
  return problem('apply/locked', {
    detail: `The process ${pid} on ${host} has been publishing to ${environment} since ${started}. Nothing was read or sent.`,
    hint: `Wait until it has ended. If there is no such process any more, remove ${path}.`,
  });
}
