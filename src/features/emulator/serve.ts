import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Checked, checked, problem } from '../../model/problem.ts';
import type { World } from '../../run/world.ts';
import { readSeed } from './seed.ts';
import type { Emulator, EmulatorClient } from './server/emulator.ts';
import type { FaultSpec } from './server/faults.ts';
import type { QuirkSpec } from './server/quirks.ts';

export interface EmulatorServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Database file; absent: in memory. */
  readonly data?: string;
  readonly latencyMs: number;
  /** How long after an event what follows from it can be read. */
  readonly materialiseAfterMs?: number;
  readonly orgs: readonly string[];
  /** Host names that lead here beside 127.0.0.1, localhost and [::1]. */
  readonly hosts?: readonly string[];
  /** Absent or empty: the client `emulator` alone, with a secret that is made anew each time. */
  readonly clients?: readonly EmulatorClient[];
  /** Manifests, folders of them, or outlines that are there from the start; they belong to the first client. */
  readonly seed?: readonly string[];
  readonly quirks: readonly QuirkSpec[];
  readonly faults: readonly FaultSpec[];
}

export interface RunningEmulator {
  readonly url: string;
  readonly clients: readonly EmulatorClient[];
  readonly close: () => Promise<void>;
}

/** Starts the emulator on a port of this machine. The caller closes it. */
export async function startEmulator(
  { clients: registered = [], seed: paths = [], ...options }: EmulatorServerOptions,
  world: Pick<World, 'cwd' | 'sources' | 'now' | 'sha256'>,
): Promise<Checked<RunningEmulator>> {
  const seed = readSeed(paths, world);
  if (!seed.ok) return seed;
  const { createEmulator, defaultClient } = await import('./server/emulator.ts');
  const { listen } = await import('./server/listen.ts');
  let emulator: Emulator | undefined;
  try {
    const clients =
      registered.length > 0 ? registered : [{ id: defaultClient.id, secret: newSecret() }];
    const orgs = [...options.orgs, ...seed.value.orgs];
    const data = options.data === undefined ? {} : { data: resolve(world.cwd, options.data) };
    emulator = createEmulator({ ...options, ...data, orgs, clients });
    emulator.seed(seed.value.records);
    const running = emulator;
    const { port, hosts = [] } = options;
    const server = await listen(running, { port, hosts });
    const close = async (): Promise<void> => {
      await server.close();
      running.close();
    };
    return checked({ url: server.url, clients, close }, seed.problems);
  } catch (error) {
    emulator?.close();
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [problem('usage/wrong', { detail })] };
  }
}

/** Whoever reads the documents, or any page in a browser, must not know it. */
function newSecret(): string {
  return randomBytes(24).toString('base64url');
}
