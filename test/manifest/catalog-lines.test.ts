import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { catalogFromLines, catalogLines } from '../../src/manifest/catalog-lines.ts';
import type { SourceFile } from '../../src/manifest/manifest.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import { everythingOf } from '../support/written-catalog.ts';
import { globs, source } from './set.ts';

const sources = [
  source(
    'catalog/a.yaml',
    `kind: course
sourcedId: c
title: "Course: \\u2028 'quoted' é"
freeze: true
defaults: { resource: { metadata: { n: 1.0 }, additional: { z: 1 } } }
grades: [6, "7"]
additional: { b: 1, a: { __x: null } }
resources:
  - { sourcedId: r, title: Film, vendorResourceId: v }
units:
  - include: units/*.yaml
  - sourcedId: u
    title: 12
    lessons:
      - { sourcedId: l, title: "Line\\nfeed", metadata: { "2": b, "1": a, none: null, n: 12345678901234567890, m: [1.0] } }
`.replace('title: 12', 'title: Twelve'),
  ),
  source('catalog/r.yaml', 'kind: resource\nsourcedId: s\ntitle: Map\nvendorResourceId: w\n'),
  source(
    'catalog/units/x.yaml',
    'kind: unit\nsourcedId: x\ntitle: X\nlessons:\n  - sourcedId: m\n    title: M\n',
  ),
];

function read(files: readonly SourceFile[]): Catalog {
  const built = buildCatalog({ files, globs });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

function restored(lines: readonly string[], files = sources): Catalog | undefined {
  const steps = catalogFromLines(lines, files);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe('a catalog as lines', () => {
  test('comes back whole, with the places that its manifests tell', () => {
    const catalog = read(sources);
    const again = restored([...catalogLines(catalog, sources)]);
    expect(again && everythingOf(again)).toEqual(everythingOf(catalog));
    expect(everythingOf(catalog)).toHaveLength(7);
    const besides = ({ nodes }: Catalog) =>
      [...nodes.values()].map(({ freeze, within, defaults }) => ({ freeze, within, defaults }));
    expect(again && besides(again)).toEqual(besides(catalog));
    expect(catalog.nodes.get('resource/r')?.within).toBe('course/c');
    expect(catalog.nodes.get('resource/s')?.within).toBeUndefined();
  });

  test.each([0, 1, 99, 100, 101, 350])('of %i lessons', (count) => {
    const lessons = Array.from({ length: count }, (_, n) => `{ sourcedId: l${n}, title: L${n} }`);
    const text = `kind: course\nsourcedId: c\ntitle: C\nunits:\n  - sourcedId: u\n    title: U\n    lessons: [${lessons.join(', ')}]\n`;
    const files = [source('catalog/a.yaml', text)];
    const again = restored([...catalogLines(read(files), files)], files);
    expect(again && everythingOf(again)).toEqual(everythingOf(read(files)));
  });

  test('no line feed is within a line', () => {
    expect([...catalogLines(read(sources), sources)].filter((line) => line.includes('\n'))).toEqual(
      [],
    );
  });
});

describe('lines that nobody could have written are no catalog', () => {
  const head = '{"format":5,"nodes":1}';
  const row = ['course', 'c', null, { title: 'C' }, 0, false];
  const withRow = (...parts: readonly unknown[]) => [
    head,
    JSON.stringify([row.map((part, index) => (parts[index] === undefined ? part : parts[index]))]),
  ];

  test('what the others are wrong against', () => {
    expect(restored(withRow())?.nodes.size).toBe(1);
  });

  test.each<{ name: string; lines: readonly string[] }>([
    { name: 'none', lines: [] },
    { name: 'a head alone', lines: [head] },
    { name: 'another format', lines: ['{"format":6,"nodes":0}'] },
    { name: 'no head', lines: withRow().slice(1) },
    { name: 'a node too many', lines: ['{"format":5,"nodes":0}', ...withRow().slice(1)] },
    { name: 'a node too few', lines: ['{"format":5,"nodes":2}', ...withRow().slice(1)] },
    { name: 'a node twice', lines: ['{"format":5,"nodes":2}', JSON.stringify([row, row])] },
    { name: 'a map for nodes', lines: [head, '{}'] },
    { name: 'a map for a node', lines: [head, '[{}]'] },
    { name: 'an unknown kind', lines: withRow('__proto__') },
    { name: 'an id that is no text', lines: withRow('course', 7) },
    { name: 'fields that are a list', lines: withRow('course', 'c', null, []) },
    { name: 'fields that are null', lines: [head, '[["course","c",null,null,0,false]]'] },
    { name: 'a file that is not there', lines: withRow('course', 'c', null, {}, 9) },
    { name: 'a file by another name', lines: withRow('course', 'c', null, {}, 'length') },
    { name: 'a parent that is not there', lines: withRow('unit', 'u', 'c') },
    { name: 'a child before its parent', lines: withRow('lesson', 'l', 'u') },
  ])('$name', ({ lines }) => {
    expect(restored(lines)).toBeUndefined();
  });

  test('text that is no JSON', () => {
    expect(() => restored([head, '[['])).toThrow(SyntaxError);
  });
});
