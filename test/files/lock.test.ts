import { fork } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Lock, takeLock } from '../../src/files/lock-file.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { fileCalls, refusal } from '../support/file-calls.ts';

const started = '2026-01-01T00:00:00.000Z';
const gone = 2 ** 22 + 1;

function take(path: string, sighting?: string): Lock {
  const lock = takeLock(path, started, sighting);
  if (lock.isHeld) onTestFinished(lock.release);
  return lock;
}

function lockWith(text: string, age = 0): string {
  const path = join(folderWith({ 'test.lock': text }), 'test.lock');
  const time = Date.now() / 1000 - age;
  utimesSync(path, time, time);
  return path;
}

describe('one holder, however many processes try at once', () => {
  test.each(['nothing', 'a stale lock', 'an empty lock'])(
    'each leaves %s behind',
    async (left) => {
      const path = join(folderWith(), 'test.lock');
      const program = new URL('./programs/lock-taker.ts', import.meta.url);
      const takers = Array.from({ length: 6 }, () => fork(program, [path, left, '60']));
      const told = takers.map(
        (taker) =>
          new Promise<{ had: number; both: number }>((resolve, reject) => {
            onTestFinished(() => void taker.kill('SIGKILL'));
            taker.on('message', (message) => resolve(message as { had: number; both: number }));
            taker.on('exit', () => reject(new Error('ended without a word')));
          }),
      );
      const all = await Promise.all(told);
      expect(all.reduce((sum, { both }) => sum + both, 0)).toBe(0);
      // Each had its turn: none passes because nobody could take it.
      expect(all.reduce((sum, { had }) => sum + had, 0)).toBeGreaterThan(200);
      expect(readdirSync(join(path, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
    },
    60_000,
  );
});

describe('a lock that is there', () => {
  const of = (holder: object) => JSON.stringify({ started, ...holder });
  const here = { host: hostname() };
  test.each([
    {
      name: 'of a process that is alive',
      text: of({ ...here, pid: process.ppid }),
      verdict: 'held',
    },
    { name: 'of a process that is gone', text: of({ ...here, pid: gone }), verdict: 'taken' },
    {
      name: 'of this process in an earlier life',
      text: of({ ...here, pid: process.pid }),
      verdict: 'taken',
    },
    { name: 'of another machine', text: of({ host: 'elsewhere', pid: 1 }), verdict: 'held' },
    {
      name: 'of another machine, not renewed',
      text: of({ host: 'elsewhere', pid: 1 }),
      age: 70,
      verdict: 'taken',
    },
    {
      name: 'of a process that is alive, not renewed',
      text: of({ ...here, pid: process.ppid }),
      age: 70,
      verdict: 'taken',
    },
    {
      name: 'of a time to come',
      text: of({ host: 'elsewhere', pid: 1 }),
      age: -3600,
      verdict: 'taken',
    },
    {
      name: 'of another container of the same name',
      text: of({ ...here, pid: 1, space: 'x' }),
      verdict: 'doubtful',
    },
    { name: 'empty', text: '', verdict: 'doubtful' },
    { name: 'empty for some time', text: '', age: 10, verdict: 'taken' },
    { name: 'cut off', text: '{"pid":', verdict: 'doubtful' },
    { name: 'of something else', text: '[]', age: 10, verdict: 'taken' },
  ])('$name: $verdict', ({ text, age, verdict }) => {
    const lock = take(lockWith(text, age));
    const found = lock.isHeld ? 'taken' : lock.sighting === undefined ? 'held' : 'doubtful';
    expect(found).toBe(verdict);
  });

  test('that is doubtful is taken over once it was not renewed since it was seen', () => {
    const path = lockWith(of({ ...here, pid: 1, space: 'x' }));
    const first = take(path);
    expect(first.isHeld).toBe(false);
    const sighting = 'sighting' in first ? first.sighting : '';
    utimesSync(path, 1, Date.now() / 1000 - 1);
    expect(take(path, sighting).isHeld, 'renewed').toBe(false);
    const again = take(path);
    expect(take(path, 'sighting' in again ? again.sighting : '').isHeld).toBe(true);
  });
});

test('a lock for which the disk has no room leaves nothing', () => {
  const folder = folderWith();
  fileCalls(() => ({
    writeFileSync: () => {
      throw refusal('ENOSPC', 'write');
    },
  }));
  expect(() => takeLock(join(folder, 'test.lock'), started)).toThrow(/ENOSPC/);
  expect(readdirSync(folder)).toEqual([]);
});

test('a second lock of the same process waits for the first', () => {
  const path = join(folderWith(), 'test.lock');
  const first = take(path);
  expect(take(path)).toMatchObject({
    isHeld: false,
    holder: { pid: process.pid, host: hostname() },
  });
  if (first.isHeld) first.release();
  expect(existsSync(path)).toBe(false);
  expect(take(path).isHeld).toBe(true);
});

test('a held lock is renewed', async () => {
  const path = join(folderWith(), 'test.lock');
  const lock = take(path);
  utimesSync(path, 1, 1);
  const before = readFileSync(path, 'utf8');
  await expect.poll(() => statSync(path).mtimeMs, { timeout: 5000 }).toBeGreaterThan(1000);
  expect(take(path).isHeld).toBe(false);
  expect(lock.isHeld && lock.lost.aborted).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('who lost a lock is told, and removes nobody else’s', async () => {
  const path = join(folderWith(), 'test.lock');
  const lock = take(path);
  renameSync(path, `${path}.gone`);
  writeFileSync(path, 'theirs');
  if (!lock.isHeld) throw new Error('not taken');
  await new Promise((resolve) => lock.lost.addEventListener('abort', resolve));
  expect(lock.lost.reason).toBe('taken');
  lock.release();
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

test('a lock whose folder is removed is lost, and released without an error', async () => {
  const folder = folderWith();
  const lock = take(join(folder, 'test.lock'));
  rmSync(folder, { recursive: true });
  if (!lock.isHeld) throw new Error('not taken');
  await new Promise((resolve) => lock.lost.addEventListener('abort', resolve));
  expect(lock.lost.reason).toBe('removed');
  lock.release();
  expect(existsSync(folder)).toBe(false);
});
