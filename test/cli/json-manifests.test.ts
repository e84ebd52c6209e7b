// A generator writes JSON. Whatever command writes into it, it stays JSON in the generator's layout.
import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';

const file = 'catalog/a.json';
const generated = `{
    "kind": "course",
    "title": "Grade 9",
    "metadata": {"metrics": {"totalXp": 120}},
    "units": [
        {"title": "Essays", "lessons": [{"title": "Thesis"}, {"title": "Evidence"}]},
        {"title": "Poems"}
    ]
}
`;

function jsonFolder(more: Readonly<Record<string, string>> = {}) {
  const cwd = folderWith({
    'timeback-catalog.yaml': 'catalog: catalog/**/*.json\norg: partner-sandbox\nenvironments: {}\n',
    [file]: generated,
    ...more,
  });
  const text = (name = file) => readFileSync(join(cwd, name), 'utf8');
  const ids = () => [...text().matchAll(/"sourcedId": "([^"]+)", /g)].map(([, id]) => id ?? '');
  const run = async (...args: string[]) => {
    const { code, stderr } = await cli(args, { cwd });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(() => JSON.parse(text())).not.toThrow();
    expect((await cli(['fmt', '--check'], { cwd })).code).toBe(0);
  };
  return { cwd, text, ids, run };
}

const withoutIds = (text: string) =>
  text.replace(/"sourcedId": "[^"]+", /g, '').replace(/ {4}"sourcedId": "[^"]+",\n/, '');

test('fmt writes ids in quotes, and nothing else of the text changes', async () => {
  const { text, ids, run } = jsonFolder();
  await run('fmt');
  expect(ids()).toHaveLength(4);
  expect(withoutIds(text())).toBe(generated);
});

test('new writes a node among the others, and a file of its own as JSON as well', async () => {
  const { text, ids, run } = jsonFolder();
  await run('fmt');
  const [essays = ''] = ids();
  await run('new', 'lesson', 'Conclusions', '--in', essays);
  expect(withoutIds(text())).toContain('{"title": "Evidence"}, {');
  await run('new', 'course', 'Grade 10');
  expect(JSON.parse(text('catalog/grade-10.json'))).toMatchObject({ title: 'Grade 10' });
});

test('retire takes a node out of its line', async () => {
  const { text, ids, run } = jsonFolder();
  await run('fmt');
  await run('retire', ids()[1] ?? '', '--reason', 'merged');
  expect(withoutIds(text())).toBe(generated.replace('{"title": "Thesis"}, ', ''));
});

test.skipIf(!hasGit)('check --fix gives an id back in place', async () => {
  const { cwd, text, ids, run } = jsonFolder();
  await run('fmt');
  const { git } = repositoryAt(cwd);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'published');
  const published = text();
  put(cwd, file, published.replace(ids()[1] ?? '', 'fresh-one'));
  await run('check', '--base', 'HEAD', '--fix');
  expect(text()).toBe(published);
  put(cwd, file, published.replace(/"sourcedId": "[^"]+", (?="title": "Thesis")/, ''));
  await run('check', '--base', 'HEAD', '--fix');
  expect(text()).toBe(published);
});

test('import outline changes the titles that are others, and adds what is new', async () => {
  const outline = (title: string, more: readonly object[] = []) =>
    JSON.stringify({
      courses: [
        {
          key: 'g9',
          title: 'Grade 9',
          units: [{ key: 'u', title: 'Essays', lessons: [{ key: 'l', title }, ...more] }],
        },
      ],
    });
  const { cwd, text, run } = jsonFolder({ 'one.json': outline('Thesis') });
  rmSync(join(cwd, file));
  expect((await cli(['import', 'outline', 'one.json'], { cwd })).code).toBe(0);
  const [name = ''] = readdirSync(join(cwd, 'catalog'));
  renameSync(join(cwd, 'catalog', name), join(cwd, file));
  const before = text();
  put(cwd, 'one.json', outline('Thesis statements', [{ key: 'm', title: 'Evidence' }]));
  await run('import', 'outline', 'one.json');
  const [above = '', below = ''] = before.split('"title": "Thesis"');
  expect(text().startsWith(`${above}"title": "Thesis statements"`)).toBe(true);
  expect(text()).toContain('"title": "Evidence"');
  expect(text().endsWith(below.slice(below.indexOf(']')))).toBe(true);
});
