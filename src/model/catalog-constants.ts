/** The live nodes of a catalog as the programs of an app know them. Plain data, in the authors' order. */
export interface CatalogConstants {
  /** What a reader of the file has to know, in sentences of our own. */
  readonly notes: readonly string[];
  readonly courses: readonly CourseConstant[];
  readonly resources: readonly NodeConstant[];
}

export interface NodeConstant {
  /** As `isConstantName` allows; no other node of its kind has it. */
  readonly name: string;
  readonly sourcedId: string;
  readonly title: string;
}

export interface CourseConstant extends NodeConstant {
  /** What the SDKs take as the course of an activity. */
  readonly courseCode?: string;
  readonly eventUrls: EventUrls;
  readonly units: readonly UnitConstant[];
}

export interface UnitConstant extends NodeConstant {
  readonly lessons: readonly LessonConstant[];
}

export interface LessonConstant extends NodeConstant {
  readonly eventUrls: EventUrls;
}

/** How events name the node, by environment. */
export type EventUrls = Readonly<Record<string, string>>;
