import { describe, expect, test } from 'vitest';
import { askToken, sample, send, signIn, start } from './session.ts';

const path = '/auth/1.0/token';
const basic = `Basic ${Buffer.from('emulator:emulator').toString('base64')}`;
const form = (fields: Record<string, string>) => ({ body: new URLSearchParams(fields) });
const json = (fields: object) => ({
  body: JSON.stringify(fields),
  headers: { 'content-type': 'application/json; charset=utf-8' },
});
const credentials = { client_id: 'emulator', client_secret: 'emulator' };
const grant = { grant_type: 'client_credentials' };

describe('ways to ask for a token', () => {
  test.each([
    ['HTTP Basic', { ...form(grant), headers: { authorization: basic } }],
    ['a form', form({ ...grant, ...credentials })],
    ['JSON', json({ ...grant, ...credentials })],
    ['JSON without a grant type', json(credentials)],
  ])('%s', async (_, init) => {
    const { status, headers, body } = await send(start(), path, { method: 'POST', ...init });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{40,}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope:
        'roster.readonly roster.createput events.write events.readonly gradebook.readonly standards.read',
    });
  });
});

describe('refusals', () => {
  test.each([
    [
      'wrong secret',
      form({ ...grant, ...credentials, client_secret: 'emulator ' }),
      401,
      'invalid_client',
    ],
    [
      'unknown client',
      form({ ...grant, ...credentials, client_id: 'other' }),
      401,
      'invalid_client',
    ],
    ['no credentials', form(grant), 401, 'invalid_client'],
    [
      'Basic without a colon',
      { ...form(grant), headers: { authorization: 'Basic ZW11' } },
      401,
      'invalid_client',
    ],
    [
      'wrong grant type',
      form({ ...credentials, grant_type: 'password' }),
      400,
      'unsupported_grant_type',
    ],
    ['form without a grant type', form(credentials), 400, 'invalid_request'],
    ['broken JSON', { ...json({}), body: '{' }, 400, 'invalid_request'],
    ['unknown scope', form({ ...grant, ...credentials, scope: 'admin' }), 400, 'invalid_scope'],
  ])('%s', async (_, init, status, error) => {
    const reply = await send(start(), path, { method: 'POST', ...init });
    expect(reply).toMatchObject({ status, body: { error } });
  });
});

describe('scopes', () => {
  const reader = { id: 'reader', secret: 's', canWrite: false };

  test('a client that cannot write gets the reading scopes only', async () => {
    const emulator = start({ clients: [reader] });
    const scope = 'roster.readonly events.readonly gradebook.readonly standards.read';
    expect(await askToken(emulator, reader)).toMatchObject({ body: { scope } });
    const session = await signIn(emulator, reader);
    expect(await session.list('course')).toMatchObject({ status: 200 });
    expect(await session.put('course', sample.course)).toMatchObject({ status: 403 });
    expect(emulator.records('course')).toEqual([]);
  });

  test('a request may ask for less', async () => {
    const session = await signIn(start(), undefined, { scope: 'roster.createput' });
    expect(await session.put('course', sample.course)).toMatchObject({ status: 201 });
    expect(await session.get('course', 'c')).toMatchObject({ status: 403 });
  });
});

describe('a bearer token is needed', () => {
  test.each([
    ['missing', {}],
    ['unknown', { authorization: 'Bearer nonsense' }],
    ['of another scheme', { authorization: basic }],
  ])('%s', async (_, headers) => {
    const reply = await send(start(), '/rostering/1.0/courses', { headers });
    expect(reply).toMatchObject({
      status: 401,
      body: {
        imsx_codeMajor: 'failure',
        imsx_CodeMinor: {
          imsx_codeMinorField: [{ imsx_codeMinorFieldValue: 'unauthorisedrequest' }],
        },
      },
    });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('until it expires', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const emulator = start({ tokenSeconds: 60, now: () => now });
    const session = await signIn(emulator);
    now = new Date('2026-01-01T00:00:59Z');
    expect(await session.list('course')).toMatchObject({ status: 200 });
    now = new Date('2026-01-01T00:01:00Z');
    expect(await session.list('course')).toMatchObject({ status: 401 });
  });
});

test('no secret and no token is kept in the record of requests', async () => {
  const client = { id: 'me', secret: 'top-secret' };
  const emulator = start({ clients: [client] });
  const session = await signIn(emulator, client);
  await session.list('course');
  expect(JSON.stringify(emulator.requests)).not.toContain('top-secret');
  expect(JSON.stringify(emulator.requests)).not.toContain(session.token);
});
