import { contentRules } from '../content-rules.ts';
import { type Json, textsIn } from '../json.ts';

/**
 * How apps on the official SDK read a course: the values that they accept, and the fields by which they
 * name it. The sources are the packages `timeback-oneroster` and `timeback-sdk` 0.4.0.
 */

export const sdkSubjects: readonly string[] = contentRules.subjects.values.known;

/** The subject that the SDK uses for a course whose config file names none. */
export const sdkUsualSubject = 'Other';

/** The subjects by which an app can name a course together with a grade. */
const selectorSubjects: readonly string[] = [
  ...['Math', 'Reading', 'Science', 'Social Studies', 'Writing', sdkUsualSubject],
];

const lowestGrade = -1;
const highestGrade = 13;

/** The words that the models of the SDK read as grades, with their numbers. */
const gradeWords: ReadonlyMap<string, number> = new Map([
  ['pre-k', lowestGrade],
  ['pk', lowestGrade],
  ['k', 0],
  ['middle school', 7],
]);

const numberText = /^[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,4})?$/;

/** The number that the models of the SDK read in a grade: `"K"` is 0; undefined if they raise. */
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

/** The values by which apps name a course. */
export interface SdkIdentity {
  readonly courseCode?: string;
  /** The first subject of the course. */
  readonly subject?: string;
  /** The grade, if the course has only one: the number that the models read, or else the text. */
  readonly grade?: string;
}

/** The fields by which apps name a course. */
export const sdkIdentityFields = ['courseCode', 'subject', 'grade'] as const;
/** A field by which apps name a course. */
export type SdkIdentityField = (typeof sdkIdentityFields)[number];

/** The values in the fields of a course by which apps name it. */
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

/** Whether an app can name a course by this subject and grade. */
export function isSelectable(subject: string, grade: number): boolean {
  return selectorSubjects.includes(subject) && grade >= 0 && grade <= 12;
}

/** The id of the placement to which the SDK attaches that a student has completed a course. */
export function completionPlacement(course: string): string {
  return `${course}-cr`;
}
