import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';

/**
 * A course, unit, lesson or resource of either side.
 *
 * `fields` holds what authors may write, under the authors' names (`title`, `org`, `resources`,
 * `metadata`, and the content of `additional` at the top level). It never holds identity, parent,
 * order or server-owned values.
 */
export interface Entity {
  readonly kind: Kind;
  readonly sourcedId: string;
  readonly parent?: Address;
  readonly fields: JsonObject;
}
