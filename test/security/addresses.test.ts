// Where requests can go at all: what a config may say of addresses, paths and variables, and a law about
// every request that leaves, whatever a config, a row or an id says.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { kinds } from '../../src/model/node.ts';
import type { Connection } from '../../src/remote/connection.ts';
import {
  type PartnerFacts,
  partnerDialect,
  partnerFacts,
} from '../../src/remote/dialects/partner.ts';
import { openRemote } from '../../src/remote/remote.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { connectionTo } from '../support/platform.ts';
import { credentials } from '../support/served-catalog.ts';

const at = 'https://x.test';
const env = { ...credentials, GITHUB_TOKEN: 'ghs_x', PATH: '/bin', ALPHA_PROD_SECRET: 'emulator' };

interface Parts {
  readonly baseUrl?: string;
  readonly lines?: string;
  readonly facts?: Readonly<Record<string, string>>;
}

const configOf = ({ baseUrl = at, lines = '', facts = {} }: Parts) =>
  `org: partner-sandbox\nenvironments:\n  test:\n    baseUrl: ${JSON.stringify(baseUrl)}\n${lines}    facts: ${JSON.stringify(facts)}\n`;

/** Applies with a config, then with an honest one: that the folder is no reason to fail is shown. */
async function tried(config: string) {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const run = (...args: readonly string[]) =>
    commandLine(args, { cwd, env }, { fetch: emulator.fetch });
  const result = await run('apply', '--env', 'test', '-y');
  const sent = emulator.requests.length;
  put(cwd, 'timeback-catalog.yaml', configOf({}));
  const honest = await run('apply', '--env', 'test', '-y');
  expect(honest.code, honest.stderr).toBe(0);
  return { ...result, sent };
}

const people = '/rostering/1.0/users';
const paths = [
  people,
  '/rostering/1.0/x/../us\ters',
  '/rostering/1.0/users?x=',
  '/rostering/1.0/users#',
  '/rostering/1.0/%2575sers',
  '/rostering/1.0/users%00',
  '/rostering/1.0/users%20',
  '/rostering/1.0/users.',
  '/rostering/1.0/USERS',
  '/rostering/1.0/users;x',
  '/rostering/1.0/schools/s/students',
  '/gradebook/1.0/assessment-results',
  '/gradebook/1.0/line_items',
  '/rostering/1.0/demographics',
  '/rostering/1.0/orgs',
  '/events/1.0',
  '/x/..',
  '/rostering/1.0/lessons%2F..%2Fusers',
  '//127.0.0.2/steal',
  '/\\127.0.0.2/steal',
  '/\t/127.0.0.2/steal',
  '/\n/127.0.0.2/steal',
  '/x/../..//127.0.0.2/',
];

describe('a config is refused at its line, and nothing is sent', () => {
  test.each(paths)('lesson.path %j', async (path) => {
    const { code, stderr, sent } = await tried(configOf({ facts: { 'lesson.path': path } }));
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/\[schema\/wrong-(value|type)\]/);
    expect(stderr).toContain('timeback-catalog.yaml:5:');
    expect(sent).toBe(0);
  });

  test.each(paths.filter((path) => /127/.test(path)))('token.path %j', async (path) => {
    const { code, stderr, sent } = await tried(configOf({ facts: { 'token.path': path } }));
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('timeback-catalog.yaml:5:');
    expect(sent).toBe(0);
  });

  test.each([
    `${at}${people}`,
    `${at}${people}?x=`,
    `${at}#`,
    `${at}?x`,
    `${at}/a/../b`,
    `${at}/%2e%2e/b`,
    `${at}/a%2fb`,
    `${at}/a\\b`,
    `${at}/a\tb`,
    ` ${at}`,
    'ht\ntps://x.test',
    `${at}/${'a'.repeat(3000)}`,
  ])('baseUrl %j', async (baseUrl) => {
    const { code, stderr, sent } = await tried(configOf({ baseUrl }));
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('[schema/wrong-value]');
    expect(stderr).toMatch(/timeback-catalog\.yaml:4:(?:5|14)$/m);
    expect(sent).toBe(0);
  });

  test.each(['/\t/evil.test/t', '/\\evil.test/t', '/a/../t', 'https://y.test/t#x', '/a%2ft'])(
    'tokenUrl %j',
    async (address) => {
      const lines = `    tokenUrl: ${JSON.stringify(address)}\n`;
      const { code, stderr, sent } = await tried(configOf({ lines }));
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('[schema/wrong-value]');
      expect(sent).toBe(0);
    },
  );

  test('an address of a service is judged like one of a platform', async () => {
    const config = `org: partner-sandbox\nenvironments:\n  test:\n    services: {oneroster: "${at}${people}?x="}\n    tokenUrl: ${at}/auth/1.0/token\n`;
    const { code, stderr, sent } = await tried(config);
    expect(code).toBe(1);
    expect(stderr).toContain('environments.test.services.oneroster has a query');
    expect(sent).toBe(0);
  });

  test.each([
    'GITHUB_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'RUNNER_TOKEN',
    'INPUT_GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'AZURE_CLIENT_SECRET',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'NPM_TOKEN',
    'NODE_AUTH_TOKEN',
    'SSH_AUTH_SOCK',
    'VAULT_TOKEN',
    'CI_JOB_TOKEN',
    'PATH',
    'HOME',
  ])('credentials from %s', async (name) => {
    const pair = (secret: string) =>
      `    credentials: {clientId: TIMEBACK_CLIENT_ID, clientSecret: ${secret}}\n`;
    const { code, stderr, sent } = await tried(configOf({ lines: pair(name) }));
    expect(code).toBe(1);
    expect(stderr).toContain('[config/foreign-variable]');
    expect(stderr).toContain('timeback-catalog.yaml:5:');
    expect(sent).toBe(0);
  });

  test('names of their own are nobody else’s', async () => {
    const lines =
      '    credentials: {clientId: TIMEBACK_CLIENT_ID, clientSecret: ALPHA_PROD_SECRET}\n';
    expect((await tried(configOf({ lines }))).code).toBe(0);
  });
});

/** A connection whose dialect nobody has judged, and every address that leaves by it. */
function unjudged(facts: Readonly<Record<string, string>>, parts: Partial<Connection>) {
  const values = Object.entries(partnerFacts).map(([row, { value }]) => [row, facts[row] ?? value]);
  const given = () => ({ hasEnded: false, isOver: () => false });
  const dialect = { ...partnerDialect(Object.fromEntries(values) as PartnerFacts), given };
  const left: { readonly method: string; readonly url: string }[] = [];
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const fetch = async (request: Request) => {
    left.push({ method: request.method, url: request.url });
    if (request.url.endsWith('/token')) return Response.json({ access_token: 't' });
    return Response.json({ courses: [], units: [], lessons: [], resources: [], total: 0 });
  };
  return { left, remote: openRemote({ ...connectionTo(emulator), ...parts, dialect, fetch }) };
}

describe('every request that leaves', () => {
  const tokenUrl = 'https://tokens.test/token';
  const ids = fc.oneof(
    fc.constantFrom(
      '../x',
      '..',
      '.',
      '%2e%2e',
      'a/b',
      'a%2Fb',
      'a%252Fb',
      '?x',
      '#',
      'a\\b',
      ' ',
      '..;',
      'a/../b',
      'a/b/c',
    ),
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.uuid(),
  );
  const path = fc.oneof(
    fc.constantFrom('/rostering/1.0/lessons', '/lessons/'),
    fc.constantFrom(...paths),
    fc.string({ maxLength: 20 }).map((text) => `/${text}`),
  );
  const base = fc.constantFrom(
    ...[at, `${at}/`, `${at}/api`, 'HTTPS://X.test:443'],
    `${at}${people}`,
    `${at}${people}?x=`,
    `${at}#`,
    `${at}/a/..`,
    'https://user:pw@x.test',
  );

  test('law: one segment of one collection, on the origin of the platform, or none leaves', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(base, path, ids, async (baseUrl, lessons, sourcedId) => {
        const { left, remote } = unjudged({ 'lesson.path': lessons }, { baseUrl, tokenUrl });
        const fields: JsonObject = { title: 'A' };
        const problem = await remote
          .write({ entity: { kind: 'lesson', sourcedId, title: 'A', fields } })
          // An id that is no Unicode text cannot be encoded: nothing leaves either.
          .catch((error: unknown) => error);
        const others = left.filter(({ url }) => url !== tokenUrl);
        if (problem !== undefined) {
          expect(others).toEqual([]);
          return;
        }
        written += 1;
        const [one, ...more] = others;
        const url = new URL(one?.url ?? '');
        expect(more).toEqual([]);
        expect([one?.method, url.origin, url.search]).toEqual(['PUT', at, '']);
        expect(url.pathname).not.toMatch(/users|students|results|classes|events|orgs|\/\//i);
        const collection = `${new URL(baseUrl).pathname}${lessons}`.replaceAll(/\/+/g, '/');
        const [id, ...before] = url.pathname.split('/').reverse();
        expect(`${before.reverse().join('/')}/`).toBe(`${collection.replace(/\/$/, '')}/`);
        expect(decodeURIComponent(id ?? '')).toBe(sourcedId);
      }),
      runs(300),
    );
    // The honest ones among them did leave.
    expect(written).toBeGreaterThan(atLeast(20));
  });

  test('reading asks the four lists and nothing else', async () => {
    const { left, remote } = unjudged({}, { baseUrl: at, tokenUrl });
    expect((await remote.read()).ok).toBe(true);
    const lists = kinds.map((kind) => `GET ${at}${partnerFacts[`${kind}.path`].value}?`);
    const seen = left.slice(1).map(({ method, url }) => `${method} ${url.split('?')[0]}?`);
    expect(seen.sort()).toEqual(lists.sort());
  });

  test('what is refused says where it would have gone', async () => {
    const { remote } = unjudged({ 'lesson.path': people }, { baseUrl: at, tokenUrl });
    const entity = { kind: 'lesson', sourcedId: 'l', title: 'A', fields: { title: 'A' } } as const;
    expect(await remote.write({ entity })).toMatchObject({
      code: 'remote/not-allowed',
      detail: expect.stringContaining(`PUT ${at}${people}/l`),
    });
  });
});
