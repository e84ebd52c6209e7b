// What was approved is what is written: all that decides what is sent and where is in the digest. Each
// row changes the config between plan and apply; taken back, the same plan is applied.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

const url = 'https://x.test';

/** A catalog with a saved plan of its four nodes, and what was sent since. */
async function planned(lines = '') {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const before = configFor(url) + lines;
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': before });
  const env = { ...credentials, OTHER_ID: 'emulator', OTHER_SECRET: 'emulator' };
  const run = (...args: readonly string[]) =>
    commandLine(args, { cwd, env }, { fetch: emulator.fetch });
  const made = await run('plan', '--env', 'test', '-o', 'plan.json');
  expect(made.code, made.stderr).toBe(0);
  const saved = JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8'));
  const configure = (text: string) => put(cwd, 'timeback-catalog.yaml', text);
  return { cwd, emulator, run, saved, configure, before };
}

const facts = (text: string) => `    facts: {${text}}\n`;

describe('a plan is stale, exit 6, and says what differs', () => {
  test.each([
    [facts('put.body: managed'), 'put.body: was record, is managed'],
    [facts('record.serverOwned: [dateLastModified, metadata]'), 'record.serverOwned: was'],
    [facts('status.active: tobedeleted'), 'status.active: was active, is tobedeleted'],
    [facts('compare.ignored: [metadata]'), 'compare.ignored: was'],
    [facts('lesson.unit: ""'), 'lesson.unit: was unit, is ""'],
    [facts('sortOrder.key: position'), 'sortOrder.key: was sortOrder, is position'],
    [facts('lesson.path: /rostering/1.0/other'), 'lesson.path: was /rostering/1.0/lessons'],
    [facts('token.auth: body'), 'token.auth: was basic, is body'],
    [facts('results.lesson: lesson'), 'results.lesson: was assessmentLineItem.sourcedId'],
    ['    tokenUrl: https://y.test/t\n', 'tokenUrl: was https://x.test/auth/1.0/token, is'],
    ['    credentials: {clientId: OTHER_ID, clientSecret: OTHER_SECRET}\n', 'is OTHER_ID and'],
    ['    org: another\n', 'org: was partner-sandbox, is another'],
    ['    overrides: {lesson/lesson-1: {title: Another}}\n', 'overrides: was nothing, is'],
  ])('%s', async (line, difference) => {
    const { emulator, run, saved, configure, before } = await planned();
    configure(before + line);
    const sent = emulator.requests.length;
    const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
    const stale = await run('apply', 'plan.json');
    expect(stale.code).toBe(6);
    expect(stale.stderr).toContain('[plan/stale]');
    expect(flat(stale.stderr)).toContain(difference);
    // Not even a token was asked for: it might have gone elsewhere.
    expect(emulator.requests).toHaveLength(sent);

    configure(before);
    const honest = await run('apply', 'plan.json');
    expect(honest.code, honest.stderr).toBe(0);
    expect(saved.destination.rows['put.body']).toBe('record');
  });

  test('with the digest alone the cause is found, too', async () => {
    const { run, saved, configure, before } = await planned();
    const flags = ['apply', '--env', 'test', '--plan-hash', saved.digest];
    for (const [line, difference] of [
      [facts('put.body: managed'), 'put.body: was record, is managed'],
      [facts('put.body: managed, status.active: live'), 'status.active: was active, is live'],
      ['    credentials: {clientId: OTHER_ID, clientSecret: OTHER_SECRET}\n', 'is OTHER_ID and'],
    ] as const) {
      configure(before + line);
      const stale = await run(...flags);
      expect(stale.code, stale.stderr).toBe(6);
      expect(stale.stderr.replaceAll(/\s+/g, ' ')).toContain(difference);
    }
    configure(before);
    expect((await run(...flags)).code).toBe(0);
  });
});

test('the plan shows corrected rows, redirected tokens and names of credentials', async () => {
  const lines =
    '    tokenUrl: https://y.test/auth/1.0/token\n' +
    '    credentials: {clientId: OTHER_ID, clientSecret: OTHER_SECRET}\n' +
    facts('put.body: managed');
  const { run, saved } = await planned(lines);
  const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
  const human = await run('plan', '--env', 'test');
  const markdown = await run('plan', '--env', 'test', '--format', 'markdown');
  for (const { stdout } of [human, markdown]) {
    // Markdown writes some signs as entities.
    const text = flat(stdout)
      .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
      .replaceAll(/[\\\p{Cf}]/gu, '');
    expect(text).toContain('1 row corrected: put.body = managed.');
    expect(text).toContain('to another host to get a token: https://y.test/auth/1.0/token.');
    expect(text).toContain('OTHER_ID and OTHER_SECRET.');
  }
  expect(saved).toMatchObject({
    format_version: '1.1',
    destination: {
      base_url: 'https://x.test',
      token_url: 'https://y.test/auth/1.0/token',
      credentials: [{ client_id: 'OTHER_ID', client_secret: 'OTHER_SECRET' }],
      org: 'partner-sandbox',
      corrected_rows: ['put.body'],
    },
  });
});

test('the emulator inside the tool is one place, run after run', async () => {
  const cwd = folderWith(catalogFiles());
  const run = (...args: readonly string[]) => commandLine(args, { cwd });
  await run('plan', '-o', 'one.json');
  await run('plan', '-o', 'two.json');
  const [one, two] = ['one.json', 'two.json'].map((file) =>
    JSON.parse(readFileSync(join(cwd, file), 'utf8')),
  );
  expect(one.digest).toBe(two.digest);
  expect(one.destination).toMatchObject({
    base_url: 'emulator:local',
    token_url: 'emulator:local',
  });
  expect((await run('apply', 'one.json')).code).toBe(0);
});

test('a plan that no longer says where it is sent is refused, and the cure works', async () => {
  const { cwd, run, saved } = await planned();
  const { destination: _, ...old } = saved;
  put(cwd, 'old.json', JSON.stringify(old));
  const refused = await run('apply', 'old.json');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('[plan/file]');
  expect(refused.stderr).toContain('checksum mismatch');
  await run('plan', '--env', 'test', '-o', 'old.json');
  expect((await run('apply', 'old.json')).code).toBe(0);
});
