import { createHash } from 'node:crypto';

export const layouts = ['one file a course', 'one file a unit'] as const;
type Layout = (typeof layouts)[number];

/** The numbers of lessons in a unit, and of units in a course. */
const size = { lessons: 10, units: 10 };

export interface CatalogShape {
  readonly lessons: number;
  readonly layout: Layout;
  /** Text after the title of the last lesson: another text is one change. */
  readonly titleEnd?: string;
  /** Adds that text to every n-th lesson; absent: only to the last. */
  readonly every?: number;
}

/** Manifests of a made-up catalog by file name; the same for the same shape on every machine. */
export function catalogFiles(shape: CatalogShape): ReadonlyMap<string, string> {
  const courses = Math.ceil(shape.lessons / (size.lessons * size.units));
  return new Map(numbers(courses).flatMap((course) => courseFiles(course, shape)));
}

/** The number of nodes of each kind in a catalog with `lessons` lessons. */
export function nodeCounts(
  lessons: number,
): Readonly<Record<'course' | 'unit' | 'lesson', number>> {
  const unit = Math.ceil(lessons / size.lessons);
  return { course: Math.ceil(unit / size.units), unit, lesson: lessons };
}

type File = readonly [name: string, text: string];

function courseFiles(course: number, shape: CatalogShape): File[] {
  const folder = `catalog/course-${course + 1}`;
  const units = part(nodeCounts(shape.lessons).unit, size.units, course);
  const written = units.map((unit) => ({ unit, lines: unitLines(unit, shape) }));
  const head = ['kind: course', ...courseLines(course), 'units:'];
  switch (shape.layout) {
    case 'one file a course':
      return [
        [`${folder}.yaml`, text([...head, ...written.flatMap(({ lines }) => listItem(lines))])],
      ];
    case 'one file a unit':
      return [
        [
          `${folder}/course.yaml`,
          text([...head, ...units.map((unit) => `  - include: unit-${unit + 1}.yaml`)]),
        ],
        ...written.map(
          ({ unit, lines }): File => [
            `${folder}/unit-${unit + 1}.yaml`,
            text(['kind: unit', ...lines]),
          ],
        ),
      ];
  }
}

function courseLines(course: number): string[] {
  return [
    `sourcedId: ${id('course', course)}`,
    `title: "Course ${course + 1}: Reading and writing"`,
    `courseCode: BENCH-${course + 1}`,
    'subjects: [Reading]',
    'grades: ["6", "7", "8"]',
    'metadata: { metrics: { totalXp: 1200, totalLessons: 100 } }',
  ];
}

function unitLines(unit: number, shape: CatalogShape): string[] {
  const lessons = part(shape.lessons, size.lessons, unit);
  return [
    `sourcedId: ${id('unit', unit)}`,
    `title: "Unit ${unit + 1}: Main ideas"`,
    'lessons:',
    ...lessons.flatMap((lesson) => listItem(lessonLines(lesson, shape))),
  ];
}

function lessonLines(lesson: number, shape: CatalogShape): string[] {
  const { lessons, titleEnd = '', every = lessons } = shape;
  const end = (lesson + 1) % every === 0 ? titleEnd : '';
  return [
    `sourcedId: ${id('lesson', lesson)}`,
    `title: "Lesson ${lesson + 1}: Finding the main idea${end}"`,
    'metadata:',
    '  description: "Readers name the main idea of a paragraph and the details that support it."',
    `  metrics: { totalXp: ${10 + (lesson % 20)} }`,
  ];
}

/** An entry of a list that is indented by two. */
function listItem([first = '', ...others]: readonly string[]): string[] {
  return [`  - ${first}`, ...others.map((line) => `    ${line}`)];
}

/** The numbers of the entries in one group, if `all` entries are in groups of `each`. */
function part(all: number, each: number, index: number): number[] {
  return numbers(Math.min(each, all - index * each)).map((at) => index * each + at);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** A UUID derived from the arguments. */
function id(kind: string, index: number): string {
  const hash = createHash('sha256').update(`${kind} ${index}`).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}
