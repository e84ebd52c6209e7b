// A sourcedId that another client owns: whether the platform says 403 or 404 is not documented.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator, defaultClient } from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { applyFolder, planFolder } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const theirs = {
  kind: 'lesson',
  record: { sourcedId: 'lesson-2', status: 'active', title: 'Theirs' },
  owner: 'another',
} as const;

function start(quirks: readonly QuirkName[]) {
  const clients = [defaultClient, { id: 'another', secret: 'x', canWrite: true }];
  const emulator = createEmulator({ clients, quirks });
  onTestFinished(emulator.close);
  emulator.seed([theirs]);
  const files = { ...catalogFiles(3), 'timeback-catalog.yaml': configFor('https://timeback.test') };
  return { emulator, folder: folderWith(files) };
}

describe.each<{ quirks: readonly QuirkName[]; warned: readonly string[]; code: string }>([
  { quirks: [], warned: [], code: 'auth/forbidden' },
  { quirks: ['foreign-forbidden'], warned: ['remote/hidden'], code: 'auth/forbidden' },
  { quirks: ['foreign-not-found'], warned: [], code: 'remote/rejected' },
  {
    quirks: ['foreign-forbidden', 'foreign-not-found'],
    warned: ['remote/hidden'],
    code: 'remote/rejected',
  },
])('the platform with $quirks', ({ quirks, warned, code }) => {
  test('plan warns where it was refused, at the line of the lesson', async () => {
    const { emulator, folder } = start(quirks);
    const result = await planFolder(emulator, folder);
    const warnings = result.ok ? result.value.plan.warnings : [];
    expect(warnings.map((warning) => warning.code)).toEqual(warned);
    for (const warning of warnings) {
      expect(warning).toMatchObject({
        address: 'lesson/lesson-2',
        span: { file: 'catalog/course.yaml' },
        hint: expect.stringContaining('Publishing shows it'),
      });
    }
  });

  test('apply writes all but that one, and nothing of theirs is changed', async () => {
    const { emulator, folder } = start(quirks);
    const result = await applyFolder(emulator, folder);
    const outcomes = result.ok ? result.value.report.outcomes : [];
    const failed = outcomes.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([
      {
        address: 'lesson/lesson-2',
        problem: { code, hint: expect.stringContaining('another client') },
      },
    ]);
    expect(outcomes).toHaveLength(5);
    expect(emulator.records('lesson').filter(({ title }) => title === 'Theirs')).toEqual([
      theirs.record,
    ]);
  });
});

test('no answer is no proof of absence: planning ends', async () => {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const files = { ...catalogFiles(3), 'timeback-catalog.yaml': configFor('https://timeback.test') };
  const folder = folderWith(files);
  const answering = {
    ...emulator,
    fetch: async (request: Request) =>
      request.url.endsWith('/lesson-2')
        ? Response.json({ error: 'no' }, { status: 501 })
        : emulator.fetch(request),
  };
  const result = await planFolder(answering, folder);
  expect(result.ok).toBe(false);
  expect(result.problems.map((each) => each.code)).toEqual(['remote/server-error']);
});
