import { nearest } from '../document/validate.ts';
import { type Checked, checked, failure, type Problem, problem } from '../model/problem.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';

interface EnvironmentChoice {
  /** The value of `--env`, if given. */
  readonly named?: string;
  /** Whether this is a pipeline (`CI` is set). */
  readonly ci: boolean;
}

/** Chooses the environment of a run. If nothing names one, it is the emulator; in CI that is a problem. */
export function selectEnvironment(
  config: Config,
  { named, ci }: EnvironmentChoice,
): Checked<Environment> {
  if (namesSeveral(named)) {
    return failure('usage/wrong', {
      detail: `This command works with one environment, but --env names several: ${named}.`,
      hint: 'Name one. `plan`, `apply`, `explain`, `doctor` and `retire` take several, but not together with an option that is for one environment, such as --refresh-only.',
    });
  }
  const name = named ?? config.defaultEnv ?? 'local';
  const environment = config.environments.get(name);
  if (!environment) return { ok: false, problems: [unknown(name, config)] };
  if (ci && named === undefined && environment.type === 'emulator') {
    return failure('environment/not-named', {
      detail:
        'CI is set, but no environment is named. Without one, the built-in emulator would be used, and the pipeline would look as if it had published.',
      hint: `Add \`--env NAME\`, with one of: ${[...config.environments.keys()].join(', ')}.`,
    });
  }
  return checked(environment, []);
}

/** The value of `--env` for every platform in the config. No environment may have this name. */
export const everyPlatform = 'all';

/** Whether `--env` asks for a run over several environments, even if it names only one of them. */
export function namesSeveral(named: string | undefined): named is string {
  return named !== undefined && (named === everyPlatform || named.includes(','));
}

/**
 * The environments of a run over several, in the order of `--env` or of the config. `all` means the
 * platforms that the config describes: no emulators, and not the built-in production, which nobody asked
 * for. Gives problems for unknown names.
 */
export function selectEnvironments(config: Config, named: string): Checked<readonly Environment[]> {
  if (named === everyPlatform) return allPlatforms(config);
  const names = [...new Set(named.split(',').map((name) => name.trim()))];
  if (names.includes('') || names.includes(everyPlatform)) {
    return failure('usage/wrong', {
      detail: `--env ${named} is not a list of environments.`,
      hint: 'Write `--env a,b`, or `--env all` by itself.',
    });
  }
  const problems = names
    .filter((name) => !config.environments.has(name))
    .map((name) => unknown(name, config));
  const environments = names.flatMap((name) => config.environments.get(name) ?? []);
  return checked(environments, problems);
}

function allPlatforms(config: Config): Checked<readonly Environment[]> {
  const platforms = describedPlatforms(config);
  if (platforms.length > 0) return checked(platforms, []);
  const meant = '`--env all` means all platforms under `environments` in the config, and';
  const others = [...config.described];
  return others.length === 0
    ? failure('config/unknown-environment', {
        detail: `${meant} there is none.`,
        hint: 'Add them there, or name an environment.',
      })
    : failure('config/unknown-environment', {
        detail: `${meant} there are only emulators: ${others.join(', ')}.`,
        hint: `Name them: \`--env ${others.join(',')}\`.`,
      });
}

/** The platforms that the config describes: no emulators, and not the built-in production. */
export function describedPlatforms({ described, environments }: Config): readonly Environment[] {
  return [...described].flatMap((name) => {
    const environment = environments.get(name);
    return environment?.type === 'platform' ? [environment] : [];
  });
}

/**
 * The problems of environments that one run cannot publish to, since they would overwrite each other. The
 * same platform with another client counts as another one.
 */
export function checkApart(environments: readonly Environment[]): Problem[] {
  const first = new Map<string, string>();
  return environments.flatMap((environment) => {
    if (environment.type === 'emulator') return [];
    const { name, baseUrl, credentials } = environment;
    const key = JSON.stringify([URL.parse(baseUrl)?.href, credentials]);
    const other = first.get(key);
    first.set(key, other ?? name);
    if (other === undefined) return [];
    return [
      problem('environment/same-platform', {
        detail: `${other} and ${name} are both ${baseUrl}, with the same credentials.`,
        hint: `Name one of them, or give ${name} the credentials of its own client.`,
      }),
    ];
  });
}

function unknown(name: string, config: Config): Problem {
  const names = [...config.environments.keys()];
  // `prod` is not a misspelt `production` but its beginning.
  const begun = names.filter((one) => one.startsWith(name));
  const near = nearest(name, names) ?? (begun.length === 1 ? begun[0] : undefined);
  return problem('config/unknown-environment', {
    detail: `There is no environment "${name}". There are: ${names.join(', ')}.`,
    hint: near ? `Did you mean "${near}"?` : 'Add it under `environments` in the config.',
  });
}
