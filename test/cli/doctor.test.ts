import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import doctorSchema from '../../schemas/doctor.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import { listen } from '../../src/features/emulator/server/listen.ts';
import { retriesOfProbe } from '../../src/remote/http/retry.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { configFor, credentials, deadUrl, serveCatalog } from '../support/served-catalog.ts';
import { serveEnvironments } from '../support/served-environments.ts';

const fits = new Ajv({ allErrors: true })
  .addSchema(planSchema, 'plan.schema.json')
  .compile(doctorSchema);

test('the local environment is in order and counts what it holds', async () => {
  const cwd = folderWith(catalogFiles());
  await cli(['apply', '--yes'], { cwd });
  const { code, stdout } = await cli(['doctor', '--env', 'local'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^local .*: token in \d+ ms\n/);
  expect(stdout).toMatch(/^ +courses +1 visible/m);
  expect(stdout).toMatch(/^ +lessons +2 visible/m);
});

test('what cannot be used is told, and the other environments are shown all the same', async () => {
  const { url, folder, writes } = await serveCatalog();
  const platform = (name: string, variables: string) => `  ${name}:
    baseUrl: ${url}
    credentials: { clientId: ${variables}_ID, clientSecret: ${variables}_SECRET }
`;
  const environments = platform('broken', 'WRONG') + platform('sound', 'RIGHT');
  put(folder, 'timeback-catalog.yaml', `environments:\n${environments}`);
  const env = {
    WRONG_ID: 'emulator',
    WRONG_SECRET: 'wrong',
    RIGHT_ID: 'emulator',
    RIGHT_SECRET: 'emulator',
  };
  const { code, stdout } = await cli(['doctor'], { cwd: folder, env });
  expect(code).toBe(3);
  expect(stdout).toMatch(/^local .*: token in \d+ ms$/m);
  expect(stdout).toContain(`broken (${url}), dialect partner: no token\n`);
  expect(stdout).toMatch(/^sound .*: token in \d+ ms$/m);
  expect(stdout.match(/\[auth\/\S+\]/g)).toEqual(['[auth/refused]']);
  expect(writes()).toEqual([]);
});

test('an environment at which nothing listens', async () => {
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor(await deadUrl()),
  });
  const { code, stdout } = await cli(['doctor', '--env', 'test'], { cwd, env: credentials });
  expect(code).toBe(1);
  expect(stdout).toContain('[remote/unreachable]');
});

test('a collection that fails is asked for four times, and the others are read', async () => {
  const path = '/rostering/1.0/courses';
  const { around, emulator } = await serveCatalog({ faults: [{ fault: '500', path }] });
  const { code, stdout } = await cli(['doctor', '--env', 'test'], around);
  expect(code).toBe(1);
  expect(stdout.match(/\[remote\/server-error\]/g)).toHaveLength(1);
  expect(stdout).toContain('It was tried 4 times');
  expect(stdout).toMatch(/^ +lessons +0 visible/m);
  expect(emulator.requests.filter((one) => one.path.startsWith(path))).toHaveLength(4);
});

/** A platform that takes every connection, gives tokens if it is to, and says nothing else. */
async function serveSilence(givesTokens: boolean) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.replace(/\?.*/, '')}`);
    if (givesTokens && request.method === 'POST') {
      response.setHeader('content-type', 'application/json');
      response.end('{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': configFor(url) });
  return { asked, around: { cwd, env: credentials } };
}

describe('a platform that takes connections and never answers', () => {
  // As long as it is for users, twenty times as quick.
  const { oneTry, allTries } = retriesOfProbe;
  const world = {
    retryPolicy: { ...retriesOfProbe, oneTry: oneTry / 20, allTries: allTries / 20 },
  };

  test('is asked for a token once', async () => {
    const { around, asked } = await serveSilence(false);
    const { code, stdout } = await commandLine(['doctor', '--env', 'test'], around, world);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'Getting a token: no answer in time. It was tried once, for 1 second.',
    );
    expect(asked).toEqual(['POST /auth/1.0/token']);
  });

  test('after three lists in vain it is asked nothing more, and each is named', async () => {
    const { around, asked } = await serveSilence(true);
    const { code, stdout } = await commandLine(['doctor', '--env', 'test'], around, world);
    expect(code).toBe(1);
    expect(stdout.match(/Reading \w+: no answer in time|Reading \w+: not sent/g)).toEqual([
      'Reading courses: no answer in time',
      'Reading units: no answer in time',
      'Reading lessons: no answer in time',
      'Reading resources: not sent',
    ]);
    const read = ['courses', 'units', 'lessons'].map((name) => `GET /rostering/1.0/${name}`);
    expect(asked).toEqual(['POST /auth/1.0/token', ...read]);
  });
});

describe('several environments', () => {
  test('one that is down, one that refuses, one that is odd: each is told, the worst counts', async () => {
    const { around, at, writes } = await serveEnvironments({
      sound: {},
      down: 'down',
      refusing: 'refusing',
      odd: { quirks: ['unit-named-parent', 'page-cap-100'] },
    });
    await cli(['apply', '--env', 'sound,odd', '--yes'], around);
    const before = [...writes('sound'), ...writes('odd')].length;
    const asked = at('sound').requests.length;
    const { code, stdout } = await cli(['doctor', '--env', 'all', '-f', 'json'], around);
    expect(code).toBe(1);
    const found = JSON.parse(stdout);
    expect(fits(found), JSON.stringify(fits.errors)).toBe(true);
    expect(found.environments).toMatchObject([
      {
        platform: { name: 'sound' },
        token: { lifetime_seconds: 3600, scopes: { from: 'answer' } },
        collections: [{ total: 1 }, { total: 1 }, { total: 2 }, { total: 0 }],
        diagnostics: [],
      },
      { platform: { name: 'down' }, rows: [], diagnostics: [{ code: 'remote/unreachable' }] },
      { platform: { name: 'refusing' }, rows: [], diagnostics: [{ code: 'auth/refused' }] },
      {
        platform: { name: 'odd' },
        collections: [{ page_cap: 100 }, { page_cap: 100 }, { page_cap: 100 }, { page_cap: 100 }],
      },
    ]);
    // The clock of a server on this machine is this machine's.
    const [{ clock }] = found.environments;
    expect(Math.abs(clock.ahead_ms)).toBeLessThanOrEqual(clock.within_ms);
    const differing = (rows: { verdict: string; row: string }[]) =>
      rows.flatMap(({ verdict, row }) => (verdict === 'differs' ? row : []));
    expect(differing(found.environments[0].rows)).toEqual([]);
    expect(differing(found.environments[3].rows)).toEqual(['lesson.unit']);
    expect([...writes('sound'), ...writes('odd')]).toHaveLength(before);
    const methods = at('sound')
      .requests.slice(asked)
      .map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(['POST', 'GET']));
  });

  test('--env picks them, and --detail says how much', async () => {
    const { around } = await serveEnvironments({ a: {}, b: {}, c: 'down' });
    const { code, stdout } = await cli(['doctor', '--env', 'b,a', '--detail', 'fields'], around);
    expect(code).toBe(0);
    expect(stdout.match(/^\w+ \(/gm)).toEqual(['b (', 'a (']);
    expect(stdout).toContain('unit.path = "/rostering/1.0/units" (');
    const brief = await cli(['doctor', '--env', 'a', '--detail', 'summary'], around);
    expect(brief.stdout).toMatch(/API +\d+ assumptions: \d+ confirmed, 0 wrong/);
    expect(brief.stdout).not.toContain('unit.path');
  });

  test('the token is nowhere, not even with --debug', async () => {
    const { around, folder } = await serveEnvironments({ a: {} });
    const args = ['doctor', '--env', 'a', '--debug', '-o', 'doctor.json', '-o', 'doctor.md'];
    const { stdout, stderr } = await cli(args, around);
    const files = ['doctor.json', 'doctor.md'].map((file) => readFileSync(join(folder, file)));
    const shown = [stdout, stderr, ...files].join('\n');
    expect(shown).toContain('roster.createput');
    expect(shown).not.toMatch(/Bearer|access_token/i);
  });
});

test('a clock that is off is a warning, and says by how much', async () => {
  const { around, emulator } = await serveCatalog();
  const ahead = 3_600_000;
  const { fetch } = emulator;
  const server = await listen(
    {
      ...emulator,
      fetch: async (request) => {
        const answer = await fetch(request);
        answer.headers.set('date', new Date(Date.now() + ahead).toUTCString());
        return answer;
      },
    },
    { port: 0 },
  );
  onTestFinished(server.close);
  put(around.cwd, 'timeback-catalog.yaml', configFor(server.url));
  const { code, stdout } = await cli(['doctor', '--env', 'test'], around);
  expect(code).toBe(0);
  expect(stdout).toMatch(/clock +(3600|3599|3601) s ahead of this machine's/);
  expect(stdout).toContain('Warning[environment/clock]');
});

test('an unknown environment', async () => {
  const { code, stderr } = await cli(['doctor', '--env', 'lokal'], {
    cwd: folderWith(catalogFiles()),
  });
  expect(code).toBe(1);
  expect(stderr).toContain('Did you mean "local"?');
});

describe('--explain-drift', () => {
  const explain = ['doctor', '--explain-drift', '--env', 'test'];

  test('the lines that it prints, pasted into the config, make apply converge', async () => {
    const quirks = ['trims-blanks', 'unit-named-parent'] as const;
    const { around, folder, url, writes } = await serveCatalog({ lessons: 0, quirks });
    const manifest = courseManifest(3).replaceAll('title: Lesson', 'title: Lesson ');
    put(folder, 'catalog/course.yaml', manifest);
    put(folder, 'timeback-catalog.yaml', `${configFor(url)}    facts: { list.limit: 500 }\n`);

    const applied = await cli(['apply', '--env', 'test', '--yes'], around);
    expect(applied.code).toBe(4);
    expect(applied.stdout).toContain('lesson "Lesson  1" title: sent "Lesson  1", kept "Lesson 1"');
    expect(applied.stdout).toMatch(
      /\nTo see what remains: timeback-catalog doctor --explain-drift --env test\n/,
    );

    const before = writes().length;
    const { code, stdout } = await cli(explain, around);
    expect(code).toBe(0);
    expect(stdout).toContain('the dialect table can resolve all of them');
    expect(stdout).toContain('parent of 3 lessons: held under the key "parent"');
    expect(writes()).toHaveLength(before);
    const [, facts = ''] = /\n( {8}facts:\n(?: {10}.*\n)+)/.exec(stdout) ?? [];
    expect(facts).toContain('list.limit: 500');
    expect(applied.stdout).toContain(facts);

    put(folder, 'timeback-catalog.yaml', `${configFor(url)}${facts.replaceAll(/^ {4}/gm, '')}`);
    const plan = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect(plan.code).toBe(0);
    put(folder, 'catalog/course.yaml', manifest.replace('Lesson  2', ' "Another  title "'));
    const again = await cli(['apply', '--env', 'test', '--yes'], around);
    expect(again.stdout).toContain('1 changed, 0 moved, 0 retired. Converged.');
    expect((await cli(explain, around)).stdout).toBe(
      'No field differs between the manifests and "test".\n',
    );
  });

  test('what somebody edited is settled by nothing', async () => {
    const { around, emulator } = await serveCatalog({ lessons: 3 });
    await cli(['apply', '--env', 'test', '--yes'], around);
    const [record] = emulator.records('lesson');
    emulator.seed([{ kind: 'lesson', record: { ...record, title: 'LESSON 1' } }]);
    const { code, stdout } = await cli([...explain, '--format', 'json'], around);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cures: [],
      facts: {},
      open: [{ type: 'lesson', path: ['title'], nodes: [{ held: 'LESSON 1' }] }],
    });
    expect((await cli(explain, around)).stdout).toContain('plan --refresh-only --env test');
  });
});
