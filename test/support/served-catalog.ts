import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  createEmulator,
  defaultClient,
  type Emulator,
  type EmulatorOptions,
} from '../../src/emulator/emulator.ts';
import { listen } from '../../src/emulator/listen.ts';
import { catalogFiles, folderWith } from './catalog-folder.ts';
import type { Around } from './program.ts';

/** A catalog folder whose environment `test` is an emulator on a port of this machine. */
export interface ServedCatalog {
  readonly emulator: Emulator;
  readonly url: string;
  readonly folder: string;
  /** The folder, and the credentials of the emulator in the default variables. */
  readonly around: Around;
  /** Paths of the PUTs so far, in the order in which they ended. */
  readonly writes: () => readonly string[];
  /** What followed the scheme in the `authorization` headers: what nobody may be shown. */
  readonly authorizations: ReadonlySet<string>;
}

export async function serveCatalog({
  lessons,
  ...options
}: EmulatorOptions & { readonly lessons?: number } = {}): Promise<ServedCatalog> {
  const emulator = createEmulator(options);
  const authorizations = new Set<string>();
  const watched: Emulator = {
    ...emulator,
    fetch: (request) => {
      const [, credentials] = request.headers.get('authorization')?.split(' ') ?? [];
      if (credentials !== undefined) authorizations.add(credentials);
      return emulator.fetch(request);
    },
  };
  const { url, close } = await listen(watched, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const folder = folderWith({ ...catalogFiles(lessons), 'timeback-catalog.yaml': configFor(url) });
  return {
    emulator,
    url,
    folder,
    around: { cwd: folder, env: credentials },
    writes: () =>
      emulator.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path),
    authorizations,
  };
}

/** The default variables, holding what every emulator accepts. */
export const credentials = {
  TIMEBACK_CLIENT_ID: defaultClient.id,
  TIMEBACK_CLIENT_SECRET: defaultClient.secret,
};

/** A config with the environment `test` at an address. */
export function configFor(url: string): string {
  return `org: partner-sandbox\nenvironments:\n  test:\n    baseUrl: ${url}\n`;
}

/** An address at which nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
