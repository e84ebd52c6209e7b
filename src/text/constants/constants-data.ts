import type { CatalogConstants, EventUrls, NodeConstant } from '../../model/constants.ts';
import { withoutCiCommands, withUnseen } from '../escape.ts';
import { jsonText } from '../json/read-json.ts';

/** For programs in other languages. Reads as the outline of the catalog. */
export function constantsToJson({
  courses,
  resources,
  placements,
  notes,
}: CatalogConstants): string {
  return jsonText({
    format_version: '1.0',
    version: 1,
    notes,
    courses: courses.map(({ courseCode, eventUrls, units, ...course }) => ({
      ...own(course),
      courseCode: courseCode ?? null,
      eventUrls,
      units: units.map(({ lessons, ...unit }) => ({
        ...own(unit),
        lessons: lessons.map(({ above, eventUrls, ...lesson }) => ({
          ...own(lesson),
          ...(above !== undefined && { lesson: above }),
          eventUrls,
        })),
      })),
    })),
    resources: resources.map(own),
    ...(placements && {
      placements: placements.map(({ parentKind, parent, resource, eventUrls, ...placement }) => ({
        ...own(placement),
        [parentKind]: parent,
        resource,
        eventUrls,
      })),
    }),
  });
}

function own({ name, sourcedId, title }: NodeConstant) {
  return { name, sourcedId, title };
}

type Row = readonly [kind: string, node: NodeConstant, cells: Cells];

interface Cells {
  readonly course?: string;
  readonly unit?: string;
  readonly courseCode?: string | undefined;
  readonly eventUrls?: EventUrls;
}

/** One row a node, for spreadsheets and databases: RFC 4180 with plain line breaks. */
export function constantsToCsv({ courses, resources, placements = [] }: CatalogConstants): string {
  const rows = [
    ...courses.flatMap((course): Row[] => [
      ['course', course, course],
      ...course.units.flatMap((unit): Row[] => {
        const above = { course: course.sourcedId, courseCode: course.courseCode };
        const inUnit = { ...above, unit: unit.sourcedId };
        return [
          ['unit', unit, above],
          ...unit.lessons.map((lesson): Row => {
            return ['lesson', lesson, { ...inUnit, eventUrls: lesson.eventUrls }];
          }),
        ];
      }),
    ]),
    ...resources.map((resource): Row => ['resource', resource, {}]),
    ...placements.map((one): Row => ['placement', one, { eventUrls: one.eventUrls }]),
  ];
  const environments = [
    ...new Set(rows.flatMap(([, , { eventUrls = {} }]) => Object.keys(eventUrls))),
  ];
  const head = ['kind', 'name', 'sourcedId', 'title', 'courseCode', 'courseId', 'unitId'];
  const lines = [
    [...head, ...environments.map((name) => `eventUrl ${name}`)],
    ...rows.map(([kind, { name, sourcedId, title }, cells]) => [
      ...[kind, name, sourcedId, title, cells.courseCode ?? ''],
      ...[kind === 'course' ? '' : (cells.course ?? ''), cells.unit ?? ''],
      ...environments.map((environment) => cells.eventUrls?.[environment] ?? ''),
    ]),
  ];
  return withoutCiCommands(lines.map((cells) => `${cells.map(cellText).join(',')}\n`).join(''));
}

/**
 * The title as it is: CSV has no escapes, so one would be read as part of it. Of what a screen obeys
 * or hides, and is no spelling, only that it was there is shown.
 */
function cellText(text: string): string {
  const shown = asText(withUnseen(text.toWellFormed().replaceAll('\r\n', '\n'), seen));
  return /[",\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

function seen(character: string): string {
  if (character === '\n') return character;
  return /[\t\v\f\r\u0085\u2028\u2029]/.test(character) ? ' ' : '\ufffd';
}

/**
 * A spreadsheet takes what begins like a formula for one, in full width as well, and some do so after
 * blanks; a quote before it keeps it a text.
 */
function asText(text: string): string {
  return /^[\s\ufffd]*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** What an editor, a screen or a reviewer would not see: it stands in code only spelled out. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text from outside as a literal of TypeScript. */
export function typescriptText(text: string): string {
  return literal(text, (character) =>
    Array.from({ length: character.length }, (_, at) => unitText(character.charCodeAt(at))).join(
      '',
    ),
  );
}

/** The same of Python, where a character beyond the first plane is one and not two. */
export function pythonText(text: string): string {
  return literal(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : unitText(code);
  });
}

function literal(text: string, spelledOut: (character: string) => string): string {
  // JSON's escapes of quotes, backslashes and halves of characters mean the same in both.
  return withoutCiCommands(JSON.stringify(text).replace(unseen, spelledOut));
}

function unitText(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
