import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A catalog as an outline: in the order of its authors, with keys that may change and uuids that may not. */
export interface Corpus {
  readonly courses: readonly CorpusCourse[];
}
export interface CorpusCourse {
  readonly key: string;
  readonly uuid?: string;
  readonly title: string;
  readonly subject?: string;
  readonly grades?: readonly string[];
  readonly units: readonly CorpusUnit[];
}
export interface CorpusUnit {
  readonly key: string;
  readonly uuid?: string;
  readonly title: string;
  readonly lessons: readonly CorpusLesson[];
}
export interface CorpusLesson {
  readonly key: string;
  readonly uuid?: string;
  readonly title: string;
  readonly description?: string;
}

/** A course in thirteen languages, made for tests. */
const ownFile = join(import.meta.dirname, '../replay/several-scripts.json');
export const ownCorpus: Corpus = JSON.parse(readFileSync(ownFile, 'utf8'));

/** Lessons of the first course that the second one places as well, as authors do who share them. */
export const sharedLessons = 3;

/** A catalog with lessons in two places. */
export const sharingCorpus: Corpus = { courses: sharing(ownCorpus.courses) };

function sharing([first, second, ...others]: readonly CorpusCourse[]): readonly CorpusCourse[] {
  if (!first || !second) throw new Error('it takes two courses to share a lesson');
  const lessons = first.units.flatMap((unit) => unit.lessons).slice(0, sharedLessons);
  const unit = {
    key: 'shared',
    uuid: '3d1f7a0c-52b6-4c0e-8f6d-9a7c5e1b2f40',
    title: 'Shared',
    lessons,
  };
  return [first, { ...second, units: [...second.units, unit] }, ...others];
}

const folder = join(import.meta.dirname, '../../../shared/corpora');

/** A real catalog, if it lies beside the project; elsewhere the catalogs of our own stand alone. */
export function realCorpora(...names: readonly string[]) {
  return names.flatMap((name) => {
    const path = join(folder, `${name}.json`);
    if (!existsSync(path)) return [];
    return [{ name, path, corpus: JSON.parse(readFileSync(path, 'utf8')) as Corpus }];
  });
}

/** One manifest a course. Nodes without an id in the source get one from their place. */
export function manifestsOf({ courses }: Corpus): ReadonlyMap<string, string> {
  return new Map(
    courses.map((course, c) => {
      const units = course.units.map((unit, u) => ({
        sourcedId: unit.uuid ?? `${course.uuid ?? c}:unit:${u}`,
        title: unit.title || '(no title)',
        lessons: unit.lessons.map((lesson, l) => ({
          sourcedId: lesson.uuid ?? `${course.uuid ?? c}:lesson:${u}:${l}`,
          title: lesson.title || '(no title)',
          metadata: {
            key: lesson.key,
            ...(lesson.description && { description: lesson.description }),
          },
        })),
      }));
      const node = {
        kind: 'course',
        sourcedId: course.uuid ?? `course:${c}`,
        title: course.title,
        units,
      };
      return [`catalog/${String(c).padStart(3, '0')}.yaml`, JSON.stringify(node, undefined, 1)];
    }),
  );
}

/** Every further placement of a lesson gets an id of its own: the id and the number of the placement. */
export function onePlacementEach(corpus: Corpus): Corpus {
  const seen = new Map<string, number>();
  const own = (uuid: string | undefined) => {
    if (uuid === undefined) return {};
    const count = (seen.get(uuid) ?? 0) + 1;
    seen.set(uuid, count);
    return { uuid: count === 1 ? uuid : `${uuid}:${count}` };
  };
  return {
    courses: corpus.courses.map((course) => ({
      ...course,
      units: course.units.map((unit) => ({
        ...unit,
        lessons: unit.lessons.map((lesson) => ({ ...lesson, ...own(lesson.uuid) })),
      })),
    })),
  };
}
