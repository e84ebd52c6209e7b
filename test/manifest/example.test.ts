import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { validate } from '../../src/document/validate.ts';
import { buildCatalog } from '../../src/manifest/build.ts';
import { formatManifest } from '../../src/manifest/format.ts';
import { globs } from './set.ts';

const folder = join(import.meta.dirname, '../../examples/minimal');
const manifests = ['catalog/reading.yaml', 'catalog/lessons/supporting-details.yaml'];
const files = manifests.map((file) => ({ file, bytes: readFileSync(join(folder, file)) }));

test('the minimal example builds without a word', () => {
  const built = buildCatalog({ files, globs });
  expect(built.problems).toEqual([]);
  const kinds = built.ok ? [...built.value.nodes.values()].map(({ entity }) => entity.kind) : [];
  expect(kinds).toEqual(['course', 'unit', 'lesson', 'lesson', 'unit', 'lesson', 'resource']);
});

test.each(files)('$file is formatted', (file) => {
  const formatted = formatManifest(file, () => 'never');
  expect(formatted.ok && formatted.value.text).toBe(new TextDecoder().decode(file.bytes));
});

test('its config keeps the schema', () => {
  const parsed = parseYaml('c', readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8'));
  expect(parsed.ok && validate('config', parsed.value, 'c')).toEqual([]);
});

test.each(['timeback-catalog.yaml', ...manifests])('%s leads editors to its schema', (file) => {
  const path = join(folder, file);
  const [, schema = ''] =
    /^# yaml-language-server: \$schema=(.*)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  const { title }: { title: string } = JSON.parse(
    readFileSync(resolve(path, '..', schema), 'utf8'),
  );
  expect(title).toMatch(/Config|Course|Lesson/);
});
