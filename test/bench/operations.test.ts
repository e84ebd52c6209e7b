// How much work ten times the lessons take, counted and not timed: at most ten times as much and a bit.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, layouts } from '../../scripts/bench/catalog.ts';
import { check } from '../../src/features/check/check.ts';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { refresh } from '../../src/features/plan/refresh.ts';
import type { Drift } from '../../src/model/drift.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type Checked, problem } from '../../src/model/problem.ts';
import type { AppliedPlan } from '../../src/model/report.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { details, type Look } from '../../src/text/look.ts';
import type { Renderer } from '../../src/text/renderer.ts';
import { renderers } from '../../src/text/renderers.ts';
import { plain } from '../render/examples.ts';
import { countOperations } from '../support/operations.ts';
import { applyFolder, planFolder, worldWith } from '../support/publish.ts';

const few = 40;
const most = 10.5;

const config = 'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n';
const [layout] = layouts;

type Files = ReadonlyMap<string, string>;

/** Catalogs that grow in breadth, and in one list of one file. `titleEnd`: behind every title. */
const shapes: Readonly<Record<string, (lessons: number, titleEnd: string) => Files>> = {
  'ten lessons a unit': (lessons, titleEnd) =>
    catalogFiles({ lessons, layout, titleEnd, every: 1 }),
  'all lessons in one unit': (lessons, titleEnd) => new Map([oneUnit(lessons, titleEnd)]),
};

function oneUnit(lessons: number, titleEnd: string): [file: string, text: string] {
  const id = (number: number) => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const list = Array.from(
    { length: lessons },
    (_, at) => `      - { sourcedId: ${id(at)}, title: "Lesson ${at}${titleEnd}" }\n`,
  );
  const unit = `  - sourcedId: ${id(lessons)}\n    title: A unit\n    lessons:\n${list.join('')}`;
  const course = `kind: course\nsourcedId: ${id(lessons + 1)}\ntitle: A course\n`;
  return ['catalog/course.yaml', `${course}units:\n${unit}`];
}

/** What everything that an author runs took, by what was done. */
async function countAll(
  lessons: number,
  filesOf: (lessons: number, titleEnd: string) => Files,
): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-operations-'));
  const emulator = createEmulator();
  const counts = new Map<string, number>();
  const count = async <T>(what: string, task: () => T): Promise<Awaited<T>> => {
    const results: Awaited<T>[] = [];
    counts.set(what, await countOperations(async () => results.push(await task())));
    const [result] = results;
    if (result === undefined) throw new Error(`${what} gave nothing`);
    return result;
  };
  const write = (files: Files) => {
    for (const [name, text] of [['timeback-catalog.yaml', config], ...files] as const) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  try {
    write(filesOf(lessons, ''));
    valueIn(await count('check', () => check({}, nodeWorld({ cwd: folder }))));
    const created = valueIn(await count('plan, all new', () => planFolder(emulator, folder)));
    const applied = valueIn(await count('apply, all new', () => applyFolder(emulator, folder)));
    valueIn(await count('plan, nothing to change', () => planFolder(emulator, folder)));
    write(filesOf(lessons, ', again'));
    const updated = valueIn(await count('plan, all changed', () => planFolder(emulator, folder)));
    const { drift } = valueIn(
      await count('plan --refresh-only, all changed', () =>
        refresh({ env: 'test' }, worldWith(emulator, folder)),
      ),
    );
    valueIn(await count('apply, all changed', () => applyFolder(emulator, folder)));
    const shown = showing({ created: created.plan, updated: updated.plan, applied, drift });
    for (const [format, renderer] of Object.entries(renderers)) {
      for (const [what, show] of shown) {
        const inEveryZoom = () => details.map((detail) => show(renderer, { ...plain, detail }));
        const texts = await count(`${what}, ${format}`, inEveryZoom);
        counts.set(`${what}, ${format}, characters`, texts.join('').length);
      }
    }
  } finally {
    emulator.close();
    rmSync(folder, { recursive: true });
  }
  return counts;
}

interface Shown {
  readonly created: Plan;
  readonly updated: Plan;
  readonly applied: AppliedPlan;
  readonly drift: Drift;
}

/** Everything that a renderer shows of a whole catalog. */
function showing({ created, updated, applied, drift }: Shown) {
  const { plan, report } = applied;
  const problems = updated.changes.map(({ source: span }) =>
    problem('yaml/hazard', { detail: 'Odd.', span }),
  );
  const several = <T>(value: T) =>
    ['one', 'two'].map((environment) => ({
      environment,
      result: { ok: true as const, value, problems: [] },
    }));
  const shown: readonly (readonly [string, (renderer: Renderer, look: Look) => string])[] = [
    ['plan of all new', (renderer, look) => renderer.plan(created, look)],
    ['plan of all changed', (renderer, look) => renderer.plan(updated, look)],
    ['report', (renderer, look) => renderer.report(report, plan, look)],
    ['plans', (renderer, look) => renderer.plans(several(updated), look)],
    ['reports', (renderer, look) => renderer.reports(several({ plan, report }), look)],
    ['drift', (renderer, look) => renderer.drift(drift, look)],
    ['problems', (renderer, look) => renderer.problems(problems, look)],
  ];
  return shown;
}

function valueIn<T>(given: Checked<T>): T {
  if (!given.ok) throw new Error(given.problems.map(({ detail }) => detail).join('\n'));
  return given.value;
}

describe.each(Object.entries(shapes))('%s', (_, filesOf) => {
  test(`ten times the lessons cost at most ${most} times the operations`, async () => {
    const small = await countAll(few, filesOf);
    const large = await countAll(10 * few, filesOf);
    const ratios = [...large].map(
      ([what, count]) => [what, count / (small.get(what) ?? 0)] as const,
    );
    expect(ratios.filter(([, ratio]) => ratio > most)).toEqual([]);
  }, 300_000);
});
