import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const files = catalogFiles();
const broken = {
  ...files,
  'catalog/course.yaml':
    'kind: course\nsourcedId: course-1\ntitel: Reading\nunits: [{ sourcedId: u }]\n',
};
const counts = 'Checked 1 file: 1 course, 1 unit, 2 lessons. No errors.\n';

/** Ids as `fmt` mints them: one such as `lesson-1` holds a position, which is a warning. */
const clean = {
  ...files,
  'catalog/course.yaml': (files['catalog/course.yaml'] ?? '').replaceAll(
    /sourcedId: (?:course|unit|lesson)-\d/g,
    () => `sourcedId: ${randomUUID()}`,
  ),
};

describe('a clean catalog', () => {
  test.each([
    { how: 'in its folder', args: ['check'], from: '.' },
    { how: 'by its other name', args: ['validate'], from: '.' },
    { how: 'from a folder below', args: ['check'], from: 'catalog' },
    { how: 'named with -C', args: ['-C', 'deep/down/../..', 'check'], from: '.' },
    { how: 'named with -C after the command', args: ['check', '-C', '..'], from: 'catalog' },
  ])('$how', async ({ args, from }) => {
    const folder = folderWith({ ...clean, 'deep/down/note.txt': '' });
    const ended = await cli(args, { cwd: join(folder, from) });
    expect(ended).toEqual({ code: 0, stdout: counts, stderr: '' });
  });

  test.each(['markdown', 'html'])('as a page, %s', async (format) => {
    const { code, stdout } = await cli(['check', '-f', format], { cwd: folderWith(clean) });
    expect(code).toBe(0);
    expect(stdout).toContain('Checked 1 file: 1 course, 1 unit, 2 lessons. No errors.');
  });

  test('as JSON', async () => {
    const { code, stdout, stderr } = await cli(['check', '--format', 'json'], {
      cwd: folderWith(clean),
    });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, diagnostics: [] });
  });
});

describe('a catalog with errors', () => {
  test('all of them on stderr with their places, nothing on stdout', async () => {
    const { code, stdout, stderr } = await cli(['check'], { cwd: folderWith(broken) });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('[schema/unknown-field]');
    expect(stderr).toContain('[schema/missing-field]');
    expect(stderr).toContain('catalog/course.yaml:3:1');
    expect(stderr).toContain('Did you mean "title"?');
  });

  test('as JSON on stdout', async () => {
    const { code, stdout } = await cli(['check', '--format', 'json'], { cwd: folderWith(broken) });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      error_count: 2,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({
          code: 'schema/unknown-field',
          range: { filename: 'catalog/course.yaml', start: { line: 3, column: 1 } },
        }),
      ]),
    });
  });
});

test('as Markdown, for a summary page', async () => {
  const { stdout } = await cli(['check', '--format', 'markdown'], { cwd: folderWith(broken) });
  expect(stdout).toContain('schema/unknown-field');
  expect(stdout).toContain('`');
});

test.skipIf(!hasGit).each([
  { below: ['courses'], says: 'There is one in courses: add `--chdir courses`.' },
  {
    below: ['b/maths', 'a', 'b/art'],
    says: 'There are catalogs in a, b/art, b/maths. Name one of them, such as `--chdir a`.',
  },
  { below: ['our courses'], says: "There is one in our courses: add `--chdir 'our courses'`." },
  { below: ['.git/a', 'node_modules/b', '1/2/3/4'], says: 'Run `timeback-catalog init`' },
])('above catalogs in $below it names them', async ({ below, says }) => {
  const { folder: cwd } = newRepository();
  for (const folder of below) put(cwd, `${folder}/timeback-catalog.yaml`, '{}\n');
  const { code, stderr } = await cli(['plan'], { cwd });
  expect(code).toBe(1);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says);
});

test('outside a catalog it says how to get into one', async () => {
  const { code, stdout, stderr } = await cli(['check'], { cwd: folderWith() });
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('[config/missing]');
  expect(stderr).toContain('timeback-catalog init');
  expect(stderr).toContain('--chdir');
});

test.each([
  ['timeback-catalog.yaml', 'timeback-catalog.yml'],
  ['timeback-catalog.yaml', 'timeback-catalog.json'],
  ['timeback-catalog.yml', 'timeback-catalog.json'],
])(
  '%s beside %s is refused by every command, and either of them is enough',
  async (first, second) => {
    const folder = folderWith({ ...files, [second]: '{"org": "partner-sandbox"}\n' });
    renameSync(join(folder, 'timeback-catalog.yaml'), join(folder, first));
    for (const args of [
      ['check'],
      ['plan', '-e', 'local'],
      ['fmt'],
      ['import', 'remote', '-e', 'local'],
    ]) {
      const { code, stderr } = await cli(args, { cwd: folder });
      expect(code, args.join(' ')).toBe(1);
      expect(stderr).toContain('[config/several]');
      expect(stderr.replace(/\s+/g, ' ')).toContain(`${first} and ${second}`);
    }
    rmSync(join(folder, first));
    expect((await cli(['check'], { cwd: folder })).code).toBe(0);
  },
);

test.each(['config.cjs', 'config.js', 'config.mjs', 'config.ts'])(
  '.config/%s beside the catalog does not run: docs/decisions/0002',
  async (name) => {
    const folder = folderWith({
      ...files,
      'package.json': '{}',
      [`.config/${name}`]: "import('node:fs').then((fs) => fs.writeFileSync('marker', ''));\n",
    });
    expect((await cli(['check'], { cwd: folder })).code).toBe(0);
    expect(existsSync(join(folder, 'marker'))).toBe(false);
  },
);
