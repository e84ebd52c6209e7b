import { contentRules } from '../content-rules.ts';
import { type Json, textsIn } from '../json.ts';

/**
 * What apps on the official SDK take for a course: its values, and how it names one. The sources are the
 * packages `timeback-oneroster` and `timeback-sdk` 0.4.0.
 */

/** The subjects that its models know. */
export const sdkSubjects: readonly string[] = contentRules.subjects.values.known;

/** The subject of a course in its config file that says none. */
export const sdkUsualSubject = 'Other';

/** The subjects by which an app can name a course together with a grade. */
const selectorSubjects: readonly string[] = [
  ...['Math', 'Reading', 'Science', 'Social Studies', 'Writing', sdkUsualSubject],
];

const lowestGrade = -1;
const highestGrade = 13;

/** Grades that its models read: numbers, and the words that they make numbers of. */
const gradeWords: ReadonlyMap<string, number> = new Map([
  ['pre-k', lowestGrade],
  ['pk', lowestGrade],
  ['k', 0],
  ['middle school', 7],
]);

const numberText = /^[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,4})?$/;

/** The number that its models read a grade as: `"K"` is 0, `"5th grade"` is 5. Undefined: they raise. */
export function sdkGrade(written: string): number | undefined {
  const raw = written.toLowerCase().trim().replaceAll('_', ' ');
  const bare = raw
    .replaceAll(/\bgrade\b/g, '')
    .replaceAll(/(?<=\d)(?:st|nd|rd|th)\b/g, '')
    .trim();
  const known = gradeWords.get(bare);
  if (known !== undefined) return known;
  const digits = bare.replaceAll(/\s+/g, '').replace(/^0+(?=.)/, '');
  const number = numberText.test(digits) ? Number(digits) : Number.NaN;
  const isKnown = Number.isInteger(number) && number >= lowestGrade && number <= highestGrade;
  return isKnown ? number + 0 : undefined;
}

/** Which fields of a course an app names it by, and what each makes of it. */
export interface SdkIdentity {
  readonly courseCode?: string;
  /** The first of its subjects. */
  readonly subject?: string;
  /** Its grade, if it has one alone; as a text if no model reads it. */
  readonly grade?: string;
}

export const sdkIdentityFields = ['courseCode', 'subject', 'grade'] as const;
export type SdkIdentityField = (typeof sdkIdentityFields)[number];

/** What in these fields of a course apps hang their records on. */
export function sdkIdentityOf(fields: { readonly [key: string]: Json }): SdkIdentity {
  const { courseCode, subjects, grades } = fields;
  const [subject] = textsIn(subjects);
  const all = textsIn(grades);
  const [grade] = all;
  return {
    ...(typeof courseCode === 'string' && courseCode !== '' && { courseCode }),
    ...(subject !== undefined && { subject }),
    ...(grade !== undefined && all.length === 1 && { grade: String(sdkGrade(grade) ?? grade) }),
  };
}

/** Whether an app can name a course by subject and grade. */
export function isSelectable(subject: string, grade: number): boolean {
  return selectorSubjects.includes(subject) && grade >= 0 && grade <= 12;
}

/** The id of the placement on which the SDK hangs that a student has completed a course. */
export function completionPlacement(course: string): string {
  return `${course}-cr`;
}
