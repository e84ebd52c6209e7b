import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alike } from '../../scripts/pages/alike.ts';
import { followed } from '../../scripts/pages/reader.ts';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
  .toSorted()
  .filter((file) => readFileSync(join(root, file), 'utf8').includes('```console\n'));

// What a reader does in an editor, the pages do with GNU tools.
test.skipIf(process.platform !== 'linux').each(pages)(
  '%s shows what is printed',
  (file) => {
    const page = readFileSync(join(root, file), 'utf8');
    expect(alike(followed(page))).toBe(alike(page));
  },
  300_000,
);

test('a page with another answer is not alike', () => {
  const page = '```console\n$ echo one; echo 5f0c1a2b-0000-4000-8000-000000000000\ntwo\n```\n';
  const current = followed(page);
  expect(current).toBe(
    '```console\n$ echo one; echo 5f0c1a2b-0000-4000-8000-000000000000\none\n5f0c1a2b-0000-4000-8000-000000000000\n```\n',
  );
  expect(alike(current)).not.toBe(alike(page));
});

test('ids that were minted anew are alike, ids that changed places are not', () => {
  const [one, two] = [
    '5f0c1a2b-0000-4000-8000-000000000001',
    '5f0c1a2b-0000-4000-8000-000000000002',
  ];
  expect(alike(`${one} ${two} ${one}`)).toBe(alike(`${two} ${one} ${two}`));
  expect(alike(`${one} ${two} ${one}`)).not.toBe(alike(`${one} ${two} ${two}`));
});

test('a command that fails says so', () => {
  expect(() => followed('```console\n$ false\n```\n')).toThrow(
    '`false` ended with 1 and not with 0',
  );
  expect(followed('```console\n$ false # exit 1\n```\n')).toContain('$ false # exit 1');
});
