import type { Address } from './address.ts';
import type { Destination } from './destination.ts';
import type { Entity } from './entity.ts';
import type { JsonObject } from './json.ts';
import type { PlacementEntry } from './ledger.ts';

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
}

/** What a platform said it holds. Made only from a complete reading of all collections. */
export interface RemoteState {
  readonly platform: Platform;
  readonly entities: ReadonlyMap<Address, RemoteEntity>;
  /** The lesson and resource of each placement by its id, where the platform keeps records of them. */
  readonly placements?: ReadonlyMap<string, PlacementEntry>;
  /** Nodes that were read by themselves, since lists show less of them; absent: none. */
  readonly whole?: ReadonlySet<Address>;
  /** How many list requests the reading took. */
  readonly requests: number;
}
