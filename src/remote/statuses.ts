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
 * The statuses that could mean "again later". Every status that is not here is an answer: it would be the
 * same next time. docs/reliability.md shows the table.
 */
export const statusRows: readonly StatusRow[] = [
  {
    status: 408,
    name: 'Request Timeout',
    isLater: true,
    why: 'The client may repeat the request (RFC 9110, 15.5.9).',
  },
  {
    status: 413,
    name: 'Content Too Large',
    isLater: 'asked',
    why: 'Temporary only if the answer says so (RFC 9110, 15.5.14).',
  },
  {
    status: 425,
    name: 'Too Early',
    isLater: true,
    why: 'Sent again once the handshake is complete (RFC 8470, 5.2).',
  },
  {
    status: 429,
    name: 'Too Many Requests',
    isLater: true,
    why: 'May ask to wait (RFC 6585, 4).',
  },
  {
    status: 500,
    name: 'Internal Server Error',
    isLater: true,
    why: 'The platform is reported to answer it under load; curl and got repeat it.',
  },
  {
    status: 501,
    name: 'Not Implemented',
    isLater: false,
    why: 'The server cannot do it at all (RFC 9110, 15.6.2).',
  },
  { status: 502, name: 'Bad Gateway', isLater: true, why: 'As curl and got have it.' },
  {
    status: 503,
    name: 'Service Unavailable',
    isLater: true,
    why: 'Temporary, and may ask to wait (RFC 9110, 15.6.4).',
  },
  { status: 504, name: 'Gateway Timeout', isLater: true, why: 'As curl and got have it.' },
  {
    status: 505,
    name: 'HTTP Version Not Supported',
    isLater: false,
    why: 'The same next time (RFC 9110, 15.6.6).',
  },
  {
    status: 507,
    name: 'Insufficient Storage',
    isLater: false,
    why: 'Not to be repeated until a person asks for it (RFC 4918, 11.5).',
  },
  {
    status: 508,
    name: 'Loop Detected',
    isLater: false,
    why: 'The same next time (RFC 5842, 7.2).',
  },
  {
    status: 509,
    name: 'Bandwidth Limit Exceeded',
    isLater: true,
    why: 'Of web hosts, in no RFC: a limit that ends by itself.',
  },
  {
    status: 511,
    name: 'Network Authentication Required',
    isLater: false,
    why: 'Somebody has to sign in to the network (RFC 6585, 6).',
  },
  {
    status: 520,
    name: 'Web Server Returned an Unknown Error',
    isLater: true,
    why: 'Cloudflare: the server behind it sent no proper answer.',
  },
  {
    status: 521,
    name: 'Web Server Is Down',
    isLater: true,
    why: 'Cloudflare: as it is while a server restarts; got repeats it.',
  },
  {
    status: 522,
    name: 'Connection Timed Out',
    isLater: true,
    why: 'Cloudflare; got and curl repeat it.',
  },
  {
    status: 523,
    name: 'Origin Is Unreachable',
    isLater: true,
    why: 'Cloudflare: no way to the server at this moment.',
  },
  {
    status: 524,
    name: 'A Timeout Occurred',
    isLater: true,
    why: 'Cloudflare: the server took too long; got repeats it.',
  },
  {
    status: 525,
    name: 'SSL Handshake Failed',
    isLater: true,
    why: 'Cloudflare: as it is while a server restarts.',
  },
  {
    status: 526,
    name: 'Invalid SSL Certificate',
    isLater: false,
    why: 'Cloudflare: somebody has to renew the certificate behind it.',
  },
  {
    status: 527,
    name: 'Railgun Error',
    isLater: true,
    why: 'Cloudflare: the connection to the server was interrupted.',
  },
  {
    status: 529,
    name: 'Site Is Overloaded',
    isLater: true,
    why: 'In no RFC; says of itself that the load will pass.',
  },
  {
    status: 530,
    name: 'Origin Error',
    isLater: false,
    why: 'Cloudflare: comes with an error of its own that somebody has to settle.',
  },
  {
    status: 598,
    name: 'Network Read Timeout',
    isLater: true,
    why: 'Of some proxies, in no RFC: the server did not answer in time.',
  },
  {
    status: 599,
    name: 'Network Connect Timeout',
    isLater: true,
    why: 'Of some proxies, in no RFC: the server could not be reached in time.',
  },
];

const rowOf = new Map(statusRows.map((row) => [row.status, row]));

/** Whether an answer of this status asks to come back later. `isAsked`: it has a `retry-after`. */
export function meansLater(status: number, isAsked: boolean): boolean {
  const { isLater = false } = rowOf.get(status) ?? {};
  return isLater === 'asked' ? isAsked : isLater;
}
