import { isUtf8 } from 'node:buffer';
import { type IncomingMessage, request as plain } from 'node:http';
import type { Sending } from './attempt.ts';
import {
  type Gathered,
  gather,
  gatherBody,
  type Lease,
  type Over,
  openRoom,
  valuesIn,
} from './intake.ts';
import { countText, limits, sizeText } from './limits.ts';
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
export type Sent = Omit<Sending, 'method'> & {
  readonly method: string;
  /** Bytes that its answer may have; absent: as many as of a platform. */
  readonly most?: number;
};

/** More than is taken from a platform; the message says what, and of what. */
export class TooMuchError extends Error {
  /** Whether it is a page of a list, of which fewer records can be asked for. */
  readonly isPage: boolean;

  constructor(message: string, isPage: boolean) {
    super(message);
    this.isPage = isPage;
  }
}

/** What an answer takes, in bytes unpacked and in values. */
export interface Size {
  readonly bytes: number;
  readonly values: number;
}

/** An answer that arrived whole, or as far as anybody wants it. */
export interface Arrived {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  readonly size: Size;
  /** Of an answer whose status counts: the rest of it was not read. */
  readonly isCut?: true;
  /** The bytes are no UTF-8: the text lacks some of the letters that were sent. */
  readonly isOtherwiseEncoded?: true;
}

/**
 * Sends a request over the network and reads the answer to its end. Follows no redirect, which could
 * carry the client secret to another host. Connections are kept for the next request and hold no
 * program that is done. Rejects with a ConnectionError, also where the signal ends it, and with a
 * TooMuchError where the answer goes beyond the limits; the connection is closed at once then.
 * `wayTo`: where proxies stand between.
 */
export function exchange(
  sending: Sent,
  signal: AbortSignal,
  lease: Lease = openRoom(limits.onTheWay)(),
  wayTo: WayTo = direct,
): Promise<Arrived> {
  const { method, headers, body } = sending;
  const url = new URL(sending.url);
  const { request: send, options: way, blame = same, refusal } = wayTo(url, signal);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      if (cause instanceof TooMuchError) return reject(cause);
      const isLong = isObject(cause) && cause['code'] === 'HPE_HEADER_OVERFLOW';
      const long = `headers of more than ${sizeText(limits.headers)}`;
      return reject(isLong ? tooMuch(sending, long, true) : new ConnectionError(blame(cause)));
    };
    const all = { ...usual, ...headers, ...way.headers };
    const options = { ...way, method, headers: all, signal, maxHeaderSize: limits.headers };
    const receive = (incoming: IncomingMessage): void => {
      const refused = refusal?.(incoming);
      if (refused) incoming.destroy();
      if (refused) reject(new ConnectionError(refused));
      else readWhole(incoming, sending, lease).then(resolve, fail);
    };
    // A way that names a path goes to another host than the URL's.
    const outgoing = way.path ? send(options, receive) : send(url, options, receive);
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function direct({ protocol }: URL): Way {
  const request = protocol === 'https:' ? process.getBuiltinModule('node:https').request : plain;
  return { request, options: {} };
}

const same = (cause: unknown): unknown => cause;

const usual = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'timeback-catalog' };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function readWhole(incoming: IncomingMessage, sending: Sent, lease: Lease): Promise<Arrived> {
  const { statusCode: status = 0, headers } = incoming;
  const most = mostOf(sending, status);
  // Where the connection breaks off, this throws.
  // Whoever names a length and sends less takes none of the memory for it.
  const packed = await gather(incoming, most, lease, Number(headers['content-length'] ?? 0));
  const gathered = await unpacked(packed, headers['content-encoding'], { most, lease });
  const get = (name: string) => joined(headers[name.toLowerCase()]);
  return arrived(gathered, sending, { status, headers: { get } });
}

/** What arrived by another way than the network, within the same limits. */
export async function readBody(
  { status, headers, body }: Pick<Response, 'status' | 'headers' | 'body'>,
  sending: Sending,
  lease: Lease,
): Promise<Arrived> {
  const gathered = body
    ? await gatherBody(body, mostOf(sending, status), lease)
    : { bytes: Buffer.alloc(0) };
  return arrived(gathered, sending, { status, headers });
}

/** Of what is refused, and of a write, the status counts and perhaps a sentence. */
function mostOf({ method, expects, most }: Sent, status: number): number {
  if (!isRead(expects, status)) return limits.sentence;
  if (most !== undefined) return most;
  return method === 'GET' ? limits.answer : limits.tokenAnswer;
}

function isRead(expects: Sending['expects'], status: number): boolean {
  return expects === 'json' && status >= 200 && status < 300;
}

function arrived(
  { bytes, over }: Gathered,
  sending: Sent,
  head: Pick<Arrived, 'status' | 'headers'>,
): Arrived {
  const text = textOf(bytes);
  if (!isRead(sending.expects, head.status)) {
    const size = { bytes: bytes.length, values: 0 };
    return { ...head, text, size, ...(over && { isCut: true }) };
  }
  if (over) throw tooMuch(sending, overText(over, mostOf(sending, head.status)));
  const size = { bytes: bytes.length, values: valuesIn(bytes) };
  if (size.values > limits.answerValues) {
    throw tooMuch(sending, `more than ${countText(limits.answerValues)} values`);
  }
  return { ...head, text, size, ...(!isUtf8(bytes) && { isOtherwiseEncoded: true }) };
}

function overText(over: Over, most: number): string {
  return over === 'answer'
    ? `more than ${sizeText(most)}`
    : `more than the ${sizeText(limits.onTheWay)} that all answers on their way may have together`;
}

function tooMuch(
  { method, url }: Pick<Sent, 'method' | 'url'>,
  what: string,
  isOfHeaders = false,
): TooMuchError {
  const isPage = !isOfHeaders && method === 'GET' && url.includes('?limit=');
  return new TooMuchError(`the answer to ${method} ${url} has ${what}`, isPage);
}

function joined(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(', ') ?? null);
}

async function unpacked(
  packed: Gathered,
  encoding: string | undefined,
  { most, lease }: { readonly most: number; readonly lease: Lease },
): Promise<Gathered> {
  if (packed.bytes.length === 0 || encoding === undefined) return packed;
  const unpack = unpacking(encoding.toLowerCase());
  if (!unpack) return packed;
  // Half of something packed is nothing.
  if (packed.over) return { ...packed, bytes: Buffer.alloc(0) };
  unpack.end(packed.bytes);
  return gather(unpack, most, lease);
}

/** Loaded when an answer needs it: that of many a platform does not. */
function unpacking(encoding: string) {
  if (encoding === 'identity') return undefined;
  const zlib = process.getBuiltinModule('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}

/** Without the mark that some servers put in front. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
