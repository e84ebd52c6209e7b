// Users, classes, enrollments and agents: what a client writes to test itself.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { enrollment, group, startClassroom, student } from './classroom.ts';
import type { Session } from './session.ts';
import { ids, signIn, start } from './session.ts';

const paths = { user: 'users', class: 'classes', enrollment: 'enrollments' } as const;
type Name = keyof typeof paths;
const put = (session: Session, name: Name, record: JsonObject) =>
  session.send(`/rostering/1.0/${paths[name]}/${record['sourcedId']}`, {
    method: 'PUT',
    body: JSON.stringify({ [name]: record }),
  });

test("the guide's student, a class and an enrollment are taken and read back", async () => {
  const { session } = await startClassroom();
  for (const [name, record] of [
    ['user', { ...student, sourcedId: 's2' }],
    ['class', { ...group, sourcedId: 'k2' }],
    ['enrollment', { ...enrollment, sourcedId: 'e2', user: { sourcedId: 's2' } }],
  ] as const) {
    expect(await put(session, name, record)).toMatchObject({ status: 201 });
    const read = await session.send(`/rostering/1.0/${paths[name]}/${record['sourcedId']}`);
    expect(read.body).toEqual({ [name]: record });
  }
  const filter = "role='student' AND class.sourcedId='k'";
  const list = await session.send(
    `/rostering/1.0/enrollments?filter=${encodeURIComponent(filter)}`,
  );
  expect(ids(list).filter((id) => id !== null)).toEqual(['e', 'e2']);
});

describe('what is missing or refers to nothing is refused', () => {
  test.each<[Name, JsonObject, number]>([
    ['user', { ...student, givenName: null }, 422],
    ['user', { ...student, enabledUser: 'yes' }, 422],
    ['user', { ...student, enabledUser: true }, 200],
    ['class', { ...group, course: { sourcedId: 'none' } }, 404],
    ['class', { ...group, classType: 'club' }, 422],
    ['enrollment', { ...enrollment, role: 'pupil' }, 422],
    ['enrollment', { ...enrollment, user: { sourcedId: 'none' } }, 404],
    ['enrollment', { ...enrollment, status: 'tobedeleted' }, 200],
  ])('%s %j', async (name, record, status) => {
    const { session } = await startClassroom();
    expect(await put(session, name, record)).toMatchObject({ status });
  });
});

test('an agent is linked once, and both have to exist', async () => {
  const { session, emulator } = await startClassroom();
  emulator.seed([{ kind: 'user', record: { ...student, sourcedId: 'g' } }]);
  const link = (agent: string) =>
    session.send(`/rostering/1.0/students/s/agents/${agent}`, { method: 'PUT' });
  expect((await link('g')).status).toBe(201);
  expect((await link('g')).status).toBe(200);
  expect((await link('none')).status).toBe(404);
  expect(emulator.records('user')[0]).toMatchObject({ agents: [{ sourcedId: 'g' }] });
});

test('each client has its own people', async () => {
  const mine = { id: 'mine', secret: 'm' };
  const theirs = { id: 'theirs', secret: 't' };
  const emulator = start({ clients: [mine, theirs] });
  emulator.seed([{ kind: 'user', record: student }]);
  const session = await signIn(emulator, theirs);
  expect((await session.send('/rostering/1.0/users/s')).status).toBe(404);
  expect((await session.send('/xp/1.0/users/s/entries')).status).toBe(404);
});

test.each([
  ['GET', '/xp/1.0/users/s/entries', 'events.readonly'],
  ['GET', '/analytics/1.0/activity?studentId=s', 'events.readonly'],
  ['GET', '/analytics/1.0/facts/weekly?studentId=s&weekDate=2026-01-01', 'events.readonly'],
  ['GET', '/insights/1.0/users/s', 'events.readonly'],
  ['GET', '/insights/1.0/users/s/sessions', 'events.readonly'],
  ['GET', '/gradebook/1.0/assessment-results', 'gradebook.readonly'],
  ['GET', '/standards/1.0/frameworks', 'standards.read'],
  ['GET', '/rostering/1.0/enrollments', 'roster.readonly'],
  ['POST', '/events/1.0', 'events.write'],
  ['PUT', '/rostering/1.0/users/s', 'roster.createput'],
  ['PUT', '/rostering/1.0/students/s/agents/s', 'roster.createput'],
])('%s %s needs %s', async (method, path, scope) => {
  const all = [
    'roster.readonly',
    'roster.createput',
    'events.write',
    'events.readonly',
    'gradebook.readonly',
    'standards.read',
  ];
  const [with_, without] = [[scope], all.filter((name) => name !== scope)].map((scopes, index) => ({
    id: `client-${index}`,
    secret: 's',
    scopes,
  }));
  const { emulator } = await startClassroom({ clients: [with_ ?? fail(), without ?? fail()] });
  const init = method === 'GET' ? { method } : { method, body: '{}' };
  const lacking = await (await signIn(emulator, without)).send(path, init);
  expect(lacking).toMatchObject({ status: 403 });
  expect(JSON.stringify(lacking.body)).toContain(scope);
  expect((await (await signIn(emulator, with_)).send(path, init)).status).not.toBe(403);
});

function fail(): never {
  throw new Error('two clients are made');
}
