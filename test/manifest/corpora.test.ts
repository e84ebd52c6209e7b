import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { buildCatalog } from '../../src/manifest/build.ts';
import { formatManifest } from '../../src/manifest/format.ts';
import { ownCorpus, realCorpora, sharedLessons, sharingCorpus } from '../support/corpora.ts';
import { globs, source } from './set.ts';

interface Node {
  readonly key: string;
  readonly uuid?: string;
  readonly title: string;
  readonly units?: readonly Node[];
  readonly lessons?: readonly Node[];
}

/** A course as a manifest; nodes without an id of their own get one from their place. */
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

const whole = [
  { name: 'ours', corpus: ownCorpus },
  ...realCorpora('small-openstax-fizyka-3'),
].flatMap(({ name, corpus }) => corpus.courses.map((course) => ({ name, course })));

test.each(whole)('$name, $course.title: is read as it is', ({ course }) => {
  const text = manifest(course);
  const built = buildCatalog({ files: [source('catalog/a.yaml', text)], globs });
  expect(built.problems).toEqual([]);
  const titles = built.ok
    ? [...built.value.nodes.values()].map(({ entity }) => entity.fields['title'])
    : [];
  expect(titles).toEqual([
    course.title,
    ...course.units.flatMap((unit) => [unit.title, ...unit.lessons.map(({ title }) => title)]),
  ]);
  const formatted = formatManifest(source('catalog/a.yaml', text), () => 'never');
  expect(formatted.ok && formatted.value.changed).toBe(false);
});

test.each([
  { name: 'ours', corpus: sharingCorpus, duplicates: sharedLessons },
  ...realCorpora('medium-odin-project').map((one) => ({ ...one, duplicates: 113 })),
])('$name: ids are read however they were made, shared lessons are told', (one) => {
  const { courses } = one.corpus;
  const files = courses.map((course, index) => source(`catalog/${index}.yaml`, manifest(course)));
  const { problems } = buildCatalog({ files, globs });
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({ 'id/duplicate': one.duplicates });
});
