import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { RowFinding } from '../model/diagnosis.ts';
import type { Entity } from '../model/entity.ts';
import type { EventForms } from '../model/event-forms.ts';
import type { DifferenceGroup, Row } from '../model/explanation.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteEntity } from '../model/remote.ts';
import type { CompareRule, CompareRules } from '../plan/rules.ts';
import type { TableRow } from './fact.ts';

/** One node to be written, with everything the body depends on. */
export interface Write {
  /** With the fields that follow from its place (`course` of a lesson). */
  readonly entity: Entity;
  readonly sortOrder?: number;
  /** What its status becomes; absent: it stays, or is live where the node is new. */
  readonly status?: 'active' | 'retired';
  /** The record as last read; absent for a create. */
  readonly base?: JsonObject;
}

/**
 * One documented form of the API: where things are, and how records and nodes become each other.
 * Data and pure functions; what sends the requests knows no dialect.
 */
export interface Dialect {
  readonly name: 'partner';
  readonly token: {
    readonly path: string;
    readonly auth: 'basic' | 'body';
    readonly scope: string;
  };
  /** The most records that may be asked for on one page. */
  readonly pageLimit: number;
  /** Whether a list can be asked for the records with certain ids. */
  readonly filtersById: boolean;
  readonly rules: CompareRules;
  readonly collectionPath: (kind: Kind) => string;
  /** The records of one page and the number of all; undefined where the answer has another form. */
  readonly page: (kind: Kind, answer: Json) => Page | undefined;
  /** The record in the answer to a GET of one; undefined where the answer has another form. */
  readonly unwrap: (kind: Kind, answer: Json) => JsonObject | undefined;
  /** undefined where the record has no usable sourcedId. */
  readonly decode: (kind: Kind, record: JsonObject) => RemoteEntity | undefined;
  /** The body of a PUT. `now` becomes the dateLastModified where the client sends it. */
  readonly encode: (write: Write, now: Date) => JsonObject;
  /** What the catalog holds that this dialect cannot express. */
  readonly check: (catalog: Catalog) => readonly Problem[];
  /** The rows of the table that hold the rules of comparing. */
  readonly compareRows: Readonly<Record<CompareRule, string>>;
  /**
   * Corrections that may make a group of differences vanish, because the records hold the same
   * under another key or in another form. Whether they do is for the caller to try.
   */
  readonly rowsFor: (group: DifferenceGroup, recordOf: RecordOf) => readonly (readonly Row[])[];
  /** How events of an app name what is in the catalog. */
  readonly events: EventForms;
  /** The rows of the table as they are in force. */
  readonly table: readonly TableRow[];
  /** What records say about rows of the table. What lists and tokens say is the same everywhere. */
  readonly findings: (records: RecordsSeen) => readonly Finding[];
}

/** Some records of each kind, as a list gave them. */
export type RecordsSeen = Readonly<Record<Kind, readonly JsonObject[]>>;

/** What reading says about a row; of a row without any it says nothing. */
export type Finding = Pick<RowFinding, 'row' | 'verdict' | 'evidence'>;

/** The record of a node as read. */
export type RecordOf = (address: Address) => JsonObject | undefined;

export interface Page {
  readonly records: readonly Json[];
  readonly total: number;
  /** The page size that the server says it used. */
  readonly limit?: number;
}
