import { nearest } from '../document/nearest.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';

export interface Selection {
  /** What `--env` named, if it was given. */
  readonly named?: string;
  /** Whether this is a pipeline (`CI` is set). */
  readonly ci: boolean;
}

/** Which platform a run is for. Outside CI, with nothing named anywhere, the emulator serves. */
export function selectEnvironment(config: Config, { named, ci }: Selection): Checked<Environment> {
  const name = named ?? config.defaultEnv ?? 'local';
  const environment = config.environments.get(name);
  if (!environment) return { ok: false, problems: [unknown(name, config)] };
  if (ci && named === undefined && environment.type === 'emulator') {
    return { ok: false, problems: [notNamed(config)] };
  }
  return checked(environment, []);
}

function unknown(name: string, config: Config): Problem {
  const names = [...config.environments.keys()];
  const near = nearest(name, names);
  return problem('config/unknown-environment', {
    detail: `There is no environment "${name}". There are: ${names.join(', ')}.`,
    hint: near ? `Did you mean "${near}"?` : 'Describe it under `environments` in the config.',
  });
}

function notNamed(config: Config): Problem {
  return problem('environment/not-named', {
    detail:
      'CI is set and no environment is named. Without one the emulator would serve, and a pipeline that publishes to an emulator looks like one that publishes.',
    hint: `Add \`--env NAME\`, with one of: ${[...config.environments.keys()].join(', ')}.`,
  });
}
