import type { Json } from '../model/json.ts';

/**
 * How a platform's values compare with an author's. Data from the dialect; the differ itself knows
 * no platform. Fields are named by their path, `grades` or `metadata.tags`; the path of a map or a
 * list stands for everything in it.
 */
export interface CompareRules {
  /** Lists without an order. */
  readonly setLike: readonly string[];
  /** Numbers and truth values equal the texts that spell them: `5` equals `"5"`. */
  readonly asText: readonly string[];
  /** Blanks at the ends of texts do not count, and a run of them counts as one. */
  readonly trimmed: readonly string[];
  /** Upper and lower case are the same. */
  readonly caseless: readonly string[];
  /** Texts that say the same moment are the same: `2026-01-01`, `2026-01-01T00:00:00.000Z`. */
  readonly asMoment: readonly string[];
  /** Never compared: the platform decides. */
  readonly ignored: readonly string[];
  /** Whether a lesson names its course as well as its unit. */
  readonly lessonNamesCourse: boolean;
  /** Which zero values the platform keeps nothing of: where it has nothing, that is what it has of them. */
  readonly dropped?: readonly ZeroKind[];
  /** Lists of ids that the platform keeps in records of their own, so a write may get half-way. */
  readonly apart?: readonly string[];
}

/** A rule that names fields. */
export type CompareRule = Exclude<keyof CompareRules, 'lessonNamesCourse' | 'dropped' | 'apart'>;

/** Nothing is the same that is not equal. */
export const strictRules: CompareRules = {
  setLike: [],
  asText: [],
  trimmed: [],
  caseless: [],
  asMoment: [],
  ignored: [],
  lessonNamesCourse: false,
};

/** Whether one of the names stands for a path, by itself or by what it is in. */
export function covers(names: readonly string[], path: readonly string[]): boolean {
  if (names.length === 0) return false;
  const whole = path.join('.');
  return names.some((name) => whole === name || whole.startsWith(`${name}.`));
}

/** Zero values by what they are values of: 0, false and "". */
export const zeroKinds = ['numbers', 'truths', 'texts'] as const;
export type ZeroKind = (typeof zeroKinds)[number];

/** Which zero value this is; undefined for every other value. */
export function zeroKindOf(value: Json): ZeroKind | undefined {
  if (value === 0) return 'numbers';
  if (value === false) return 'truths';
  return value === '' ? 'texts' : undefined;
}

/** Whether a value is one that the platform keeps nothing of. */
export function isDropped(value: Json, { dropped = [] }: CompareRules): boolean {
  const kind = dropped.length > 0 ? zeroKindOf(value) : undefined;
  return kind !== undefined && dropped.includes(kind);
}
