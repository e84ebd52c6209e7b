// What Windows refuses and other systems let pass, refused here as Windows refuses it. Wine is lax with it, too.
import fs, { constants, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reopenReceiptFile } from '../../src/files/receipt-file.ts';
import { UnwritableError, writeWhole } from '../../src/files/write.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { fileCalls, refusal } from '../support/file-calls.ts';

describe('a file that another program has open for a moment', () => {
  test.each(['EPERM', 'EACCES', 'EBUSY'])('is replaced all the same: %s', (code) => {
    const path = join(folderWith({ 'a.yaml': 'old' }), 'a.yaml');
    let refused = 0;
    fileCalls(({ renameSync }) => ({
      renameSync: (from, to) => {
        refused += 1;
        if (refused <= 3) throw refusal(code, 'rename');
        renameSync(from, to);
      },
    }));
    writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(refused).toBe(4);
  });

  test('for good: the old text stays, nothing lies beside it, and the reason is told', () => {
    const folder = folderWith({ 'a.yaml': 'old' });
    fileCalls(() => ({
      renameSync: () => {
        throw refusal('EPERM', 'rename');
      },
    }));
    expect(() => writeWhole(join(folder, 'a.yaml'), 'new')).toThrow(UnwritableError);
    expect(() => writeWhole(join(folder, 'a.yaml'), 'new')).toThrow(/EPERM/);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('old');
  });

  test('another refusal is told at once', () => {
    const folder = folderWith({ 'a.yaml': 'old' });
    let tries = 0;
    fileCalls(() => ({
      renameSync: () => {
        tries += 1;
        throw refusal('EXDEV', 'rename');
      },
    }));
    expect(() => writeWhole(join(folder, 'a.yaml'), 'new')).toThrow(/EXDEV/);
    expect(tries).toBe(1);
  });
});

/** libuv takes the right to write elsewhere from a handle that appends; Windows then refuses to cut the file. */
function cutsNothingThatAppends(): void {
  const appending = new Set<number>();
  fileCalls(({ openSync, ftruncateSync, closeSync }) => ({
    openSync: (path, flags = 'r', mode) => {
      const file = openSync(path, flags, mode);
      const appends =
        typeof flags === 'number' ? (flags & constants.O_APPEND) !== 0 : flags.startsWith('a');
      if (appends) appending.add(file);
      return file;
    },
    closeSync: (file) => {
      appending.delete(file);
      closeSync(file);
    },
    ftruncateSync: (file, length) => {
      if (appending.has(file)) throw refusal('EPERM', 'ftruncate');
      ftruncateSync(file, length);
    },
  }));
}

describe('a receipt that is taken up again', () => {
  test.each([
    { what: 'with half a line at its end', text: '{"a":1}\n{"b"', kept: '{"a":1}\n' },
    { what: 'whole', text: '{"a":1}\n', kept: '{"a":1}\n' },
    { what: 'of half a line alone', text: '{"a"', kept: '' },
  ])('$what', ({ text, kept }) => {
    const path = join(folderWith({ 'r.jsonl': text }), 'r.jsonl');
    cutsNothingThatAppends();
    const file = reopenReceiptFile(path);
    file.append('{"c":3}\n');
    file.commit('{"d":4}\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(`${kept}{"c":3}\n{"d":4}\n`);
  });

  test('the rule would be noticed', () => {
    const path = join(folderWith({ 'r.jsonl': 'x' }), 'r.jsonl');
    cutsNothingThatAppends();
    const file = fs.openSync(path, 'a');
    expect(() => fs.ftruncateSync(file, 0)).toThrow(/EPERM/);
    fs.closeSync(file);
  });
});

test('what is private is so on the way as well: nobody else may read a file that is not finished', () => {
  const path = join(folderWith(), 'a.yaml');
  writeFileSync(path, 'old', { mode: 0o600 });
  const modes: number[] = [];
  fileCalls(({ writeFileSync: write }) => ({
    writeFileSync: (file, ...more) => {
      write(file, ...more);
      if (typeof file === 'number') modes.push(fs.fstatSync(file).mode & 0o777);
    },
  }));
  writeWhole(path, 'secret');
  expect(modes).toEqual([0o600]);
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
});
