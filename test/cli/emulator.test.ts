import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultClient } from '../../src/features/emulator/server/api.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { type Running, run, startCli, startFile } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

/** Starts `emulator --port 0`; gives what it says once it listens. */
async function startEmulator(cwd: string, args: readonly string[] = []) {
  const running = startCli(['emulator', '--port', '0', ...args], { cwd });
  let said = '';
  await running.until(({ stdout }) => {
    said = stdout;
    return stdout.endsWith('Ctrl-C.\n');
  });
  const [url = 'none'] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  return { running, said, url };
}

/** The client that the default variables of the tests name. */
const known = ['--client', `${defaultClient.id}:${defaultClient.secret}`];

async function stop(running: Running) {
  running.interrupt();
  return running.ended;
}

test('tells its address and its credentials; Ctrl-C is its proper end', async () => {
  const { running, said, url } = await startEmulator(folderWith());
  expect(said).toMatch(/client id +emulator\n/);
  expect(said).toMatch(/client secret +[\w-]{32}\n/);
  expect(said).toContain('in memory');
  expect((await fetch(url)).status).toBe(200);
  const { code, stdout, stderr } = await stop(running);
  expect(code).toBe(0);
  expect(stdout).toBe(said);
  expect(stderr).not.toMatch(/error|fault/i);
});

test('the line that it prints for another terminal works there, and no secret that all know', async () => {
  const cwd = folderWith(catalogFiles());
  const { said, url } = await startEmulator(cwd);
  put(cwd, 'timeback-catalog.yaml', configFor(url));
  const [line = 'false'] = /export TIMEBACK_CLIENT_ID=.*/.exec(said) ?? [];
  const plan = `'${process.execPath}' '${startFile}' plan --env test`;
  expect(await run('sh', ['-c', `${line} && ${plan}`], { cwd })).toMatchObject({ code: 0 });
  const guessed = await cli(['plan', '--env', 'test'], { cwd, env: credentials });
  expect(guessed.code).toBe(3);
  expect(guessed.stderr).toContain('auth/refused');
  const secretOf = (text: string) => /client secret +(\S+)/.exec(text)?.[1];
  expect(secretOf((await startEmulator(cwd)).said)).not.toBe(secretOf(said));
});

test('a host name that leads here is one that was named', async () => {
  const { url } = await startEmulator(folderWith(), [
    '--host',
    'dev.test:80',
    '--host',
    'box.test',
  ]);
  const { port } = new URL(url);
  const statusAs = (host: string) =>
    new Promise((resolve, reject) => {
      get(url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode)).on(
        'error',
        reject,
      );
    });
  for (const host of ['dev.test:80', 'box.test', `box.test:${port}`, `localhost:${port}`]) {
    expect([host, await statusAs(host)]).toEqual([host, 200]);
  }
  for (const host of ['evil.test', 'dev.test', 'box.test:1']) {
    expect([host, await statusAs(host)]).toEqual([host, 403]);
  }
});

describe('a catalog publishes to it', () => {
  test.each([
    { how: 'with the default variables', more: '', env: credentials },
    {
      how: 'with variables that the config names',
      more: '    credentials: { clientId: SANDBOX_ID, clientSecret: SANDBOX_SECRET }\n',
      env: { SANDBOX_ID: 'emulator', SANDBOX_SECRET: 'emulator' },
    },
    {
      how: 'with the documented pair',
      more: '',
      env: { TIMEBACK_API_CLIENT_ID: 'emulator', TIMEBACK_API_CLIENT_SECRET: 'emulator' },
    },
  ])('$how', async ({ more, env }) => {
    const cwd = folderWith(catalogFiles());
    const { url } = await startEmulator(cwd, known);
    put(cwd, 'timeback-catalog.yaml', configFor(url) + more);
    const around = { cwd, env };
    const planned = await cli(['plan', '--env', 'test'], around);
    expect(planned.stdout).toContain(` for test (${url})`);
    expect((await cli(['apply', '--env', 'test', '--yes'], around)).code).toBe(0);
    const again = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain('nothing leaves this machine');
  });
});

test('--data FILE survives a restart', async () => {
  const cwd = folderWith(catalogFiles());
  const around = { cwd, env: credentials };
  const first = await startEmulator(cwd, [...known, '--data', 'platform.sqlite']);
  expect(first.said).toContain('platform.sqlite');
  put(cwd, 'timeback-catalog.yaml', configFor(first.url));
  await cli(['apply', '--env', 'test', '--yes'], around);
  await stop(first.running);

  const second = await startEmulator(cwd, [...known, '--data', 'platform.sqlite']);
  put(cwd, 'timeback-catalog.yaml', configFor(second.url));
  const { stdout } = await cli(['plan', '--env', 'test'], around);
  expect(stdout).toContain('4 nodes unchanged');
});

test('quirks and faults that were asked for are in force', async () => {
  const args = ['--quirk', 'put-merges', '--fault', '429:every=1000', '--latency', '1'];
  const { url } = await startEmulator(folderWith(), args);
  expect(await (await fetch(url)).json()).toMatchObject({
    quirks: { 'put-merges': expect.any(String) },
    faults: [{ fault: '429', every: 1000 }],
  });
});

describe('what it cannot do is exit 64 with the choices', () => {
  test.each([
    { args: ['--quirk', 'put-merge'], said: 'put-merges-metadata' },
    { args: ['--quirk', 'put-merges', '--quirk', 'put-merges-metadata'], said: 'contradict' },
    { args: ['--fault', 'no-such'], said: 'drop-after' },
    { args: ['--fault', '429:evry=3'], said: 'every' },
    { args: ['--fault', 'forbid'], said: '"id" is missing' },
    { args: ['--port', 'http'], said: '--port is "http"' },
    { args: ['--port', '65536'], said: 'from 0 to 65535' },
    { args: ['--latency', '-1'], said: '--latency is "-1"' },
    { args: ['--host', 'http://dev.test/'], said: 'Write a host name' },
    { args: ['--port', '0', '--data', 'catalog/course.yaml'], said: 'catalog/course.yaml' },
  ])('$args', async ({ args, said }) => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout, stderr } = await cli(['emulator', ...args], { cwd });
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain(said);
    const manifest = readFileSync(join(cwd, 'catalog/course.yaml'), 'utf8');
    expect(manifest).toBe(catalogFiles()['catalog/course.yaml']);
  });

  test('a port that is taken', async () => {
    const { url } = await startEmulator(folderWith());
    const { port } = new URL(url);
    const { code, stderr } = await cli(['emulator', '--port', port], { cwd: folderWith() });
    expect(code).toBe(64);
    expect(stderr).toContain(`port ${port}`);
    expect(stderr).toContain('another program uses it');
  });
});

test('several clients, and manifests that are there from the start', async () => {
  const cwd = folderWith(catalogFiles());
  const { said, url } = await startEmulator(cwd, [
    ...['--seed', 'catalog', '--client', 'mine:s1'],
    ...['--client', 'theirs:s2:read'],
  ]);
  expect(said).toMatch(/mine\n.*s1\n.*theirs \(reads only\)\n.*s2\n/);
  put(cwd, 'timeback-catalog.yaml', configFor(url));
  const as = (id: string, secret: string, ...args: string[]) =>
    cli([...args, '--env', 'test'], {
      cwd,
      env: { TIMEBACK_CLIENT_ID: id, TIMEBACK_CLIENT_SECRET: secret },
    });
  expect((await as('mine', 's1', 'plan')).stdout).toContain('No changes.');
  const others = await as('theirs', 's2', 'apply', '--yes');
  expect(others.code).toBe(3);
  expect(others.stdout).toContain('auth/forbidden');
});

test.each([
  [['--client', 'mine'], 'Write an id and a secret'],
  [['--client', 'a:b', '--client', 'a:c'], 'given twice'],
  [['--seed', 'nowhere.yaml'], 'nowhere.yaml, named by --seed, does not exist'],
])('%j is refused', async (args, says) => {
  const ended = await cli(['emulator', '--port', '0', ...args], { cwd: folderWith() });
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain(says);
});
