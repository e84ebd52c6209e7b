// A probe from the question to the file, and from a crash to nothing that is live.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import probeSchema from '../../schemas/probe.schema.json' with { type: 'json' };
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { dialectNames } from '../../src/model/destination.ts';
import type { Json } from '../../src/model/json.ts';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { writesIn } from '../support/dialects.ts';
import { newerOnly } from '../support/newer-only.ts';
import {
  heldKinds,
  liveOfProbes,
  ofOthers,
  probed,
  probeFolder,
  seedOf,
} from '../support/probed.ts';
import { credentials } from '../support/served-catalog.ts';
import { virtualTime } from '../support/virtual-time.ts';

const fits = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(probeSchema);

describe.each(dialectNames)('%s', (dialect) => {
  test('every row ends orderly, within 150 requests and 40 writes, and nothing stays live', async () => {
    const { code, stdout, emulator, text } = await probed(dialect, {}, { seed: seedOf(120) });
    const json = JSON.parse(stdout);
    expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
    expect(code).toBe(0);
    expect(emulator.requests.length).toBeLessThanOrEqual(150);
    expect(writesIn(emulator).length).toBeLessThanOrEqual(40);
    expect(json.summary).toMatchObject({
      requests: emulator.requests.length,
      writes: writesIn(emulator).length,
      contradicted: 0,
      refused: 0,
      left: 0,
    });
    expect(json.summary.measured).toBeGreaterThan(100);
    for (const { state, value, how } of json.rows) {
      expect(value === undefined).toBe(state === 'not tried');
      expect(how).not.toBe('');
    }
    expect(json.records.every(({ state }: { state: string }) => state === 'retired')).toBe(true);
    expect(liveOfProbes(emulator)).toEqual([]);
    expect(text()).toContain('  put.fields:\n    state: measured\n    value: "replaced"\n');
  });

  test('it writes to nothing that it did not make', async () => {
    const seed = seedOf(5);
    const { emulator } = await probed(dialect, {}, { seed });
    expect(ofOthers(emulator)).toEqual(seed.map(({ record }) => record));
    const own = new Set(
      heldKinds.flatMap((kind) => emulator.records(kind).map(({ sourcedId }) => String(sourcedId))),
    );
    const written = writesIn(emulator).flatMap(({ method, path }) =>
      method === 'PUT' ? (path.split('/').at(-1) ?? '') : [],
    );
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((id) => !own.has(id) || id.startsWith('seed-'))).toEqual([]);
  });

  test('reading alone writes nothing', async () => {
    const seed = seedOf(5);
    const { code, emulator, rows } = await probed(dialect, {}, { seed, args: ['--read-only'] });
    expect(code).toBe(0);
    expect(writesIn(emulator)).toEqual([]);
    expect(rows().get('filter.ids')).toBe('measured "applied"');
    expect(rows().get('put.fields')).toBe('not tried');
  });
});

test.each<{ form: string; body: Json }>([
  {
    form: 'OneRoster, with details',
    body: {
      imsx_codeMajor: 'failure',
      imsx_description: 'The data is not valid',
      imsx_error_details: [{ title: 'required' }, { org: 'required' }],
    },
  },
  {
    form: 'Laravel',
    body: { message: 'Not valid', errors: { title: ['required'], org: ['required'] } },
  },
  {
    form: 'Zod',
    body: { success: false, error: { issues: [{ path: ['title'] }, { path: ['org'] }] } },
  },
  { form: 'FastAPI', body: { detail: [{ loc: ['body', 'title'] }, { loc: ['body', 'org'] }] } },
])('the fields that a refusal names are found: $form', async ({ body }) => {
  const refusing = (emulator: Emulator) => async (request: Request) => {
    const isBare = request.method === 'PUT' && !(await request.clone().text()).includes('"title"');
    return isBare ? Response.json(body, { status: 422 }) : emulator.fetch(request);
  };
  const ended = await probed('partner', {}, { fetch: refusing });
  const rows = ended.rows();
  expect(rows.get('error.required')).toBe('measured ["title","org"]');
  expect(rows.get('error.several')).toBe('measured "all at once"');
});

test('neither the file nor the text to send holds a secret, an id or a title of others', async () => {
  const { stdout, text } = await probed('partner', {}, { seed: seedOf(3) });
  const json = JSON.parse(stdout);
  for (const shown of [text(), json.text_to_send]) {
    expect(shown).not.toContain(`${credentials.TIMEBACK_CLIENT_SECRET}"`);
    expect(shown).not.toContain('Seeded course');
    expect(shown).not.toMatch(/seed-\d/);
  }
  expect(json.text_to_send).not.toContain('timeback.test');
  expect(json.text_to_send).toContain('put.fields: replaced');
});

const around = (cwd: string) => ({ cwd, env: credentials });

test('without a terminal it takes --yes or --read-only', async () => {
  const { code, stderr } = await commandLine(
    ['probe', '--env', 'test'],
    around(probeFolder('partner')),
    {
      fetch: () => Promise.reject(new Error('nothing may be sent')),
    },
  );
  expect(code).toBe(64);
  expect(stderr).toContain('Add --yes, or only read with --read-only.');
});

test('without writes there is no test course that could have an org', async () => {
  const args = ['probe', '--env', 'test', '--read-only', '--org', 'school-1'];
  const { code, stderr } = await commandLine(args, around(probeFolder('partner')));
  expect(code).toBe(64);
  expect(stderr).toContain('--org has an effect only without `--read-only`.');
});

test('what bears the name of a probe and is in no receipt here stops it before anything is written', async () => {
  const title = 'timeback-catalog probe 1f0c2a3b: course 1, safe to delete';
  const record = { sourcedId: 'stranger', status: 'active', title };
  const { code, emulator, stderr } = await probed(
    'partner',
    {},
    { seed: [{ kind: 'course', record }] },
  );
  expect(code).toBe(5);
  expect(writesIn(emulator)).toEqual([]);
  expect(stderr).toContain('probe/strangers');
});

test('a file of another platform is not written over', async () => {
  const first = await probed('partner');
  const other = first.text().replace('https://timeback.test', 'https://other.test');
  writeFileSync(join(first.folder, 'platform.facts.yaml'), other);
  const { code, stderr } = await commandLine(
    ['probe', '--env', 'test', '--yes'],
    around(first.folder),
    { fetch: () => Promise.reject(new Error('nothing may be sent')) },
  );
  expect(code).toBe(5);
  expect(stderr).toContain('facts/other-platform');
  expect(readFileSync(join(first.folder, 'platform.facts.yaml'), 'utf8')).toBe(other);
});

test('a platform that refuses writes that are not newer than its records is measured, and left clean', async () => {
  const emulator = createEmulator({ quirks: ['takes-odd-records'] });
  let seconds = 0;
  const args = ['probe', '--env', 'test', '--yes', '--format', 'json'];
  const { code, stdout } = await commandLine(args, around(probeFolder('partner')), {
    fetch: newerOnly(emulator),
    now: () => new Date(Date.parse('2026-01-01T00:00:00Z') + 1000 * seconds++),
  });
  const rows = JSON.parse(stdout).rows as { row: string; state: string; value?: Json }[];
  const found = (name: string) => rows.find(({ row }) => row === name)?.value;
  expect([code, found('move.lesson'), found('retire.put')]).toEqual([0, 'moved', 'taken']);
  expect(liveOfProbes(emulator)).toEqual([]);
});

test('the time that requests take counts for how late a write shows', async () => {
  const time = virtualTime();
  const emulator = createEmulator({ quirks: ['reads-lag=3000'], now: time.now });
  const args = ['probe', '--env', 'test', '--yes', '--format', 'json'];
  const { code, stdout } = await commandLine(args, around(probeFolder('partner')), {
    ...{ now: time.now, wait: time.wait },
    fetch: async (request) => {
      time.pass(300);
      return emulator.fetch(request);
    },
  });
  const rows = JSON.parse(stdout).rows as { row: string; value?: number }[];
  expect(rows.find(({ row }) => row === 'lag.single')?.value).toBeGreaterThanOrEqual(3000);
  expect([code, liveOfProbes(emulator)]).toEqual([0, []]);
});

test('an environment that allows some ids alone is not written to', async () => {
  const folder = probeFolder('partner');
  const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
  put(folder, 'timeback-catalog.yaml', `${config}    allowIds: DRAFT-*\n`);
  const { code } = await commandLine(['probe', '--env', 'test', '--yes'], around(folder), {
    fetch: () => Promise.reject(new Error('nothing may be sent')),
  });
  expect(code).toBe(5);
});

describe.each(['human', 'markdown', 'html'])('the report as %s', (format) => {
  test('says what differs, what authors must know, and where the file is', async () => {
    const quirks = ['retired-is-final', 'order-named-position'] as const;
    const { stdout } = await probed('partner', { quirks }, { args: ['--format', format] });
    expect(stdout).toContain('sortOrder.key');
    expect(stdout).toContain('What is retired stays retired here');
    expect(stdout).toContain('platform.facts.yaml');
  });
});

describe('after a crash', () => {
  /** A probe that is cut off at one of its requests, as SIGKILL does: nothing is sent any more. */
  async function cutAt(dialect: (typeof dialectNames)[number], last: number, isAnswered: boolean) {
    let count = 0;
    const gone = new AbortController();
    const { folder, emulator } = await probed(
      dialect,
      {},
      {
        seed: seedOf(3),
        fetch: (real) => async (request) => {
          count += 1;
          if (count > last || gone.signal.aborted) throw new TypeError('fetch failed');
          if (count === last) {
            if (isAnswered) await real.fetch(request);
            gone.abort();
            throw new TypeError('fetch failed');
          }
          return real.fetch(request);
        },
      },
    );
    return { folder, emulator, isOver: count < last };
  }

  test('a course that was taken without what it needs is taken away as well', async () => {
    let isGone = false;
    const { folder, emulator } = await probed(
      'partner',
      { quirks: ['takes-odd-records'] },
      {
        fetch: (real) => async (request) => {
          if (isGone) throw new TypeError('fetch failed');
          const text = await request.clone().text();
          const answer = await real.fetch(request);
          isGone = request.method === 'PUT' && !text.includes('"title"');
          if (isGone) throw new TypeError('fetch failed');
          return answer;
        },
      },
    );
    const statuses = () => emulator.records('course').map(({ status }) => status ?? 'none');
    expect(statuses()).toEqual(['active', 'none']);
    const [receipt = ''] = readdirSync(join(folder, '.timeback-catalog/probes/test'));
    const args = ['probe', '--clean', `.timeback-catalog/probes/test/${receipt}`];
    const { code } = await commandLine(args, around(folder), { fetch: emulator.fetch });
    expect([code, statuses()]).toEqual([0, ['tobedeleted', 'tobedeleted']]);
  });

  test('a record that does not name the probe of the receipt is not touched', async () => {
    const { folder, emulator } = await cutAt('partner', 20, true);
    const [receipt = ''] = readdirSync(join(folder, '.timeback-catalog/probes/test'));
    const [course] = emulator
      .records('course')
      .filter(({ title }) => String(title).includes('probe'));
    emulator.seed([{ kind: 'course', record: { ...course, title: 'Real', metadata: {} } }]);
    const path = `.timeback-catalog/probes/test/${receipt}`;
    const { code, stdout } = await commandLine(['probe', '--clean', path], around(folder), {
      fetch: emulator.fetch,
    });
    expect(code).toBe(4);
    expect(stdout).toContain('probe/not-ours');
    const [now] = emulator
      .records('course')
      .filter(({ sourcedId }) => sourcedId === course?.['sourcedId']);
    expect(now).toMatchObject({ title: 'Real', status: 'active' });
  });

  test.each(['human', 'markdown', 'html', 'json'])(
    'what was taken away is told as %s, and in files',
    async (format) => {
      const { folder, emulator } = await cutAt('partner', 30, true);
      const [course] = emulator
        .records('course')
        .filter(({ title }) => String(title).includes('probe'));
      const [receipt = ''] = readdirSync(join(folder, '.timeback-catalog/probes/test'));
      const { code, stdout } = await commandLine(
        [
          ...['probe', '--clean', `.timeback-catalog/probes/test/${receipt}`],
          ...['--format', format, '--out', 'cleaned.md', '--out', 'cleaned.json'],
        ],
        around(folder),
        { fetch: emulator.fetch },
      );
      expect(code).toBe(0);
      expect(liveOfProbes(emulator)).toEqual([]);
      expect(stdout).toContain(String(course?.['sourcedId']));
      if (format !== 'json') expect(stdout).toContain('No record of the probe is live.');
      const text = (name: string) => readFileSync(join(folder, name), 'utf8');
      expect(text('cleaned.md')).toContain('No record of the probe is live.');
      const json = JSON.parse(text('cleaned.json'));
      expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
      expect(json).toMatchObject({ rows: [], summary: { left: 0, measured: 0 } });
      expect(json.summary.requests).toBeGreaterThan(json.summary.writes);
      expect(json.records.length).toBeGreaterThan(3);
    },
  );
});
