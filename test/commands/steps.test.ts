// The library's steps, one after another, are what `plan` and `apply` do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { Checked } from '../../src/model/problem.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { applyPlan } from '../../src/run/apply.ts';
import { loadCatalog } from '../../src/run/catalog/project.ts';
import { readRemote } from '../../src/run/planning.ts';
import { planFolder, worldWith } from '../support/publish.ts';
import { catalogFolders } from '../support/published-folder.ts';

const folderWith = catalogFolders('partner');
const lesson = { sourcedId: 'lesson-0', title: 'Amazon' };
const course = {
  kind: 'course',
  sourcedId: 'course-0',
  title: 'Rivers',
  units: [{ sourcedId: 'unit-0', title: 'Springs', lessons: [lesson] }],
};
const ledger = ['course-0 course live', 'unit-0 unit live', 'lesson-0 lesson live'];

function value<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

async function steps(emulator: Emulator, cwd: string) {
  const world = worldWith(emulator, cwd);
  const { catalog, ledger: kept } = value(loadCatalog({ env: 'test' }, world));
  const { state, rules } = value(await readRemote({ env: 'test' }, world));
  const { sha256 } = world;
  const inputs = { catalog, remote: state, rules, sha256, ...(kept && { ledger: kept }) };
  return value(buildPlan(inputs));
}

test('the plan of the steps is the plan, and is applied', async () => {
  const emulator = createEmulator();
  const folder = folderWith({ manifests: [course], ledger });
  const built = await steps(emulator, folder);
  expect(built.digest).toBe(value(await planFolder(emulator, folder)).plan.digest);
  expect(built.changes).toHaveLength(3);

  const world = worldWith(emulator, folder);
  const { report } = value(await applyPlan(built, { env: 'test' }, world));
  expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
  expect(report.settled).toEqual({ state: 'converged' });
  expect((await steps(emulator, folder)).changes).toEqual([]);

  // Everything in it is published already.
  const again = value(await applyPlan(built, { env: 'test' }, world));
  expect(again.report.outcomes).toEqual([]);
});

test('a catalog is loaded for an environment', () => {
  const world = worldWith(createEmulator(), folderWith({ manifests: [course], ledger }));
  expect(value(loadCatalog({ env: 'test' }, world)).environment.name).toBe('test');
  const other = loadCatalog({ env: 'other' }, world);
  expect(other.problems.map(({ code }) => code)).toEqual(['config/unknown-environment']);
});

test('what is wrong with a manifest and with the environment is told at once', () => {
  const world = worldWith(createEmulator(), folderWith({ manifests: [{ kind: 'course' }] }));
  const { ok, problems } = loadCatalog({ env: 'other' }, world);
  expect(ok).toBe(false);
  expect(problems.map(({ code }) => code)).toContain('config/unknown-environment');
  expect(problems.length).toBeGreaterThan(1);
});

test('what cannot be read is no state', async () => {
  const emulator = createEmulator();
  const folder = folderWith({ manifests: [course], ledger });
  const world = worldWith(emulator, folder, { env: {} });
  const { ok, problems } = await readRemote({ env: 'test' }, world);
  expect(ok).toBe(false);
  expect(problems.map(({ code }) => code)).toEqual(['auth/no-credentials']);
});

test('the steps of the documentation converge for a catalog with standards', async () => {
  const emulator = createEmulator();
  const standard = '0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71';
  const standards = { ...lesson, standards: [standard] };
  const folder = folderWith({
    manifests: [{ ...course, units: [{ ...course.units[0], lessons: [standards] }] }],
    ledger,
  });
  const built = await steps(emulator, folder);
  expect(built.digest).toBe(value(await planFolder(emulator, folder)).plan.digest);
  const { report } = value(await applyPlan(built, { env: 'test' }, worldWith(emulator, folder)));
  expect(report.settled).toEqual({ state: 'converged' });
  expect((await steps(emulator, folder)).changes).toEqual([]);
});

test('the steps plan for the overrides of the environment', async () => {
  const emulator = createEmulator();
  const folder = folderWith({ manifests: [course], ledger });
  const config = join(folder, 'timeback-catalog.yaml');
  const text = readFileSync(config, 'utf8');
  writeFileSync(
    config,
    text.replace('{"baseUrl":', '{"overrides":{"unit":{"metadata":{"a":1}}},"baseUrl":'),
  );
  const built = await steps(emulator, folder);
  const unit = built.changes.find(({ address }) => address === 'unit/unit-0');
  expect(unit?.action === 'create' && unit.after.fields['metadata']).toEqual({ a: 1 });
  expect(built.digest).toBe(value(await planFolder(emulator, folder)).plan.digest);
});
