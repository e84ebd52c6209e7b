// Which failures are worth another try, on real connections.
import { createServer } from 'node:http';
import { getSystemErrorMap } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRoom } from '../../src/remote/http/body.ts';
import { openNetwork } from '../../src/remote/http/network.ts';
import { causeOf, cureOf, isFinal, ProxyError } from '../../src/remote/http/network-errors.ts';
import { sendWithRetries } from '../../src/remote/http/retry.ts';
import { type HttpRequest, sendOnce } from '../../src/remote/http/transport.ts';
import { quick } from '../support/faulty.ts';
import { serveProxy } from '../support/proxy-server.ts';

const never = new AbortController().signal;
const room = openRoom(1024 * 1024);

/** What becomes of a request whose first answer has this status, and how often it arrives. */
async function answeredFirst(status: number, headers: Record<string, string> = {}) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(requests === 1 ? status : 200, requests === 1 ? headers : {}).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const sendings: readonly HttpRequest[] = [
    { method: 'GET', url, headers: {}, expects: 'json' },
    { method: 'PUT', url, headers: {}, body: '{}', expects: 'status' },
  ];
  const seen: unknown[] = [];
  for (const sending of sendings) {
    requests = 0;
    const ended = await sendWithRetries(sending.expects, {
      policy: { ...quick, oneTry: 20_000, allTries: 60_000 },
      repetitions: () => 3,
      occupy: (task) => task(),
      attempt: (time) => sendOnce(sending, { signal: never, time, lease: room() }),
      signal: never,
      gone: never,
      now: () => new Date(),
      onRetry: () => {},
    });
    seen.push([ended.type === 'answered' ? ended.status : ended.type, requests]);
  }
  return seen;
}

describe('reads and writes: a status that means "again later"', () => {
  test.each([
    408, 425, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 525, 527, 529, 598, 599,
  ])('%d is tried again', async (status) => {
    expect(await answeredFirst(status)).toEqual([
      [200, 2],
      [200, 2],
    ]);
  });

  test.each([
    400,
    401,
    402,
    403,
    404,
    405,
    406,
    409,
    410,
    412,
    413,
    415,
    422,
    423,
    431,
    451,
    501,
    505,
    507,
    508,
    511,
    526,
    530,
    599 - 50,
  ])('%d is an answer', async (status) => {
    expect(await answeredFirst(status)).toEqual([
      [status, 1],
      [status, 1],
    ]);
  });

  test('413 is tried again if it asks for that', async () => {
    expect(await answeredFirst(413, { 'retry-after': '0' })).toEqual([
      [200, 2],
      [200, 2],
    ]);
  });
});

describe('a connection that fails', () => {
  const failed = (code: string) => Object.assign(new Error('nobody reads this'), { code });

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EAI_AGAIN',
    'ENOTFOUND',
    'Z_DATA_ERROR',
    'ENOBUFS',
    'EADDRNOTAVAIL',
    'ENOCODE',
  ])('%s may pass', (code) => {
    expect(isFinal(failed(code))).toBe(false);
  });

  test.each([
    { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', names: 'NODE_EXTRA_CA_CERTS' },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', names: 'NODE_EXTRA_CA_CERTS' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', names: 'NODE_EXTRA_CA_CERTS' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', names: 'NODE_EXTRA_CA_CERTS' },
    { code: 'CERT_HAS_EXPIRED', names: 'date of this machine' },
    { code: 'CERT_NOT_YET_VALID', names: 'date of this machine' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', names: '`baseUrl`' },
    { code: 'CERT_REVOKED', names: 'operator of the platform' },
    { code: 'EPROTO', names: '`baseUrl`' },
  ])('$code does not, and the help names $names', ({ code, names }) => {
    expect(isFinal(failed(code))).toBe(true);
    expect(cureOf(failed(code))).toContain(names);
    expect(causeOf(failed(code))).not.toContain('the connection failed');
  });

  // Of system calls on sockets, by the words of the operating system; others are about files and programs.
  const ofSockets = [...getSystemErrorMap().values()].flatMap(([code, words]) =>
    /connect|network|host|socket operation timed|address family|address not available|buffer space|broken pipe|permi|open files|table overflow|temporary failure|permanent failure|no address|enough memory|protocol error/.test(
      words,
    ) && !['EISCONN', 'ENOTCONN', 'EALREADY', 'EXDEV', 'EDESTADDRREQ', 'EAI_MEMORY'].includes(code)
      ? code
      : [],
  );
  const ofTls = [
    ...['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
    ...['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'EPROTO'],
    // The list of https://nodejs.org/api/tls.html#x509-certificate-error-codes.
    ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE'],
    ...['UNABLE_TO_DECRYPT_CRL_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY'],
    ...['CERT_SIGNATURE_FAILURE', 'CRL_SIGNATURE_FAILURE', 'CERT_NOT_YET_VALID'],
    ...['CERT_HAS_EXPIRED', 'CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED'],
    ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD'],
    ...['ERROR_IN_CRL_LAST_UPDATE_FIELD', 'ERROR_IN_CRL_NEXT_UPDATE_FIELD'],
    ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_CHAIN_TOO_LONG'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_REVOKED'],
    ...['INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'CERT_UNTRUSTED'],
    ...['CERT_REJECTED', 'HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  // What a program gets that hands the library a `fetch` of undici.
  const ofFetch = ['SOCKET', 'CONNECT_TIMEOUT', 'HEADERS_TIMEOUT', 'BODY_TIMEOUT', 'CLOSED'];

  test.each([
    ...ofSockets,
    ...ofTls,
    ...ofFetch.map((name) => `UND_ERR_${name}`),
    ...['HPE_INVALID_CONSTANT', 'HPE_INVALID_CHUNK_SIZE', 'HPE_UNEXPECTED_CONTENT_LENGTH'],
    ...['Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_PROXY_TUNNEL'],
  ])('%s is told with a cause and a cure', (code) => {
    expect(causeOf(failed(code))).not.toContain('the connection failed');
    expect(cureOf(failed(code))).toMatch(/^[A-Z].*\.$/);
  });

  test('the list of codes of sockets is one', () => {
    expect(ofSockets).toEqual(
      expect.arrayContaining(['ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']),
    );
  });

  test.each([
    { alert: 'tlsv1 alert protocol version', says: 'refuses the TLS of this machine' },
    { alert: 'ssl/tls alert handshake failure', says: 'refuses the TLS of this machine' },
    { alert: 'wrong version number', says: 'does not use TLS' },
  ])('EPROTO goes by the words of OpenSSL: $alert', ({ alert, says }) => {
    const message = `write EPROTO 40:error:0A:SSL routines:ssl3_read_bytes:${alert}:f.c:918`;
    const error = Object.assign(new Error(message), { code: 'EPROTO' });
    expect(causeOf(error)).toContain(says);
    expect(isFinal(error)).toBe(true);
  });

  const proxy = { address: 'http://p:1', variable: 'HTTPS_PROXY' };

  test.each([
    { why: { status: 407 }, final: true, cure: 'into HTTPS_PROXY' },
    { why: { status: 403 }, final: true, cure: 'NO_PROXY' },
    { why: { status: 502 }, final: false, cure: 'NO_PROXY' },
    { why: { status: 503 }, final: false, cure: 'NO_PROXY' },
    {
      why: { cause: failed('ECONNREFUSED') },
      final: false,
      cure: 'Check the address in HTTPS_PROXY',
    },
    { why: { cause: failed('EPROTO') }, final: true, cure: 'Check the address in HTTPS_PROXY' },
    {
      why: { cause: failed('SELF_SIGNED_CERT_IN_CHAIN') },
      final: true,
      cure: 'NODE_EXTRA_CA_CERTS',
    },
  ])('at a proxy: $why', ({ why, final, cure }) => {
    const error = new ProxyError(proxy, why);
    expect(isFinal(error)).toBe(final);
    expect(cureOf(error)).toContain(cure);
    expect(causeOf(error)).toContain('the proxy http://p:1, which HTTPS_PROXY names,');
  });
});

test('a proxy that takes CONNECT and is silent: the signal ends it, and no connection stays', async () => {
  const proxy = await serveProxy({ isSilent: true });
  const opened = await openNetwork({ HTTPS_PROXY: proxy.url }, ['https://localhost:1']);
  const outboundFor = opened.ok ? opened.value?.outboundFor : undefined;
  const stop = new AbortController();
  const sent = {
    method: 'GET',
    url: 'https://localhost:1/',
    headers: {},
    expects: 'json',
  } as const;
  const ended = sendOnce(sent, { signal: stop.signal, time: 60_000, outboundFor });
  await expect.poll(() => proxy.asked).toEqual(['CONNECT localhost:1']);
  stop.abort();
  expect(await ended).toEqual({ type: 'interrupted' });
  await expect.poll(proxy.open).toBe(0);
});
