/** Why a connection failed, in words, with the code of Node: `… (ECONNREFUSED)`. */
export function causeOf(error: unknown): string {
  if (error instanceof ProxyError) return causeOfProxy(error);
  if (error instanceof GivenFetchError) return causeOfGivenFetch(error);
  const code = codeOf(error);
  if (code === undefined) return 'the connection failed';
  return `${causeRowOf(code)?.says ?? 'the connection failed'} (${code})`;
}

/** Whether the next try would fail in the same way: somebody has to change something first. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ProxyError) {
    return error.status === undefined ? isFinal(error.cause) : !meansLater(error.status, false);
  }
  if (error instanceof GivenFetchError) return isFinalOfGivenFetch(error);
  return causeRowOf(codeOf(error))?.isFinal ?? false;
}

/** What to do about a cause that does not pass by itself; undefined if there is nothing special. */
export function cureOf(error: unknown): string | undefined {
  return error instanceof ProxyError ? cureOfProxy(error) : causeRowOf(codeOf(error))?.cure;
}

interface CauseRow {
  readonly says: string;
  readonly isFinal?: true;
  readonly cure?: string;
}

const cutOff: CauseRow = { says: 'the connection was cut off' };
const damaged: CauseRow = { says: 'the answer arrived damaged' };
const noTls: CauseRow = {
  says: 'the server there does not use TLS',
  isFinal: true,
  cure: 'Check scheme and port of the `baseUrl` of the environment in the config: the server does not answer with https.',
};
const untrusted = {
  isFinal: true,
  cure: 'A platform or a proxy with a certificate of your organisation: put the certificate of the authority that signed it into a file and set `NODE_EXTRA_CA_CERTS=FILE`. Otherwise contact the operator of the platform.',
} as const;
const outOfDate = {
  isFinal: true,
  cure: 'Check the date of this machine. If it is right, tell the operator of the platform to renew the certificate.',
} as const;

/** By the codes of Node. docs/reliability.md shows which are tried again. */
export const causeRows: Readonly<Record<string, CauseRow>> = {
  ECONNREFUSED: {
    says: 'there is no server at that address',
    cure: 'Check host and port in the `baseUrl` of the environment in the config.',
  },
  // Tried again, as got and undici have it: a resolver that is just starting says so too.
  ENOTFOUND: {
    says: 'the host name is not known',
    cure: 'Check the host in the `baseUrl` of the environment in the config, and the network of this machine.',
  },
  EAI_AGAIN: { says: 'the host name cannot be looked up now' },
  EHOSTUNREACH: { says: 'there is no route to the host' },
  ENETUNREACH: { says: 'there is no network' },
  ETIMEDOUT: { says: 'the host does not answer' },
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  ERR_STREAM_PREMATURE_CLOSE: cutOff,
  ERR_PROXY_TUNNEL: { says: 'the proxy does not let it through' },
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  CERT_HAS_EXPIRED: { says: 'the certificate has expired', ...outOfDate },
  CERT_NOT_YET_VALID: { says: 'the certificate is not valid yet', ...outOfDate },
  DEPTH_ZERO_SELF_SIGNED_CERT: { says: 'the certificate is self-signed', ...untrusted },
  SELF_SIGNED_CERT_IN_CHAIN: {
    says: 'the certificate comes from an authority that this machine does not trust',
    ...untrusted,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    says: 'the certificate comes from an authority that this machine does not know',
    ...untrusted,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    says: 'the certificate comes from an authority that this machine does not know',
    ...untrusted,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { says: 'the certificate cannot be verified', ...untrusted },
  CERT_UNTRUSTED: { says: 'the certificate is not trusted', ...untrusted },
  CERT_REJECTED: { says: 'the certificate is rejected', ...untrusted },
  INVALID_CA: { says: 'the issuer of the certificate is not an authority', ...untrusted },
  CERT_SIGNATURE_FAILURE: { says: 'the signature of the certificate is wrong', ...untrusted },
  CERT_CHAIN_TOO_LONG: { says: 'the chain of certificates is too long', ...untrusted },
  CERT_REVOKED: {
    says: 'the certificate was revoked',
    isFinal: true,
    cure: 'Contact the operator of the platform.',
  },
  INVALID_PURPOSE: {
    says: 'the certificate is not a server certificate',
    isFinal: true,
    cure: 'Contact the operator of the platform.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    says: 'the certificate is for another host',
    isFinal: true,
    cure: 'Check the host in the `baseUrl` of the environment in the config. If it is right, contact the operator of the platform.',
  },
};

/** A `fetch` that a caller gave failed. Whether the request arrived is unknown, as with any lost answer. */
export class GivenFetchError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function causeOfGivenFetch({ cause, message }: GivenFetchError): string {
  if (causeRowOf(codeOf(cause))) return causeOf(cause);
  return message === ''
    ? 'the connection failed'
    : `the connection failed: ${message.slice(0, 300)}`;
}

/** A mistake in that function would be the same next time. A network error has one of these names, or a code. */
function isFinalOfGivenFetch({ cause }: GivenFetchError): boolean {
  if (codeOf(cause) !== undefined) return isFinal(cause);
  const name = cause instanceof Error ? cause.name : '';
  return !['TypeError', 'AbortError', 'TimeoutError', 'NetworkError'].includes(name);
}

function causeRowOf(code: string | undefined): CauseRow | undefined {
  if (code?.startsWith('HPE_')) return { says: 'the server there does not use HTTP' };
  return code === undefined ? undefined : causeRows[code];
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
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
  const { isFinal: isSettled, cure } = causeRowOf(codeOf(cause)) ?? {};
  return isSettled && cure?.includes('NODE_EXTRA_CA_CERTS')
    ? `${untrusted.cure} ${direct}`
    : `Check the address in ${variable}. ${direct}`;
}

/** One status, and whether the same request may succeed later. */
interface StatusRow {
  readonly status: number;
  readonly name: string;
  /** `asked`: only with a `retry-after`. */
  readonly isLater: boolean | 'asked';
  /** Why, with the document or the clients that have it so. */
  readonly why: string;
}

/**
 * The statuses that could mean "again later". Any other status is an answer that would be the same next
 * time. docs/reliability.md shows the table.
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

/** Whether an answer of this status asks to come back later. `isAsked`: it has a `retry-after`. */
export function meansLater(status: number, isAsked: boolean): boolean {
  const { isLater = false } = statusRowOf.get(status) ?? {};
  return isLater === 'asked' ? isAsked : isLater;
}

/** A proxy in messages: its address without user and password, and the variable that names it. */
interface ShownProxy {
  readonly address: string;
  readonly variable: string;
}

/** A proxy cannot be reached, or refuses the request: the host behind it never saw the request. */
export class ProxyError extends Error {
  readonly code = 'ERR_PROXY_TUNNEL';
  readonly proxy: ShownProxy;
  /** Status that the proxy answered; undefined if there was no answer. */
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
