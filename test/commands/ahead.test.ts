// The platform is asked before the manifests are read, so that nobody waits for both in turn.
import { expect, onTestFinished, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { worldWith } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

function start() {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const config = configFor('https://timeback.test');
  return { emulator, cwd: folderWith({ ...catalogFiles(2), 'timeback-catalog.yaml': config }) };
}

test('what is written while the first request is on its way is still read', async () => {
  const { emulator, cwd } = start();
  let asked = 0;
  const fetch = (request: Request) => {
    if (asked === 0) put(cwd, 'catalog/course.yaml', courseManifest(7));
    asked += 1;
    return emulator.fetch(request);
  };
  const result = await plan({ env: 'test' }, worldWith(emulator, cwd, { fetch }));
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

test('missing credentials and wrong manifests are told together', async () => {
  const { emulator, cwd } = start();
  put(cwd, 'catalog/course.yaml', 'kind: course\ntitle: 5\n');
  const result = await plan({ env: 'test' }, worldWith(emulator, cwd, { env: {} }));
  const codes = result.problems.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(['auth/no-credentials', 'schema/wrong-type']));
});
