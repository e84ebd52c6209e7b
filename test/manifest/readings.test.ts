import { expect, test } from 'vitest';
import { buildCatalog, readNodes } from '../../src/manifest/build.ts';
import type { ManifestReadings } from '../../src/manifest/manifest.ts';
import { everythingOf } from '../support/written-catalog.ts';
import { globs, source, told } from './set.ts';

const course = source('catalog/a.yaml', 'kind: course\nsourcedId: c\ntitle: C\nunits: []\n');
const hazard = source('catalog/b.yaml', 'kind: course\nsourcedId: d\ntitle: No\n');
const broken = source('catalog/c.yaml', 'kind: course\nsourcedId: e\ntitel: C\n');

test('a file whose bytes were read before is not read again', () => {
  const readings: ManifestReadings = new WeakMap();
  buildCatalog({ files: [course], globs, readings });
  const first = readings.get(course.bytes);
  // Bytes that changed behind its back show whether they are looked at.
  const bytes = course.bytes.slice();
  course.bytes.fill(0);
  const again = buildCatalog({ files: [course], globs, readings });
  expect(again.ok && [...again.value.nodes.keys()]).toEqual(['course/c']);
  course.bytes.set(bytes);
  expect(readings.get(course.bytes)).toBe(first);
});

test.each([
  { name: 'without problems', file: course },
  { name: 'with a warning', file: hazard },
  { name: 'with errors', file: broken },
])('a file $name gives the same under another name as when it is read anew', ({ file }) => {
  const readings: ManifestReadings = new WeakMap();
  const renamed = { ...file, file: 'catalog/moved/z.yaml' };
  readNodes({ files: [file], globs, readings });
  const shared = readNodes({ files: [renamed], globs, readings });
  const anew = readNodes({ files: [renamed], globs });
  expect(shared.problems).toEqual(anew.problems);
  expect(everythingOf(shared.catalog)).toEqual(everythingOf(anew.catalog));
  expect([...shared.catalog.nodes.values()].map((node) => node.source.file)).not.toContain(
    file.file,
  );
});

const units = `kind: course
sourcedId: c
title: C
units:
  - include: u.yaml
  - { sourcedId: v, title: V, titel: W, lessons: [{ sourcedId: v, title: Copy }] }
  - { sourcedId: v, title: Second }
  - { title: Without }
`;
const unit = 'kind: unit\nsourcedId: u\ntitle: U\nlessons: [{ sourcedId: l, title: L }]\n';

test('if nothing may stop for errors, every node with an id is read', () => {
  const files = [source('catalog/a.yaml', units), source('catalog/u.yaml', unit)];
  const { catalog, problems } = readNodes({ files, globs });
  expect([...catalog.nodes.keys()]).toEqual([
    'course/c',
    'unit/u',
    'lesson/l',
    'unit/v',
    'lesson/v',
  ]);
  expect(catalog.nodes.get('unit/v')?.entity.fields).toMatchObject({ title: 'V' });
  expect(problems.map(told)).toEqual([
    'schema/unknown-field a.yaml:6:31',
    'id/duplicate a.yaml:6:64',
    'id/duplicate a.yaml:7:18',
    'id/missing a.yaml:8:5',
  ]);
  expect(buildCatalog({ files, globs }).problems).toEqual(problems);
});

test('the units of a course that cannot be understood are read without it', () => {
  const files = [source('catalog/a.yaml', `${units}: [`), source('catalog/u.yaml', unit)];
  expect([...readNodes({ files, globs }).catalog.nodes.keys()]).toEqual(['unit/u', 'lesson/l']);
});

test('a unit that no course includes takes no part', () => {
  const files = [course, source('catalog/u.yaml', unit)];
  expect([...readNodes({ files, globs }).catalog.nodes.keys()]).toEqual(['course/c']);
});
