// Made from schemas/ by `npm run generate`.

/**
 * The subjects, such as Reading or Math; their order means nothing. null clears the list.
 */
export type Subjects = string[] | null;
/**
 * The grades, such as "6" or "K"; their order means nothing. Whole numbers become texts. null clears the list.
 */
export type Grades = (string | number)[] | null;
/**
 * Codes of the subjects; their order means nothing. null clears the list.
 */
export type SubjectCodes = string[] | null;
/**
 * The roles of the item: primary, secondary or both.
 */
export type Roles = ('primary' | 'secondary')[];
/**
 * A file that holds one lesson. It takes part through the unit that includes it.
 */
export type LessonFile = Lesson;
export type Change = {
  /**
   * @minItems 1
   * @maxItems 1
   */
  actions: ['create' | 'update' | 'move' | 'reorder' | 'retire'];
  /**
   * Why a node retires.
   */
  reason?: string;
  /**
   * The number alone changes, to make room for a sibling.
   */
  makes_room?: boolean;
  /**
   * Of the differing fields; null where the node does not exist yet.
   */
  before: {
    [k: string]: unknown;
  } | null;
  /**
   * The differing fields; for a new node all its fields.
   */
  after: {
    [k: string]: unknown;
  };
  fields: Field[];
  from?: Place;
  to?: Place;
  [k: string]: unknown;
};
/**
 * Nodes whose subtrees alone the run is about; empty: all but what is excluded.
 *
 * Items: The kind and the sourcedId.
 */
export type Addresses = string[];
/**
 * Nodes whose subtrees the run leaves.
 *
 * Items: The kind and the sourcedId.
 */
export type Addresses1 = string[];
/**
 * Changes outside the targets that those inside need.
 *
 * Items: The kind and the sourcedId.
 */
export type Addresses2 = string[];
/**
 * Nodes made live again on purpose, with --restore.
 *
 * Items: The kind and the sourcedId.
 */
export type Addresses3 = string[];
/**
 * A file that holds one resource.
 */
export type ResourceFile = Resource;
/**
 * A file that holds one unit with its lessons. It takes part through the course that includes it.
 */
export type UnitFile = Unit;

/**
 * The type of each kind of document.
 */
export interface Documents {
  config: Config;
  course: Course;
  lesson: LessonFile;
  plan: TimebackCatalogPlan;
  plans: TimebackCatalogPlans;
  resource: ResourceFile;
  unit: UnitFile;
}
/**
 * timeback-catalog.yaml: where the manifests are and which platforms they can be published to. Committed, so it never holds a secret.
 */
export interface Config {
  /**
   * Globs of the manifests, relative to this file. Default: catalog/** /*.yaml
   */
  catalog?: string | [string, ...string[]];
  /**
   * The ledger of all ids ever minted, relative to this file. Default: catalog.ids
   */
  ids?: string;
  /**
   * sourcedId of the org of every course that names none, for example partner-sandbox.
   */
  org?: string;
  /**
   * How many results of students may hang on what one plan retires or moves. apply refuses more. Default: any number.
   */
  maxAffectedResults?: number;
  /**
   * The environment used where --env is not given.
   */
  defaultEnv?: string;
  /**
   * The platforms that the catalog can be published to, by name.
   */
  environments?: {
    [k: string]: Environment;
  };
}
/**
 * One platform.
 */
export interface Environment {
  /**
   * true: the emulator inside this tool, with its data under .timeback-catalog/. Nothing leaves the machine.
   */
  emulator?: boolean;
  /**
   * A platform by the name that the Core client knows it under: production is https://api.alpha-1edtech.ai. Partners have no other; use baseUrl for any other address.
   */
  env?: 'production';
  /**
   * Where the platform is, for example https://api.alpha-1edtech.ai
   */
  baseUrl?: string;
  services?: Services;
  /**
   * Which documented form of the API the platform speaks.
   */
  dialect?: 'partner' | 'oneroster';
  /**
   * Where tokens come from: a path on the platform or a whole address.
   */
  tokenUrl?: string;
  /**
   * As the org at the top level, for this environment only.
   */
  org?: string;
  /**
   * As maxAffectedResults at the top level, for this environment only.
   */
  maxAffectedResults?: number;
  /**
   * Names of the environment variables that hold the credentials; never their values.
   */
  credentials?: {
    /**
     * Name of a variable.
     */
    clientId: string;
    /**
     * Name of a variable.
     */
    clientSecret: string;
  };
  /**
   * The most requests in flight at once. Default 8; more than 10 is reported to be refused.
   */
  parallelism?: number;
  overrides?: MapOfOverrides;
  /**
   * Corrections of the dialect table, where the platform differs from what the public documents let us assume. docs/dialect-partner.md and docs/dialect-oneroster.md list the rows; docs/facts-classroom.md those of people, events and results.
   */
  facts?: {
    [k: string]: string | number | boolean | string[];
  };
}
/**
 * The address of each service by itself, as the Core client takes it. Needs a tokenUrl that is a whole address, here or beside the service.
 */
export interface Services {
  /**
   * Rostering, where courses live: an address, or an address with a token address of its own. No other service takes part in publishing.
   */
  oneroster: string | Service;
}
/**
 * A service with its own way to tokens.
 */
export interface Service {
  /**
   * Where the service is.
   */
  baseUrl: string;
  /**
   * Where its tokens come from, in place of the tokenUrl of the environment: a whole address.
   */
  tokenUrl?: string;
}
/**
 * Fields that this environment holds other than the manifests say: by kind (course, unit, lesson, resource) for all nodes of the kind, or by address (course/ID) for one, which wins. Texts, numbers and lists are replaced, maps merged key by key, metadata.goals and metadata.metrics all the way down.
 */
export interface MapOfOverrides {
  course?: OverrideOfACourse;
  unit?: OverrideOfAUnit;
  lesson?: OverrideOfALesson;
  resource?: OverrideOfAResource;
  [k: string]:
    OverrideOfACourse | OverrideOfAUnit | OverrideOfALesson | OverrideOfAResource | undefined;
}
/**
 * Fields of a course for one environment. Identity, place and references are the same everywhere.
 *
 * This interface was referenced by `MapOfOverrides`'s JSON-Schema definition
 * via the `patternProperty` "^course/.".
 */
export interface OverrideOfACourse {
  /**
   * A short code for people, such as ATK-MSR. null clears it.
   */
  courseCode?: string | null;
  /**
   * The sourcedId of the org that the course belongs to. Leave it out to take the org of the config.
   */
  org?: string | null;
  subjects?: Subjects;
  grades?: Grades;
  subjectCodes?: SubjectCodes;
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title?: string;
}
/**
 * Further facts about the node, in any shape. Managed entry by entry: what is not written here stays as it is on the platform, null clears an entry.
 */
export interface Metadata {
  [k: string]: unknown;
}
/**
 * Fields that the platform takes and this tool does not know. They are sent at the top level of the record, as written here.
 */
export interface Additional {
  [k: string]: unknown;
}
/**
 * Fields of a unit for one environment. Identity, place and references are the same everywhere.
 *
 * This interface was referenced by `MapOfOverrides`'s JSON-Schema definition
 * via the `patternProperty` "^unit/.".
 */
export interface OverrideOfAUnit {
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title?: string;
}
/**
 * Fields of a lesson for one environment. Identity, place and references are the same everywhere.
 *
 * This interface was referenced by `MapOfOverrides`'s JSON-Schema definition
 * via the `patternProperty` "^lesson/.".
 */
export interface OverrideOfALesson {
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title?: string;
}
/**
 * Fields of a resource for one environment. Identity, place and references are the same everywhere.
 *
 * This interface was referenced by `MapOfOverrides`'s JSON-Schema definition
 * via the `patternProperty` "^resource/.".
 */
export interface OverrideOfAResource {
  /**
   * The item's id in the vendor's own system.
   */
  vendorResourceId?: string;
  /**
   * Who provides the item. null clears it.
   */
  vendorId?: string | null;
  /**
   * The application that shows the item. null clears it.
   */
  applicationId?: string | null;
  roles?: Roles;
  /**
   * Whether the item carries the lesson or supports it.
   */
  importance?: 'primary' | 'secondary';
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title?: string;
}
/**
 * A file that holds one course: an outline of units and lessons, in order.
 */
export interface Course {
  /**
   * What this file holds.
   */
  kind: 'course';
  /**
   * Identity for ever: every student's record hangs on it. Leave it out of a new node and run `timeback-catalog fmt`, which writes a UUID. Never change it and never copy it.
   */
  sourcedId?: string;
  /**
   * true: nothing of this course is published for now; a plan names what it holds back. Resources are not part of it.
   */
  freeze?: boolean;
  /**
   * A short code for people, such as ATK-MSR. null clears it.
   */
  courseCode?: string | null;
  /**
   * The sourcedId of the org that the course belongs to. Leave it out to take the org of the config.
   */
  org?: string | null;
  subjects?: Subjects;
  grades?: Grades;
  subjectCodes?: SubjectCodes;
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The units in their order, written here or included.
   */
  units?: (Unit | Include)[];
  /**
   * Resources that lessons can place, written here or included. Their order means nothing.
   */
  resources?: (Resource | Include)[];
  /**
   * The name that people see. It may change at any time.
   */
  title: string;
}
/**
 * A part of a course that groups lessons. Its place in the list is its place in the course.
 */
export interface Unit {
  /**
   * What this node is.
   */
  kind?: 'unit';
  /**
   * Identity for ever: every student's record hangs on it. Leave it out of a new node and run `timeback-catalog fmt`, which writes a UUID. Never change it and never copy it.
   */
  sourcedId?: string;
  /**
   * The sourcedIds of the units that come before this one. null clears the list.
   */
  prerequisites?: string[] | null;
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The lessons in their order, written here or included.
   */
  lessons?: (Lesson | Include)[];
  /**
   * The name that people see. It may change at any time.
   */
  title: string;
}
/**
 * The smallest thing that activity is reported on: one skill, topic or teachable concept. Its place in the list is its place in the unit.
 */
export interface Lesson {
  /**
   * What this node is.
   */
  kind?: 'lesson';
  /**
   * Identity for ever: every student's record hangs on it. Leave it out of a new node and run `timeback-catalog fmt`, which writes a UUID. Never change it and never copy it.
   */
  sourcedId?: string;
  /**
   * The sourcedIds of the resources that the lesson places, in order. null clears the list.
   */
  resources?: string[] | null;
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title: string;
}
/**
 * Takes in nodes from other files of the catalog.
 */
export interface Include {
  /**
   * A file, or a glob of files in natural file-name order, relative to this file. Each holds one node.
   */
  include: string;
}
/**
 * A single content item, such as a video or an article, that lessons can place.
 */
export interface Resource {
  /**
   * What this node is.
   */
  kind?: 'resource';
  /**
   * Identity for ever: every student's record hangs on it. Leave it out of a new node and run `timeback-catalog fmt`, which writes a UUID. Never change it and never copy it.
   */
  sourcedId?: string;
  /**
   * The item's id in the vendor's own system.
   */
  vendorResourceId: string;
  /**
   * Who provides the item. null clears it.
   */
  vendorId?: string | null;
  /**
   * The application that shows the item. null clears it.
   */
  applicationId?: string | null;
  roles?: Roles;
  /**
   * Whether the item carries the lesson or supports it.
   */
  importance?: 'primary' | 'secondary';
  metadata?: Metadata;
  additional?: Additional;
  /**
   * The name that people see. It may change at any time.
   */
  title: string;
}
/**
 * What publishing would change on one platform. A minor format version may add keys: ignore those you do not know. A major one is another format: refuse it.
 */
export interface TimebackCatalogPlan {
  format_version: string;
  /**
   * The url is what tells two platforms apart; the name is the one in the config.
   */
  platform: {
    name: string;
    url: string;
    dialect: string;
    [k: string]: unknown;
  };
  /**
   * Equal for plans that do the same to the same platform.
   */
  digest: string;
  summary: {
    to_add: number;
    to_change: number;
    /**
     * Moves to another parent and re-orderings among the same siblings.
     */
    to_move: number;
    to_retire: number;
    unchanged: number;
    unmanaged: number;
    held?: number;
    [k: string]: unknown;
  };
  /**
   * In outline order: a parent stands before its children.
   */
  resource_changes: ResourceChange[];
  /**
   * Nodes that do not change and that a reader needs to place a change: ancestors, and parents that a node moves from.
   */
  context: Node[];
  /**
   * On the platform, in no manifest, and left alone.
   */
  unmanaged: Node[];
  /**
   * Present where no platform was read: the manifests were compared with those of a commit. Such a plan cannot be applied.
   */
  against?: {
    /**
     * The commit as it was named.
     */
    git: string;
    /**
     * Its full object id; where a branch is compared, of the commit that it left from.
     */
    commit: string;
    [k: string]: unknown;
  };
  /**
   * Present where the run was narrowed to a part of the catalog.
   */
  partial?: {
    target: Addresses;
    exclude: Addresses1;
    brought: Addresses2;
    /**
     * How many changes outside the targets are left.
     */
    outside: number;
    [k: string]: unknown;
  };
  /**
   * Changes that the manifests ask for and that the run leaves.
   */
  held: {
    /**
     * The kind and the sourcedId.
     */
    address: string;
    action: 'create' | 'update' | 'move' | 'reorder' | 'retire';
    /**
     * needs: what it depends on is held.
     */
    because: 'excluded' | 'frozen' | 'needs';
    /**
     * The kind and the sourcedId.
     */
    on: string;
    title: string;
    [k: string]: unknown;
  }[];
  restored: Addresses3;
  /**
   * Limits that the plan exceeds: apply refuses it unless exactly this number is approved.
   */
  guards: {
    guards: 'retire' | 'update' | 'results';
    count: number;
    of: number;
    limit: number;
    problem: Diagnostic;
    [k: string]: unknown;
  }[];
  warnings: Diagnostic[];
  /**
   * What hangs on the lessons and courses that the plan retires or moves, in numbers; null: unknown. Absent: not measured. Never part of the digest.
   */
  impact?: {
    /**
     * null: unknown.
     */
    results: number | null;
    /**
     * null: unknown.
     */
    open_classes: number | null;
    /**
     * null: unknown.
     */
    enrollments: number | null;
    nodes: {
      /**
       * The kind and the sourcedId.
       */
      address: string;
      /**
       * null: unknown.
       */
      results: number | null;
      /**
       * null: unknown.
       */
      open_classes: number | null;
      /**
       * null: unknown.
       */
      enrollments: number | null;
      [k: string]: unknown;
    }[];
    [k: string]: unknown;
  };
  /**
   * SHA-256 of the whole plan; a saved plan that does not match it is refused.
   */
  seal?: string;
  [k: string]: unknown;
}
export interface ResourceChange {
  /**
   * The kind and the sourcedId.
   */
  address: string;
  type: 'course' | 'unit' | 'lesson' | 'resource';
  sourced_id: string;
  /**
   * The kind and the sourcedId.
   */
  parent?: string;
  change: Change;
  /**
   * Where the node stands in the manifests.
   */
  source: {
    file: string;
    line: number;
    column: number;
    end?: Point;
    [k: string]: unknown;
  };
  /**
   * After the change.
   */
  title: string;
  [k: string]: unknown;
}
export interface Field {
  /**
   * The way into the fields: ["metadata", "metrics", "totalXp"].
   *
   * @minItems 1
   */
  path: [string, ...string[]];
  kind: 'added' | 'changed';
  before?: unknown;
  after: unknown;
  [k: string]: unknown;
}
/**
 * A place among siblings. The position counts from one; sort_order is the number on the platform.
 */
export interface Place {
  /**
   * The kind and the sourcedId.
   */
  parent: string;
  position: number;
  sort_order: number | null;
  [k: string]: unknown;
}
/**
 * Counted from one; columns in UTF-16 units.
 */
export interface Point {
  line: number;
  column: number;
  [k: string]: unknown;
}
export interface Node {
  /**
   * The kind and the sourcedId.
   */
  address: string;
  /**
   * The kind and the sourcedId.
   */
  parent?: string;
  title: string;
  [k: string]: unknown;
}
export interface Diagnostic {
  severity: 'error' | 'warning';
  code: string;
  summary: string;
  detail: string;
  hint?: string;
  /**
   * The kind and the sourcedId.
   */
  address?: string;
  range?: Range;
  /**
   * The source lines around the start of the range.
   */
  snippet?: {
    code: string;
    start_line: number;
    [k: string]: unknown;
  };
  /**
   * A second place that takes part.
   */
  related?: {
    note: string;
    range: Range;
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
export interface Range {
  filename: string;
  start: Point;
  end?: Point;
  [k: string]: unknown;
}
/**
 * What publishing would change on several platforms. A minor format version may add keys: ignore those you do not know. A major one is another format: refuse it.
 */
export interface TimebackCatalogPlans {
  format_version: string;
  /**
   * How many environments have changes, have none, and have no plan.
   */
  summary: {
    with_changes: number;
    without_changes: number;
    failed: number;
    [k: string]: unknown;
  };
  /**
   * The nodes that any environment would change, in outline order.
   */
  rows: {
    /**
     * The kind and the sourcedId.
     */
    address: string;
    type: 'course' | 'unit' | 'lesson' | 'resource';
    sourced_id: string;
    /**
     * The action in each environment; null: no change there. One that has no plan is not here.
     */
    environments: {
      [k: string]: 'create' | 'update' | 'move' | 'reorder' | 'retire' | null;
    };
    /**
     * After the change, in the first environment that changes it.
     */
    title: string;
    [k: string]: unknown;
  }[];
  /**
   * In the order in which they were named.
   *
   * @minItems 1
   */
  environments: [
    (
      | {
          [k: string]: unknown;
        }
      | {
          [k: string]: unknown;
        }
    ) & {
      name: string;
      plan?: TimebackCatalogPlan;
      /**
       * In place of a plan: why there is none.
       *
       * @minItems 1
       */
      diagnostics?: [Diagnostic, ...Diagnostic[]];
      [k: string]: unknown;
    } & (
        | {
            [k: string]: unknown;
          }
        | {
            [k: string]: unknown;
          }
      ) & {
        name: string;
        plan?: TimebackCatalogPlan;
        /**
         * In place of a plan: why there is none.
         *
         * @minItems 1
         */
        diagnostics?: [Diagnostic, ...Diagnostic[]];
        [k: string]: unknown;
      },
    ...((
      | {
          [k: string]: unknown;
        }
      | {
          [k: string]: unknown;
        }
    ) & {
      name: string;
      plan?: TimebackCatalogPlan;
      /**
       * In place of a plan: why there is none.
       *
       * @minItems 1
       */
      diagnostics?: [Diagnostic, ...Diagnostic[]];
      [k: string]: unknown;
    } & (
        | {
            [k: string]: unknown;
          }
        | {
            [k: string]: unknown;
          }
      ) & {
        name: string;
        plan?: TimebackCatalogPlan;
        /**
         * In place of a plan: why there is none.
         *
         * @minItems 1
         */
        diagnostics?: [Diagnostic, ...Diagnostic[]];
        [k: string]: unknown;
      })[]
  ];
  [k: string]: unknown;
}
