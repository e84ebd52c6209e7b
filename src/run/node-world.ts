import { setTimeout as wait } from 'node:timers/promises';
import { ReadSources } from '../document/place.ts';
import { ownPackageFolder } from '../files/package-files.ts';
import type { World } from './world.ts';

/**
 * The world of this process: its folder, variables, clock and network, without progress and signals.
 * `parts` replaces some of its members.
 */
export function nodeWorld(parts: Partial<World> = {}): World {
  const never = new AbortController().signal;
  return {
    cwd: parts.cwd ?? process.cwd(),
    packageFolder: ownPackageFolder(),
    sources: new ReadSources(),
    env: process.env,
    now: () => new Date(),
    wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => {}),
    uuid: () => crypto().randomUUID(),
    sha256: (text) => crypto().hash('sha256', text),
    stop: never,
    abort: never,
    onProgress: () => {},
    debug: () => {},
    ...parts,
  };
}

let loaded: typeof import('node:crypto') | undefined;

/** Loaded once, when it is first needed: loading takes longer than many commands. */
function crypto() {
  loaded ??= process.getBuiltinModule('node:crypto');
  return loaded;
}
