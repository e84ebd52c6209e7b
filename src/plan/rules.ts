/**
 * How a platform's values compare with an author's. Data from the dialect; the differ itself knows
 * no platform.
 */
export interface CompareRules {
  /** Top-level fields whose lists have no order (`subjects`, `grades`). */
  readonly setLike: readonly string[];
  /** Top-level list fields whose elements are compared as text (`grades`: `5` equals `"5"`). */
  readonly asText: readonly string[];
  /** Whether a lesson names its course as well as its unit. */
  readonly lessonNamesCourse: boolean;
}
