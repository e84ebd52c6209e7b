import { describe, expect, test } from 'vitest';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import {
  edited,
  fresh,
  id,
  ledger,
  manifest,
  reading,
  readingFiles,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

test('the outline with ids, and nothing is written', async () => {
  const cwd = folderWith(readingFiles);
  const { code, stdout, stderr } = await cli(['tree'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.endsWith('1 course, 2 units, 3 lessons.\n')).toBe(true);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    `  course "Middle-School Reading"  ${id.course}`,
    `    unit "Main ideas"  ${id.mainIdeas}`,
    `      lesson "Finding the main idea"  ${id.finding}`,
  ]);
  expect(stdout.split('\n')).toHaveLength(9);
});

test('one node and what is under it', async () => {
  const cwd = folderWith(catalogFiles(40));
  const { stdout } = await commandLine(['tree', 'unit-2'], { cwd });
  expect(stdout.split('\n')[0]).toBe('  unit "Unit 2"  unit-2');
  expect(stdout).not.toContain('lesson-30\n');
  const unknown = await commandLine(['tree', 'unit-22'], { cwd });
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('Did you mean "unit-2"?');
});

describe('long rows of siblings are counted', () => {
  test('in place, the first ones shown', async () => {
    const cwd = folderWith(catalogFiles(30));
    const { stdout } = await commandLine(['tree'], { cwd });
    expect(stdout).toContain('    lesson "Lesson 6"  lesson-6\n      … and 24 more lessons\n');
    expect(stdout).not.toContain('lesson-7');
  });

  test('--all shows every one', async () => {
    const cwd = folderWith(catalogFiles(3000));
    const { stdout } = await commandLine(['tree', '--all'], { cwd });
    expect(stdout.match(/lesson-/g)).toHaveLength(3000);
  });

  test('a catalog of any size fits on some screens', async () => {
    const cwd = folderWith(catalogFiles(3000));
    const { stdout } = await commandLine(['tree'], { cwd });
    expect(stdout.split('\n').length).toBeLessThan(220);
    expect(stdout).toContain('1 course, 100 units, 3000 lessons.');
  });
});

test('marks what publishing would change, and never folds it', async () => {
  const { around, folder } = await serveCatalog({ lessons: 30 });
  await commandLine(['apply', '--env', 'test', '-y'], around);
  const same = await commandLine(['tree', '--env', 'test'], around);
  expect(same.stdout).toContain('No difference from test.\n');
  const text = courseManifest(30)
    .replace('title: Lesson 20\n', 'title: The twentieth\n')
    .concat('      - sourcedId: lesson-31\n        title: Lesson 31\n');
  put(folder, 'catalog/course.yaml', text);
  const { code, stdout } = await commandLine(['tree', '--env', 'test'], around);
  expect(code).toBe(0);
  expect(stdout).toContain(`\
      … and 13 more lessons
    ~ lesson "The twentieth"  lesson-20  (title)
`);
  expect(stdout).toContain('    + lesson "Lesson 31"  lesson-31\n');
  expect(stdout).toContain('2 differ from test.\n');
});

describe.skipIf(!hasGit)('marks what changed since a commit', () => {
  const marked = async (files: Readonly<Record<string, string>>) => {
    const { folder } = readingRepository();
    for (const [path, text] of Object.entries(files)) put(folder, path, text);
    return commandLine(['tree', '--base', 'HEAD'], { cwd: folder });
  };

  test('a new name', async () => {
    const { stdout } = await marked({
      [manifest]: edited(reading, ['title: Finding the main idea', 'title: The main idea']),
    });
    expect(stdout).toContain(`~ lesson "The main idea"  ${id.finding}  (renamed)\n`);
    expect(stdout).toContain('1 differs since HEAD.\n');
  });

  test('an id that was lost, on both sides', async () => {
    const { code, stdout } = await marked({
      [manifest]: edited(reading, [id.finding, fresh.one]),
      [ledger]: `${recorded}${fresh.one} lesson live\n`,
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`! lesson "Finding the main idea"  ${fresh.one}  (re-minted)\n`);
    expect(stdout).toContain(`\
No longer in the manifests:
! lesson "Finding the main idea"  ${id.finding}  (re-minted)
`);
  });

  test('nothing', async () => {
    expect((await marked({})).stdout).toContain('No difference since HEAD.\n');
  });
});

test('as JSON, with places and marks', async () => {
  const { stdout } = await commandLine(['tree', '-f', 'json'], { cwd: folderWith(catalogFiles()) });
  expect(JSON.parse(stdout)).toMatchObject({
    tree: [
      {
        address: 'course/course-1',
        title: 'Reading',
        file: 'catalog/course.yaml',
        line: 1,
        children: [{ address: 'unit/unit-1', children: [{ line: 8 }, { line: 10 }] }],
      },
    ],
    gone: [],
  });
});

test.each([
  ['tree', '--env', 'a', '--base', 'HEAD'],
  ['tree', '--env', 'a,b'],
])('one other state at a time: %s %s %s', async (...args) => {
  const { code, stderr } = await commandLine(args, { cwd: folderWith(catalogFiles()) });
  expect(code).toBe(64);
  expect(stderr).toContain('one platform or one commit');
});

test('a hostile title is text', async () => {
  const files = {
    ...catalogFiles(),
    'catalog/course.yaml': 'kind: course\nsourcedId: c\ntitle: "\\e[2J\\n::error::x"\n',
  };
  const { stdout } = await commandLine(['tree'], { cwd: folderWith(files) });
  expect(stdout.split('\n')[0]).toBe('  course "\\u001b[2J\\n::error::x"  c');
});
