import { systemCodeOf } from '../../model/problem.ts';
import { causeRowOf, untrustedCure } from './connection-causes.ts';

/** Why a connection failed, in words and with Node's code: `… (ECONNREFUSED)`. */
export function causeOf(error: unknown): string {
  if (error instanceof ProxyError) return causeOfProxy(error);
  if (error instanceof GivenFetchError) return causeOfGivenFetch(error);
  const code = systemCodeOf(error);
  const says = causeRowOf(error)?.says ?? 'the connection failed';
  return code === undefined ? says : `${says} (${code})`;
}

/** Whether the next try would fail in the same way, since somebody has to change something first. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ProxyError) {
    return error.status === undefined ? isFinal(error.cause) : !meansLater(error.status, false);
  }
  if (error instanceof GivenFetchError) return isFinalOfGivenFetch(error);
  return causeRowOf(error)?.isFinal ?? false;
}

/** What to do about the cause of a failed connection; undefined if the cause is unknown. */
export function cureOf(error: unknown): string | undefined {
  if (error instanceof ProxyError) return cureOfProxy(error);
  return causeRowOf(error instanceof GivenFetchError ? error.cause : error)?.cure;
}

/** A `fetch` that a caller passed in failed. As with every lost answer, the request may have arrived. */
export class GivenFetchError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function causeOfGivenFetch({ cause, message }: GivenFetchError): string {
  if (causeRowOf(cause)) return causeOf(cause);
  return message === ''
    ? 'the connection failed'
    : `the connection failed: ${message.slice(0, 300)}`;
}

/**
 * Whether the next try would fail in the same way. A network error has one of these names, or a code;
 * anything else is a mistake in the caller's function, which would repeat.
 */
function isFinalOfGivenFetch({ cause }: GivenFetchError): boolean {
  if (systemCodeOf(cause) !== undefined) return isFinal(cause);
  const name = cause instanceof Error ? cause.name : '';
  return !['TypeError', 'AbortError', 'TimeoutError', 'NetworkError'].includes(name);
}

function causeOfProxy({ proxy, status, cause }: ProxyError): string {
  const which = `the proxy ${proxy.address}, which ${proxy.variable} names,`;
  if (status === undefined) return `${which} cannot be used: ${causeOf(cause)}`;
  return status === 407
    ? `${which} asks for a user and a password that it accepts (407)`
    : `${which} does not let it through (${status})`;
}

function cureOfProxy({ proxy, status, cause }: ProxyError): string {
  const { variable } = proxy;
  if (status === 407) {
    return `Write the user and the password into ${variable}: http://USER:PASSWORD@HOST:PORT, with %40 for an @ in either.`;
  }
  const direct = `If the host is reached without a proxy, name it in NO_PROXY.`;
  if (status !== undefined) {
    return `Ask the operator of the proxy to allow this host. ${direct}`;
  }
  return causeRowOf(cause)?.cure === untrustedCure
    ? `${untrustedCure} ${direct}`
    : `Check the address in ${variable}. ${direct}`;
}

/** One status, and whether the same request may succeed later. */
interface StatusRow {
  readonly status: number;
  readonly name: string;
  /** Whether to try again; `asked`: only if the answer has a `retry-after`. */
  readonly isLater: boolean | 'asked';
  /** The reason, with the document or the clients that handle the status like this. */
  readonly why: string;
}

/**
 * The statuses that may ask a client to come back later. Every other status is final. docs/reliability.md
 * shows this table.
 */
export const statusRows: readonly StatusRow[] = [
  later(408, 'Request Timeout', 'The client may repeat the request (RFC 9110, 15.5.9).'),
  ifAsked(413, 'Content Too Large', 'Temporary only if the answer says so (RFC 9110, 15.5.14).'),
  later(425, 'Too Early', 'Sent again once the handshake is complete (RFC 8470, 5.2).'),
  later(429, 'Too Many Requests', 'May ask to wait (RFC 6585, 4).'),
  later(
    500,
    'Internal Server Error',
    'The platform is reported to answer it under load; curl and got repeat it.',
  ),
  never(501, 'Not Implemented', 'The server cannot do it at all (RFC 9110, 15.6.2).'),
  later(502, 'Bad Gateway', 'As curl and got have it.'),
  later(503, 'Service Unavailable', 'Temporary, and may ask to wait (RFC 9110, 15.6.4).'),
  later(504, 'Gateway Timeout', 'As curl and got have it.'),
  never(505, 'HTTP Version Not Supported', 'The same next time (RFC 9110, 15.6.6).'),
  never(
    507,
    'Insufficient Storage',
    'Not to be repeated until a person asks for it (RFC 4918, 11.5).',
  ),
  never(508, 'Loop Detected', 'The same next time (RFC 5842, 7.2).'),
  later(509, 'Bandwidth Limit Exceeded', 'Of web hosts, in no RFC: a limit that ends by itself.'),
  never(
    511,
    'Network Authentication Required',
    'Somebody has to sign in to the network (RFC 6585, 6).',
  ),
  later(
    520,
    'Web Server Returned an Unknown Error',
    'Cloudflare: the server behind it sent no proper answer.',
  ),
  later(521, 'Web Server Is Down', 'Cloudflare: as it is while a server restarts; got repeats it.'),
  later(522, 'Connection Timed Out', 'Cloudflare; got and curl repeat it.'),
  later(523, 'Origin Is Unreachable', 'Cloudflare: no way to the server at this moment.'),
  later(524, 'A Timeout Occurred', 'Cloudflare: the server took too long; got repeats it.'),
  later(525, 'SSL Handshake Failed', 'Cloudflare: as it is while a server restarts.'),
  never(
    526,
    'Invalid SSL Certificate',
    'Cloudflare: somebody has to renew the certificate behind it.',
  ),
  later(527, 'Railgun Error', 'Cloudflare: the connection to the server was interrupted.'),
  later(529, 'Site Is Overloaded', 'In no RFC; says of itself that the load will pass.'),
  never(
    530,
    'Origin Error',
    'Cloudflare: comes with an error of its own that somebody has to settle.',
  ),
  later(
    598,
    'Network Read Timeout',
    'Of some proxies, in no RFC: the server did not answer in time.',
  ),
  later(
    599,
    'Network Connect Timeout',
    'Of some proxies, in no RFC: the server could not be reached in time.',
  ),
];

function later(status: number, name: string, why: string): StatusRow {
  return { status, name, isLater: true, why };
}

function ifAsked(status: number, name: string, why: string): StatusRow {
  return { status, name, isLater: 'asked', why };
}

function never(status: number, name: string, why: string): StatusRow {
  return { status, name, isLater: false, why };
}

const statusRowOf = new Map(statusRows.map((row) => [row.status, row]));

/** Whether an answer with this status asks to come back later. `isAsked`: it has a `retry-after`. */
export function meansLater(status: number, isAsked: boolean): boolean {
  const { isLater = false } = statusRowOf.get(status) ?? {};
  return isLater === 'asked' ? isAsked : isLater;
}

/** A proxy as messages show it: its address without user and password, and the variable that names it. */
interface ShownProxy {
  readonly address: string;
  readonly variable: string;
}

/** A proxy cannot be reached, or refuses the request. The host behind it did not receive the request. */
export class ProxyError extends Error {
  readonly code = 'ERR_PROXY_TUNNEL';
  readonly proxy: ShownProxy;
  /** The status that the proxy answered; undefined if it did not answer. */
  readonly status: number | undefined;

  constructor(
    { address, variable }: ShownProxy,
    why: { readonly status: number } | { readonly cause: unknown },
  ) {
    super('the proxy does not let it through', 'cause' in why ? { cause: why.cause } : {});
    this.proxy = { address, variable };
    this.status = 'status' in why ? why.status : undefined;
  }
}
