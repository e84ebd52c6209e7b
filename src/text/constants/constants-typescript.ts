import type { CatalogConstants, CourseConstant, EventUrls } from '../../model/catalog-constants.ts';
import { typescriptText as text } from './code-text.ts';

/**
 * A module with every node as a constant: flat by kind, since those stay where they are when a lesson
 * moves, and as the outline of the catalog.
 */
export function constantsToTypescript(constants: CatalogConstants): string {
  const { courses, resources, notes } = constants;
  const units = courses.flatMap((course) => course.units.map((unit) => ({ course, unit })));
  const lessons = units.flatMap(({ course, unit }) =>
    unit.lessons.map((lesson) => ({ course, unit, lesson })),
  );
  const lines = [
    '// Made by `timeback-catalog ids export`. Do not edit: run it again.',
    ...notes.map((note) => `// ${note}`),
    '/* eslint-disable */',
    '',
    ...object('courses', courses, (course) => [
      ...own('course', course),
      `courseCode: ${code(course)},`,
      `eventUrls: ${urls(course.eventUrls)},`,
    ]),
    ...object(
      'units',
      units.map((one) => ({ ...one, name: one.unit.name })),
      ({ unit, course }) => [...own('unit', unit), `course: courses.${course.name},`],
    ),
    '/** Each by itself: these stay where they are when a lesson moves to another unit. */',
    ...object(
      'lessons',
      lessons.map((one) => ({ ...one, name: one.lesson.name })),
      ({ lesson, unit, course }) => [
        ...own('lesson', lesson),
        `courseCode: ${code(course)},`,
        `course: courses.${course.name},`,
        `unit: units.${unit.name},`,
        `eventUrls: ${urls(lesson.eventUrls)},`,
      ],
    ),
    ...object('resources', resources, (resource) => own('resource', resource)),
    '/** The same by course, unit and lesson. */',
    'export const catalog = {',
    ...courses.flatMap(outline),
    '} as const;',
    '',
    'export type Course = (typeof courses)[keyof typeof courses];',
    'export type Unit = (typeof units)[keyof typeof units];',
    'export type Lesson = (typeof lessons)[keyof typeof lessons];',
    'export type Resource = (typeof resources)[keyof typeof resources];',
  ];
  return `${lines.join('\n')}\n`;
}

function object<T extends { readonly name: string }>(
  name: string,
  members: readonly T[],
  linesOf: (member: T) => readonly string[],
): string[] {
  const entries = members.flatMap((member) => [
    `  ${member.name}: {`,
    ...linesOf(member).map((line) => `    ${line}`),
    '  },',
  ]);
  return [`export const ${name} = {`, ...entries, '} as const;', ''];
}

function own(kind: string, { sourcedId, title }: { sourcedId: string; title: string }): string[] {
  return [`kind: '${kind}',`, `sourcedId: ${text(sourcedId)},`, `title: ${text(title)},`];
}

function code({ courseCode }: CourseConstant): string {
  return courseCode === undefined ? 'null' : text(courseCode);
}

function urls(eventUrls: EventUrls): string {
  const pairs = Object.entries(eventUrls).map(([name, url]) => `${text(name)}: ${text(url)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function outline(course: CourseConstant): string[] {
  return [
    `  ${course.name}: {`,
    `    course: courses.${course.name},`,
    ...course.units.flatMap((unit) => [
      `    ${unit.name}: {`,
      `      unit: units.${unit.name},`,
      ...unit.lessons.map(({ name }) => `      ${name}: lessons.${name},`),
      '    },',
    ]),
    '  },',
  ];
}
