import type { JsonObject } from '../../src/model/json.ts';
import { fc } from './laws.ts';

// Random catalogs over one pool of ids, so that two of them are two states of one catalog.

const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const leaf = fc.oneof(
  fc.integer(),
  fc.boolean(),
  title,
  fc.constant(null),
  fc.array(title, { maxLength: 2 }),
);
const name = fc.stringMatching(/^[a-z]{1,5}$/);
const metadata = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { maxKeys: 2 })), {
  maxKeys: 3,
});
const fields = fc.record({ title, metadata }, { requiredKeys: ['title'] });
const courseFields = fc.record(
  {
    title,
    metadata,
    grades: fc.uniqueArray(fc.constantFrom('5', '6', '7', 'K'), { maxLength: 3 }),
    subjects: fc.option(fc.uniqueArray(fc.constantFrom('Math', 'Reading'), { maxLength: 2 })),
    courseCode: fc.option(title),
  },
  { requiredKeys: ['title'] },
);

/** Which of a fixed pool of ids are there, under which parent, in which order, with which fields. */
export const arrangement = fc.record({
  courses: fc.array(courseFields, { minLength: 1, maxLength: 2 }),
  units: fc.shuffledSubarray([0, 1, 2, 3]),
  lessons: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6]),
  places: fc.array(fc.nat(), { minLength: 11, maxLength: 11 }),
  texts: fc.array(fields, { minLength: 11, maxLength: 11 }),
  video: fc.boolean(),
});
type Arrangement = typeof arrangement extends fc.Arbitrary<infer T> ? T : never;

/** No two nodes are alike by chance: the gate would rightly take one for the other. */
const words = 'apple river stone cloud tiger violin harbour meadow copper lantern saddle'.split(
  ' ',
);
const distinct = (index: number, node: Arrangement['texts'][number] | undefined) => ({
  ...node,
  title: `${words[index]}${node?.title}`,
});

/** A manifest a course. */
export function manifestsOf(arranged: Arrangement): JsonObject[] {
  const { courses, units, lessons, places, texts, video } = arranged;
  const under = (place: number | undefined, parents: number) => (place ?? 0) % Math.max(1, parents);
  return courses.map((course, c) => {
    const mine = units.filter((u) => under(places[u], courses.length) === c);
    const nodes = mine.map((u) => ({
      sourcedId: `unit-${u}`,
      ...distinct(u, texts[u]),
      lessons: lessons
        .filter((l) => units[under(places[4 + l], units.length)] === u)
        .map((l) => ({
          sourcedId: `lesson-${l}`,
          ...distinct(4 + l, texts[4 + l]),
          ...(video && l === 0 && { resources: ['video'] }),
        })),
    }));
    const resource = { sourcedId: 'video', title: 'Video', vendorResourceId: 'v' };
    return {
      kind: 'course',
      sourcedId: `course-${c}`,
      ...course,
      units: nodes,
      ...(video && c === 0 && { resources: [resource] }),
    };
  });
}
