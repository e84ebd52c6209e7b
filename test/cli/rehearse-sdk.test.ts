// A rehearsal as apps on the official SDK work: users, classes and enrollments of OneRoster, an ActivityEvent for
// each lesson, and the line item and the result that the platform makes of it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import rehearsalSchema from '../../schemas/rehearsal.schema.json' with { type: 'json' };
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { type Around, startCli } from '../support/program.ts';
import { configFor, credentials, serveCatalog } from '../support/served-catalog.ts';

const fits = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(rehearsalSchema);
const words = ['rehearse', '--env', 'test'];
const kinds = ['user', 'class', 'enrollment', 'assessmentLineItem', 'assessmentResult'] as const;

async function published(options: Parameters<typeof serveCatalog>[0] = {}) {
  const served = await serveCatalog({ dialect: 'oneroster', ...options });
  const { code, stderr } = await cli(['apply', '--env', 'test', '-y'], served.around);
  expect(code, stderr).toBe(0);
  return served;
}

async function result(around: Around, ...more: readonly string[]) {
  const { code, stdout, stderr } = await cli([...words, '-f', 'json', ...more], around);
  const json = JSON.parse(stdout || stderr);
  expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
  return { code, json };
}

const made = (emulator: Emulator) => kinds.flatMap((kind) => emulator.records(kind));
const live = (emulator: Emulator) =>
  made(emulator).filter(({ status }) => status !== 'tobedeleted');
const at = (value: Json | undefined, key: string): Json => (isObject(value) && value[key]) || null;

/** The events that were sent, each in the envelope of its own. */
function envelopesTo(emulator: Emulator): readonly JsonObject[] {
  return emulator.requests
    .filter(({ path }) => path === '/caliper/event')
    .map(({ body }) => body ?? null)
    .filter(isObject);
}

function receiptIn(folder: string): string {
  const receipts = join(folder, '.timeback-catalog/rehearsals/test');
  return join(receipts, readdirSync(receipts).sort().at(-1) ?? '');
}

test('every lesson gets a result, and everything that came of it is marked as to be deleted', async () => {
  const { around, emulator, folder } = await published();
  const { code, stdout, stderr } = await cli(words, around);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/lesson "Lesson 1" +yes +yes +1 XP (at once|after \d+ s)\n/);
  expect(stdout).toContain('2 of 2 lessons credited. All 5 test records are marked');
  expect(made(emulator)).toHaveLength(7);
  expect(live(emulator)).toEqual([]);
  for (const user of emulator.records('user')) {
    expect(user).toMatchObject({ metadata: { isTestUser: true } });
  }
  expect(emulator.records('class')).toMatchObject([{ terms: [{ sourcedId: 'sandbox-term' }] }]);
  const bodies = envelopesTo(emulator);
  expect(bodies).toHaveLength(2);
  // Each is a valid event to `events check`, and its line item has the id that the SDK computes.
  put(folder, 'events.json', JSON.stringify(bodies));
  const checked = await cli(['events', 'check', 'events.json', '--env', 'test'], around);
  expect(checked.stdout).toContain('2 events: 2 credited');
  const ids = bodies.map(({ data }) => {
    const [event] = Array.isArray(data) ? data : [];
    const [object, course] = [
      at(at(event, 'object'), 'id'),
      at(at(event, 'extensions'), 'courseId'),
    ];
    return `caliper_${createHash('sha256').update(`${object}_${course}`).digest('hex')}`;
  });
  const items = emulator.records('assessmentLineItem').map(({ sourcedId }) => sourcedId);
  expect(items.sort()).toEqual(ids.sort());
});

test('nothing is written but what the rehearsal made', async () => {
  const { around, emulator, writes } = await published();
  const before = writes().length;
  await cli(words, around);
  const own = made(emulator).map(({ sourcedId }) => String(sourcedId));
  const touched = writes().slice(before);
  expect(touched.length).toBeGreaterThan(8);
  const lists = /\/(users|classes|enrollments)\/$|^\/caliper\/event$/;
  const others = touched.filter((path) => !lists.test(path));
  expect(others.filter((path) => !own.some((id) => path.endsWith(`/${id}`)))).toEqual([]);
});

describe('how far a lesson came', () => {
  test('one that is not published gets no event', async () => {
    const { around, folder, emulator } = await published();
    put(folder, 'catalog/course.yaml', courseManifest(3));
    const { code, json } = await result(around);
    expect(code).toBe(1);
    const states = json.lessons.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['credited', 'credited', 'not-published']);
    expect(envelopesTo(emulator)).toHaveLength(2);
  });

  test('an event that is refused is told with what the platform says, and makes no line item', async () => {
    const { around, folder, emulator } = await published();
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    const facts = '    facts: { reader.subjects: any }\n';
    put(folder, 'timeback-catalog.yaml', config + facts);
    const alchemy = courseManifest(2).replace('units:', 'subjects: [Alchemy]\nunits:');
    put(folder, 'catalog/course.yaml', alchemy);
    await cli(['apply', '--env', 'test', '-y'], around);
    const { code, json } = await result(around, '--timeout', '5');
    expect(code).toBe(1);
    expect(json.lessons[0]).toMatchObject({ state: 'refused', accepted: false });
    expect(json.lessons[0].problem.detail).toContain('object.subject');
    expect(live(emulator)).toEqual([]);
  });

  test('what comes late is taken away by the receipt, later', async () => {
    let time = Date.parse('2026-01-01T00:00:00.000Z');
    const now = () => new Date(time);
    const { around, folder, emulator } = await published({ materialiseAfterMs: 60_000, now });
    const { code, json } = await result(around, '--timeout', '1', '--lesson', 'lesson-2');
    expect(code).toBe(1);
    expect(json.lessons).toMatchObject([{ address: 'lesson/lesson-2', state: 'not-credited' }]);
    expect(live(emulator)).toEqual([]);
    time += 120_000;
    const cleaned = await cli(['rehearse', '--clean', receiptIn(folder)], around);
    expect(cleaned.stdout).toContain('The test record is marked for deletion.');
    expect(emulator.records('assessmentLineItem')).toMatchObject([{ status: 'tobedeleted' }]);
    expect(emulator.records('assessmentResult')).toMatchObject([{ status: 'tobedeleted' }]);
    const again = await cli(['rehearse', '--clean', receiptIn(folder)], around);
    expect(again.stdout).toContain('There was nothing to clean up.');
  });

  test('a platform that does not tell XP credits a result', async () => {
    const { around, folder } = await published();
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', `${config}    facts: { results.xp: nowhere }\n`);
    const { code, stdout } = await cli(words, around);
    expect(stdout).toMatch(/lesson "Lesson 1" +yes +yes +a result (at once|after \d+ s)\n/);
    expect(code).toBe(0);
  });
});

describe('the receipt of a run that was killed', () => {
  async function killed() {
    const served = await published({ materialiseAfterMs: 1_000_000 });
    const running = startCli(words, served.around);
    await running.until(({ stderr }) => stderr.includes('Waiting for'));
    running.kill();
    await running.ended;
    return { ...served, receipt: receiptIn(served.folder) };
  }

  test('takes away people, classes and enrollments', async () => {
    const { around, emulator, receipt } = await killed();
    expect(live(emulator)).toHaveLength(3);
    const { code, stdout } = await cli(['rehearse', '--clean', receipt], around);
    expect(stdout).toContain('All 5 test records are marked for deletion.');
    expect(code).toBe(0);
    expect(live(emulator)).toEqual([]);
  });

  test('leads to no line item of another app', async () => {
    const { around, emulator, receipt } = await killed();
    const id = `caliper_${'0'.repeat(64)}`;
    const real = {
      sourcedId: id,
      status: 'active',
      title: 'Real',
      course: { sourcedId: 'course-1' },
    };
    emulator.seed([{ kind: 'assessmentLineItem', record: real }]);
    const text = readFileSync(receipt, 'utf8');
    writeFileSync(receipt, text.replace(/caliper_[\da-f]{64}/, id));
    const { code, stdout } = await cli(['rehearse', '--clean', receipt], around);
    expect(code).toBe(4);
    expect(stdout).toContain('[rehearse/not-ours]');
    expect(stdout).toContain(`the line item ${id}`);
    expect(emulator.records('assessmentLineItem')).toMatchObject([{ status: 'active' }]);
  });
});

test('a platform that gives ids of its own ends it, and they are taken away', async () => {
  const emulator = createEmulator();
  const renamed = new Map<string, string>();
  const { url, close } = await listen(
    {
      ...emulator,
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        if (request.method !== 'POST' || !pathname.endsWith('/users/'))
          return emulator.fetch(request);
        const { user }: { readonly user: JsonObject } = Object(await request.json());
        renamed.set(String(user['sourcedId']), 'given');
        const body = JSON.stringify({ user: { ...user, sourcedId: 'given' } });
        return emulator.fetch(
          new Request(request.url, { method: 'POST', headers: request.headers, body }),
        );
      },
    },
    { port: 0 },
  );
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor(url, 'oneroster'),
  });
  const around = { cwd, env: credentials };
  await cli(['apply', '--env', 'test', '-y'], around);
  const { code, stderr } = await cli(words, around);
  expect(code).toBe(1);
  expect(stderr).toContain('under an id of its own, "given"');
  expect(renamed.size).toBe(1);
  expect(emulator.records('user')).toMatchObject([{ sourcedId: 'given', status: 'tobedeleted' }]);
});

describe('where events go', () => {
  test('to the host that `caliper` names, and nothing else goes there', async () => {
    const { around, folder, emulator, url: api } = await published();
    const paths: string[] = [];
    const fetch = (request: Request) => {
      const { pathname } = new URL(request.url);
      paths.push(pathname);
      return emulator.fetch(new Request(`${api}${pathname}`, request));
    };
    const { url, close } = await listen({ ...emulator, fetch }, { port: 0 });
    onTestFinished(close);
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', `${config}    caliper: ${url}/\n`);
    expect((await result(around)).code).toBe(0);
    expect(paths).toEqual(['/caliper/event', '/caliper/event']);
  });

  test('over http only with leave', async () => {
    const { around, folder, emulator } = await published();
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', `${config}    caliper: http://events.example.org\n`);
    const { stderr, code } = await cli(words, around);
    expect(code).toBe(1);
    expect(stderr).toContain('[config/insecure-url]');
    expect(made(emulator)).toEqual([]);
  });

  test('on a platform whose service has a host of its own, that host has to be named', async () => {
    const host = 'https://api.staging.alpha-1edtech.ai';
    const tokenUrl = 'https://idp.example.org/oauth2/token';
    const config = `${configFor(host, 'oneroster')}    tokenUrl: ${tokenUrl}\n`;
    const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
    const around = { cwd, env: {} };
    const refused = await cli(words, around);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('[rehearse/unsupported]');
    const [, line = ''] = /Add `(caliper: \S+)` to the environment/.exec(refused.stderr) ?? [];
    put(cwd, 'timeback-catalog.yaml', `${config}    ${line}\n`);
    // With it, what is missing next are the credentials.
    expect((await cli(words, around)).stderr).toContain('[auth/no-credentials]');
  });
});

test('a guardian is an agent that the student names, as the document has it', async () => {
  const { around, emulator } = await published();
  const { code, stdout } = await cli([...words, '--agent'], around);
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 of 2 lessons credited.')]);
  const written = emulator.requests.filter(({ path, body }) => body && /\/users\b/.test(path));
  const sent = written.map(({ body }) => Object(body).user);
  const guardian = sent.find(({ roles }) => roles[0].role === 'guardian');
  const linked = sent.filter(({ agents }) => agents !== undefined);
  expect(linked).toEqual([
    expect.objectContaining({
      roles: [expect.objectContaining({ role: 'student' })],
      agents: [{ sourcedId: guardian.sourcedId }],
    }),
  ]);
  const people = emulator.records('user');
  expect(people.map(({ status }) => status)).toEqual(['tobedeleted', 'tobedeleted']);
});
