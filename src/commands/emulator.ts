import type { Emulator, EmulatorClient } from '../emulator/emulator.ts';
import type { FaultSpec } from '../emulator/faults.ts';
import type { QuirkName } from '../emulator/quirks.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { readSeed } from './emulator-seed.ts';
import type { World } from './world.ts';

export interface EmulatorOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Database file; absent: in memory. */
  readonly data?: string;
  readonly latencyMs: number;
  /** How long after an event what follows from it can be read. */
  readonly materialiseAfterMs?: number;
  readonly orgs: readonly string[];
  /** Absent or empty: the default client alone. */
  readonly clients?: readonly EmulatorClient[];
  /** Manifests, folders of them, or outlines that are there from the start; they belong to the first client. */
  readonly seed?: readonly string[];
  readonly quirks: readonly QuirkName[];
  readonly faults: readonly FaultSpec[];
}

export interface RunningEmulator {
  readonly url: string;
  readonly clients: readonly EmulatorClient[];
  readonly close: () => Promise<void>;
}

/** Starts the emulator on a port of this machine. The caller closes it. */
export async function startEmulator(
  { clients: registered = [], seed: paths = [], ...options }: EmulatorOptions,
  world: Pick<World, 'cwd' | 'now' | 'sha256'>,
): Promise<Checked<RunningEmulator>> {
  const seed = readSeed(paths, world);
  if (!seed.ok) return seed;
  const { createEmulator, defaultClient } = await import('../emulator/emulator.ts');
  const { listen } = await import('../emulator/listen.ts');
  let emulator: Emulator | undefined;
  try {
    const clients = registered.length > 0 ? registered : [defaultClient];
    const orgs = [...options.orgs, ...seed.value.orgs];
    emulator = createEmulator({ ...options, orgs, clients });
    emulator.seed(seed.value.records);
    const running = emulator;
    const server = await listen(running, { port: options.port });
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
