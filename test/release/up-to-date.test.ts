import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isUpToDate, rememberBuild } from '../../scripts/build/up-to-date.ts';
import { folderWith, put } from '../support/catalog-folder.ts';

const files = {
  'package.json': '{}',
  'src/a.ts': 'export const a = 1;\n',
  'schemas/a.json': '{}',
  'scripts/build/options.ts': '',
  'node_modules/.package-lock.json': '{}',
  'dist/a.js': 'const a = 1;\n',
};

test('a folder that was never built is not up to date', () => {
  expect(isUpToDate(folderWith(files))).toBe(false);
});

test.each([...Object.keys(files), 'src/new.ts', 'dist/cli/new.js'])(
  'a build is made anew if %s is another, and not if it is as it was',
  (file) => {
    const folder = folderWith(files);
    rememberBuild(folder);
    expect(isUpToDate(folder)).toBe(true);
    put(folder, file, 'another');
    expect(isUpToDate(folder)).toBe(false);
    const was = Object.entries(files).find(([name]) => name === file)?.[1];
    if (was === undefined) rmSync(join(folder, file));
    else put(folder, file, was);
    expect(isUpToDate(folder)).toBe(true);
  },
);

test('a build is made anew if nothing of it is left', () => {
  const folder = folderWith(files);
  rememberBuild(folder);
  rmSync(join(folder, 'dist'), { recursive: true });
  expect(isUpToDate(folder)).toBe(false);
});
