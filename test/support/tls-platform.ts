import { createServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';

/** An emulator behind TLS. */
export async function serveOverTls(tls: {
  readonly key: Buffer;
  readonly cert: Buffer;
}): Promise<{ readonly port: number; readonly connections: () => number }> {
  const emulator = createEmulator({});
  const listener = getRequestListener(emulator.fetch, { overrideGlobalObjects: false });
  const server = createServer(tls, listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    emulator.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { port, connections: () => connections };
}
