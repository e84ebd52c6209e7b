import { expect, test } from 'vitest';
import { sample, send, signIn, start } from './session.ts';

const base = '/rostering/1.0';

test.each([
  ['DELETE', `${base}/courses/c`, 'GET, PUT'],
  ['POST', `${base}/courses`, 'GET'],
  ['PATCH', `${base}/lessons/l`, 'GET, PUT'],
  ['PUT', `${base}/courses`, 'GET'],
  ['GET', '/auth/1.0/token', 'POST'],
])('%s %s answers 405 and allows %s', async (method, path, allow) => {
  const session = await signIn(start());
  const { status, headers } = await session.send(path, { method });
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow });
});

test.each([
  '/rostering/1.0/holidays',
  '/rostering/1.0/courses/c/units',
  '/nothing',
  `${base}/courses/`,
])('%s answers 404', async (path) => {
  const session = await signIn(start());
  expect(await session.send(path)).toMatchObject({
    status: 404,
    body: { imsx_codeMajor: 'failure', imsx_severity: 'error', imsx_error_details: [] },
  });
});

test('GET of what is not there answers 404', async () => {
  const session = await signIn(start());
  expect(await session.get('unit', 'nowhere')).toMatchObject({
    status: 404,
    body: {
      imsx_CodeMinor: {
        imsx_codeMinorField: [
          { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: 'unknownobject' },
        ],
      },
    },
  });
});

test('one id may name records of several kinds', async () => {
  const session = await signIn(start());
  await session.put('course', { ...sample.course, sourcedId: 'x' });
  const reply = await session.put('resource', { ...sample.resource, sourcedId: 'x' });
  expect(reply).toMatchObject({ status: 201 });
});

test('the index says what this is and what is in force, without a token and under any fault', async () => {
  const emulator = start({
    quirks: ['put-merges'],
    faults: [{ fault: 'drop-before' }, { fault: '429', every: 5 }],
  });
  expect(await send(emulator, '/')).toMatchObject({
    status: 200,
    body: {
      emulator: 'timeback-catalog',
      dialect: 'partner',
      quirks: { 'put-merges': expect.any(String) },
      faults: [{ fault: 'drop-before' }, { fault: '429', every: 5 }],
    },
  });
});

test('a closed emulator fails like a host that is down', async () => {
  const emulator = start();
  emulator.close();
  await expect(send(emulator, '/')).rejects.toThrow(TypeError);
});

test('every request waits for the latency, and a caller may give up', async () => {
  const emulator = start({ latencyMs: 60_000 });
  const abort = new AbortController();
  const waiting = send(emulator, '/', { signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
