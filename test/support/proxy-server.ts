import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

// A small HTTP proxy on a port of this machine: absolute URLs and CONNECT, with a password or refusals.

export interface ProxyServer {
  /** Without user and password. */
  readonly url: string;
  readonly host: string;
  /** `CONNECT host:port`, `GET http://…`: what was asked of it, in order. */
  readonly asked: readonly string[];
  /** Connections that were opened to it. */
  readonly connections: () => number;
  /** Connections that are open, to it and from it. */
  readonly open: () => number;
}

export interface ProxyOptions {
  /** `user:password` that it asks for. */
  readonly login?: string;
  /** Answers everything with this status. */
  readonly refuses?: number;
  /** Takes CONNECT and never answers. */
  readonly isSilent?: boolean;
  /** TLS on the way to it. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Where a host and a port lead to; absent: there. */
  readonly lookUp?: (host: string, port: number) => number;
}

export async function serveProxy(options: ProxyOptions = {}): Promise<ProxyServer> {
  const { login, refuses, isSilent, tls, lookUp = (_host, port) => port } = options;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = tls ? createSecureServer(tls) : createServer();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    keep(socket);
  });

  const refusalOf = ({ headers }: IncomingMessage): number | undefined => {
    const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
    const isKnown = expected === undefined || headers['proxy-authorization'] === expected;
    return refuses ?? (isKnown ? undefined : 407);
  };

  server.on('request', (incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const refusal = refusalOf(incoming);
    if (refusal !== undefined) {
      outgoing.writeHead(refusal).end();
      return;
    }
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(
      {
        host: '127.0.0.1',
        port: lookUp(hostname, Number(port || 80)),
        method: incoming.method,
        path: `${pathname}${search}`,
        headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });

  server.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(`CONNECT ${incoming.url}`);
    keep(socket);
    if (isSilent) {
      socket.on('end', () => socket.destroy()).resume();
      return;
    }
    const refusal = refusalOf(incoming);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(incoming.url ?? '') ?? [];
    const onward = connect(lookUp(host, Number(port)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(onward);
    onward.on('error', () => socket.destroy());
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return {
    url: `${tls ? 'https' : 'http'}://${host}`,
    host,
    asked,
    connections: () => connections,
    open: () => sockets.size,
  };
}
