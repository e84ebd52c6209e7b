import type { Emulator } from '../emulator/emulator.ts';
import type { FaultSpec } from '../emulator/faults.ts';
import type { QuirkName } from '../emulator/quirks.ts';
import { type Checked, checked, problem } from '../model/problem.ts';

export interface EmulatorOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Database file; absent: in memory. */
  readonly data?: string;
  readonly latencyMs: number;
  readonly orgs: readonly string[];
  readonly quirks: readonly QuirkName[];
  readonly faults: readonly FaultSpec[];
}

export interface RunningEmulator {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly close: () => Promise<void>;
}

/** Starts the emulator on a port of this machine. The caller closes it. */
export async function startEmulator(options: EmulatorOptions): Promise<Checked<RunningEmulator>> {
  const { createEmulator, defaultClient } = await import('../emulator/emulator.ts');
  const { listen } = await import('../emulator/listen.ts');
  let emulator: Emulator | undefined;
  try {
    emulator = createEmulator(options);
    const running = emulator;
    const server = await listen(running, { port: options.port });
    const close = async (): Promise<void> => {
      await server.close();
      running.close();
    };
    const { id: clientId, secret: clientSecret } = defaultClient;
    return checked({ url: server.url, clientId, clientSecret, close }, []);
  } catch (error) {
    emulator?.close();
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [problem('usage/wrong', { detail })] };
  }
}
