import type { CatalogConstants, CourseConstant, EventUrls } from '../../model/constants.ts';
import {
  constantsToCsv,
  constantsToJson,
  typescriptText as quote,
  pythonText as text,
} from './constants-data.ts';

/** All units and lessons of some courses, each with its ancestors. */
function flat(courses: readonly CourseConstant[]) {
  const units = courses.flatMap((course) =>
    course.units.map((unit) => ({ name: unit.name, course, unit })),
  );
  const lessons = units.flatMap(({ course, unit }) =>
    unit.lessons.map((lesson) => ({ name: lesson.name, course, unit, lesson })),
  );
  return { units, lessons };
}

/**
 * A TypeScript module with every node as a constant: in a flat list by kind, which does not change if a
 * lesson moves, and as the outline of the catalog.
 */
function constantsToTypescript(constants: CatalogConstants): string {
  const { courses, resources, placements, notes } = constants;
  const { units, lessons } = flat(courses);
  const lines = [
    '// Made by `timeback-catalog ids export`. Do not edit: run it again.',
    ...notes.map((note) => `// ${note}`),
    '/* eslint-disable */',
    '',
    ...object('courses', courses, (course) => [
      ...ownMembers('course', course),
      `courseCode: ${code(course)},`,
      `eventUrls: ${urlMembers(course.eventUrls)},`,
    ]),
    ...object('units', units, ({ unit, course }) => [
      ...ownMembers('unit', unit),
      `course: courses.${course.name},`,
    ]),
    '/** Each by itself: these stay where they are when a lesson moves to another unit. */',
    ...object('lessons', lessons, ({ lesson, unit, course }) => [
      ...ownMembers('lesson', lesson),
      `courseCode: ${code(course)},`,
      `course: courses.${course.name},`,
      `unit: units.${unit.name},`,
      `eventUrls: ${urlMembers(lesson.eventUrls)},`,
    ]),
    ...object('resources', resources, (resource) => ownMembers('resource', resource)),
    ...(placements
      ? object('placements', placements, ({ parentKind, parent, resource, ...placement }) => [
          ...ownMembers('placement', placement),
          `${parentKind}: ${parentKind}s.${parent},`,
          `resource: resources.${resource},`,
          `eventUrls: ${urlMembers(placement.eventUrls)},`,
        ])
      : []),
    '/** The same by course, unit and lesson. */',
    'export const catalog = {',
    ...courses.flatMap(outlineMembers),
    '} as const;',
    '',
    'export type Course = (typeof courses)[keyof typeof courses];',
    'export type Unit = (typeof units)[keyof typeof units];',
    'export type Lesson = (typeof lessons)[keyof typeof lessons];',
    'export type Resource = (typeof resources)[keyof typeof resources];',
    ...(placements
      ? ['export type Placement = (typeof placements)[keyof typeof placements];']
      : []),
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

function ownMembers(
  kind: string,
  { sourcedId, title }: { sourcedId: string; title: string },
): string[] {
  return [`kind: '${kind}',`, `sourcedId: ${quote(sourcedId)},`, `title: ${quote(title)},`];
}

function code({ courseCode }: CourseConstant): string {
  return courseCode === undefined ? 'null' : quote(courseCode);
}

function urlMembers(eventUrls: EventUrls): string {
  const pairs = Object.entries(eventUrls).map(([name, url]) => `${quote(name)}: ${quote(url)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function outlineMembers(course: CourseConstant): string[] {
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

/** A Python module in the same shape as the TypeScript one. It needs Python 3.8. */
function constantsToPython({ courses, resources, placements, notes }: CatalogConstants): string {
  const { units, lessons } = flat(courses);
  const lines = [
    '# Made by `timeback-catalog ids export`. Do not edit: run it again.',
    ...notes.map((note) => `# ${note}`),
    types,
    ...(placements ? [placementType] : []),
    ...group(
      'courses',
      courses.map((course) => {
        const code = course.courseCode === undefined ? 'None' : text(course.courseCode);
        return `${course.name}: Final = Course(${own(course)}, ${code}, ${urls(course.eventUrls)})`;
      }),
    ),
    ...group(
      'units',
      units.map(
        ({ course, unit }) => `${unit.name}: Final = Unit(${own(unit)}, courses.${course.name})`,
      ),
    ),
    '# Each by itself: these stay where they are when a lesson moves to another unit.',
    ...group(
      'lessons',
      lessons.map(
        ({ unit, lesson }) =>
          `${lesson.name}: Final = Lesson(${own(lesson)}, units.${unit.name}, ${urls(lesson.eventUrls)})`,
      ),
    ),
    ...group(
      'resources',
      resources.map((resource) => `${resource.name}: Final = Resource(${own(resource)})`),
    ),
    ...(placements
      ? group(
          'placements',
          placements.map(({ parentKind, parent, resource, ...placement }) => {
            const above = `${parentKind}s.${parent}, resources.${resource}`;
            return `${placement.name}: Final = Placement(${own(placement)}, ${above}, ${urls(placement.eventUrls)})`;
          }),
        )
      : []),
    '# The same by course, unit and lesson.',
    ...group('catalog', courses.flatMap(outline)),
  ];
  // The last blank line between groups must not stand at the end of the file.
  return `${lines.join('\n').trimEnd()}\n`;
}

const types = `\
from dataclasses import dataclass
from typing import Dict, Final, Optional


@dataclass(frozen=True)
class Course:
    sourced_id: str
    title: str
    course_code: Optional[str]
    event_urls: Dict[str, str]


@dataclass(frozen=True)
class Unit:
    sourced_id: str
    title: str
    course: Course


@dataclass(frozen=True)
class Lesson:
    sourced_id: str
    title: str
    unit: Unit
    event_urls: Dict[str, str]

    @property
    def course(self) -> Course:
        return self.unit.course

    @property
    def course_code(self) -> Optional[str]:
        return self.unit.course.course_code


@dataclass(frozen=True)
class Resource:
    sourced_id: str
    title: str

`;

const placementType = `\
@dataclass(frozen=True)
class Placement:
    sourced_id: str
    title: str
    parent: object
    resource: Resource
    event_urls: Dict[str, str]

`;

function group(name: string, members: readonly string[]): string[] {
  const body = members.length === 0 ? ['pass'] : members;
  return [`class ${name}:`, ...body.map((line) => `    ${line}`), '', ''];
}

function own({ sourcedId, title }: { sourcedId: string; title: string }): string {
  return `${text(sourcedId)}, ${text(title)}`;
}

function urls(eventUrls: EventUrls): string {
  const pairs = Object.entries(eventUrls).map(([name, url]) => `${text(name)}: ${text(url)}`);
  return `{${pairs.join(', ')}}`;
}

function outline(course: CourseConstant): string[] {
  return [
    `class ${course.name}:`,
    `    course: Final = courses.${course.name}`,
    ...course.units.flatMap((unit) => [
      `    class ${unit.name}:`,
      `        unit: Final = units.${unit.name}`,
      ...unit.lessons.map(({ name }) => `        ${name}: Final = lessons.${name}`),
    ]),
  ];
}

/** The formats of exported constants, by the names that options take. */
export const constantsFormats = {
  typescript: constantsToTypescript,
  python: constantsToPython,
  json: constantsToJson,
  csv: constantsToCsv,
} as const satisfies Record<string, (constants: CatalogConstants) => string>;

export type ConstantsFormat = keyof typeof constantsFormats;

/** The format of constants for each extension of an output file. */
export const constantsFormatOfExtension: ReadonlyMap<string, ConstantsFormat> = new Map([
  ['.ts', 'typescript'],
  ['.mts', 'typescript'],
  ['.py', 'python'],
  ['.json', 'json'],
  ['.csv', 'csv'],
]);
