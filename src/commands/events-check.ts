import { checkEvents } from '../caliper/check-events.ts';
import { decode } from '../document/decode.ts';
import type { EventsReport } from '../model/event-check.ts';
import { limitInWords, limits } from '../model/limits.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { eventPlatform } from './event-platforms.ts';
import { readSources } from './sources.ts';
import { desiredIn } from './target.ts';
import { openWorkspace } from './workspace.ts';
import type { World } from './world.ts';

export interface EventsCheckOptions {
  /** What the events are called in messages, and their bytes. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly env?: string;
}

/** Says what would become of an app's events. Needs no network and no credentials. */
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
  const { catalog } = sources.value;
  const desired = desiredIn({ catalog, environment }, workspace.value);
  if (!desired.ok) return { ok: false, problems: [...all, ...desired.problems] };
  const others = platforms.filter((other) => other.environment.baseUrl !== environment.baseUrl);
  const report = checkEvents(file, text.value, {
    catalog: desired.value.catalog,
    ledger: sources.value.ledger,
    forms,
    environment: { name: environment.name, baseUrl: environment.baseUrl },
    // Of several at one address the first gives the name.
    others: new Map(
      others.toReversed().map((other) => [other.environment.baseUrl, other.environment.name]),
    ),
  });
  return checked(report, all);
}

function readable(file: string, bytes: Uint8Array): Checked<string> {
  if (bytes.length <= limits.events.most) return decode(file, bytes);
  const tooLarge = problem('file/too-large', {
    detail: `${file} has more than ${limitInWords(limits.events)}.`,
    hint: 'Split it: one event a line lets any tool do so.',
  });
  return { ok: false, problems: [tooLarge] };
}
