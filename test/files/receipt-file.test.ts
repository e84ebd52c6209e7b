// A receipt whose disk is full for a while: what is written later follows a whole line.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReceiptFile, reopenReceiptFile } from '../../src/files/receipt-file.ts';
import { UnwritableError } from '../../src/files/write.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { fileCalls, refusal } from '../support/file-calls.ts';

/** A disk that takes so many bytes more, until it is given room. */
function diskWith(room: number): { room: number } {
  const disk = { room };
  fileCalls(({ writeSync }) => ({
    writeSync: (file: number, text: NodeJS.ArrayBufferView | string) => {
      if (disk.room === 0) throw refusal('ENOSPC', 'write');
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      const taken = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const written = writeSync(file, taken.subarray(0, disk.room));
      disk.room -= written;
      return written;
    },
  }));
  return disk;
}

test.each(['made', 'taken up again'])('a receipt that is %s', (how) => {
  const path = join(folderWith(), 'r.jsonl');
  const made = createReceiptFile(path);
  made.commit('{"a":1}\n');
  if (how === 'taken up again') made.close();
  const file = how === 'made' ? made : reopenReceiptFile(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const disk = diskWith(4);
  expect(() => file.commit('{"b":2}\n')).toThrow(UnwritableError);
  expect(() => file.append('{"c":3}\n')).toThrow(/ENOSPC/);
  disk.room = 1000;
  file.append('{"d":4}\n');
  file.commit('{"e":5}\n');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"d":4}\n{"e":5}\n');
});

test('what cannot be cut either is followed by nothing', () => {
  const path = join(folderWith(), 'r.jsonl');
  const file = createReceiptFile(path);
  file.commit('{"a":1}\n');
  const disk = diskWith(4);
  expect(() => file.commit('{"b":2}\n')).toThrow(UnwritableError);
  disk.room = 1000;
  fileCalls(() => ({
    ftruncateSync: () => {
      throw refusal('EIO', 'ftruncate');
    },
  }));
  expect(() => file.append('{"c":3}\n')).toThrow(/EIO/);
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"b"');
});
