import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Json, parseJson } from '../../../model/json.ts';

/** An answer of the API as data. An answer without `body` is empty. */
export interface EmulatorAnswer {
  readonly status: number;
  readonly body?: Json;
  /** A body that is no JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function toResponse({ status, body, bytes, headers = {} }: EmulatorAnswer): Response {
  return body === undefined
    ? new Response(bytes ?? null, { status, headers })
    : Response.json(body, { status, headers });
}

/** Cuts the body in half but keeps the status and headers of a complete answer. */
export async function truncate(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, text.length / 2), initOf(response));
}

/** For answers whose connection drops in the middle of the body: the part that is sent before. */
const halves = new WeakMap<Response, Uint8Array>();

/**
 * The part of an answer that is sent before the server drops the connection; undefined if it does not drop
 * it.
 */
export function halfOf(response: Response): Uint8Array | undefined {
  return halves.get(response);
}

/**
 * The answer with half of its body, after which reading fails. A server on a port has to drop the connection
 * itself.
 */
export async function cutOff(response: Response): Promise<Response> {
  const bytes = await response.bytes();
  const half = bytes.slice(0, Math.ceil(bytes.length / 2));
  let isGiven = half.length === 0;
  const body = new ReadableStream<Uint8Array>({
    // The error comes in a second pull, since in the same one it would discard the first half.
    pull: (controller) => {
      if (isGiven) controller.error(new TypeError('terminated'));
      else controller.enqueue(half);
      isGiven = true;
    },
  });
  const cut = new Response(body, initOf(response));
  halves.set(cut, half);
  return cut;
}

/** Number of pieces of a slow body. */
const pieces = 10;

/** Sends the body piece by piece over `ms` milliseconds. */
export async function slow(response: Response, ms: number): Promise<Response> {
  const bytes = await response.bytes();
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  let given = 0;
  let isWanted = true;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await wait(ms / pieces, undefined, { ref: false });
      if (!isWanted) return;
      controller.enqueue(bytes.slice(given, given + size));
      given += size;
      if (given >= bytes.length) controller.close();
    },
    cancel: () => {
      isWanted = false;
    },
  });
  return new Response(body, initOf(response));
}

function initOf({ status, headers }: Response): ResponseInit {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return { status, headers: kept };
}

/** The content type in lower case, without parameters; empty if the request has none. */
export function mediaType(request: Request): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

/** The body as text; undefined if it is larger than the limit, beyond which nothing is read. */
export async function readBodyText(
  request: Request,
  limitBytes: number,
): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Iterating the stream itself takes several times as long.
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > limitBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The JSON in a request, or the status and the reason with which it is refused. */
export async function readJsonBody(
  request: Request,
  limitBytes: number,
): Promise<{ readonly body: Json } | { readonly wrong: readonly [status: number, why: string] }> {
  if (mediaType(request) !== 'application/json') {
    return { wrong: [415, 'The content type must be application/json.'] };
  }
  const text = await readBodyText(request, limitBytes);
  if (text === undefined) return { wrong: [413, `A body has at most ${limitBytes} bytes.`] };
  const body = parseJson(text);
  return body === undefined ? { wrong: [400, 'The body is not valid JSON.'] } : { body };
}

/** Says why a request is not meant for this emulator; undefined if it is. */
type HostCheck = (request: Pick<IncomingMessage, 'rawHeaders' | 'url'>) => string | undefined;

/** Host names of this machine for itself. */
const own = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests to other host names. A web page can point its own name to 127.0.0.1, and the browser would
 * let it read the answers; the name in the request shows this. `more`: further names of this machine, each
 * with the port of requests if that differs.
 */
export function hostCheck(port: number, more: readonly string[] = []): HostCheck {
  const allowed = new Set(
    [...own, ...more].flatMap((name) => {
      const host = name.toLowerCase();
      return /:\d+$/.test(host) ? [host] : [host, `${host}:${port}`];
    }),
  );
  const isOwn = (host: string) => allowed.has(host.toLowerCase());
  return ({ rawHeaders, url = '/' }) => {
    const hosts = rawHeaders.filter(
      (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host',
    );
    const [host = ''] = hosts;
    if (hosts.length !== 1) return 'A request names one host in its Host header.';
    if (!isOwn(host)) return notFor(host);
    // The target may be a whole URL, which takes precedence over the header.
    if (url.startsWith('/') || url === '*') return undefined;
    const named = URL.parse(url)?.host ?? '';
    return isOwn(named) ? undefined : notFor(named);
  };
}

function notFor(host: string): string {
  const shown = JSON.stringify(host.slice(0, 100));
  return `This emulator answers to 127.0.0.1, localhost and [::1] with its port, and not to ${shown}. If that name leads here on purpose, start it with --host NAME.`;
}
