import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/node.ts';
import { pathOf, type Reply, sample, signIn, start, startWithSamples } from './session.ts';

describe('a first PUT creates, a later one replaces', () => {
  test.each(['course', 'unit', 'lesson', 'resource'] as const)('%s', async (kind) => {
    const { session, emulator } = await startWithSamples();
    const created = { ...sample[kind], sourcedId: 'new', note: 'of our own', metadata: { a: 1 } };
    expect(await session.put(kind, created)).toMatchObject({
      status: 201,
      body: { [kind]: created },
    });
    const replaced = { ...sample[kind], sourcedId: 'new', title: 'Other', sortOrder: null };
    const reply = await session.put(kind, replaced);
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toEqual({ [kind]: replaced });
    expect((await session.get(kind, 'new')).body).toEqual({ [kind]: replaced });
    expect(emulator.records(kind).at(-1)).toEqual(replaced);
  });
});

test('what the body held is in the record of requests', async () => {
  const { session, emulator } = await startWithSamples();
  await session.put('course', sample.course);
  await session.list('course', { limit: '7' });
  const path = '/rostering/1.0/courses';
  const inFlight = 1;
  expect(emulator.requests).toEqual([
    { method: 'POST', path: '/auth/1.0/token', query: '', status: 200, inFlight },
    {
      method: 'PUT',
      path: `${path}/c`,
      query: '',
      status: 200,
      inFlight,
      body: { course: sample.course },
    },
    { method: 'GET', path, query: 'limit=7', status: 200, inFlight },
  ]);
});

describe('ids', () => {
  test.each(['nice:slug', 'a b', 'ü/%2F', "it's", 'x'.repeat(300)])('%s', async (sourcedId) => {
    const session = await signIn(start());
    const record = { ...sample.course, sourcedId };
    expect(await session.put('course', record)).toMatchObject({ status: 201 });
    expect((await session.get('course', sourcedId)).body).toEqual({ course: record });
  });

  test('301 characters are too many', async () => {
    const session = await signIn(start());
    const record = { ...sample.course, sourcedId: 'x'.repeat(301) };
    expect(await session.put('course', record)).toMatchObject({ status: 422 });
  });
});

const absent = undefined;
const without = (kind: Kind, changed: Record<string, Json | undefined>): JsonObject =>
  JSON.parse(JSON.stringify({ ...sample[kind], ...changed }));

function detailFields({ body }: Reply): unknown {
  expect(body).toMatchObject({ imsx_codeMajor: 'failure', imsx_severity: 'error' });
  return JSON.parse(JSON.stringify(body)).imsx_error_details.map(
    (detail: { field: string }) => detail.field,
  );
}

describe('422 names every field that is wrong', () => {
  test.each<[Kind, Record<string, Json | undefined>, string[]]>([
    ['course', { title: absent, status: absent }, ['status', 'title']],
    ['course', { title: '' }, ['title']],
    ['course', { title: 7 }, ['title']],
    ['course', { title: null }, ['title']],
    ['course', { status: 'inactive' }, ['status']],
    ['course', { dateLastModified: 'yesterday' }, ['dateLastModified']],
    ['course', { dateLastModified: '2026-13-01T00:00:00Z' }, ['dateLastModified']],
    ['course', { metadata: [] }, ['metadata']],
    ['course', { grades: '6', subjects: [true] }, ['subjects', 'grades']],
    ['course', { org: 'partner-sandbox' }, ['org']],
    ['course', { org: { sourcedId: 'nowhere' }, title: '' }, ['title', 'org.sourcedId']],
    ['unit', { dateLastModified: absent }, ['dateLastModified']],
    ['unit', { course: absent }, ['course']],
    ['unit', { course: null }, ['course']],
    ['unit', { sortOrder: '1' }, ['sortOrder']],
    ['unit', { prerequisites: 'u0' }, ['prerequisites']],
    ['lesson', { course: absent, unit: absent }, ['course', 'unit']],
    ['lesson', { resource: {} }, ['resource']],
    ['lesson', { resources: { sourcedId: 'r' } }, ['resources']],
    ['resource', { vendorResourceId: absent }, ['vendorResourceId']],
  ])('%s %j', async (kind, changed, fields) => {
    const { session, emulator } = await startWithSamples();
    const reply = await session.put(kind, without(kind, changed));
    expect(reply.status).toBe(422);
    expect(detailFields(reply)).toEqual(fields);
    expect(emulator.records(kind)).toEqual([sample[kind]]);
  });

  test('an id that differs from the path', async () => {
    const { session } = await startWithSamples();
    const body = JSON.stringify({ course: sample.course });
    const reply = await session.send(`${pathOf('course')}/d`, { method: 'PUT', body });
    expect(reply.status).toBe(422);
    expect(detailFields(reply)).toEqual(['sourcedId']);
  });
});

describe('404 if only a reference leads nowhere', () => {
  test.each<[Kind, Record<string, Json>, string[]]>([
    ['course', { org: { sourcedId: 'nowhere' } }, ['org.sourcedId']],
    ['unit', { course: { sourcedId: 'nowhere' } }, ['course.sourcedId']],
    ['unit', { parent: { sourcedId: 'nowhere' } }, ['parent.sourcedId']],
    [
      'lesson',
      { course: { sourcedId: 'x' }, unit: { sourcedId: 'x' } },
      ['course.sourcedId', 'unit.sourcedId'],
    ],
    ['lesson', { resource: { sourcedId: 'nowhere' } }, ['resource.sourcedId']],
    ['lesson', { resources: [{ sourcedId: 'r' }, { sourcedId: 'x' }] }, ['resources.sourcedId']],
  ])('%s %j', async (kind, changed, fields) => {
    const { session } = await startWithSamples();
    const reply = await session.put(kind, without(kind, changed));
    expect(reply.status).toBe(404);
    expect(detailFields(reply)).toEqual(fields);
  });
});

describe('accepted', () => {
  test.each<[Kind, JsonObject]>([
    ['course', { courseCode: null, org: { sourcedId: 'partner-sandbox' }, grades: ['6', 7] }],
    ['course', { dateLastModified: '2026-01-01T00:00:00+01:00', metadata: null }],
    ['unit', { parent: null, sortOrder: -0.5, prerequisites: ['u0'] }],
    ['lesson', { resource: { sourcedId: 'r', href: 'http://x/', type: 'resource' } }],
    ['lesson', { resources: [{ sourcedId: 'r' }], status: 'tobedeleted' }],
  ])('%s %j', async (kind, changed) => {
    const { session } = await startWithSamples();
    const record = { ...sample[kind], ...changed };
    const reply = await session.put(kind, record);
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toEqual({ [kind]: record });
  });
});

describe('bodies that are not taken', () => {
  const type = (value: string) => ({ 'content-type': value });
  test.each([
    ['invalid JSON', { body: '{"course":' }, 400],
    ['no body', {}, 400],
    ['wrong content type', { body: '{}', headers: type('text/plain') }, 415],
    ['no envelope', { body: JSON.stringify(sample.course) }, 422],
    ['envelope of another kind', { body: JSON.stringify({ unit: sample.course }) }, 422],
    ['a list in the envelope', { body: '{"course":[]}' }, 422],
    ['no object', { body: '"course"' }, 422],
    ['more than 10 MB', { body: `{"course":"${'x'.repeat(10 * 1024 * 1024)}"}` }, 413],
  ])('%s', async (_, init, status) => {
    const session = await signIn(start());
    const reply = await session.send(`${pathOf('course')}/c`, { method: 'PUT', ...init });
    expect(reply).toMatchObject({ status, body: { imsx_codeMajor: 'failure' } });
  });
});

test('keys such as __proto__ are data like any other', async () => {
  const session = await signIn(start({ quirks: ['put-merges', 'drops-nulls'] }));
  const text = `{"course":{"sourcedId":"c","status":"active","title":"T",
    "__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":2},"constructor":3}}}`;
  const path = `${pathOf('course')}/c`;
  await session.send(path, { method: 'PUT', body: text });
  await session.send(path, { method: 'PUT', body: text });
  const { body } = await session.get('course', 'c');
  expect(JSON.stringify(body)).toBe(JSON.stringify(JSON.parse(text)));
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
