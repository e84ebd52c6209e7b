// What laws are tried on: the emulator, under any quirks, and a server that shares no code with the tool.
import type { SeedRecord } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../src/model/json.ts';
import { type Kind, kinds } from '../../src/model/node.ts';
import { type DialectName, emulatorFor } from './dialects.ts';
import { membersOf, objectOf, spelt, valueIn, withValue } from './independent/json-text.ts';
import { type Behaviour, independentServer } from './independent/server.ts';
import { contentOf, writesOf } from './interrupted.ts';
import { fc } from './laws.ts';
import type { Reached } from './publish.ts';
import { anyQuirks } from './quirk-sets.ts';

/** A platform that a law is tried on. */
export interface LawPlatform extends Reached {
  /** What a config says of it. */
  readonly environment: {
    readonly baseUrl: string;
    readonly facts: Readonly<Record<string, Json>>;
  };
  /** Keeps records in the form of the partner dialect, unchecked. */
  readonly seed: (records: readonly SeedRecord[]) => void;
  /** A record as it is held, in the form of the partner dialect. */
  readonly record: (kind: Kind, sourcedId: string) => JsonObject | undefined;
  /** All that it holds, to be given to another one of its kind. */
  readonly held: () => Held;
  /** All that it holds, to be compared: each record by its name, but for what is sent anew each time. */
  readonly content: () => Readonly<Record<string, unknown>>;
  /** How often each record was written, by the server's own account. */
  readonly writes: () => ReadonlyMap<string, number>;
  /** How many requests came. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

/** What one platform held. Only one of its kind can take it. */
type Held = readonly SeedRecord[] | ReadonlyMap<string, string>;

/** Which platform, and how it behaves. */
export type Drawn =
  | { readonly quirks: readonly QuirkName[] }
  | { readonly behaviour: Partial<Behaviour> };

/** The independent server in any way that the tool is to get along with. */
const anyBehaviour = fc.record({
  put: fc.constantFrom('replaces', 'merges'),
  putAnswers: fc.constantFrom('record', 'nothing'),
  pageLimit: fc.constantFrom(1, 3, 100),
  envelope: fc.constantFrom('kind', 'record'),
  filters: fc.constantFrom('kept', 'refused', 'ignored'),
  delay: fc.constantFrom(0, 0, 2),
  lists: fc.constantFrom('whole', 'part'),
});

export const servers: Readonly<Record<'emulator' | 'independent server', fc.Arbitrary<Drawn>>> = {
  emulator: anyQuirks.map((quirks) => ({ quirks })),
  'independent server': anyBehaviour.map((behaviour) => ({ behaviour })),
};
export type ServerName = keyof typeof servers;
export const serverNames = ['emulator', 'independent server'] as const;

/** Opens a platform that holds what another one of its kind held; absent: nothing. */
export async function openPlatform(
  dialect: DialectName,
  drawn: Drawn,
  held: Held = [],
): Promise<LawPlatform> {
  return 'quirks' in drawn
    ? emulatorPlatform(dialect, drawn.quirks, [...held].filter(isSeed))
    : independentPlatform(dialect, drawn.behaviour, [...held].filter(isText));
}

type Text = [name: string, text: string];
const isText = (one: SeedRecord | Text): one is Text => Array.isArray(one);
const isSeed = (one: SeedRecord | Text): one is SeedRecord => !isText(one);

function emulatorPlatform(
  dialect: DialectName,
  quirks: readonly QuirkName[],
  held: readonly SeedRecord[],
): LawPlatform {
  const emulator = emulatorFor(dialect, { quirks });
  emulator.seed(held);
  return {
    environment: { baseUrl: 'https://timeback.test', facts: {} },
    fetch: emulator.fetch,
    seed: emulator.seed,
    record: (kind, id) => emulator.records(kind).find(({ sourcedId }) => sourcedId === id),
    held: () =>
      ([...kinds, 'componentResource'] as const).flatMap((kind) =>
        emulator.records(kind).map((record) => ({ kind, record })),
      ),
    content: () => contentOf(emulator),
    writes: () => writesOf(emulator),
    requests: () => emulator.requests.length,
    close: async () => emulator.close(),
  };
}

async function independentPlatform(
  dialect: DialectName,
  behaviour: Partial<Behaviour>,
  held: readonly Text[],
): Promise<LawPlatform> {
  const server = await independentServer({ ...behaviour, dialect });
  const { url, records, requests, close } = server;
  for (const [name, text] of held) records.set(name, text);
  return {
    environment: { baseUrl: url, facts: factsFor(dialect, behaviour) },
    seed: (all) => {
      for (const { kind, record } of all) {
        const { unit, ...rest } = record;
        const nested = dialect === 'oneroster' && unit !== undefined;
        const text = JSON.stringify(nested ? { ...rest, parent: unit } : record);
        records.set(`${shelfOf(dialect, kind)}/${record['sourcedId']}`, text);
      }
    },
    record: (kind, id) => {
      const text = records.get(`${shelfOf(dialect, kind)}/${id}`);
      const record = text === undefined ? undefined : parseJson(text);
      if (!isObject(record) || dialect === 'partner' || kind !== 'lesson') {
        return isObject(record) ? record : undefined;
      }
      const { parent = null, ...rest } = record;
      return { ...rest, unit: parent };
    },
    held: () => new Map(records),
    content: () => textsIn(records),
    writes: () => {
      const names = Map.groupBy(server.written(), (name) => name);
      return new Map([...names].map(([name, all]) => [name, all.length]));
    },
    requests,
    close,
  };
}

function shelfOf(dialect: DialectName, kind: SeedRecord['kind']): string {
  const isComponent = dialect === 'oneroster' && (kind === 'unit' || kind === 'lesson');
  return isComponent ? 'courseComponents' : `${kind}s`;
}

const names: Readonly<Record<DialectName, readonly string[]>> = {
  partner: ['course', 'unit', 'lesson', 'resource'],
  oneroster: ['course', 'courseComponent', 'componentResource', 'resource'],
};

/**
 * What a server holds, to the byte but for dates. What places resources in a retired lesson is as good
 * as retired with it.
 */
export function textsIn(records: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const isRetired = (text: string | undefined) =>
    text !== undefined && valueIn(text, 'status') === '"tobedeleted"';
  return Object.fromEntries(
    [...records].map(([name, text]) => {
      const members = membersOf(text).filter((member) => member.name !== 'dateLastModified');
      const lesson = valueIn(valueIn(text, 'courseComponent') ?? '{}', 'sourcedId');
      const isGone =
        name.startsWith('componentResources/') &&
        isRetired(records.get(`courseComponents/${spelt(lesson)}`));
      const shown = objectOf(members);
      return [name, isGone ? withValue(shown, 'status', '"tobedeleted"') : shown];
    }),
  );
}

/** The corrections that a config needs for a server that behaves so. */
function factsFor(
  dialect: DialectName,
  { envelope }: Partial<Behaviour>,
): Readonly<Record<string, Json>> {
  if (envelope !== 'record') return {};
  return Object.fromEntries(names[dialect].map((name) => [`${name}.envelope`, 'record']));
}
