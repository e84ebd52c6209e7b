import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';

/** Fields that one environment holds other than the manifests say: of every node of a kind, or of one. */
export interface Override {
  readonly of: Kind | Address;
  readonly fields: JsonObject;
}
