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
  /** As `titleIn` finds it in the fields, for people. */
  readonly title: string;
  readonly parent?: Address;
  readonly fields: JsonObject;
}

/** The title among the fields of a node; empty if there is none that is a text. */
export function titleIn({ title }: JsonObject): string {
  return typeof title === 'string' ? title : '';
}

/** The same node with other fields, and so perhaps with another title. */
export function withFields(entity: Entity, fields: JsonObject): Entity {
  return fields === entity.fields ? entity : { ...entity, title: titleIn(fields), fields };
}
