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
  /** With the fields that follow from its place (`course` of a lesson). */
  readonly entity: Entity;
  readonly sortOrder?: number;
  /** What its status becomes; absent: it stays, or is live if the node is new. */
  readonly status?: 'active' | 'retired';
  /** The record as last read; absent for a create. */
  readonly base?: JsonObject;
  /** Titles of the nodes that its fields refer to, by sourcedId, as far as they are known. */
  readonly titles?: ReadonlyMap<string, string>;
  /** Ids of placements that come here from another node, or go to one; absent: none. */
  readonly moved?: ReadonlySet<string>;
}

/** One list of records on the platform. */
export interface RemoteCollection {
  /** What one record is called, in rows of the table and in messages. */
  readonly name: string;
  /** Several of them, for people. */
  readonly plural: string;
  /** Path of the list. */
  readonly path: string;
  /** Path of one record. */
  readonly pathOf: (sourcedId: string) => string;
  /** The records of one page and the number of all; undefined if the answer has another form. */
  readonly page: (answer: Json) => ListPage | undefined;
  /** Whether a platform may lack it; the row that says so is `NAME.path`. */
  readonly isAddOn: boolean;
  /** The body that holds one record. */
  readonly wrap: (record: JsonObject) => JsonObject;
  /** The record in the answer to a GET of one; undefined if the answer has another form. */
  readonly unwrap: (answer: Json) => JsonObject | undefined;
}

/** How the records of one list belong to those of lists before it. */
export interface ListLink {
  readonly collection: string;
  /** The key of the reference to the record that one belongs to; absent: it belongs to none. */
  readonly belongsBy?: { readonly key: string; readonly to: string };
  /** Keys of references to the record of the same or an earlier list that one hangs under as well. */
  readonly above?: readonly { readonly key: string; readonly to: string }[];
  /** The earlier list whose records name those of this one, and the key under which they do. */
  readonly namedBy?: { readonly key: string; readonly collection: string };
}

/** The name of one record. */
export interface RecordName {
  readonly collection: string;
  readonly sourcedId: string;
}

/** A record as it was read. */
export interface ReadRecord extends RecordName {
  readonly record: JsonObject;
}

/** A record as one request writes it. */
export interface WrittenRecord extends RecordName {
  /** POST makes a new one, PUT writes over one; what PUT does beyond that is the platform's. */
  readonly method: 'PUT' | 'POST';
  readonly record: JsonObject;
  /**
   * Given if the id was made for this record and was not read: the keys of the references that say
   * what it belongs to. A record that has the id already is this one if it names the same.
   */
  readonly belongsBy?: readonly string[];
}

/** Records by the name of their collection. */
export type Records = ReadonlyMap<string, readonly JsonObject[]>;

/** The record of a node: that of its collection, what other collections say of the node within. */
export interface NodeRecord {
  readonly kind: Kind;
  readonly record: JsonObject;
}

/**
 * One documented form of the API: where things are, and how records and nodes become each other.
 * Data and pure functions; what sends the requests knows no dialect.
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
  /** How the lists hang together, those that others refer to first. */
  readonly links: readonly ListLink[];
  /** Whether lists show as much of a record as reading it by itself does. */
  readonly listsShow: 'unknown' | 'whole' | 'part';
  /** Fields of records that only the server decides. */
  readonly serverOwned: readonly string[];
  readonly rules: CompareRules;
  /** All lists that have to be read to know the nodes. */
  readonly collections: readonly RemoteCollection[];
  /** Those that the table says the platform lacks: nothing is ever asked of them. */
  readonly lacking: readonly RemoteCollection[];
  /** The collection in which a node of a kind has its record. */
  readonly collectionOf: (kind: Kind) => RemoteCollection;
  /** The kind of the nodes that records of a collection are by themselves; absent: of none. */
  readonly kindIn?: (collection: string) => Kind | undefined;
  /** A record of others as a node of which little is known; undefined: it is a part of one. */
  readonly gist: (collection: string, record: JsonObject) => RemoteEntity | undefined;
  /** The id of the node that a record is a part of; absent, undefined: it is one itself. */
  readonly partOf?: (collection: string, record: JsonObject) => string | undefined;
  /** The nodes in the records of all collections. */
  readonly compose: (records: Records) => readonly NodeRecord[];
  /** The records in other collections that are part of a node's. */
  readonly partsOf: (node: NodeRecord) => readonly ReadRecord[];
  /** The live ones of these that place a resource in a lesson or unit, for the ledger. */
  readonly placementsOf: (node: JsonObject) => readonly PlacementEntry[];
  /** All placements in the records, the retired and those of no lesson among them; absent: no such records. */
  readonly placementsIn?: (records: Records) => readonly PlacementEntry[];
  /** undefined if the record has no usable sourcedId. */
  readonly decode: (kind: Kind, record: JsonObject) => RemoteEntity | undefined;
  /**
   * What is written for a node, one request after the other, that of the node itself first. `now`
   * becomes the dateLastModified if the client sends it.
   */
  readonly encode: (write: Write, now: Date) => readonly WrittenRecord[];
  /** Whose title a placement has by itself when it is made. */
  readonly placementTitle: 'resource' | 'lesson';
  /** What authors write of a placement for what its record says. */
  readonly entryOf: (said: JsonObject) => JsonObject;
  /** The catalog with what it places as the platform keeps it. */
  readonly placing: (catalog: Catalog) => Catalog;
  /** What the catalog holds that this dialect cannot express. */
  readonly check: (catalog: Catalog) => readonly Problem[];
  /** Where records keep the standards of a node. */
  readonly standards: StandardsPaths;
  /** What a course and `/sync` follow if lesson plans are synced; `none`, or empty: nothing. */
  readonly lessonPlanPath: string;
  /** Where the platform is asked whether it knows a standard. */
  readonly standardsService: StandardsService;
  /** The rows of the table that hold the rules of comparing. */
  readonly compareRows: Readonly<Record<CompareRule, string>>;
  /**
   * Corrections that may make a group of differences vanish, because the records hold the same
   * under another key or in another form. Whether they do is for the caller to try.
   */
  readonly proposeCorrections: (
    group: DifferenceGroup,
    recordOf: RecordOf,
  ) => readonly (readonly CorrectedRow[])[];
  /** How events of an app name what is in the catalog. */
  readonly events: EventForms;
  /** The ids that placements have already; undefined for those that have none. */
  readonly given: (parent: string, resource: string) => string | undefined;
  /** The rows of the table as they are in force. */
  readonly table: readonly TableRow[];
  /** What records say about rows of the table. What lists and tokens say is the same everywhere. */
  readonly findings: (records: Records) => readonly Finding[];
}

/** What reading says about a row; of a row without any it says nothing. */
export type Finding = Pick<RowFinding, 'row' | 'verdict' | 'evidence'>;

/** The record of a node as read. */
export type RecordOf = (address: Address) => JsonObject | undefined;

export interface ListPage {
  readonly records: readonly Json[];
  readonly total: number;
  /** The page size that the server says it used. */
  readonly limit?: number;
}
