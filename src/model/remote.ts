import type { Destination } from './destination.ts';
import type { JsonObject } from './json.ts';
import type { PlacementEntry } from './ledger.ts';
import type { Address, Entity } from './node.ts';
import type { Problem } from './problem.ts';

/** The platform a plan is for. `url` identifies it; `name` is that of the config. */
export interface Platform {
  readonly name: string;
  readonly url: string;
  readonly dialect: string;
  /** Resolved target of requests; absent if nothing can be sent. */
  readonly destination?: Destination;
}

/** A node of a platform, with its status, its order number and the record that it comes from. */
export interface RemoteEntity {
  readonly entity: Entity;
  readonly status: 'active' | 'tobedeleted' | 'other';
  /** Absent if the record has no numeric order. */
  readonly sortOrder?: number;
  /** The record as read, which writes lay their fields over. */
  readonly record: JsonObject;
  /** True for a record of others, of which only name and place were kept. */
  readonly isGist?: true;
}

/** An add-on that the platform does not offer to this client. */
export interface LackingCollection {
  /** Name of one record, as in the row `NAME.path`. */
  readonly name: string;
  /** Plural, for people. */
  readonly plural: string;
  /**
   * `row`: the table says so. Otherwise the list was refused, with the platform's answer in `said`.
   */
  readonly because: 'row' | { readonly status: 403 | 404; readonly said: string };
}

/** Everything that a platform has, from one complete read of all lists. */
export interface RemoteState {
  readonly platform: Platform;
  readonly entities: ReadonlyMap<Address, RemoteEntity>;
  /** Lesson and resource of each placement by its id, if the platform has records of placements. */
  readonly placements?: ReadonlyMap<string, PlacementEntry>;
  /** Collections that the platform does not offer, whose records are missing here; absent: none. */
  readonly lacking?: readonly LackingCollection[];
  /** Inconsistencies in the records, which stop nobody. */
  readonly warnings?: readonly Problem[];
  /** Nodes that were read one by one because lists show less of them; absent: none. */
  readonly whole?: ReadonlySet<Address>;
  /** Number of list requests. */
  readonly requests: number;
}
