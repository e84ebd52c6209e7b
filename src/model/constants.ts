import type { IdKey, Kind } from './node.ts';

/** The live nodes of a catalog as constants for the programs of an app. Plain data, in the authors' order. */
export interface CatalogConstants {
  /** Notes for readers of the generated file. They have no text from outside. */
  readonly notes: readonly string[];
  readonly courses: readonly CourseConstant[];
  readonly resources: readonly NodeConstant[];
  /** The placements, in dialects that keep them as separate records. Absent: the catalog knows none. */
  readonly placements?: readonly PlacementConstant[];
}

/** A resource in a lesson or unit: students open it, and results of PowerPath belong to it. */
export interface PlacementConstant extends NodeConstant {
  readonly parentKind: 'unit' | 'lesson';
  /** The name of the lesson or unit. */
  readonly parent: string;
  /** The name of the resource. */
  readonly resource: string;
  readonly eventUrls: EventUrls;
}

/** A node under the name that programs use for it. */
export interface NodeConstant {
  /** Valid by `isConstantName`, and unique among nodes of its kind. */
  readonly name: string;
  readonly sourcedId: string;
  readonly title: string;
}

/** A course with its units, for the programs of an app. */
export interface CourseConstant extends NodeConstant {
  /** The course code that the SDKs expect for an activity. */
  readonly courseCode?: string;
  readonly eventUrls: EventUrls;
  readonly units: readonly UnitConstant[];
}

interface UnitConstant extends NodeConstant {
  /** All lessons in the unit, each before the lessons below it. */
  readonly lessons: readonly LessonConstant[];
}

/** A lesson, for the programs of an app. */
export interface LessonConstant extends NodeConstant {
  /** The name of the lesson above it. Absent: it is directly in the unit. */
  readonly above?: string;
  readonly eventUrls: EventUrls;
}

/** The URLs that events use for a node, by the name of the environment. */
export type EventUrls = Readonly<Record<string, string>>;

/** The name that programs use for a node. It never changes, even if the title or the place does. */
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

/** Enough for three short names with numbers. */
const longest = 200;

/** All names that a catalog ever gave, committed beside its ledger. Lines are only added. */
export interface ConstantNames {
  /** The path of the file, relative to the folder of the config. */
  readonly file: string;
  /** The names by the key of the node or placement. */
  readonly entries: ReadonlyMap<IdKey, ConstantName>;
}
