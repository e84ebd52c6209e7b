import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import {
  createEmulator,
  defaultClient,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { catalogFiles, folderWith } from './catalog-folder.ts';
import { type DialectName, writesIn } from './dialects.ts';
import { watchedBy } from './openapi.ts';
import type { Around } from './program.ts';

/** A catalog folder whose environment `test` is an emulator on a port of this machine. */
export interface ServedCatalog {
  readonly emulator: Emulator;
  readonly url: string;
  readonly folder: string;
  /** The folder, and the credentials of the emulator in the default variables. */
  readonly around: Around;
  /** Paths of the writes so far, in the order in which they ended. */
  readonly writes: () => readonly string[];
  /** What followed the scheme in the `authorization` headers: what nobody may be shown. */
  readonly authorizations: ReadonlySet<string>;
}

export async function serveCatalog({
  lessons,
  dialect = 'partner',
  ...options
}: EmulatorOptions & {
  readonly lessons?: number;
  /** If it is not partner, the first lessons place resources, and requests are held to its document. */
  readonly dialect?: DialectName;
} = {}): Promise<ServedCatalog> {
  const emulator = createEmulator(options);
  const wrong: string[] = [];
  const authorizations = new Set<string>();
  const watched: Emulator = {
    ...emulator,
    fetch: (request) => {
      const [, credentials] = request.headers.get('authorization')?.split(' ') ?? [];
      if (credentials !== undefined) authorizations.add(credentials);
      return dialect === 'partner' ? emulator.fetch(request) : held.fetch(request);
    },
  };
  const held = watchedBy(emulator, { answers: false, onExchange: (found) => wrong.push(...found) });
  const { url, close } = await listen(watched, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
    expect(wrong).toEqual([]);
  });
  const folder = folderWith({
    ...catalogFiles(lessons, dialect === 'partner' ? 0 : placing),
    'timeback-catalog.yaml': configFor(url, dialect),
  });
  return {
    emulator,
    url,
    folder,
    around: { cwd: folder, env: credentials },
    writes: () => writesIn(emulator).map(({ path }) => path),
    authorizations,
  };
}

/** The default variables, holding what every emulator accepts. */
export const credentials = {
  TIMEBACK_CLIENT_ID: defaultClient.id,
  TIMEBACK_CLIENT_SECRET: defaultClient.secret,
};

/** How many lessons place resources where that takes records of their own. */
const placing = 3;

/** A config with the environment `test` at an address. */
export function configFor(url: string, dialect: DialectName = 'partner'): string {
  const lines = ['org: partner-sandbox', 'environments:', '  test:', `    baseUrl: ${url}`];
  return `${[...lines, `    dialect: ${dialect}`].join('\n')}\n`;
}

/** An address at which nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
