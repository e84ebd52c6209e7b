import { nearest } from '../../document/nearest.ts';
import { isForbiddenKey } from '../../document/tree.ts';
import { fieldOrder } from '../../manifest/structure.ts';
import { type Kind, kinds } from '../../model/kind.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';

/**
 * The content of a column: a field of a kind, which includes `key`, `sourcedId` and `metadata.…`.
 */
export interface Target {
  readonly kind: Kind;
  readonly field: string;
}

export interface Column {
  readonly name: string;
  readonly index: number;
  /** Content of the column; absent if unknown, so that the column is left out. */
  readonly target?: Target;
}

/** A column and its content as `--map` gives them; `-` means nothing. */
export interface Mapping {
  readonly column: string;
  readonly target: string;
}

/** Headers that reveal the content of a column, without blanks and punctuation. */
const words: readonly (readonly [RegExp, Kind, string])[] = [
  [/^course(title|name)?$/, 'course', 'title'],
  [/^course(key|id|no|number|slug)$/, 'course', 'key'],
  [/^course(uuid|guid|sourcedid)$/, 'course', 'sourcedId'],
  [/^coursecode$/, 'course', 'courseCode'],
  [/^subjects?$/, 'course', 'subjects'],
  [/^grades?(levels?)?$/, 'course', 'grades'],
  [/^org$/, 'course', 'org'],
  [/^(unit|module|section|chapter)(title|name)?$/, 'unit', 'title'],
  [/^(unit|module|section|chapter)(key|id|no|number|slug)$/, 'unit', 'key'],
  [/^(unit|module|section|chapter)(uuid|guid|sourcedid)$/, 'unit', 'sourcedId'],
  [/^(lesson|page|activity)(title|name)?$/, 'lesson', 'title'],
  [/^(title|name)$/, 'lesson', 'title'],
  [/^(lesson|page|activity)(key|id|no|number|slug|code|path)$/, 'lesson', 'key'],
  [/^(key|id|slug|path)$/, 'lesson', 'key'],
  [/^(lesson|page|activity)?(uuid|guid|sourcedid)$/, 'lesson', 'sourcedId'],
  [/^(lesson)?(description|summary)$/, 'lesson', 'metadata.description'],
  [/^(lesson)?(minutes|duration)$/, 'lesson', 'metadata.minutes'],
  [/^resource(title|name)?$/, 'resource', 'title'],
  [/^resource(key|id)$/, 'resource', 'key'],
  [/^vendorresourceid$/, 'resource', 'vendorResourceId'],
  [/^vendorid$/, 'resource', 'vendorId'],
  [/^(resource)?(url|link|href)$/, 'resource', 'metadata.url'],
];

/**
 * The content of each column: from `--map`, else from its name. A field comes from one column only.
 */
export function columnsOf(
  names: readonly string[],
  mappings: readonly Mapping[],
): Checked<readonly Column[]> {
  const problems = mappings.flatMap((mapping) => faults(mapping, names));
  const told = new Map(mappings.map(({ column, target }) => [column, target]));
  const taken = new Set([...told.values()]);
  const columns = names.map((name, index): Column => {
    const said = told.get(name);
    const target = said === undefined ? guess(name, taken) : targetOf(said);
    return { name, index, ...(target && { target }) };
  });
  return checked(columns, problems);
}

function guess(name: string, taken: Set<string>): Target | undefined {
  const word = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const found = words.find(
    ([form, kind, field]) => form.test(word) && !taken.has(`${kind}.${field}`),
  );
  if (!found) return undefined;
  const [, kind, field] = found;
  taken.add(`${kind}.${field}`);
  return { kind, field };
}

export function targetText({ kind, field }: Target): string {
  return `${kind}.${field}`;
}

function targetOf(text: string): Target | undefined {
  const [first = '', ...rest] = text.split('.');
  const kind = kinds.find((one) => one === first);
  const field = rest.join('.');
  return kind && isField(kind, field) ? { kind, field } : undefined;
}

const lists = ['subjects', 'grades', 'subjectCodes'];
const unfit = [
  'kind',
  'freeze',
  'additional',
  'metadata',
  'units',
  'lessons',
  'resources',
  'roles',
];

/** A longer column name is a misplaced cell. */
const longestField = 1000;

function isField(kind: Kind, field: string): boolean {
  if (field === 'key') return true;
  if (field.length > longestField) return false;
  if (/^metadata\.[^.\s]+(\.[^.\s]+)*$/.test(field)) return !field.split('.').some(isForbiddenKey);
  return fieldOrder[kind].includes(field) && !unfit.includes(field) && field !== 'prerequisites';
}

/** Whether a cell holds several texts. */
export function isList({ field }: Target): boolean {
  return lists.includes(field);
}

function faults({ column, target }: Mapping, names: readonly string[]): Problem[] {
  if (!names.includes(column)) {
    const near = nearest(column, names);
    return [
      problem('import/columns', {
        detail: `\`--map\` names the column "${column}", which the table has not. It has: ${names.join(', ')}.`,
        ...(near && { hint: `Did you mean "${near}"?` }),
      }),
    ];
  }
  if (target === '-' || targetOf(target)) return [];
  return [
    problem('import/columns', {
      detail: `\`--map\` says that "${column}" holds "${target}", which is no field of a node.`,
      hint: 'Write KIND.FIELD, such as lesson.title, lesson.key, unit.sourcedId, course.grades or lesson.metadata.minutes; or - for nothing.',
    }),
  ];
}
