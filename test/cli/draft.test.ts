// A copy of a catalog under derived ids: published beside the real one, guarded, and taken down as a whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { gradeEvent, lessonUrl, objectOf, platform } from '../support/events.ts';
import { serveCatalog } from '../support/served-catalog.ts';

async function served(dialect: 'oneroster' | 'partner' = 'oneroster') {
  const catalog = await serveCatalog({ lessons: 3, dialect });
  const { emulator, folder, around } = catalog;
  const run = (...words: string[]) => commandLine([...words, '--env', 'test'], around);
  const apply = async (...words: string[]) => {
    const ended = await run('apply', '--auto-approve', ...words);
    expect(ended.code, ended.stderr + ended.stdout).toBe(0);
    return ended;
  };
  const live = (kind: 'course' | 'unit' | 'lesson' | 'resource') =>
    emulator
      .records(kind)
      .filter(({ status }) => status !== 'tobedeleted')
      .map(({ sourcedId }) => String(sourcedId))
      .sort();
  const config = (more: string) => {
    const text = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', text + more);
  };
  await commandLine(['fmt'], around);
  return { ...catalog, run, apply, live, config };
}

describe.each(['oneroster', 'partner'] as const)('%s', (dialect) => {
  test('a draft stands beside the real catalog, follows it, and goes as a whole', async () => {
    const { apply, live, run, folder, emulator } = await served(dialect);
    await apply();
    const real = { course: live('course'), lesson: live('lesson'), resource: live('resource') };
    const before = JSON.stringify(emulator.records('lesson'));
    const drafted = await apply('--as-draft', 'DRAFT-7-');
    expect(drafted.stdout).toContain('Converged.');
    expect(live('course')).toEqual(['DRAFT-7-course-1', 'course-1']);
    expect(live('lesson')).toEqual([...real.lesson.map((id) => `DRAFT-7-${id}`), ...real.lesson]);
    expect(live('resource')).toEqual(
      [...real.resource, ...real.resource.map((id) => `DRAFT-7-${id}`)].sort(),
    );
    expect((await run('plan', '--as-draft', 'DRAFT-7-')).stdout).toContain('No changes.');
    expect((await run('plan')).stdout).toContain('No changes.');
    // What left the manifests since is still known to the ledger, and goes with the rest.
    const file = join(folder, 'catalog/course.yaml');
    const text = readFileSync(file, 'utf8');
    await commandLine(['retire', 'lesson-3', '--reason', 'gone'], { cwd: folder });
    expect(readFileSync(file, 'utf8')).not.toBe(text);
    const down = await apply('--as-draft', 'DRAFT-7-', '--take-down');
    expect(down.stdout).toContain('Converged.');
    expect(down.stdout).toMatch(/lesson "[^"]+" retired {2}catalog\S*:\d+\n/);
    expect({ course: live('course'), lesson: live('lesson'), resource: live('resource') }).toEqual(
      real,
    );
    const kept = emulator
      .records('lesson')
      .filter((one) => !String(one['sourcedId']).startsWith('DRAFT'));
    expect(JSON.stringify(kept)).toBe(before);
    expect((await run('plan', '--as-draft', 'DRAFT-7-', '--take-down')).stdout).toContain(
      'No changes.',
    );
  });

  test('what merely begins with the same letters is not taken down', async () => {
    const { apply, live, emulator } = await served(dialect);
    const org = { sourcedId: 'partner-sandbox' };
    emulator.seed([
      {
        kind: 'course',
        record: { sourcedId: 'DRAFT-7-theirs', status: 'active', title: 'Theirs', org },
      },
    ]);
    await apply('--as-draft', 'DRAFT-7-');
    await apply('--as-draft', 'DRAFT-7-', '--take-down');
    expect(live('course')).toEqual(['DRAFT-7-theirs']);
  });
});

test('the command for a saved draft is the whole one', async () => {
  const { run, folder, live } = await served();
  const file = join(folder, 'draft.json');
  for (const takeDown of [[], ['--take-down']]) {
    const { stderr } = await run('plan', '--as-draft', 'DRAFT-7-', ...takeDown, '-o', file);
    const [, words = ''] = /To apply exactly this: timeback-catalog (.*)/.exec(stderr) ?? [];
    const applied = await run(...words.split(' '), '--auto-approve');
    expect(applied.code, applied.stderr).toBe(0);
    expect(live('course')).toEqual(takeDown.length === 0 ? ['DRAFT-7-course-1'] : []);
  }
});

test('a draft says that it is one, and no course code is there twice', async () => {
  const { apply, folder, emulator } = await served();
  const file = 'catalog/course.yaml';
  const text = readFileSync(join(folder, file), 'utf8');
  const more = 'title: Reading\ncourseCode: R-1\nmetadata: { publishStatus: published, x: 1 }';
  put(folder, file, text.replace('title: Reading', more));
  await apply('--as-draft', 'D7-');
  expect(emulator.records('course')).toMatchObject([
    { sourcedId: 'D7-course-1', courseCode: 'D7-R-1', metadata: { publishStatus: 'draft', x: 1 } },
  ]);
});

describe('allowIds', () => {
  const only = '    allowIds: DRAFT-*\n';

  test('refuses the real catalog, and the advice works', async () => {
    const { run, config, live, apply } = await served();
    config(only);
    const refused = await run('apply', '--auto-approve');
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('guard/id-not-allowed');
    const [, advised = ''] =
      /`timeback-catalog (apply [^`]+)`/.exec(refused.stderr.replaceAll(/\s+/g, ' ')) ?? [];
    expect(advised).toBe('apply --env test --as-draft DRAFT-');
    await apply('--as-draft', 'DRAFT-');
    expect(live('course')).toEqual(['DRAFT-course-1']);
    expect(await run('plan')).toMatchObject({ code: 5 });
    await apply('--as-draft', 'DRAFT-', '--take-down');
    expect(live('course')).toEqual([]);
  });

  test('refuses a draft under another prefix, and an undo of what it does not allow', async () => {
    const { run, config, apply } = await served();
    const applied = await apply();
    const [receipt = ''] = /\.timeback-catalog\/receipts\/\S+\.jsonl/.exec(applied.stdout) ?? [];
    config(only);
    expect(await run('apply', '--as-draft', 'TEST-', '--auto-approve')).toMatchObject({ code: 5 });
    const undone = await run('undo', receipt, '--auto-approve');
    expect(undone.stderr).toContain('guard/id-not-allowed');
    expect(undone.code).toBe(5);
  });
});

test.each([
  { words: ['--take-down'], says: 'retires a draft' },
  { words: ['--as-draft', 'cou'], says: 'course-1 of this catalog begins with cou' },
  { words: ['--as-draft', '*'], says: 'cannot be the prefix' },
])('$words: refused', async ({ words, says }) => {
  const { run } = await served();
  const refused = await run('plan', ...words);
  expect(refused.code).toBe(64);
  expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(says);
});

test('a part of a draft is named by the ids of the manifests', async () => {
  const { run, apply, live } = await served();
  await apply('--as-draft', 'D7-', '--target', 'unit-1');
  expect(live('unit')).toEqual(['D7-unit-1']);
  expect((await run('plan', '--as-draft', 'D7-', '--target', 'lesson/lesson-1')).stdout).toContain(
    'No changes',
  );
});

describe('ids of an environment', () => {
  const ids =
    '    ids: { course/course-1: c-there, unit/unit-1: u-there, resource/film: f-there }\n';

  test('a course that exists there under other ids is published as what it is there', async () => {
    const { run, apply, live, config, folder, emulator } = await served();
    config(ids);
    await apply();
    expect({ course: live('course'), unit: live('unit'), resource: live('resource') }).toEqual({
      course: ['c-there'],
      unit: ['u-there'],
      resource: ['f-there', 'map'],
    });
    const [lesson] = emulator.records('lesson');
    expect(lesson).toMatchObject({
      unit: { sourcedId: 'u-there' },
      course: { sourcedId: 'c-there' },
    });
    expect((await run('plan')).stdout).toContain('No changes.');
    const exported = await commandLine(['ids', 'export', '--format', 'json', '--env', 'test'], {
      cwd: folder,
    });
    expect(exported.stdout).toContain('c-there');
    await commandLine(['retire', 'unit-1', '--children', '--reason', 'gone'], { cwd: folder });
    const retired = await run('plan', '--format', 'json');
    const plan: { resource_changes: { address: string }[] } = JSON.parse(retired.stdout);
    expect(plan.resource_changes.map(({ address }) => address)).toContain('unit/u-there');
  });

  test('an import takes them for the nodes of the manifests', async () => {
    const { run, apply, config, folder, emulator } = await served();
    config(ids);
    await apply();
    const file = 'catalog/course.yaml';
    const text = readFileSync(join(folder, file), 'utf8');
    expect((await run('import', 'remote')).stdout).toContain('Nothing to do');
    expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
    const [there = {}] = emulator.records('lesson');
    const resource = { sourcedId: 'f-there' };
    const record = { ...there, sourcedId: 'made-there', title: 'Made there', sortOrder: 99 };
    emulator.seed([{ kind: 'lesson', record: { ...record, resource, resources: [resource] } }]);
    expect((await run('import', 'remote')).stdout).toMatch(/^New: 1 lesson\.$/m);
    const added =
      '      - sourcedId: made-there\n        title: Made there\n        resources: [film]\n';
    expect(readFileSync(join(folder, file), 'utf8').replace(added, '')).toBe(text);
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  test('a record that has the id of the manifests all the same is not imported', async () => {
    const { run, apply, config, folder } = await served();
    await apply();
    config('    ids: { lesson/lesson-1: l-there }\n');
    const text = readFileSync(join(folder, 'catalog/course.yaml'), 'utf8');
    expect((await run('import', 'remote')).code).toBe(0);
    expect(readFileSync(join(folder, 'catalog/course.yaml'), 'utf8')).toBe(text);
  });

  test('constants keep their names, and have the ids of placements that are known', async () => {
    const { apply, config, folder, emulator } = await served();
    config(ids);
    await apply();
    const exported = async (...words: string[]) => {
      const args = ['ids', 'export', '--format', 'csv', ...words];
      const { stdout, stderr } = await commandLine(args, { cwd: folder });
      expect(stderr).not.toContain('courseCode');
      const rows = stdout.split('\n').map((row) => row.split(','));
      const named = rows.map(([kind, name]) => `${kind} ${name}`);
      const placements = rows.flatMap(([kind, , id]) => (kind === 'placement' ? [id] : []));
      return { named, placements, told: stderr.replaceAll(/\s+/g, ' ') };
    };
    const usual = await exported();
    const kept = readFileSync(join(folder, 'catalog.names'), 'utf8');
    const there = await exported('--env', 'test');
    // The platform has the placements of the film under ids that no file of the catalog knows.
    const isOfFilm = (row: string) => /^placement .*_THE_FILM$/.test(row);
    expect(usual.named.some(isOfFilm)).toBe(true);
    expect(there.named).toEqual(usual.named.filter((row) => !isOfFilm(row)));
    expect(there.told).toContain('placements under ids that the ledger does not know');
    const live = emulator.records('componentResource').map(({ sourcedId }) => sourcedId);
    expect(there.placements.length).toBeGreaterThan(0);
    expect(live).toEqual(expect.arrayContaining(there.placements));
    expect(readFileSync(join(folder, 'catalog.names'), 'utf8')).toBe(kept);
  });

  test.each([
    { lesson: 'l-there', verdict: 'doubtful', says: 'named in object.assignable.id' },
    { lesson: 'lesson-1', verdict: 'dropped', says: 'is not a lesson of this catalog' },
    { lesson: 'gone-there', verdict: 'dropped', says: 'a lesson that was retired' },
  ])('an event with the lesson $lesson: $verdict', async ({ lesson, verdict, says }) => {
    const { config, folder, url } = await served('partner');
    config('    ids: { lesson/lesson-1: l-there, lesson/lesson-2: gone-there }\n');
    await commandLine(['retire', 'lesson-2', '--reason', 'gone'], { cwd: folder });
    const event = JSON.stringify(gradeEvent({ object: objectOf(lessonUrl(lesson)) }));
    put(folder, 'event.json', event.replaceAll(platform, url));
    const checked = await commandLine(['events', 'check', 'event.json', '--env', 'test'], {
      cwd: folder,
    });
    expect(checked.stdout).toContain(`line 1  ${verdict}`);
    expect(checked.stdout.replaceAll(/\s+/g, ' ')).toContain(says);
  });

  test('a bank of questions names its resources by them, and in a draft those of the draft', async () => {
    const { apply, config, folder, emulator } = await served();
    config(ids);
    const metadata = '{ type: assessment-bank, resources: [film, of-others] }';
    const bank = `kind: resource\nsourcedId: bank\ntitle: Bank\nvendorResourceId: b\n`;
    put(folder, 'catalog/bank.yaml', `${bank}metadata: ${metadata}\n`);
    await commandLine(['fmt'], { cwd: folder });
    await apply();
    await apply('--as-draft', 'D-');
    const banks = emulator
      .records('resource')
      .filter(({ title }) => title === 'Bank')
      .map(({ metadata: of }) => of);
    expect(banks).toMatchObject([
      { resources: ['f-there', 'of-others'] },
      { resources: ['D-f-there', 'of-others'] },
    ]);
  });

  test.each([
    { wrong: 'course/cours-1: c-there', code: 'config/id-of-none', says: 'course/course-1' },
    {
      wrong: 'lesson/lesson-1: lesson-2',
      code: 'config/id-twice',
      says: 'lesson/lesson-2 already has there',
    },
    { wrong: 'lesson/lesson-1: a b', code: 'id/malformed', says: 'cannot be a sourcedId' },
    { wrong: 'course/zzz: c', code: 'config/id-of-none', says: 'Remove the line' },
  ])('$wrong: $code, by plan and by check', async ({ wrong, code, says }) => {
    const { run, config, folder } = await served();
    config(`    ids: { ${wrong} }\n`);
    for (const refused of [await run('plan'), await commandLine(['check'], { cwd: folder })]) {
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(code);
      expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(says);
    }
  });

  test('a published lesson with another id there is refused, and the cure is in the config', async () => {
    const { run, apply, config, folder } = await served();
    await apply();
    const file = 'timeback-catalog.yaml';
    const text = readFileSync(join(folder, file), 'utf8');
    config('    ids: { lesson/lesson-1: l-there }\n');
    const refused = await run('plan');
    expect(refused.code).toBe(5);
    const said = refused.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('help: Remove lesson/lesson-1 from `environments.test.ids`');
    expect(said).not.toContain('confirm');
    put(folder, file, text);
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  test('an id there that is taken away again is refused until it is back', async () => {
    const { run, apply, config, folder } = await served();
    const file = 'timeback-catalog.yaml';
    const text = readFileSync(join(folder, file), 'utf8');
    const line = '    ids: { lesson/lesson-1: l-there }\n';
    config(line);
    await apply();
    put(folder, file, text);
    const refused = await run('plan');
    expect(refused.code).toBe(5);
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'write `lesson/lesson-1: l-there` in `environments.test.ids`',
    );
    put(folder, file, `${text}${line.replace('l-there', 'l-else')}`);
    expect((await run('plan')).stderr.replaceAll(/\s+/g, ' ')).toContain(
      'help: Write `lesson/lesson-1: l-there` in `environments.test.ids`',
    );
    put(folder, file, `${text}${line}`);
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  test('what is retired there is named by its own id, and a draft by another prefix', async () => {
    const { run, apply, config, folder } = await served();
    config('    ids: { lesson/lesson-1: l-there }\n');
    await apply();
    const before = ['catalog/course.yaml', 'catalog.ids'].map(
      (file) => [file, readFileSync(join(folder, file), 'utf8')] as const,
    );
    await commandLine(['retire', 'lesson-1', '--reason', 'gone'], { cwd: folder });
    await apply();
    for (const [file, text] of before) put(folder, file, text);
    const refused = await run('plan');
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('retire lesson/lesson-1 --reason');
    await apply('--as-draft', 'D-');
    await apply('--as-draft', 'D-', '--take-down');
    const again = await run('plan', '--as-draft', 'D-');
    expect(again.code).toBe(5);
    const said = again.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('or publish the draft under another prefix');
    expect(said).not.toContain('timeback-catalog retire');
    await apply('--as-draft', 'E-');
  });
});
