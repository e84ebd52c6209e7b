import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ManifestReadings } from '../../src/manifest/manifest.ts';
import { readBase } from '../../src/run/catalog/base.ts';
import { readCatalog } from '../../src/run/catalog/catalog-files.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { hasGit, newRepository, type TestRepository } from '../support/repository.ts';

const config = 'timeback-catalog.yaml';
const noSettings = '{}\n';

/** The catalog in a folder and its base, as `check --base` reads them. */
function baseOf(folder: string, ref = 'HEAD') {
  const workspace = openWorkspace(nodeWorld({ cwd: folder }));
  if (!workspace.ok) throw new Error(workspace.problems[0]?.detail);
  const readings: ManifestReadings = new WeakMap();
  const now = readCatalog(workspace.value, readings);
  if (!now.ok) throw new Error(now.problems[0]?.detail);
  return { now: now.value, base: readBase(workspace.value, ref, now.value) };
}

/** The base as a reader tells it: titles by address, and what was found on the way. */
function told(folder: string, ref?: string) {
  const { base } = baseOf(folder, ref);
  const problems = base.problems.map(({ code, severity }) => `${severity} ${code}`);
  if (!base.ok) return { problems };
  const { catalog, configFile, ledger } = base.value;
  const nodes = [...catalog.nodes].map(([address, node]) => [address, node.entity.fields['title']]);
  return {
    titles: Object.fromEntries(nodes),
    configFile,
    recorded: ledger && [...ledger.entries.values()].map(({ sourcedId }) => sourcedId),
    problems,
  };
}

function course(id: string, title = `Course ${id}`): string {
  return `kind: course\nsourcedId: ${id}\ntitle: ${title}\n`;
}

function catalogIn(files: Readonly<Record<string, string>>): TestRepository {
  const repository = newRepository();
  repository.commit(files);
  return repository;
}

/** Moves a file or folder of the work tree. */
function move(folder: string, from: string, to: string): void {
  mkdirSync(dirname(join(folder, to)), { recursive: true });
  renameSync(join(folder, from), join(folder, to));
}

describe.skipIf(!hasGit)('the catalog at a commit', () => {
  test('holds what the manifests and the ledger said then', () => {
    const ledger = 'a course live\n';
    const repository = catalogIn({
      [config]: noSettings,
      'catalog/a.yaml': course('a', 'Then'),
      'catalog/gone.yaml': course('gone'),
      'catalog.ids': ledger,
    });
    put(repository.folder, 'catalog/a.yaml', course('a', 'Now'));
    put(repository.folder, 'catalog/new.yaml', course('new'));
    put(repository.folder, 'catalog.ids', 'changed\n');
    rmSync(join(repository.folder, 'catalog/gone.yaml'));
    expect(told(repository.folder)).toEqual({
      titles: { 'course/a': 'Then', 'course/gone': 'Course gone' },
      configFile: config,
      recorded: ['a'],
      problems: [],
    });
    const { base } = baseOf(repository.folder);
    expect(base.ok && base.value.commit).toBe(repository.head());
  });

  test('is the catalog of now where nothing changed, places included', () => {
    const { folder } = catalogIn({
      [config]: noSettings,
      'catalog/course.yaml': `${courseManifest(70)}  - include: unit.yaml\n`,
      'catalog/unit.yaml': 'kind: unit\nsourcedId: u\ntitle: U\n',
    });
    const { now, base } = baseOf(folder);
    expect(base.ok && base.value.catalog).toEqual(now.catalog);
    expect(base.ok && base.value.catalog.nodes.size).toBe(75);
  });

  test('is read with the config of then: other globs, another ledger', () => {
    const { folder } = catalogIn({
      [config]: 'catalog: [old/*.yaml, "!old/not.yaml"]\nids: old.ids\n',
      'old/a.yaml': course('a'),
      'old/not.yaml': course('not'),
      'new/b.yaml': course('b'),
      'old.ids': 'old course live\n',
      'new.ids': 'new course live\n',
    });
    put(folder, config, 'catalog: new/*.yaml\nids: new.ids\n');
    expect(told(folder)).toMatchObject({ titles: { 'course/a': 'Course a' }, recorded: ['old'] });
  });

  test('is found in a sub-folder of the repository, and only there', () => {
    const { folder } = catalogIn({
      'content/timeback-catalog.yaml': noSettings,
      'content/catalog/a.yaml': course('a'),
      'catalog/b.yaml': course('b'),
      'catalog.ids': 'of another catalog\n',
    });
    expect(told(join(folder, 'content'))).toEqual({
      titles: { 'course/a': 'Course a' },
      configFile: `content/${config}`,
      recorded: undefined,
      problems: [],
    });
  });

  test('knows manifests that were renamed and moved since', () => {
    const { folder } = catalogIn({
      [config]: noSettings,
      'catalog/a.yaml':
        'kind: course\nsourcedId: a\ntitle: A\nunits: [{ include: units/*.yaml }]\n',
      'catalog/units/u.yaml': 'kind: unit\nsourcedId: u\ntitle: U\n',
    });
    move(folder, 'catalog/units/u.yaml', 'catalog/x/units/v.yaml');
    move(folder, 'catalog/a.yaml', 'catalog/x/b.yaml');
    expect(told(folder)).toMatchObject({
      titles: { 'course/a': 'A', 'unit/u': 'U' },
      problems: [],
    });
    const { base } = baseOf(folder);
    const unit = base.ok ? base.value.catalog.nodes.get('unit/u') : undefined;
    expect(unit?.source.file).toBe('catalog/units/u.yaml');
  });

  test('holds a file that git stores with other line ends', () => {
    const repository = newRepository();
    repository.git('config', 'core.autocrlf', 'true');
    const crlf = course('a').replaceAll('\n', '\r\n');
    repository.commit({ [config]: noSettings, 'catalog/a.yaml': crlf });
    expect(told(repository.folder)).toMatchObject({ titles: { 'course/a': 'Course a' } });
  });

  test('is told apart from files that git does not have', () => {
    const repository = catalogIn({ [config]: noSettings, 'catalog/a.yaml': course('a') });
    put(repository.folder, '.gitignore', 'catalog/ignored.yaml\n');
    put(repository.folder, 'catalog/ignored.yaml', course('ignored'));
    repository.commit();
    expect(told(repository.folder)).toMatchObject({ titles: { 'course/a': 'Course a' } });
  });
});

describe.skipIf(!hasGit)('where the catalog was', () => {
  const one = { [`one/${config}`]: noSettings, 'one/catalog/a.yaml': course('a') };
  const two = { [`two/${config}`]: noSettings, 'two/catalog/b.yaml': course('b') };

  test('its folder was renamed', () => {
    const { folder } = catalogIn(one);
    move(folder, 'one', 'deep/renamed');
    expect(told(join(folder, 'deep/renamed'))).toMatchObject({
      titles: { 'course/a': 'Course a' },
      configFile: `one/${config}`,
    });
  });

  test('its config went to the top', () => {
    const { folder } = catalogIn(one);
    move(folder, `one/${config}`, config);
    put(folder, config, 'catalog: one/catalog/*.yaml\n');
    expect(told(folder)).toMatchObject({ configFile: `one/${config}`, problems: [] });
  });

  test('its config has another of the three names', () => {
    const { folder } = catalogIn(one);
    rmSync(join(folder, `one/${config}`));
    put(folder, 'one/timeback-catalog.json', noSettings);
    expect(told(join(folder, 'one'))).toMatchObject({ configFile: `one/${config}` });
  });

  test('the same place comes before all others', () => {
    const { folder } = catalogIn({ ...one, ...two });
    rmSync(join(folder, `two/${config}`));
    expect(told(join(folder, 'one'))).toMatchObject({ configFile: `one/${config}` });
  });

  test('nowhere: a second catalog is new, and the first still stands', () => {
    const { folder } = catalogIn(one);
    for (const [path, text] of Object.entries(two)) put(folder, path, text);
    expect(told(join(folder, 'two'))).toEqual({
      titles: {},
      configFile: undefined,
      recorded: undefined,
      problems: [],
    });
  });

  test('nowhere: the repository had none', () => {
    const { folder } = catalogIn({ 'README.md': 'Hello' });
    for (const [path, text] of Object.entries(two)) put(folder, path, text);
    expect(told(join(folder, 'two'))).toMatchObject({ titles: {}, problems: [] });
  });

  test('of several that were moved, the one with the same manifests', () => {
    const { folder } = catalogIn({ ...one, ...two });
    move(folder, 'one', 'b');
    move(folder, 'two', 'a');
    expect(told(join(folder, 'a'))).toMatchObject({ configFile: `two/${config}` });
    expect(told(join(folder, 'b'))).toMatchObject({ configFile: `one/${config}` });
  });

  test('of several that were moved and rewritten, none: the gate does not guess', () => {
    const { folder } = catalogIn({ ...one, ...two });
    move(folder, 'one', 'b');
    move(folder, 'two', 'a');
    put(folder, 'a/catalog/b.yaml', course('b', 'Another'));
    expect(told(join(folder, 'a'))).toEqual({ problems: ['error git/ambiguous-base'] });
  });
});

describe.skipIf(!hasGit)('a base that was committed with errors stops nobody', () => {
  const warned = { problems: ['warning git/broken-base'] };

  /** Commits these files, then puts a catalog without errors in their place. */
  function mended(files: Readonly<Record<string, string>>): string {
    const { folder } = catalogIn({ [config]: noSettings, ...files });
    rmSync(join(folder, 'catalog'), { recursive: true, force: true });
    put(folder, config, noSettings);
    put(folder, 'catalog/now.yaml', course('now'));
    return folder;
  }

  test.each([
    {
      name: 'a manifest that is no YAML',
      files: { 'catalog/a.yaml': course('a'), 'catalog/b.yaml': 'kind: [' },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'an unknown field',
      files: { 'catalog/a.yaml': `${course('a')}titel: A\n` },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'an id used twice: the first counts',
      files: { 'catalog/a.yaml': course('a'), 'catalog/b.yaml': course('a', 'Copy') },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'a placeholder: it was never published',
      files: { 'catalog/a.yaml': course('a'), 'catalog/b.yaml': course('UUID_HERE') },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'a reference that leads nowhere',
      files: { 'catalog/a.yaml': `${course('a')}units: [{ include: none.yaml }]\n` },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'bytes that are no text',
      files: { 'catalog/a.yaml': course('a'), 'catalog/b.yaml': 'kind\0' },
      titles: { 'course/a': 'Course a' },
    },
    {
      name: 'a file that is too large',
      files: { 'catalog/a.yaml': course('a'), 'catalog/b.yaml': '#'.repeat(17 * 1024 * 1024) },
      titles: { 'course/a': 'Course a' },
    },
  ])('$name', ({ files, titles }) => {
    expect(told(mended(files))).toMatchObject({ titles, ...warned });
  });

  test('a symbolic link, which is not followed', () => {
    const repository = newRepository();
    put(repository.folder, 'elsewhere.yaml', course('b'));
    mkdirSync(join(repository.folder, 'catalog'));
    symlinkSync('../elsewhere.yaml', join(repository.folder, 'catalog/b.yaml'));
    repository.commit({ [config]: noSettings, 'catalog/a.yaml': course('a') });
    rmSync(join(repository.folder, 'catalog/b.yaml'));
    expect(told(repository.folder)).toMatchObject({
      titles: { 'course/a': 'Course a' },
      ...warned,
    });
  });

  test('a config that is no YAML: the one of today is used', () => {
    const folder = mended({ [config]: 'catalog: [', 'catalog/a.yaml': course('a') });
    expect(told(folder)).toMatchObject({ titles: { 'course/a': 'Course a' }, ...warned });
  });

  test('a config with a key of another version', () => {
    const folder = mended({ [config]: 'catalog: x/*.yaml\nlater: 1\n', 'x/a.yaml': course('a') });
    expect(told(folder)).toMatchObject({ titles: { 'course/a': 'Course a' }, problems: [] });
  });

  test('a ledger that is no text', () => {
    const folder = mended({ 'catalog/a.yaml': course('a'), 'catalog.ids': 'a\0' });
    expect(told(folder)).toMatchObject({ recorded: undefined, ...warned });
  });

  test('the message names a few of the files', () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => [`catalog/${name}.yaml`, 'kind: [']);
    const { base } = baseOf(mended(Object.fromEntries(names)));
    expect(base.problems[0]?.detail).toMatch(
      /: catalog\/a.yaml, catalog\/b.yaml, catalog\/c.yaml and 2 more\./,
    );
  });
});

describe.skipIf(!hasGit)('git', () => {
  test('its problems are passed on', () => {
    const { folder } = catalogIn({ [config]: noSettings, 'catalog/a.yaml': course('a') });
    expect(told(folder, 'nowhere')).toEqual({ problems: ['error git/unknown-commit'] });
  });

  test('unchanged manifests are neither read from it nor parsed again', () => {
    const repository = catalogIn({ [config]: noSettings, 'catalog/a.yaml': course('a') });
    const blob = repository.git('rev-parse', 'HEAD:catalog/a.yaml');
    const object = join(repository.folder, '.git/objects', blob.slice(0, 2), blob.slice(2));
    rmSync(object);
    expect(told(repository.folder)).toMatchObject({ titles: { 'course/a': 'Course a' } });
    writeFileSync(join(repository.folder, 'catalog/a.yaml'), course('a', 'Changed'));
    expect(told(repository.folder)).toEqual({ problems: ['error git/not-complete'] });
  });
});
