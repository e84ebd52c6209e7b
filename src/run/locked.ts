import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import { type Holder, type Lock, type LockLoss, renewals, takeLock } from '../files/lock-file.ts';
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
 * Runs a task while no other run of this catalog on this machine publishes to the environment. If the run
 * loses the lock, `world.stop` ends the task, and `lockLoss` of that signal gives the reason.
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
    const lost = new AbortController();
    lock.lost.addEventListener('abort', () => {
      lost.abort(new LostLock(lossProblem(lock.lost.reason, name, file.value)));
    });
    const result = await task({ ...world, stop: AbortSignal.any([world.stop, lost.signal]) });
    const problem = lockLoss(lost.signal);
    return problem && !result.ok ? { ok: false, problems: [problem] } : result;
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

class LostLock extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Why a run was stopped if it lost its lock; undefined if it was not. */
export function lockLoss({ reason }: AbortSignal): Problem | undefined {
  return reason instanceof LostLock ? reason.problem : undefined;
}

function lossProblem(how: LockLoss, environment: string, path: string): Problem {
  const stopped = 'This run sent nothing more after that.';
  return how === 'taken'
    ? problem('apply/lock-lost', {
        detail: `Another run has taken over the lock of ${environment}, which was not renewed for a minute. ${stopped}`,
        hint: 'Wait until the other run has ended, and plan again.',
      })
    : problem('apply/lock-lost', {
        detail: `Something removed the lock ${path} while this run was at work, so another run could begin. ${stopped}`,
        hint: 'Let nothing remove the folder while a run publishes. If no other run is at work, run the command again.',
      });
}
