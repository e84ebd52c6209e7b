import { type IncomingMessage, request as plain } from 'node:http';
import type { Sending } from './attempt.ts';
import type { Way, WayTo } from './way.ts';

/** Headers of an answer, by names in any case. */
export interface AnswerHeaders {
  /** All values of that name, joined by commas; null where there is none. */
  get(name: string): string | null;
}

/** No answer, or none that came to its end; the cause says why. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('the connection failed', { cause });
  }
}

/** What is sent: any method. */
export type Sent = Omit<Sending, 'method' | 'expects'> & { readonly method: string };

/** An answer that arrived whole. */
export interface Arrived {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

/**
 * Sends a request over the network and reads the answer to its end. Follows no redirect, which could
 * carry the client secret to another host. Connections are kept for the next request and hold no
 * program that is done. Rejects with a ConnectionError, also where the signal ends it. `wayTo`: where
 * proxies stand between.
 */
export function exchange(
  { method, url, headers, body }: Sent,
  signal: AbortSignal,
  wayTo: WayTo = direct,
): Promise<Arrived> {
  const target = new URL(url);
  const { request: send, options: way, blame = same, refusal } = wayTo(target, signal);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new ConnectionError(cause));
    const options = { ...way, method, headers: { ...usual, ...headers, ...way.headers }, signal };
    const receive = (incoming: IncomingMessage): void => {
      const refused = refusal?.(incoming);
      if (refused) {
        incoming.destroy();
        fail(refused);
      } else {
        readWhole(incoming).then(resolve, fail);
      }
    };
    // A way that names a path goes to another host than the URL's.
    const outgoing = way.path ? send(options, receive) : send(target, options, receive);
    outgoing.on('error', (cause) => fail(blame(cause)));
    outgoing.end(body);
  });
}

function direct({ protocol }: URL): Way {
  const request = protocol === 'https:' ? process.getBuiltinModule('node:https').request : plain;
  return { request, options: {} };
}

const same = (cause: unknown): unknown => cause;

const usual = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'timeback-catalog' };

async function readWhole(incoming: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  // Where the connection breaks off, this throws.
  for await (const chunk of incoming) chunks.push(chunk);
  const { statusCode: status = 0, headers } = incoming;
  const bytes = await unpacked(Buffer.concat(chunks), headers['content-encoding']);
  return {
    status,
    headers: { get: (name) => joined(headers[name.toLowerCase()]) },
    text: textOf(bytes),
  };
}

function joined(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(', ') ?? null);
}

async function unpacked(bytes: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (bytes.length === 0) return bytes;
  const unpack = unpacking(encoding.toLowerCase());
  if (!unpack) return bytes;
  return new Promise((resolve, reject) => {
    unpack(bytes, (error, whole) => (error ? reject(error) : resolve(whole)));
  });
}

/** Loaded when an answer needs it: that of many a platform does not. */
function unpacking(encoding: string) {
  if (encoding === 'identity') return undefined;
  const { gunzip, inflate, brotliDecompress } = process.getBuiltinModule('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzip;
    case 'deflate':
      return inflate;
    case 'br':
      return brotliDecompress;
    default:
      return undefined;
  }
}

/** Without the mark that some servers put in front. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
