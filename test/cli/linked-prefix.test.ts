// On macOS `/tmp` and `/var` are links into `/private`: a folder has the path that a person types, and the one that
// the operating system and git say. Linux can have the same.
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { hasGit, repositoryWith } from '../support/repository.ts';

/** A command, and files that are edited before. `at` is the catalog, however it is reached. */
interface Step {
  readonly args: (at: string) => readonly string[];
  readonly before?: Readonly<Record<string, (text: string) => string>>;
}

const course = 'catalog/course.yaml';
const retitled = (title: string) => ({
  [course]: (text: string) => text.replace(/title: Lesson 1.*/, `title: ${title}`),
});
const table = 'course,unit,lesson\nArithmetic,Sums,To ten\n';

/** All commands that take paths, and those that ask git. */
const steps: readonly Step[] = [
  { args: () => ['fmt'] },
  { args: () => ['check', '--base', 'HEAD'] },
  { args: (at) => ['plan', '-o', join(at, 'out/plan.json'), '-o', join(at, 'out/plan.md')] },
  { args: (at) => ['show', join(at, 'out/plan.json')] },
  { args: (at) => ['apply', join(at, 'out/plan.json')] },
  { args: () => ['plan', '--against-git', 'HEAD'], before: retitled('Lesson 1, again') },
  { args: () => ['check', '--base', 'HEAD', '-f', 'sarif'] },
  { args: (at) => ['apply', '-y', '-o', join(at, 'out/report.json')] },
  { args: (at) => ['undo', join(at, '{receipt}'), '-y'] },
  { args: () => ['explain', 'lesson-1'] },
  { args: (at) => ['export', 'outline', '-o', join(at, 'out/all.csv')] },
  {
    args: (at) => ['import', 'outline', join(at, 'out/table.csv'), '-f', 'json'],
    before: { 'out/table.csv': () => table },
  },
  { args: (at) => ['import', 'outline', join(at, 'out/table.csv'), '--into', join(at, 'catalog')] },
  {
    args: (at) => [
      'new',
      'unit',
      'Apart',
      '--file',
      join(at, 'catalog/apart.yaml'),
      '--in',
      'course-1',
    ],
  },
  { args: () => ['release', 'unit-1', '--children', '--to', '../other', '--reason', 'theirs now'] },
  {
    args: (at) => ['events', 'check', join(at, 'event.json')],
    before: { 'event.json': () => '{}' },
  },
  { args: (at) => ['emulator', '--seed', join(at, 'nothing.csv')] },
  { args: () => ['retire', 'lesson-2', '--reason', 'merged'] },
  { args: () => ['check'], before: { 'catalog/wrong.yaml': () => 'kind: curse\n' } },
];

/** Another catalog of the repository. */
const otherFiles = {
  '../other/timeback-catalog.yaml': 'org: partner-sandbox\n',
  '../other/catalog.ids': 'course-9 course live\n',
  '../other/catalog/nine.yaml': 'kind: course\nsourcedId: course-9\ntitle: Nine\n',
};

/** What a run shows, whatever the place is called and whatever is new each time. */
function shown(text: string, ...places: readonly string[]): string {
  return (
    places
      .reduce((kept, place) => kept.replaceAll(place, '«place»'), text)
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\b\d{8}T\w+-\w+|\b[0-9a-f]{7,64}\b/g, '«id»')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '«time»')
      // Lines break elsewhere when a path has another length.
      .replaceAll(/\s+/g, ' ')
  );
}

function carriedOut(arg: string, folder: string): string {
  const receipts = '.timeback-catalog/receipts/local';
  return arg.replace('{receipt}', () => {
    return join(receipts, readdirSync(join(folder, receipts)).sort().at(-1) ?? 'none');
  });
}

async function run(folder: string, at: string, prefix: (at: string) => readonly string[]) {
  const told = [];
  for (const { args, before = {} } of steps) {
    for (const [file, change] of Object.entries(before)) {
      const path = join(folder, file);
      put(folder, file, change(textIn(path)));
    }
    const words = args(at).map((arg) => carriedOut(arg, folder));
    const { code, stdout, stderr } = await commandLine([...prefix(at), ...words], { cwd: folder });
    told.push({
      command: shown(words.join(' '), at),
      code,
      stdout: shown(stdout, at, folder),
      stderr: shown(stderr, at, folder),
    });
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return {
    told,
    files: files
      .filter((file) => !file.startsWith('.git/'))
      .map((file) => shown(file))
      .sort(),
    written: ['out/plan.json', 'out/report.json', 'catalog.ids', course].map((file) =>
      shown(textIn(join(folder, file)), at, folder),
    ),
  };
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

describe.skipIf(!hasGit || process.platform === 'win32')('a folder below a link', () => {
  test.each<{ name: string; prefix: (at: string) => readonly string[] }>([
    { name: 'paths in arguments go through the link', prefix: () => [] },
    { name: 'the folder itself is named through the link', prefix: (at) => ['-C', at] },
  ])('$name: all commands do and say the same', { timeout: 240_000 }, async ({ prefix }) => {
    const { folder: top, commit } = repositoryWith({ 'README.md': 'a repository\n' });
    for (const [file, text] of Object.entries({ ...catalogFiles(), ...otherFiles })) {
      put(top, join('courses', file), text);
    }
    commit();
    const other = folderWith();
    mkdirSync(join(other, 'private'));
    cpSync(top, join(other, 'private/repository'), { recursive: true });
    symlinkSync('private', join(other, 'linked'));

    const plain = join(realpathSync(top), 'courses');
    const wanted = await run(plain, plain, prefix);
    const real = join(realpathSync(other), 'private/repository/courses');
    const found = await run(real, join(realpathSync(other), 'linked/repository/courses'), prefix);
    const failed = wanted.told.filter(({ code }) => code !== 0).map(({ command }) => command);
    expect(failed.map((command) => command.split(' ')[0])).toEqual([
      'new',
      'events',
      'emulator',
      'retire',
      'check',
    ]);
    expect(found).toEqual(wanted);
  });
});
