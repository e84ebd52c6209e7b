// Two catalogs of one repository that publish to one platform: a course goes over from one to the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import type { DialectName } from '../support/dialects.ts';
import { receiptsOf } from '../support/interrupted.ts';
import type { Ended } from '../support/program.ts';
import { problemsIn } from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const id = {
  poems: 'f7554800-fa74-408a-95cd-f3e524c50ef5',
  rhymes: 'cd9007a8-6a32-478b-a252-3522a3f99001',
  sounds: '623c7247-2f6f-4228-b959-9a6552a1d0e7',
  breaks: '9601ffc8-d1cb-4b01-8e29-2f8e71640c64',
  film: '2c9be3f1-70a7-4a1b-8a43-1f0e5d9f7c11',
  stories: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  plots: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  sums: '15383045-4794-42bd-b001-3786da97f05d',
} as const;

const poems = `kind: course
sourcedId: ${id.poems}
title: Poems
units:
  - sourcedId: ${id.rhymes}
    title: Rhymes
    lessons:
      - sourcedId: ${id.sounds}
        title: What sounds alike
      - sourcedId: ${id.breaks}
        title: Where a line breaks
`;
const placing = `${poems}        resources: [${id.film}]
resources:
  - sourcedId: ${id.film}
    title: A poet reads
    vendorResourceId: film-1
`;
const [stories, sums] = [
  `kind: course
sourcedId: ${id.stories}
title: Stories
units:
  - sourcedId: ${id.plots}
    title: Plots
`,
  `kind: course
sourcedId: ${id.sums}
title: Arithmetic
`,
];
const moved = ['course/f7554800-fa74-408a-95cd-f3e524c50ef5', '--children'];

/** Catalogs `courses/reading`, which has the poems, and `courses/maths`, published and on a branch. */
async function twoCatalogs({
  dialect = 'partner',
  course = poems,
}: {
  readonly dialect?: DialectName;
  readonly course?: string;
} = {}) {
  const { emulator, around, url, writes } = await serveCatalog({ dialect });
  const repository = newRepository();
  const { folder, git } = repository;
  const inside = (catalog: 'reading' | 'maths') => ({
    text: (file: string) => readFileSync(join(folder, 'courses', catalog, file), 'utf8'),
    put: (file: string, text: string) => put(folder, `courses/${catalog}/${file}`, text),
    run: (...args: readonly string[]) =>
      commandLine(args, { ...around, cwd: join(folder, 'courses', catalog) }),
    plan: (...args: readonly string[]) =>
      commandLine(['plan', '-e', 'test', '--detailed-exitcode', ...args], {
        ...around,
        cwd: join(folder, 'courses', catalog),
      }),
  });
  const [reading, maths] = [inside('reading'), inside('maths')];
  reading.put('catalog/stories.yaml', stories);
  reading.put('catalog/poems.yaml', course);
  maths.put('catalog/sums.yaml', sums);
  put(folder, '.gitignore', '.timeback-catalog/\n');
  for (const catalog of [reading, maths]) {
    catalog.put('timeback-catalog.yaml', configFor(url, dialect));
    expect(await catalog.run('fmt')).toMatchObject({ code: 0 });
    expect(await catalog.run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
  }
  repository.commit();
  git('switch', '-q', '-c', 'move');
  const first = writes().length;
  return {
    ...{ repository, git, emulator, reading, maths },
    writes: () => writes().slice(first),
    moveText: (from: string, to: string) =>
      git('mv', `courses/${from}/catalog/poems.yaml`, `courses/${to}/catalog/poems.yaml`),
  };
}

const statusOf = (
  { records }: Awaited<ReturnType<typeof twoCatalogs>>['emulator'],
  sourcedId: string,
) =>
  (['course', 'unit', 'lesson'] as const)
    .flatMap((kind) => records(kind))
    .find((record) => record['sourcedId'] === sourcedId)?.['status'];

const onOneLine = (text: string) => text.replace(/\s+/g, ' ');
const codesIn = (ended: Ended) => problemsIn(ended).map((one) => one.split(' ')[0]);
const none = { code: 0, stderr: '' };

describe.skipIf(!hasGit)('a course goes over to another catalog in one commit', () => {
  test('both checks accept it, nothing is written, and nobody calls it unmanaged', async () => {
    const { repository, reading, maths, moveText, emulator, writes } = await twoCatalogs();
    moveText('reading', 'maths');
    const released = await reading.run(
      'release',
      ...moved,
      '--to',
      'courses/maths',
      '--reason',
      'moved',
    );
    expect(released).toMatchObject(none);
    expect(released.stdout).toContain('4 ids released to courses/maths.');
    const taken = await maths.run('take', ...moved, '--from', 'courses/reading');
    expect(taken).toMatchObject(none);
    expect(taken.stdout).not.toContain('as live');
    repository.commit();
    const [left, came] = [
      await reading.run('check', '--base', 'main'),
      await maths.run('check', '--base', 'main'),
    ];
    expect(left).toMatchObject(none);
    expect(left.stdout).toContain('Since main: 4 released.');
    expect(came).toMatchObject(none);
    expect(came.stdout).toContain('Since main: 4 taken.');
    expect((await reading.run('tree', '--base', 'main')).stdout).toContain(
      `→ lesson "What sounds alike"  ${id.sounds}  (released)`,
    );
    expect((await maths.run('tree', '--base', 'main')).stdout).toContain(
      `+ lesson "What sounds alike"  ${id.sounds}  (taken)`,
    );
    for (const { plan } of [reading, maths]) expect(await plan()).toMatchObject({ code: 0 });
    // A stranger's pull request is planned without a platform.
    for (const { run } of [reading, maths]) {
      const planned = await run('plan', '--against-git', 'main', '-e', 'test');
      expect(planned.stdout).toContain('No changes');
    }
    // What maths has is somebody else's for reading; the poems are not counted among it.
    expect((await reading.plan()).stdout).toContain('1 unmanaged on the platform');
    for (const { run } of [reading, maths]) {
      expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    }
    expect(writes()).toEqual([]);
    expect(statusOf(emulator, id.sounds)).not.toBe('tobedeleted');
  });

  test('the old catalog first: its text goes, and comes back from git on the other side', async () => {
    const { git, reading, maths } = await twoCatalogs();
    const released = await reading.run('release', ...moved, '--to', '../maths');
    expect(released.stdout).toContain('deleted catalog/poems.yaml');
    const half = await reading.run('check', '--base', 'main');
    expect(codesIn(half)).toEqual(['identity/not-taken']);
    expect(half.code).toBe(0);
    expect(onOneLine(half.stderr)).toContain('--from ../reading`');
    maths.put('catalog/poems.yaml', `${git('show', 'HEAD:courses/reading/catalog/poems.yaml')}\n`);
    expect(await maths.run('take', ...moved, '--from', '../reading')).toMatchObject(none);
    for (const { run, plan } of [reading, maths]) {
      expect(await run('check', '--base', 'main')).toMatchObject(none);
      expect(await plan()).toMatchObject({ code: 0 });
    }
  });

  test('the new catalog edits what it has, and the platform follows it', async () => {
    const { repository, reading, maths, moveText, writes } = await twoCatalogs();
    moveText('reading', 'maths');
    await reading.run('release', ...moved, '--to', '../maths');
    await maths.run('take', ...moved, '--from', '../reading');
    maths.put('catalog/poems.yaml', poems.replace('title: Rhymes', 'title: Rhyme and metre'));
    repository.commit();
    expect((await maths.plan()).stdout).toContain(
      'Plan: 0 to add, 1 to change, 0 to move, 0 to retire.',
    );
    expect(await maths.run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    expect(writes()).toHaveLength(1);
    expect(await reading.plan()).toMatchObject({ code: 0 });
    const drift = await reading.run('plan', '--refresh-only', '-e', 'test');
    expect(drift.code).toBe(0);
    expect(drift.stdout).not.toContain('Rhyme');
  });

  test('and back again: the same lines say so', async () => {
    const { repository, git, reading, maths, moveText } = await twoCatalogs();
    moveText('reading', 'maths');
    await reading.run('release', ...moved, '--to', '../maths');
    await maths.run('take', ...moved, '--from', '../reading');
    repository.commit();
    git('branch', '-f', 'main');
    moveText('maths', 'reading');
    expect(codesIn(await reading.run('check', '--base', 'main'))).toEqual(
      Array(4).fill('identity/lives-elsewhere'),
    );
    expect(await maths.run('release', ...moved, '--to', '../reading')).toMatchObject(none);
    expect(await reading.run('take', ...moved, '--from', '../maths')).toMatchObject(none);
    for (const { run, plan } of [reading, maths]) {
      expect(await run('check', '--base', 'main')).toMatchObject(none);
      expect(await plan()).toMatchObject({ code: 0 });
    }
    expect((await reading.run('explain', id.poems)).stdout).toContain(
      'live, taken from the catalog ../maths in the ledger',
    );
    expect((await maths.run('explain', id.poems, '-e', 'test')).stdout).toMatch(
      /released to the catalog \.\.\/reading in the ledger[\s\S]*test: left to the catalog that publishes it now/,
    );
  });

  test('placements keep the ids that they have', async () => {
    const { reading, maths, moveText, writes } = await twoCatalogs({
      dialect: 'oneroster',
      course: placing,
    });
    const nodes = [id.poems, id.film, '--children'];
    moveText('reading', 'maths');
    await reading.run('release', ...nodes, '--to', '../maths');
    expect(await maths.run('take', ...nodes, '--from', '../reading')).toMatchObject(none);
    for (const { run, plan } of [reading, maths]) {
      expect(await run('check', '--base', 'main')).toMatchObject(none);
      expect(await plan()).toMatchObject({ code: 0 });
    }
    expect(writes()).toEqual([]);
  });
});

describe.skipIf(!hasGit)('one side of it alone', () => {
  test('the text went over and nobody said so: the way is shown', async () => {
    const { reading, moveText } = await twoCatalogs();
    moveText('reading', 'maths');
    const ended = await reading.run('check', '--base', 'main');
    expect(codesIn(ended)).toEqual(['identity/vanished']);
    expect(onOneLine(ended.stderr)).toContain('and 3 nodes below it');
    expect(onOneLine(ended.stderr)).toContain(
      `timeback-catalog release ${id.poems} --children --to NAME`,
    );
  });

  test('taken and not released: told where it can be seen, and refused', async () => {
    const { reading, maths } = await twoCatalogs();
    maths.put('catalog/poems.yaml', poems);
    const taken = await maths.run('take', ...moved, '--from', 'courses/reading');
    expect(taken.code).toBe(0);
    expect(taken.stdout).toContain('courses/reading has them as live.');
    const ended = await maths.run('check', '--base', 'main');
    expect(codesIn(ended)).toEqual(['identity/not-released']);
    expect(ended.code).toBe(5);
    const [, cure = ''] = /`timeback-catalog (release [^`]*)`/.exec(onOneLine(ended.stderr)) ?? [];
    expect(await reading.run(...cure.split(' '))).toMatchObject(none);
    for (const { run, plan } of [reading, maths]) {
      expect(await run('check', '--base', 'main')).toMatchObject(none);
      expect(await plan()).toMatchObject({ code: 0 });
    }
  });

  test('taken from a catalog that cannot be seen: what is known is said', async () => {
    const { maths } = await twoCatalogs();
    maths.put('catalog/poems.yaml', poems);
    const wrong = await maths.run('take', ...moved, '--from', 'poetry-team', '--env', 'nowhere');
    expect(codesIn(wrong)).toEqual(['config/unknown-environment']);
    const taken = await maths.run('take', ...moved, '--from', 'poetry-team');
    expect(taken.stdout).toContain('It is unknown whether poetry-team has released them');
    expect(await maths.run('check', '--base', 'main')).toMatchObject(none);
    expect(await maths.plan()).toMatchObject({ code: 0 });
  });

  test.each(['../maths', '../maths/'])(
    'released and never taken: it comes back from %s',
    async (name) => {
      const { reading, maths, repository, writes } = await twoCatalogs();
      await reading.run('release', ...moved, '--to', '../maths');
      repository.commit();
      expect(codesIn(await reading.run('check'))).toEqual(['identity/not-taken']);
      reading.put('catalog/poems.yaml', poems);
      expect(codesIn(await reading.run('check'))).toContain('identity/lives-elsewhere');
      expect(await reading.run('take', ...moved, '--from', name)).toMatchObject({ code: 0 });
      for (const { run, plan } of [reading, maths]) {
        expect(await run('check', '--base', 'main')).toMatchObject(none);
        expect(await plan()).toMatchObject({ code: 0 });
      }
      expect(writes()).toEqual([]);
    },
  );

  test('released once more, as the help prints it: the reason stays', async () => {
    const { reading } = await twoCatalogs();
    await reading.run('release', ...moved, '--to', 'poetry-team', '--reason', 'they asked for it');
    reading.put('catalog/poems.yaml', poems);
    const { stderr } = await reading.run('check');
    const [, cure = ''] = /`timeback-catalog (release [^`]*)`/.exec(onOneLine(stderr)) ?? [];
    expect(await reading.run(...cure.split(' '), '--children')).toMatchObject(none);
    reading.put('catalog/poems.yaml', poems);
    const again = await reading.run('check');
    expect(again.stderr.match(/\(they asked\s+for\s+it\)/g)).toHaveLength(4);
  });

  test.each([
    { name: '.', says: 'is this catalog itself' },
    { name: '../nowhere', says: 'there is no such folder' },
    { name: '/tmp/courses/maths', says: 'path on this machine' },
    { name: '/private/tmp/courses/maths', says: 'path on this machine' },
    { name: 'C:\\courses\\maths', says: 'path on this machine' },
    { name: 'c:/courses/maths', says: 'path on this machine' },
    { name: '\\\\server\\courses\\maths', says: 'path on this machine' },
  ])('released to $name: refused', async ({ name, says }) => {
    const { reading } = await twoCatalogs();
    const ended = await reading.run('release', ...moved, '--to', name);
    expect(codesIn(ended)).toEqual(['usage/wrong']);
    expect(onOneLine(ended.stderr)).toContain(says);
  });

  test('a path as Windows spells it would lead nowhere elsewhere; with slashes it does', async () => {
    const { reading, maths } = await twoCatalogs();
    const ended = await reading.run('release', ...moved, '--to', '..\\maths');
    expect(codesIn(ended)).toEqual(['usage/wrong']);
    const [, cure = ''] = /`(--to [^`]*)`/.exec(onOneLine(ended.stderr)) ?? [];
    expect(cure).toBe('--to ../maths');
    expect(await reading.run('release', ...moved, ...cure.split(' '))).toMatchObject(none);
    const taken = await maths.run('take', id.sums, '--from', '..\\reading');
    expect(onOneLine(taken.stderr)).toContain('`--from ../reading`');
  });

  test('a lesson that places what stayed: the help says so', async () => {
    const { reading, maths } = await twoCatalogs();
    await reading.run('release', ...moved, '--to', '../maths');
    maths.put('catalog/poems.yaml', `${poems}        resources: [${id.film}]\n`);
    const ended = await maths.run('take', ...moved, '--from', '../reading');
    expect(codesIn(ended)).toEqual(['reference/missing']);
    expect(onOneLine(ended.stderr)).toContain(
      'If the catalog ../reading has it, hand it over as well',
    );
  });

  test('what is taken before its text came: the help says so', async () => {
    const { maths } = await twoCatalogs();
    const ended = await maths.run('take', id.poems, '--from', '../reading');
    expect(onOneLine(ended.stderr)).toContain('Copy it into these manifests first');
  });

  test('taken from a catalog that neither had it nor was given it: refused', async () => {
    const { reading } = await twoCatalogs();
    await reading.run('release', ...moved, '--to', 'poetry-team');
    reading.put('catalog/poems.yaml', poems);
    const ended = await reading.run('take', ...moved, '--from', '../maths');
    expect(ended.stderr).toContain('The catalog ../maths does not have');
  });

  test('released and still in a manifest: both cures end right', async () => {
    const { reading, repository } = await twoCatalogs();
    await reading.run('release', ...moved, '--to', 'poetry-team');
    reading.put('catalog/poems.yaml', poems);
    const ended = await reading.run('check', '--base', 'main');
    expect(codesIn(ended)).toEqual(Array(4).fill('identity/lives-elsewhere'));
    expect(ended.code).toBe(5);
    expect((await reading.plan()).code).toBe(5);
    repository.commit();
    expect(await reading.run('take', ...moved, '--from', 'poetry-team')).toMatchObject({ code: 0 });
    expect(await reading.run('check', '--base', 'main')).toMatchObject(none);
    repository.git('checkout', '-q', '--', '.');
    expect(await reading.run('release', ...moved, '--to', 'poetry-team')).toMatchObject(none);
    expect(await reading.run('check', '--base', 'main')).toMatchObject(none);
  });
});

describe.skipIf(!hasGit)('what is released', () => {
  test('is not retired, forgotten or imported here, and no app loses its events', async () => {
    const { reading, writes } = await twoCatalogs();
    await reading.run('release', ...moved, '--to', 'poetry-team');
    for (const way of [
      ['--reason', 'gone'],
      ['--never-published', '-e', 'test'],
      ['--undo', '-e', 'test'],
    ]) {
      const ended = await reading.run('retire', id.sounds, ...way);
      expect(codesIn(ended)).toEqual(['identity/other-state']);
      expect(ended.stderr).toContain('poetry-team');
    }
    const imported = await reading.run('import', 'remote', '--env', 'test', '--dry-run');
    expect(imported.stdout + imported.stderr).toContain('released to the catalog poetry-team');
    expect(await reading.run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    expect(writes()).toEqual([]);
  });

  test('may be all that a catalog had', async () => {
    const { maths, repository } = await twoCatalogs();
    expect(await maths.run('release', id.sums, '--to', 'poetry-team')).toMatchObject({ code: 0 });
    repository.commit();
    expect(await maths.run('check', '--base', 'main')).toMatchObject(none);
    expect(await maths.plan()).toMatchObject({ code: 0 });
  });

  test('is left alone by the undo of the run that made it', async () => {
    const { repository, reading, emulator } = await twoCatalogs();
    const [path = ''] = receiptsOf(join(repository.folder, 'courses/reading'));
    await reading.run('release', ...moved, '--to', 'poetry-team');
    const undo = ['undo', path, '-e', 'test', '-y'];
    const asked = await reading.run(...undo);
    const [, number = ''] = /--approve-retire (\S+)`/.exec(onOneLine(asked.stderr)) ?? [];
    expect(number).toMatch(/^2@/);
    expect(await reading.run(...undo, '--approve-retire', number)).toMatchObject({ code: 0 });
    expect(statusOf(emulator, id.sounds)).not.toBe('tobedeleted');
    expect(statusOf(emulator, id.plots)).toBe('tobedeleted');
  });

  test.each([
    {
      name: 'a unit with lessons that stay',
      args: [id.rhymes, '--to', 'x'],
      code: 'retire/live-children',
      exit: 5,
    },
    {
      name: 'an id that nobody knows',
      args: ['nobody', '--to', 'x'],
      code: 'reference/missing',
      exit: 1,
    },
    {
      name: 'a name of two words',
      args: [id.breaks, '--to', 'poetry team'],
      code: 'usage/wrong',
      exit: 64,
    },
    {
      name: 'what is released already',
      args: [id.breaks, '--to', 'x'],
      before: true,
      code: 'identity/other-state',
      exit: 5,
    },
  ])('is not $name', async ({ args, code, exit, before = false }) => {
    const { reading } = await twoCatalogs();
    if (before) await reading.run('release', ...args);
    const ended = await reading.run('release', ...args);
    expect(codesIn(ended)).toEqual([code]);
    expect(ended.code).toBe(exit);
  });
});

describe.skipIf(!hasGit)('what is taken', () => {
  test.each([
    {
      name: 'what no manifest holds',
      args: [id.sounds],
      from: 'poetry-team',
      code: 'reference/missing',
    },
    {
      name: 'what that catalog does not know',
      args: [id.sums],
      from: '../reading',
      code: 'reference/missing',
    },
  ])('is not $name', async ({ args, from, code }) => {
    const { maths } = await twoCatalogs();
    const ended = await maths.run('take', ...args, '--from', from);
    expect(codesIn(ended)).toEqual([code]);
    expect(ended.code).toBe(1);
  });

  test('is not what was retired, here or there', async () => {
    const { reading, maths } = await twoCatalogs();
    await reading.run('retire', ...moved, '--reason', 'dropped');
    maths.put('catalog/poems.yaml', poems);
    const ended = await maths.run('take', ...moved, '--from', '../reading');
    expect(codesIn(ended)).toEqual(Array(4).fill('identity/other-state'));
    reading.put('catalog/poems.yaml', poems);
    expect(codesIn(await reading.run('take', ...moved, '--from', 'poetry-team'))).toEqual(
      Array(4).fill('identity/other-state'),
    );
  });

  test('asks for a platform if placements cannot be seen, and takes their ids from there', async () => {
    const { maths } = await twoCatalogs({ dialect: 'oneroster', course: placing });
    maths.put('catalog/poems.yaml', placing);
    const nodes = [id.poems, id.film, '--children', '--from', 'poetry-team'];
    expect(codesIn(await maths.run('take', ...nodes))).toEqual(['usage/wrong']);
    expect(await maths.run('take', ...nodes, '-e', 'test')).toMatchObject({ code: 0 });
    expect(await maths.plan()).toMatchObject({ code: 0 });
  });
});
