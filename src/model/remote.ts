import type { Destination } from './destination.ts';
import type { JsonObject } from './json.ts';
import type { PlacementEntry } from './ledger.ts';
import type { Address, Entity } from './node.ts';
import type { Problem } from './problem.ts';

/** The platform that a plan is for. `url` identifies it; `name` is that of its environment in the config. */
export interface Platform {
  readonly name: string;
  readonly url: string;
  readonly dialect: string;
  /** The resolved destination of requests. Absent if nothing can be sent. */
  readonly destination?: Destination;
}

/** A node on a platform, with its status, its order number and the record that it was read from. */
export interface RemoteEntity {
  readonly entity: Entity;
  readonly status: 'active' | 'tobedeleted' | 'other';
  /** Absent if the record has no numeric order. */
  readonly sortOrder?: number;
  /** The record as it was read. Writes replace the managed fields in it. */
  readonly record: JsonObject;
  /** The names of its placements that the ledger has as retired and the platform as live. Absent: none. */
  readonly ended?: readonly string[];
  /** Set on a record that another catalog manages: only its name and place were kept. */
  readonly isGist?: true;
}

/** An optional collection that the platform does not offer to this client. */
export interface LackingCollection {
  /** The name of one record, as in the row `NAME.path`. */
  readonly name: string;
  /** The plural, for people. */
  readonly plural: string;
  /**
   * `row`: the dialect table says that there is none. Otherwise the platform refused the list, with its
   * answer in `said`.
   */
  readonly because: 'row' | { readonly status: 403 | 404; readonly said: string };
}

/** The data of a platform, from one complete read of all lists. */
export interface RemoteState {
  readonly platform: Platform;
  readonly entities: ReadonlyMap<Address, RemoteEntity>;
  /**
   * The lesson or unit and the resource of each placement, by the id of the placement. Absent if the
   * platform has no records of placements.
   */
  readonly placements?: ReadonlyMap<string, PlacementEntry>;
  /** The collections that the platform does not offer, so their records are missing here. Absent: none. */
  readonly lacking?: readonly LackingCollection[];
  /** Inconsistencies in the records, which stop no command. */
  readonly warnings?: readonly Problem[];
  /** The nodes that were read one by one because lists show less of them. Absent: none. */
  readonly whole?: ReadonlySet<Address>;
  /** The number of list requests. */
  readonly requests: number;
}
