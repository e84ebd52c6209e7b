import { createServer, type Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { CutOffResponse } from './body.ts';
import type { Emulator } from './emulator.ts';

/** An emulator on a port of this machine. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Stops at once: open connections are dropped. The emulator itself stays open. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Serves an emulator over HTTP to this machine only. Port 0 takes any that is free. Rejects with an
 * Error for people where the port cannot be had.
 */
export async function listen(
  emulator: Emulator,
  { port: wanted }: { readonly port: number },
): Promise<Listening> {
  const server = createServer(
    getRequestListener(
      async (request, { incoming, outgoing }) => {
        try {
          const response = await emulator.fetch(request);
          const isCutOff = response instanceof CutOffResponse;
          if (!isCutOff || !(outgoing instanceof ServerResponse)) return response;
          outgoing.writeHead(response.status, Object.fromEntries(response.headers));
          outgoing.write(response.half, () => incoming.socket.destroy());
          return RESPONSE_ALREADY_SENT;
        } catch {
          incoming.socket.destroy();
          return RESPONSE_ALREADY_SENT;
        }
      },
      { overrideGlobalObjects: false },
    ),
  );
  const port = await bind(server, wanted);
  return { url: `http://${host}:${port}`, port, close: () => close(server) };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
      reject(new Error(`The emulator cannot listen on port ${port}: ${reason}.`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
