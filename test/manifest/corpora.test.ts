import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { buildCatalog } from '../../src/manifest/build.ts';
import { format } from '../../src/manifest/format.ts';
import { globs, source } from './set.ts';

const folder = join(import.meta.dirname, '../../../shared/corpora');

interface Node {
  readonly key: string;
  readonly uuid?: string;
  readonly title: string;
  readonly units?: readonly Node[];
  readonly lessons?: readonly Node[];
}

function read(name: string): readonly Node[] {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')).courses;
}

/** A real course as a manifest; nodes without an id of their own get one from their place. */
function manifest(course: Node): string {
  const idOf = ({ uuid, key }: Node) => uuid ?? `no-uuid-${key.replace(/[^\w]+/g, '-')}`;
  return stringify({
    kind: 'course',
    sourcedId: idOf(course),
    title: course.title,
    units: course.units?.map((unit) => ({
      sourcedId: `${idOf(course)}.${idOf(unit)}`,
      title: unit.title,
      lessons: unit.lessons?.map((lesson) => ({ sourcedId: idOf(lesson), title: lesson.title })),
    })),
  });
}

describe.skipIf(!existsSync(folder))('real catalogs (skipped where ../shared is absent)', () => {
  test('OpenStax physics, volume 3, is read as it is', () => {
    const [course] = read('small-openstax-fizyka-3.json');
    const text = course ? manifest(course) : '';
    const built = buildCatalog({ files: [source('catalog/a.yaml', text)], globs });
    expect(built.problems).toEqual([]);
    const titles = built.ok
      ? [...built.value.nodes.values()].map(({ entity }) => entity.fields['title'])
      : [];
    expect(titles).toEqual([
      course?.title,
      ...(course?.units ?? []).flatMap((unit) => [
        unit.title,
        ...(unit.lessons ?? []).map(({ title }) => title),
      ]),
    ]);
    const formatted = format(source('catalog/a.yaml', text), () => 'never');
    expect(formatted.ok && formatted.value.changed).toBe(false);
  });

  test('the Odin Project: its hand-made ids are read, its shared lessons are told', () => {
    const courses = read('medium-odin-project.json');
    const files = courses.map((course, index) => source(`catalog/${index}.yaml`, manifest(course)));
    const { problems } = buildCatalog({ files, globs });
    const counts = new Map<string, number>();
    for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ 'id/duplicate': 113 });
  });
});
