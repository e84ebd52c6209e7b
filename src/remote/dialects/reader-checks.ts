import { quoteShort } from '../../document/place.ts';
import { nearest } from '../../document/validate.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { contentRules } from '../../model/content-rules.ts';
import { isNumber, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isMatching, isText, type JsonTest, listOfAll } from '../../model/json-values.ts';
import { addressOf } from '../../model/node.ts';
import { placementsIn } from '../../model/placements.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type MetadataForm, metadataKeysOf, metadataTypes } from '../../model/sdk/metadata.ts';
import { sdkGrade, sdkSubjects } from '../../model/sdk/values.ts';
import { rowsFrom } from './facts.ts';

const sdk = rowsFrom('official SDK');
const modes = ['refused', 'warned', 'any'] as const;

/** How a value is treated that the models of the official SDK do not read, or do not write. */
export type ReaderMode = (typeof modes)[number];

/** Rows about values that the models of the official SDK refuse. */
export const readerFacts = {
  'reader.grades': sdk.choice(
    modes,
    'What becomes of a grade that is none of -1 to 13, K, PK or a word for one: one such course makes each list of courses raise, for all readers of the platform.',
  ),
  'reader.subjects': sdk.choice(
    modes,
    'What becomes of a subject of a course that is none of the ten: it is read, and no client on the SDK can write the course.',
  ),
  'reader.prerequisiteCriteria': sdk.choice(
    modes,
    'What becomes of a prerequisiteCriteria other than ALL and ANY, in any case: each list of components raises.',
  ),
  'reader.lessonType': sdk.choice(
    modes,
    'What becomes of a lessonType of a placement that is none of the six: it is read, and no client on the SDK can write the placement.',
  ),
  'reader.resourceMetadata': sdk.choice(
    modes,
    'What becomes of metadata of a resource that does not fit its `type`: no client on the SDK can write the resource.',
  ),
} as const;

export type ReaderRow = keyof typeof readerFacts;
export const readerRows = Object.keys(readerFacts) as readonly ReaderRow[];
export type ReaderModes = Readonly<Record<ReaderRow, ReaderMode>>;

/** A value that the models of the official SDK refuse. */
interface Unreadable {
  readonly row: ReaderRow;
  readonly node: CatalogNode;
  readonly field: string;
  readonly detail: string;
  readonly hint: string;
}

/**
 * Problems of values that the models of the official SDK refuse: errors or warnings, as each row says.
 * `leave` completes the hint: how to publish such a value all the same.
 */
export function checkReaders(
  { nodes }: Catalog,
  modes: ReaderModes,
  leave: (row: ReaderRow) => string = byRow,
): Problem[] {
  const all = [...nodes.values()].flatMap(unreadableIn);
  return readerRows.flatMap((row) => {
    const mode = modes[row];
    const found = mode === 'any' ? [] : all.filter((one) => one.row === row);
    const more = found.length - mostShown;
    return found.slice(0, mostShown).map(({ node, field, detail, hint }, at): Problem => {
      const { kind, sourcedId } = node.entity;
      const rest = more > 0 && at === mostShown - 1 ? ` So it is in ${more} more places.` : '';
      const made = problem('dialect/readers', {
        detail: `${detail} ${consequences[row]}${rest}`,
        hint: `${hint}${leave(row)}`,
        span: fieldSpan(node.source, field),
        address: addressOf(kind, sourcedId),
      });
      return mode === 'warned' ? { ...made, severity: 'warning' } : made;
    });
  });
}

/** The most problems that are shown for one row; the last of them says how many more there are. */
const mostShown = 50;

/** The sentence of a hint that says how to publish a value all the same. */
function byRow(row: ReaderRow): string {
  return ` If your readers accept it: \`facts: { ${row}: any }\` in the environment.`;
}

const consequences: Readonly<Record<ReaderRow, string>> = {
  'reader.grades':
    'With it, lists in the official SDK raise an error for every reader of the platform.',
  'reader.subjects': 'No client on the official SDK can write the course then.',
  'reader.prerequisiteCriteria':
    'With it, lists in the official SDK raise an error for every reader of the platform.',
  'reader.lessonType': 'No client on the official SDK can write the placement then.',
  'reader.resourceMetadata': 'No client on the official SDK can write the resource then.',
};

function unreadableIn(node: CatalogNode): Unreadable[] {
  const { kind, fields } = node.entity;
  switch (kind) {
    case 'course':
      return [
        ...wrongGrades(node, 'grades', fields['grades']),
        ...wrongWords(node, {
          ...{ row: 'reader.subjects', field: 'subjects', at: 'subjects' },
          ...{ words: listOf(fields['subjects']), known: sdkSubjects },
        }),
      ];
    case 'resource':
      return wrongMetadata(node, fields['metadata']);
    default:
      return [...wrongCriteria(node), ...wrongLessonTypes(node)];
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

interface Words {
  readonly row: ReaderRow;
  /** The field of the node that the problem points at. */
  readonly field: string;
  readonly at: string;
  readonly words: readonly Json[];
  readonly known: readonly string[];
}

function wrongWords(node: CatalogNode, { row, field, at, words, known }: Words): Unreadable[] {
  return words
    .filter((word) => !known.some((one) => one === word))
    .map((word) => ({
      ...{ row, node, field },
      detail: `${nameOf(node)} has ${inWords(word)} under ${at}.`,
      hint: suggestion(word, known),
    }));
}

function suggestion(word: Json, known: readonly string[]): string {
  const text = typeof word === 'string' ? word : JSON.stringify(word);
  const lower = known.find((one) => one.toLowerCase() === text.trim().toLowerCase());
  const near = lower ?? nearest(text, known);
  return near === undefined ? `Write one of ${known.join(', ')}.` : `Did you mean "${near}"?`;
}

function nameOf({ entity: { kind, title } }: CatalogNode): string {
  return `The ${kind} ${quoteShort(title)}`;
}

function inWords(value: Json): string {
  return typeof value === 'string' ? quoteShort(value) : quoteShort(JSON.stringify(value));
}

function wrongGrades(node: CatalogNode, at: string, value: Json | undefined): Unreadable[] {
  if (value === undefined || value === null) return [];
  const [field = at] = at.split('.');
  const about = { row: 'reader.grades', node, field } as const;
  if (!Array.isArray(value)) {
    const detail = `${nameOf(node)} has ${inWords(value)} under ${at}, which is not a list.`;
    return [{ ...about, detail, hint: `Write it as a list: [${JSON.stringify(value)}].` }];
  }
  return value
    .filter((grade: Json) => gradeIn(grade) === undefined)
    .map((grade: Json) => ({
      ...about,
      detail: `${nameOf(node)} has the grade ${inWords(grade)} under ${at}.`,
      hint: gradeHint(grade),
    }));
}

function gradeIn(grade: Json): number | undefined {
  return typeof grade === 'string' || isNumber(grade) ? sdkGrade(String(grade)) : undefined;
}

/** A hint for a grade: each grade of a span, the end of the scale, or the grade that a word stands for. */
function gradeHint(grade: Json): string {
  const text = String(grade).trim();
  const [, from, to] =
    /^(?:grades?\s{0,9})?([^\s-]{1,30})\s{0,9}(?:-|–|to)\s{0,9}([^\s-]{1,30})$/i.exec(text) ?? [];
  const [first, last] = [from, to].map((one) => (one === undefined ? undefined : sdkGrade(one)));
  if (first !== undefined && last !== undefined && first <= last) {
    const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return `Write each grade: [${all.join(', ')}].`;
  }
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) {
    return `The nearest is ${Math.min(13, Math.max(-1, Math.round(number)))}.`;
  }
  const near = words.find(([pattern]) => pattern.test(text))?.[1];
  return near === undefined
    ? 'Write numbers from -1 (Pre-K) to 13 (AP), K or PK.'
    : `Write ${near}.`;
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^(pre|tk)/i, 'PK'],
  [/^kinder/i, 'K'],
  [/^elementary/i, 'each grade: [1, 2, 3, 4, 5]'],
  [/^(ms|middle)/i, 'each grade: [6, 7, 8]'],
  [/^(hs|high)/i, 'each grade: [9, 10, 11, 12]'],
  [/^(ap|college)/i, '13'],
];

const criteria = ['ALL', 'ANY'] as const;

function wrongCriteria(node: CatalogNode): Unreadable[] {
  const value = node.entity.fields['prerequisiteCriteria'];
  if (value === undefined || value === null) return [];
  const text = typeof value === 'string' ? value.toUpperCase() : undefined;
  if (criteria.some((one) => one === text)) return [];
  const detail = `${nameOf(node)} has ${inWords(value)} under prerequisiteCriteria.`;
  const hint = 'ALL: every prerequisite; ANY: one of them.';
  return [
    { row: 'reader.prerequisiteCriteria', node, field: 'prerequisiteCriteria', detail, hint },
  ];
}

function wrongLessonTypes(node: CatalogNode): Unreadable[] {
  const { known } = contentRules['lesson-types'].values;
  return (placementsIn(node.entity.fields) ?? []).flatMap(({ said }) => {
    const { lessonType, metadata } = said;
    const all = [lessonType, isObject(metadata) ? metadata['lessonType'] : undefined];
    const types = [...new Set(all.filter((one) => one !== undefined && one !== null))];
    const about = { row: 'reader.lessonType', field: 'resources', at: 'lessonType' } as const;
    return wrongWords(node, { ...about, words: types, known });
  });
}

function wrongMetadata(node: CatalogNode, metadata: Json | undefined): Unreadable[] {
  if (!isObject(metadata)) return [];
  const { type, grades } = metadata;
  const ofGrades = wrongGrades(node, 'metadata.grades', grades);
  if (type === undefined || type === null) return ofGrades;
  const about = { row: 'reader.resourceMetadata', node, field: 'metadata' } as const;
  const keys = typeof type === 'string' ? metadataKeysOf(type) : undefined;
  if (!keys) {
    const detail = `${nameOf(node)} has the type ${inWords(type)}.`;
    return [...ofGrades, { ...about, detail, hint: suggestion(type, metadataTypes) }];
  }
  return [
    ...ofGrades,
    ...Object.entries(keys).flatMap(([key, { form, isRequired }]) => {
      const value = metadata[key];
      if (value === undefined || (value === null && !isRequired)) {
        if (!isRequired) return [];
        const detail = `${nameOf(node)} has the type ${type}, but no metadata.${key}.`;
        return [{ ...about, detail, hint: `Write it: ${formInWords(form)}.` }];
      }
      if (key === 'grades' || fits(value, form)) return [];
      const detail = `${nameOf(node)} has the type ${type}, but ${inWords(value)} under metadata.${key}.`;
      const hint =
        typeof form === 'object' ? suggestion(value, form.oneOf) : `Write ${formInWords(form)}.`;
      return [{ ...about, detail, hint }];
    }),
  ];
}

/** For each form, its name in words and a test of a value. Grades are judged separately. */
const formsOfMetadata: Readonly<
  Record<Extract<MetadataForm, string>, readonly [words: string, fits: JsonTest]>
> = {
  text: ['a text', isText],
  texts: ['a list of strings', listOfAll(isText)],
  number: ['a number', isNumber],
  truth: ['true or false', (value) => typeof value === 'boolean'],
  address: [
    'a complete URL that begins with https:// and a host',
    (value) => isMatching(/^https?:\/\/[^/]/i)(value) && URL.canParse(String(value)),
  ],
  grades: ['a list of grades', () => true],
  duration: [
    'a length as HH:MM:SS, such as "00:04:30"',
    isMatching(/^\d{2}:\d{2}:\d{2}(\.\d{2})?$/),
  ],
  objectives: [
    'a list of maps with `source` and `learningObjectiveIds`',
    listOfAll((one) => isObjectives(one)),
  ],
  failFast: [
    'a map with consecutiveFailures and stagnationLimit, whole numbers from 1 on',
    (value) => isObject(value) && isFailFast(value),
  ],
};

function formInWords(form: MetadataForm): string {
  return typeof form === 'object' ? `one of ${form.oneOf.join(', ')}` : formsOfMetadata[form][0];
}

function fits(value: Json, form: MetadataForm): boolean {
  return typeof form === 'object'
    ? form.oneOf.some((one) => one === value)
    : formsOfMetadata[form][1](value);
}

function isObjectives(value: Json): boolean {
  if (!isObject(value)) return false;
  const { source, learningObjectiveIds: ids, ...more } = value;
  const isList = Array.isArray(ids) && ids.every((one: Json) => typeof one === 'string');
  return typeof source === 'string' && isList && Object.keys(more).length === 0;
}

function isFailFast(value: JsonObject): boolean {
  return Object.entries(value).every(
    ([key, one]) =>
      ['consecutiveFailures', 'stagnationLimit'].includes(key) &&
      (one === null || (isNumber(one) && Number.isInteger(Number(one)) && Number(one) >= 1)),
  );
}
