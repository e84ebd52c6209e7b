import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/program.ts';

const reading = ['init', '--title', 'Middle-School Reading', '--course-code', 'MSR'];
const manifest = 'catalog/middle-school-reading.yaml';

test('without a terminal it needs a title, and writes nothing without one', async () => {
  const cwd = folderWith();
  const { code, stderr } = await cli(['init'], { cwd });
  expect(code).toBe(64);
  expect(stderr).toContain('init --title');
  expect(readdirSync(cwd)).toEqual([]);
});

test('writes a config, a course with real ids, and the schemas for editors', async () => {
  const cwd = folderWith();
  const { code, stdout } = await cli(reading, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(`wrote ${manifest}\n`);
  expect(readdirSync(cwd).sort()).toEqual([
    '.gitattributes',
    'catalog',
    'catalog.ids',
    'schemas',
    'timeback-catalog.yaml',
  ]);
  const text = readFileSync(join(cwd, manifest), 'utf8');
  const ids = [...text.matchAll(/sourcedId: (\S+)/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-/);
  const [, schema = ''] = /\$schema=(\S+)/.exec(text) ?? [];
  expect(existsSync(join(cwd, 'catalog', schema))).toBe(true);
});

test('what it writes can be checked and planned at once', async () => {
  const cwd = folderWith();
  await cli(reading, { cwd });
  expect(await cli(['check'], { cwd })).toMatchObject({
    code: 0,
    stdout: 'Checked 1 file: 1 course, 1 unit, 1 lesson. No errors.\n',
    stderr: '',
  });
  expect((await cli(['fmt', '--check'], { cwd })).code).toBe(0);
  const { code, stdout } = await cli(['plan'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Plan: 3 to add, 0 to change, 0 to move, 0 to retire.\n');
});

test('a second init refuses and changes nothing', async () => {
  const cwd = folderWith();
  await cli(reading, { cwd });
  const before = readFileSync(join(cwd, manifest), 'utf8');
  const { code, stderr } = await cli(reading, { cwd });
  expect(code).toBe(64);
  expect(stderr).toContain('timeback-catalog.yaml');
  expect(readFileSync(join(cwd, manifest), 'utf8')).toBe(before);
});

test('a file that is there stays as it is', async () => {
  const mine = 'mine: true\n';
  const cwd = folderWith({ [manifest]: mine, 'schemas/unit.schema.json': '{}' });
  const { code, stdout } = await cli(reading, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(`kept  ${manifest}\n`);
  expect(readFileSync(join(cwd, manifest), 'utf8')).toBe(mine);
  expect(readFileSync(join(cwd, 'schemas/unit.schema.json'), 'utf8')).toBe('{}');
});
