// What would break readers on the official SDK is not published where they read, and warned of everywhere.
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { emulatorFor } from '../support/dialects.ts';
import { planFolder } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

interface Parts {
  readonly course?: string;
  readonly lesson?: string;
  readonly resource?: string;
}

const catalog = ({ course = '', lesson = '', resource = '' }: Parts) => `\
kind: course
sourcedId: rivers
title: Rivers
${course}
units:
  - sourcedId: springs
    title: Springs
    lessons:
      - { sourcedId: karst, title: Karst, ${lesson} }
resources:
  - { sourcedId: film, title: Film, vendorResourceId: "1", ${resource} }
`;
const typed = (more: string): Parts => ({ resource: `metadata: { ${more} }` });
const placed = (more: string): Parts => ({ lesson: `resources: [{ resource: film, ${more} }]` });
const video = 'type: video, format: mp4';

/** What is refused: the row, the parts, and what the message suggests. */
const refused: readonly (readonly [string, Parts, string])[] = [
  ['reader.grades', { course: 'grades: ["6-8"]' }, 'Write each grade: [6, 7, 8].'],
  ['reader.grades', { course: 'grades: [K-2]' }, 'Write each grade: [0, 1, 2].'],
  ['reader.grades', { course: 'grades: [14]' }, 'The nearest is 13.'],
  ['reader.grades', { course: 'grades: [Kindergarten]' }, 'Write K.'],
  ['reader.grades', { course: 'grades: [HS]' }, '[9, 10, 11, 12]'],
  ['reader.grades', typed('grades: "6"'), 'Write it as a list'],
  ['reader.grades', typed('grades: [six]'), 'Write numbers'],
  ['reader.subjects', { course: 'subjects: [Algebra]' }, 'Write one of'],
  ['reader.subjects', { course: 'subjects: [math]' }, 'Did you mean "Math"?'],
  [
    'reader.prerequisiteCriteria',
    { lesson: 'additional: { prerequisiteCriteria: SOME }' },
    'ANY: one',
  ],
  ['reader.lessonType', placed('lessonType: exercise'), 'Write one of'],
  ['reader.lessonType', placed('metadata: { lessonType: quizz }'), 'Did you mean "quiz"?'],
  ['reader.resourceMetadata', typed('type: vidio'), 'Did you mean "video"?'],
  ['reader.resourceMetadata', typed('type: video'), 'no metadata.format'],
  ['reader.resourceMetadata', typed(`${video}, duration: "4:30"`), 'HH:MM:SS'],
  ['reader.resourceMetadata', typed(`${video}, captionsAvailable: "yes"`), 'true or false'],
  ['reader.resourceMetadata', typed(`${video}, url: film.mp4`), 'a complete URL'],
  ['reader.resourceMetadata', typed(`${video}, xp: "5"`), 'a number'],
  ['reader.resourceMetadata', typed('type: qti'), 'no metadata.subType'],
  ['reader.resourceMetadata', typed('type: qti, subType: qti-test, difficulty: hrad'), '"hard"'],
  [
    'reader.resourceMetadata',
    typed('type: interactive, failFast: { fails: 3 }'),
    'consecutiveFailures',
  ],
  ['reader.resourceMetadata', typed('type: assessment-bank, resources: film'), 'a list of strings'],
];

const taken: readonly (readonly [string, Parts])[] = [
  [
    'grades in words',
    { course: 'grades: ["6", K, PK, "5th grade", "middle school", "-1", "013"]' },
  ],
  ['subjects of the ten', { course: 'subjects: [Math, None, FastMath]' }],
  ['criteria in any case', { lesson: 'additional: { prerequisiteCriteria: any }' }],
  ['a lessonType of the six', placed('lessonType: test-out')],
  ['further keys of a type', typed(`${video}, ours: [1], duration: "00:04:30"`)],
  ['nothing if nothing is needed', typed(`${video}, url: null`)],
  ['metadata without a type', typed('url: film.mp4, ours: 1')],
  [
    'a whole type',
    typed('type: interactive, launchUrl: "https://x.example/y", failFast: { stagnationLimit: 2 }'),
  ],
];

const opened = (parts: Parts, dialect: 'partner' | 'oneroster', more = '') => {
  const emulator = emulatorFor(dialect);
  onTestFinished(() => emulator.close());
  const folder = folderWith({
    'timeback-catalog.yaml': `${configFor('https://timeback.test', dialect)}${more}`,
    'catalog/rivers.yaml': catalog(parts),
  });
  const run = (...args: string[]) => commandLine(args, { cwd: folder });
  const plan = async () => {
    await run('fmt');
    const { ok, problems } = await planFolder(emulator, folder);
    return { ok, problems: problems.filter(({ code }) => code === 'dialect/readers') };
  };
  return { folder, run, plan };
};

describe.each(refused)('%s: %j', (row, parts, words) => {
  test('stops the plan with the nearest value, and the row lets it pass', async () => {
    const { folder, plan } = opened(parts, 'oneroster');
    const found = await plan();
    expect(found.ok).toBe(false);
    expect(found.problems).toHaveLength(1);
    const [problem] = found.problems;
    expect(`${problem?.detail} ${problem?.hint}`).toContain(words);
    expect(problem?.span?.file).toBe('catalog/rivers.yaml');
    // The way out that the message names.
    const [, cure = ''] = /`(facts: [^`]*)`/.exec(problem?.hint ?? '') ?? [];
    expect(cure).toContain(row);
    put(
      folder,
      'timeback-catalog.yaml',
      `${configFor('https://timeback.test', 'oneroster')}    ${cure}\n`,
    );
    expect(await plan()).toMatchObject({ ok: true, problems: [] });
  });

  test('is warned of by check, in both dialects', async () => {
    for (const dialect of ['partner', 'oneroster'] as const) {
      const { run, plan } = opened(parts, dialect);
      await run('fmt');
      const checked = await run('check');
      expect(checked.code).toBe(0);
      expect(checked.stderr).toContain('Warning[dialect/readers]');
      if (dialect === 'partner') expect(await plan()).toEqual({ ok: true, problems: [] });
    }
  });
});

test.each(taken)('%s: no word', async (_, parts) => {
  const { run, plan } = opened(parts, 'oneroster');
  expect(await plan()).toEqual({ ok: true, problems: [] });
  expect((await run('check')).stderr).not.toContain('dialect/readers');
});

test('a row says warned: the plan is made, and warns', async () => {
  const facts = '    facts: { reader.grades: warned }\n';
  const { plan } = opened({ course: 'grades: ["6-8"]' }, 'oneroster', facts);
  expect((await plan()).ok).toBe(true);
});

test('check leaves to a rule of the config what it judges, by the way that the message names', async () => {
  const parts = { course: 'subjects: [Algebra]' };
  const { run } = opened(parts, 'partner');
  await run('fmt');
  expect((await run('check')).stderr).toContain('rules: {subjects: {also: […]}}');
  const ruled = opened(parts, 'partner', 'rules: { subjects: { also: [Algebra] } }\n');
  await ruled.run('fmt');
  expect((await ruled.run('check')).stderr).not.toContain('dialect/readers');
});

test('what an environment alone says is judged there', async () => {
  const overrides = '    overrides: { course: { grades: ["6-8"] } }\n';
  const { plan } = opened({ course: 'grades: [6]' }, 'oneroster', overrides);
  expect((await plan()).ok).toBe(false);
});

test('many are counted', async () => {
  const grades = Array.from({ length: 70 }, (_, index) => `g${index}`).join(', ');
  const { plan } = opened({ course: `grades: [${grades}]` }, 'oneroster');
  const { problems } = await plan();
  expect(problems).toHaveLength(50);
  expect(problems.at(-1)?.detail).toContain('in 20 more places');
});
