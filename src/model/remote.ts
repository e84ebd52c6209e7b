import type { Address } from './address.ts';
import type { Destination } from './destination.ts';
import type { Entity } from './entity.ts';
import type { JsonObject } from './json.ts';
import type { PlacementEntry } from './ledger.ts';
import type { Problem } from './problem.ts';

/** The platform a plan is for. `url` is what tells two platforms apart; `name` is the config's. */
export interface Platform {
  readonly name: string;
  readonly url: string;
  readonly dialect: string;
  /** Where requests really go and how they are shaped; absent where nothing can be sent. */
  readonly destination?: Destination;
}

export interface RemoteEntity {
  readonly entity: Entity;
  readonly status: 'active' | 'tobedeleted' | 'other';
  /** Absent where the record has none that is a number. */
  readonly sortOrder?: number;
  /** The record as read: the base that a write lays its fields over. */
  readonly record: JsonObject;
  /** It belongs to others, and of its record only name and place were kept. */
  readonly isGist?: true;
}

/** An add-on that a platform does not offer, as far as this client is concerned. */
export interface LackingCollection {
  /** What one record is called, as in the row `NAME.path`. */
  readonly name: string;
  /** Several of them, for people. */
  readonly plural: string;
  /** The row of the table says so, or the list was refused; `said` is what the platform answered. */
  readonly because: 'row' | { readonly status: 403 | 404; readonly said: string };
}

/** What a platform said it holds. Made only from a complete reading of all collections. */
export interface RemoteState {
  readonly platform: Platform;
  readonly entities: ReadonlyMap<Address, RemoteEntity>;
  /** The lesson and resource of each placement by its id, where the platform keeps records of them. */
  readonly placements?: ReadonlyMap<string, PlacementEntry>;
  /** What the platform does not offer; absent: nothing of that. Of its records there are none. */
  readonly lacking?: readonly LackingCollection[];
  /** What of the records does not add up; none of it stops anybody. */
  readonly warnings?: readonly Problem[];
  /** Nodes that were read by themselves, since lists show less of them; absent: none. */
  readonly whole?: ReadonlySet<Address>;
  /** How many list requests the reading took. */
  readonly requests: number;
}
