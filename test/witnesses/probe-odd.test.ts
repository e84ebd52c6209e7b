// A probe of servers that nobody made for it: a folder of files, a login page, one that hangs, one that forgets its
// token, one that answers in another encoding or version of HTTP. It ends in time; each row says how it ended; and
// what was written and is not known to be gone is named.
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { createServer as createRawServer, Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { RetryPolicy } from '../../src/remote/http/retry.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { dialectNames } from '../support/dialects.ts';
import { quick, unhurried } from '../support/faulty.ts';
import { ofOthers, seedOf } from '../support/probed.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

/** What came, as far as it matters here. */
interface Asked {
  readonly request: Request;
  /** Of all requests but those for tokens. */
  readonly number: number;
  readonly isToken: boolean;
  readonly isWrite: boolean;
  readonly emulator: Emulator;
}

/** Answers a request; nothing is answered if it does nothing. */
type Server = (asked: Asked, response: ServerResponse) => Promise<void> | void;

/** Answers as the emulator does. */
const asUsual: Server = async ({ emulator, request }, response) =>
  send(response, await emulator.fetch(request));

async function send(
  response: ServerResponse,
  answer: Response,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const text = await answer.text();
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...more });
  response.end(answer.status === 204 ? undefined : text);
}

const page =
  '<!doctype html><title>Sign in</title><form action="/login"><input name="user"></form>';
const html = (status: number, headers = {}): Server => {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(page);
};
const json = (status: number, value: unknown, headers = {}): Server => {
  return (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));
};
const never: Server = () => {};

/** Another answer than the usual one if it holds. */
const where =
  (holds: (asked: Asked) => boolean, otherwise: Server): Server =>
  (asked, response) =>
    (holds(asked) ? otherwise : asUsual)(asked, response);

const ofAll = ({ isToken }: Asked) => !isToken;
const ofWrites = ({ isWrite }: Asked) => isWrite;
const since = (first: number) => (asked: Asked) => ofAll(asked) && asked.number >= first;
const anything = () => true;

/** Carries a request out, and gives no answer. */
const arrivesUnheard: Server = async ({ emulator, request }, response) => {
  await (await emulator.fetch(request)).text();
  response.destroy();
};
/** Carries it out, and answers what says nothing of it. */
const arrives =
  (otherwise: Server): Server =>
  async (asked, response) => {
    await (await asked.emulator.fetch(asked.request.clone())).text();
    return otherwise(asked, response);
  };

/** Half of an answer, and no end. */
const brokenOff: Server = async ({ emulator, request }, response) => {
  const text = await (await emulator.fetch(request)).text();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
};

const record = { sourcedId: 'someone-elses', status: 'active', title: 'Algebra' };

/** By what each is, with what it does. */
const odd: Readonly<Record<string, Server>> = {
  'a folder of files: 404 for everything': where(anything, html(404)),
  'a page for everything': where(anything, html(200)),
  'a login for everything': where(anything, html(302, { location: '/login' })),
  'tokens, and a login for the rest': where(ofAll, html(302, { location: '/login' })),
  'tokens, and a page for the rest': where(ofAll, html(200)),
  'a page for each write': where(ofWrites, html(200)),
  'a page for each write that is carried out': where(ofWrites, arrives(html(200))),
  'no answer to anything': where(anything, never),
  'tokens, and no answer to the rest': where(ofAll, never),
  'no answer to writes': where(ofWrites, never),
  'no answer to writes that are carried out': where(ofWrites, arrives(never)),
  'no answer since the thirtieth': where(since(30), never),
  'no connection since the thirtieth': where(since(30), arrivesUnheard),
  'each token is refused': where(ofAll, json(401, { error: 'invalid_token' })),
  'a token that holds for twenty requests': where(since(21), json(401, { error: 'expired' })),
  'nothing but 500 since the thirtieth': where(since(30), json(500, { error: 'oops' })),
  'nothing but 503 for an hour since the thirtieth': where(
    since(30),
    json(503, { error: 'down' }, { 'retry-after': '3600' }),
  ),
  '429 for an hour since the thirtieth': where(
    since(30),
    json(429, { error: 'slow down' }, { 'retry-after': '3600' }),
  ),
  'answers that break off': where(({ number }) => number % 7 === 3, brokenOff),
  'an empty answer to everything': where(ofAll, (_, response) => void response.end()),
  '204 to everything': where(ofAll, (_, response) => void response.writeHead(204).end()),
  '{} to everything': where(ofAll, json(200, {})),
  '[] to everything': where(ofAll, json(200, [])),
  'null to everything': where(ofAll, json(200, null)),
  'a text to everything': where(ofAll, json(200, 'ok')),
  'one record to everything': where(ofAll, json(200, { course: record, courses: [record] })),
  '201 to everything': where(ofAll, json(201, { course: record })),
  '202 to writes that are never carried out': where(ofWrites, json(202, { queued: true })),
  '400 to writes that are carried out': where(ofWrites, arrives(json(400, { error: 'bad' }))),
  '409 to writes that are carried out': where(ofWrites, arrives(json(409, { error: 'exists' }))),
  'a success that says it is none': where(
    ofWrites,
    json(200, { success: false, error: { message: 'no' } }),
  ),
  'deep answers': where(ofAll, (_, response) => void response.end('['.repeat(100_000))),
  'names of the prototype': where(
    ofAll,
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }) &&
      void response.end('{"__proto__":[{"constructor":1}],"toString":{"sourcedId":null}}'),
  ),
  'not UTF-8': where(
    ofAll,
    (_, response) => void response.end(Buffer.from('{"courses":[],"title":"\xe9"}', 'latin1')),
  ),
};

/** Serves it on a port of this machine; gives what it holds, and the ids that were written. */
async function served(server: Server) {
  const emulator = createEmulator();
  emulator.seed(seedOf(3));
  const sent = { requests: 0, writes: 0, unanswered: 0, ids: new Set<string>() };
  let number = 0;
  const listener: RequestListener = async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const isToken = url.endsWith('/token');
    const isWrite = method !== 'GET' && !isToken;
    const body = Buffer.concat(chunks);
    sent.requests += 1;
    if (isWrite) {
      sent.writes += 1;
      const [one] = Object.values(JSON.parse(body.toString())) as readonly { sourcedId: string }[];
      sent.ids.add(String(one?.sourcedId));
    }
    if (!isToken) number += 1;
    const request = new Request(`${base}${url}`, {
      method,
      headers: headers as Record<string, string>,
      ...(method !== 'GET' && { body }),
    });
    await server({ request, number, isToken, isWrite, emulator }, response);
    if (!response.headersSent && !response.destroyed) sent.unanswered += 1;
  };
  const http = createServer((incoming, response) => void listener(incoming, response));
  const base = await listening(http);
  return { emulator, url: base, sent };
}

async function listening(
  server: ReturnType<typeof createServer> | ReturnType<typeof createRawServer>,
): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function probe(
  { url, dialect, policy }: { url: string; dialect: 'partner' | 'oneroster'; policy: RetryPolicy },
  args: readonly string[] = [],
) {
  const cwd = folderWith({ 'timeback-catalog.yaml': configFor(url, dialect) });
  return commandLine(
    ['probe', '--env', 'test', '--yes', '--format', 'json', ...args],
    { cwd, env: credentials },
    { retryPolicy: policy },
  );
}

describe.each(dialectNames)('%s', (dialect) => {
  test.each(Object.entries(odd))('%s', async (_, server) => {
    const { emulator, url, sent } = await served(server);
    const { code, stdout, stderr } = await probe({ url, dialect, policy: quick });
    expect(stderr + stdout).not.toMatch(/bug in timeback-catalog|\n\s+at .*:\d+/);
    expect(stdout).not.toBe('');
    const { summary, rows = [], records = [], diagnostics, facts } = JSON.parse(stdout);
    // Of twenty seconds each: whatever hangs, it is over in minutes.
    expect(sent.unanswered).toBeLessThanOrEqual(24);
    expect(sent.requests).toBeLessThanOrEqual(150);
    expect(sent.writes).toBeLessThanOrEqual(40);
    expect(summary).toMatchObject({ requests: sent.requests, writes: sent.writes });
    expect(rows.length).toBeGreaterThan(100);
    for (const { row, state, how } of rows) {
      expect([row, state]).toEqual([
        row,
        expect.toBeOneOf(['measured', 'contradicted', 'refused', 'not tried']),
      ]);
      expect([row, how]).toEqual([row, expect.stringMatching(/\S/)]);
    }
    // Whatever was sent is told of, and what may be live is told to be left.
    const told = new Map<string, string>(
      records.map((one: { sourced_id: string; state: string }) => [one.sourced_id, one.state]),
    );
    const live = ['course', 'unit', 'lesson', 'resource', 'componentResource'] as const;
    const untold = live
      .flatMap((kind) => emulator.records(kind))
      .filter(({ status }) => status !== 'tobedeleted')
      .map(({ sourcedId }) => String(sourcedId))
      .filter((id) => sent.ids.has(id) && told.get(id) !== 'left');
    expect(untold).toEqual([]);
    // What was cut short is no success, and says why; who never got a token has measured nothing.
    const isCut = rows.some(({ how }: { how: string }) =>
      /no token was given|no longer answers/.test(how),
    );
    const codes = summary.left > 0 ? [4] : isCut ? [1, 3] : [0];
    expect([code, diagnostics.length > 0]).toEqual([expect.toBeOneOf(codes), code !== 0]);
    expect(facts === undefined).toBe(summary.measured === 0);
    expect(ofOthers(emulator)).toEqual(seedOf(3).map(({ record: held }) => held));
  });
});

/** What is said in another way, and means the same. */
const packings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const;

const packed =
  (encoding: keyof typeof packings): Server =>
  async ({ emulator, request }, response) => {
    const answer = await emulator.fetch(request);
    const headers = { ...Object.fromEntries(answer.headers), 'content-encoding': encoding };
    const text = await answer.text();
    response.writeHead(answer.status, text === '' ? {} : headers);
    response.end(text === '' ? undefined : packings[encoding](text));
  };

/** A byte at a time, each in a chunk of its own. */
const inChunks: Server = async ({ emulator, request }, response) => {
  const answer = await emulator.fetch(request);
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  for (const sign of (await answer.text()).match(/.{1,7}/gsu) ?? []) response.write(sign);
  response.end();
};

/** As HTTP was in 1996: an answer ends with its connection. */
const ofOldHttp: Server = async ({ emulator, request }, response) => {
  const answer = await emulator.fetch(request);
  const text = await answer.text();
  const { socket } = response;
  socket?.end(`HTTP/1.0 ${answer.status} Fine\r\nContent-Type: text/plain\r\n\r\n${text}`);
};

const dated =
  (milliseconds: number): Server =>
  async ({ emulator, request }, response) =>
    send(response, await emulator.fetch(request), {
      date: new Date(Date.now() + milliseconds).toUTCString(),
    });

const day = 24 * 3_600_000;
const alike: readonly (readonly [string, Server, string])[] = [
  ...(Object.keys(packings) as (keyof typeof packings)[]).map(
    (name) => [`packed as ${name}`, packed(name), 'agrees'] as const,
  ),
  ['in many chunks', inChunks, 'agrees'],
  ['by HTTP/1.0', ofOldHttp, ''],
  ['by a clock that is a day behind', dated(-day), 'behind'],
  ['by a clock that is a day ahead', dated(day), 'ahead'],
];

test.each(alike)('answers %s are measured like any', async (_, server, clock) => {
  const rowsOf = async (one: Server) => {
    const { url } = await served(one);
    const ended = await probe({ url, dialect: 'partner', policy: unhurried });
    expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringContaining('Error')]);
    const { rows, summary } = JSON.parse(ended.stdout);
    expect(summary.left).toBe(0);
    const values: [string, unknown][] = rows.map(
      ({ row, state, value }: { row: string; state: string; value: unknown }) => [
        row,
        [state, value],
      ],
    );
    return new Map(values.filter(([row]) => !/^(?:lag\.|rate\.)/.test(row)));
  };
  const [usual, odd] = [await rowsOf(asUsual), await rowsOf(server)];
  const told = odd.get('clock');
  expect(told).toEqual(clock === '' ? ['not tried', undefined] : ['measured', clock]);
  for (const rows of [usual, odd]) rows.delete('clock');
  expect(Object.fromEntries(odd)).toEqual(Object.fromEntries(usual));
});
