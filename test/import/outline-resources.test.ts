// JSON as generators write it: resources inside of lessons, values that no manifest takes, keys that come twice.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { folderWith } from '../support/catalog-folder.ts';
import { imported, importText } from '../support/import-outline.ts';

interface Written {
  readonly subjects?: unknown;
  readonly grades?: unknown;
  readonly units: readonly {
    readonly lessons: readonly {
      readonly title: string;
      readonly resources?: readonly string[];
      readonly metadata?: unknown;
    }[];
  }[];
  readonly resources?: readonly {
    readonly sourcedId: string;
    readonly title: string;
    readonly metadata?: unknown;
  }[];
}

const course = (folder: string): Written =>
  parse(readFileSync(join(folder, 'catalog/r.yaml'), 'utf8'));

const outline = (lessons: readonly unknown[], more = {}) =>
  JSON.stringify({ courses: [{ title: 'R', ...more, units: [{ title: 'U', lessons }] }] });

describe('resources inside of lessons', () => {
  const video = { title: 'Video', url: 'https://example.org/v', type: 'video' };
  const text = outline(
    [
      { title: 'a', resources: [video, 'quiz'] },
      { title: 'b', resources: [video, { href: 'https://example.org/b' }] },
    ],
    { resources: [{ key: 'quiz', title: 'Quiz' }] },
  );

  test('become resources of the course, one for an address, and are placed', async () => {
    const folder = folderWith();
    const result = await imported(folder, text);
    const { units, resources = [] } = course(folder);
    const titles = new Map(resources.map(({ sourcedId, title }) => [sourcedId, title]));
    const placed = units[0]?.lessons.map(({ title, resources: ids = [] }) => [
      title,
      ...ids.map((id) => titles.get(id)),
    ]);
    expect(placed).toEqual([
      ['a', 'Video', 'Quiz'],
      ['b', 'Video', 'b'],
    ]);
    expect(resources.map(({ metadata }) => metadata)).toEqual([
      undefined,
      { url: 'https://example.org/v', type: 'video' },
      { url: 'https://example.org/b' },
    ]);
    expect(result.account?.sums).toMatchObject([
      { sort: 'nodes', total: 8, placed: 7, merged: 1, leftOut: 0 },
      { sort: 'fields', leftOut: 0 },
    ]);
  });

  test('keep their ids when the lessons change places', async () => {
    const folder = folderWith();
    await imported(folder, text);
    const ids = () =>
      course(folder)
        .resources?.map(({ title, sourcedId }) => `${title} ${sourcedId}`)
        .sort();
    const before = ids();
    expect((await imported(folder, text)).changed).toEqual([]);
    const value: { courses: { units: { lessons: unknown[] }[] }[] } = JSON.parse(text);
    value.courses[0]?.units[0]?.lessons.reverse();
    await imported(folder, JSON.stringify(value));
    expect(ids()).toEqual(before);
  });
});

describe('a value that no manifest takes is left out and named, never emptied', () => {
  test.each([
    { field: 'resources', value: [{ what: 1 }, 5, null] },
    { field: 'resources', value: ['nope'] },
    { field: 'resources', value: { a: 'b' } },
  ])('$field of a lesson: $value', async ({ field, value }) => {
    const folder = folderWith();
    const result = await imported(folder, outline([{ title: 'a', [field]: value }]));
    const resources = course(folder).resources ?? [];
    const placed = course(folder).units[0]?.lessons[0]?.resources ?? [];
    expect(placed.every((id) => resources.some(({ sourcedId }) => sourcedId === id))).toBe(true);
    expect([...result.leftOut, ...(result.account?.leftOut ?? [])]).not.toEqual([]);
  });

  test.each([
    { field: 'subjects', value: [{ name: 'Math' }] },
    { field: 'subjects', value: ['Math', { name: 'Reading' }] },
    { field: 'grades', value: { from: 3, to: 5 } },
  ] as const)('$field of a course: $value', async ({ field, value }) => {
    const folder = folderWith();
    const result = await imported(folder, outline(['a'], { [field]: value }));
    expect(course(folder)[field]).toBeUndefined();
    expect(result.account?.leftOut.map(({ what }) => what)).toEqual([
      `the field ${field} of the course "R"`,
    ]);
  });
});

test('a key that comes twice is refused with its place: one of the two would be lost', async () => {
  const text =
    '{"courses":[{"title":"R","units":[{"title":"U","lessons":["a"],"lessons":["b"]}]}]}';
  const { ok, problems } = await importText(folderWith(), text);
  expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['import/unreadable']]);
  expect(problems[0]?.detail).toContain(
    '"lessons" twice in one map, at courses[0].units[0].lessons',
  );
});
