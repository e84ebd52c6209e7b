import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import type { RetryPolicy } from '../../src/remote/http/retry.ts';
import { apply } from '../../src/run/apply.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { configFor } from '../support/served-catalog.ts';
import { leaks, type Talkative, talkative } from '../support/talkative.ts';

const client = { id: 'school-7', secret: 'pa/ss+w"ö rd&<7>=%.x' };
const env = { TIMEBACK_CLIENT_ID: client.id, TIMEBACK_CLIENT_SECRET: client.secret };
const impatient: RetryPolicy = {
  oneTry: 300,
  allTries: 300,
  repetitions: 1,
  repetitionsWhileFailing: 0,
  firstPause: 1,
  longestPause: 2,
};

interface Place {
  readonly cwd: string;
  readonly platform: Talkative;
  readonly emulator: Emulator;
  /** Runs a command and gives all it wrote to either stream. */
  readonly run: (...args: readonly string[]) => Promise<string>;
}

function start(): Place {
  const emulator = createEmulator({ clients: [{ ...client, canWrite: true }] });
  onTestFinished(emulator.close);
  const platform = talkative(emulator, client);
  const cwd = folderWith({
    ...catalogFiles(3),
    'timeback-catalog.yaml': configFor('https://timeback.test'),
  });
  const run = async (...args: readonly string[]) => {
    const around = { cwd, env };
    const parts = { fetch: platform.fetch, retryPolicy: impatient };
    const { stdout, stderr } = await commandLine([...args, '--debug'], around, parts);
    return `${stdout}\n${stderr}`;
  };
  return { cwd, platform, emulator, run };
}

/** Everything below a folder, each file with its name; the database is the platform's own. */
function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile() && !name.includes('.sqlite'))
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`)
    .join('\n');
}

function expectNoSecret(written: string, { platform }: Pick<Place, 'platform'>): void {
  const shown = written.toLowerCase();
  const found = platform.secrets().filter((secret) => shown.includes(secret.toLowerCase()));
  expect(found).toEqual([]);
  expect(written.match(/(?:Bearer|Basic) [\w+/=-]{12,}/g)).toBeNull();
}

const lastReceipt = ({ cwd }: Place) => {
  const folder = '.timeback-catalog/receipts/test';
  return join(folder, readdirSync(join(cwd, folder)).sort().at(-1) ?? '');
};

test('a whole session in which all is well', async () => {
  const place = start();
  const { cwd, run } = place;
  const written = [
    await run('check'),
    await run('plan', '--env', 'test', '-o', 'plan.json', '-o', 'plan.md', '-o', 'plan.txt'),
    await run('apply', 'plan.json', '-o', 'report.json', '-o', 'report.md'),
    await run('plan', '--env', 'test', '--refresh-only', '-o', 'drift.json'),
    await run('doctor', '--env', 'test'),
    await run('doctor', '--env', 'test', '--explain-drift'),
  ];
  put(cwd, 'catalog/course.yaml', courseManifest(5));
  for (const format of ['human', 'json', 'markdown']) {
    written.push(await run('plan', '--env', 'test', '-f', format));
  }
  written.push(await run('apply', '--env', 'test', '--yes'));
  written.push(await run('undo', '--env', 'test', lastReceipt(place), '--yes'));
  expect(written.join('')).toContain('Converged.');
  expectNoSecret(written.join('') + filesBelow(cwd), place);
});

describe.each(Object.keys(leaks))('a platform that answers with %s', (name) => {
  const by = leaks[name];
  test.each(['token', 'GET', 'PUT'])('to %s', async (of) => {
    const place = start();
    const { cwd, platform, run } = place;
    if (of !== 'token') await run('doctor', '--env', 'test');
    const written: string[] = [];
    if (by) platform.leak = { by, of };
    written.push(await run('plan', '--env', 'test', '-o', 'plan.json', '-f', 'json'));
    written.push(await run('apply', '--env', 'test', '--yes', '-f', 'markdown', '-o', 'a.json'));
    written.push(await run('doctor', '--env', 'test'));
    written.push(await run('doctor', '--env', 'test', '--explain-drift'));
    written.push(await run('plan', '--env', 'test', '--refresh-only'));
    if (of === 'PUT') {
      written.push(await run('apply', '--env', 'test', '--resume', '-y'));
      written.push(await run('undo', '--env', 'test', lastReceipt(place), '--yes'));
    }
    const all = written.join('') + filesBelow(cwd);
    expect(all).toMatch(/auth\/|remote\//);
    expectNoSecret(all, place);
  });

  test('nor in anything that the library gives back', async () => {
    const place = start();
    if (by) place.platform.leak = { by, of: 'PUT' };
    const lines: string[] = [];
    const result = await apply(
      { env: 'test', approval: { type: 'auto' } },
      nodeWorld({
        cwd: place.cwd,
        env,
        fetch: place.platform.fetch,
        retryPolicy: impatient,
        wait: async () => {},
        debug: (line) => void lines.push(line),
        onProgress: (progress) => void lines.push(inspect(progress, { depth: 20 })),
      }),
    );
    const whole = inspect(result, { depth: 50, showHidden: true, maxStringLength: null });
    expectNoSecret(whole + JSON.stringify(result) + lines.join('\n'), place);
  });
});

test('what is quoted says where a secret stood', async () => {
  const { platform, run } = start();
  const by = leaks['401 with a description'];
  if (by) platform.leak = { by, of: 'token' };
  expect(await run('plan', '--env', 'test')).toContain('bad credentials: [secret] [secret]');
});

test('the built command on a port, with a platform that repeats what it refuses', async () => {
  const { cwd, emulator, platform } = start();
  const { url, close } = await listen({ ...emulator, fetch: platform.fetch }, { port: 0 });
  onTestFinished(close);
  put(cwd, 'timeback-catalog.yaml', configFor(url));
  const by = leaks['403 with details'];
  if (by) platform.leak = { by, of: 'PUT' };
  const { code, stdout, stderr } = await cli(['apply', '--env', 'test', '--yes', '--debug'], {
    cwd,
    env,
  });
  expect(code).toBe(3);
  expect(stderr).toContain(`debug: PUT ${url}/rostering/1.0/courses/course-1 403`);
  expect(stdout).toContain('[secret]');
  expectNoSecret(stdout + stderr + filesBelow(cwd), { platform });
});

test.skipIf(process.platform === 'win32')('what is kept is for its owner alone', async () => {
  const { cwd, run } = start();
  await run('apply', '--env', 'test', '--yes');
  await run('apply', '--env', 'local', '--yes');
  const folder = join(cwd, '.timeback-catalog');
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, stat: statSync(join(folder, name)) }))
    .filter(({ name, stat }) => stat.isFile() && name !== '.gitignore');
  expect(
    kept
      .map(({ name }) => name)
      .sort()
      .join(),
  ).toMatch(/\.sqlite.*\.jsonl/);
  for (const { name, stat } of kept) expect([name, stat.mode & 0o777]).toEqual([name, 0o600]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
