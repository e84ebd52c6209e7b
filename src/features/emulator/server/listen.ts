import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Emulator } from './emulator.ts';
import { imsxRefusal } from './fields.ts';
import { halfOf, hostCheck } from './http.ts';

/** An emulator that listens on a port of this machine. */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Stops at once and drops open connections. The emulator itself stays open. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

export interface ListenOptions {
  /** Port to listen on; 0: any free one. */
  readonly port: number;
  /**
   * Host names that lead to this machine in addition to 127.0.0.1, localhost and [::1], such as `dev.test` or
   * `dev.test:80`.
   */
  readonly hosts?: readonly string[];
}

/**
 * Serves an emulator over HTTP to this machine only. Requests that name another host are answered
 * 403, since a web page could have sent them. Rejects with an Error for people if the port is
 * taken.
 */
export async function listen(
  emulator: Pick<Emulator, 'fetch'>,
  { port: wanted, hosts }: ListenOptions,
): Promise<Listening> {
  const server = createServer();
  const port = await bind(server, wanted);
  const refusalOf = hostCheck(port, hosts);
  const answer = answering(emulator);
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const refused = refusalOf(incoming);
    if (refused === undefined) return void answer(incoming, outgoing);
    const { status, body } = imsxRefusal(403, refused);
    outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    outgoing.end(JSON.stringify(body));
  });
  return { url: `http://${host}:${port}`, port, close: () => close(server) };
}

function answering(emulator: Pick<Emulator, 'fetch'>): ReturnType<typeof getRequestListener> {
  return getRequestListener(
    async (request, { incoming, outgoing }) => {
      try {
        const response = await emulator.fetch(request);
        const half = halfOf(response);
        if (half === undefined || !(outgoing instanceof ServerResponse)) return response;
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.write(half, () => incoming.socket.destroy());
        return RESPONSE_ALREADY_SENT;
      } catch {
        incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
    { overrideGlobalObjects: false },
  );
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
