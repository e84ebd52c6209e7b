import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { brotliCompressSync, constants, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** Answers a request for a list in a hostile way. */
export type Hostile = (list: AskedList, response: ServerResponse) => void;

export interface AskedList {
  /** `courses`, `units`, `lessons` or `resources`. */
  readonly kind: string;
  readonly offset: number;
  readonly limit: number;
}

const mega = 1024 * 1024;
const json = (response: ServerResponse, body: string | Buffer, more = {}): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...more });
  response.end(body);
};

/** As long as somebody reads. */
function* endless(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk;
}
const forEver = (response: ServerResponse, chunk: Buffer): void => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const source = Readable.from(endless(chunk), { objectMode: false });
  response.on('close', () => source.destroy());
  source.pipe(response);
};

const spaces = Buffer.alloc(64 * mega, ' ');
const noise = randomBytes(mega);
const packed = {
  gzip: gzipSync(spaces),
  deflate: deflateSync(spaces),
  br: brotliCompressSync(spaces, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};
const recordsFrom = ({ kind, offset }: AskedList, count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, index) => ({
    sourcedId: `${kind}-${offset + index}`,
    status: 'active',
    title: 't',
    ...more,
  }));
const page = (list: AskedList, records: unknown, total: unknown, more: object = {}): string =>
  JSON.stringify({ [list.kind]: records, total, ...more });

/** Ways to answer a list that would fill the memory, or never end, if nothing held them. */
export const hostileLists: Readonly<Record<string, Hostile>> = {
  'an endless body': (_, response) => forEver(response, spaces.subarray(0, 65_536)),
  'an endless body that is packed': (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    const source = Readable.from(endless(noise), { objectMode: false });
    response.on('close', () => source.destroy());
    source.pipe(createGzip({ level: 1 })).pipe(response);
  },
  'a gzip bomb': (_, response) => json(response, packed.gzip, { 'content-encoding': 'gzip' }),
  'a deflate bomb': (_, response) =>
    json(response, packed.deflate, { 'content-encoding': 'deflate' }),
  'a brotli bomb': (_, response) => json(response, packed.br, { 'content-encoding': 'br' }),
  'one text of 200 MB': (list, response) => {
    response.writeHead(200);
    response.write(`{"total":1,"${list.kind}":[{"sourcedId":"x","title":"`);
    for (let n = 0; n < 200; n += 64) response.write(spaces);
    response.end('"}]}');
  },
  'a million records': (list, response) =>
    json(response, `{"total":1000000,"${list.kind}":[${'{"sourcedId":"a"},'.repeat(1e6)}{}]}`),
  'empty lists inside each other': (list, response) =>
    json(response, `{"total":1,"${list.kind}":[${'[],'.repeat(5e6)}[]]}`),
  'deep nesting': (list, response) =>
    json(response, `{"total":1,"${list.kind}":${'['.repeat(3e6)}${']'.repeat(3e6)}}`),
  'pages that are nearly too long': (list, response) =>
    json(response, page(list, recordsFrom(list, 10, { title: 'x'.repeat(1.5 * mega) }), 100_000)),
  'one record a page': (list, response) =>
    json(response, page(list, recordsFrom(list, 1), 100_000, { limit: 1 })),
  'one record a page after the first': (list, response) =>
    json(response, page(list, recordsFrom(list, list.offset === 0 ? 100 : 1), 2000)),
  'a million small records': (list, response) => {
    const count = Math.min(list.limit, 249_999 - list.offset);
    json(response, page(list, recordsFrom(list, count), 249_999));
  },
  'a total that grows': (list, response) =>
    json(response, page(list, recordsFrom(list, 100), 1000 + list.offset)),
  'a total below zero': (list, response) => json(response, page(list, [], -5)),
  'a total of 1e308': (list, response) => json(response, page(list, [], 1e308)),
  'a total that is half a record': (list, response) => json(response, page(list, [], 0.5)),
  'an id of 1 MB': (list, response) =>
    json(response, page(list, [{ sourcedId: 'x'.repeat(mega) }], 1)),
  'links to the next page in circles': (list, response) =>
    json(response, page(list, recordsFrom({ ...list, offset: 0 }, 100), 500), {
      link: `</rostering/1.0/${list.kind}?offset=0>; rel="next"`,
    }),
  'headers of 1 MB': (_, response) => {
    const headers = Object.fromEntries(
      Array.from({ length: 100 }, (_each, index) => [`x-${index}`, 'a'.repeat(10_000)]),
    );
    json(response, '{}', headers);
  },
  'a refusal without end': (_, response) => {
    response.statusCode = 403;
    response.flushHeaders();
    const source = Readable.from(endless(spaces.subarray(0, 65_536)), { objectMode: false });
    response.on('close', () => source.destroy());
    source.pipe(response);
  },
};

/** What a token endpoint may answer that is no token. */
export const hostileTokens: Readonly<Record<string, string>> = {
  'a token of 5 MB': JSON.stringify({ access_token: 'e'.repeat(5 * mega) }),
  'a token of 17 kB': JSON.stringify({ access_token: 'e'.repeat(17 * 1024) }),
  'a token with a line end': JSON.stringify({ access_token: 'a\r\nx-evil: 1' }),
  'a token with NUL': JSON.stringify({ access_token: 'a\0b' }),
};

export interface HostilePlatform {
  readonly url: string;
  readonly requests: () => number;
}

/** A platform on a port that signs everybody in; what it holds is what `list` answers. */
export async function hostilePlatform(parts: {
  readonly list?: Hostile;
  readonly token?: string;
}): Promise<HostilePlatform> {
  const { list = honest, token = '{"access_token":"token-of-an-honest-run"}' } = parts;
  let requests = 0;
  const server = createServer((request: IncomingMessage, response) => {
    requests += 1;
    response.on('error', () => {});
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const kind = pathname.split('/').at(-1) ?? '';
    if (request.method === 'POST') json(response.setHeader('x', '1'), token);
    else if (!['courses', 'units', 'lessons', 'resources'].includes(kind)) {
      response.writeHead(404).end('{}');
    } else {
      const number = (name: string) => Number(searchParams.get(name));
      list({ kind, offset: number('offset'), limit: number('limit') }, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, requests: () => requests };
}

/** Holds 2,500 records, at most 100 a page. */
const honest: Hostile = (list, response) => {
  const total = list.kind === 'resources' ? 2500 : 0;
  const count = Math.max(0, Math.min(100, list.limit, total - list.offset));
  json(response, page(list, recordsFrom(list, count), total));
};

/** Holds 300 records of 60 kB, and gives as many at a time as it is asked for. */
export const largeRecords: Hostile = (list, response) => {
  const total = list.kind === 'resources' ? 300 : 0;
  const count = Math.max(0, Math.min(list.limit, total - list.offset));
  json(response, page(list, recordsFrom(list, count, { text: 'x'.repeat(60_000) }), total));
};

/** Holds 200,000 lessons of some 280 bytes, as a large platform may. */
export const manyRecords: Hostile = (list, response) => {
  const total = list.kind === 'lessons' ? 200_000 : 0;
  const count = Math.max(0, Math.min(list.limit, total - list.offset));
  const more = { unit: { sourcedId: 'unit', type: 'unit' }, sortOrder: 1, text: 'x'.repeat(150) };
  json(response, page(list, recordsFrom(list, count, more), total));
};
