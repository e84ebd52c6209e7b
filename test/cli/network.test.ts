import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { unhurried } from '../support/faulty.ts';
import { builtCli } from '../support/program.ts';
import { configFor, credentials, deadUrl, serveCatalog } from '../support/served-catalog.ts';

test('nothing listens: one problem, not one for each collection', async () => {
  const config = configFor(await deadUrl());
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const args = ['plan', '--env', 'test', '--format', 'json'];
  const { code, stdout, stderr } = await cli(args, { cwd, env: credentials });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    error_count: 1,
    diagnostics: [{ code: 'remote/unreachable' }],
  });
  expect(stderr).toContain('ECONNREFUSED');
});

test('behind a proxy, which the variables of Node name', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const config = configFor('http://timeback.example.org');
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const env = { ...credentials, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: url };
  const ended = await builtCli(['plan', '--env', 'test', '--insecure-http'], { cwd, env });
  expect(ended.code).toBe(3);
  expect(asked).toEqual(['POST http://timeback.example.org/auth/1.0/token']);
});

describe('a wrong secret', () => {
  test('is exit 3', async () => {
    const { around } = await serveCatalog();
    const env = { ...credentials, TIMEBACK_CLIENT_SECRET: 'not-this-one' };
    const { code, stderr } = await cli(['plan', '--env', 'test'], { ...around, env });
    expect(code).toBe(3);
    expect(stderr).toContain('[auth/refused]');
  });
});

describe('no output shows the secret or the token, also with --debug', () => {
  const client = { id: 'partner', secret: 's3cr3t-9f8e7d6c' };

  test.each([
    { name: 'a run that works', args: ['apply', '--yes'], secret: client.secret, code: 0 },
    { name: 'a secret that is refused', args: ['apply', '--yes'], secret: 'wr0ng-1a2b', code: 3 },
    { name: 'doctor', args: ['doctor'], secret: client.secret, code: 0 },
  ])('$name', async ({ args, secret, code }) => {
    const { around, authorizations } = await serveCatalog({ clients: [client] });
    const env = { TIMEBACK_CLIENT_ID: client.id, TIMEBACK_CLIENT_SECRET: secret };
    const ended = await cli([...args, '--env', 'test', '--debug'], { ...around, env });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(/^debug: .*POST /m);
    expect(authorizations.size).toBeGreaterThan(0);
    for (const hidden of [secret, ...authorizations]) {
      expect(ended.stdout + ended.stderr).not.toContain(hidden);
    }
  });
});

describe('a platform that answers in another form', () => {
  test.each([
    {
      name: 'HTML instead of a token',
      faults: [{ fault: 'html' }],
      code: 'remote/server-error',
      said: 'an HTML page instead of data',
    },
    {
      name: 'an empty body instead of a list',
      faults: [{ fault: 'empty', path: 'lessons' }],
      code: 'remote/unexpected-answer',
      said: 'Reading lessons: the answer was 200 with an empty body.',
    },
    {
      name: 'a list that breaks off',
      faults: [{ fault: 'truncated', path: 'lessons' }],
      code: 'remote/unexpected-answer',
      said: 'Reading lessons: the answer was 200 with 24 characters that are not complete JSON.',
    },
    {
      name: 'a redirection, which is not followed',
      faults: [{ fault: 'redirect', to: 'http://127.0.0.1:1/' }],
      code: 'remote/unexpected-answer',
      said: '307',
    },
  ] as const)('$name', async ({ faults, code, said }) => {
    const { around, writes } = await serveCatalog({ faults });
    const ended = await cli(['apply', '--env', 'test', '--yes'], around);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(`[${code}]`);
    expect(ended.stderr).toContain(said);
    expect(ended.stderr).not.toContain('    at ');
    expect(writes()).toEqual([]);
  });
});

describe('a platform in trouble: apply ends converged all the same', () => {
  test.each([
    [{ fault: '429', every: 5, 'retry-after': 0 }],
    [{ fault: '503', every: 7, 'retry-after': 0 }],
    [{ fault: 'drop-after', every: 9, method: 'PUT' }],
    [{ fault: 'drop-before', every: 9 }],
    [{ fault: 'token-expires', at: 12 }],
    [{ fault: 'html', at: 3 }],
  ] as const)('%o', async (fault) => {
    const { around, emulator } = await serveCatalog({ lessons: 20, faults: [fault] });
    const retried = { retryPolicy: unhurried };
    const { code, stdout } = await commandLine(
      ['apply', '--env', 'test', '--yes'],
      around,
      retried,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Apply complete! 22 added');
    expect(stdout).toContain('Converged.');
    expect(emulator.records('lesson')).toHaveLength(20);
    const again = await commandLine(
      ['plan', '--env', 'test', '--detailed-exitcode'],
      around,
      retried,
    );
    expect(again.code).toBe(0);
  });
});

/** What answers each request with these bytes, as something that is no platform does. */
async function servedBytes(bytes: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe('a run that comes to no result never ends as if all were done', () => {
  test.each(['plan', 'apply', 'doctor'])('another protocol is offered (%s)', async (command) => {
    const switching =
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n';
    const config = configFor(await servedBytes(switching));
    const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
    const args = [command, '--env', 'test', ...(command === 'apply' ? ['--auto-approve'] : [])];
    const { code, stdout, stderr } = await builtCli(args, { cwd, env: credentials });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('[remote/unexpected-answer]');
  });

  test('whatever is waited for, and can no longer come', async () => {
    // A request of which nothing is ever heard, not even that it failed.
    const deaf = `import http from 'node:http';
      import { EventEmitter } from 'node:events';
      http.request = () => Object.assign(new EventEmitter(), { end: () => {} });`;
    const cwd = folderWith({
      ...catalogFiles(),
      'timeback-catalog.yaml': configFor('http://127.0.0.1:9'),
      'deaf.mjs': deaf,
    });
    const env = { ...credentials, NODE_OPTIONS: '--import ./deaf.mjs' };
    const { code, stderr } = await builtCli(['plan', '--env', 'test'], { cwd, env });
    expect(stderr).toContain('the command came to no end');
    expect(code).toBe(1);
  });
});
