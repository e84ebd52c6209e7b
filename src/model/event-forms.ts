/** How Caliper events name the student, the app and what is in the catalog, on one platform. */
export interface EventForms {
  /** Between the base URL and the sourcedId. */
  readonly coursePath: string;
  readonly lessonPath: string;
  readonly userPath: string;
  readonly applicationPath: string;
  /** The place at which a lesson counts. */
  readonly lessonAt: 'either' | 'extensions.lesson.id' | 'object.assignable.id';
  readonly actor: 'either' | 'application' | 'student';
  readonly subjects: readonly string[];
}

/** The address by which events name one of these. No sourcedId needs more escaping than this. */
export function eventUrl(baseUrl: string, path: string, sourcedId: string): string {
  return `${baseUrl}${path}/${encodeURIComponent(sourcedId)}`;
}
