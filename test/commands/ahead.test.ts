// The platform is asked before the manifests are read, so that nobody waits for both in turn.
import { expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { apply } from '../../src/run/apply.ts';
import { plan } from '../../src/run/planning.ts';
import type { World } from '../../src/run/world.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { worldWith } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

function start() {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const config = configFor('https://timeback.test');
  return { emulator, cwd: folderWith({ ...catalogFiles(2), 'timeback-catalog.yaml': config }) };
}

/** A world in which somebody adds lessons while the first request is on its way. */
function growing(): World {
  const { emulator, cwd } = start();
  let asked = 0;
  const fetch = (request: Request) => {
    if (asked === 0) put(cwd, 'catalog/course.yaml', courseManifest(7));
    asked += 1;
    return emulator.fetch(request);
  };
  return worldWith(emulator, cwd, { fetch });
}

test('what is written while the first request is on its way is still read', async () => {
  const result = await plan({ env: 'test' }, growing());
  const created = result.ok ? result.value.plan.changes.map(({ address }) => address) : [];
  expect(created).toContain('lesson/lesson-7');
});

test('manifests that are wrong are told at once, and what was asked is given up', async () => {
  const { emulator, cwd } = start();
  put(cwd, 'catalog/course.yaml', 'kind: course\ntitle: 5\n');
  const signals: AbortSignal[] = [];
  const fetch = (request: Request) => {
    signals.push(request.signal);
    return new Promise<Response>((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
    });
  };
  const result = await plan({ env: 'test' }, worldWith(emulator, cwd, { fetch }));
  expect(result.problems.map(({ code }) => code)).toContain('schema/wrong-type');
  expect(result.problems.map(({ code }) => code)).not.toContain('run/interrupted');
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('what a part of the caller throws meanwhile reaches the caller, and ends no process', async () => {
  const { emulator, cwd } = start();
  // So many that they are read in several slices.
  put(cwd, 'catalog/course.yaml', courseManifest(3000));
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const fetch = async () => ({ status: 200 }) as Response;
  await expect(plan({ env: 'test' }, worldWith(emulator, cwd, { fetch }))).rejects.toThrow();
  expect(unhandled).toEqual([]);
});

test('missing credentials and wrong manifests are told together', async () => {
  const { emulator, cwd } = start();
  put(cwd, 'catalog/course.yaml', 'kind: course\ntitle: 5\n');
  const result = await plan({ env: 'test' }, worldWith(emulator, cwd, { env: {} }));
  const codes = result.problems.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['auth/no-credentials', 'schema/wrong-type']));
});

test('apply, too, asks before it reads', async () => {
  const result = await apply({ env: 'test', approval: { type: 'auto' } }, growing());
  const written = result.ok ? result.value.report.outcomes.map(({ address }) => address) : [];
  expect(written).toContain('lesson/lesson-7');
});

test('what was asked for first serves once: after a question the platform is read anew', async () => {
  const { emulator, cwd } = start();
  const ask = async () => {
    const elsewhere = worldWith(emulator, start().cwd);
    const other = await apply({ env: 'test', approval: { type: 'auto' } }, elsewhere);
    expect(other.ok).toBe(true);
    return true;
  };
  const world = worldWith(emulator, cwd);
  const result = await apply({ env: 'test', approval: { type: 'ask', ask } }, world);
  expect(result.problems.map(({ code }) => code)).toEqual(['plan/stale']);
});

test('a saved plan for another platform: nothing is asked, and no lock is taken', async () => {
  const { emulator, cwd } = start();
  const world = worldWith(emulator, cwd);
  const planned = await plan({ env: 'test' }, world);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const before = emulator.requests.length;
  const { plan: own } = planned.value;
  const other = { ...own, platform: { ...own.platform, url: 'https://other.test' } };
  const approval = { type: 'digest', digest: own.digest, plan: other } as const;
  const result = await apply({ env: 'test', approval }, world);
  expect(result.problems.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('Nothing was read or sent.'),
  ]);
  expect(emulator.requests).toHaveLength(before);
});
