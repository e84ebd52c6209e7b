// What the platform has and its lists do not show.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resume } from '../../src/features/apply/resume.ts';
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { independentServer } from '../support/independent/server.ts';
import { applyUntil, receiptsOf } from '../support/interrupted.ts';
import { applyFolder, planFolder, worldWith } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const config = 'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n';

/** An emulator whose list answers leave out records of one kind. */
function hiding(emulator: Emulator, kind: string, isHidden: (id: unknown) => boolean): Emulator {
  return {
    ...emulator,
    fetch: async (request) => {
      const answer = await emulator.fetch(request);
      if (!new URL(request.url).pathname.endsWith(`/${kind}s`)) return answer;
      const body: Json = JSON.parse(await answer.text());
      const records = isObject(body) ? body[`${kind}s`] : undefined;
      if (!Array.isArray(records)) return Response.json(body);
      const shown = records.filter((one: Json) => !isHidden(isObject(one) && one['sourcedId']));
      return Response.json({ ...Object(body), [`${kind}s`]: shown, total: shown.length });
    },
  };
}

async function published(lessons: number, options: EmulatorOptions = {}) {
  const emulator = createEmulator(options);
  const folder = folderWith({
    'timeback-catalog.yaml': config,
    'catalog/course.yaml': courseManifest(lessons),
  });
  await applyFolder(emulator, folder);
  const stored = () => JSON.stringify(emulator.records('unit'));
  return { emulator, folder, before: stored(), stored };
}

test.each([
  { name: 'a small catalog', lessons: 2 },
  { name: 'a large one, where not everything can be asked for', lessons: 120 },
])('an empty list of what is there stops the run: $name', async ({ lessons }) => {
  const { emulator, folder, before, stored } = await published(lessons);
  for (const run of [planFolder, applyFolder]) {
    const result = await run(
      hiding(emulator, 'unit', () => true),
      folder,
    );
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({
      code: 'remote/incomplete-read',
      detail: expect.stringContaining(
        'the list of units is empty, but a single read finds "unit/unit-1"',
      ),
      span: { file: 'catalog/course.yaml', start: { line: 5 } },
    });
  }
  expect(stored()).toBe(before);
});

test('all lists empty of a catalog that is there', async () => {
  const { emulator, folder, before, stored } = await published(120);
  const kinds = ['course', 'unit', 'lesson'];
  const blind = kinds.reduce((shown, kind) => hiding(shown, kind, () => true), emulator);
  const result = await applyFolder(blind, folder);
  expect(result.problems.map(({ code }) => code)).toEqual(['remote/incomplete-read']);
  expect(stored()).toBe(before);
});

test('what was taken from another catalog is adopted, wherever the lists leave it out', async () => {
  const { emulator, folder, before, stored } = await published(120);
  const ids = [
    ...['course-1 course', 'unit-1 unit', 'unit-2 unit', 'unit-3 unit', 'unit-4 unit'],
    ...Array.from({ length: 120 }, (_, at) => `lesson-${at + 1} lesson`),
  ];
  put(folder, 'catalog.ids', `${ids.map((id) => `${id} taken reading\n`).join('')}`);
  put(folder, 'timeback-catalog.yaml', `ids: catalog.ids\n${config}`);
  const blind = ['course', 'unit', 'lesson'].reduce(
    (shown, kind) => hiding(shown, kind, (id) => kind === 'course' || String(id).endsWith('1')),
    emulator,
  );
  const planned = await planFolder(blind, folder);
  expect(planned.problems).toEqual([]);
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
  expect(stored()).toBe(before);
});

test('a unit that listed lessons hang under, missing from a long list', async () => {
  const { emulator, folder } = await published(120);
  put(folder, 'catalog/course.yaml', courseManifest(240));
  const blind = hiding(emulator, 'unit', (id) => id === 'unit-2');
  const late = await planFolder(blind, folder);
  expect(late.problems).toMatchObject([{ code: 'remote/taken', address: 'unit/unit-2' }]);
  expect(late.problems[0]?.hint).toMatch(/published from this machine .* run the command again/);
  // Another machine has no receipt of it.
  rmSync(join(folder, '.timeback-catalog'), { recursive: true });
  const result = await planFolder(blind, folder);
  expect(result.problems).toMatchObject([{ code: 'remote/taken', address: 'unit/unit-2' }]);
  // The platform holds it, so it keeps its id whoever has it.
  expect(result.problems[0]?.hint).toContain('take unit/unit-2 --from NAME');
  expect(result.problems[0]?.hint).not.toMatch(/fmt|another id|new id/);
});

test('an empty platform is no doubt: everything is created', async () => {
  const { emulator } = await published(120);
  expect(emulator.records('lesson')).toHaveLength(120);
});

describe('retired and hidden from lists', () => {
  const hidden: EmulatorOptions = { quirks: ['hides-retired'] };

  async function retiredThere() {
    const catalog = await published(2, hidden);
    const [record = {}] = catalog.emulator.records('lesson');
    const retired = { ...record, status: 'tobedeleted', ownNote: 'kept' };
    catalog.emulator.seed([{ kind: 'lesson', record: retired }]);
    return catalog;
  }

  test('is told by plan, with the choice', async () => {
    const { emulator, folder } = await retiredThere();
    const result = await planFolder(emulator, folder);
    expect(result.problems).toMatchObject([
      {
        code: 'remote/retired',
        address: 'lesson/lesson-1',
        hint: expect.stringContaining('--restore'),
      },
    ]);
  });

  test('is restored over the record that is there: nothing of it is lost', async () => {
    const { emulator, folder } = await retiredThere();
    const result = await applyFolder(emulator, folder, { restore: ['lesson-1'] });
    expect(result.ok && result.value.report.settled).toEqual({ state: 'converged' });
    const restored = emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'lesson-1');
    expect(restored).toMatchObject({ status: 'active', ownNote: 'kept' });
  });

  test('is restored by a run that died at any request and is resumed', async () => {
    let resumed = 0;
    for (let at = 1, isOver = false; !isOver; at += 1) {
      const { emulator, folder } = await retiredThere();
      const earlier = receiptsOf(folder).length;
      const death = { at, when: 'before' } as const;
      isOver = !(await applyUntil(emulator, folder, death, { restore: ['lesson-1'] })).died;
      if (isOver || receiptsOf(folder).length === earlier) continue;
      const approved = { env: 'test', approval: { type: 'auto' } } as const;
      const finished = await resume(approved, worldWith(emulator, folder));
      expect(finished.problems).toEqual([]);
      const states = emulator.records('lesson').map(({ status }) => status);
      expect(states).toEqual(['active', 'active']);
      resumed += 1;
    }
    expect(resumed).toBeGreaterThan(0);
  });
});

test('an answer with the record of another id proves nothing of what was asked for', async () => {
  const { url, records, close } = await independentServer();
  records.set('courses/course-1', '{"sourcedId":"string","status":"active","title":"string"}');
  const folder = folderWith({
    'timeback-catalog.yaml': configFor(url),
    'catalog/course.yaml': courseManifest(2),
  });
  const result = await planFolder({}, folder);
  await close();
  expect(result.problems).toMatchObject([
    {
      code: 'remote/unexpected-answer',
      detail:
        'The answer to GET /rostering/1.0/courses/course-1 is the record of another sourcedId, "string".',
    },
  ]);
});
