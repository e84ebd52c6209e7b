// `defaults` of a course and of the config: what they give, and where a value is said to come from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialectNames } from '../../src/model/destination.ts';
import { isObject, type Json, parseJson } from '../../src/model/json.ts';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const course = `kind: course
sourcedId: c
title: Reading
primaryApp: the-app
level: AP
defaults:
  lesson:
    metadata: { minutes: 20 }
  resource:
    roles: [primary]
    metadata: { masteryThreshold: 90, goals: { dailyXp: 5 } }
units:
  - sourcedId: u
    title: One
    lessons:
      - sourcedId: l
        title: First
        resources: [quiz]
      - sourcedId: l2
        title: Second
        metadata: { minutes: null }
resources:
  - sourcedId: quiz
    title: Quiz
    vendorResourceId: v-quiz
  - sourcedId: test
    title: Test
    vendorResourceId: v-test
    roles: [secondary]
    metadata: { masteryThreshold: 80, goals: { dailyLessons: 1 } }
`;
const alone = `kind: resource
sourcedId: alone
title: Alone
vendorResourceId: v-alone
`;
const ledger = `c course live
u unit live
l lesson live
l2 lesson live
quiz resource live
test resource live
alone resource live
`;

async function served(dialect: (typeof dialectNames)[number] = 'partner') {
  const { emulator, folder, around, url } = await serveCatalog({ dialect });
  const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
  const files = {
    'timeback-catalog.yaml': `${config}defaults:\n  course:\n    metadata: { publishStatus: draft }\n  resource:\n    vendorId: us\n    metadata: { masteryThreshold: 70, language: en }\n`,
    'catalog/course.yaml': course,
    'catalog/alone.yaml': alone,
    'catalog.ids': ledger,
  };
  for (const [file, text] of Object.entries(files)) put(folder, file, text);
  expect((await cli(['fmt'], around)).code).toBe(0);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(args, around);
    return { code, text: stdout + stderr, stdout };
  };
  return { emulator, folder, url, run };
}

const valuesOf = async (run: Awaited<ReturnType<typeof served>>['run'], id: string) => {
  const { stdout } = await run('show', id, '--env', 'test', '--format', 'json');
  return parseJson(stdout);
};

describe('what a node holds', () => {
  test('its own word first, then that of its course, then that of the config', async () => {
    const { run } = await served();
    expect(await valuesOf(run, 'quiz')).toMatchObject({
      fields: {
        roles: ['primary'],
        vendorId: 'us',
        metadata: { masteryThreshold: 90, language: 'en', goals: { dailyXp: 5 } },
      },
      defaults: [
        { path: ['roles'], file: 'catalog/course.yaml' },
        { path: ['metadata', 'masteryThreshold'], file: 'catalog/course.yaml' },
        { path: ['metadata', 'goals', 'dailyXp'], file: 'catalog/course.yaml' },
        { path: ['metadata', 'language'], file: 'timeback-catalog.yaml' },
        { path: ['vendorId'], file: 'timeback-catalog.yaml' },
      ],
    });
    expect(await valuesOf(run, 'test')).toMatchObject({
      fields: {
        roles: ['secondary'],
        metadata: { masteryThreshold: 80, language: 'en', goals: { dailyXp: 5, dailyLessons: 1 } },
      },
    });
    // Written in no course.
    expect(await valuesOf(run, 'alone')).toMatchObject({
      fields: { vendorId: 'us', metadata: { masteryThreshold: 70 } },
    });
    expect(await valuesOf(run, 'l')).toMatchObject({ fields: { metadata: { minutes: 20 } } });
    // null is said: it clears.
    expect(await valuesOf(run, 'l2')).toMatchObject({ fields: { metadata: { minutes: null } } });
    expect(await valuesOf(run, 'c')).toMatchObject({
      fields: { primaryApp: 'the-app', level: 'AP', metadata: { publishStatus: 'draft' } },
    });
  });

  test('show and explain name the place of each', async () => {
    const { run } = await served();
    const shown = await run('show', 'quiz', '--env', 'test');
    expect(shown.text).toContain('by default:\n  roles (catalog/course.yaml:6)\n');
    expect(shown.text).toContain('  metadata.language (timeback-catalog.yaml:');
    const explained = await run('explain', 'quiz');
    expect(explained.text).toContain('metadata.masteryThreshold by default: catalog/course.yaml:6');
  });

  test('an override of the environment wins over all of it', async () => {
    const { folder, run } = await served();
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    const over = '    overrides: { resource: { metadata: { masteryThreshold: 60 } } }\ndefaults:';
    put(folder, 'timeback-catalog.yaml', config.replace('defaults:', over));
    expect(await valuesOf(run, 'quiz')).toMatchObject({
      fields: { metadata: { masteryThreshold: 60, language: 'en' } },
    });
  });
});

test('placements: the word of the entry, of the course, of the config, with the place of each', async () => {
  const { emulator, folder, run } = await served('oneroster');
  const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
  const ofConfig = 'defaults:\n  placement: { lessonType: quiz, additional: { weight: 1 } }\n';
  put(folder, 'timeback-catalog.yaml', config.replace('defaults:\n', ofConfig));
  const text = course
    .replace('  lesson:\n', '  placement:\n    metadata: { xp: 5 }\n  lesson:\n')
    .replace('[quiz]', '[quiz, { resource: test, lessonType: unit-test, metadata: { xp: 9 } }]');
  put(folder, 'catalog/course.yaml', text);
  expect((await run('fmt')).code).toBe(0);
  expect(await valuesOf(run, 'l')).toMatchObject({
    fields: {
      placements: {
        quiz: { lessonType: 'quiz', weight: 1, metadata: { xp: 5 } },
        test: { lessonType: 'unit-test', weight: 1, metadata: { xp: 9 } },
      },
    },
    defaults: [
      { path: ['metadata', 'minutes'], file: 'catalog/course.yaml' },
      { path: ['placements', 'quiz', 'metadata', 'xp'], file: 'catalog/course.yaml' },
      { path: ['placements', 'quiz', 'lessonType'], file: 'timeback-catalog.yaml' },
      { path: ['placements', 'quiz', 'weight'], file: 'timeback-catalog.yaml' },
      { path: ['placements', 'test', 'weight'], file: 'timeback-catalog.yaml' },
    ],
  });
  const first = await run('plan', '--env', 'test', '--detail', 'fields');
  expect(first.text).toMatch(/by default of course\/c:[\s\S]*placements\.quiz\.metadata/);
  expect((await run('apply', '--env', 'test', '--yes')).code).toBe(0);
  const placed = () =>
    emulator.records('componentResource').find(({ resource }) => isQuiz(resource ?? null));
  expect(placed()).toMatchObject({ lessonType: 'quiz', metadata: { xp: 5, lessonType: 'quiz' } });
  expect((await run('plan', '--env', 'test', '--detailed-exitcode')).code).toBe(0);
  put(folder, 'catalog/course.yaml', text.replace('xp: 5', 'xp: 6'));
  const next = await run('plan', '--env', 'test', '--detail', 'fields');
  expect(next.text).toMatch(
    /placements\.quiz\.metadata\.xp[\s\S]*by default of course\/c: placements\.quiz/,
  );
  expect((await run('apply', '--env', 'test', '--yes')).code).toBe(0);
  expect(placed()).toMatchObject({ metadata: { xp: 6 } });
  const wrong = text.replace('metadata: { xp: 5 }', 'title: All the same');
  put(folder, 'catalog/course.yaml', wrong);
  const checked = await run('check');
  expect(checked.text).toContain('Defaults of placements have lessonType, metadata and additional');
});

function isQuiz(resource: Json): boolean {
  return isObject(resource) && resource['sourcedId'] === 'quiz';
}

describe.each(dialectNames)('%s: a plan says what stands in no manifest', (dialect) => {
  test('when nodes are made and when a default changes; a saved plan keeps it', async () => {
    const { emulator, folder, run } = await served(dialect);
    const first = await run('plan', '--env', 'test', '--detail', 'fields');
    expect(first.text).toMatch(
      /by default of course\/c: roles, metadata\.masteryThreshold,\s+metadata\.goals\.dailyXp/,
    );
    expect(first.text).toMatch(/by default of the config: metadata\.language, vendorId/);
    expect((await run('apply', '--env', 'test', '--yes')).code).toBe(0);
    const quiz = emulator.records('resource').find(({ sourcedId }) => sourcedId === 'quiz');
    expect(quiz).toMatchObject({ roles: ['primary'], metadata: { masteryThreshold: 90 } });
    expect((await run('plan', '--env', 'test', '--detailed-exitcode')).code).toBe(0);
    put(
      folder,
      'catalog/course.yaml',
      course.replace('masteryThreshold: 90', 'masteryThreshold: 95'),
    );
    const next = await run(
      'plan',
      '--env',
      'test',
      '-o',
      'plan.json',
      '-o',
      'plan.html',
      '--detail',
      'fields',
    );
    expect(next.text).toMatch(
      /metadata\.masteryThreshold: 90 (?:→|->) 95\n\s+by default of course\/c: metadata\.masteryThreshold/,
    );
    const saved = readFileSync(join(folder, 'plan.json'), 'utf8');
    expect(JSON.parse(saved).resource_changes).toMatchObject([
      {
        address: 'resource/quiz',
        by_default: [{ path: ['metadata', 'masteryThreshold'], course: 'course/c' }],
      },
    ]);
    expect(readFileSync(join(folder, 'plan.html'), 'utf8')).toContain('by default of course/c');
    expect((await run('show', 'plan.json', '--format', 'markdown')).text).toContain(
      '# by default of course/c: metadata.masteryThreshold',
    );
    expect((await run('apply', 'plan.json', '--env', 'test')).code).toBe(0);
    expect((await run('plan', '--env', 'test', '--detailed-exitcode')).code).toBe(0);
  });

  test.each(['record', 'managed'])(
    'what the platform alone says of the owner of a course is never cleared (put.body: %s)',
    async (body) => {
      const { emulator, folder, run } = await served(dialect);
      const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
      const facts = `    facts: { put.body: ${body} }\ndefaults:`;
      put(folder, 'timeback-catalog.yaml', config.replace('defaults:', facts));
      expect((await run('apply', '--env', 'test', '--yes')).code).toBe(0);
      // From now on the manifest says nothing of it.
      put(
        folder,
        'catalog/course.yaml',
        course.replace('primaryApp: the-app\n', '').replace('Reading', 'Read'),
      );
      const { code, text } = await run('apply', '--env', 'test', '--yes');
      expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
      expect(emulator.records('course')).toMatchObject([{ title: 'Read', primaryApp: 'the-app' }]);
    },
  );
});

test('what tells nodes apart has no default, and a word that no default has is named', async () => {
  const { folder, run } = await served();
  put(folder, 'catalog/course.yaml', course.replace('roles: [primary]', 'vendorResourceId: x'));
  const { code, text } = await run('check');
  expect(code).toBe(1);
  expect(text).toContain('schema/unknown-field');
  expect(text).toContain('Defaults of resources have vendorId');
});
