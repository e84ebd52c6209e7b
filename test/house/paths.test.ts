// Pages for those who change the code name files and folders: each of them is there.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { longest } from '../support/longest-first.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Of a decision, what says where its outcome is now; the rest tells of its own day. */
const whereLines = (text: string) =>
  text
    .split('\n\n')
    .filter((paragraph) => /^(?:\*\*)?Where(?:\*\*)?[:.]/.test(paragraph))
    .join('\n');

const decisions = readdirSync(join(root, 'docs/decisions'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({
    page: `docs/decisions/${name}`,
    text: whereLines(textOf(`docs/decisions/${name}`)),
  }));

const pages = [
  ...['docs/architecture.md', 'CONTRIBUTING.md'].map((page) => ({ page, text: textOf(page) })),
  ...decisions.filter(({ text }) => text !== ''),
];

/** Paths from the root that stand in a text as code. Capitals stand for a name that the reader chooses. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:src|test|docs|scripts|schemas|examples)\/[^`\s]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/[A-Z]{4,}/.test(path));
}

/** Files that stand in a text by their names alone, after one of the same folder. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([\w.-]+\.ts)`/g)].map(([, name = '']) => name);
}

const everyName = new Set(
  globSync(['*.ts', '{src,test,scripts}/**/*.ts'], { cwd: root }).map((path) => basename(path)),
);

/** Whether a path is there; `*` stands for any part of the last name. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(join(root, path));
  const folder = path.slice(0, path.lastIndexOf('/'));
  const [begin = '', end = ''] = path.slice(folder.length + 1).split('*');
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  return names.some((name) => name.startsWith(begin) && name.endsWith(end));
}

describe('every file and folder that a page names', () => {
  test.each(pages)('$page', ({ text }) => {
    expect(pathsIn(text).filter((path) => !isThere(path))).toEqual([]);
    expect(namesIn(text).filter((name) => !everyName.has(name))).toEqual([]);
  });
});

test('every file of tests that is to start first', () => {
  expect(longest.filter((path) => !isThere(path))).toEqual([]);
});

test('the page on architecture and the recipes name many', () => {
  const counts = pages.slice(0, 2).map(({ text }) => pathsIn(text).length);
  expect(counts.map((count) => count > 25)).toEqual([true, true]);
});

describe('what is read as a path', () => {
  test('paths as code; not what stands for others', () => {
    const text =
      'See `src/plan/sibling-order.ts`, src/no.ts, `src/plan/` and `test/x-*.ts`; `src/FOLDER/x.ts`.';
    expect(pathsIn(text)).toEqual(['src/plan/sibling-order.ts', 'src/plan/', 'test/x-*.ts']);
  });

  test.each([
    { path: 'src/index.ts', is: true },
    { path: 'src/plan/', is: true },
    { path: 'src/index-of-none.ts', is: false },
    { path: 'test/laws*.test.ts', is: true },
    { path: 'test/none-*.test.ts', is: false },
  ])('$path', ({ path, is }) => expect(isThere(path)).toBe(is));
});
