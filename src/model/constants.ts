import type { IdKey, Kind } from './node.ts';

/** The live nodes of a catalog for programs of an app. Plain data, in the authors' order. */
export interface CatalogConstants {
  /** Notes for readers of the generated file, without texts from outside. */
  readonly notes: readonly string[];
  readonly courses: readonly CourseConstant[];
  readonly resources: readonly NodeConstant[];
  /** Of dialects that keep placements as records of their own; absent: the catalog knows none. */
  readonly placements?: readonly PlacementConstant[];
}

/** A resource in a lesson or unit: what a student opens, and what results of PowerPath hang on. */
export interface PlacementConstant extends NodeConstant {
  readonly parentKind: 'unit' | 'lesson';
  /** Name of the lesson or unit. */
  readonly parent: string;
  /** Name of the resource. */
  readonly resource: string;
  readonly eventUrls: EventUrls;
}

export interface NodeConstant {
  /** Valid by `isConstantName`, and unique among nodes of its kind. */
  readonly name: string;
  readonly sourcedId: string;
  readonly title: string;
}

export interface CourseConstant extends NodeConstant {
  /** Course code that the SDKs expect for an activity. */
  readonly courseCode?: string;
  readonly eventUrls: EventUrls;
  readonly units: readonly UnitConstant[];
}

interface UnitConstant extends NodeConstant {
  /** All in the unit, each in front of those that hang under it. */
  readonly lessons: readonly LessonConstant[];
}

export interface LessonConstant extends NodeConstant {
  /** Name of the lesson that it hangs under; absent: it hangs under the unit. */
  readonly above?: string;
  readonly eventUrls: EventUrls;
}

/** URLs of the node in events, by environment. */
export type EventUrls = Readonly<Record<string, string>>;

/** The name of a node in programs. It never changes, even if title or place do. */
export interface ConstantName {
  readonly sourcedId: string;
  readonly kind: Kind | 'placement';
  readonly name: string;
}

/**
 * Whether a text consists of ASCII capitals, digits and underscores: a valid identifier in
 * TypeScript and Python, and never a reserved word.
 */
export function isConstantName(text: string): boolean {
  return text.length <= longest && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(text);
}

/** Room for three short names with numbers. */
const longest = 200;

/** All names ever given in a catalog, committed beside its ledger. Lines are only added. */
export interface ConstantNames {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** By what the id is of. */
  readonly entries: ReadonlyMap<IdKey, ConstantName>;
}
