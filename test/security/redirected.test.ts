// A change of the config that sends credentials elsewhere, or shapes records otherwise, is told before
// the plan: in the comment, at the line, in the log and in the plan's JSON.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reviewedConfig } from '../../src/run/catalog/redirections.ts';
import { serveGitHub } from '../support/github-server.ts';
import { config, edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';
import { configFor, deadUrl } from '../support/served-catalog.ts';
import { branchOf, openJob } from '../support/workflow.ts';

const at = 'https://x.test';
const since = { ref: 'main', called: 'pull request' } as const;

/** What is told of a branch with these files; `null` takes one away. */
function told(
  files: Readonly<Record<string, string | null>>,
  before: Readonly<Record<string, string>> = { [config]: configFor(at) },
) {
  const repository = newRepository();
  repository.commit({ 'README.md': 'A repository.\n', ...before });
  repository.git('checkout', '-q', '-b', 'edit');
  for (const [file, text] of Object.entries(files))
    if (text === null) repository.git('rm', '-q', file);
  repository.commit(
    Object.fromEntries(
      Object.entries(files).flatMap(([file, text]) => (text === null ? [] : [[file, text]])),
    ),
  );
  return reviewedConfig(since, { cwd: repository.folder }).notices;
}

describe.skipIf(!hasGit)('what a config changes since the base', () => {
  test.each<{ what: string; now: string; says: string; line: number }>([
    {
      what: 'caliper',
      now: `${configFor(at)}    caliper: https://y.test\n`,
      says: 'caliper was nothing, is https://y.test',
      line: 6,
    },
    {
      what: 'tokenUrl',
      now: `${configFor(at)}    tokenUrl: https://y.test/t\n`,
      says: 'tokenUrl was https://x.test/auth/1.0/token, is https://y.test/t',
      line: 6,
    },
    {
      what: 'baseUrl',
      now: configFor('https://y.test'),
      says: 'baseUrl was https://x.test, is https://y.test',
      line: 4,
    },
    {
      what: 'a service in place of the platform',
      now: 'environments:\n  test:\n    services: {oneroster: {baseUrl: "https://y.test", tokenUrl: "https://z.test/t"}}\n',
      says: 'tokenUrl was https://x.test/auth/1.0/token, is https://z.test/t',
      line: 3,
    },
    {
      what: 'a hosted platform in place of the address',
      now: 'environments:\n  test: {env: production}\n',
      says: 'baseUrl was https://x.test, is https://api.alpha-1edtech.ai',
      line: 2,
    },
    {
      what: 'a token path with a tab, refused as it is',
      now: `${configFor(at)}    facts: {token.path: "/\\t/127.0.0.2:99/t"}\n`,
      says: 'is https://127.0.0.2:99/t',
      line: 6,
    },
    {
      what: 'a token address with a backslash',
      now: `${configFor(at)}    tokenUrl: "/\\\\evil.test/t"\n`,
      says: 'is https://evil.test/t',
      line: 6,
    },
    {
      what: 'names of credentials, refused as they are',
      now: `${configFor(at)}    credentials: {clientId: MY_ID, clientSecret: ACTIONS_RUNTIME_TOKEN}\n`,
      says: 'is MY_ID and ACTIONS_RUNTIME_TOKEN',
      line: 6,
    },
    {
      what: 'how the secret is sent',
      now: `${configFor(at)}    facts:\n      token.auth: body\n`,
      says: 'token.auth was basic, is body',
      line: 7,
    },
    {
      what: 'a built-in environment described anew',
      now: `${configFor(at)}  production: {baseUrl: "https://evil.test"}\n`,
      says: 'credentials of production are sent: baseUrl was https://api.alpha-1edtech.ai, is https://evil.test',
      line: 6,
    },
    {
      what: 'an environment with the credentials of another',
      now: `${configFor(at)}  more: {baseUrl: "https://evil.test"}\n`,
      says: 'https://evil.test/auth/1.0/token, and the access token to https://evil.test. These are the credentials of production, test.',
      line: 6,
    },
    {
      what: 'another environment by default',
      now: `defaultEnv: test\n${configFor(at)}`,
      says: 'defaultEnv was local, is test',
      line: 1,
    },
  ])('$what', ({ now, says, line }) => {
    const [...problems] = told({ [config]: now });
    const found = problems.find(({ detail }) => detail.includes(says));
    expect(found, JSON.stringify(problems.map(({ detail }) => detail))).toMatchObject({
      code: 'config/redirected',
      severity: 'warning',
      span: { file: config, start: { line } },
    });
    expect(found?.detail).toMatch(/^This pull request (changes|adds)/);
  });

  test('a row of facts', () => {
    const now = `${configFor(at)}    facts: {put.body: managed}\n`;
    expect(told({ [config]: now })).toMatchObject([
      {
        code: 'config/corrected',
        detail:
          'This pull request changes how the catalog is sent to test: put.body was record, is managed.',
        span: { file: config, start: { line: 6, column: 13 } },
      },
    ]);
  });

  test('a config that is replaced by one that counts before it', () => {
    const before = {
      'timeback-catalog.json': JSON.stringify({ environments: { test: { baseUrl: at } } }),
    };
    const problems = told({ [config]: configFor('https://evil.test') }, before);
    expect(problems.map(({ detail }) => detail).join()).toContain('is https://evil.test');
  });

  test('a config that was renamed is compared with what it was', () => {
    const json = {
      'timeback-catalog.json': JSON.stringify({ environments: { test: { baseUrl: at } } }),
    };
    const all = { org: 'partner-sandbox', environments: { test: { baseUrl: at } } };
    expect(told({ 'timeback-catalog.json': null, [config]: JSON.stringify(all) }, json)).toEqual(
      [],
    );
  });

  test('a config that is new adds what it describes', () => {
    const problems = told({ [config]: configFor('https://evil.test') }, {});
    expect(problems.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('adds the environment test'),
    ]);
  });

  test('nothing if the addresses are the same, however they are written', () => {
    const now = `# A comment.\n${configFor('https://X.test:443/')}    tokenUrl: /auth/1.0/token\n`;
    expect(told({ [config]: now, [manifest]: reading })).toEqual([]);
  });

  test('what an address must not hold is not told on', () => {
    const problems = told({ [config]: configFor('https://user:pass-word@y.test') });
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain('pass-word');
  });
});

describe.skipIf(!hasGit)('the comment on a pull request', () => {
  test.each([
    ['tokenUrl', (to: string) => `    tokenUrl: ${to}/auth/1.0/token\n`, 0],
    [
      'token.path with a tab',
      (to: string) => `    facts: {token.path: "/\\t/${to.slice(7)}/t"}\n`,
      1,
    ],
    [
      'credentials of the runner',
      (to: string) =>
        `    tokenUrl: ${to}/t\n    credentials: {clientId: TIMEBACK_CLIENT_ID, clientSecret: ACTIONS_RUNTIME_TOKEN}\n`,
      1,
    ],
  ])('begins with where credentials go: %s', async (_, lines, code) => {
    const job = await openJob(await serveGitHub());
    // Another address of the same machine: the token comes from where it came from before.
    const elsewhere =
      code === 0 ? job.platform.url.replace('127.0.0.1', 'localhost') : await deadUrl();
    const renamed = edited(reading, ['Finding the', 'The']);
    const now = configFor(job.platform.url) + lines(elsewhere);
    const opened = await branchOf(job, { [manifest]: renamed, [config]: now });
    const step = await job.step(opened);
    expect(step.code, step.log).toBe(code);
    const body = job.github.comments(7)[0]?.body ?? '';
    const [told, plan] = [body.indexOf('changes where credentials of test'), body.indexOf('### ')];
    expect(told, body).toBeGreaterThan(0);
    expect(told).toBeLessThan(plan);
    expect(body).toContain(elsewhere.slice(7));
    expect(step.annotations).toContainEqual(
      expect.stringMatching(
        /^::warning file=timeback-catalog.yaml,line=6,.*This pull request changes where credentials of test are sent/,
      ),
    );
    if (code !== 0) return;
    const json = JSON.parse(readFileSync(step.outputs['json_plan_path'] ?? '', 'utf8'));
    expect(json.warnings[0]).toMatchObject({ code: 'config/redirected' });
    expect(step.summary.indexOf('changes where credentials')).toBeLessThan(
      step.summary.indexOf('###'),
    );
  });

  test('says nothing of it where the config is as it was', async () => {
    const job = await openJob(await serveGitHub());
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    expect((await job.step(opened)).code).toBe(0);
    expect(job.github.comments(7)[0]?.body).not.toContain('credentials of test');
  });
});
