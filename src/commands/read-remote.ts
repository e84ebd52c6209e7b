import type { Environment } from '../config/environment.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { CompareRules } from '../plan/rules.ts';
import { toldWithout } from './add-ons.ts';
import { readPlatform } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { openWithoutManifests } from './session.ts';
import type { World } from './world.ts';

export interface ReadRemote {
  /** All records that the client owns there, by address, and how many requests it took. */
  readonly state: RemoteState;
  /** How the platform's fields are compared: `buildPlan` takes them. */
  readonly rules: CompareRules;
  readonly environment: Environment;
}

/**
 * Reads a platform whole. Only GETs are sent.
 *
 * Problems: those of the config, `auth/*` where it refuses the
 * credentials, `remote/*` where it cannot be reached or its lists are not complete.
 */
export async function readRemote(
  options: PlatformOptions,
  world: World,
): Promise<Checked<ReadRemote>> {
  const opened = await openWithoutManifests(options, world);
  if (!opened.ok) return opened;
  const { open } = opened.value;
  try {
    const state = await readPlatform(opened.value);
    if (!state.ok) return state;
    const { rules } = open.remote.dialect;
    const told = [...state.problems, ...toldWithout(state.value, open.remote.dialect)];
    return checked({ state: state.value, rules, environment: open.environment }, told);
  } finally {
    open.close();
  }
}
