import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';

/** Fields with other values in one environment, for one node or all nodes of a kind. */
export interface Override {
  readonly of: Kind | Address;
  readonly fields: JsonObject;
}
