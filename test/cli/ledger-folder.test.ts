// The ledger in a folder: grown over from one file, and merged by git without any attribute, as by the
// button of a hosting service.
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { addToLedger, withFacts } from '../support/ledger.ts';
import type { Ended } from '../support/program.ts';
import { fresh, id, ledger, problemsIn, readingFiles } from '../support/reading-catalog.ts';
import { hasGit, newRepository, type TestRepository } from '../support/repository.ts';

const config = 'timeback-catalog.yaml';
const lessons = (count: number, from = 1) =>
  Array.from(
    { length: count },
    (_, at) => ({ kind: 'lesson', sourcedId: `lesson-${at + from}` }) as const,
  );
const units = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => ({ kind: 'unit', sourcedId: `unit-${at + 1}` }) as const,
  );

/** What the manifest of so many lessons holds, in one file as earlier versions kept it. */
const recordedIn = (count: number) =>
  addToLedger('# Our ids.\n', [
    { kind: 'course', sourcedId: 'course-1' },
    ...units(Math.ceil(count / 30)),
    ...lessons(count),
  ]);

/** A catalog of one course whose ledger is too large for one file, and is in one. */
const large = {
  [config]: '{}\n',
  'catalog/course.yaml': courseManifest(120),
  [ledger]: recordedIn(120),
};

const course = (title: string) => `kind: course\ntitle: ${title}\n`;
const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');
const idsFilesOf = (repository: TestRepository) => repository.git('ls-files', '*.ids').split('\n');

async function run(repository: TestRepository, ...args: readonly string[]) {
  const ended = await cli(args, { cwd: repository.folder });
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  return ended.stdout;
}

/** What a check says but for the hazards of made-up ids. */
function ledgerProblems(ended: Ended): string[] {
  expect(ended.code, ended.stderr).toBe(0);
  return problemsIn(ended).filter((problem) => !problem.startsWith('identity/hazard'));
}

function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  const repository = newRepository();
  repository.commit(files);
  return repository;
}

/** Lets each of two branches work on its own and merges them; without an attribute of ours. */
async function merged(
  repository: TestRepository,
  ours: () => Promise<unknown> | undefined,
  theirs: () => Promise<unknown> | undefined,
): Promise<void> {
  repository.git('branch', 'theirs');
  await ours();
  repository.commit();
  repository.git('switch', '-q', 'theirs');
  await theirs();
  repository.commit();
  repository.git('switch', '-q', 'main');
  repository.git('merge', '-q', '--no-edit', 'theirs');
}

describe.skipIf(!hasGit)('an old ledger', () => {
  test('is moved by fmt in one run, as it is; check --base takes it, and so does the next commit', async () => {
    const dos = large[ledger].replaceAll('\n', '\r\n');
    for (const text of [large[ledger], dos]) {
      const repository = repositoryWith({
        ...large,
        [ledger]: text,
        '.gitattributes': '* -text\n',
      });
      expect(await run(repository, 'fmt')).toBe(
        'catalog.ids moved to ids/catalog.ids\n1 of 2 files changed, 0 new ids.\n',
      );
      expect(read(repository.folder, 'ids/catalog.ids')).toBe(text);
      expect(existsSync(join(repository.folder, ledger))).toBe(false);
      expect(await run(repository, 'check', '--base', 'HEAD')).toContain('Since HEAD: no change.');
      repository.commit();
      expect(await run(repository, 'fmt', '--check')).toContain('canonical layout');
      await run(repository, 'new', 'lesson', 'More', '--in', 'unit-1');
      repository.commit();
      expect(await run(repository, 'check', '--base', 'HEAD~1')).toContain(': 1 added');
      expect(await run(repository, 'check', '--base', 'HEAD~2')).toContain(': 1 added');
    }
  });

  test('stays one file while it is small, and if the config says so', async () => {
    for (const files of [
      { ...large, 'catalog/course.yaml': courseManifest(90), [ledger]: recordedIn(90) },
      { ...large, [config]: `ids: ${ledger}\n` },
    ]) {
      const repository = repositoryWith(files);
      expect(await run(repository, 'fmt', '--check')).toContain('canonical layout');
    }
  });

  test('small as it is, is moved with the second course, or if the config names a folder', async () => {
    for (const files of [{ 'catalog/maths.yaml': course('Maths') }, { [config]: 'ids: ids/\n' }]) {
      const repository = repositoryWith({ ...readingFiles, ...files });
      expect(await run(repository, 'fmt')).toContain('catalog.ids moved to ids/catalog.ids\n');
      expect(await run(repository, 'check', '--base', 'HEAD')).not.toContain('gone');
    }
  });

  test('to which a branch from before adds is merged, and the rest is moved after it', async () => {
    const repository = repositoryWith(large);
    const more = [...lessons(2, 121), ...units(5)];
    await merged(
      repository,
      () => run(repository, 'fmt'),
      async () => {
        put(repository.folder, 'catalog/course.yaml', courseManifest(122));
        put(repository.folder, ledger, addToLedger(large[ledger], more));
      },
    );
    expect(idsFilesOf(repository)).toEqual(['ids/catalog.ids']);
    expect(read(repository.folder, 'ids/catalog.ids')).toBe(addToLedger(large[ledger], more));
    expect(await run(repository, 'check', '--base', 'HEAD^2')).toContain(
      'Since HEAD^2: no change.',
    );
    expect(await run(repository, 'fmt', '--check')).toContain('canonical layout');
  });

  test('that two branches move is moved alike, and what each adds stands beside it', async () => {
    const repository = repositoryWith(large);
    const add = (title: string) => async () => {
      await run(repository, 'fmt');
      await run(repository, 'new', 'lesson', title, '--in', `unit-${title === 'One' ? 1 : 4}`);
    };
    await merged(repository, add('One'), add('Two'));
    const files = idsFilesOf(repository);
    expect(files).toHaveLength(3);
    expect(read(repository.folder, 'ids/catalog.ids')).toBe(large[ledger]);
    expect(await run(repository, 'check', '--base', 'main~1')).toContain(': 1 added');
  });

  test('beside a folder is read with it as one, and moved into it with its comments', async () => {
    const beside =
      '# Old ones.\nlesson-1 lesson live\n# Asked for by teachers.\nlesson-2 lesson live\n';
    const cwd = folderWith({
      ...large,
      [ledger]: beside,
      'ids/catalog.ids': '# Old ones.\nlesson-1 lesson live\nlesson-3 lesson live\n',
      'ids/course/1f3a5b7c.ids': addToLedger('# More.\n', [
        { kind: 'course', sourcedId: 'course-1' },
        ...units(4),
        ...lessons(117, 4),
      ]),
    });
    expect(ledgerProblems(await cli(['check'], { cwd }))).toEqual([]);
    expect(await cli(['fmt'], { cwd })).toMatchObject({
      stdout: 'catalog.ids moved to ids/catalog.ids\n1 of 3 files changed, 0 new ids.\n',
    });
    expect(read(cwd, 'ids/catalog.ids')).toBe(
      '# Old ones.\nlesson-1 lesson live\n# Asked for by teachers.\nlesson-2 lesson live\nlesson-3 lesson live\n',
    );
    expect(ledgerProblems(await cli(['check'], { cwd }))).toEqual([]);
  });
});

describe.skipIf(!hasGit)('two branches, merged without any attribute', () => {
  const withFolder = async () => {
    const repository = repositoryWith(large);
    await run(repository, 'fmt');
    repository.commit();
    return repository;
  };

  test('both add lessons to one course, right below each other in the order of ids', async () => {
    const repository = await withFolder();
    const base = repository.head();
    const lesson = (unit: string, sourcedId: string) => async () => {
      const text = read(repository.folder, 'catalog/course.yaml');
      const at = `  - sourcedId: ${unit}\n    title: Unit ${unit.slice(5)}\n    lessons:\n`;
      expect(text).toContain(at);
      const added = `      - sourcedId: ${sourcedId}\n        title: More\n`;
      put(repository.folder, 'catalog/course.yaml', text.replace(at, at + added));
      await run(repository, 'fmt');
    };
    await merged(repository, lesson('unit-1', 'lesson-500'), lesson('unit-4', 'lesson-501'));
    expect(await run(repository, 'check', '--base', base)).toContain(`Since ${base}: 2 added`);
    expect(idsFilesOf(repository).filter((file) => file.startsWith('ids/course/'))).toHaveLength(2);
  });

  test('each adds a course: its ids lie in a folder of its own, for who owns it', async () => {
    const repository = await withFolder();
    const base = repository.head();
    const add = (name: string) => () =>
      run(repository, 'new', 'course', name, '--course-code', name);
    await merged(repository, add('Maths'), add('Science'));
    expect(await run(repository, 'check', '--base', base)).toContain(`Since ${base}: 2 added`);
    const files = idsFilesOf(repository).map((file) => file.replace(/[^/]+$/, ''));
    expect(files).toEqual(['ids/', 'ids/maths/', 'ids/science/']);
  });

  test('each retires a lesson, one beside the other, and both the same one for two reasons', async () => {
    const repository = await withFolder();
    const base = repository.head();
    const retire = (lesson: string, reason: string) => async () => {
      // The text of both branches is the same: what is retired is out of the manifests already.
      put(repository.folder, 'catalog/course.yaml', courseManifest(117));
      for (const each of ['lesson-118', lesson]) {
        await run(repository, 'retire', `lesson/${each}`, '--reason', reason);
      }
    };
    await merged(repository, retire('lesson-119', 'too hard'), retire('lesson-120', 'too easy'));
    expect(await run(repository, 'check', '--base', base)).toContain(`Since ${base}: 3 retired`);
    expect(await run(repository, 'fmt', '--check')).toContain('canonical layout');
  });

  test('a lesson whose text went first is retired among the lines of its course', async () => {
    const repository = repositoryWith({
      [config]: 'org: partner-sandbox\nids: ids/\n',
      'catalog/reading.yaml': course('Reading'),
      'catalog/maths.yaml': `${course('Maths')}units:\n  - title: Numbers\n`,
    });
    await run(repository, 'fmt');
    repository.commit();
    const text = read(repository.folder, 'catalog/maths.yaml');
    const [, unit = ''] = /units:\n {2}- sourcedId: (\S+)/.exec(text) ?? [];
    put(repository.folder, 'catalog/maths.yaml', text.slice(0, text.indexOf('units:')));
    await run(repository, 'retire', `unit/${unit}`, '--reason', 'too easy');
    repository.git('add', '-A');
    expect(repository.git('diff', '--cached', '--name-only', '--', 'ids')).toMatch(/^ids\/maths\//);
    expect(
      ledgerProblems(await cli(['check', '--base', 'HEAD'], { cwd: repository.folder })),
    ).toEqual([]);
  });

  test('one retires the lesson beside which the other adds one', async () => {
    const repository = await withFolder();
    await merged(
      repository,
      () => run(repository, 'retire', 'lesson/lesson-120', '--reason', 'too hard'),
      () => run(repository, 'new', 'lesson', 'More', '--in', 'unit-1'),
    );
    expect(await run(repository, 'check', '--base', 'main~1')).toContain('1 added');
  });
});

describe.skipIf(!hasGit)('a batch', () => {
  test('is one file until it is committed, however many runs it takes; then comes another', async () => {
    const repository = repositoryWith(large);
    await run(repository, 'fmt');
    repository.commit();
    for (const counts of [1, 2]) {
      for (const title of ['One', 'Two', 'Three']) {
        await run(repository, 'new', 'lesson', title, '--in', 'unit-2');
      }
      repository.commit();
      const files = idsFilesOf(repository).filter((file) => file.startsWith('ids/course/'));
      expect(files).toHaveLength(counts);
      for (const file of files)
        expect(read(repository.folder, file)).toMatch(/^#.*\n(\S+ lesson live\n){3}$/);
    }
  });
});

describe('lines are never lost', () => {
  test('that of a resource stays if a placement has the same id', async () => {
    const text = withFacts('# x\n', [
      { says: 'placement', state: 'live', sourcedId: 'film', parent: 'lesson-1', resource: 'film' },
      { says: 'live', kind: 'resource', sourcedId: 'film' },
    ]);
    expect(text).toBe('# x\nfilm resource live\nfilm placement live lesson-1 film\n');
    const cwd = folderWith({
      [config]: '{}\n',
      'catalog/course.yaml': courseManifest(1),
      [ledger]: text,
    });
    await cli(['fmt'], { cwd });
    for (const line of text.split('\n')) expect(read(cwd, ledger)).toContain(line);
  });

  test('the file of a forgotten id goes with its last line, and no other', async () => {
    const repository = repositoryWith({ ...readingFiles, [config]: 'ids: ids/\n' });
    await run(repository, 'fmt');
    repository.commit();
    put(
      repository.folder,
      'catalog/maths.yaml',
      `kind: course\nsourcedId: ${fresh.one}\ntitle: Maths\n`,
    );
    await run(repository, 'fmt');
    const made = repository.git('ls-files', '--others', 'ids').split('\n');
    expect(made).toEqual([expect.stringMatching(/^ids\/maths\//)]);
    const forgotten = await run(
      repository,
      'retire',
      fresh.one,
      '--never-published',
      '--base',
      'HEAD',
    );
    expect(forgotten).toContain(`deleted ${made[0]}`);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

describe.skipIf(!hasGit)('check --base guards placements', () => {
  const placed = 'p-1 placement live lesson-1 film\n';
  const files = (ids: string) => ({
    [config]: '{}\n',
    'catalog/course.yaml': courseManifest(1, 1),
    [ledger]: ids,
  });

  test.each([
    { name: 'a line that is gone', now: '' },
    { name: 'another id', now: 'p-2 placement live lesson-1 film\n' },
    { name: 'the id at another placement', now: 'p-1 placement live lesson-1 map\n' },
  ])('$name', async ({ now }) => {
    const repository = newRepository();
    put(repository.folder, config, '{}\n');
    put(repository.folder, 'catalog/course.yaml', courseManifest(1, 1));
    await run(repository, 'fmt');
    const ids = read(repository.folder, ledger);
    const before = `${ids}${placed}`;
    repository.commit(files(before));
    put(repository.folder, ledger, `${ids}${now}`);
    const ended = await cli(['check', '--base', 'HEAD'], { cwd: repository.folder });
    expect(problemsIn(ended).join()).toContain('identity/ledger-edited');
    expect(ended.stderr).toContain(`\`${placed.trim()}\``);
    expect(ended.code).toBe(5);
  });
});

describe('what lies in the folder', () => {
  test.each([
    { name: 'a link to a file', file: 'ids/x.ids', to: '../elsewhere' },
    { name: 'a link to a folder', file: 'ids/x', to: '../catalog' },
    { name: 'a link as the folder', file: 'ids', to: 'catalog' },
  ])('is refused: $name', async ({ file, to }) => {
    const cwd = folderWith({ ...readingFiles, elsewhere: 'a lesson live\n' });
    if (file !== 'ids') put(cwd, 'ids/readme.md', 'x');
    symlinkSync(to, join(cwd, file));
    const ended = await cli(['check'], { cwd });
    expect(problemsIn(ended)).toEqual([`file/symbolic-link ${file}:1`]);
    expect(ended.code).toBe(1);
  });

  test('of other names and hidden is left alone', async () => {
    const files = { 'ids/readme.md': 'x', 'ids/.x.ids': 'x', 'ids/.x/y.ids': 'x' };
    const cwd = folderWith({ ...readingFiles, ...files });
    expect(await cli(['check'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await cli(['fmt', '--check'], { cwd })).toMatchObject({ code: 0 });
  });

  test('wrong in one file is told there, with the other one', async () => {
    const cwd = folderWith({
      ...readingFiles,
      'ids/a.ids': `${id.mainIdeas} lesson live\n`,
      'ids/b.ids': 'x lesson\n',
    });
    const ended = await cli(['check'], { cwd });
    expect(problemsIn(ended)).toEqual([
      `ledger/duplicate ids/a.ids:1 ${ledger}:8`,
      'ledger/malformed ids/b.ids:1',
    ]);
  });

  test('in any order, or twice, is nothing to complain about', async () => {
    const cwd = folderWith({
      ...readingFiles,
      'ids/a.ids': `${id.mainIdeas} unit live\n${id.course} course live\n${id.mainIdeas} unit live\n`,
    });
    expect(await cli(['check'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a manifest whose name a disk wrote in another Unicode form keeps its folder of ids', async () => {
  const [composed, parted] = ['Lektüre', 'Lektüre'.normalize('NFD')];
  const folder = folderWith({
    [config]: 'ids: ids/\n',
    [`catalog/${composed}.yaml`]: course('One'),
  });
  await cli(['fmt'], { cwd: folder });
  const text = read(folder, `catalog/${composed}.yaml`);
  rmSync(join(folder, `catalog/${composed}.yaml`));
  put(folder, `catalog/${parted}.yaml`, `${text}units:\n  - title: New\n`);
  expect(await cli(['fmt'], { cwd: folder })).toMatchObject({ code: 0 });
  expect(readdirSync(join(folder, 'ids'))).toEqual([composed]);
});
