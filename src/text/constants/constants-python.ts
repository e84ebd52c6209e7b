import type { CatalogConstants, CourseConstant, EventUrls } from '../../model/catalog-constants.ts';
import { pythonText as text } from './code-text.ts';

/** The module for Python, in the same shape as that for TypeScript. Needs Python 3.8. */
export function constantsToPython({ courses, resources, notes }: CatalogConstants): string {
  const units = courses.flatMap((course) => course.units.map((unit) => ({ course, unit })));
  const lessons = units.flatMap(({ unit }) => unit.lessons.map((lesson) => ({ unit, lesson })));
  const lines = [
    '# Made by `timeback-catalog ids export`. Do not edit: run it again.',
    ...notes.map((note) => `# ${note}`),
    types,
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
    '# The same by course, unit and lesson.',
    ...group('catalog', courses.flatMap(outline)),
  ];
  // The last of the blank lines between groups ends the file.
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
