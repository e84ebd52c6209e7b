import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import { type Holder, type Lock, renewals, takeLock } from '../files/lock-file.ts';
import { lockFile } from '../files/state-folder.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import type { Workspace } from './catalog/workspace.ts';
import type { World } from './world.ts';

/** The environment whose lock is taken. */
export interface RunLockOptions {
  readonly world: World;
  readonly workspace: Workspace;
  readonly environment: Environment;
}

/**
 * Runs a task while no other run of this catalog on this machine publishes to the environment. If another
 * run still takes over the lock, for example after the machine slept, `world.stop` ends the task.
 */
export async function withRunLock<T>(
  { world, workspace, environment }: RunLockOptions,
  task: (world: World) => Promise<Checked<T>>,
): Promise<Checked<T>> {
  const { name } = environment;
  const file = lockFile(workspace.folder, name);
  if (!file.ok) return file;
  const lock = await take(file.value, world);
  if (!lock.isHeld) return { ok: false, problems: [taken(name, file.value, lock.holder)] };
  if (lock.stale) {
    const { pid = 'unknown', started = 'at an unknown time' } = lock.stale;
    world.debug(`the lock of process ${pid}, which began ${started} and is gone, is taken over`);
  }
  try {
    const result = await task({ ...world, stop: AbortSignal.any([world.stop, lock.lost]) });
    return lock.lost.aborted ? { ok: false, problems: [lost(name)] } : result;
  } finally {
    lock.release();
  }
}

/** The milliseconds between two looks at a lock whose holder may be gone. */
const pause = 500;

/** Takes the lock. If its holder may be gone, the lock is first watched for some seconds. */
async function take(path: string, { now, debug, stop }: World): Promise<Lock> {
  const attempt = (gone?: string) => takeLock(path, now().toISOString(), gone);
  const first = attempt();
  if (first.isHeld || first.sighting === undefined) return first;
  debug(`the lock ${path} may be abandoned, and is watched for ${renewals.watched} ms`);
  for (let watched = 0; watched < renewals.watched; watched += pause) {
    const isOver = await setTimeout(pause, false, { signal: stop }).catch(() => true);
    if (isOver) return first;
    const again = attempt();
    if (again.isHeld || again.sighting !== first.sighting) return again;
  }
  return attempt(first.sighting);
}

function taken(environment: string, path: string, holder: Partial<Holder>): Problem {
  const { pid, host, started } = holder;
  const who =
    pid === undefined
      ? `Another run is about to publish to ${environment}.`
      : `The process ${pid} on ${host} has been publishing to ${environment} since ${started}.`;
  return problem('apply/locked', {
    detail: `${who} Nothing was read or sent.`,
    hint: `Wait until it has ended. A lock that was not renewed for a minute expires; if there is no such process, remove ${path}.`,
  });
}

function lost(environment: string): Problem {
  return problem('apply/lock-lost', {
    detail: `This run was stopped because another one has taken over the lock of ${environment}, which was not renewed for a minute. Its receipt lists what was written until then.`,
    hint: 'Wait until the other run has ended, and plan again.',
  });
}
