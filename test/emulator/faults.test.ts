import { describe, expect, test } from 'vitest';
import { type FaultSpec, faults, parseFault } from '../../src/features/emulator/server/faults.ts';
import { askToken, pathOf, type Reply, sample, signIn, start } from './session.ts';

describe('the syntax of the command line', () => {
  test.each<[string, FaultSpec]>([
    ['drop-before', { fault: 'drop-before' }],
    ['drop-after:at=3', { fault: 'drop-after', at: 3 }],
    ['429:every=5,retry-after=1', { fault: '429', every: 5, 'retry-after': 1 }],
    ['503:retry-after-date=0,times=2', { fault: '503', 'retry-after-date': 0, times: 2 }],
    ['latency:ms=200,every=10', { fault: 'latency', ms: 200, every: 10 }],
    ['500:method=put,path=/lessons', { fault: '500', method: 'PUT', path: '/lessons' }],
    ['forbid:id=nice:slug', { fault: 'forbid', id: 'nice:slug' }],
    ['burst:limit=10', { fault: 'burst', limit: 10 }],
    ['slow-body:ms=500', { fault: 'slow-body', ms: 500 }],
    ['html:status=200,at=2', { fault: 'html', status: 200, at: 2 }],
    ['redirect:to=http://x/?a=b', { fault: 'redirect', to: 'http://x/?a=b' }],
  ])('%s', (text, spec) => {
    expect(parseFault(text)).toEqual(spec);
  });

  test.each([
    ['', 'There is no fault ""'],
    ['404', 'There is no fault "404"'],
    ['toString', 'There is no fault'],
    ['500:', undefined],
    ['500:often', '"often" is no setting of 500'],
    ['500:every', '"every" is no setting'],
    ['500:every=', '"every=" is no setting'],
    ['500:every=0', '"every" must be a whole number from 1'],
    ['500:at=x', '"at" must be a whole number'],
    ['500:every=2,at=3', 'cannot be combined'],
    ['500:at=1,at=2', 'given twice'],
    ['500:ms=2', '"ms=2" is no setting of 500'],
    ['latency', '"ms" is missing'],
    ['burst:every=2', '"limit" is missing'],
    ['forbid', '"id" is missing'],
    ['redirect', '"to" is missing'],
  ])('%s → %s', (text, error) => {
    const result = parseFault(text);
    if (error === undefined) expect(result).not.toHaveProperty('error');
    else expect(result).toEqual({ error: expect.stringContaining(error) });
  });

  test('every fault of the table can be written', () => {
    const values: Record<string, string> = { ms: '1', id: 'x', limit: '1', to: '/' };
    for (const [name, { settings }] of Object.entries(faults)) {
      const pairs = settings.filter((key) => key in values).map((key) => `${key}=${values[key]}`);
      expect(parseFault([name, pairs.join(',')].filter(Boolean).join(':'))).toMatchObject({
        fault: name,
      });
    }
  });
});

const dropped = 'dropped';

/** The statuses of putting the sample course so many times under a fault. */
async function statusesOf(fault: FaultSpec, count: number): Promise<unknown[]> {
  const emulator = start({ faults: [fault] });
  const session = await signIn(emulator);
  const statuses: unknown[] = [];
  for (let n = 0; n < count; n += 1) {
    const reply = await session.put('course', sample.course).catch(() => dropped);
    statuses.push(typeof reply === 'string' ? reply : reply.status);
  }
  return statuses;
}

describe('which requests are struck', () => {
  const method = 'PUT';
  test.each<[FaultSpec, unknown[]]>([
    [{ fault: '500', method }, [500, 500, 500, 500]],
    [{ fault: '500', method, every: 2 }, [201, 500, 200, 500]],
    [{ fault: '500', method, at: 3 }, [201, 200, 500, 200]],
    [{ fault: '500', method, times: 2 }, [500, 500, 201, 200]],
    [{ fault: '500', method, every: 2, times: 1 }, [201, 500, 200, 200]],
    [{ fault: '500', at: 2 }, [500, 201, 200, 200]],
    [{ fault: '500', path: '/courses' }, [500, 500, 500, 500]],
    [{ fault: '500', path: '/lessons' }, [201, 200, 200, 200]],
    [{ fault: '500', method: 'GET' }, [201, 200, 200, 200]],
    [{ fault: 'drop-before', method, at: 2 }, [201, dropped, 200, 200]],
  ])('%j', async (fault, expected) => {
    expect(await statusesOf(fault, 4)).toEqual(expected);
  });
});

describe('what a struck PUT answers, and whether the record is written', () => {
  const minor = (value: string) => ({
    imsx_CodeMinor: { imsx_codeMinorField: [{ imsx_codeMinorFieldValue: value }] },
  });
  test.each<[FaultSpec, Partial<Reply>, boolean]>([
    [{ fault: '429' }, { status: 429, body: minor('server_busy') }, false],
    [{ fault: '502' }, { status: 502 }, false],
    [{ fault: '503' }, { status: 503 }, false],
    [{ fault: '504' }, { status: 504 }, false],
    [{ fault: 'html' }, { status: 502, body: expect.stringMatching(/^<html>/) }, false],
    [
      { fault: 'html', status: 200 },
      { status: 200, body: expect.stringMatching(/^<html>/) },
      false,
    ],
    [{ fault: 'empty' }, { status: 200, body: '' }, true],
    [{ fault: 'slow-body', ms: 1 }, { status: 201, body: { course: sample.course } }, true],
    [
      { fault: 'truncated' },
      { status: 201, body: expect.stringMatching(/^\{"course":\{[^}]*$/) },
      true,
    ],
    [{ fault: 'forbid', id: 'c' }, { status: 403, body: minor('forbidden') }, false],
    [{ fault: 'forbid', id: 'other' }, { status: 201 }, true],
    [{ fault: 'redirect', to: '/elsewhere' }, { status: 307 }, false],
    [{ fault: 'token-expires' }, { status: 401 }, false],
    [{ fault: 'latency', ms: 1 }, { status: 201 }, true],
  ])('%j', async (fault, expected, isWritten) => {
    const emulator = start({ faults: [{ ...fault, method: 'PUT' }] });
    const session = await signIn(emulator);
    expect(await session.put('course', sample.course)).toMatchObject(expected);
    expect(emulator.records('course')).toEqual(isWritten ? [sample.course] : []);
  });

  test.each([
    ['drop-before', []],
    ['drop-after', [sample.course]],
  ] as const)('%s rejects like fetch', async (fault, stored) => {
    const emulator = start({ faults: [{ fault, method: 'PUT' }] });
    const session = await signIn(emulator);
    const failure = session.put('course', sample.course);
    await expect(failure).rejects.toThrow(new TypeError('fetch failed'));
    expect(emulator.records('course')).toEqual(stored);
    expect(emulator.requests.at(-1)).toMatchObject({ method: 'PUT', status: 0 });
  });
});

test.each<[FaultSpec, string | null]>([
  [{ fault: '429' }, null],
  [{ fault: '429', 'retry-after': 7 }, '7'],
  [{ fault: '503', 'retry-after-date': 7 }, 'Thu, 01 Jan 2026 00:00:07 GMT'],
])('%j tells when to come back', async (fault, expected) => {
  const now = () => new Date('2026-01-01T00:00:00Z');
  const reply = await askToken(start({ faults: [fault], now }));
  expect(reply.headers.get('retry-after')).toBe(expected);
});

test('redirect names the place', async () => {
  const reply = await askToken(start({ faults: [{ fault: 'redirect', to: 'https://x.test/' }] }));
  expect(reply.headers.get('location')).toBe('https://x.test/');
});

test('token-down closes the token endpoint alone', async () => {
  const emulator = start({ faults: [{ fault: 'token-down', at: 2 }] });
  const session = await signIn(emulator);
  expect(await session.list('course')).toMatchObject({ status: 200 });
  expect(await askToken(emulator)).toMatchObject({ status: 503 });
  expect(await askToken(emulator)).toMatchObject({ status: 200 });
});

test('token-expires ends the tokens in use, and a new one works', async () => {
  const emulator = start({ faults: [{ fault: 'token-expires', at: 2, path: pathOf('course') }] });
  const session = await signIn(emulator);
  expect(await session.list('course')).toMatchObject({ status: 200 });
  expect(await session.list('course')).toMatchObject({ status: 401 });
  expect(await (await signIn(emulator)).list('course')).toMatchObject({ status: 200 });
});

test('burst refuses what goes beyond the limit at once', async () => {
  const emulator = start({ faults: [{ fault: 'burst', limit: 10 }] });
  const session = await signIn(emulator);
  const list = () => session.list('course').then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: 12 }, list));
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect(await Promise.all(Array.from({ length: 10 }, list))).not.toContain(429);
});

test('several faults strike one after the other', async () => {
  const emulator = start({
    faults: [
      { fault: '500', path: '/courses', at: 1 },
      { fault: 'drop-after', path: '/courses', at: 2 },
    ],
  });
  const session = await signIn(emulator);
  expect(await session.put('course', sample.course)).toMatchObject({ status: 500 });
  await expect(session.put('course', sample.course)).rejects.toThrow('fetch failed');
  expect(await session.put('course', sample.course)).toMatchObject({ status: 200 });
});
