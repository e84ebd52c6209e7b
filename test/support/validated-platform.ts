import { tmpdir } from 'node:os';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { type Listening, listen } from '../../src/features/emulator/server/listen.ts';
import { type ApiDocument, watchedBy } from './openapi.ts';
import { startPrism } from './prism.ts';
import { startShared } from './program.ts';

/**
 * Gives each test an emulator of the oneroster dialect of its own, reached through Prism, which lets nothing
 * pass that an OpenAPI document does not allow. Prism takes seconds to start, so that it is one for all
 * tests of the group that calls this. `found` collects what the check of our own finds besides.
 */
export function validatedPlatforms(document: ApiDocument) {
  const none = createEmulator();
  let current = none;
  let server: Listening;
  let proxy: Awaited<ReturnType<typeof startPrism>>;
  beforeAll(async () => {
    server = await listen({ ...none, fetch: (request) => current.fetch(request) }, { port: 0 });
    const prism = ['proxy', server.url, '--errors'] as const;
    proxy = await startPrism(prism, document, { cwd: tmpdir(), begin: startShared });
  });
  afterAll(async () => {
    proxy.kill();
    await server.close();
    none.close();
  });
  return () => {
    const emulator = createEmulator();
    const found: string[] = [];
    let exchanges = 0;
    current = watchedBy(emulator, {
      answers: true,
      held: [document],
      onExchange: (violations) => {
        exchanges += 1;
        found.push(...violations);
      },
    });
    onTestFinished(() => {
      current = none;
      emulator.close();
    });
    // Of tokens the document says nothing.
    const tokenUrl = `${server.url}/oauth2/token`;
    const test = { baseUrl: proxy.url, dialect: 'oneroster', tokenUrl };
    return {
      emulator,
      proxy,
      config: JSON.stringify({ org: 'partner-sandbox', environments: { test } }),
      found,
      exchanges: () => exchanges,
    };
  };
}
