// A rehearsal, from the published catalog to the credited lesson and back to nothing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import rehearsalSchema from '../../schemas/rehearsal.schema.json' with { type: 'json' };
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { newerOnly } from '../support/newer-only.ts';
import { type Around, startCli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const fits = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(rehearsalSchema);

/** A catalog that is published. */
async function published(options: Parameters<typeof serveCatalog>[0] = {}) {
  const served = await serveCatalog(options);
  await cli(['apply', '--env', 'test', '-y'], served.around);
  return { ...served, before: served.writes().length };
}

const words = ['rehearse', '--env', 'test', '--app', 'my-app'];

async function result(around: Around, ...more: readonly string[]) {
  const { code, stdout } = await cli([...words, '-f', 'json', ...more], around);
  const json = JSON.parse(stdout);
  expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
  return { code, json };
}

function people(emulator: Emulator) {
  return (['user', 'class', 'enrollment'] as const).flatMap((kind) => emulator.records(kind));
}

function receiptIn(folder: string): string {
  const receipts = join(folder, '.timeback-catalog/rehearsals/test');
  return join(receipts, readdirSync(receipts).sort().at(-1) ?? '');
}

test('every lesson is credited, and everything that was made is marked as to be deleted', async () => {
  const { around, emulator, writes, before } = await published({ materialiseAfterMs: 400 });
  const { code, stdout, stderr } = await cli([...words, '--agent'], around);
  expect(stdout).toMatch(/lesson "Lesson 1" +yes +yes +1 XP (at once|after \d+ s)\n/);
  expect(stdout).toContain('2 of 2 lessons credited. All 4 test records are marked');
  expect(stderr).toContain('Waiting for XP: 0 of 2');
  expect(code).toBe(0);
  expect(people(emulator)).toHaveLength(4);
  expect(people(emulator).map(({ status }) => status)).toEqual(Array(4).fill('tobedeleted'));
  for (const user of emulator.records('user')) {
    expect(user).toMatchObject({
      metadata: { isTestUser: true },
      roles: [{ org: { sourcedId: 'partner-sandbox' } }],
    });
  }
  const own = people(emulator).map(({ sourcedId }) => sourcedId);
  const touched = writes()
    .slice(before)
    .filter((path) => !path.startsWith('/events'));
  expect(touched.every((path) => own.some((id) => path.includes(`/${id}`)))).toBe(true);
  const [event] = emulator.requests.filter(({ path }) => path === '/events/1.0');
  expect(event?.body).toMatchObject({
    actor: { id: expect.stringContaining('/applications/1.0/my-app') },
    object: { assignable: { id: expect.stringContaining('/rostering/1.0/lessons/lesson-1') } },
    extensions: { course: { id: expect.stringContaining('/rostering/1.0/courses/course-1') } },
  });
});

test('a platform that refuses writes that are not newer than its records is left clean', async () => {
  const { around, emulator } = await published();
  let seconds = 0;
  const { code } = await commandLine(words, around, {
    fetch: newerOnly(emulator),
    now: () => new Date(Date.now() + 1000 * seconds++),
  });
  expect(code).toBe(0);
  expect(people(emulator).map(({ status }) => status)).toEqual(Array(3).fill('tobedeleted'));
});

test('every write of a person says that it is a test user', async () => {
  const { around, emulator } = await published();
  await cli(words, around);
  const written = emulator.requests.flatMap(({ method, path, body }) =>
    method === 'PUT' && path.includes('/users/') ? (body ?? []) : [],
  );
  const test = { user: { metadata: { isTestUser: true } } };
  expect(written).toMatchObject([test, test]);
});

describe('how far a lesson came', () => {
  test('one that is not published gets no event', async () => {
    const { around, folder } = await published();
    put(folder, 'catalog/course.yaml', courseManifest(3));
    const { code, json } = await result(around);
    expect(code).toBe(1);
    expect(json.lessons).toMatchObject([
      { state: 'credited', published: true, accepted: true, credited: true, xp: 1 },
      { state: 'credited' },
      { state: 'not-published', published: false, accepted: null, credited: null },
    ]);
  });

  test('an event that is refused is told with what the platform says', async () => {
    const { around, folder } = await published({ quirks: ['events-refuse-lesson'] });
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', `${config}    facts: { event.lesson: extensions }\n`);
    const { code, json } = await result(around);
    expect(code).toBe(1);
    expect(json.lessons[0]).toMatchObject({ state: 'refused', accepted: false });
    expect(json.lessons[0].problem.detail).toContain('unrecognized_keys');
  });

  test('XP that does not come is waited for as long as was said', async () => {
    const { around, emulator } = await published({ materialiseAfterMs: 1_000_000 });
    const { code, json } = await result(around, '--timeout', '1', '--lesson', 'lesson-2');
    expect(code).toBe(1);
    expect(json.lessons).toMatchObject([{ address: 'lesson/lesson-2', state: 'not-credited' }]);
    expect(people(emulator).every(({ status }) => status === 'tobedeleted')).toBe(true);
  });

  test('a client that may not read XP is told so, and cleans up', async () => {
    const scopes = ['roster.readonly', 'roster.createput', 'events.write'];
    const clients = [{ id: 'emulator', secret: 'emulator', scopes }];
    const { around, emulator } = await published({ clients });
    const { code, json } = await result(around);
    expect(code).toBe(3);
    expect(json.diagnostics).toMatchObject([{ code: 'auth/forbidden' }]);
    expect(people(emulator).every(({ status }) => status === 'tobedeleted')).toBe(true);
  });

  test('--at-most says how many', async () => {
    const { around } = await published();
    expect((await result(around, '--at-most', '1')).json.summary).toMatchObject({
      lessons: 1,
      omitted: 1,
    });
  });
});

describe('refused before anything is made', () => {
  test.each([
    ['no application', ['rehearse', '--env', 'test'], 64, '--app ID'],
    ['an unknown course', [...words, '--course', 'nope'], 1, 'nope'],
    ['a lesson as a course', [...words, '--course', 'lesson-1'], 64, 'takes a course'],
    ['no time at all', [...words, '--timeout', '0'], 64, 'whole number'],
    ['no such receipt', [...words, '--clean', 'nothing.jsonl'], 1, 'cannot be read'],
    ['cleaning a part', [...words, '--clean', 'x', '--lesson', 'lesson-1'], 64, '--clean'],
  ])('%s', async (_, args, expected, said) => {
    const { around, emulator } = await published();
    const { code, stderr } = await cli(args, around);
    expect(stderr).toContain(said);
    expect(code).toBe(expected);
    expect(people(emulator)).toEqual([]);
  });

  test.each(['draft', undefined])(
    'records with the status %j are published, as in a plan',
    async (status) => {
      const { around, emulator } = await published();
      for (const kind of ['course', 'lesson'] as const) {
        const held = emulator.records(kind);
        emulator.seed(
          held.map(({ status: _, ...record }) => ({
            kind,
            record: { ...record, ...(status && { status }) },
          })),
        );
      }
      const { code, json } = await result(around);
      expect([code, json.lessons]).toMatchObject([0, [{ published: true }, { published: true }]]);
    },
  );

  test('a catalog that is not published', async () => {
    const { around, emulator } = await serveCatalog();
    const { code, stderr } = await cli(words, around);
    expect(code).toBe(1);
    expect(stderr).toContain('[rehearse/not-published]');
    expect(people(emulator)).toEqual([]);
  });

  test('a lesson of another course than the named one', async () => {
    const { around, folder, emulator } = await serveCatalog();
    put(folder, 'catalog/maths.yaml', 'kind: course\nsourcedId: course-2\ntitle: Maths\n');
    await cli(['apply', '--env', 'test', '-y'], around);
    const course = [...words, '--course', 'course-2'];
    const { code, stderr } = await cli([...course, '--lesson', 'lesson-1'], around);
    expect(code, stderr).toBe(64);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('in no course that --course names');
    const without = await cli(course, around);
    expect(without.stderr).toContain('The manifests have no lesson there.');
    expect(without.stderr).not.toContain('Publish first');
    expect(people(emulator)).toEqual([]);
  });

  test('a course of another org, unless it is said', async () => {
    const served = await serveCatalog({ orgs: ['school-1'] });
    const { around, folder, emulator } = served;
    const manifest = courseManifest(1).replace('units:', 'org: school-1\nunits:');
    put(folder, 'catalog/course.yaml', manifest);
    await cli(['apply', '--env', 'test', '-y'], around);
    const refused = await cli(words, around);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('--org school-1');
    expect(people(emulator)).toEqual([]);
    expect((await result(around, '--org', 'school-1')).code).toBe(0);
    expect(emulator.records('user')[0]).toMatchObject({
      roles: [{ org: { sourcedId: 'school-1' } }],
    });
  });
});

describe('interrupted', () => {
  const waiting = { materialiseAfterMs: 1_000_000 };

  test('Ctrl-C ends the waiting and cleans up', async () => {
    const { around, emulator } = await published(waiting);
    const running = startCli(words, around);
    await running.until(({ stderr }) => stderr.includes('Waiting for XP'));
    running.interrupt();
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('All 3 test records are marked for deletion.');
    expect(people(emulator).every(({ status }) => status === 'tobedeleted')).toBe(true);
  });

  test('a run that was killed is cleaned up by its receipt, once', async () => {
    const { around, folder, emulator, writes } = await published(waiting);
    const running = startCli(words, around);
    await running.until(({ stderr }) => stderr.includes('Waiting for XP'));
    running.kill();
    await running.ended;
    expect(people(emulator).filter(({ status }) => status === 'tobedeleted')).toEqual([]);
    const receipt = receiptIn(folder);
    const cleaned = await cli(['rehearse', '--clean', receipt], around);
    expect(cleaned.stdout).toContain('All 3 test records are marked for deletion.');
    expect(cleaned.code).toBe(0);
    expect(people(emulator).map(({ status }) => status)).toEqual(Array(3).fill('tobedeleted'));
    const count = writes().length;
    const again = await cli(['rehearse', '--clean', receipt], around);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('There was nothing to clean up.');
    expect(writes()).toHaveLength(count);
  });

  test('a receipt cannot lead to somebody else', async () => {
    const { around, folder, emulator, writes } = await published(waiting);
    const running = startCli(words, around);
    await running.until(({ stderr }) => stderr.includes('Waiting for XP'));
    running.kill();
    await running.ended;
    const real = {
      sourcedId: 'real',
      enabledUser: 'true',
      givenName: 'A',
      familyName: 'B',
      roles: [],
    };
    emulator.seed([{ kind: 'user', record: real }]);
    const receipt = receiptIn(folder);
    const id = String(emulator.records('user')[0]?.['sourcedId']);
    writeFileSync(receipt, readFileSync(receipt, 'utf8').replaceAll(id, 'real'));
    const { code, stdout } = await cli(['rehearse', '--clean', receipt], around);
    expect(code).toBe(4);
    expect(stdout).toContain('[rehearse/not-ours]');
    expect(emulator.records('user').at(-1)).toEqual(real);
    expect(writes().some((path) => path.endsWith('/users/real'))).toBe(false);
  });

  test('a receipt is for its own platform', async () => {
    const { around, folder } = await published();
    await cli(words, around);
    const receipt = receiptIn(folder);
    writeFileSync(receipt, readFileSync(receipt, 'utf8').replaceAll('127.0.0.1', '127.0.0.2'));
    const { code, stderr } = await cli(['rehearse', '--clean', receipt], around);
    expect(code).toBe(6);
    expect(stderr).toContain('[receipt/other-platform]');
  });

  test('the receipt of an apply is none of a rehearsal', async () => {
    const { around, folder } = await published();
    const receipts = join(folder, '.timeback-catalog/receipts/test');
    const [name = ''] = readdirSync(receipts);
    const { stderr } = await cli(['rehearse', '--clean', join(receipts, name)], around);
    expect(stderr).toContain('[receipt/damaged]');
  });
});

describe('what the student was credited with is read to its end', () => {
  test.each<{ of: string; ask?: [RegExp, string]; total?: number | string; xp?: '1.00' }>([
    { of: 'no total', ask: [/limit=100/, 'limit=2'] },
    { of: 'a total of zero', ask: [/limit=100/, 'limit=2'], total: 0 },
    { of: 'pages of fewer than were asked for', ask: [/limit=100/, 'limit=2'], total: 5 },
    { of: 'numbers as texts', ask: [/limit=100/, 'limit=2'], total: '5', xp: '1.00' },
    { of: 'no total, and the offset is ignored', ask: [/offset=\d+/, 'offset=0'] },
  ])('in a list of $of', async ({ ask: [from, to] = ['', ''], total, xp }) => {
    const { around } = await published({ lessons: 5 });
    const { code, stdout } = await commandLine([...words, '--timeout', '5'], around, {
      fetch: async (request) => {
        if (!request.url.includes('/entries')) return fetch(request);
        const url = request.url.replace(from, to);
        const answer = JSON.parse(await (await fetch(new Request(url, request))).text());
        const entries = answer.entries.map((one: object) => ({ ...one, ...(xp && { value: xp }) }));
        // A server may write the time into each answer.
        const generatedAt = performance.now();
        return Response.json({ entries, generatedAt, ...(total !== undefined && { total }) });
      },
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('5 of 5 lessons credited.')]);
  });
});

test('what cannot be taken away is named, with how to do it', async () => {
  const path = '/enrollments';
  const fault = {
    fault: 'redirect',
    to: 'http://127.0.0.1:9',
    method: 'PUT',
    path,
    at: 2,
  } as const;
  const { around, folder, emulator } = await published({ faults: [fault] });
  const { code, stdout } = await cli(words, around);
  expect(code).toBe(4);
  const [left] = emulator.records('enrollment');
  expect(stdout).toContain(`Still there: the enrollment ${left?.['sourcedId']}`);
  expect(stdout).toContain('1 of 3 test records is still there.');
  const [, receipt = ''] = /rehearse --clean (\S+)/.exec(stdout) ?? [];
  expect(join(folder, receipt)).toBe(receiptIn(folder));
  expect((await cli(['rehearse', '--clean', receipt], around)).code).toBe(0);
  expect(people(emulator).every(({ status }) => status === 'tobedeleted')).toBe(true);
});

test('if nothing can be written after a failure, the way to clean up is told', async () => {
  const faults = (['/classes', '/users'] as const).map((path, index) => {
    const strikes = index === 0 ? { at: 1 } : { at: 2 };
    return {
      fault: 'redirect',
      to: 'http://127.0.0.1:9',
      method: 'PUT',
      path,
      ...strikes,
    } as const;
  });
  const { around, emulator } = await published({ faults });
  const { code, stderr } = await cli(words, around);
  expect(code).toBe(4);
  expect(stderr).toContain('[rehearse/left-behind]');
  const [, receipt = ''] = /rehearse --clean\s+([^\s`]+)/.exec(stderr) ?? [];
  expect((await cli(['rehearse', '--clean', receipt], around)).code).toBe(0);
  expect(people(emulator).map(({ status }) => status)).toEqual(['tobedeleted']);
});

test('a receipt that cannot be written ends it before anything is sent', async () => {
  const { around, folder, emulator } = await published();
  put(folder, '.timeback-catalog/rehearsals', 'in the way');
  const { code, stderr } = await cli(words, around);
  expect(code).toBe(1);
  expect(stderr).toContain('[receipt/unwritable]');
  expect(people(emulator)).toEqual([]);
});

test('a student that is refused ends it, and nothing is left', async () => {
  const fault = {
    fault: 'redirect',
    to: 'http://127.0.0.1:9',
    method: 'PUT',
    path: '/classes',
  } as const;
  const { around, emulator } = await published({ faults: [{ ...fault, at: 1 }] });
  const { code, stderr } = await cli(words, around);
  expect(code).toBe(1);
  expect(stderr).toContain('Making the test class of Reading');
  expect(emulator.requests.some(({ path }) => path === '/events/1.0')).toBe(false);
  expect(people(emulator).map(({ status }) => status)).toEqual(['tobedeleted']);
});

test('Markdown and files', async () => {
  const { around, folder } = await published();
  await cli([...words, '--out', 'report.md'], around);
  const report = readFileSync(join(folder, 'report.md'), 'utf8');
  expect(report).toMatch(/^### Rehearsal on test\n\n\*\*2 of 2 lessons credited/);
  expect(report).toContain('| lesson "Lesson 1" | yes | yes | 1 XP at once |');
});
