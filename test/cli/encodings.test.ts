// Files that a shell wrote in another encoding: read, or refused by the encoding's name.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const encodings = [
  {
    name: 'UTF-8 with a mark',
    mark: [0xef, 0xbb, 0xbf],
    encode: (text: string) => Buffer.from(text),
  },
  {
    name: 'UTF-16, little end first',
    mark: [0xff, 0xfe],
    encode: (text: string) => Buffer.from(text, 'utf16le'),
  },
  {
    name: 'UTF-16, big end first',
    mark: [0xfe, 0xff],
    encode: (text: string) => Buffer.from(text, 'utf16le').swap16(),
  },
] as const;
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe.each(encodings)('$name', ({ name, mark, encode }) => {
  const rewrite = (file: string, text: string) =>
    writeFileSync(file, Buffer.concat([Buffer.from(mark), encode(text)]));
  const isRead = name.startsWith('UTF-8');

  test('a saved plan', async () => {
    const { around, folder } = await serveCatalog();
    const { stdout } = await commandLine(['plan', '--env', 'test', '-f', 'json'], around);
    rewrite(join(folder, 'plan.json'), stdout);
    for (const words of [
      ['show', 'plan.json'],
      ['apply', 'plan.json'],
    ]) {
      const { code, stderr } = await commandLine(words, around);
      expect(code).toBe(isRead ? 0 : 1);
      if (isRead) continue;
      expect(flat(stderr)).toContain('the byte order mark of UTF-16');
      expect(flat(stderr)).toContain('timeback-catalog plan -o FILE');
    }
    // The cure.
    await commandLine(['plan', '--env', 'test', '-o', 'plan.json'], around);
    expect((await commandLine(['show', 'plan.json'], around)).code).toBe(0);
  });

  test('a receipt', async () => {
    const { around, folder } = await serveCatalog();
    await commandLine(['apply', '--env', 'test', '-y'], around);
    const [receipt = ''] = receiptsOf(folder);
    rewrite(receipt, readFileSync(receipt, 'utf8'));
    const { code, stdout, stderr } = await commandLine(
      ['apply', '--env', 'test', '--resume', '-y'],
      around,
    );
    expect(code).toBe(isRead ? 0 : 1);
    expect(flat(stdout + stderr)).toContain(
      isRead ? 'There is nothing left to resume' : 'the byte order mark of UTF-16',
    );
  });

  test('events', async () => {
    const { around, folder } = await serveCatalog();
    rewrite(join(folder, 'events.json'), '{"type": "ViewEvent"}');
    const { stdout, stderr } = await commandLine(
      ['events', 'check', 'events.json', '--env', 'test'],
      around,
    );
    expect(flat(stdout + stderr)).toContain(isRead ? 'ViewEvent' : 'the byte order mark of UTF-16');
  });
});
