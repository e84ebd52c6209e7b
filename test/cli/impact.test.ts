// How much hangs on what a plan retires or moves: numbers, and nobody's name.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import type { Emulator, SeedRecord } from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { serveCatalog } from '../support/served-catalog.ts';
import { pupil, seedWork } from '../support/students.ts';

const fits = new Ajv({ allErrors: true }).compile(planSchema);
const plan = ['plan', '--env', 'test'];

/** A published catalog of three lessons, of which the second is retired in the manifests. */
async function retiring(options: Parameters<typeof serveCatalog>[0] = {}) {
  const served = await serveCatalog({ lessons: 3, ...options });
  const { around } = served;
  await cli(['fmt'], around);
  await cli(['apply', '--env', 'test', '-y'], around);
  const { code, stderr } = await cli(['retire', 'lesson-2', '--reason', 'old'], around);
  if (code !== 0) throw new Error(stderr);
  return served;
}

const parsed = (text: string) => {
  const json = JSON.parse(text);
  expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
  return json;
};

test('a retired lesson shows its results and the classes of its course', async () => {
  const { around, emulator } = await retiring();
  seedWork(emulator, { 'lesson-1': 9, 'lesson-2': 412 }, { open: 2, retired: 1 });
  const { stdout, code } = await cli(plan, around);
  expect(code).toBe(0);
  expect(stdout).toContain('⚠ 412 results, 2 open classes with 4 enrollments\n');
  expect(stdout).toContain(
    'Learner impact of retired and moved lessons: ⚠ 412 results, 2 open classes with 4 enrollments.',
  );
  const { impact } = parsed((await cli([...plan, '-f', 'json'], around)).stdout);
  const tied = { results: 412, open_classes: 2, enrollments: 4 };
  expect(impact).toEqual({ ...tied, nodes: [{ address: 'lesson/lesson-2', ...tied }] });
  const markdown = await cli([...plan, '-f', 'markdown'], around);
  expect(markdown.stdout).toContain('**⚠ 412 results, 2 open classes with 4 enrollments**');
});

test('nothing hangs on it', async () => {
  const { around } = await retiring();
  expect((await cli(plan, around)).stdout).toContain('moved lessons: no results, no open classes.');
});

test('no name and no id of a person is shown, asked for, or kept', async () => {
  const { around, emulator, folder } = await retiring();
  seedWork(emulator, { 'lesson-2': 3 }, { open: 1 });
  const from = emulator.requests.length;
  const outputs = [
    await cli([...plan, '--debug', '--out', 'p.json', '--out', 'p.md', '--out', 'p.txt'], around),
    await cli(['apply', 'p.json', '--debug'], around),
  ];
  const texts = [
    ...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ...[
      'p.json',
      'p.md',
      'p.txt',
      ...receiptsOf(folder).map((file) => file.slice(folder.length)),
    ].map((file) => readFileSync(join(folder, file), 'utf8')),
  ];
  expect(outputs.map(({ code }) => code)).toEqual([0, 0]);
  for (const text of texts) {
    for (const secret of Object.values(pupil)) expect(text).not.toContain(secret);
  }
  const counted = emulator.requests
    .slice(from)
    .filter(({ path }) => /results|classes|enrollments/.test(path));
  expect(counted.length).toBeGreaterThan(3);
  for (const { method, query } of counted) {
    expect(method).toBe('GET');
    expect(new URLSearchParams(query).get('fields')).not.toMatch(/student|user|Name/);
  }
});

test('the digest does not depend on it', async () => {
  const { around, emulator } = await retiring();
  const before = parsed((await cli([...plan, '-f', 'json'], around)).stdout);
  seedWork(emulator, { 'lesson-2': 5 }, { open: 1 });
  const after = parsed((await cli([...plan, '-f', 'json'], around)).stdout);
  expect(after.impact.results).toBe(5);
  expect(after.digest).toBe(before.digest);
});

test("what a rehearsal made is nobody's work, taken away or left", async () => {
  const { around, emulator } = await serveCatalog({ lessons: 3 });
  await cli(['fmt'], around);
  await cli(['apply', '--env', 'test', '-y'], around);
  const rehearsed = await cli(['rehearse', '--env', 'test', '--app', 'my-app'], around);
  expect(rehearsed.code, rehearsed.stderr).toBe(0);
  await cli(['retire', 'lesson-2', '--reason', 'old'], around);
  const results = () => emulator.records('assessmentResult').length;
  expect(results()).toBeGreaterThan(0);
  expect((await cli(plan, around)).stdout).toContain('moved lessons: no results, no open classes.');
  // What was killed leaves its class open; what students did counts all the same.
  emulator.seed([
    {
      kind: 'class',
      record: {
        sourcedId: 'left-over',
        title: 'Rehearsal',
        status: 'active',
        course: { sourcedId: 'course-1' },
        metadata: { rehearsal: 'a-run' },
      },
    },
  ]);
  expect((await cli(plan, around)).stdout).toContain('moved lessons: no results, no open classes.');
  seedWork(emulator, { 'lesson-2': 2 }, { open: 1 });
  expect((await cli(plan, around)).stdout).toContain(
    '⚠ 2 results, 1 open class with 2 enrollments',
  );
});

describe('what cannot be counted is unknown, and no error', () => {
  const scopes = ['roster.readonly', 'roster.createput'];
  test.each([
    [
      'a scope is missing',
      { clients: [{ id: 'emulator', secret: 'emulator', scopes }] },
      'results unknown, 1 open class with 2 enrollments',
    ],
    [
      'filters have no effect',
      { quirks: ['filter-ignored' as const] },
      'results unknown, 1 open class',
    ],
    [
      'filters are refused',
      { quirks: ['filter-refused' as const] },
      'results unknown, classes unknown',
    ],
    [
      'the endpoint answers 500',
      { faults: [{ fault: '500' as const, path: '/gradebook' }] },
      'results unknown, 1 open class',
    ],
  ])('%s', async (_, options, said) => {
    const { around, emulator } = await retiring(options);
    seedWork(emulator, { 'lesson-1': 1, 'lesson-2': 3 }, { open: 1 });
    const { code, stdout, stderr } = await cli(plan, around);
    expect(stdout).toContain(`⚠ ${said}`);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
  });

  test('a field that results do not have', async () => {
    const { around, emulator, folder } = await retiring();
    seedWork(emulator, { 'lesson-2': 3 });
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(
      folder,
      'timeback-catalog.yaml',
      `${config}    facts: { results.lesson: lesson.sourcedId }\n`,
    );
    expect((await cli(plan, around)).stdout).toContain('⚠ results unknown, no open classes');
  });
});

describe('in the dialect oneroster, where results hang on line items', () => {
  /** Line items that name what is given, each with so many results. */
  function seedLineItems(
    emulator: Emulator,
    items: readonly (readonly [of: JsonObject, results: number])[],
  ): void {
    emulator.seed(
      items.flatMap(([of, count], item): SeedRecord[] => [
        {
          kind: 'assessmentLineItem',
          record: { sourcedId: `item-${item}`, status: 'active', title: 'Item', ...of },
        },
        ...Array.from({ length: count }, (_, index): SeedRecord => {
          const sourcedId = `result-${item}-${index}`;
          const student = { sourcedId: pupil.sourcedId };
          const assessmentLineItem = { sourcedId: `item-${item}` };
          const record = { sourcedId, status: 'active', student, assessmentLineItem, score: 1 };
          return { kind: 'assessmentResult', record };
        }),
      ]),
    );
  }
  const placementsOf = (emulator: Emulator, lesson: string) =>
    emulator.records('componentResource').filter(({ courseComponent }) => {
      return JSON.stringify(courseComponent).includes(`"${lesson}"`);
    });
  const link = (sourcedId: unknown) => ({ sourcedId: String(sourcedId) });

  async function withWork(options: Parameters<typeof serveCatalog>[0] = {}) {
    const served = await retiring({ dialect: 'oneroster', ...options });
    const { emulator } = served;
    const [[own], [other]] = [
      placementsOf(emulator, 'lesson-2'),
      placementsOf(emulator, 'lesson-1'),
    ];
    seedLineItems(emulator, [
      [{ componentResource: link(own?.['sourcedId']) }, 3],
      [{ component: link('lesson-2'), course: link('course-1') }, 2],
      [{ component: link('lesson-2'), status: 'tobedeleted' }, 50],
      [{ course: link('course-1') }, 5],
      [{ componentResource: link(other?.['sourcedId']) }, 9],
      [{ course: link('another') }, 100],
    ]);
    return served;
  }

  test('those of the placements of a lesson and of the lesson itself', async () => {
    const { around, emulator } = await withWork();
    seedWork(emulator, {}, { open: 2, retired: 1 });
    const { stdout, code } = await cli(plan, around);
    expect(stdout).toContain('⚠ 5 results, 2 open classes with 4 enrollments\n');
    expect(code).toBe(0);
  });

  test('of a course all that name it, and each counts once in the sum', async () => {
    const { around, folder } = await withWork();
    const another = courseManifest(1).replaceAll(/(course|unit|lesson)-1/g, 'other-$1');
    put(folder, 'catalog/other.yaml', another);
    await cli(['retire', 'course-1', '--children', '--reason', 'old'], around);
    const { stdout } = await cli([...plan, '-f', 'json'], around);
    const { impact } = parsed(stdout);
    const of = (address: string) =>
      impact.nodes.find((node: { address: string }) => node.address === address)?.results;
    expect(of('course/course-1')).toBe(7);
    expect(of('lesson/lesson-2')).toBe(5);
    expect(of('lesson/lesson-1')).toBe(9);
    // 3 + 2 + 5 + 9: the two that name lesson and course are the same.
    expect(impact.results).toBe(19);
  });

  test.each([
    { how: 'under a new id', entry: () => 'film', isKept: false, fate: 'which stay with it' },
    {
      how: 'with its id',
      entry: (id: string) => `{ resource: film, sourcedId: ${id} }`,
      isKept: true,
      fate: 'which go along',
    },
  ])('of a placement that goes to another lesson $how', async ({ entry, isKept, fate }) => {
    const { around, emulator, folder } = await serveCatalog({ lessons: 4, dialect: 'oneroster' });
    await cli(['fmt'], around);
    await cli(['apply', '--env', 'test', '-y'], around);
    const film = placementsOf(emulator, 'lesson-1').find((one) =>
      JSON.stringify(one['resource']).includes('"film"'),
    );
    const id = String(film?.['sourcedId']);
    seedLineItems(emulator, [[{ componentResource: link(id) }, 12]]);
    const text = courseManifest(4, 3)
      .replace('resources: [film, map]', 'resources: [map]')
      .replace('title: Lesson 4\n', `title: Lesson 4\n        resources: [${entry(id)}]\n`);
    put(folder, 'catalog/course.yaml', text);
    expect((await cli(['fmt'], around)).code).toBe(0);
    // Nothing retires, so it is counted if it is asked for.
    expect((await cli(plan, around)).stdout).not.toContain('12 results');
    const { stdout } = await cli([...plan, '--impact'], around);
    const said = `⚠ placement ${id} of film leaves for lesson/lesson-4: 12 results, ${fate}`;
    expect(stdout.replace(/\s+/g, ' ')).toContain(said);
    expect(stdout).toContain(
      'Learner impact of retired and moved lessons: ⚠ 12 results, no open classes.',
    );
    const json = parsed((await cli([...plan, '--impact', '-f', 'json'], around)).stdout);
    expect(new Ajv({ strict: false }).validate(planSchema, json)).toBe(true);
    const leaving = { sourced_id: id, resource: 'film', from: 'lesson/lesson-1' };
    expect(json.impact.placements).toEqual([
      { ...leaving, to: 'lesson/lesson-4', is_kept: isKept, results: 12 },
    ]);
    // As the comment of a pull request has it, and as a saved plan does.
    await cli([...plan, '--impact', '-o', 'plan.json'], around);
    const comment = await cli(['show', 'plan.json', '--format', 'markdown'], around);
    expect(comment.stdout.replace(/\s+/g, ' ')).toContain('12 results');
    expect(comment.stdout).toContain(id);
  });

  test("of nobody's work nothing counts", async () => {
    const { around } = await serveCatalog({ lessons: 3, dialect: 'oneroster' });
    await cli(['fmt'], around);
    await cli(['apply', '--env', 'test', '-y'], around);
    expect((await cli(['rehearse', '--env', 'test'], around)).code).toBe(0);
    await cli(['retire', 'lesson-2', '--reason', 'old'], around);
    expect((await cli(plan, around)).stdout).toContain(
      'moved lessons: no results, no open classes.',
    );
  });

  test.each([
    ['filters have no effect', { quirks: ['filter-ignored' as const] }],
    ['filters of references are refused', { quirks: ['filter-refused' as const] }],
    ['the gradebook is down', { faults: [{ fault: '500' as const, path: '/gradebook' }] }],
  ])('unknown where %s', async (_, options) => {
    const { around } = await withWork(options);
    const { code, stdout } = await cli(plan, around);
    expect(stdout).toContain('⚠ results unknown');
    expect(code).toBe(0);
  });
});

test('endpoints that are down hold nothing up', async () => {
  const faults = ['/gradebook', '/rostering/1.0/classes'].map(
    (path) => ({ fault: '503', path }) as const,
  );
  const { around, folder } = await serveCatalog({ faults });
  for (const name of ['course', 'a', 'b', 'c']) {
    const text = courseManifest(2).replaceAll(/sourcedId: (\S+)/g, `sourcedId: $1-${name}`);
    put(folder, `catalog/${name}.yaml`, text);
  }
  await cli(['fmt'], around);
  await cli(['apply', '--env', 'test', '-y'], around);
  const lessons = ['course', 'a', 'b', 'c'].map((name) => `lesson-2-${name}`);
  await cli(['retire', ...lessons, '--reason', 'old'], around);
  const { code, stdout } = await cli(['apply', '--env', 'test', '-y'], around);
  expect(stdout).toContain('4 retired. Converged.');
  expect(code).toBe(0);
});

describe('when it is asked', () => {
  const isCounting = ({ path }: { readonly path: string }) => path.startsWith('/gradebook');

  test('not for a plan that retires nothing', async () => {
    const { around, folder, emulator } = await serveCatalog({ lessons: 2 });
    await cli(['apply', '--env', 'test', '-y'], around);
    put(folder, 'catalog/course.yaml', courseManifest(3));
    await cli(plan, around);
    await cli([...plan, '--impact'], around);
    expect(emulator.requests.some(isCounting)).toBe(false);
  });

  test('for a moved lesson with --impact', async () => {
    const { around, folder, emulator } = await serveCatalog({ lessons: 31 });
    await cli(['apply', '--env', 'test', '-y'], around);
    seedWork(emulator, { 'lesson-1': 7 });
    const path = join(folder, 'catalog/course.yaml');
    const item = '      - sourcedId: lesson-1\n        title: Lesson 1\n';
    writeFileSync(path, readFileSync(path, 'utf8').replace(item, '') + item);
    const without = await cli(plan, around);
    expect(without.stdout).toContain('moves');
    expect(emulator.requests.some(isCounting)).toBe(false);
    const told = await cli([...plan, '--impact'], around);
    expect(told.stdout).toContain('⚠ 7 results, no open classes');
  });
});

describe('maxAffectedResults', () => {
  const limited = async (limit: number) => {
    const served = await retiring();
    seedWork(served.emulator, { 'lesson-2': 3 });
    const path = join(served.folder, 'timeback-catalog.yaml');
    writeFileSync(path, `maxAffectedResults: ${limit}\n${readFileSync(path, 'utf8')}`);
    return served;
  };

  test('more are refused', async () => {
    const { around, writes } = await limited(2);
    const before = writes().length;
    const shown = await cli([...plan, '-f', 'json'], around);
    expect(parsed(shown.stdout).guards).toMatchObject([{ guards: 'results', count: 3, limit: 2 }]);
    const { code, stderr } = await cli(['apply', '--env', 'test', '-y'], around);
    expect(code).toBe(5);
    expect(stderr).toContain('[guard/many-results]');
    expect(writes()).toHaveLength(before);
  });

  test('as many are let through', async () => {
    const { around } = await limited(3);
    expect((await cli(['apply', '--env', 'test', '-y'], around)).code).toBe(0);
  });

  test('an unknown number is warned of', async () => {
    const { around, folder } = await limited(0);
    const path = join(folder, 'timeback-catalog.yaml');
    const config = readFileSync(path, 'utf8');
    writeFileSync(path, `${config}    facts: { results.lesson: nothing.sourcedId }\n`);
    const { code, stdout } = await cli(plan, around);
    expect(stdout).toContain('[impact/unknown]');
    expect(code).toBe(0);
  });
});
