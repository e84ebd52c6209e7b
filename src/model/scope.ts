import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * The courses of a platform that a catalog is about. A course is among them if it fits all that is
 * said; what nothing is said of does not matter.
 */
export interface CourseScope {
  /** Ids, course codes and patterns of either; `own`: those of the manifests and the ledger. */
  readonly courses?: 'own' | readonly string[];
  /** The org that the course names. */
  readonly org?: string;
  /** The application that owns the course. */
  readonly primaryApp?: string;
  /** How the id of the course begins. */
  readonly prefix?: string;
}

/** A course as far as a scope asks about it: its fields under the names of manifests. */
export interface ScopedCourse {
  readonly sourcedId: string;
  readonly fields: JsonObject;
}

/** The words of `courses` that a course could have as its id. */
export function exactCourses({ courses }: CourseScope): readonly string[] {
  return Array.isArray(courses) ? courses.filter((text) => !isPattern(text)) : [];
}

/** Whether only the ids that are named can be in a scope, and so no other course needs to be read. */
export function namesAllCourses({ courses }: CourseScope): boolean {
  return courses === 'own' || (courses !== undefined && !courses.some(isPattern));
}

/** What keeps a course out of a scope, as the name of that part; undefined if it is in it. */
export function outsideOf(
  { sourcedId, fields }: ScopedCourse,
  { courses, org, primaryApp, prefix }: CourseScope,
): keyof CourseScope | undefined {
  if (prefix !== undefined && !sourcedId.startsWith(prefix)) return 'prefix';
  if (org !== undefined && fields['org'] !== org) return 'org';
  if (primaryApp !== undefined && appOf(fields) !== primaryApp) return 'primaryApp';
  if (courses === undefined || courses === 'own') return undefined;
  const names = [sourcedId, fields['courseCode']].filter((name) => typeof name === 'string');
  const isNamed = courses.some((text) => names.some((name) => matchesPattern(text, name)));
  return isNamed ? undefined : 'courses';
}

/** The field counts; in older records the owner stands in metadata alone. */
function appOf({ primaryApp, metadata }: JsonObject): Json | undefined {
  return primaryApp ?? (isObject(metadata) ? metadata['primaryApp'] : undefined);
}

/** Whether a text stands for several ids: it has `*` for any characters, or `?` for one. */
function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a whole text matches a pattern, in time proportional to the lengths of both multiplied. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let retry = 0;
  while (from < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at;
      retry = from;
      at += 1;
    } else if (sign !== undefined && (sign === '?' || sign === text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      retry += 1;
      from = retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** A scope in words: `courses bio, chem-*; org nice`. */
export function scopeText({ courses, org, primaryApp, prefix }: CourseScope): string {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['courses', courses === 'own' ? 'of the manifests' : courses?.join(', ')],
    ['org', org],
    ['primaryApp', primaryApp],
    ['ids that begin with', prefix],
  ];
  return parts.flatMap(([name, text]) => (text === undefined ? [] : `${name} ${text}`)).join('; ');
}
