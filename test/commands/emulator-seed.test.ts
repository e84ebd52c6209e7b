import { describe, expect, onTestFinished, test } from 'vitest';
import { readSeed, startEmulator } from '../../src/features/emulator/emulator.ts';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { DialectName } from '../../src/model/destination.ts';
import { kinds } from '../../src/model/node.ts';
import { courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { realCorpora, sharingCorpus } from '../support/corpora.ts';
import { planFolder, worldWith } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const bare = { latencyMs: 0, orgs: [], quirks: [], faults: [], port: 0 };

function seeded(cwd: string, ...paths: readonly string[]) {
  const emulator = createEmulator({ orgs: ['school'] });
  onTestFinished(emulator.close);
  const seed = readSeed(paths, worldWith(emulator, cwd));
  if (seed.ok) emulator.seed(seed.value.records);
  return { emulator, seed };
}

const recordsOf = (emulator: Emulator) => kinds.flatMap((kind) => emulator.records(kind));

test.each([['catalog'], ['catalog/course.yaml']])(
  'what is seeded from %s is what publishing would have left there: nothing to change',
  async (path) => {
    const cwd = folderWith({
      'timeback-catalog.yaml': configFor('https://timeback.test'),
      'catalog/course.yaml': courseManifest(3),
    });
    const { emulator } = seeded(cwd, path);
    expect(recordsOf(emulator)).toHaveLength(5);
    const planned = await planFolder(emulator, cwd);
    expect(planned.ok && planned.value.plan.changes).toEqual([]);
  },
);

describe('every catalog that can be published in a dialect is seeded as publishing it would leave it', () => {
  const around = (lesson: string, unit = '') => `\
kind: course
sourcedId: c
title: Course
units:
  - sourcedId: u
    title: Unit
${unit}    lessons:
      - sourcedId: l
        title: Lesson
${lesson}`;
  const resources = ['r', 's'].map((id) => [
    `catalog/${id}.yaml`,
    `kind: resource\nsourcedId: ${id}\ntitle: Resource ${id}\nvendorResourceId: ${id}\n`,
  ]);

  test.each<{ what: string; course: string; dialects: readonly DialectName[] }>([
    {
      what: 'one resource in a lesson',
      course: around('        resources: [r]\n'),
      dialects: ['partner', 'oneroster'],
    },
    {
      what: 'two resources in a lesson',
      course: around('        resources: [r, s]\n'),
      dialects: ['oneroster'],
    },
    {
      what: 'a placement with an id, a type and metadata',
      course: around(
        '        resources:\n          - { resource: r, sourcedId: c-cr, lessonType: quiz, metadata: { questionCount: 5 } }\n',
      ),
      dialects: ['oneroster'],
    },
    {
      what: 'one resource placed twice',
      course: around(
        '        resources:\n          - { resource: r, sourcedId: p1 }\n          - { resource: r, sourcedId: p2 }\n',
      ),
      dialects: ['oneroster'],
    },
    {
      what: 'a resource in a unit',
      course: around('', '    resources: [r]\n'),
      dialects: ['oneroster'],
    },
    {
      what: 'prerequisites of a lesson',
      course: around(
        '      - sourcedId: m\n        title: Next\n        prerequisites: [l]\n        resources: [r, s]\n',
      ),
      dialects: ['oneroster'],
    },
  ])('$what', async ({ course, dialects }) => {
    const files = { 'catalog/course.yaml': course, ...Object.fromEntries(resources) };
    for (const dialect of dialects) {
      const cwd = folderWith({
        'timeback-catalog.yaml': configFor('https://timeback.test', dialect),
        ...files,
      });
      const { emulator, seed } = seeded(cwd, 'catalog');
      expect(seed.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(emulator.records('lesson').length).toBeGreaterThan(0);
      const planned = await planFolder(emulator, cwd);
      expect([dialect, planned.ok && planned.value.plan.changes]).toEqual([dialect, []]);
    }
  });

  test('and the emulator starts with it from the command line', async () => {
    const cwd = folderWith({
      'catalog/course.yaml': around('        resources: [r, s]\n'),
      ...Object.fromEntries(resources),
    });
    const world = worldWith(createEmulator(), cwd);
    const started = await startEmulator({ ...bare, seed: ['catalog'] }, world);
    expect(started.ok).toBe(true);
    if (started.ok) await started.value.close();
  });
});

test('the orgs that courses name exist', () => {
  const cwd = folderWith({ 'c.yaml': 'kind: course\nsourcedId: c\ntitle: C\norg: my-school\n' });
  const { seed } = seeded(cwd, 'c.yaml');
  expect(seed.ok && seed.value.orgs).toEqual(['my-school']);
});

const outlines = [
  {
    file: 'lessons.csv',
    text: 'Course;Unit;Lesson;Lesson ID;Link\nReading;Stories;Heroes;l-1;https://example.org/a\n;;Places;l-2;\n',
  },
  {
    file: 'lessons.tsv',
    text: 'Course\tUnit\tLesson\tURL\nReading\tStories\tHeroes\thttps://example.org/a\n\t\tPlaces\t\n',
  },
  {
    file: 'outline.json',
    text: JSON.stringify({
      courses: [
        {
          key: 'r',
          title: 'Reading',
          units: [
            {
              key: 's',
              title: 'Stories',
              lessons: [
                { key: 'a', title: 'Heroes' },
                { key: 'b', title: 'Places' },
              ],
            },
          ],
        },
      ],
    }),
  },
];

test.each(outlines)(
  '$file seeds courses, units and lessons, with the same ids each time',
  ({ file, text }) => {
    const cwd = folderWith({ [file]: text });
    const [one, two] = [seeded(cwd, file), seeded(cwd, file)];
    expect(one.seed.problems).toEqual([]);
    const titles = recordsOf(one.emulator).map(({ title }) => title);
    expect(titles.slice(0, 4)).toEqual(['Reading', 'Stories', 'Heroes', 'Places']);
    const idsOf = (emulator: Emulator) => recordsOf(emulator).map(({ sourcedId }) => sourcedId);
    expect(idsOf(one.emulator)).toEqual(idsOf(two.emulator));
  },
);

test('an outline beside manifests, and what it repeats is told', () => {
  const lesson = { key: 'a', title: 'Heroes' };
  const units = (key: string) => [{ key, title: `Unit ${key}`, lessons: [lesson] }];
  const courses = [
    { key: 'x', title: 'X', units: units('u') },
    { key: 'y', title: 'Y', units: units('v') },
  ];
  const cwd = folderWith({
    'outline.json': JSON.stringify({ courses }),
    'catalog/course.yaml': courseManifest(1),
    'catalog/resource.json':
      '{"kind":"resource","sourcedId":"r","title":"R","vendorResourceId":"v"}',
  });
  const { emulator, seed } = seeded(cwd, 'outline.json', 'catalog');
  expect(emulator.records('course')).toHaveLength(3);
  expect(emulator.records('resource')).toHaveLength(1);
  expect(seed.problems.map(({ code }) => code)).toEqual(['import/left-out']);
});

test.each([
  { name: 'ours', corpus: sharingCorpus },
  ...realCorpora('small-openstax-fizyka-3', 'medium-openstax-fizyka', 'medium-odin-project'),
])('an outline can be seeded: $name', ({ corpus }) => {
  const cwd = folderWith({ 'outline.json': JSON.stringify(corpus) });
  const { emulator, seed } = seeded(cwd, 'outline.json');
  expect(seed.ok).toBe(true);
  const lessons = corpus.courses.flatMap(({ units }) => units.flatMap((unit) => unit.lessons));
  const ids = new Set(lessons.map(({ uuid }) => uuid));
  expect(ids.size).toBeGreaterThan(50);
  expect(emulator.records('lesson')).toHaveLength(ids.size);
});

test.each([
  { what: 'is a table without names', file: 's.csv', text: 'a,b\n1,2\n', code: 'import/columns' },
  { what: 'is JSON of another form', file: 's.json', text: '{"a":1}', code: 'import/unreadable' },
  { what: 'is half a JSON', file: 's.json', text: '{"kind":', code: '' },
])('an outline that $what is refused by name', ({ file, text, code }) => {
  const { seed } = seeded(folderWith({ [file]: text }), file);
  expect(seed.ok).toBe(false);
  expect(seed.problems[0]?.code).toContain(code);
  expect(JSON.stringify(seed.problems)).toContain(file);
});

test.each([
  { what: 'does not exist', text: undefined, code: 'file/unreadable' },
  { what: 'is no manifest', text: 'kind: cours\n', code: 'schema/' },
  { what: 'lacks an id', text: 'kind: course\ntitle: C\n', code: 'id/missing' },
])('a file that $what is refused by name, and nothing is started', async ({ text, code }) => {
  const cwd = folderWith();
  if (text !== undefined) put(cwd, 'seed.yaml', text);
  const world = worldWith(createEmulator(), cwd);
  const started = await startEmulator({ ...bare, seed: ['seed.yaml'] }, world);
  expect(started.ok).toBe(false);
  expect(started.problems[0]?.code).toContain(code);
  expect(JSON.stringify(started.problems[0])).toContain('seed.yaml');
});
