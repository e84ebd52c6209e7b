// What holds the shape of the sources: one name for one thing, no circles, no file and no folder that
// nobody can read in one go. What is still otherwise stands in structure-exceptions.json, and that list
// only becomes shorter: `npm run structure -- --shrink` takes out what is mended.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exceptions, isPartOfAny, sizes } from '../../scripts/structure/exceptions.ts';
import {
  filesByFolder,
  importCircles,
  sharedNames,
  sourceModules,
  structureOf,
} from '../../scripts/structure/sources.ts';

const root = join(import.meta.dirname, '../..');
const modules = sourceModules(root);
const known = exceptions(root);

test('there are sources to look at', () => {
  expect(modules.length).toBeGreaterThan(200);
  expect(modules.map(({ file }) => file)).toContain('src/index.ts');
});

/** Functions that every module of a table of modules has: there the name says which part it is. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'command.ts': ['define', 'run'],
};

describe('an exported name', () => {
  const isPart = (name: string, files: readonly string[]) =>
    Object.entries(parts).some(
      ([end, names]) => names.includes(name) && files.every((file) => file.endsWith(end)),
    );
  const shared = [...sharedNames(modules)].filter(([name, files]) => !isPart(name, files));

  test('exists once', () => {
    const news = shared.filter(([name]) => !known.names.includes(name));
    expect(news.map(([name, files]) => `${name}: ${files.join(', ')}`)).toEqual([]);
  });

  test('is no exception any more once it exists once', () => {
    const names = shared.map(([name]) => name);
    expect(known.names.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('files that import one another in a circle, types included', () => {
  const circles = importCircles(modules).map((files) => files.join(' '));

  test('are none', () => {
    expect(circles.filter((circle) => !isPartOfAny(circle, known.circles))).toEqual([]);
  });

  test('are no exception any more once they are none', () => {
    expect(known.circles.filter((circle) => !circles.includes(circle))).toEqual([]);
  });
});

test('no file is longer than can be read in one go, but for tables', () => {
  const long = modules.filter(({ lines }) => lines > sizes.lines).map(({ file }) => file);
  expect(long).toEqual(sizes.tables);
});

describe('a flat folder', () => {
  const full = [...filesByFolder(modules.map(({ file }) => file))].filter(
    ([, files]) => files > sizes.files,
  );

  test('has no more files than one can look through', () => {
    const fuller = full.filter(([folder, files]) => files > (known.folders[folder] ?? 0));
    expect(fuller).toEqual([]);
  });

  test('is no exception for more files than it has', () => {
    expect(known.folders).toEqual(Object.fromEntries(full));
  });
});

describe('what is read of a file', () => {
  const text = `
    import { a, type B } from './b.ts';
    import type { C } from '../c.ts';
    import json from './data.json' with { type: 'json' };
    import { readFileSync } from 'node:fs';
    export { e as f } from './e.ts';
    export * from './all.ts';
    export type { B };
    export const g = (x: number) => x, h = 1;
    export async function* i(): AsyncGenerator { await import('./late.ts'); }
    export interface J { k: import('yaml').Document }
    export type L = C;
    export class M {}
    const n = 1;
    export { n as o };
  `;

  test('what it declares and exports, and of what kind', () => {
    const { exports } = structureOf('src/x/a.ts', text);
    expect(exports.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'function g',
      'value h',
      'function i',
      'type J',
      'type L',
      'value M',
      'value o',
    ]);
  });

  test('what it imports of the tree', () => {
    const { imports } = structureOf('src/x/a.ts', text);
    expect(imports.toSorted()).toEqual([
      'src/c.ts',
      'src/x/all.ts',
      'src/x/b.ts',
      'src/x/data.json',
      'src/x/e.ts',
      'src/x/late.ts',
    ]);
  });
});

describe('circles', () => {
  const moduleOf = (file: string, ...imports: readonly string[]) => ({
    file,
    imports,
    lines: 1,
    exports: [],
  });

  test.each([
    { what: 'none in a diamond', graph: { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, is: [] },
    { what: 'two files', graph: { a: ['b'], b: ['a', 'c'], c: [] }, is: [['a', 'b']] },
    { what: 'a file and itself', graph: { a: ['a'] }, is: [['a']] },
    {
      what: 'two circles that one file leads to',
      graph: { a: ['b', 'd'], b: ['c'], c: ['b'], d: ['e'], e: ['f'], f: ['d', 'x'] },
      is: [
        ['b', 'c'],
        ['d', 'e', 'f'],
      ],
    },
    {
      what: 'a way back from far below',
      graph: { a: ['b'], b: ['c'], c: ['d'], d: ['b'] },
      is: [['b', 'c', 'd']],
    },
  ])('$what', ({ graph, is }) => {
    const all = Object.entries(graph).map(([file, imports]) => moduleOf(file, ...imports));
    expect(importCircles(all)).toEqual(is);
  });
});
