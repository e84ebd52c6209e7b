/** The live nodes of a catalog for programs of an app. Plain data, in the authors' order. */
export interface CatalogConstants {
  /** Notes for readers of the generated file, without texts from outside. */
  readonly notes: readonly string[];
  readonly courses: readonly CourseConstant[];
  readonly resources: readonly NodeConstant[];
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

export interface UnitConstant extends NodeConstant {
  readonly lessons: readonly LessonConstant[];
}

export interface LessonConstant extends NodeConstant {
  readonly eventUrls: EventUrls;
}

/** URLs of the node in events, by environment. */
export type EventUrls = Readonly<Record<string, string>>;
