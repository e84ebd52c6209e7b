import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { Kind } from './kind.ts';

/**
 * A course, unit, lesson or resource, on whichever side it is found.
 *
 * `fields` holds what an author may write, under the authors' names (`title`, `org`, `resources`,
 * `metadata`, and the content of `additional` at the top level). Identity, parent, order and
 * everything that the server owns are never in it.
 */
export interface Entity {
  readonly kind: Kind;
  readonly sourcedId: string;
  readonly parent?: Address;
  readonly fields: JsonObject;
}
