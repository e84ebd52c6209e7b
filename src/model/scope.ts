import { isObject, type Json, type JsonObject } from './json.ts';

/** The courses of a platform that a catalog is about: those that fit every part that is present. */
export interface CourseScope {
  /** Ids, course codes, and patterns of either. `own`: the courses of the manifests and the ledger. */
  readonly courses?: 'own' | readonly string[];
  /** The org that the course names. */
  readonly org?: string;
  /** The application that owns the course. */
  readonly primaryApp?: string;
  /** The text that the id of the course begins with. */
  readonly prefix?: string;
}

/** The parts of a course that a scope looks at. `fields` has the names of the manifests. */
export interface ScopedCourse {
  readonly sourcedId: string;
  readonly fields: JsonObject;
}

/** The entries of `courses` without patterns: each may be the id of a course. */
export function exactCourses({ courses }: CourseScope): readonly string[] {
  return Array.isArray(courses) ? courses.filter((text) => !isPattern(text)) : [];
}

/** Whether the scope can only hold ids that are named, so that no other course needs to be read. */
export function namesAllCourses({ courses }: CourseScope): boolean {
  return courses === 'own' || (courses !== undefined && !courses.some(isPattern));
}

/** The name of the part of a scope that a course does not fit; undefined if the course is in the scope. */
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

/** The owning application: the field, or else the metadata, in which older records have it. */
function appOf({ primaryApp, metadata }: JsonObject): Json | undefined {
  return primaryApp ?? (isObject(metadata) ? metadata['primaryApp'] : undefined);
}

/** Whether a text may match several ids: it has `*` for any characters, or `?` for one. */
function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether a pattern with `*` and `?` matches a whole text. It takes at most time in proportion to the
 * product of both lengths.
 */
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
