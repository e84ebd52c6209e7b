import type { CatalogConstants, EventUrls, NodeConstant } from '../../model/constants.ts';
import { withoutCiCommands, withUnseen } from '../escape.ts';
import { jsonText } from '../json/read-json.ts';

/** The constants as JSON for programs in other languages, nested like the outline of the catalog. */
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

/**
 * The constants as CSV for spreadsheets and databases, one row for each node: RFC 4180 with plain line
 * breaks.
 */
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
 * A cell of CSV. CSV has no escapes, so a reader would take one for a part of the title. A character that a
 * screen obeys or hides is replaced by a mark, unless it is part of the spelling.
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
 * A text that no spreadsheet takes for a formula: a quote is put before its signs, in full width too, since
 * some spreadsheets ignore blanks before them.
 */
function asText(text: string): string {
  return /^[\s\ufffd]*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** Characters that editors, screens or reviewers do not see: code has them only as escapes. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text from outside as a literal of TypeScript. */
export function typescriptText(text: string): string {
  return literal(text, (character) =>
    Array.from({ length: character.length }, (_, at) => unitText(character.charCodeAt(at))).join(
      '',
    ),
  );
}

/** A text from outside as a literal of Python, in which a character beyond U+FFFF is one character. */
export function pythonText(text: string): string {
  return literal(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : unitText(code);
  });
}

function literal(text: string, spelledOut: (character: string) => string): string {
  // JSON's escapes of quotes, backslashes and lone surrogates mean the same in both languages.
  return withoutCiCommands(JSON.stringify(text).replace(unseen, spelledOut));
}

function unitText(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
