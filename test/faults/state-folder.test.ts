import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import { unhurried } from '../support/faulty.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { run, startFile } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const lessons = 50;
const all = 3 + lessons;
const apply = ['apply', '--env', 'test', '--yes'];
const flat = (text: string) => text.replace(/\s+/g, ' ');

test.each(['', 'test.lock', 'receipts'])(
  'what removes .timeback-catalog/%s takes no word of the report, and a plain apply finishes',
  async (removed) => {
    const served = await serveCatalog({ lessons, latencyMs: 40 });
    const { around, folder, emulator } = served;
    const fetchAndRemove = async (request: Request): Promise<Response> => {
      const answer = await fetch(request);
      if (request.method === 'PUT' && request.url.endsWith('/lesson-2')) {
        rmSync(join(folder, '.timeback-catalog', removed), { recursive: true, force: true });
      }
      return answer;
    };
    const options = ['--parallelism', '1', '--format', 'json'];
    const parts = { fetch: fetchAndRemove, retryPolicy: unhurried };
    const ended = await commandLine([...apply, ...options], around, parts);
    const { summary, receipt, diagnostics } = JSON.parse(ended.stdout);
    const isLocked = removed === 'receipts';
    const code = isLocked ? 'receipt/unwritable' : 'apply/lock-lost';
    expect([ended.code, JSON.stringify({ receipt, diagnostics })]).toEqual([
      4,
      expect.stringContaining(code),
    ]);
    const written = emulator.records('lesson').length + 3;
    expect(summary.added).toBe(written);
    expect(summary.added + summary.not_tried).toBe(all);
    // Without its lock, a run writes for a second more at most.
    expect(written < all).toBe(!isLocked);
    expect((await commandLine(apply, around, { retryPolicy: unhurried })).code).toBe(0);
    expect(served.writes()).toHaveLength(all);
  },
);

test('a receipt that cannot be begun is not left for --resume, and nothing is sent', async () => {
  const { around, folder, writes } = await serveCatalog({ lessons });
  const limited = ['-c', 'ulimit -f 8; exec "$@"', 'bash', process.execPath, startFile, ...apply];
  const { code, stderr } = await run('bash', limited, around);
  expect([code, flat(stderr)]).toEqual([1, expect.stringContaining('[receipt/unwritable]')]);
  expect(flat(stderr)).toContain('Nothing was sent.');
  expect(writes()).toEqual([]);
  expect(existsSync(join(folder, '.timeback-catalog/receipts/test'))).toBe(true);
  expect(receiptsOf(folder)).toEqual([]);
});
