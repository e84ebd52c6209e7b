import { onTestFinished } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { folderWith } from './catalog-folder.ts';
import { type ApiDocument, watchedBy } from './openapi.ts';
import { startPrism } from './prism.ts';

/**
 * An emulator of the oneroster dialect, reached through Prism, which lets nothing pass that an OpenAPI
 * document does not allow. `found` collects what the check of our own finds besides.
 */
export async function validatedPlatform(document: ApiDocument) {
  const emulator = createEmulator();
  const found: string[] = [];
  let exchanges = 0;
  const watched = watchedBy(emulator, {
    answers: true,
    document,
    onExchange: (violations) => {
      exchanges += 1;
      found.push(...violations);
    },
  });
  const { url, close } = await listen(watched, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const proxy = await startPrism(['proxy', url, '--errors'], document, folderWith());
  // Of tokens the document says nothing.
  const test = { baseUrl: proxy.url, dialect: 'oneroster', tokenUrl: `${url}/oauth2/token` };
  return {
    emulator,
    proxy,
    config: JSON.stringify({ org: 'partner-sandbox', environments: { test } }),
    found,
    exchanges: () => exchanges,
  };
}
