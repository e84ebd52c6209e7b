// A probe of an emulator, in virtual time and with ids that are the same in every run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator, EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import {
  createEmulator,
  defaultClient,
  type SeedRecord,
} from '../../src/features/emulator/server/emulator.ts';
import type { DialectName } from '../../src/model/destination.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { folderWith } from './catalog-folder.ts';
import { commandLine } from './command-line.ts';
import { virtualTime } from './virtual-time.ts';

export interface Probed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
  readonly emulator: Emulator;
  /** The text of the file with the facts. */
  readonly text: () => string;
  /** State and value of each row, in JSON. */
  readonly rows: () => ReadonlyMap<string, string>;
}

export function probeFolder(dialect: DialectName): string {
  return folderWith({
    'timeback-catalog.yaml': `environments:\n  test:\n    baseUrl: https://timeback.test\n    dialect: ${dialect}\n`,
  });
}

/** Probes an emulator with these quirks that holds some records of others. */
export async function probed(
  dialect: DialectName,
  options: EmulatorOptions = {},
  {
    seed = [],
    args = [],
    fetch,
    inFolder,
  }: {
    readonly seed?: readonly SeedRecord[];
    readonly args?: readonly string[];
    readonly fetch?: (
      emulator: Emulator,
      now: () => Date,
    ) => (request: Request) => Promise<Response>;
    /** Is told the folder before the probe begins. */
    readonly inFolder?: (folder: string) => void;
  } = {},
): Promise<Probed> {
  const time = virtualTime();
  const emulator = createEmulator({ now: time.now, ...options });
  emulator.seed(seed);
  const folder = probeFolder(dialect);
  inFolder?.(folder);
  let ids = 0;
  const ended = await commandLine(
    ['probe', '--env', 'test', '--yes', '--format', 'json', ...args],
    {
      cwd: folder,
      env: {
        TIMEBACK_CLIENT_ID: defaultClient.id,
        TIMEBACK_CLIENT_SECRET: defaultClient.secret,
      },
    },
    {
      fetch: fetch?.(emulator, time.now) ?? emulator.fetch,
      now: time.now,
      wait: time.wait,
      uuid: () => {
        ids += 1;
        return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
      },
    },
  );
  return {
    ...ended,
    folder,
    emulator,
    text: () => readFileSync(join(folder, 'platform.facts.yaml'), 'utf8'),
    rows: () =>
      new Map(
        (JSON.parse(ended.stdout).rows as { row: string; state: string; value?: unknown }[]).map(
          ({ row, state, value }) => [
            row,
            `${state}${value === undefined ? '' : ` ${JSON.stringify(value)}`}`,
          ],
        ),
      ),
  };
}

/** Courses of others that are there before, all live: enough for pages and filters to show their limits. */
export function seedOf(courses: number): readonly SeedRecord[] {
  return Array.from({ length: courses }, (_, index) => ({
    kind: 'course' as const,
    record: { sourcedId: `seed-${index}`, status: 'active', title: `Seeded course ${index}` },
  }));
}

export const heldKinds = ['course', 'unit', 'lesson', 'resource', 'componentResource'] as const;

/** What is live of those records that a probe made, by their titles. */
export function liveOfProbes(emulator: Emulator): readonly JsonObject[] {
  return heldKinds.flatMap((kind) =>
    emulator.records(kind).filter(({ title, metadata, status }) => {
      const isMarked = JSON.stringify(metadata ?? {}).includes('"probe"');
      const isNamed = String(title).startsWith('timeback-catalog probe');
      return (isMarked || isNamed) && status !== 'tobedeleted';
    }),
  );
}

/** What was there before, as it is held. */
export function ofOthers(emulator: Emulator): readonly JsonObject[] {
  return emulator
    .records('course')
    .filter(({ sourcedId }) => String(sourcedId).startsWith('seed-'));
}
