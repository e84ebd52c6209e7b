import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { causeOf, cureOf, isFinal } from '../../src/remote/http/network-errors.ts';
import type { HttpRequest } from '../../src/remote/http/transport.ts';
import { sendOnce } from '../../src/remote/http/transport.ts';

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {}, expects: 'json' });
const never = new AbortController().signal;
const time = 60_000;

async function serve(answer: RequestListener): Promise<{ url: string; connections: Set<Socket> }> {
  const connections = new Set<Socket>();
  const server = createServer(answer);
  server.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    connections,
  };
}

/** Answers whatever is asked with these bytes, and ends. */
async function serveRaw(bytes: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
}

const text = '{"title":"Übung ✓ 🎓"}';

test.each([
  { name: 'plain', headers: {}, body: Buffer.from(text) },
  { name: 'gzip', headers: { 'content-encoding': 'gzip' }, body: gzipSync(text) },
  { name: 'x-gzip', headers: { 'content-encoding': 'X-GZIP' }, body: gzipSync(text) },
  { name: 'deflate', headers: { 'content-encoding': 'deflate' }, body: deflateSync(text) },
  {
    name: 'deflate without header',
    headers: { 'content-encoding': 'deflate' },
    body: deflateRawSync(text),
  },
  { name: 'br', headers: { 'content-encoding': 'br' }, body: brotliCompressSync(text) },
  { name: 'zstd', headers: { 'content-encoding': 'zstd' }, body: zstdCompressSync(text) },
  {
    name: 'gzip twice',
    headers: { 'content-encoding': 'gzip, gzip' },
    body: gzipSync(gzipSync(text)),
  },
  {
    name: 'br over gzip',
    headers: { 'content-encoding': 'gzip,br' },
    body: brotliCompressSync(gzipSync(text)),
  },
  {
    name: 'gzip and nothing',
    headers: { 'content-encoding': 'gzip, identity' },
    body: gzipSync(text),
  },
  { name: 'with a byte order mark', headers: {}, body: Buffer.from(`\ufeff${text}`) },
])('the text of an answer: $name', async ({ headers, body }) => {
  const { url } = await serve((_request, response) => {
    response.writeHead(200, headers);
    // In pieces that split characters.
    for (const byte of body) response.write(Buffer.from([byte]));
    response.end();
  });
  expect(await sendOnce(get(url), { signal: never, time })).toMatchObject({ status: 200, text });
});

test('an answer that is not UTF-8 says so, since letters of it are lost', async () => {
  const { url } = await serve((_request, response) => {
    response.end(Buffer.from(text, 'latin1'));
  });
  expect(await sendOnce(get(url), { signal: never, time })).toMatchObject({
    isOtherwiseEncoded: true,
  });
});

test('no body: an empty text, whatever the encoding', async () => {
  const { url } = await serve((_request, response) => {
    response.writeHead(204, { 'content-encoding': 'gzip' }).end();
  });
  expect(await sendOnce(get(url), { signal: never, time })).toMatchObject({
    status: 204,
    text: '',
  });
});

test('what is sent: method, headers, body, and what every client says of itself', async () => {
  const seen: unknown[] = [];
  const { url } = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { host: _, ...headers } = request.headers;
    seen.push({ method: request.method, path: request.url, headers, body });
    response.end();
  });
  const sending = { method: 'PUT', url: `${url}a%2Fb?c=d`, expects: 'status' } as const;
  await sendOnce(
    { ...sending, headers: { 'x-request-id': '7' }, body: text },
    { signal: never, time },
  );
  expect(seen).toEqual([
    {
      method: 'PUT',
      path: '/a%2Fb?c=d',
      headers: {
        'accept-encoding': 'gzip, deflate, br',
        connection: 'keep-alive',
        'content-length': String(Buffer.byteLength(text)),
        'user-agent': 'timeback-catalog',
        'x-request-id': '7',
      },
      body: text,
    },
  ]);
});

test('headers are found by names in any case; several of one name are joined', async () => {
  const { url } = await serve((_request, response) => {
    response.setHeader('Retry-After', '7').setHeader('Link', ['a', 'b']).end();
  });
  const answer = await sendOnce(get(url), { signal: never, time });
  if (answer.type !== 'answered') throw new Error(answer.type);
  const { headers } = answer;
  expect(
    ['retry-after', 'RETRY-AFTER', 'link', 'location'].map((name) => headers.get(name)),
  ).toEqual(['7', '7', 'a, b', null]);
});

test('requests one after the other share a connection', async () => {
  const { url, connections } = await serve((_request, response) => void response.end('{}'));
  for (let n = 0; n < 3; n += 1) await sendOnce(get(url), { signal: never, time });
  expect(connections.size).toBe(1);
});

test.each([
  {
    name: 'before an answer',
    bytes: '',
    said: 'the connection was cut off (ECONNRESET)',
  },
  {
    name: 'within the body',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"lessons":[',
    said: 'the connection was cut off (ECONNRESET)',
  },
  {
    name: 'within a body of unknown length',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"les',
    said: 'the connection was cut off (ECONNRESET)',
  },
  {
    name: 'by something else than HTTP',
    bytes: '220 mail.example.org ESMTP\r\n',
    said: 'the server there does not use HTTP; the answer is one of mail or FTP (HPE_INVALID_CONSTANT)',
    cure: 'The address is not that of the API. Check host, port and scheme',
  },
  {
    name: 'by TLS, if it was asked without',
    bytes: '\x15\x03\x01\x00\x02\x02\x46',
    said: 'the server there uses TLS, and was asked without (HPE_INVALID_CONSTANT)',
    cure: 'Write https instead of http into the `baseUrl`',
  },
  {
    name: 'by what nobody knows, which may be what was sent',
    bytes: 'POST /token secret\r\n',
    said: 'the server there does not use HTTP (HPE_INVALID_CONSTANT)',
    cure: 'The address is probably not that of the API. Check host, port and scheme',
  },
  {
    name: 'by HTTP that breaks its rules',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello',
    said: 'the answer is not valid HTTP (HPE_UNEXPECTED_CONTENT_LENGTH)',
    cure: 'any proxy in between',
  },
  {
    name: 'by a body that is not what its encoding says',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd',
    said: 'the answer arrived damaged (Z_DATA_ERROR)',
  },
  ...['br', 'zstd'].map((encoding) => ({
    name: `by a body that is not ${encoding} as its encoding says`,
    bytes: `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 9\r\n\r\n{"a":[1]}`,
    said: 'the answer arrived damaged',
    cure: 'a proxy in between may change answers',
  })),
  {
    name: 'by a compressed body that ends too early',
    bytes: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n${gzipSync('').subarray(0, 4).toString('latin1')}`,
    said: 'the answer arrived damaged',
  },
])(
  'an exchange that breaks off $name is lost, and says why',
  async ({ bytes, said, cure = '' }) => {
    const failure = await sendOnce(get(await serveRaw(bytes)), { signal: never, time });
    expect(failure.type).toBe('lost');
    const cause = failure.type === 'lost' && failure.cause;
    expect(causeOf(cause)).toContain(said);
    expect(cureOf(cause)).toContain(cure);
    expect(`${causeOf(cause)} ${cureOf(cause)}`).not.toContain('secret');
  },
);

test.each([
  {
    of: 'Node',
    error: new TypeError('fetch failed', { cause: code('ECONNREFUSED') }),
    said: 'ECONNREFUSED',
    final: false,
  },
  {
    of: 'Deno',
    error: new TypeError('error sending request for url'),
    said: 'error sending',
    final: false,
  },
  { of: 'Bun', error: code('ConnectionRefused'), said: 'the connection failed: no', final: false },
  {
    of: 'a browser',
    error: new TypeError('Failed to fetch'),
    said: 'Failed to fetch',
    final: false,
  },
  {
    of: 'another package',
    error: code('CERT_REVOKED'),
    said: 'certificate was revoked',
    final: true,
  },
  {
    of: 'a program with a mistake',
    error: new Error('boom'),
    said: 'the connection failed: boom',
    final: true,
  },
  {
    of: 'a program that rejects with a text',
    error: 'boom',
    said: 'the connection failed: boom',
    final: true,
  },
])(
  'what the given fetch of $of rejects with is a lost answer, and says why',
  async ({ error, said, final }) => {
    const breaks = new ReadableStream({ start: (controller) => controller.error(error) });
    for (const fetch of [() => Promise.reject(error), async () => new Response(breaks)]) {
      const failure = await sendOnce(get('http://127.0.0.1/'), { fetch, signal: never, time });
      expect(failure.type).toBe('lost');
      const cause = failure.type === 'lost' ? failure.cause : undefined;
      expect(causeOf(cause)).toContain(said);
      expect(isFinal(cause)).toBe(final);
    }
  },
);

function code(of: string): Error {
  return Object.assign(new Error('no'), { code: of });
}

test('a change of protocol that nobody asked for is an answer, too', async () => {
  const bytes = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n';
  const answer = await sendOnce(get(await serveRaw(bytes)), { signal: never, time });
  expect(answer).toMatchObject({ type: 'answered', status: 101, text: '' });
});

test('the signal ends it, before the answer and within it', async () => {
  const { url } = await serve((request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    if (request.url === '/begun') response.write('{');
    else response.flushHeaders();
  });
  for (const path of ['begun', 'silent']) {
    const stop = new AbortController();
    const ended = sendOnce(get(`${url}${path}`), { signal: stop.signal, time });
    setTimeout(() => stop.abort(), 50);
    expect(await ended).toEqual({ type: 'interrupted' });
  }
});

test.each([
  { name: 'never answers', fetch: () => new Promise<Response>(() => {}) },
  { name: 'never ends its body', fetch: async () => new Response(new ReadableStream()) },
])('the signal and the time end the wait for a given fetch that $name', async ({ fetch }) => {
  const stop = new AbortController();
  const stopped = sendOnce(get('http://127.0.0.1/'), { fetch, signal: stop.signal, time });
  setTimeout(() => stop.abort(), 10);
  expect(await stopped).toEqual({ type: 'interrupted' });
  const aborted = { fetch, signal: stop.signal, time };
  expect(await sendOnce(get('http://127.0.0.1/'), aborted)).toEqual({ type: 'interrupted' });
  const late = { fetch, signal: never, time: 10 };
  expect(await sendOnce(get('http://127.0.0.1/'), late)).toEqual({ type: 'out of time' });
});

test('a request that cannot be sent at all is a fault of the program, and not of the network', async () => {
  const sending = { ...get('http://127.0.0.1:1/'), headers: { 'x-request-id': 'a\nb' } };
  const failure = await sendOnce(sending, { signal: never, time }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TypeError);
});
