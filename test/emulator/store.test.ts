import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { sample, signIn, start } from './session.ts';

function temporaryFile(...name: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, ...name);
}

function program(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

test('a data file keeps the records, in folders made for it', async () => {
  const data = temporaryFile('a', 'b', 'emulator.db');
  const first = createEmulator({ data });
  await (await signIn(first)).put('course', sample.course);
  first.close();
  const second = start({ data });
  expect(second.records('course')).toEqual([sample.course]);
  expect(await (await signIn(second)).put('course', sample.course)).toMatchObject({ status: 200 });
});

test('two emulators share a data file', async () => {
  const data = temporaryFile('emulator.db');
  const [one, other] = [start({ data }), start({ data })];
  await (await signIn(one)).put('course', sample.course);
  expect(await (await signIn(other)).get('course', 'c')).toMatchObject({ status: 200 });
});

test('nothing acknowledged is lost when the process is killed', async () => {
  const data = temporaryFile('emulator.db');
  const child = spawn(process.execPath, [program('writer.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length > 500) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  const acknowledged = output.split('\n').slice(0, -1);
  const stored = start({ data })
    .records('course')
    .map(({ sourcedId }) => sourcedId);
  expect(acknowledged.length).toBeGreaterThan(50);
  expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
});

test('loading SQLite hides its own warning and no other', () => {
  const { stderr, stdout } = spawnSync(process.execPath, [program('warnings.ts')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('loaded\n');
  expect(stderr).not.toContain('SQLite');
  expect(stderr).toContain('Warning: before');
  expect(stderr).toContain('Warning: meanwhile');
  expect(stderr).toContain('Warning: after');
});

function makeDatabase(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

test.each([
  ['text', (file: string) => writeFileSync(file, 'hello '.repeat(100)), /file is not a database/],
  [
    'of another program',
    (file: string) => makeDatabase(file, 'CREATE TABLE t (a)'),
    /of another program/,
  ],
  [
    'of another version',
    (file: string) => {
      createEmulator({ data: file }).close();
      makeDatabase(file, 'PRAGMA user_version = 7');
    },
    /it has format 7 and this version reads format 1/,
  ],
  ['a folder', () => {}, /unable to open/, 'EISDIR'],
] as const)('a data file that is %s is refused', (name, make, reason, code?: string) => {
  const data = name === 'a folder' ? join(temporaryFile('x'), '..') : temporaryFile('emulator.db');
  make(data);
  expect(() => createEmulator({ data })).toThrow(reason);
  expect(() => createEmulator({ data })).toThrow(`The emulator cannot keep its data in ${data}`);
  if (code) expect(() => createEmulator({ data })).toThrow(expect.objectContaining({ code }));
});
