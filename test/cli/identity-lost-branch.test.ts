// What is deleted together is one problem: a file, a unit, a course whose units have files of their own. It
// lists the nodes, JSON has all of them, and each way out that it names leads to a check without errors.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { follow, waysOf } from '../support/cures.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const units = ['a', 'b', 'c'];
const unit = (name: string, indent: string) =>
  [`sourcedId: unit-${name}`, `title: About ${name}`, 'lessons:']
    .concat(['x', 'y'].map((l) => `  - {sourcedId: lesson-${name}${l}, title: On ${name}${l}}`))
    .join(`\n${indent}`);
const entry = (name: string) => `  - ${unit(name, '    ')}\n`;
const course = `kind: course\nsourcedId: whole\ntitle: Whole\nunits:\n${units.map(entry).join('')}`;
const split = `kind: course\nsourcedId: whole\ntitle: Whole\nunits:\n${units
  .map((name) => `  - include: units/${name}.yaml\n`)
  .join('')}`;
const other = 'kind: course\nsourcedId: other\ntitle: Other\n';

interface Loss {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly lose: (folder: string) => void;
  readonly nodes: number;
  readonly says: readonly string[];
}

const remove = (file: string) => (folder: string) => rmSync(join(folder, file));
const unitFiles = Object.fromEntries(
  units.map((name) => [`catalog/units/${name}.yaml`, `kind: unit\n${unit(name, '')}\n`]),
);

const losses: readonly Loss[] = [
  {
    what: 'the file of a course',
    files: { 'catalog/course.yaml': course },
    lose: remove('catalog/course.yaml'),
    nodes: 10,
    says: ['The course "Whole" (whole) and 9 nodes below it', 'Restore the file catalog/course'],
  },
  {
    what: 'a unit within a file',
    files: { 'catalog/course.yaml': course },
    lose: (folder) => put(folder, 'catalog/course.yaml', course.replace(entry('b'), '')),
    nodes: 3,
    says: ['The unit "About b" (unit-b) and 2 nodes below it', 'lesson "On by" (lesson-by)'],
  },
  {
    what: 'the file of a course whose units have files of their own',
    files: { 'catalog/course.yaml': split, ...unitFiles },
    lose: remove('catalog/course.yaml'),
    nodes: 10,
    says: ['No course includes these files of it any more:', 'catalog/units/a.yaml'],
  },
];

interface Told {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly detail: string;
    readonly hint: string;
    readonly all?: readonly unknown[];
  }[];
}

const cases = losses.flatMap((loss) =>
  [['--base', 'HEAD~1'], ['--base', 'HEAD'], []].map((base) => ({
    ...loss,
    base,
    since: base[1] ?? 'no base',
  })),
);

describe.skipIf(!hasGit)('what is lost together is told once', () => {
  test.each(cases)('$what, $since', async ({ files, lose, nodes, says, base }) => {
    const make = async () => {
      const { folder, commit } = newRepository();
      put(folder, 'timeback-catalog.yaml', 'org: partner-sandbox\nids: catalog.ids\n');
      put(folder, '.gitignore', '.timeback-catalog/\n');
      put(folder, 'catalog/other.yaml', other);
      for (const [file, text] of Object.entries(files)) put(folder, file, text);
      put(folder, 'catalog.ids', 'other course live\n');
      expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
      commit();
      lose(folder);
      if (base[1] === 'HEAD~1') commit();
      return folder;
    };
    const folder = await make();
    const check = ['check', ...base];
    const told = await commandLine([...check, '-f', 'json'], { cwd: folder });
    const { diagnostics }: Told = JSON.parse(told.stdout);
    expect(told.code).toBe(5);
    expect(diagnostics.map(({ code, all }) => [code, all?.length])).toEqual([
      ['identity/vanished', nodes],
    ]);
    const [{ detail = '', hint = '' } = {}] = diagnostics;
    const said = `${detail} ${hint}`.replace(/\s+/g, ' ');
    for (const part of says) expect(said).toContain(part);
    const ways = waysOf(hint).filter((way) => way.includes('`timeback-catalog'));
    expect(ways.length).toBeGreaterThan(1);
    for (const way of ways) {
      const again = await make();
      await follow(way, again);
      const ended = await commandLine(check, { cwd: again });
      expect(ended.code, `${way}\n${ended.stderr}`).toBe(0);
    }
  });
});

/** A catalog in a repository, with ids for all nodes, committed. */
async function published(files: Readonly<Record<string, string>>) {
  const { folder, commit, git } = newRepository();
  put(folder, 'timeback-catalog.yaml', 'org: partner-sandbox\nids: catalog.ids\n');
  put(folder, '.gitignore', '.timeback-catalog/\n');
  put(folder, 'catalog/other.yaml', other);
  for (const [file, text] of Object.entries(files)) put(folder, file, text);
  put(folder, 'catalog.ids', 'other course live\n');
  expect((await commandLine(['fmt'], { cwd: folder })).code).toBe(0);
  commit();
  return { folder, commit, git };
}

const diagnosticsOf = async (args: readonly string[], cwd: string) => {
  const told = await commandLine([...args, '-f', 'json'], { cwd });
  return (JSON.parse(told.stdout) as Told).diagnostics;
};

describe.skipIf(!hasGit)('what is lost in a commit', () => {
  test('more nodes than a command can name: each way restores them first', async () => {
    const check = ['check', '--base', 'HEAD~1'];
    const lessons = Array.from(
      { length: 30 },
      (_, n) => `      - {sourcedId: l-${n}, title: Page ${n}}`,
    );
    const text = `kind: course\nsourcedId: whole\ntitle: Whole\nunits:\n  - sourcedId: u\n    title: U\n    lessons:\n${lessons.join('\n')}\n`;
    const make = async () => {
      const made = await published({ 'catalog/course.yaml': text });
      remove('catalog/course.yaml')(made.folder);
      made.commit();
      return made;
    };
    const [{ hint = '', all = [] } = {}, ...others] = await diagnosticsOf(
      check,
      (await make()).folder,
    );
    expect(others).toEqual([]);
    expect(all).toHaveLength(32);
    const ways = waysOf(hint).filter((way) => way.includes('`timeback-catalog'));
    expect(ways).toHaveLength(2);
    for (const way of ways) {
      const { folder, git } = await make();
      await follow(way, folder, {
        putBack: () => git('checkout', '-q', 'HEAD~1', '--', 'catalog'),
      });
      const ended = await commandLine(check, { cwd: folder });
      expect(ended.code, `${way}\n${ended.stderr}`).toBe(0);
    }
  });

  test('the files of a course and of its units: all of them are named', async () => {
    const { folder } = await published({ 'catalog/course.yaml': split, ...unitFiles });
    remove('catalog/course.yaml')(folder);
    remove('catalog/units/b.yaml')(folder);
    const [{ hint = '' } = {}] = await diagnosticsOf(['check'], folder);
    expect(hint).toContain('Restore the files catalog/course.yaml, catalog/units/b.yaml');
  });

  test('a file that no glob matches keeps its own cure', async () => {
    const { folder } = await published({ 'catalog/course.yaml': split, ...unitFiles });
    remove('catalog/course.yaml')(folder);
    remove('catalog/units/b.yaml')(folder);
    put(folder, 'drafts/b.yaml', unitFiles['catalog/units/b.yaml'] ?? '');
    const told = await diagnosticsOf(['check'], folder);
    expect(told.map(({ code }) => code)).toEqual(['identity/vanished', 'identity/vanished']);
    expect(told.filter(({ hint }) => hint.includes('drafts/b.yaml'))).toHaveLength(1);
  });
});
