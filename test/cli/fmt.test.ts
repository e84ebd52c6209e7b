import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

const untidy = `\
# Read before editing.
kind: course
title: Reading # as on the cover
sourcedId: course-1
units:
    - title: Main ideas
`;
const file = 'catalog/course.yaml';

function untidyFolder(more: Readonly<Record<string, string>> = {}) {
  const cwd = folderWith({ ...catalogFiles(), [file]: untidy, ...more });
  return { cwd, read: () => readFileSync(join(cwd, file), 'utf8') };
}

test('mints into the file, and the comments stay', async () => {
  const { cwd, read } = untidyFolder();
  const { code, stdout } = await cli(['fmt'], { cwd });
  expect(code).toBe(0);
  const [id = 'none'] = /[\da-f]{8}-[\da-f-]{27}/.exec(read()) ?? [];
  expect(read()).toBe(`\
# Read before editing.
kind: course
sourcedId: course-1
title: Reading # as on the cover
units:
  - sourcedId: ${id}
    title: Main ideas
`);
  expect(stdout).toContain(`${file}:6 unit "Main ideas" ${id}\n`);
});

test('a second run changes nothing', async () => {
  const { cwd, read } = untidyFolder();
  await cli(['fmt'], { cwd });
  const once = read();
  expect((await cli(['fmt'], { cwd })).code).toBe(0);
  expect(read()).toBe(once);
  expect((await cli(['fmt', '--check'], { cwd })).code).toBe(0);
});

test('--check exits 1, names the file, and writes nothing', async () => {
  const { cwd, read } = untidyFolder();
  const { code, stdout } = await cli(['fmt', '--check'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain(`${file} would change\n`);
  expect(read()).toBe(untidy);
});

test('if one file is broken, no file is written', async () => {
  const { cwd, read } = untidyFolder({ 'catalog/z.yaml': 'kind: unit\ntitle: [\n' });
  const { code, stdout, stderr } = await cli(['fmt'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('[yaml/syntax]');
  expect(stderr).toContain('catalog/z.yaml:');
  expect(read()).toBe(untidy);
});
