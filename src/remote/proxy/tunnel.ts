import { Agent as PlainAgent, request as plain, type RequestOptions } from 'node:http';
import { Agent, request as secure } from 'node:https';
import type { Duplex } from 'node:stream';
import { ProxyError } from './fault.ts';
import type { NamedProxy } from './proxy.ts';

/** What a request through a tunnel adds to its options: Node hands them on to `createConnection`. */
export interface TunnelOptions extends RequestOptions {
  /** Ends the wait for the proxy. Node keeps the request's own signal to itself. */
  readonly until: AbortSignal;
}

/**
 * Connections to https hosts through a proxy (RFC 9110, section 9.3.6): the proxy is asked to connect,
 * and TLS goes from here to the host, so that the proxy sees neither credentials nor content.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: NamedProxy;

  constructor(proxy: NamedProxy) {
    // No proxy of Node's own on top of this one.
    super({ keepAlive: true, proxyEnv: {} });
    this.#proxy = proxy;
  }

  override createConnection(
    options: TunnelOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // Node reads no stream beside an error; its types ask for one.
    const fail = callback as (error: Error) => void;
    const { url, authorization } = this.#proxy;
    const send = url.protocol === 'https:' ? secure : plain;
    const to = `${bracketed(options.host ?? '')}:${options.port}`;
    const asking = send(url, {
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...(authorization && { 'proxy-authorization': authorization }) },
      agent: false,
      signal: options.until,
    });
    asking.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        const within: RequestOptions & { socket: Duplex } = { ...options, socket };
        callback(null, super.createConnection(within) as Duplex);
        return;
      }
      socket.destroy();
      fail(new ProxyError(this.#proxy, { status: statusCode }));
    });
    asking.on('error', (cause) => fail(new ProxyError(this.#proxy, { cause })));
    asking.end();
    return undefined;
  }
}

/** Connections to a proxy itself, for hosts that are asked for without TLS. */
export function agentFor({ url }: NamedProxy): PlainAgent {
  const options = { keepAlive: true, proxyEnv: {} };
  return url.protocol === 'https:' ? new Agent(options) : new PlainAgent(options);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
