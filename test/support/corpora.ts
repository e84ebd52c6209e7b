import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A catalog of ../shared/corpora, in the neutral outline format its README describes. */
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

const folder = join(import.meta.dirname, '../../../shared/corpora');

/** Undefined, and said on the console, where the folder is absent. */
export function readCorpus(name: string): Corpus | undefined {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  console.warn(`Skipped: ../shared/corpora/${name}.json is not here.`);
  return undefined;
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
