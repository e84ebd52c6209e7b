import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { hasErrorInside } from '../../src/remote/http/failures.ts';
import { remoteTo } from '../support/platform.ts';

let emulator: Emulator | undefined;
afterEach(() => emulator?.close());

const record: JsonObject = { sourcedId: 'c', status: 'active', title: 'Course' };

describe('a success with an error inside is none', () => {
  test.each<Json>([
    { imsx_codeMajor: 'failure', imsx_description: 'title is too long' },
    { imsx_codeMajor: 'unsupported' },
    { error: 'database is down' },
    { error: { code: 17, message: 'no' } },
    { error: true },
    { errors: ['a', 'b'] },
    { errors: { title: 'too long' } },
    { success: false, message: 'no' },
    { status: 'error', message: 'no' },
    { status: 'fail' },
    { errorMessage: 'Task timed out after 3.00 seconds', errorType: 'Sandbox.Timedout' },
    { statusCode: 422, message: 'lesson.unit is required' },
    { statusCode: '400' },
    { statusCode: 599 },
    { courses: [], totalCount: 0, error: 'database is down' },
  ])('%j', (answer) => expect(hasErrorInside(answer)).toBe(true));
});

describe('what records and honest envelopes hold is no error', () => {
  const odd = {
    ...record,
    error: 'a field of somebody',
    errors: ['x'],
    success: false,
    metadata: { error: 'no', imsx_codeMajor: 'failure', success: false, errors: [1] },
  };
  test.each<Json>([
    {},
    [],
    null,
    'error',
    { course: record },
    { course: odd },
    { courses: [odd], totalCount: 1 },
    odd,
    { imsx_codeMajor: 'success', course: record },
    { imsx_codeMajor: 'processing' },
    { course: record, error: null, errors: [] },
    { course: record, error: '', success: true, status: 'success' },
    { course: record, error: false, errors: {} },
    { status: 'active' },
    ...[200, 399, 600, 4220, 422.5, 1e21, -422, true, null, [422], { code: 422 }].map(
      (statusCode) => ({
        statusCode,
        course: record,
      }),
    ),
    ...['0x1F4', '5e2', ' 422', '422 ', '0500', '+422', '422.0', '', '२२२'].map((statusCode) => ({
      statusCode,
      course: record,
    })),
  ])('%j', (answer) => expect(hasErrorInside(answer)).toBe(false));
});

const write = {
  entity: { kind: 'course', sourcedId: 'c', title: 'Course', fields: { title: 'Course' } },
} as const;

/** A platform that answers what a test says to requests with a part in their path. */
function answering(path: string, body: Json) {
  const held = createEmulator();
  emulator = held;
  held.seed([{ kind: 'course', record }]);
  const fetch = async (request: Request) =>
    request.url.includes(path) ? Response.json(body) : held.fetch(request);
  return remoteTo(held, { fetch });
}

describe('the reason is the platform’s own', () => {
  test('of a write, which has failed', async () => {
    const answer = { imsx_codeMajor: 'failure', imsx_description: 'title is too long' };
    expect(await answering('/courses/', answer).write(write)).toMatchObject({
      code: 'remote/rejected',
      detail:
        'Writing the course "Course": the platform answered 200 with an error inside: title is too long.',
    });
  });

  test.each([
    ['of a single read', '/courses/c', { error: { message: 'no replica' } }, 'no replica'],
    [
      'of a list, whose records are not taken',
      '/courses?',
      { courses: [], totalCount: 0, limit: 1, offset: 0, errors: ['no replica'] },
      '["no replica"]',
    ],
  ] as const)('%s', async (_, path, body, said) => {
    const remote = answering(path, body);
    const read = path.endsWith('?') ? await remote.read() : await remote.readOne('course/c');
    expect(read.problems).toMatchObject([
      { code: 'remote/server-error', detail: expect.stringContaining(`an error inside: ${said}.`) },
    ]);
  });

  test('of the token endpoint', async () => {
    const remote = answering('/auth/1.0/token', { error: 'unknown client' });
    expect((await remote.authenticate()).problems).toMatchObject([
      { code: 'auth/refused', detail: expect.stringContaining('inside: unknown client.') },
    ]);
  });

  test('a record with such fields of its own is read and written', async () => {
    const held = createEmulator();
    emulator = held;
    const metadata = { error: 'kept', success: false };
    held.seed([{ kind: 'course', record: { ...record, error: 'kept', metadata } }]);
    const remote = remoteTo(held);
    expect((await remote.readOne('course/c')).problems).toEqual([]);
    expect(await remote.write(write)).toBeUndefined();
  });

  test('the emulator plays it by a fault, and writes nothing', async () => {
    const held = createEmulator({ faults: [{ fault: 'error-inside', method: 'PUT' }] });
    emulator = held;
    expect(await remoteTo(held).write(write)).toMatchObject({ code: 'remote/rejected' });
    expect(held.records('course')).toEqual([]);
  });
});
