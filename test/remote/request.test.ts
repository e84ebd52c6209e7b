import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { Secret } from '../../src/remote/http/redact.ts';
import { usualRetries } from '../../src/remote/http/retry.ts';
import { inherited } from '../support/inherited.ts';
import { remoteTo } from '../support/platform.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const start = (options: EmulatorOptions = {}): Emulator => {
  emulator = createEmulator(options);
  return emulator;
};
const tokens = () => emulator.requests.filter(({ path }) => path === '/auth/1.0/token');

const write = {
  entity: { kind: 'course', sourcedId: 'course/1', title: 'Reading', fields: { title: 'Reading' } },
} as const;

describe('tokens', () => {
  test('one token serves all requests, asked for once by all at the same time', async () => {
    const remote = remoteTo(start());
    await Promise.all([remote.read(), remote.readOne('course/c'), remote.readOne('unit/c')]);
    expect(tokens()).toHaveLength(1);
  });

  test.each(['basic', 'body'])('the secret is sent by %s', async (auth) => {
    const remote = remoteTo(start(), { facts: { 'token.auth': auth } });
    expect((await remote.authenticate()).ok).toBe(true);
  });

  test('is renewed before it ends', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const remote = remoteTo(start({ tokenSeconds: 3600, now: () => now }), { now: () => now });
    await remote.readOne('course/c');
    now = new Date('2026-01-01T00:58:59Z');
    await remote.readOne('course/c');
    expect(tokens()).toHaveLength(1);
    now = new Date('2026-01-01T00:59:01Z');
    await remote.readOne('course/c');
    expect(tokens()).toHaveLength(2);
  });

  test('is renewed once when the platform refuses it early', async () => {
    const remote = remoteTo(start({ faults: [{ fault: 'token-expires', at: 2 }] }));
    expect((await remote.readOne('course/c')).ok).toBe(true);
    expect(tokens()).toHaveLength(2);
  });

  test('a platform that refuses every token is an authentication problem', async () => {
    const remote = remoteTo(start({ faults: [{ fault: 'token-expires' }] }));
    const answer = await remote.readOne('course/c');
    // A token was given, so new credentials would change nothing.
    const hint = expect.stringContaining('`baseUrl` and `tokenUrl`');
    expect(answer.problems).toMatchObject([{ code: 'auth/refused', hint }]);
  });

  test('a wrong secret is told once, without the secret', async () => {
    const credentials = { clientId: 'emulator', clientSecret: new Secret('wrong-secret') };
    const state = await remoteTo(start(), { credentials }).read();
    expect(state.problems.map(({ code }) => code)).toEqual(['auth/refused']);
    expect(JSON.stringify(state)).not.toContain('wrong-secret');
  });
});

test.each([404, 410])('a record that answers %i is not there', async (status) => {
  const { fetch } = start();
  const remote = remoteTo(emulator, {
    fetch: async (request) =>
      request.url.includes('/courses/') ? new Response('{}', { status }) : fetch(request),
  });
  expect(await remote.readOne('course/c')).toMatchObject({ ok: true, value: undefined });
});

describe('a token endpoint that rejects is about the credentials, or it is another address', () => {
  const offers = { command: 'apply', options: new Set(['--insecure-http', '--exclude']) };
  const credentials = expect.stringMatching(/^Set the credential variables again.*doctor/);
  const address = expect.stringMatching(/^Correct `tokenUrl`/);
  const row = (name: string) => expect.stringContaining(`the row token.${name}`);
  test.each([
    // RFC 6749, 5.2: a client that is not known.
    { status: 400, body: { error: 'invalid_client' }, code: 'auth/refused', hint: credentials },
    { status: 401, body: { error: 'invalid_client' }, code: 'auth/refused', hint: credentials },
    { status: 422, body: { message: 'no such client' }, code: 'auth/refused', hint: credentials },
    { status: 200, body: { error: 'no such client' }, code: 'auth/refused', hint: credentials },
    {
      status: 403,
      body: { message: 'blocked' },
      code: 'auth/forbidden',
      hint: expect.stringMatching(/nothing at this address.*Ask the team that issued/),
    },
    // RFC 6749, 5.2: other credentials would be refused as well.
    { status: 400, body: { error: 'invalid_scope' }, code: 'remote/rejected', hint: row('scope') },
    { status: 400, body: { error: 'invalid_request' }, code: 'remote/rejected', hint: row('auth') },
    {
      status: 400,
      body: { error: 'unsupported_grant_type' },
      code: 'remote/rejected',
      hint: address,
    },
    {
      status: 400,
      body: { error: 'unauthorized_client' },
      code: 'auth/forbidden',
      hint: 'Ask the team that issued the credentials.',
    },
    // What every object of JavaScript has.
    ...inherited.map((error) => ({
      ...{ status: 400, body: { error } },
      ...{ code: 'auth/refused', hint: credentials },
    })),
    { status: 404, body: {}, code: 'remote/unexpected-answer', hint: address },
    { status: 405, body: {}, code: 'remote/unexpected-answer', hint: address },
    { status: 410, body: {}, code: 'remote/unexpected-answer', hint: address },
  ])('$status $body', async ({ status, body, code, hint }) => {
    const fetch = async () => Response.json(body, { status });
    const { problems } = await remoteTo(start(), { fetch, offers }).authenticate();
    expect(problems).toMatchObject([{ code, severity: 'error', hint }]);
  });
});

test('a token endpoint that is not there is named, since the config may not name its path', async () => {
  const fetch = async () => new Response('<html>Not found</html>', { status: 404 });
  const tokenUrl = 'https://timeback.test/auth/1.0/token';
  const baseUrl = 'https://timeback.test/api/v1';
  const { problems } = await remoteTo(start(), { fetch, baseUrl, tokenUrl }).authenticate();
  expect(problems[0]?.detail).toContain(`Getting a token from ${tokenUrl}: `);
});

test.each([
  { tokenUrl: 'https://identity.example/oauth2/token', names: '`tokenUrl`' },
  { tokenUrl: 'https://timeback.test/auth/1.0/token', names: '`baseUrl`' },
])('a token endpoint at $tokenUrl that is not reached is corrected in $names', async (row) => {
  const cause = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
  const baseUrl = 'https://timeback.test';
  const remote = remoteTo(start(), { fetch, baseUrl, tokenUrl: row.tokenUrl });
  expect((await remote.authenticate()).problems).toMatchObject([
    { code: 'remote/unreachable', hint: expect.stringContaining(`the host in the ${row.names}`) },
  ]);
});

describe.each([
  { tokenUrl: 'https://identity.example/oauth2/token', names: /^(?!.*baseUrl).*`tokenUrl`/ },
  { tokenUrl: 'https://timeback.test/auth/1.0/token', names: /`baseUrl`/ },
])('a token endpoint at $tokenUrl where something is in between', ({ tokenUrl, names }) => {
  const page = (status: number) => new Response('<html>Sign in</html>', { status });
  test.each([
    ['a page with 200', () => page(200)],
    ['a page with 400', () => page(400)],
    ['a page with 401', () => page(401)],
    ['a page with 403', () => page(403)],
    [
      'a redirection',
      () => new Response(null, { status: 302, headers: { location: 'https://x.test/' } }),
    ],
  ])('%s', async (_, answer) => {
    const parts = { fetch: async () => answer(), baseUrl: 'https://timeback.test', tokenUrl };
    const retryPolicy = { ...usualRetries, repetitions: 0 };
    const { problems } = await remoteTo(start(), { ...parts, retryPolicy }).authenticate();
    expect(problems.map(({ hint }) => hint)).toEqual([expect.stringMatching(names)]);
    // Each address is named once.
    expect(problems[0]?.hint?.match(/`tokenUrl`/g)?.length ?? 0).toBeLessThan(2);
  });
});

describe('what may succeed later is tried again', () => {
  test.each<{ name: string; faults: NonNullable<EmulatorOptions['faults']> }>([
    { name: '429 without Retry-After', faults: [{ fault: '429', at: 2 }] },
    { name: '429 with Retry-After', faults: [{ fault: '429', at: 2, 'retry-after': 0 }] },
    { name: '500', faults: [{ fault: '500', at: 2 }] },
    { name: '503', faults: [{ fault: '503', at: 2 }] },
    { name: 'dropped before', faults: [{ fault: 'drop-before', at: 2 }] },
    { name: 'dropped after the write', faults: [{ fault: 'drop-after', at: 2 }] },
    { name: 'an HTML page with 502', faults: [{ fault: 'html', at: 2 }] },
    { name: 'token endpoint down once', faults: [{ fault: 'token-down', times: 1 }] },
  ])('$name', async ({ faults }) => {
    const remote = remoteTo(start({ faults }));
    expect(await remote.write(write)).toBeUndefined();
    expect(emulator.records('course')).toHaveLength(1);
  });

  test('with the same request id', async () => {
    const ids: (string | null)[] = [];
    const counted = (request: Request) => {
      if (request.method === 'PUT') ids.push(request.headers.get('x-request-id'));
      return emulator.fetch(request);
    };
    await remoteTo(start({ faults: [{ fault: '500', at: 2 }] }), { fetch: counted }).write(write);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

test('a cache in between does not give what was before a write', async () => {
  const held = new Map<string, Response>();
  const cached = async (request: Request): Promise<Response> => {
    const mayUse = request.method === 'GET' && request.headers.get('cache-control') !== 'no-cache';
    const answer = (mayUse && held.get(request.url)) || (await emulator.fetch(request));
    if (request.method === 'GET') held.set(request.url, answer.clone());
    return answer;
  };
  const remote = remoteTo(start(), { fetch: cached });
  const title = async () => {
    const read = await remote.readOne('course/course/1');
    return read.ok && read.value?.entity.title;
  };
  await remote.write(write);
  expect(await title()).toBe('Reading');
  const entity = { ...write.entity, title: 'Writing', fields: { title: 'Writing' } };
  await remote.write({ ...write, entity });
  expect(await title()).toBe('Writing');
});

describe('what will not succeed is told', () => {
  test('403 names what was done and what the platform said', async () => {
    emulator = createEmulator({
      clients: [{ id: 'emulator', secret: 'emulator', canWrite: false }],
    });
    const problem = await remoteTo(emulator).write(write);
    expect(problem?.code).toBe('auth/forbidden');
    expect(problem?.detail).toMatch(/^Writing the course "Reading": the platform answered 403: /);
  });

  test('a rejected body quotes every field that the platform names', async () => {
    const problem = await remoteTo(start()).write({
      entity: {
        kind: 'unit',
        sourcedId: 'u',
        title: '',
        parent: 'course/none',
        fields: { title: '' },
      },
    });
    expect(problem?.code).toBe('remote/rejected');
    expect(problem?.detail).toMatch(/title/);
    expect(problem?.detail).toMatch(/course/);
  });

  test('a redirect is not followed: it could carry the secret to another host', async () => {
    const to = 'http://127.0.0.1:9/elsewhere';
    const remote = remoteTo(start({ faults: [{ fault: 'redirect', to }] }));
    const answer = await remote.authenticate();
    expect(answer.problems.map(({ code }) => code)).toEqual(['remote/unexpected-answer']);
  });

  test('an id with a slash stays one path segment', async () => {
    expect(await remoteTo(start()).write(write)).toBeUndefined();
    expect(emulator.records('course')[0]?.['sourcedId']).toBe('course/1');
  });
});

test('a secret shows itself nowhere', () => {
  const secret = new Secret('hunter2');
  expect([`${secret}`, JSON.stringify({ secret }), inspect({ secret })].join()).not.toContain(
    'hunter2',
  );
  expect(secret.reveal()).toBe('hunter2');
});
