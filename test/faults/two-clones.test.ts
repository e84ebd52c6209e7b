import { expect, test } from 'vitest';
import { exit } from '../../src/run/exit-code.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { unhurried } from '../support/faulty.ts';
import { configFor, credentials, serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '--auto-approve', '-q'];
const receipts = /\.timeback-catalog\/receipts\/\S+\.jsonl/;

/** Applies in one clone; just before it writes first, another clone of the catalog applies the same. */
async function applyBoth() {
  const served = await serveCatalog({ lessons: 2, dialect: 'oneroster' });
  const config = { 'timeback-catalog.yaml': configFor(served.url, 'oneroster') };
  const other = { cwd: folderWith({ ...catalogFiles(2, 2), ...config }), env: credentials };
  let ahead: ReturnType<typeof commandLine> | undefined;
  const late = await commandLine(apply, served.around, {
    retryPolicy: unhurried,
    fetch: async (request) => {
      const isWrite = request.method !== 'GET' && !request.url.endsWith('/token');
      if (!isWrite) return fetch(request);
      ahead ??= commandLine(apply, other);
      expect((await ahead).code).toBe(exit.done);
      return fetch(request);
    },
  });
  return { served, late };
}

test('what another clone has created since is left as it is, and a new plan is enough', async () => {
  const { served, late } = await applyBoth();
  expect([late.code, late.stdout]).toEqual([
    exit.stale,
    expect.stringContaining('To finish, make a new plan and apply it'),
  ]);
  expect(late.stdout).toContain('[plan/stale]');
  expect(late.stdout).not.toContain('Correct what was refused');
  const plan = await commandLine(['plan', '--env', 'test', '-q', '-o', 'p.json'], served.around);
  expect([plan.code, plan.stdout]).toEqual([exit.done, expect.stringContaining('No changes.')]);
  expect((await commandLine(['apply', 'p.json', '-q'], served.around)).code).toBe(exit.done);
});

test('an undo of the later run retires nothing of the other', async () => {
  const { served, late } = await applyBoth();
  const [receipt = ''] = receipts.exec(late.stdout) ?? [];
  const undo = ['undo', receipt, '--env', 'test', '--auto-approve', '-q'];
  expect((await commandLine(undo, served.around)).code).toBe(exit.done);
  const kept = (['course', 'unit', 'lesson', 'resource'] as const).flatMap((kind) =>
    served.emulator.records(kind).map(({ status }) => status),
  );
  expect(new Set(kept)).toEqual(new Set(['active']));
});
