import { checkEvents } from '../../caliper/check-events.ts';
import { selectEnvironment } from '../../config/choose-environments.ts';
import type { Config } from '../../config/config.ts';
import type { Environment, PlatformEnvironment } from '../../config/environment.ts';
import { decodeText } from '../../document/source-text.ts';
import type { EventForms, EventsReport } from '../../model/event-check.ts';
import { inputLimits, limitInWords } from '../../model/input-limits.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import { unverified } from '../../remote/dialects/facts.ts';
import { readSources } from '../../run/catalog/sources.ts';
import { desiredIn, ledgerInOtherIds } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { dialectOf } from '../../run/environment.ts';
import type { World } from '../../run/world.ts';

interface EventsCheckOptions {
  /** The name of the events in messages, and their bytes. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly env?: string;
}

/** Says what would happen to an app's events. Needs no network and no credentials. */
export function checkEventsFile(
  { file, bytes, env }: EventsCheckOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<EventsReport> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const sources = readSources(workspace.value);
  const platform = eventPlatform(workspace.value, env);
  const text = readable(file, bytes);
  const all = [...sources.problems, ...platform.problems, ...text.problems];
  if (!sources.ok || !platform.ok || !text.ok) return { ok: false, problems: all };
  const { one, all: platforms } = platform.value;
  const { environment, forms } = one;
  const { catalog, ledger } = sources.value;
  const desired = desiredIn({ catalog, environment }, workspace.value);
  if (!desired.ok) return { ok: false, problems: [...all, ...desired.problems] };
  const others = platforms.filter((other) => other.environment.baseUrl !== environment.baseUrl);
  const report = checkEvents(file, text.value, {
    catalog: desired.value.catalog,
    ledger: ledger && ledgerInOtherIds(ledger, environment),
    forms,
    environment: { name: environment.name, baseUrl: environment.baseUrl },
    // If several environments have one address, the first gives the name.
    others: new Map(
      others.toReversed().map((other) => [other.environment.baseUrl, other.environment.name]),
    ),
  });
  return checked(report, all);
}

function readable(file: string, bytes: Uint8Array): Checked<string> {
  if (bytes.length <= inputLimits.events.most) return decodeText(file, bytes);
  return failure('file/too-large', {
    detail: `${file} has more than ${limitInWords(inputLimits.events)}.`,
    hint: 'Split it. With one event per line, any tool can do that.',
  });
}

/** A platform to which the app sends its events. */
export interface EventPlatform {
  readonly environment: PlatformEnvironment;
  readonly forms: EventForms;
  /** Rows about events that neither a document nor a correction settles. */
  readonly unverified: readonly string[];
}

export interface EventPlatforms {
  /** The environments of the config with the built-in ones, or the named one. */
  readonly chosen: readonly Environment[];
  /**
   * The environments among them that accept events. The emulator is left out, since its address changes with
   * each run.
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
      platforms: opened.flatMap((one) => (one.ok ? [one.value] : [])),
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
): Checked<EventPlatform> {
  const dialect = dialectOf(environment, workspace);
  if (!dialect.ok) return dialect;
  const { events: forms, table } = dialect.value;
  const open = table.filter(
    ({ row, source, isCorrected }) =>
      row.startsWith('event.') && source === unverified.source && !isCorrected,
  );
  const rows = open.map(({ row }) => row);
  return checked({ environment, forms, unverified: rows }, []);
}

/**
 * The platform whose forms events are compared with: the named one, else the default one if it accepts
 * events, else production.
 */
function eventPlatform(
  workspace: Workspace,
  env: string | undefined,
): Checked<{ readonly one: EventPlatform; readonly all: readonly EventPlatform[] }> {
  const opened = eventPlatforms(workspace, undefined);
  if (!opened.ok) return opened;
  const all = opened.value.platforms;
  const { defaultEnv } = workspace.config;
  const usual = all.some(({ environment }) => environment.name === defaultEnv);
  const name = env ?? (usual && defaultEnv !== undefined ? defaultEnv : 'production');
  const named = selectEnvironment(workspace.config, { named: name, ci: false });
  if (!named.ok) return named;
  const one = all.find(({ environment }) => environment.name === name);
  if (one) return checked({ one, all }, []);
  const detail = `The environment ${name} is the emulator: no app sends its events there.`;
  const names = all.map(({ environment }) => environment.name).join(', ');
  const hint = names === '' ? 'Add a platform to the config.' : `Name one of: ${names}`;
  return failure('usage/wrong', { detail, hint });
}
