import type { Catalog, StandardsPaths, StandardsService } from '../../model/catalog.ts';
import type { DialectName } from '../../model/destination.ts';
import type { RowFinding } from '../../model/drift.ts';
import type { EventForms } from '../../model/event-check.ts';
import type { CorrectedRow, DifferenceGroup } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { PlacementEntry } from '../../model/ledger.ts';
import type { Address, Entity, Kind } from '../../model/node.ts';
import type { Problem } from '../../model/problem.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import type { CompareRule, CompareRules } from '../../plan/compare.ts';
import type { TableRow } from './facts.ts';

/** One node to be written, with everything that the records depend on. */
export interface Write {
  /** The node with the fields that follow from its place (`course` of a lesson). */
  readonly entity: Entity;
  readonly sortOrder?: number;
  /** The new status; absent: the status stays, or is live if the node is new. */
  readonly status?: 'active' | 'retired';
  /** The new status in the platform's own word, which then counts. */
  readonly word?: string;
  /** Set if fields of a node that retires change with its status. */
  readonly revises?: boolean;
  /** The record as last read; absent for a create. */
  readonly base?: JsonObject;
  /** Titles, by sourcedId, of the nodes that the entity refers to, as far as they are known. */
  readonly titles?: ReadonlyMap<string, string>;
  /** Ids of placements that move between this node and another one; absent: there are none. */
  readonly moved?: ReadonlySet<string>;
  /** Set if the manifest lists no placements: those that stay keep their records. */
  readonly unlisted?: true;
}

/** What the ledger knows of the placement of a resource in a lesson or unit. */
export interface PlacementHistory {
  /** The id that it has; absent: none yet. */
  readonly live?: string;
  /** Whether a placement there was retired on purpose. */
  readonly hasEnded: boolean;
  /** Whether an id belongs to a retired placement, and must not be used again. */
  readonly isOver: (sourcedId: string) => boolean;
}

export type PlacementIds = (parent: string, resource: string) => PlacementHistory;

/** One list of records on the platform. */
export interface RemoteCollection {
  /** The name of one record, in rows of the table and in messages: `course`. */
  readonly name: string;
  /** The plural of the name, for people. */
  readonly plural: string;
  readonly path: string;
  readonly pathOf: (sourcedId: string) => string;
  /** The records of one page and the total; undefined if the answer has another form. */
  readonly page: (answer: Json) => ListPage | undefined;
  /** Whether a platform may lack the collection; the row `NAME.path` says so. */
  readonly isAddOn: boolean;
  /** The body of a request that writes one record. */
  readonly wrap: (record: JsonObject) => JsonObject;
  /** The record in the answer to a GET of one record; undefined if the answer has another form. */
  readonly unwrap: (answer: Json) => JsonObject | undefined;
}

/** How the records of one list depend on those of lists before it. */
export interface ListLink {
  readonly collection: string;
  /** The key of the reference to the record that a record belongs to; absent: it belongs to nothing. */
  readonly belongsBy?: { readonly key: string; readonly to: string };
  /** Further keys of references to a record above it, in the same or an earlier list. */
  readonly above?: readonly { readonly key: string; readonly to: string }[];
  /** The earlier list whose records refer to records of this list, and the key of that reference. */
  readonly namedBy?: { readonly key: string; readonly collection: string };
}

/** What identifies one record: its collection and its sourcedId. */
export interface RecordName {
  readonly collection: string;
  readonly sourcedId: string;
}

/** A record as the platform gave it. */
export interface ReadRecord extends RecordName {
  readonly record: JsonObject;
}

/** A record to be written by one request. */
export interface WrittenRecord extends RecordName {
  /** POST creates a record; PUT writes over one. Whether PUT creates or merges depends on the platform. */
  readonly method: 'PUT' | 'POST';
  readonly record: JsonObject;
  /**
   * Present if the id was derived for this record and not read: the keys of the references that say what the
   * record belongs to. An existing record with this id is the same one only if these references are equal.
   */
  readonly belongsBy?: readonly string[];
}

/** Records by the name of their collection. */
export type Records = ReadonlyMap<string, readonly JsonObject[]>;

/**
 * The composed record of a node: that of its own collection, with its parts from other collections inside.
 */
export interface NodeRecord {
  readonly kind: Kind;
  readonly record: JsonObject;
}

/**
 * One documented variant of the API: where lists are, and how records and nodes are converted into each
 * other. A dialect is data and pure functions; the code that sends requests does not depend on it.
 */
export interface Dialect {
  readonly name: DialectName;
  readonly token: {
    readonly path: string;
    readonly auth: 'basic' | 'body';
    readonly scope: string;
  };
  /** The most records that may be asked for on one page. */
  readonly pageLimit: number;
  /** Whether a list can be asked for the records with certain ids. */
  readonly filtersById: boolean;
  /** Whether a list can be asked for the records that refer to some others: `course.sourcedId='c'`. */
  readonly filtersByReference: boolean;
  /** How the lists depend on each other; a list that others refer to comes first. */
  readonly links: readonly ListLink[];
  /** Whether a list shows as much of a record as reading that record alone does. */
  readonly listsShow: 'unknown' | 'whole' | 'part';
  /** Fields of records that only the server decides. */
  readonly serverOwned: readonly string[];
  readonly rules: CompareRules;
  /** All lists that have to be read to know the nodes. */
  readonly collections: readonly RemoteCollection[];
  /** Collections that the platform lacks according to the table: no request is ever sent for them. */
  readonly lacking: readonly RemoteCollection[];
  /** The collection in which a node of a kind has its record. */
  readonly collectionOf: (kind: Kind) => RemoteCollection;
  /** The kind of node that the records of a collection are; undefined or absent: they are parts of nodes. */
  readonly kindIn?: (collection: string) => Kind | undefined;
  /** A record of others as a node with only its id, title and place; undefined: it is part of a node. */
  readonly gist: (collection: string, record: JsonObject) => RemoteEntity | undefined;
  /** The id of the node that a record is part of; undefined or absent: the record is a node itself. */
  readonly partOf?: (collection: string, record: JsonObject) => string | undefined;
  /** The nodes in the records of all collections. */
  readonly compose: (records: Records) => readonly NodeRecord[];
  /** The records in other collections that are part of the record of a node. */
  readonly partsOf: (node: NodeRecord) => readonly ReadRecord[];
  /** The live placements among the parts of a node, for the ledger. */
  readonly placementsOf: (node: JsonObject) => readonly PlacementEntry[];
  /**
   * All placements in the records, including retired ones and those without a lesson; absent: the dialect has
   * no placement records.
   */
  readonly placementsIn?: (records: Records) => readonly PlacementEntry[];
  /** Decodes a record to a node; undefined if it has no usable sourcedId. */
  readonly decode: (kind: Kind, record: JsonObject) => RemoteEntity | undefined;
  /**
   * The requests that write a node, in order, that of the node itself first. `now` becomes its
   * `dateLastModified` if the client sends it.
   */
  readonly encode: (write: Write, now: Date) => readonly WrittenRecord[];
  /** Whether a new placement takes its title from its resource or its lesson. */
  readonly placementTitle: 'resource' | 'lesson';
  /** The entry of `resources` that authors would write for the record of a placement. */
  readonly entryOf: (said: JsonObject) => JsonObject;
  /** The catalog with its placements in the form in which the platform keeps them. */
  readonly placing: (catalog: Catalog) => Catalog;
  /** Problems of what the catalog holds and this dialect cannot express. */
  readonly check: (catalog: Catalog) => readonly Problem[];
  /** Where records keep the standards of a node. */
  readonly standards: StandardsPaths;
  /**
   * The path of lesson plans, followed by a course and `/sync`; `none` or empty: the platform has no lesson
   * plans.
   */
  readonly lessonPlanPath: string;
  /** The service that knows which standards exist. */
  readonly standardsService: StandardsService;
  /** The row of the table that holds each rule of comparing. */
  readonly compareRows: Readonly<Record<CompareRule, string>>;
  /**
   * Corrections that may make a group of differences vanish, because the records hold the same values under
   * another key or in another form. The caller has to try whether they do.
   */
  readonly proposeCorrections: (
    group: DifferenceGroup,
    recordOf: RecordOf,
  ) => readonly (readonly CorrectedRow[])[];
  /** How events of an app name the nodes of a catalog. */
  readonly events: EventForms;
  /** What is known of the ids of placements. */
  readonly given: PlacementIds;
  /** The rows of the table with the values in force. */
  readonly table: readonly TableRow[];
  /**
   * What records say about rows of the table. Findings about lists and tokens do not depend on the dialect.
   */
  readonly findings: (records: Records) => readonly Finding[];
}

/** What a reading says about a row. A row without a finding stays unknown. */
export type Finding = Pick<RowFinding, 'row' | 'verdict' | 'evidence'>;

/** The record of a node as it was read; undefined if there is none. */
export type RecordOf = (address: Address) => JsonObject | undefined;

export interface ListPage {
  readonly records: readonly Json[];
  readonly total: number;
  /** The page size that the server used, if it names it. */
  readonly limit?: number;
}
