// An error of our own ends a command like any other problem: programs get their document or stream, and a
// run that had begun is resumed.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { cli, commandLine } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** A hash function that fails from some call on. */
function failingAfter(calls: number) {
  let count = 0;
  return (text: string) => {
    count += 1;
    if (count > calls) throw new TypeError('x is undefined');
    return createHash('sha256').update(text).digest('hex');
  };
}

test.each([
  { words: ['plan'], format: 'json' },
  { words: ['apply', '-y'], format: 'json' },
  { words: ['apply', '-y'], format: 'jsonl' },
  { words: ['plan'], format: 'human' },
])('$words, $format: run/bug, and exit 1', async ({ words, format }) => {
  const { around } = await serveCatalog();
  const args = [...words, '--env', 'test', '--format', format];
  const { code, stdout, stderr } = await commandLine(args, around, { sha256: failingAfter(0) });
  expect(code).toBe(1);
  expect(stderr).toMatch(/bug in timeback-catalog.*\n {2}x is undefined/);
  expect(stdout).toMatch(format === 'human' ? /^$/ : /"run\/bug"/);
});

test('amid the writes: one document, and --resume finishes the run', async () => {
  const { around } = await serveCatalog();
  const apply = ['apply', '-y', '--env', 'test'];
  const sha256 = failingAfter(9);
  const { code, stdout } = await commandLine([...apply, '--format', 'json'], around, { sha256 });
  expect([code, JSON.parse(stdout).diagnostics]).toEqual([
    1,
    [expect.objectContaining({ code: 'run/bug' })],
  ]);
  const resumed = await cli([...apply, '--resume'], around);
  expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('Resumed: ')]);
});
