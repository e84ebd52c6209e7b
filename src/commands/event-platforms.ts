import type { Config } from '../config/config.ts';
import type { Environment, PlatformEnvironment } from '../config/environment.ts';
import { selectEnvironment } from '../config/select.ts';
import type { EventForms } from '../model/event-forms.ts';
import { type Checked, checked } from '../model/problem.ts';
import { unverified } from '../remote/fact.ts';
import { dialectOf } from './platform.ts';
import type { Workspace } from './workspace.ts';

/** A platform to which the app sends its events. */
export interface EventPlatform {
  readonly environment: PlatformEnvironment;
  readonly forms: EventForms;
  /** Rows of the table about events that no document and no correction settles. */
  readonly unverified: readonly string[];
}

export interface EventPlatforms {
  /** The environments of the config, the built-in ones among them, or the one that is named. */
  readonly chosen: readonly Environment[];
  /**
   * Those of them that take events. The emulator is none: where it serves changes from run to run.
   * Neither is a platform in whose dialect no document names the catalog in events.
   */
  readonly platforms: readonly EventPlatform[];
}

export function eventPlatforms(
  workspace: Workspace,
  env: string | undefined,
): Checked<EventPlatforms> {
  const environments = chosen(workspace.config, env);
  if (!environments.ok) return environments;
  const opened = environments.value
    .filter((environment) => environment.type === 'platform')
    .map((environment) => openEvents(environment, workspace));
  return checked(
    {
      chosen: environments.value,
      platforms: opened.flatMap((one) => (one.ok && one.value ? [one.value] : [])),
    },
    opened.flatMap(({ problems }) => problems),
  );
}

function chosen(config: Config, env: string | undefined): Checked<readonly Environment[]> {
  if (env === undefined) return checked([...config.environments.values()], []);
  const one = selectEnvironment(config, { named: env, ci: false });
  return one.ok ? checked([one.value], []) : one;
}

function openEvents(
  environment: PlatformEnvironment,
  workspace: Workspace,
): Checked<EventPlatform | undefined> {
  const dialect = dialectOf(environment, workspace);
  if (!dialect.ok) return dialect;
  const { events: forms, table } = dialect.value;
  if (!forms) return checked(undefined, []);
  const open = table.filter(
    ({ row, source, isCorrected }) =>
      row.startsWith('event.') && source === unverified && !isCorrected,
  );
  const rows = open.map(({ row }) => row);
  return checked({ environment, forms, unverified: rows }, []);
}
