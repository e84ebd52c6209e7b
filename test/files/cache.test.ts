import { fork } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTextCache, type TextCacheOptions } from '../../src/files/cache.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { fc } from '../support/laws.ts';

const key = 'a'.repeat(64);
const lines = ['{"nodes":2}', '["Übung"]', ''];

function kept({ at = key, ...options }: TextCacheOptions & { at?: string } = {}) {
  const folder = join(folderWith(), 'deeper', 'cache');
  const cache = openTextCache(folder, options);
  cache.keep(at, lines);
  const file = join(folder, `${at}.lines`);
  return { folder, cache, file, find: () => found(cache, at) };
}

function found(cache: ReturnType<typeof openTextCache>, at = key): readonly string[] | undefined {
  const all = cache.find(at);
  return all && [...all];
}

test('what is kept is found, by this process and by others', () => {
  const { cache, folder } = kept();
  expect(found(cache)).toEqual(lines);
  expect(found(openTextCache(folder))).toEqual(lines);
});

test('any lines without a line feed come back as they were', () => {
  const { cache } = kept();
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(line), (texts) => {
      cache.keep(key, texts);
      expect(found(cache)).toEqual(texts);
    }),
  );
});

test('a folder that is not there holds nothing, and is not made by looking', () => {
  const folder = join(folderWith(), 'none');
  expect(openTextCache(folder).find(key)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
});

test('only this user can look inside', () => {
  const { folder, file } = kept();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

describe('is not found', () => {
  test.each<{ name: string; harm: (file: string) => void }>([
    { name: 'nothing at all', harm: (file) => truncateSync(file, 0) },
    { name: 'less than a seal', harm: (file) => truncateSync(file, 30) },
    { name: 'text', harm: (file) => writeFileSync(file, 'hello\n') },
    {
      name: 'more than was kept',
      harm: (file) => writeFileSync(file, `${readFileSync(file, 'utf8')}more\n`),
    },
    {
      name: 'what was kept for another key',
      harm: (file) => copyFileSync(kept({ at: 'b'.repeat(64) }).file, file),
    },
  ])('$name', ({ harm }) => {
    const { file, find } = kept();
    harm(file);
    expect(find()).toBeUndefined();
  });

  test('what was cut off at any place, or changed in any byte', () => {
    const { file, find } = kept();
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(file, whole.subarray(0, length));
      expect(find()).toBeUndefined();
    }
    for (let at = 0; at < whole.length; at += 1) {
      writeFileSync(file, whole.with(at, (whole[at] ?? 0) ^ 1));
      expect(find()).toBeUndefined();
    }
    writeFileSync(file, whole);
    expect(find()).toEqual(lines);
  });

  test.skipIf(process.platform === 'win32')('what others could have written', () => {
    const { file, find } = kept();
    for (const mode of [0o620, 0o602]) {
      chmodSync(file, mode);
      expect(find()).toBeUndefined();
    }
    chmodSync(file, 0o644);
    expect(find()).toEqual(lines);
  });

  test.skipIf(process.platform === 'win32')('a link, wherever it leads', () => {
    const { folder, file } = kept();
    const other = 'c'.repeat(64);
    symlinkSync(file, join(folder, `${other}.lines`));
    expect(openTextCache(folder).find(other)).toBeUndefined();
  });
});

describe('a limit', () => {
  const size = (folder: string) =>
    readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const keys = Array.from({ length: 10 }, (_, index) => String(index).repeat(64));

  test('what was not used for longest goes first', () => {
    const { folder } = kept();
    const one = size(folder);
    const cache = openTextCache(folder, { most: 4 * one });
    for (const [index, each] of keys.entries()) {
      cache.keep(each, lines);
      utimesSync(join(folder, `${each}.lines`), index, index);
      // The first is used again and again.
      cache.find(keys[0] ?? '');
    }
    cache.keep(key, lines);
    expect(size(folder)).toBeLessThanOrEqual(4 * one);
    const left = [...keys, key].filter((each) => cache.find(each));
    expect(left).toEqual([keys[0], keys[8], keys[9], key]);
  });

  test('what is larger than all of it is not kept, and leaves nothing behind', () => {
    const said: string[] = [];
    const { folder, find } = kept({ most: 50, debug: (line) => said.push(line) });
    expect(find()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
    expect(said).toEqual(['cache: more than 50 bytes are not cached']);
  });

  test('what others keep in the folder is left alone', () => {
    const folder = folderWith({ 'notes.txt': 'mine'.repeat(100), 'x.lines': 'mine'.repeat(100) });
    const cache = openTextCache(folder, { most: 200 });
    for (const each of keys) cache.keep(each, lines);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['notes.txt', 'x.lines']));
  });

  test('what a run that was killed left half-written goes', () => {
    const folder = folderWith({ '.timeback-catalog-0123456789abcdef.new': 'x'.repeat(300) });
    const half = join(folder, '.timeback-catalog-0123456789abcdef.new');
    utimesSync(half, 1, 1);
    openTextCache(folder, { most: 300 }).keep(keys[0] ?? '', lines);
    expect(existsSync(half)).toBe(false);
  });
});

test('a folder that cannot be written keeps nothing, says why, and stops nobody', () => {
  const said: string[] = [];
  const folder = join(folderWith({ file: '' }), 'file');
  const cache = openTextCache(folder, { debug: (line) => said.push(line) });
  cache.keep(key, lines);
  expect(cache.find(key)).toBeUndefined();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^cache: E/);
});

test('many processes at once: each finds all of what one of them kept, or nothing', async () => {
  const folder = join(folderWith(), 'cache');
  const program = new URL('./programs/cache-user.ts', import.meta.url);
  const users = Array.from({ length: 4 }, (_, number) => fork(program, [folder, String(number)]));
  const codes = await Promise.all(
    users.map((user) => new Promise((resolve) => user.on('exit', resolve))),
  );
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readdirSync(folder).every((name) => /^[0-9a-f]{64}\.lines$/.test(name))).toBe(true);
});
