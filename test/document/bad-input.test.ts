import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { formatManifest } from '../../src/manifest/format.ts';
import type { Problem } from '../../src/model/problem.ts';

const folder = join(import.meta.dirname, '../bad-input');

function place({ code, span }: Problem): string {
  return `${code} ${span?.start.line}:${span?.start.column}`;
}

function problemsOf(bytes: Uint8Array): readonly Problem[] {
  return buildCatalog({ files: [{ file: 'catalog/a.yaml', bytes }], globs: '**' }).problems;
}

const noId = 'id/missing 1:1';

test.each([
  ['broken-quote', ['yaml/syntax 2:8']],
  ['colon-in-text', ['yaml/syntax 2:8']],
  ['tab', ['yaml/tab 3:1']],
  ['duplicate-key', ['yaml/duplicate-key 3:1']],
  ['alias', ['yaml/alias 2:8', 'yaml/alias 3:13']],
  ['two-merge-keys', ['yaml/merge-key 4:3', 'yaml/merge-key 5:3']],
  ['unknown-field', [noId, 'schema/unknown-field 2:1']],
  ['wrong-types', [noId, 'schema/wrong-type 2:8', 'schema/wrong-type 3:8']],
  ['empty', ['file/empty 1:1']],
  ['comments-only', ['file/empty 1:1']],
  ['binary', ['file/binary 2:9']],
  ['latin-1', ['file/encoding 2:11']],
  ['utf-16', ['file/encoding 1:1']],
  ['prototype-keys', ['yaml/key 4:3', 'yaml/key 5:12', 'yaml/key 5:28']],
  ['tags', ['yaml/tag 2:8', 'yaml/tag 3:11']],
  ['several-documents', ['yaml/several-documents 3:1']],
  ['key-is-a-list', ['yaml/key 4:5']],
  ['lone-surrogate', ['schema/wrong-value 2:8']],
  ['yaml-1.1', ['yaml/syntax 1:1']],
  ['a-list', ['schema/wrong-type 1:1']],
  ['misspelt-kind', ['schema/unknown-kind 1:1']],
  ['no-kind', ['schema/unknown-kind 1:1']],
  ['unquoted', ['schema/wrong-type 3:8', 'schema/wrong-type 4:13']],
  [
    'hazards',
    [
      'yaml/hazard 3:8',
      'yaml/hazard 4:10',
      'yaml/hazard 4:14',
      'yaml/hazard 4:18',
      'yaml/hazard 5:21',
      'yaml/hazard 5:36',
    ],
  ],
])('%s', (name, expected) => {
  const bytes = readFileSync(join(folder, `${name}.yaml`));
  expect(problemsOf(bytes).map(place)).toEqual(expected);
});

test('a YAML bomb is refused before anything expands', () => {
  const problems = problemsOf(readFileSync(join(folder, 'bomb.yaml')));
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['yaml/alias']));
  expect(problems).toHaveLength(8 + 8 * 9);
});

describe('10,000 levels end in bounded time and without overflow', () => {
  const levels = 10_000;
  test.each([
    ['lists in brackets', '['.repeat(levels), '1:66'],
    ['maps in braces', '{a: '.repeat(levels), '1:258'],
    ['dashes on one line', '- '.repeat(levels), '1:130'],
    ['maps', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), '65:67'],
    ['explicit keys', '? '.repeat(levels), '1:130'],
  ])('%s', (_name, text, at) => {
    const bytes = new TextEncoder().encode(text);
    expect(problemsOf(bytes).map(place)).toEqual([`yaml/too-deep ${at}`]);
    expect(formatManifest({ file: 'a.yaml', bytes }, () => 'x').ok).toBe(false);
  });
});

test('64 levels are read', () => {
  const metadata = `${'['.repeat(63)}${']'.repeat(63)}`;
  const text = `kind: course\nsourcedId: c-1\ntitle: A\nmetadata: { a: ${metadata.slice(1, -1)} }\n`;
  expect(problemsOf(new TextEncoder().encode(text))).toEqual([]);
});

test('a title of 1 MB is only long', () => {
  const title = 'x'.repeat(1_000_000);
  const bytes = new TextEncoder().encode(`kind: course\nsourcedId: c-1\ntitle: ${title}\n`);
  const built = buildCatalog({ files: [{ file: 'a.yaml', bytes }], globs: '**' });
  expect(built.ok && built.value.nodes.get('course/c-1')?.entity.fields['title']).toBe(title);
});

test('a message never repeats a huge value', () => {
  const name = 'x'.repeat(1_000_000);
  const problems = problemsOf(new TextEncoder().encode(`kind: course\ntitle: A\n? ${name}\n: 1\n`));
  expect(problems).not.toEqual([]);
  for (const { detail } of problems) expect(detail.length).toBeLessThan(300);
});

test('thousands of keys in one map take no quadratic time', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `  k${i}: 1\n`).join('');
  const text = `kind: course\nsourcedId: c-1\ntitle: A\nmetadata:\n${keys}`;
  expect(problemsOf(new TextEncoder().encode(text))).toEqual([]);
});
