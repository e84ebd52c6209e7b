import { onTestFinished } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { catalogFiles, folderWith } from './catalog-folder.ts';
import type { Around } from './program.ts';
import { credentials, deadUrl } from './served-catalog.ts';

/** An environment of a test: an emulator, one that refuses the client, or an address without anything. */
export type ServedAs = EmulatorOptions | 'refusing' | 'down';

export interface ServedEnvironments {
  readonly folder: string;
  readonly around: Around;
  /** The emulator of an environment. */
  readonly at: (environment: string) => Emulator;
  /** Paths of the PUTs to an environment. */
  readonly writes: (environment: string) => readonly string[];
}

/** A catalog folder with several environments on ports of this machine. */
export async function serveEnvironments(
  served: Readonly<Record<string, ServedAs>>,
  more: Readonly<Record<string, string>> = {},
): Promise<ServedEnvironments> {
  const emulators = new Map<string, Emulator>();
  const described: string[] = [];
  for (const [name, as] of Object.entries(served)) {
    const url = as === 'down' ? await deadUrl() : await serve(name, as, emulators);
    described.push(`  ${name}: { baseUrl: "${url}"${more[name] ? `, ${more[name]}` : ''} }\n`);
  }
  const config = `org: partner-sandbox\nenvironments:\n${described.join('')}`;
  const folder = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const at = (environment: string): Emulator => {
    const emulator = emulators.get(environment);
    if (!emulator) throw new Error(`no emulator for ${environment}`);
    return emulator;
  };
  return {
    folder,
    around: { cwd: folder, env: credentials },
    at,
    writes: (environment) =>
      at(environment)
        .requests.filter(({ method }) => method === 'PUT')
        .map(({ path }) => path),
  };
}

async function serve(
  name: string,
  as: Exclude<ServedAs, 'down'>,
  emulators: Map<string, Emulator>,
): Promise<string> {
  const options = as === 'refusing' ? { clients: [{ id: 'another', secret: 'client' }] } : as;
  const emulator = createEmulator(options);
  emulators.set(name, emulator);
  const { url, close } = await listen(emulator, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  return url;
}
