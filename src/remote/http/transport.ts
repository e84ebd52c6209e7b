import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plain,
  type RequestOptions,
} from 'node:http';
import type { Route } from '../../model/drift.ts';
import { type Json, parseJson } from '../../model/json.ts';
import { systemCodeOf } from '../../model/problem.ts';
import { countText, limits, sizeText } from '../limits.ts';
import {
  type Body,
  type Lease,
  openRoom,
  readStream,
  readWebStream,
  textOfBytes,
  unpacked,
  valuesIn,
} from './body.ts';
import { GivenFetchError } from './network-errors.ts';

/** One request, sent unchanged on every try. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** The absolute URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The expected body of a success. `status`: the body may be empty, and only its beginning is read. */
  readonly expects: 'json' | 'status';
  /** The most bytes of the answer; absent: the limit for answers of a platform. */
  readonly mostBytes?: number;
}

/** The headers of an answer; names match in any case. */
export interface AnswerHeaders {
  /** All values of a header, joined by commas; null if there is no such header. */
  get(name: string): string | null;
}

/** The size of an answer: unpacked bytes, and values in its JSON. */
export interface AnswerSize {
  readonly bytes: number;
  readonly values: number;
}

/** One answer of any status, read to its end or to its limit. */
export interface HttpAnswer {
  readonly type: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  readonly size: AnswerSize;
  /** The parsed body; undefined if it is not JSON in UTF-8, or is nested too deeply. */
  readonly json: Json | undefined;
  /** Whether only the beginning of the body was read. */
  readonly isCut?: true;
  /** Whether the bytes are not valid UTF-8: `text` lacks some of the letters that were sent. */
  readonly isOtherwiseEncoded?: true;
  /** Whether an earlier try of the same write may have been carried out. */
  readonly mayBeSecondWrite?: true;
}

/** How one try of a request ended. */
export type AttemptResult =
  | HttpAnswer
  /** No complete answer came; the request may have arrived. */
  | { readonly type: 'lost'; readonly cause: unknown }
  | { readonly type: 'out of time' }
  /** The answer exceeds the limits; `what` says which answer and which limit. */
  | {
      readonly type: 'too much';
      readonly what: string;
      /** Whether the answer is a page of a list, so that fewer records can be asked for. */
      readonly isPage: boolean;
    }
  /** The answer holds a credential of this run; `what` says which one, and where. */
  | { readonly type: 'credential'; readonly what: string; readonly credential: string }
  | { readonly type: 'interrupted' };

/** How one request leaves this machine: directly or through a proxy. */
export interface Outbound {
  readonly request: typeof plain;
  /** Options that are merged into those of the request; a `path` replaces the URL as the target. */
  readonly options: RequestOptions;
  /** Replaces the cause of a failed connection by a better one. */
  readonly blame?: (cause: unknown) => unknown;
  /** The error for an answer that a proxy gave in place of the host; undefined for other answers. */
  readonly refusal?: (answer: IncomingMessage) => Error | undefined;
}

/** Chooses how a URL is reached. The signal ends any wait before the request can be sent. */
export type OutboundFor = (url: URL, signal: AbortSignal) => Outbound;

/** How requests leave this machine if environment variables name a proxy. */
export interface Network {
  readonly outboundFor: OutboundFor;
  /**
   * The proxy of each host, or the variable that bypasses it. Hosts that no variable is about are left out.
   */
  readonly routes: readonly Route[];
  /** Credentials of the proxies, which no output may show. */
  readonly secrets: readonly string[];
}

/** The options of one try. */
export interface AttemptOptions {
  /** Used instead of the network if it is given. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Chooses the connection of a URL; absent: direct connections. */
  readonly outboundFor?: OutboundFor | undefined;
  /** Aborting it ends the try. */
  readonly signal: AbortSignal;
  /** The share of the memory for answers in flight; absent: all of it. */
  readonly lease?: Lease;
  /** Milliseconds from sending to the last byte. */
  readonly time: number;
}

/** The error of a request without a complete answer; its cause says why. */
class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('the connection failed', { cause });
  }
}

/** The error of an answer that exceeds the limits; the message says which answer and which limit. */
class TooMuchError extends Error {
  readonly isPage: boolean;

  constructor({ method, url }: HttpRequest, what: string, isPage = url.includes('?limit=')) {
    super(`the answer to ${method} ${url} has ${what}`);
    this.isPage = isPage && method === 'GET';
  }
}

/**
 * Sends a request once and reads the whole answer. Follows no redirect, which could carry the client secret
 * to another host. Connections are reused and do not keep the program running. A connection is closed as soon
 * as its answer exceeds the limits.
 */
export async function sendOnce(
  request: HttpRequest,
  { fetch, outboundFor = direct, signal, time, lease = openRoom()() }: AttemptOptions,
): Promise<AttemptResult> {
  // The time that is left of a total is a fraction, and may be zero.
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(time)));
  const either = AbortSignal.any([signal, late]);
  try {
    return await (fetch
      ? throughFetch(fetch, request, either, lease)
      : throughSocket(request, either, lease, outboundFor));
  } catch (error) {
    if (signal.aborted) return { type: 'interrupted' };
    if (late.aborted) return { type: 'out of time' };
    if (error instanceof TooMuchError) {
      return { type: 'too much', what: error.message, isPage: error.isPage };
    }
    if (error instanceof ConnectionError) return { type: 'lost', cause: error.cause };
    throw error;
  } finally {
    lease.end();
  }
}

async function throughFetch(
  fetch: NonNullable<AttemptOptions['fetch']>,
  request: HttpRequest,
  signal: AbortSignal,
  lease: Lease,
): Promise<HttpAnswer> {
  const { method, url, headers, body } = request;
  const sent = new Request(url, { method, headers, signal, ...(body !== undefined && { body }) });
  const { read, head } = await unlessAborted(received(), signal).catch((error: unknown) => {
    throw new ConnectionError(causeOfFetch(error));
  });
  return answerOf(read, request, head);

  async function received(): Promise<{ read: Body; head: Pick<HttpAnswer, 'status' | 'headers'> }> {
    const { status, headers: answered, body: stream } = await fetch(sent);
    signal.throwIfAborted();
    const most = mostBytesOf(request, status);
    const read = stream ? await readWebStream(stream, { most, lease }) : { bytes: Buffer.alloc(0) };
    return { read, head: { status, headers: answered } };
  }
}

/** Ends the wait for an answer when the signal is aborted: a `fetch` of a caller may not heed it. */
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return await Promise.race([answer, promise]).finally(() =>
    signal.removeEventListener('abort', end),
  );
}

/**
 * The cause of an error of `fetch`. Node's own fetch gives it as `cause`; other implementations, and mistakes
 * of a caller, have messages of their own.
 */
function causeOfFetch(error: unknown): unknown {
  const isOfNode =
    error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
  return isOfNode ? (error.cause ?? error) : new GivenFetchError(error);
}

function throughSocket(
  request: HttpRequest,
  signal: AbortSignal,
  lease: Lease,
  outboundFor: OutboundFor,
): Promise<HttpAnswer> {
  const { method, headers, body } = request;
  const url = new URL(request.url);
  const { request: send, options: outbound, blame = same, refusal } = outboundFor(url, signal);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      if (cause instanceof TooMuchError) return reject(cause);
      const isLong = systemCodeOf(cause) === headerOverflow;
      const long = `headers of more than ${sizeText(limits.headers)}`;
      const error = isLong ? new TooMuchError(request, long, false) : undefined;
      return reject(error ?? new ConnectionError(blame(cause)));
    };
    const all = { ...usualHeaders, ...headers, ...outbound.headers };
    const options = { ...outbound, method, headers: all, signal, maxHeaderSize: limits.headers };
    let isAnswered = false;
    const receive = (incoming: IncomingMessage): void => {
      isAnswered = true;
      const refused = refusal?.(incoming);
      if (refused) incoming.destroy();
      if (refused) reject(new ConnectionError(refused));
      else receiveWhole(incoming, request, lease).then(resolve, fail);
    };
    const outgoing = outbound.path ? send(options, receive) : send(url, options, receive);
    outgoing.on('error', fail);
    // An upgrade is taken as an ordinary answer. Without a listener Node closes the connection and reports
    // nothing.
    outgoing.on('upgrade', ({ statusCode: status = 0, headers }, socket) => {
      socket.destroy();
      const nothing = { bytes: Buffer.alloc(0) };
      resolve(answerOf(nothing, request, { status, headers: headersOf(headers) }));
    });
    // Any other end without an answer must reject: with a promise that never settles, the program would just
    // end.
    outgoing.on('close', () => isAnswered || fail(cutOff()));
    outgoing.end(body);
  });
}

/** How a URL is reached without a proxy. */
export function direct({ protocol }: URL): Outbound {
  const request = protocol === 'https:' ? process.getBuiltinModule('node:https').request : plain;
  return { request, options: {} };
}

const same = (cause: unknown): unknown => cause;

/** Node's error code for headers beyond `maxHeaderSize`. */
const headerOverflow = 'HPE_HEADER_OVERFLOW';

const usualHeaders = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'timeback-catalog' };

/** Reads a whole body within its limits. Throws if the connection breaks off. */
async function receiveWhole(
  incoming: IncomingMessage,
  request: HttpRequest,
  lease: Lease,
): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = incoming;
  const by = { most: mostBytesOf(request, status), lease };
  const packed = await readStream(incoming, by, Number(headers['content-length'] ?? 0));
  const body = await unpacked(packed, headers['content-encoding'], by);
  return answerOf(body, request, { status, headers: headersOf(headers) });
}

function headersOf(headers: IncomingHttpHeaders): AnswerHeaders {
  return {
    get: (name) => {
      const value = headers[name.toLowerCase()];
      return typeof value === 'string' ? value : (value?.join(', ') ?? null);
    },
  };
}

const cutOff = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/**
 * The most bytes to read. Of a refusal, and of the answer to a write, only the status and a sentence count.
 */
function mostBytesOf({ method, expects, mostBytes }: HttpRequest, status: number): number {
  if (!isReadWhole(expects, status)) return limits.sentence;
  return mostBytes ?? (method === 'GET' ? limits.answer : limits.tokenAnswer);
}

function isReadWhole(expects: HttpRequest['expects'], status: number): boolean {
  return expects === 'json' && isSuccess(status);
}

/** Whether a status is from 200 to 299. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function answerOf(
  { bytes, over }: Body,
  request: HttpRequest,
  head: Pick<HttpAnswer, 'status' | 'headers'>,
): HttpAnswer {
  const { text, isUtf8 } = textOfBytes(bytes);
  const answered = { type: 'answered', ...head, text } as const;
  if (!isReadWhole(request.expects, head.status)) {
    const size = { bytes: bytes.length, values: 0 };
    return { ...answered, size, json: parseJson(text), ...(over && { isCut: true }) };
  }
  if (over) {
    const most = sizeText(over === 'room' ? limits.inFlight : mostBytesOf(request, head.status));
    const together = `more than the ${most} that all running answers may have together`;
    throw new TooMuchError(request, over === 'room' ? together : `more than ${most}`);
  }
  const size = { bytes: bytes.length, values: valuesIn(bytes) };
  if (size.values > limits.answerValues) {
    throw new TooMuchError(request, `more than ${countText(limits.answerValues)} values`);
  }
  // The letters that the text lacks would be lost on the platform too, once the record is written back.
  if (!isUtf8) return { ...answered, size, json: undefined, isOtherwiseEncoded: true };
  return { ...answered, size, json: parseJson(text) };
}
