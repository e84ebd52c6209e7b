// The file that a probe wrote, in force: plan and apply go by it, doctor holds it against today.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { correctableQuirks, type QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { probed } from '../support/probed.ts';
import { credentials } from '../support/served-catalog.ts';

const course = `kind: course
sourcedId: course-1
title: Reading  aloud
metadata: { tags: [b, a], Level: High, since: 2026-03-01, pages: 7, open: false, metrics: { totalXp: 100 } }
units:
  - sourcedId: unit-1
    title: First
    lessons:
      - sourcedId: lesson-1
        title: One
        resources: [film]
`;
const resource = 'kind: resource\nsourcedId: film\ntitle: Film\nvendorResourceId: film\n';

/** A folder whose config names what was measured of an emulator with these quirks. */
async function measuredFolder(quirks: readonly QuirkName[]) {
  const { folder, emulator } = await probed('partner', { quirks });
  const file = join(folder, 'timeback-catalog.yaml');
  const config = readFileSync(file, 'utf8');
  put(
    folder,
    'timeback-catalog.yaml',
    `org: partner-sandbox\n${config}    measured: platform.facts.yaml\n`,
  );
  put(folder, 'catalog/course.yaml', course);
  put(folder, 'catalog/film.yaml', resource);
  const run = (args: readonly string[], other = emulator) =>
    commandLine(
      [...args, '--env', 'test'],
      { cwd: folder, env: credentials },
      { fetch: other.fetch },
    );
  return { folder, emulator, run };
}

test.each(correctableQuirks.map((quirk) => [quirk]))(
  'what was measured under %s is enough to publish, and to have nothing to do then',
  async (quirk) => {
    const { run } = await measuredFolder([quirk]);
    const applied = await run(['apply', '--yes']);
    expect(`${applied.code} ${applied.stderr}`).toMatch(/^0 /);
    const planned = await run(['plan', '--detailed-exitcode']);
    expect(`${planned.code} ${planned.stdout}`).toMatch(/^0 /);
    expect(`${planned.stdout}${planned.stderr}`).toContain('facts/differ');
  },
);

test('a file of another platform, and one that is not there, are refused before anything is sent', async () => {
  const { folder, run } = await measuredFolder([]);
  const file = join(folder, 'platform.facts.yaml');
  const text = readFileSync(file, 'utf8');
  const dead = createEmulator();
  put(folder, 'platform.facts.yaml', text.replace('timeback.test', 'other.test'));
  const other = await run(['plan'], dead);
  expect(other.code).toBe(5);
  expect(other.stderr).toContain('facts/other-platform');
  const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
  put(folder, 'timeback-catalog.yaml', config.replace('platform.facts.yaml', 'none.yaml'));
  const none = await run(['plan'], dead);
  expect(none.code).toBe(1);
  expect(none.stderr).toContain('facts/unreadable');
  expect(dead.requests).toEqual([]);
  // Which is no reason not to measure it.
  const again = await run(['probe', '--yes', '--facts', 'none.yaml']);
  expect(again.code).toBe(0);
  expect((await run(['plan'])).code).not.toBe(1);
});

test('doctor says what is other today than it was measured', async () => {
  const { run, emulator } = await measuredFolder([]);
  await run(['apply', '--yes']);
  const same = await run(['doctor']);
  expect(same.stdout).not.toContain('facts/changed');
  const today = createEmulator({ quirks: ['order-named-position'] });
  for (const kind of ['course', 'unit', 'lesson', 'resource'] as const) {
    today.seed(emulator.records(kind).map((record) => ({ kind, record })));
  }
  const changed = await run(['doctor'], today);
  expect(changed.stdout).toContain('facts/changed');
  expect(changed.stdout).toContain('sortOrder.key was "sortOrder"');
});
