import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

describe('--detailed-exitcode', () => {
  test('2 with changes, 0 without', async () => {
    const cwd = folderWith(catalogFiles());
    expect((await cli(['plan'], { cwd })).code).toBe(0);
    expect((await cli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(2);
    await cli(['apply', '--auto-approve'], { cwd });
    expect((await cli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
  });

  test('an error stays 1', async () => {
    const cwd = folderWith({ ...catalogFiles(), 'catalog/course.yaml': 'kind: course\n' });
    expect((await cli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(1);
  });
});

const total = 'Plan: 4 to add, 0 to change, 0 to move, 0 to retire.';

test.each([
  { detail: 'summary', tree: false, fields: false },
  { detail: 'tree', tree: true, fields: false },
  { detail: 'fields', tree: true, fields: true },
])('--detail $detail', async ({ detail, tree, fields }) => {
  const { stdout } = await cli(['plan', '--detail', detail], { cwd: folderWith(catalogFiles()) });
  expect(stdout).toContain(`${total}\n`);
  expect(stdout.includes('+ lesson "Lesson 1"')).toBe(tree);
  expect(stdout.includes('org: "partner-sandbox"')).toBe(fields);
});

describe('as JSON', () => {
  test('stdout is one JSON value of the published schema; the rest goes to stderr', async () => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout, stderr } = await cli(['plan', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    const validate = new Ajv({ allowUnionTypes: true }).compile(planSchema);
    expect(validate(plan), JSON.stringify(validate.errors)).toBe(true);
    expect(plan).toMatchObject({ platform: { name: 'local' }, summary: { to_add: 4 } });
    expect(stderr).toContain('Reading local');
  });

  test('errors are JSON too', async () => {
    const cwd = folderWith({ ...catalogFiles(), 'catalog/course.yaml': 'kind: course\n' });
    const { code, stdout } = await cli(['plan', '--format', 'json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false });
  });
});

test('-o repeats: one planning, a file in each format, and stdout as before', async () => {
  const { around, emulator, folder } = await serveCatalog();
  const out = ['-o', 'a.json', '-o', 'deep/a.md', '--out', 'a.txt'];
  const { code, stdout } = await cli(['plan', '--env', 'test', ...out], around);
  expect(code).toBe(0);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  expect(JSON.parse(read('a.json'))).toMatchObject({ summary: { to_add: 4 } });
  expect(read('deep/a.md')).toContain(`**${total}**`);
  expect(read('a.txt')).toBe(stdout);
  expect(stdout).toContain(total);
  expect(emulator.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('plan writes nothing to the platform', async () => {
  const { around, writes } = await serveCatalog();
  expect((await cli(['plan', '--env', 'test'], around)).code).toBe(0);
  expect(writes()).toEqual([]);
});

test('one lesson put in between is one change', async () => {
  const { around, folder } = await serveCatalog({ lessons: 3 });
  await cli(['apply', '--env', 'test', '--yes'], around);
  const inserted = courseManifest(3).replace(
    '      - sourcedId: lesson-2\n',
    '      - sourcedId: lesson-new\n        title: New\n      - sourcedId: lesson-2\n',
  );
  put(folder, 'catalog/course.yaml', inserted);
  const { stdout } = await cli(['plan', '--env', 'test'], around);
  expect(stdout).toContain('Plan: 1 to add, 0 to change, 0 to move, 0 to retire.\n');
});

test('--parallelism is a ceiling', async () => {
  const { around } = await serveCatalog({
    lessons: 20,
    latencyMs: 5,
    faults: [{ fault: 'burst', limit: 2 }],
  });
  const { code, stderr } = await cli(
    ['apply', '--env', 'test', '--yes', '--parallelism', '2', '--debug'],
    around,
  );
  expect(code).toBe(0);
  expect(stderr).not.toContain(' 429');
});
