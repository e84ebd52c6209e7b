// The OneRoster API of the emulator, as a client of others would use it; every exchange is held
// against the OpenAPI document.
import { describe, expect, test } from 'vitest';
import { defaultClient, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { heldToDocument } from '../support/openapi.ts';
import { type Reply, send, signIn, start } from './session.ts';

const rostering = '/ims/oneroster/rostering/v1p2';
const at = {
  course: `${rostering}/courses/`,
  courseComponent: `${rostering}/courses/components`,
  componentResource: `${rostering}/courses/component-resources`,
  resource: '/ims/oneroster/resources/v1p2/resources/',
} as const;
type Name = keyof typeof at;

async function connect(emulator: Emulator = start()) {
  const held = heldToDocument(emulator, { answers: true });
  const form = { grant_type: 'client_credentials', client_id: defaultClient.id };
  const body = new URLSearchParams({ ...form, client_secret: defaultClient.secret });
  const token = await send(held, '/oauth2/token', { method: 'POST', body });
  const bearer = isObject(token.body) ? token.body['access_token'] : '';
  const ask = (path: string, method = 'GET', json?: Json): Promise<Reply> =>
    send(held, path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  const one = (name: Name, id: string) => `${at[name].replace(/\/$/, '')}/${id}`;
  return {
    emulator,
    ask,
    post: (name: Name, record: JsonObject) => ask(at[name], 'POST', { [name]: record }),
    put: (name: Name, id: string, record: JsonObject) =>
      ask(one(name, id), 'PUT', { [name]: record }),
    get: (name: Name, id: string) => ask(one(name, id)),
    remove: (name: Name, id: string) => ask(one(name, id), 'DELETE'),
    list: (name: Name, query = '') => ask(`${at[name]}${query}`),
  };
}
type Client = Awaited<ReturnType<typeof connect>>;

const status = 'active';
const org = { sourcedId: 'partner-sandbox' };
const course = { sourcedId: 'c' };

/** A course with a unit, a lesson in it, and a resource that the lesson places. */
async function fill(client: Client): Promise<void> {
  await client.post('course', { sourcedId: 'c', status, title: 'Course', org });
  await client.post('courseComponent', { sourcedId: 'u', status, title: 'Unit', course });
  const parent = { sourcedId: 'u' };
  await client.post('courseComponent', { sourcedId: 'l', status, title: 'Lesson', course, parent });
  await client.post('resource', { sourcedId: 'r', title: 'Film', vendorResourceId: 'v' });
  await client.post('componentResource', placement('p', 'r'));
}

const placement = (sourcedId: string, resource: string, sortOrder = 1) => ({
  sourcedId,
  status,
  title: 'Question',
  courseComponent: { sourcedId: 'l' },
  resource: { sourcedId: resource },
  sortOrder,
});

describe('making and changing', () => {
  test('POST answers with both ids, and makes one where none is sent', async () => {
    const client = await connect();
    const named = { sourcedId: 'c', status, title: 'Course', org };
    expect(await client.post('course', named)).toMatchObject({
      status: 201,
      body: { sourcedIdPairs: { suppliedSourcedId: 'c', allocatedSourcedId: 'c' } },
    });
    const unnamed = await client.post('resource', { title: 'Film', vendorResourceId: 'v' });
    expect(unnamed).toMatchObject({
      status: 201,
      body: { sourcedIdPairs: { suppliedSourcedId: '' } },
    });
    expect(await client.list('resource')).toMatchObject({
      body: { resources: [{ sourcedId: expect.stringMatching(/^[\da-f-]{36}$/), status }] },
    });
  });

  test.each<{ what: string; name: Name; record: JsonObject; code: number }>([
    { what: 'no status', name: 'course', record: { sourcedId: 'x', title: 'T', org }, code: 422 },
    {
      what: 'an org that is not there',
      name: 'course',
      record: { sourcedId: 'x', status, title: 'T', org: { sourcedId: 'nowhere' } },
      code: 404,
    },
    {
      what: 'a component of no course',
      name: 'courseComponent',
      record: { sourcedId: 'x', status, title: 'T' },
      code: 422,
    },
    { what: 'a placement without an id', name: 'componentResource', record: { status }, code: 422 },
    {
      what: 'a resource of no known importance',
      name: 'resource',
      record: { title: 'T', vendorResourceId: 'v', importance: 'other' },
      code: 422,
    },
    {
      what: 'an id that exists',
      name: 'course',
      record: { sourcedId: 'c', status, title: 'T', org },
      code: 422,
    },
  ])('$what is refused: $code, with the error body', async ({ name, record, code }) => {
    const client = await connect();
    await fill(client);
    expect(await client.post(name, record)).toMatchObject({
      status: code,
      body: { imsx_codeMajor: 'failure', imsx_severity: 'error' },
    });
  });

  test('PUT writes over what is there and makes nothing', async () => {
    const client = await connect();
    await fill(client);
    const record = { status, title: 'Renamed', course, parent: { sourcedId: 'u' } };
    expect(await client.put('courseComponent', 'l', record)).toMatchObject({ status: 200 });
    expect(await client.get('courseComponent', 'l')).toMatchObject({
      body: { courseComponent: { title: 'Renamed', parent: { sourcedId: 'u' } } },
    });
    expect(await client.put('courseComponent', 'x', record)).toMatchObject({ status: 404 });
  });

  test('PUT of a resource takes what the document lists, and keeps the rest', async () => {
    const client = await connect();
    await fill(client);
    expect(await client.put('resource', 'r', { title: 'New' })).toMatchObject({ status: 200 });
    expect(await client.get('resource', 'r')).toMatchObject({
      body: { resource: { title: 'New', status, vendorResourceId: 'v' } },
    });
  });

  test('DELETE retires, twice if need be, and what hangs under it stays', async () => {
    const client = await connect();
    await fill(client);
    for (const _ of [1, 2]) {
      expect(await client.remove('courseComponent', 'u')).toMatchObject({ status: 204, body: '' });
    }
    const retired = { courseComponent: { status: 'tobedeleted' } };
    expect(await client.get('courseComponent', 'u')).toMatchObject({ status: 200, body: retired });
    expect(await client.get('courseComponent', 'l')).toMatchObject({
      body: { courseComponent: { status } },
    });
    const again = { sourcedId: 'u', status, title: 'Unit', course };
    expect(await client.post('courseComponent', again)).toMatchObject({
      status: 404,
      body: { imsx_description: expect.stringContaining('already exists') },
    });
  });
});

describe('lists', () => {
  test('count their pages', async () => {
    const client = await connect();
    await fill(client);
    expect(await client.list('courseComponent', '?limit=1&offset=1')).toMatchObject({
      body: {
        courseComponents: [{ sourcedId: 'l' }],
        totalCount: 2,
        pageCount: 2,
        pageNumber: 2,
        offset: 1,
        limit: 1,
      },
    });
  });

  test.each<{ query: string; ids: readonly string[] }>([
    { query: "?filter=title='Lesson'", ids: ['l'] },
    { query: "?filter=status='active' AND title~'uni'", ids: ['u'] },
    { query: '?search=less', ids: ['l'] },
    { query: '?sort=title&orderBy=desc', ids: ['u', 'l'] },
  ])('$query', async ({ query, ids }) => {
    const client = await connect();
    await fill(client);
    const { body } = await client.list('courseComponent', encodeURI(query));
    const found = isObject(body) ? body['courseComponents'] : [];
    expect(found).toMatchObject(ids.map((sourcedId) => ({ sourcedId })));
  });

  test('and single records, show the fields that were requested', async () => {
    const client = await connect();
    await fill(client);
    const shown = { sourcedId: 'c', title: 'Course' };
    const query = '?fields=sourcedId,title';
    expect((await client.list('course', query)).body).toMatchObject({ courses: [shown] });
    expect((await client.get('course', `c${query}`)).body).toEqual({ course: shown });
  });

  test('a page has at most 3000 records', async () => {
    const client = await connect();
    expect(await client.ask(`${at.course}?limit=3000`)).toMatchObject({ status: 200 });
    const unheld = await signIn(client.emulator);
    expect(await unheld.send(`${at.course}?limit=3001`)).toMatchObject({ status: 400 });
  });
});

test.each([
  { scope: 'roster.readonly', write: 403 },
  { scope: 'admin', write: 201 },
])('a token with the scope $scope', async ({ scope, write }) => {
  const emulator = start();
  const name = `https://purl.imsglobal.org/spec/or/v1p1/scope/${scope}`;
  const form = {
    grant_type: 'client_credentials',
    client_id: 'emulator',
    client_secret: 'emulator',
  };
  const body = new URLSearchParams({ ...form, scope: name });
  const token = await send(emulator, '/oauth2/token', { method: 'POST', body });
  expect(token).toMatchObject({ status: 200, body: { scope: name } });
  const bearer = isObject(token.body) ? token.body['access_token'] : '';
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  expect(await send(emulator, at.course, { headers })).toMatchObject({ status: 200 });
  const record = { sourcedId: 'c', status, title: 'Course', org };
  const sent = { method: 'POST', headers, body: JSON.stringify({ course: record }) };
  expect(await send(emulator, at.course, sent)).toMatchObject({ status: write });
});

describe('what one dialect writes the other reads', () => {
  test('units, lessons and what they place, made as components', async () => {
    const client = await connect();
    await fill(client);
    const partner = await signIn(client.emulator);
    expect(await partner.get('unit', 'u')).toMatchObject({
      body: { unit: { title: 'Unit', course } },
    });
    const lesson = { title: 'Lesson', course, unit: { sourcedId: 'u' } };
    expect(await partner.get('lesson', 'l')).toMatchObject({
      body: { lesson: { ...lesson, resource: { sourcedId: 'r' } } },
    });
    await client.post('resource', { sourcedId: 's', title: 'Map', vendorResourceId: 'v' });
    await client.post('componentResource', placement('q', 's', 0));
    const both = [{ sourcedId: 's' }, { sourcedId: 'r' }];
    expect(await partner.get('lesson', 'l')).toMatchObject({
      body: { lesson: { resources: both } },
    });
    await client.put('componentResource', 'q', { ...placement('q', 's'), status: 'tobedeleted' });
    expect((await partner.get('lesson', 'l')).body).toMatchObject({
      lesson: { resource: { sourcedId: 'r' } },
    });
    expect(client.emulator.records('lesson')[0]).not.toHaveProperty('resources');
    await client.remove('componentResource', 'p');
    expect(client.emulator.records('lesson')[0]).not.toHaveProperty('resource');
  });

  test('units, lessons and what they place, made as such', async () => {
    const client = await connect();
    const partner = await signIn(client.emulator);
    const date = '2026-01-01T00:00:00Z';
    const unit = { sourcedId: 'u' };
    const film = { status, title: 'Film', vendorResourceId: 'v' };
    await partner.put('course', { sourcedId: 'c', status, title: 'C', grades: [6] });
    await partner.put('unit', {
      sourcedId: 'u',
      status,
      title: 'U',
      course,
      dateLastModified: date,
    });
    await partner.put('resource', { sourcedId: 'r', ...film });
    const lesson = { sourcedId: 'l', status, title: 'L', course, unit };
    await partner.put('lesson', { ...lesson, resource: { sourcedId: 'r' } });
    expect(await client.list('course')).toMatchObject({
      body: { courses: [{ grades: ['6'], org }] },
    });
    expect(await client.list('courseComponent')).toMatchObject({
      body: {
        courseComponents: [
          { sourcedId: 'u', parent: null },
          { sourcedId: 'l', parent: unit, courseComponent: unit, sortOrder: 0 },
        ],
      },
    });
    const placed = { courseComponent: { sourcedId: 'l' }, resource: { sourcedId: 'r' }, status };
    expect(await client.list('componentResource')).toMatchObject({
      body: { componentResources: [placed] },
    });
    await partner.put('lesson', lesson);
    expect(await client.list('componentResource')).toMatchObject({
      body: { componentResources: [{ ...placed, status: 'tobedeleted' }] },
    });
  });

  test('a component below a lesson is a lesson of the same unit', async () => {
    const client = await connect();
    await fill(client);
    const below = { sourcedId: 'd', status, title: 'Deep', course, parent: { sourcedId: 'l' } };
    await client.post('courseComponent', below);
    const partner = await signIn(client.emulator);
    expect(await partner.get('lesson', 'd')).toMatchObject({
      body: { lesson: { unit: { sourcedId: 'u' } } },
    });
    expect(await client.get('courseComponent', 'd')).toMatchObject({
      body: { courseComponent: { parent: { sourcedId: 'l' } } },
    });
  });

  test('a lesson that loses its parent is a unit, and a unit that gets one stays a unit', async () => {
    const client = await connect();
    await fill(client);
    const alone = { status, title: 'Lesson', course, parent: null };
    await client.put('courseComponent', 'l', alone);
    expect(client.emulator.records('unit').map(({ sourcedId }) => sourcedId)).toEqual(['u', 'l']);
    expect(client.emulator.records('lesson')).toEqual([]);
    await client.put('courseComponent', 'l', { ...alone, parent: { sourcedId: 'u' } });
    expect(client.emulator.records('unit')).toHaveLength(2);
    expect(await client.get('courseComponent', 'l')).toMatchObject({
      body: { courseComponent: { parent: { sourcedId: 'u' } } },
    });
  });
});
