// What teams publish to TimeBack by scripts of their own, as public code and documents tell it, kept as a
// catalog instead: the manifests, the first publish, the accident that the team had, and what the tool says
// of it. Every request goes through Prism, which lets nothing pass that the OpenAPI document forbids.
// docs/workflows.md tells the same in a row each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { SeedRecord } from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { documents } from '../support/openapi.ts';
import { hasGit, newRepository } from '../support/repository.ts';
import { credentials } from '../support/served-catalog.ts';
import { validatedPlatforms } from '../support/validated-platform.ts';

const [document] = documents.toReversed();
if (document === undefined) throw new Error('There is no document.');
const validatedPlatform = validatedPlatforms(document);

/** A team at work: its repository, its platform, and the commands that it gives. */
async function team(more: JsonObject = {}) {
  const platform = validatedPlatform();
  const { folder, commit } = newRepository();
  put(folder, 'timeback-catalog.yaml', stringify({ ...JSON.parse(platform.config), ...more }));
  put(folder, '.gitignore', '.timeback-catalog/\n');
  const run = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await cli(words, { cwd: folder, env: credentials });
    return { code, said: (stdout + stderr).replaceAll(/\s+/g, ' ') };
  };
  const live = (kind: SeedRecord['kind']) =>
    platform.emulator.records(kind).filter(({ status }) => status === 'active');
  return {
    ...platform,
    folder,
    commit,
    run,
    /** Puts a manifest in place of what was there. */
    write: (course: JsonObject, file = 'catalog/course.yaml') =>
      put(folder, file, stringify(course)),
    read: (file: string) => readFileSync(join(folder, file), 'utf8'),
    /** Gives ids, publishes and commits; what was published is on the platform, and another plan is empty. */
    publish: async () => {
      expect(await run('fmt')).toEqual({ code: 0, said: expect.any(String) });
      const applied = await run('apply', '--env', 'test', '--auto-approve');
      expect(applied).toEqual({ code: 0, said: expect.stringContaining('Converged.') });
      expect((await run('plan', '--env', 'test')).said).toContain('No changes.');
      commit();
      return applied.said;
    },
    plan: async () => (await run('plan', '--env', 'test')).said,
    /** What the gate of a pull request says. */
    check: () => run('check', '--base', 'HEAD'),
    live,
    one: (kind: SeedRecord['kind'], id: string) =>
      platform.emulator.records(kind).find(({ sourcedId }) => sourcedId === id),
  };
}
const resource = (sourcedId: string, more: JsonObject = {}): JsonObject => ({
  sourcedId,
  title: `Resource ${sourcedId}`,
  vendorResourceId: sourcedId,
  ...more,
});

interface Outline {
  readonly lessons?: readonly JsonObject[];
  readonly unit?: JsonObject;
  readonly course?: JsonObject;
  readonly resources?: readonly JsonObject[];
}

/** A course `c` with a unit `u`. */
const course = ({ lessons, unit, course: own, resources }: Outline): JsonObject => ({
  kind: 'course',
  sourcedId: 'c',
  title: 'Course',
  ...own,
  units: [{ sourcedId: 'u', title: 'Unit', ...unit, ...(lessons && { lessons }) }],
  ...(resources && { resources }),
});
const lesson = (sourcedId: string, ...resources: (JsonObject | string)[]): JsonObject => ({
  sourcedId,
  title: `Lesson ${sourcedId}`,
  ...(resources.length > 0 && { resources }),
});

const told = (text: string) => expect.stringContaining(text);

describe.skipIf(!hasGit)('what a team does, its accident, and what the tool says', () => {
  test('articles of a reader: resource and placement share an id that the player asks for', async () => {
    const { write, publish, check, one, plan } = await team();
    const article = (placement: string) =>
      course({
        course: { primaryApp: 'alpha-read', metadata: { isAlphaRead: true } },
        lessons: [lesson('l1', { resource: 'article_9001', sourcedId: placement })],
        resources: [resource('article_9001', { vendorResourceId: '9001' })],
      });
    write(article('article_9001'));
    await publish();
    expect(one('componentResource', 'article_9001')).toMatchObject({
      resource: { sourcedId: 'article_9001' },
      courseComponent: { sourcedId: 'l1' },
    });
    // A generator that names placements anew: the player would answer 404.
    write(article('cr_article_9001'));
    expect(await check()).toEqual({ code: 5, said: told('article_9001') });
    write(article('article_9001'));
    expect(await plan()).toContain('No changes.');
  }, 120_000);

  test('questions for mastery: a bank without a threshold, and one that names what is not there', async () => {
    const { write, run, publish, one } = await team({ rules: { set: 'powerpath' } });
    const mastery = (metadata: JsonObject, bank: readonly string[]) =>
      course({
        lessons: [lesson('l1', { resource: 'bank', lessonType: 'powerpath-100' })],
        resources: [
          resource('bank', {
            metadata: {
              type: 'assessment-bank',
              lessonType: 'powerpath-100',
              resources: bank,
              ...metadata,
            },
          }),
          resource('q1', { metadata: { type: 'qti', subType: 'qti-question' } }),
        ],
      });
    write(mastery({}, ['q1', 'q2']));
    const refused = await run('check');
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('masteryThreshold');
    expect(refused.said).toContain('q2');
    write(mastery({ masteryThreshold: 90 }, ['q1']));
    await publish();
    expect(one('resource', 'bank')).toMatchObject({ metadata: { masteryThreshold: 90 } });
    expect(await run('doctor', '--env', 'test')).toMatchObject({ code: 0 });
  }, 120_000);

  test('two courses merged by reference: a new title reaches what students open', async () => {
    const { write, publish, one, read, folder } = await team();
    write(course({ lessons: [lesson('l1', 'article')], resources: [resource('article')] }));
    const merged = {
      ...course({ lessons: [lesson('m1', 'article')] }),
      sourcedId: 'merged',
      units: [{ sourcedId: 'mu', title: 'Both', lessons: [lesson('m1', 'article')] }],
    };
    write(merged, 'catalog/merged.yaml');
    await publish();
    const file = 'catalog/course.yaml';
    put(folder, file, read(file).replace('Resource article', 'Rivers of the world'));
    expect(await publish()).toContain('changed');
    const titles = ['article'].map((id) => one('resource', id)?.['title']);
    expect(titles).toEqual(['Rivers of the world']);
  }, 120_000);

  test('one link too many: the same resource three times in a topic', async () => {
    const { write, run, publish, live } = await team();
    write(
      course({ lessons: [lesson('l1', 'quiz', 'quiz', 'quiz')], resources: [resource('quiz')] }),
    );
    expect(await run('check')).toEqual({ code: 1, said: told('quiz') });
    write(course({ lessons: [lesson('l1', 'quiz')], resources: [resource('quiz')] }));
    await publish();
    expect(live('componentResource')).toHaveLength(1);
  }, 120_000);

  test('tests in the unit: each run of the script made another course', async () => {
    const { write, publish, check, live, plan } = await team();
    const exam = (id: string) => ({
      ...course({
        course: { level: 'AP' },
        unit: {
          resources: [{ resource: 'section-1', sourcedId: 'place-1', lessonType: 'quiz' }],
          additional: { prerequisiteCriteria: 'ALL' },
        },
        resources: [resource('section-1')],
      }),
      sourcedId: id,
    });
    write(exam('apush-1a2b3c4d'));
    await publish();
    expect(live('componentResource')).toEqual([
      expect.objectContaining({
        lessonType: 'quiz',
        courseComponent: expect.objectContaining({ sourcedId: 'u' }),
      }),
    ]);
    write(exam('apush-5e6f7a8b'));
    expect(await check()).toEqual({ code: 5, said: told('apush-1a2b3c4d') });
    expect(await plan()).toContain('apush-1a2b3c4d');
    expect(live('course')).toHaveLength(1);
  }, 120_000);

  test('a type in two places: a lesson whose placement and resource disagree does not play', async () => {
    const { write, run, publish, one } = await team({ rules: { set: 'powerpath' } });
    const typed = (lessonType: string) =>
      course({
        lessons: [lesson('l1', { resource: 'r', sourcedId: 'p', lessonType })],
        resources: [
          resource('r', { metadata: { type: 'qti', subType: 'qti-test', lessonType: 'quiz' } }),
        ],
      });
    write(typed('unit-test'));
    expect(await run('check')).toEqual({ code: 1, said: told('rules/same-lesson-type') });
    write(typed('quiz'));
    await publish();
    expect(one('componentResource', 'p')).toMatchObject({ metadata: { lessonType: 'quiz' } });
  }, 120_000);

  test('a new quiz beside the old: the old one is taken out of the lesson', async () => {
    const { write, publish, plan, live } = await team();
    const both = ['article', 'quiz', 'mastery'].map((id) => resource(id));
    write(course({ lessons: [lesson('l1', 'article', 'quiz')], resources: both }));
    await publish();
    write(course({ lessons: [lesson('l1', 'article', 'mastery')], resources: both }));
    expect(await plan()).toContain('quiz');
    await publish();
    const placed = live('componentResource').map((record) => record['resource']);
    expect(placed).toHaveLength(2);
    expect(placed).toEqual(
      expect.arrayContaining(
        ['article', 'mastery'].map((sourcedId) => expect.objectContaining({ sourcedId })),
      ),
    );
  }, 120_000);

  test('a course and a component of one id; quizzes that stand in the unit are retired', async () => {
    const { write, publish, live, run, read, folder } = await team();
    const file = 'catalog/course.yaml';
    write({
      kind: 'course',
      sourcedId: 'nice_bio',
      title: 'Biology',
      units: [
        { sourcedId: 'nice_bio', title: 'Course challenge', resources: ['legacy-quiz', 'exam'] },
      ],
      resources: ['legacy-quiz', 'exam'].map((id) => resource(id)),
    });
    await publish();
    expect([live('course').length, live('unit').length]).toEqual([1, 1]);
    const refused = await run('retire', 'legacy-quiz', '--reason', 'replaced by the exam');
    expect(refused).toEqual({ code: 5, said: told('Take it out there first.') });
    put(folder, file, read(file).replace(/ +- legacy-quiz\n/, ''));
    const retired = await run('retire', 'legacy-quiz', '--reason', 'replaced by the exam');
    expect(retired).toEqual({ code: 0, said: told('legacy-quiz') });
    await publish();
    expect(live('resource').map(({ sourcedId }) => sourcedId)).toEqual(['exam']);
    expect(live('componentResource')).toHaveLength(1);
    expect(live('course')).toHaveLength(1);
  }, 120_000);

  test('ids that are drawn on each run: the ledger gives back what was published', async () => {
    const { write, publish, check, run, plan, live } = await team();
    const drawn = (ids: readonly string[]) =>
      course({ lessons: ids.map((id, at) => ({ sourcedId: id, title: `Standard ${at + 1}` })) });
    write(drawn(['a81f', 'b92e']));
    await publish();
    write(drawn(['c03d', 'd14c']));
    expect(await check()).toEqual({ code: 5, said: told('a81f') });
    expect(await run('check', '--base', 'HEAD', '--fix')).toMatchObject({ code: 0 });
    expect(await plan()).toContain('No changes.');
    expect(
      live('lesson')
        .map(({ sourcedId }) => sourcedId)
        .toSorted(),
    ).toEqual(['a81f', 'b92e']);
  }, 120_000);

  test('order that is the place in a list: a lesson in front moves others, and no id', async () => {
    const { write, publish, live, read, folder } = await team();
    write(course({ lessons: ['One', 'Two', 'Three'].map((title) => ({ title })) }));
    await publish();
    const before = new Map(live('lesson').map(({ title, sourcedId }) => [title, sourcedId]));
    const file = 'catalog/course.yaml';
    put(folder, file, read(file).replace(/lessons:\n/, 'lessons:\n      - title: Zero\n'));
    expect(await publish()).toContain('1 added');
    const after = live('lesson');
    expect(after).toHaveLength(4);
    for (const { title, sourcedId } of after) {
      if (title !== 'Zero') expect(sourcedId).toBe(before.get(title));
    }
    const order = after.toSorted((a, b) => Number(a['sortOrder']) - Number(b['sortOrder']));
    expect(order.map(({ title }) => title)).toEqual(['Zero', 'One', 'Two', 'Three']);
  }, 120_000);

  test('six courses from one table: totals change, and nothing is made anew', async () => {
    const { folder, run, publish, live, commit } = await team();
    const grades = [0, 1, 2, 3, 4, 5];
    const table = (xp: number) =>
      [
        'course.sourcedId,course.title,course.courseCode,course.metadata.metrics.totalXp,unit.title,lesson.title',
        ...grades.map(
          (grade) => `raid-${grade},Raiders ${grade},R-${grade},${xp + grade},Raid,Play ${grade}`,
        ),
      ].join('\n');
    put(folder, 'raiders.csv', table(100));
    commit();
    expect(await run('import', 'outline', 'raiders.csv')).toMatchObject({ code: 0 });
    await publish();
    const ids = (kind: SeedRecord['kind']) =>
      live(kind)
        .map(({ sourcedId }) => sourcedId)
        .toSorted();
    const before = [ids('course'), ids('unit'), ids('lesson')];
    put(folder, 'raiders.csv', table(200));
    expect(await run('import', 'outline', 'raiders.csv')).toMatchObject({ code: 0 });
    expect(await publish()).toContain('0 added, 6 changed');
    expect([ids('course'), ids('unit'), ids('lesson')]).toEqual(before);
    expect(live('course').map(({ metadata }) => metadata)).toContainEqual({
      metrics: { totalXp: 205 },
    });
  }, 120_000);

  test('a clone of a live course: a draft under ids of its own, taken down as a whole', async () => {
    const { write, publish, run, live } = await team();
    write(course({ lessons: [lesson('l1', 'r')], resources: [resource('r')] }));
    await publish();
    const draft = ['apply', '--env', 'test', '--auto-approve', '--as-draft', 'clone_7_'];
    expect(await run(...draft)).toEqual({ code: 0, said: told('Converged.') });
    expect(
      live('course')
        .map(({ sourcedId }) => sourcedId)
        .toSorted(),
    ).toEqual(['c', 'clone_7_c']);
    expect(await run(...draft, '--take-down')).toEqual({ code: 0, said: told('Converged.') });
    expect(live('course').map(({ sourcedId }) => sourcedId)).toEqual(['c']);
    expect(live('lesson').map(({ sourcedId }) => sourcedId)).toEqual(['l1']);
    expect((await run('plan', '--env', 'test')).said).toContain('No changes.');
  }, 120_000);

  test('what the platform makes beside yours stays as it is', async () => {
    const { write, publish, emulator, plan, one, read, folder } = await team();
    write(course({ lessons: [lesson('l1')] }));
    await publish();
    const link = (sourcedId: string) => ({ sourcedId });
    const made: readonly SeedRecord[] = [
      {
        kind: 'resource',
        record: {
          sourcedId: 'test-out-r',
          status: 'active',
          title: 'Test out',
          vendorResourceId: 'x',
        },
      },
      {
        kind: 'componentResource',
        record: {
          sourcedId: 'test-out-cr',
          status: 'active',
          title: 'Test out',
          sortOrder: 9,
          resource: link('test-out-r'),
          courseComponent: link('l1'),
          metadata: { lessonType: 'test-out' },
        },
      },
    ];
    emulator.seed(made);
    const before = made.map(({ kind, record }) => one(kind, String(record['sourcedId'])));
    expect(await plan()).toContain('No changes.');
    const file = 'catalog/course.yaml';
    put(folder, file, read(file).replace('Lesson l1', 'Rivers'));
    await publish();
    expect(made.map(({ kind, record }) => one(kind, String(record['sourcedId'])))).toEqual(before);
  }, 120_000);
});
