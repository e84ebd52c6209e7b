import { describe, expect, test } from 'vitest';
import { ids, sample, signIn, start } from './session.ts';

const alice = { id: 'alice', secret: 'a' };
const bob = { id: 'bob', secret: 'b' };

async function startWithTwo() {
  const emulator = start({ clients: [alice, bob] });
  return { emulator, alices: await signIn(emulator, alice), bobs: await signIn(emulator, bob) };
}

describe('a record belongs to the client that first put it', () => {
  test('others do not see it', async () => {
    const { alices, bobs } = await startWithTwo();
    await alices.put('course', sample.course);
    expect(ids(await alices.list('course'))).toEqual(['c']);
    expect(await bobs.list('course')).toMatchObject({ body: { courses: [], total: 0 } });
    expect(await bobs.get('course', 'c')).toMatchObject({ status: 404 });
  });

  test('others cannot change it', async () => {
    const { emulator, alices, bobs } = await startWithTwo();
    await alices.put('course', sample.course);
    const reply = await bobs.put('course', { ...sample.course, title: 'Mine' });
    expect(reply).toMatchObject({
      status: 403,
      body: {
        imsx_CodeMinor: { imsx_codeMinorField: [{ imsx_codeMinorFieldValue: 'forbidden' }] },
      },
    });
    expect(emulator.records('course')).toEqual([sample.course]);
  });

  test('others cannot refer to it', async () => {
    const { alices, bobs } = await startWithTwo();
    await alices.put('course', sample.course);
    expect(await bobs.put('unit', sample.unit)).toMatchObject({ status: 404 });
    expect(await alices.put('unit', sample.unit)).toMatchObject({ status: 201 });
  });
});

test('a seeded record belongs to the owner named, else to the first client', async () => {
  const { emulator, alices, bobs } = await startWithTwo();
  emulator.seed([
    { kind: 'course', record: { sourcedId: 'c1' } },
    { kind: 'course', record: { sourcedId: 'c2' }, owner: 'bob' },
  ]);
  expect(ids(await alices.list('course'))).toEqual(['c1']);
  expect(ids(await bobs.list('course'))).toEqual(['c2']);
  expect(emulator.records('course')).toEqual([{ sourcedId: 'c1' }, { sourcedId: 'c2' }]);
});

test('seeding is all or nothing', () => {
  const emulator = start();
  const records = [{ sourcedId: 'c1' }, { title: 'no id' }];
  const seeds = records.map((record) => ({ kind: 'course' as const, record }));
  expect(() => emulator.seed(seeds)).toThrow('has no sourcedId');
  expect(emulator.records('course')).toEqual([]);
});

test('every client sees the orgs and none can write them', async () => {
  const { alices, bobs } = await startWithTwo();
  const path = '/rostering/1.0/orgs';
  for (const session of [alices, bobs]) {
    expect(ids(await session.send(path))).toEqual(['partner-sandbox']);
    expect(await session.send(`${path}/partner-sandbox`)).toMatchObject({
      status: 200,
      body: { org: { sourcedId: 'partner-sandbox', status: 'active' } },
    });
    const init = { method: 'PUT', body: '{"org":{}}' };
    const reply = await session.send(`${path}/partner-sandbox`, init);
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('GET');
  }
});
