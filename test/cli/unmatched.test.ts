import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const config = 'timeback-catalog.yaml';
const org = 'org: partner-sandbox\n';
const course = (id: string) => `kind: course\nsourcedId: ${id}\ntitle: Course ${id}\n`;
const flat = (said: string) => said.replace(/\s+/g, ' ');

async function run(folder: string, ...args: readonly string[]) {
  const ended = await commandLine(args, { cwd: folder });
  return { ...ended, said: flat(ended.stderr) };
}

/** The files that a check warns of, and how it ends. */
async function warned(files: Readonly<Record<string, string>>) {
  const folder = folderWith({ [config]: org, 'catalog/a.yaml': course('a'), ...files });
  const { code, stdout } = await run(folder, 'check', '--format', 'json');
  const told: { code: string; range: { filename: string } }[] = JSON.parse(stdout).diagnostics;
  const strays = told.filter((one) => one.code === 'catalog/unmatched');
  return { code, files: strays.map(({ range }) => range.filename) };
}

test('the name that an editor on Windows gives is told, with the right one', async () => {
  const folder = folderWith({ [config]: org, 'catalog/a.yaml': course('a') });
  expect((await run(folder, 'fmt')).code).toBe(0);
  renameSync(join(folder, 'catalog/a.yaml'), join(folder, 'catalog/a.yaml.txt'));
  const { said } = await run(folder, 'check');
  expect(said).not.toContain('retire');
  expect(said).toContain('Rename it to catalog/a.yaml, or write');
});

describe('by default', () => {
  test('manifests end in .yaml or .yml', async () => {
    const folder = folderWith({
      [config]: org,
      'catalog/a.yaml': course('a'),
      'catalog/b.yml': course('b'),
    });
    expect((await run(folder, 'fmt')).code).toBe(0);
    expect(await run(folder, 'check')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 courses'),
      stderr: '',
    });
  });

  test.each([
    ['of another program', 'theme: dark\n'],
    ['of another program, with a kind of its own', 'kind: Deployment\n'],
    ['that is no YAML', 'a: [\n'],
    ['that is empty', ''],
    ['with a kind further in', 'spec:\n  kind: course\n'],
  ])('a .yml %s is passed over', async (_, text) => {
    const folder = folderWith({
      [config]: org,
      'catalog/a.yaml': course('a'),
      'catalog/mkdocs.yml': text,
    });
    expect((await run(folder, 'fmt')).code).toBe(0);
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('a .yml that was meant as a manifest is judged as one', async () => {
    const folder = folderWith({ [config]: org, 'catalog/a.yml': 'kind: cuorse\ntitle: A\n' });
    expect((await run(folder, 'check')).said).toContain('Did you mean "course"?');
  });

  test('a .yml that a glob of the config names is judged as a manifest', async () => {
    const folder = folderWith({
      [config]: `${org}catalog: ["catalog/**/*.{yaml,yml}", "catalog/b.yml"]\n`,
      'catalog/b.yml': 'theme: dark\n',
    });
    expect((await run(folder, 'check')).said).toContain('[schema/unknown-kind]');
  });
});

describe('a manifest that no glob matches', () => {
  test.each([
    { name: 'with another ending', file: 'catalog/b.YAML' },
    { name: 'as JSON', file: 'catalog/b.json', text: '{ "title": "B", "kind": "course" }\n' },
    { name: 'in a folder beside', file: 'drafts/b.yaml' },
    { name: 'deep in a folder beside', file: 'more/and/more/b.yml' },
    { name: 'beside the config', file: 'b.yaml' },
    { name: 'that cannot be read', file: 'drafts/b.yaml', text: 'kind: course\ntitle: [\n' },
  ])('$name is warned of', async ({ file, text = course('b') }) => {
    expect(await warned({ [file]: text })).toEqual({ code: 0, files: [file] });
  });

  test.each([
    { name: 'of another program', files: { 'drafts/b.yaml': 'kind: Service\n' } },
    { name: 'without a kind', files: { 'drafts/b.yaml': 'title: B\n' } },
    { name: 'whose kind belongs to a part', files: { 'b.json': '{ "x": { "kind": "course" } }' } },
    {
      name: 'that is taken out',
      files: {
        [config]: `${org}catalog: ["catalog/**", "!catalog/b.yaml"]\n`,
        'catalog/b.yaml': course('b'),
      },
    },
    { name: 'in a hidden folder', files: { '.github/b.yaml': course('b') } },
    { name: 'that is hidden itself', files: { 'catalog/.b.yaml': course('b') } },
    { name: 'of a package', files: { 'node_modules/x/b.yaml': course('b') } },
    {
      name: 'of another catalog',
      files: { [`other/${config}`]: org, 'other/catalog/b.yaml': course('b') },
    },
    {
      name: 'of another repository',
      files: { 'other/.git': 'gitdir: x\n', 'other/b.yaml': course('b') },
    },
  ])('is none: $name', async ({ files }) => {
    expect(await warned(files)).toEqual({ code: 0, files: [] });
  });

  test('many are told as some and a number', async () => {
    const names = Array.from(
      { length: 12 },
      (_, at) => `drafts/${String(at).padStart(2, '0')}.yaml`,
    );
    const folder = folderWith({
      [config]: org,
      'catalog/a.yaml': course('a'),
      ...Object.fromEntries(names.map((name) => [name, course(name.slice(7, 9))])),
    });
    const { said } = await run(folder, 'check');
    expect(said.match(/\[catalog\/unmatched\]/g)).toHaveLength(10);
    expect(said).toContain('So do 2 more files.');
  });

  test('its cure, another name, ends right', async () => {
    const folder = folderWith({
      [config]: org,
      'catalog/a.yaml': course('a'),
      'catalog/b.YAML': course('b'),
    });
    const { said } = await run(folder, 'check');
    expect(said).toContain('Rename it to catalog/b.yaml, or write in timeback-catalog.yaml');
    renameSync(join(folder, 'catalog/b.YAML'), join(folder, 'catalog/b.yaml'));
    await run(folder, 'fmt');
    expect(await run(folder, 'check')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('2 courses'),
    });
  });

  test('its cures in the config end right', async () => {
    const files = { 'catalog/a.yaml': course('a'), 'drafts/b.yaml': course('b') };
    const folder = folderWith({ [config]: org, ...files });
    const { said } = await run(folder, 'check');
    const [, line = ''] = /`(catalog: [^`]+)`/.exec(said) ?? [];
    put(folder, config, `${org}${line}\n`);
    await run(folder, 'fmt');
    expect((await run(folder, 'check')).stdout).toContain('2 courses');
    const other = folderWith({
      [config]: `${org}${line.replace('"drafts/', '"!drafts/')}\n`,
      ...files,
    });
    await run(other, 'fmt');
    expect(await run(other, 'check')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('1 course'),
    });
  });

  test.each([
    'b (1).yml',
    'b [1].yml',
    'b {1,2}.yml',
    'b [.yml',
    'b{.yml',
    "b's #1.yml",
    '-b.yml',
    'b!.yml',
    '!b.yml',
    'b "quoted".yml',
    'b*?.yml',
    'b|c.yml',
    'b\\c.yml',
    'b\u{1f600}.yml',
    'b:c.yml',
    'b`c`.yml',
    'b\u202ec.yml',
    'b\u2028c.yml',
  ])('the globs of its cures fit any name: %s', async (name) => {
    for (const file of [name, `catalog/${name}`]) {
      const before = `${org}catalog: ["catalog/**/*.yaml"]\n`;
      const files = { 'catalog/a.yaml': course('a'), [file]: course('b') };
      const folder = folderWith({ ...files, 'catalog.ids': 'a course live\n', [config]: before });
      const { said } = await run(folder, 'check');
      const [, excluded = ''] = /on purpose, write (".*") there instead/.exec(said) ?? [];
      put(folder, config, `${org}catalog: ["catalog/**/*.yaml", ${excluded}]\n`);
      expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });

      put(folder, 'catalog.ids', 'a course live\nb course live\n');
      put(folder, config, before);
      const lost = (await run(folder, 'check')).said;
      for (const text of [said, lost]) {
        const [, line = ''] = /`(catalog: \[.*?\])`/.exec(text) ?? [];
        put(folder, config, `${org}${line}\n`);
        const { code, stdout } = await run(folder, 'check');
        expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('2 courses') });
      }
    }
  });

  test('if nothing at all is matched, it is named as well', async () => {
    const folder = folderWith({ [config]: org, 'content/a.yaml': course('a') });
    const { said } = await run(folder, 'check');
    expect(said).toContain('[catalog/no-files]');
    expect(said).toContain('content/a.yaml holds a course');
  });
});

describe('an id that a manifest has which no glob matches', () => {
  const moved = () => {
    const files = { 'catalog/a.yaml': course('a'), 'drafts/second.yml': course('b') };
    const ids = 'a course live\nb course live\n';
    return folderWith({ [config]: org, 'catalog.ids': ids, ...files });
  };

  test('is not said to be gone without the place, and retiring it is not advised', async () => {
    const { code, said } = await run(moved(), 'check');
    expect(code).toBe(5);
    expect(said).toContain('It is in drafts/second.yml, which no glob of `catalog` matches.');
    const [, refused = ''] = /(Error\[identity\/vanished\].*?)(?:Warning|Error|$)/.exec(said) ?? [];
    expect(refused).not.toContain('retire ');
  });

  test('comes back with the glob that the message names', async () => {
    const folder = moved();
    const { said } = await run(folder, 'check');
    const [, line = ''] = /Move drafts\/second\.yml .*?`(catalog: [^`]+)`/.exec(said) ?? [];
    put(folder, config, `${org}${line}\n`);
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('comes back with the file', async () => {
    const folder = moved();
    renameSync(join(folder, 'drafts/second.yml'), join(folder, 'catalog/second.yml'));
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('is told of a file that a glob takes out', async () => {
    const folder = moved();
    put(folder, config, `${org}catalog: ["catalog/*.yaml", "drafts/*.yml", "!drafts/**"]\n`);
    const { said } = await run(folder, 'check');
    expect(said).toContain(
      'It is in drafts/second.yml, which a glob with `!` excludes from `catalog`.',
    );
  });
});

describe('names that are one on other machines', () => {
  const composed = 'le\u00e7ons/d\u00e9tails.yaml';
  const decomposed = composed.normalize('NFD');
  const including = (text: string) =>
    `kind: course\nsourcedId: c\ntitle: C\nunits:\n  - include: ${JSON.stringify(text)}\n`;
  const unit = (id: string) => `kind: unit\nsourcedId: ${id}\ntitle: Unit ${id}\n`;
  const ids = 'c course live\nu unit live\n';

  test.each([
    ['composed, the file decomposed', composed, decomposed],
    ['decomposed, the file composed', decomposed, composed],
    ['a glob, the file decomposed', 'le\u00e7ons/*.yaml', decomposed],
  ])('an include is found: %s', async (_, text, file) => {
    const folder = folderWith({
      [config]: org,
      'catalog.ids': ids,
      'catalog/c.yaml': including(text),
      [`catalog/${file}`]: unit('u'),
    });
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('a folder of the config is found in another Unicode form', async () => {
    const folder = folderWith({
      [config]: `${org}catalog: ${JSON.stringify('le\u00e7ons/**/*.yaml')}\n`,
      'catalog.ids': 'c course live\n',
      [`${'le\u00e7ons'.normalize('NFD')}/c.yaml`]: course('c'),
    });
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('of two files that differ by the form, the include takes its own, and both are told', async () => {
    const folder = folderWith({
      [config]: org,
      'catalog.ids': `${ids}v unit live\n`,
      'catalog/c.yaml': including(decomposed),
      [`catalog/${composed}`]: unit('v'),
      [`catalog/${decomposed}`]: unit('u'),
    });
    const { said } = await run(folder, 'check');
    expect(said).toContain('[catalog/same-name]');
    expect(said).toContain('(composed, NFC)');
    expect(said).toContain('(decomposed, NFD)');
    expect((await run(folder, 'tree')).stdout).toContain('Unit u');
  });

  test('an include in another case is told as that, and its cure works', async () => {
    const folder = folderWith({
      [config]: org,
      'catalog.ids': ids,
      'catalog/c.yaml': including('Units/One.yaml'),
      'catalog/units/one.yaml': unit('u'),
    });
    const { code, said } = await run(folder, 'check');
    expect(code).toBe(1);
    expect(said).toContain('differs only in upper and lower case');
    const [, name = ''] = /Write "([^"]+)"/.exec(said) ?? [];
    put(folder, 'catalog/c.yaml', including(name));
    expect(await run(folder, 'check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('two files that differ by case are told', async () => {
    const folder = folderWith({
      [config]: org,
      'catalog.ids': 'a course live\nb course live\n',
      'catalog/One.yaml': course('a'),
      'catalog/one.yaml': course('b'),
    });
    const { code, said } = await run(folder, 'check');
    expect(code).toBe(0);
    expect(said).toContain('[catalog/same-name]');
    expect(said).toContain('differ only by upper and lower case');
  });
});

describe('a unit that was moved to a file of its own, without an include', () => {
  const lessons = ['a', 'b'].map((id) => `- sourcedId: ${id}\n  title: Lesson ${id}\n`).join('');
  const indented = (text: string, by: string) => text.replaceAll(/^(?=.)/gm, by);
  const unit = `sourcedId: u\ntitle: Unit\nlessons:\n${indented(lessons, '  ')}`;
  const rest = '  - sourcedId: v\n    title: Other\n';
  const ids = ['a lesson', 'b lesson', 'c course', 'u unit', 'v unit'].map((id) => `${id} live\n`);
  const folder = () =>
    folderWith({
      [config]: org,
      'catalog.ids': ids.join(''),
      'catalog/c.yaml': `${course('c')}units:\n${rest}`,
      'catalog/later/u.yaml': `kind: unit\n${unit}`,
    });

  test('is one error, which says that nothing is gone; its cure works', async () => {
    const cwd = folder();
    const { code, said } = await run(cwd, 'check');
    expect(code).toBe(5);
    expect(said.match(/Error\[/g)).toHaveLength(1);
    expect(said).toContain('The ledger has 3 nodes of catalog/later/u.yaml as live');
    expect(said).toContain('`- include: later/u.yaml` in the list `units` of its course');
    expect(said).not.toContain('timeback-catalog retire');
    put(cwd, 'catalog/c.yaml', `${course('c')}units:\n${rest}  - include: later/u.yaml\n`);
    expect((await run(cwd, 'check')).code).toBe(0);
  });

  test.each(['unit #1.yaml', '- unit.yaml', "'unit'.yaml", 'Éva (1).yaml'])(
    'its cure can be typed as it is: %s',
    async (name) => {
      const cwd = folder();
      renameSync(join(cwd, 'catalog/later/u.yaml'), join(cwd, `catalog/${name}`));
      const { said } = await run(cwd, 'check');
      const [, line = ''] = /`(- include: .*?)` in the list/.exec(said) ?? [];
      put(cwd, 'catalog/c.yaml', `${course('c')}units:\n${rest}  ${line}\n`);
      expect((await run(cwd, 'check')).code).toBe(0);
    },
  );

  test('a node that really is gone keeps its own error', async () => {
    const cwd = folder();
    put(cwd, 'catalog/c.yaml', course('c'));
    const { said } = await run(cwd, 'check');
    expect(said.match(/Error\[/g)).toHaveLength(2);
    expect(said).toContain('The unit v is in the ledger, but in no manifest');
  });
});
